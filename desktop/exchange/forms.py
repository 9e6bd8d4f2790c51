"""Writing forms: a workbook with headings, drop-downs and, where wanted, rows filled in.

Everything is made in memory: XlsxWriter's usual way leaves plaintext parts in the temporary folder.
Every cell is text, so that codes keep their zeros and what begins with = + - @ is no formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

# The sheet of the drop-downs' words, hidden; readers of our forms pass it over.
WORDS_SHEET = "DanhMuc"
# The hidden sheet that says which form it is, as names and values in two columns.
MARK_SHEET = "MaPhieu"
# The sheet below the table where the sender writes about the form as a whole.
COVER_SHEET = "Gui kem"
_ROWS_WITH_CHOICES = 5000
_WIDTHS = (10, 48)


@dataclass(frozen=True)
class FormColumn:
    """A column: its heading, the words its drop-down offers, and whether it is shown."""

    heading: str
    choices: tuple[str, ...] = ()
    hidden: bool = False


def form_bytes(
    title: str,
    columns: Sequence[FormColumn],
    rows: Iterable[Sequence[str | None]],
    made: datetime,
    mark: Mapping[str, str] | None = None,
    cover: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Return the .xlsx of a form whose sheet is called `title`; a row has a cell for each column.

    The drop-downs warn of other words and let them pass: the import says what it cannot read.
    `mark` is written where nobody sees it; `cover` are lines of a label and what stands beside it.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": made.replace(tzinfo=None), "author": ""})
    sheet = book.add_worksheet(title)
    words = book.add_worksheet(WORDS_SHEET)
    words.very_hidden()
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8EEF7", "valign": "vcenter"}
    )
    widths = [len(column.heading) for column in columns]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading, head)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(number, place, cell, text)
                widths[place] = max(widths[place], len(cell))
    for place, column in enumerate(columns):
        width = min(max(widths[place] + 2, _WIDTHS[0]), _WIDTHS[1])
        sheet.set_column(place, place, width, text, {"hidden": column.hidden})
        if column.choices:
            _offer(sheet, words, place, column.choices)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if cover:
        _pairs(book, COVER_SHEET, cover, text)
    if mark:
        _pairs(book, MARK_SHEET, list(mark.items()), text).very_hidden()
    book.close()
    return buffer.getvalue()


def _pairs(book: Any, name: str, pairs: Sequence[tuple[str, str]], text: Any) -> Any:
    """Write labels and what stands beside each on a sheet of their own."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 1, _WIDTHS[1], text)
    for number, pair in enumerate(pairs):
        for place, words in enumerate(pair):
            sheet.write_string(number, place, words, text)
    return sheet


def _offer(sheet: Any, words: Any, place: int, choices: Sequence[str]) -> None:
    for number, word in enumerate(choices):
        words.write_string(number, place, word)
    letters = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
    sheet.data_validation(
        1,
        place,
        _ROWS_WITH_CHOICES,
        place,
        {
            "validate": "list",
            "source": f"={WORDS_SHEET}!{letters}$1:{letters}${len(choices)}",
            "error_type": "warning",
        },
    )
