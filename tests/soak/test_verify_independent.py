"""Five hundred verdicts beside those of unzip, openssl and digests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.mixed_bundles import compare


@pytest.mark.soak
def test_five_hundred_verdicts_agree(tmp_path: Path) -> None:
    verdicts = {seed: compare(seed, tmp_path) for seed in range(1000, 1500)}
    assert {seed: pair for seed, pair in verdicts.items() if pair[0] != pair[1]} == {}
    counts = [
        sum(ours == word for ours, _ in verdicts.values())
        for word in ("valid", "untrusted", "invalid")
    ]
    assert min(counts) > 50, counts
