"""How a round of test documents is put into words, in the command, the window and on paper."""

from __future__ import annotations

from desktop.domain.cells import shown_date
from desktop.domain.texts import N_, Translate
from desktop.services.proofs.command import RoundStatus


def round_words(status: RoundStatus, translate: Translate) -> str:
    """Say of a round who sends it since when, and how many of its documents have arrived."""
    _ = translate
    words = _(
        N_(
            "Round {number}, sent by {unit}, planned {day}: of {documents} test documents {arrived}"
            " arrived, {lost} did not, {waiting} are not known yet."
        )
    )
    told = words.format(
        number=status.number,
        unit=status.unit,
        day=shown_date(status.planned_on),
        **status.counts(),
    )
    if status.due_on is not None:
        told += " " + _(N_("Last day for results: {day}.")).format(day=shown_date(status.due_on))
    return told
