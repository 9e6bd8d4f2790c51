"""The commands of requests to the issuer, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.issuer_requests import (
    ANSWER_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    Kind,
    RequestState,
)
from desktop.domain.texts import N_
from desktop.models.request_reader import Item, Request

__all__ = [
    "ANSWER_LABELS",
    "KIND_LABELS",
    "STATE_LABELS",
    "Item",
    "Kind",
    "Request",
    "RequestState",
]

# What a batch may be made of: findings of the registers, each with the kind of request it needs.
BATCHES: Mapping[str, Kind] = {
    "ending": Kind.RENEW,
    "lost": Kind.REVOKE,
    "returned": Kind.REVOKE,
    "locked": Kind.RECOVER,
    "without-token": Kind.NEW,
}


# What is said of a batch in which there is nothing.
NOTHING_FOUND: Mapping[str, str] = {
    "ending": N_("no certificate that ends by then"),
    "lost": N_("no lost device with a certificate"),
    "locked": N_("no device whose PIN is locked"),
    "without-token": N_("nobody who needs a device and has none"),
}


@dataclass(frozen=True)
class DrawRequest(Command):
    """Draw up a request about devices and about people who have none yet (uids): a draft.

    `on` is ISO, None today.
    """

    name: ClassVar[str] = "request.draw"
    kind: Kind
    tokens: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    on: str | None = None
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class FindBatch(Command):
    """Ask what a batch of `BATCHES` is about, below the unit of code `under` (None: everywhere) as
    on today; "ending": certificates that end within `days`. What a request is open for already is
    left out."""

    name: ClassVar[str] = "request.batch"
    batch: str
    under: str | None = None
    days: int = 90


@dataclass(frozen=True)
class Batch:
    """Devices and people (uids) that a request of `kind` may be drawn up about."""

    kind: Kind
    tokens: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class SendRequest(Command):
    """Record that a draft went out with the `letter` (number and date) on the day `on` (ISO)."""

    name: ClassVar[str] = "request.send"
    number: int
    letter: str = field(repr=False)
    on: str | None = None


@dataclass(frozen=True)
class AnswerRequest(Command):
    """Record the issuer's answer to a request, or to those of its items at the `places`.

    `refused` needs a `reason`. `certificate` is the number of the one that was issued, for one item
    only, and `until` (ISO) its last day.
    """

    name: ClassVar[str] = "request.answer"
    number: int
    refused: bool = False
    places: tuple[int, ...] = ()
    on: str | None = None
    paper: str | None = field(default=None, repr=False)
    reason: str | None = field(default=None, repr=False)
    certificate: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class CancelRequest(Command):
    """Give up a draft."""

    name: ClassVar[str] = "request.cancel"
    number: int


@dataclass(frozen=True)
class ReadRequest(Command):
    """Ask for the request of this number."""

    name: ClassVar[str] = "request.read"
    number: int


@dataclass(frozen=True)
class ListRequests(Command):
    """Ask for all requests, or those in `state`, the newest first."""

    name: ClassVar[str] = "request.list"
    state: RequestState | None = None


@dataclass(frozen=True)
class DrawForm(Command):
    """Draw the form of a request as a paper of the form profile `form`.

    `citizen_ids` are by the places of the items; they stand on the paper and are kept nowhere.
    """

    name: ClassVar[str] = "request.form"
    number: int
    form: str = "state"
    citizen_ids: Mapping[int, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class WriteList(Command):
    """Write the list of a request into the .xlsx file `out`; `citizen_ids` as of `DrawForm`."""

    name: ClassVar[str] = "request.sheet"
    number: int
    out: Path = field(repr=False)
    citizen_ids: Mapping[int, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class RequestDone:
    """The request as it is now, and the run that made it so."""

    request: Request
    run: int | None
