"""Our verdicts beside those of unzip, openssl and digests; `tests/soak` takes 500."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.mixed_bundles import compare


def test_twenty_verdicts_agree(tmp_path: Path) -> None:
    verdicts = {seed: compare(seed, tmp_path) for seed in range(20)}
    assert {seed: pair for seed, pair in verdicts.items() if pair[0] != pair[1]} == {}
    assert {ours for ours, _ in verdicts.values()} == {"valid", "untrusted", "invalid"}
