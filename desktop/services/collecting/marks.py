"""What a sheet of a round says of itself: which form it is, the letter that it comes back with, and
the refused rows that it was written for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from desktop.domain.folding import fold
from desktop.domain.texts import N_, Translate
from desktop.exchange.forms import COVER_SHEET, mark_in
from desktop.exchange.sheets import Sheet

_ROUND, _FORM, _ENDPOINTS = "dot", "phieu", "dau-moi"
# A cell of a workbook holds no more letters than these have.
_UIDS_IN_A_CELL = 500
# Beside it the sender writes the letter that the form comes back with.
LETTER = N_("Number and date of your letter")
# The hidden column that says which row of which file a returned row was.
RETURNED = N_("Returned row")


@dataclass(frozen=True)
class Mark:
    """The round and the form that a workbook was written for, by uid; `endpoints` are those that
    it was filled in with."""

    round: str
    form: str
    endpoints: frozenset[str] = field(default=frozenset(), compare=False)

    def values(self) -> Mapping[str, str]:
        """Return what is written into the workbook."""
        uids = sorted(self.endpoints)
        starts = range(0, len(uids), _UIDS_IN_A_CELL)
        return {
            _ROUND: self.round,
            _FORM: self.form,
            **{f"{_ENDPOINTS} {at}": " ".join(uids[at : at + _UIDS_IN_A_CELL]) for at in starts},
        }


def mark_of(sheets: Iterable[Sheet]) -> Mark | None:
    """Return the mark of a workbook that was one of our forms, or None."""
    told = mark_in(sheets)
    if not told.keys() >= {_ROUND, _FORM}:
        return None
    endpoints = (told[name].split() for name in told if name.startswith(_ENDPOINTS))
    return Mark(told[_ROUND], told[_FORM], frozenset(chain.from_iterable(endpoints)))


def letter_of(sheets: Iterable[Sheet], translate: Translate) -> str | None:
    """Return the sender's letter as they wrote it on the form's second sheet, or None."""
    wanted = {fold(LETTER), fold(translate(LETTER))}
    for sheet in sheets:
        if sheet.name == COVER_SHEET:
            for row in sheet.rows:
                if len(row.cells) > 1 and fold(row.cells[0]) in wanted:
                    return row.cells[1].strip() or None
    return None


class ReturnedRow(NamedTuple):
    """A row that was sent back: its file by SHA-256, its place there."""

    sha256: str
    row: int
    sheet: str

    def cell(self) -> str:
        """Return what is written into the sheet that goes back."""
        return f"{self.sha256} {self.row} {self.sheet}"


def returned_rows(
    sheets: Iterable[Sheet], translate: Translate
) -> Mapping[tuple[str, int], ReturnedRow]:
    """Return by (sheet, row) which refused row each row of a sheet that was sent back is."""
    wanted = {fold(RETURNED), fold(translate(RETURNED))}
    found = {}
    for sheet in sheets:
        head = [fold(cell) in wanted for row in sheet.rows[:1] for cell in row.cells]
        if True not in head:
            continue
        place = head.index(True)
        for row in sheet.rows[1:]:
            told = row.cells[place].split(" ", 2) if place < len(row.cells) else []
            if len(told) == len(ReturnedRow._fields) and told[1].isdecimal():
                found[sheet.name, row.number] = ReturnedRow(told[0], int(told[1]), told[2])
    return found
