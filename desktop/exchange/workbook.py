"""Writing workbooks of tables, as .xlsx.

Everything is made in memory: XlsxWriter's usual way leaves plaintext parts in the temporary folder.
Texts stay texts, so that codes and phones keep their zeros and what begins with = + - @ is no
formula; counts are numbers, so that they can be added up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

# A count is a number, all else a text.
Cell = str | int | None

# The narrowest and the widest column, in letters; what is longer goes on below.
_WIDTHS = (10, 48)
_A4 = 9


class Workbook:
    """A workbook under way, made at `made`; `content` ends it."""

    def __init__(self, made: datetime) -> None:
        self._buffer = BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self._book.set_properties({"created": made.replace(tzinfo=None), "author": ""})
        self._text = self._book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self._count = self._book.add_format({"num_format": "0", "valign": "top", "align": "right"})
        self._head = self._book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "border": 1,
                "bg_color": "#E8EEF7",
                "valign": "vcenter",
            }
        )

    def sheet(self, title: str) -> Any:
        """Add an empty sheet."""
        return self._book.add_worksheet(title)

    def table(
        self,
        title: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        hidden: Collection[int] = (),
    ) -> Any:
        """Add a sheet with a table, its headings held in sight and printed on every page.

        A row has a cell for each heading; the columns at the places `hidden` are not shown.
        """
        sheet = self.sheet(title)
        widths = [len(heading) for heading in headings]
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self._head)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell is not None and cell != "":
                    self._write(sheet, number, place, cell)
                    widths[place] = max(widths[place], len(str(cell)))
        for place, widest in enumerate(widths):
            width = min(max(widest + 2, _WIDTHS[0]), _WIDTHS[1])
            sheet.set_column(place, place, width, self._text, {"hidden": place in hidden})
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def pairs(self, title: str, pairs: Sequence[tuple[str, str | int]]) -> Any:
        """Add a sheet of labels and what stands beside each."""
        sheet = self.sheet(title)
        sheet.set_column(0, 1, _WIDTHS[1], self._text)
        for number, pair in enumerate(pairs):
            for place, words in enumerate(pair):
                self._write(sheet, number, place, words)
        return sheet

    def _write(self, sheet: Any, row: int, column: int, cell: str | int) -> None:
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, self._count)
        else:
            sheet.write_string(row, column, cell, self._text)

    def content(self) -> bytes:
        """End the workbook and return its bytes."""
        self._book.close()
        return self._buffer.getvalue()
