"""The timeline of a token: every move of it, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLayout

from desktop.domain.custody import ACCESS_LABELS, CERTIFICATE_LABELS, CUSTODY_LABELS
from desktop.domain.texts import N_, Translate
from desktop.services.browse_tokens import Move
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import label, sign
from desktop.views.pages.tokens.listing import CERTIFICATE_SIGNS, CUSTODY_SIGNS, PLAIN_SIGN
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day, local_time

_LABELS = {"custody": CUSTODY_LABELS, "certificate": CERTIFICATE_LABELS, "access": ACCESS_LABELS}
_SIGNS = {"custody": CUSTODY_SIGNS, "certificate": CERTIFICATE_SIGNS}
_WORDS = {
    "custody": "{state}",
    "certificate": N_("certificate {number}: {state}"),
    "access": N_("PIN: {state}"),
    "holder": N_("person: {state}"),
    "unit": N_("unit: {state}"),
    "device": N_("device {state} took its place"),
}


def moves_box(found: Sequence[Move], translate: Translate) -> QLayout:
    """Return a line for each move: the day, what it became and was, what was told, who wrote it."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.NEAR)
    grid.setVerticalSpacing(Space.NEAR)
    grid.setColumnStretch(2, 1)
    for row, move in enumerate(reversed(found)):
        picture, role = _SIGNS.get(move.kind, {}).get(move.became or "", PLAIN_SIGN)
        grid.addWidget(label(day(move.day) or "—", "quiet", wrap=False), 2 * row, 0)
        grid.addWidget(sign(picture, role), 2 * row, 1)
        grid.addWidget(label(shown_text(said_move(move, translate)), role), 2 * row, 2)
        told = told_with(move, translate)
        if told:
            grid.addWidget(label(shown_text(told), "quiet"), 2 * row + 1, 2)
    return grid


def said_move(move: Move, translate: Translate) -> str:
    """Say what a move did: what it became, and what it was before."""
    words = translate(_WORDS[move.kind]).format(
        state=_state(move, move.became, translate),
        number=move.number or translate(N_("no number yet")),
    )
    if move.was is None:
        return begun(words)
    before = translate(N_("{now} (before: {before})"))
    return begun(before.format(now=words, before=_state(move, move.was, translate)))


def told_with(move: Move, translate: Translate) -> str:
    """Say what was told with a move, and who wrote it when."""
    told = [
        translate(words).format(value=value)
        for words, value in (
            (N_("received by {value}"), move.receiver),
            (N_("paper: {value}"), move.paper),
            (N_("reason: {value}"), move.reason),
        )
        if value
    ]
    if move.run is not None:
        words = translate(N_("written by {who}, {time} (run {run})"))
        told.append(words.format(who=move.actor, time=local_time(move.at or ""), run=move.run))
    return begun("; ".join(told))


def _state(move: Move, value: str | None, translate: Translate) -> str:
    if value is None:
        return translate(N_("nobody")) if move.kind == "holder" else "—"
    labels = _LABELS.get(move.kind)
    return value if labels is None else translate(labels[value])
