"""A total that a table declares of its rows is recounted."""

from __future__ import annotations

import pytest

from desktop.domain.problems import Where
from desktop.services.imports.declared_counts import DeclaredCounts

ROWS = [("1", "Nguyễn Văn An", "0A1B2C", "2"), ("2", "Lê Thị Bình", "0A1B2D", "3")]


def said(*total: str, rows: int = 2) -> tuple[object, object] | None:
    counts = DeclaredCounts()
    for row in ROWS[:rows]:
        counts.record(row)
    problem = counts.total(total, Where("a.xlsx", "Bảng", 9))
    return None if problem is None else (problem.values["declared"], problem.values["count"])


@pytest.mark.parametrize(
    ("total", "found"),
    [
        (("Tổng số: 2",), None),
        (("Tổng số: 3",), (3, 2)),
        (("Tổng cộng 3 thiết bị",), (3, 2)),
        (("", "Cộng", "3"), (3, 2)),
        (("", "Cộng", "2"), None),
        (("", "Cộng", "3 cái"), (3, 2)),
        # Below a column of numbers stands their sum.
        (("", "Cộng", "", "5"), None),
        (("", "Cộng", "", "6"), None),
        (("", "Cộng"), None),
        (("Tổng cộng", "", "0A1B2C"), None),
    ],
)
def test_a_declared_count_is_held_against_the_rows(
    total: tuple[str, ...], found: tuple[int, int] | None
) -> None:
    assert said(*total) == found


def test_a_section_has_its_own_total_and_the_last_one_counts_all() -> None:
    counts = DeclaredCounts()
    where = Where("a.xlsx", "Bảng", 9)
    for size in (2, 1):
        counts.section()
        for row in ROWS[:size]:
            counts.record(row)
        assert counts.total(("Cộng:", "", str(size)), where) is None
    assert counts.total(("Tổng cộng: 3",), where) is None
    problem = counts.total(("Tổng cộng: 4",), where)
    assert problem is not None
    assert problem.code == "import.total_differs"
