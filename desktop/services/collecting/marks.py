"""What a form of a round says of itself: which it is, and the letter that it comes back with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.domain.folding import fold
from desktop.domain.texts import N_, Translate
from desktop.exchange.forms import COVER_SHEET, mark_in
from desktop.exchange.sheets import Sheet

_ROUND, _FORM = "dot", "phieu"
# Beside it the sender writes the letter that the form comes back with.
LETTER = N_("Number and date of your letter")


@dataclass(frozen=True)
class Mark:
    """The round and the form that a workbook was written for, by uid."""

    round: str
    form: str

    def values(self) -> Mapping[str, str]:
        """Return what is written into the workbook."""
        return {_ROUND: self.round, _FORM: self.form}


def mark_of(sheets: Iterable[Sheet]) -> Mark | None:
    """Return the mark of a workbook that was one of our forms, or None."""
    told = mark_in(sheets)
    return Mark(told[_ROUND], told[_FORM]) if told.keys() >= {_ROUND, _FORM} else None


def letter_of(sheets: Iterable[Sheet], translate: Translate) -> str | None:
    """Return the sender's letter as they wrote it on the form's second sheet, or None."""
    wanted = {fold(LETTER), fold(translate(LETTER))}
    for sheet in sheets:
        if sheet.name == COVER_SHEET:
            for row in sheet.rows:
                if len(row.cells) > 1 and fold(row.cells[0]) in wanted:
                    return row.cells[1].strip() or None
    return None
