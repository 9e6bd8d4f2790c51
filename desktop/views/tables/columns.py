"""What a table shows: its columns, each with its words and how a cell is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def as_text(value: object) -> str:
    """Write a value: nothing for None, words for the rest."""
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Column:
    """A column: `name` is the row's attribute, `title` its words in the reader's language.

    `show` writes a row's cell. `sort` names the order that the service knows for it, None where
    it does not sort. `width` is in letters. A column not `shown` at first can be chosen.
    """

    name: str
    title: str
    show: Callable[[Any], str] | None = None
    sort: str | None = None
    width: int = 14
    shown: bool = True
    alignment: Qt.AlignmentFlag = field(default=LEFT)
    # Colour role of a cell (error, warning, good, quiet), never alone: the words say it too.
    role: Callable[[Any], str | None] | None = None
    icon: Callable[[Any], str | None] | None = None
    # What rows that are all here are sorted by, where not by what is shown.
    order: Callable[[Any], Any] | None = None

    def text(self, row: Any) -> str:
        """Write the cell of `row`."""
        if self.show is not None:
            return self.show(row)
        return as_text(getattr(row, self.name))
