"""Rows on the clipboard, as a spreadsheet takes them: every cell a text, no cell a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData

from desktop.domain.texts import N_, Text
from desktop.services.session import Session
from desktop.views.background import Worker
from desktop.views.tables.columns import Column
from desktop.views.tables.model import Batches

# A text that a spreadsheet would work out; a telephone number with its + is none.
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s().-]*$)")
_STYLE = "<style>td{mso-number-format:'\\@';white-space:pre}</style>"
_HEAD = f'<html><head><meta charset="utf-8">{_STYLE}</head><body><table>'
_FOOT = "</table></body></html>"
_COPYING = Text(N_("Copying rows"))


class SheetText:
    """Rows as a table of texts and, for whom that says nothing, as lines with tabs.

    In the table codes keep their zeros. The lines set a ' before what begins a formula, as people
    do by hand; `exchange.clipboard` takes it away again. Both are kept as bytes: a register's rows
    are tens of megabytes.
    """

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._table: list[bytes] = [_HEAD.encode()]

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows below those that are there."""
        cells = [[" ".join(cell.split()) for cell in row] for row in rows]
        lines = "\n".join("\t".join(map(_plain, row)) for row in cells)
        self._lines.append(_bytes(lines))
        marked = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in cells)
        self._table.append(_bytes("".join(f"<tr>{row}</tr>" for row in marked)))

    def data(self) -> QMimeData:
        """Return what goes on the clipboard."""
        data = QMimeData()
        data.setData("text/plain", QByteArray(b"\n".join(self._lines)))
        data.setData("text/html", QByteArray(b"".join([*self._table, _FOOT.encode()])))
        return data


def rows_for_sheets(rows: Iterable[Sequence[str]]) -> QMimeData:
    """Return a few rows for the clipboard, see `SheetText`."""
    text = SheetText()
    text.add(rows)
    return text.data()


class Copying:
    """Reads and writes many rows, batch by batch, on the worker's thread.

    It may be left at a report of its progress, and then goes on where it was.
    """

    def __init__(self, columns: Sequence[Column], batches: Batches, count: int) -> None:
        self._columns = columns
        self._batches = batches
        self._count = count
        self._done = 0
        self._text = SheetText()
        self._text.add([[column.title for column in columns]])
        self._left: Iterator[Sequence[Any]] | None = None

    def work(self, worker: Worker, session: Session) -> SheetText:
        """Do what is left, and return all rows."""
        if self._left is None:
            self._left = self._batches(session)
        worker.report_progress(_COPYING, self._done, self._count)
        for rows in self._left:
            self._text.add([column.text(row) for column in self._columns] for row in rows)
            self._done += len(rows)
            worker.report_progress(_COPYING, self._done, self._count)
        return self._text


def _plain(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bytes(text: str) -> bytes:
    # Half of a pair of surrogates is no letter.
    return text.encode("utf-8", "replace")
