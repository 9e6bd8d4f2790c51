"""Finds the cell of a plan that a problem of its events is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.problems import Problem, Where

# What in a problem's values is a unit's uid; the first that the plan names is shown.
_UNITS = ("unit", "other")


class Cells:
    """Remembers which cells name which unit, and which give which code."""

    def __init__(self) -> None:
        self._named: dict[str, list[Where]] = {}
        self._codes: dict[str, Where] = {}

    def note(self, uid: str, where: Where) -> None:
        """Say that a cell names a unit."""
        self._named.setdefault(uid, []).append(where)

    def note_code(self, value: str, where: Where) -> None:
        """Say that a cell gives a code."""
        self._codes[value] = where

    def name_any(self) -> bool:
        """Say whether any cell names a unit that is known."""
        return bool(self._named)

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with the cell that it is about, as far as the plan tells it.

        An event of several rows has the place of its first; the cell may be in a later one.
        """
        if problem.where.column is not None:
            return problem
        code = self._codes.get(str(problem.values.get("value", "")))
        if code is not None:
            return replace(problem, where=code)
        for name in _UNITS:
            cells = self._named.get(str(problem.values.get(name, "")), ())
            if cells:
                twice = problem.code == "reorganise.listed_twice"
                where = cells[-1] if twice else _nearest(cells, problem.where)
                return replace(problem, where=where)
        return problem


def _nearest(cells: Sequence[Where], event: Where) -> Where:
    """Return the first cell at or after the event's first row, else the last there is."""
    first = event.row or 0
    later = [cell for cell in cells if cell.sheet == event.sheet and (cell.row or 0) >= first]
    return later[0] if later else cells[-1]
