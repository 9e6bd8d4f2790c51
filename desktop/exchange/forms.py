"""Writing forms: a workbook with headings, drop-downs and, where wanted, rows filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from desktop.exchange.sheets import Sheet
from desktop.exchange.workbook import Workbook

# The sheet of the drop-downs' words, hidden; readers of our forms pass it over.
WORDS_SHEET = "DanhMuc"
# The hidden sheet that says which form it is, as names and values in two columns.
MARK_SHEET = "MaPhieu"
# The sheet below the table where the sender writes about the form as a whole.
COVER_SHEET = "Gui kem"
_ROWS_WITH_CHOICES = 5000


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
    book = Workbook(made)
    hidden = [place for place, column in enumerate(columns) if column.hidden]
    sheet = book.table(title, [column.heading for column in columns], rows, hidden)
    words = book.sheet(WORDS_SHEET)
    words.very_hidden()
    for place, column in enumerate(columns):
        if column.choices:
            _offer(sheet, words, place, column.choices)
    if cover:
        book.pairs(COVER_SHEET, cover)
    if mark:
        book.pairs(MARK_SHEET, list(mark.items())).very_hidden()
    return book.content()


def mark_in(sheets: Iterable[Sheet]) -> Mapping[str, str]:
    """Return the mark of a workbook that was one of our forms, nothing where it was none."""
    for sheet in sheets:
        if sheet.name == MARK_SHEET:
            return {row.cells[0]: row.cells[1] for row in sheet.rows if len(row.cells) > 1}
    return {}


def _offer(sheet: Any, words: Any, place: int, choices: Sequence[str]) -> None:
    for number, word in enumerate(choices):
        words.write_string(number, place, word)
    letters = xl_col_to_name(place, col_abs=True)
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
