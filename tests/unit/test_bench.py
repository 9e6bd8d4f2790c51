"""The bench's rows name works that are there; its table says what was reached."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from bench.__main__ import _cells, _document, _measured
from bench.measure import Measured
from bench.rows import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_names_works_that_are_there(row: Row) -> None:
    module, _, argument = row.work.partition(":")
    works = import_module(f"bench.works.{module}")
    assert row.sides[0] == "ours"
    for side in ("prepare", *row.sides):
        parameters = inspect.signature(getattr(works, side)).parameters
        assert len(parameters) == (2 if argument else 1)


def test_every_row_has_its_own_name() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("ours", "memory", "reached"), [(2.9, 399, True), (3.1, 399, False), (2.9, 401, False)]
)
def test_a_row_is_reached_within_its_ratio_and_memory(
    ours: float, memory: float, reached: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    found = [Measured(ours, memory), Measured(1.0, 500)]
    monkeypatch.setattr("bench.__main__.alternately", lambda *_: found)
    monkeypatch.setattr("bench.__main__.prepare", lambda *_: None)
    line, answer = _measured(Row("x", "a work", "x", ratio=3), tmp_path)  # type: ignore[arg-type]
    assert answer is reached
    assert line.endswith("| yes |" if reached else "| **no** |")


def test_the_table_is_whole_and_says_when_the_machine_was_busy() -> None:
    line = _cells("a", "b", "c", "d", "e", "f", "yes")
    assert "to be measured again" in _document([line], 2.0)
    quiet = _document([line], 0.1)
    assert "to be measured again" not in quiet
    assert line in quiet
