"""Totals that a table declares of its own rows, held against the rows that are there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.domain.problems import Problem, Where

# A count in a cell of its own, or at the end of the words that say it is one.
_ALONE = re.compile(
    r"(\d{1,6})(?: ?(?:đơn vị|người|thiết bị|token|etoken|cái|chiếc|bộ|hàng))?", re.I
)
_BEHIND = re.compile(r".*?(?:cộng|tổng|tổng số)\b[^\d]*?:?\s*(\d{1,6})\b[^\d]*", re.I)


class DeclaredCounts:
    """Counts the records of a sheet as they come, and says where a total tells another number.

    A total counts all rows above, or those since the last section or total. A number alone below
    a column of numbers is their sum, which is not ours to judge.
    """

    def __init__(self) -> None:
        self._all = 0
        self._since = 0
        self._numeric: set[int] = set()

    def record(self, cells: Sequence[str]) -> None:
        """Count one more record."""
        self._all += 1
        self._since += 1
        for place, text in enumerate(cells):
            if text.isdigit() and place not in self._numeric:
                self._numeric.add(place)

    def section(self) -> None:
        """Begin a section: its total counts its own rows."""
        self._since = 0

    def total(self, cells: Sequence[str], where: Where) -> Problem | None:
        """Return what is wrong with a total, None where nothing is, or it declares no count."""
        declared = [
            count for place, text in enumerate(cells) if (count := self._declared(place, text))
        ]
        counts = (self._all, self._since)
        self._since = 0
        if not declared or any(count in declared for count in counts):
            return None
        values = {"declared": declared[0], "count": counts[0]}
        return Problem("import.total_differs", values, where=where)

    def _declared(self, place: int, text: str) -> int | None:
        found = _BEHIND.fullmatch(text.strip())
        if found is None and place not in self._numeric:
            found = _ALONE.fullmatch(text.strip())
        return int(found[1]) if found else None
