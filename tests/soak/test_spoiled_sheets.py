"""Spoiled workbooks by the thousand: each is read or refused, none hangs, fails or takes memory."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.spoiled_sheets import read_or_refuse, sources

MEMORY = 4 * 2**30


@pytest.fixture
def _bounded_memory() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.soak
@pytest.mark.usefixtures("_bounded_memory")
def test_spoiled_workbooks(tmp_path: Path) -> None:
    files = sources(tmp_path)
    outcomes = {read_or_refuse(files[seed % len(files)], seed, tmp_path) for seed in range(20_000)}
    assert "sheet.damaged" in outcomes
    assert "read" in outcomes
