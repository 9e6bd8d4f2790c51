"""Requests to the issuer of certificates: their kinds, and how far they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from desktop.domain.cells import CellFault
from desktop.domain.texts import N_


class Kind(StrEnum):
    """What the issuer is asked for."""

    NEW = "new"
    RENEW = "renew"
    CHANGE = "change"
    REVOKE = "revoke"
    RECOVER = "recover"


KIND_LABELS: Mapping[str, str] = {
    Kind.NEW: N_("a new certificate"),
    Kind.RENEW: N_("to renew certificates"),
    Kind.CHANGE: N_("to change what certificates say"),
    Kind.REVOKE: N_("to revoke certificates"),
    Kind.RECOVER: N_("to recover locked devices"),
}
# Those about certificates that are there.
ABOUT_CERTIFICATES = (Kind.RENEW, Kind.CHANGE, Kind.REVOKE)


class RequestState(StrEnum):
    """How far a request is."""

    DRAFT = "draft"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    MIXED = "mixed"
    CANCELLED = "cancelled"


STATE_LABELS: Mapping[str, str] = {
    RequestState.DRAFT: N_("a draft"),
    RequestState.SENT: N_("sent, waits for the answer"),
    RequestState.CONFIRMED: N_("confirmed"),
    RequestState.REFUSED: N_("refused"),
    RequestState.MIXED: N_("confirmed in part, refused in part"),
    RequestState.CANCELLED: N_("given up"),
}
ANSWER_LABELS: Mapping[str | None, str] = {
    None: N_("no answer yet"),
    "confirmed": N_("confirmed"),
    "refused": N_("refused"),
}


def state_of(
    sent_on: str | None, cancelled_on: str | None, answers: Iterable[str | None]
) -> RequestState:
    """Return how far a request is, by its days and the answers to its items."""
    if cancelled_on is not None:
        return RequestState.CANCELLED
    if sent_on is None:
        return RequestState.DRAFT
    told = set(answers)
    if None in told:
        return RequestState.SENT
    if len(told) > 1:
        return RequestState.MIXED
    return RequestState.REFUSED if told == {"refused"} else RequestState.CONFIRMED


# What becomes of a device whose unit was merged or ended, as a person decides.
DECISION_LABELS: Mapping[str, str] = {
    "keep": N_("kept as it is"),
    "reissue": N_("certificate asked for anew"),
    "return": N_("to be given back"),
    "revoke": N_("certificate to be revoked"),
}

# A citizen's number has twelve digits, an older identity card's nine.
_CITIZEN_ID = re.compile(r"\d{9}|\d{12}")


def read_citizen_id(text: str) -> str:
    """Return a citizen's number without separators. Raises the `CellFault` `cell.citizen_id`,
    which does not repeat it."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not _CITIZEN_ID.fullmatch(digits):
        raise CellFault("cell.citizen_id")
    return digits
