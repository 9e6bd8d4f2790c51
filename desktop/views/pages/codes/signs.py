"""The words and signs of a code's states."""

from __future__ import annotations

from desktop.domain.code_states import (
    ACCEPTED,
    LIVE,
    MISMATCH,
    PLANNED,
    REFUSED,
    SENT,
    STATE_LABELS,
    SYSTEM,
)
from desktop.domain.texts import N_, Translate
from desktop.services.browse_codes import CodeLine
from desktop.views.words import begun

# State: icon, colour role. The words say the same.
SIGNS: dict[str, tuple[str, str]] = {
    PLANNED: ("hourglass", "quiet"),
    SENT: ("upload", "warning"),
    ACCEPTED: ("check", "focus"),
    LIVE: ("circle-check", "good"),
    REFUSED: ("circle-x", "error"),
    MISMATCH: ("unlink", "error"),
}


def state_words(row: CodeLine, system: str, translate: Translate) -> str:
    """Say a code's state on a system; of one that was sent, in which bundle."""
    state = row.on_system if system == SYSTEM else row.on_axis
    words = translate(STATE_LABELS.get(state, state))
    if system == SYSTEM and state == SENT and row.bundle is not None:
        words = translate(N_("sent (bundle {number})")).format(number=row.bundle)
    return begun(words)
