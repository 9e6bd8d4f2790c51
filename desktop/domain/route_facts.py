"""What decides whether documents reach a unit, at one date: plain facts, and how they are judged.

`desktop.models.routing_reader` reads them, `desktop.domain.routing` decides by them. They are plain
tuples, for a country has 35,000 units and 177,000 endpoints.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

from desktop.domain.exemptions import Exemption
from desktop.domain.levels import SecrecyLevel
from desktop.domain.periods import holds
from desktop.domain.target_rules import TargetRule

# A plain number: it is compared a hundred thousand times.
_KHONG_MAT = int(SecrecyLevel.KHONG_MAT)


class CodeState(StrEnum):
    """How far a code has come on the system.

    `RETIRED` is one whose period has ended, `SHARED` one that several units hold at once.
    """

    PLANNED = "planned"
    SENT = "sent"
    ACCEPTED = "accepted"
    LIVE = "live"
    REFUSED = "refused"
    RETIRED = "retired"
    SHARED = "shared"


# States of a code to which nothing can be sent.
UNUSABLE_CODES = frozenset((CodeState.REFUSED, CodeState.RETIRED, CodeState.SHARED))


class ChannelKind(StrEnum):
    """Kênh chính thức: how documents officially reach a unit."""

    SYSTEM = "system"
    AXIS = "axis"
    PRIVATE = "private"
    PAPER = "paper"


class CertificateStanding(IntEnum):
    """What a certificate is worth to the one who must open a document; the best one counts.

    The project's policy: any active certificate whose period holds the date will do, whatever its
    purpose, if it is the taker's own or the unit's (an organ's). One that lives on a device needs
    that device in hand: handed over is sound, received by the unit but not signed for is a
    warning, anything earlier or later is not in hand. A locked device opens nothing, and nobody
    relies on a certificate whose revocation was asked for, though the issuer has not confirmed it.
    """

    NOT_ACTIVE = 1
    REVOKING = 2
    NOT_YET = 3
    EXPIRED = 4
    NOT_IN_HAND = 5
    LOCKED = 6
    UNSIGNED = 7
    VALID = 8


class CodeFacts(NamedTuple):
    """A unit's code at the date; `until` is the day a retired code ended."""

    scheme: str
    value: str
    state: str
    until: str | None = None


class CertificateFacts(NamedTuple):
    """The best certificate of a person or an organ; `until` is its first day without effect."""

    standing: CertificateStanding
    number: str
    until: str | None


class PersonFacts(NamedTuple):
    """Someone who takes documents at an endpoint.

    `clearance` is what counts at the date: Không mật where none is recorded or it has lapsed (then
    `lapsed` is that day), and for a stand-in never above the holder's own (then `capped`). `covers`
    names the holder whose leave a stand-in covers.
    """

    uid: str
    name: str
    clearance: int = 0
    lapsed: str | None = None
    certificate: CertificateFacts | None = None
    stands_in: bool = False
    capped: bool = False
    covers: str | None = None


class EndpointFacts(NamedTuple):
    """An endpoint whose period holds the date; `label` is its `role` in words, `people` in order.

    `vacant_since` is the day the last holding ended, where nobody is there any more. Empty `types`
    are documents of every type. `opened` is the endpoint's first day, `on_leave` names who holds it
    and is away.
    """

    uid: str
    label: str
    account: str | None
    environment: str
    receives: bool
    sends: bool
    ceiling: int
    state: str
    people: Sequence[PersonFacts] = ()
    vacant_since: str | None = None
    role: str = ""
    types: frozenset[str] = frozenset()
    opened: str = ""
    on_leave: tuple[str, ...] = ()


class UnitFacts(NamedTuple):
    """All that decides whether documents reach a unit at one date.

    `channels` are (environment, channel) of the rows in force; no row is the system. `rules` are
    those that choose who receives, in the order in which they are asked. `coming` is the stage of a
    line that carries nothing yet, and the day it came to it. `profiles` and `exemptions` are those
    in force.
    """

    uid: str
    name: str
    code: CodeFacts | None
    line: bool = False
    channels: Sequence[tuple[str, str]] = ()
    endpoints: Sequence[EndpointFacts] = ()
    organ_certificate: CertificateFacts | None = None
    rules: Sequence[TargetRule] = ()
    coming: tuple[str, str] | None = None
    profiles: Sequence[str] = ()
    exemptions: Sequence[Exemption] = ()


# One way in: an endpoint, and a person who might take the document there if there is one.
WayIn = tuple[EndpointFacts, PersonFacts | None]


def clearance_at(clearance: int | None, until: str | None, at: str) -> tuple[int, str | None]:
    """Return the level a clearance gives on the day `at`, and the day it lapsed if it has.

    `until` is the first day on which it no longer holds. No clearance is Không mật.
    """
    if clearance is None:
        return _KHONG_MAT, None
    if until is not None and until <= at:
        return _KHONG_MAT, until
    return clearance, None


def certificate_at(
    state: str,
    period: tuple[str, str | None],
    number: str,
    at: str,
    device: tuple[str, str] | None,
) -> CertificateFacts:
    """Judge one certificate on the day `at`; `device` is (custody, access) where it lives on one.

    `period` is `[from, to)`. The policy is `CertificateStanding`'s.
    """
    from_date, to_date = period
    if state == "revocation_pending":
        standing = CertificateStanding.REVOKING
    elif state != "active":
        standing = CertificateStanding.NOT_ACTIVE
    elif not holds(from_date, to_date, at):
        early = at < from_date
        standing = CertificateStanding.NOT_YET if early else CertificateStanding.EXPIRED
    elif device is None:
        standing = CertificateStanding.VALID
    elif device[1] == "locked":
        standing = CertificateStanding.LOCKED
    elif device[0] == "handed_over":
        standing = CertificateStanding.VALID
    elif device[0] == "received":
        standing = CertificateStanding.UNSIGNED
    else:
        standing = CertificateStanding.NOT_IN_HAND
    return CertificateFacts(standing, number, to_date)


def better(one: CertificateFacts | None, other: CertificateFacts | None) -> CertificateFacts | None:
    """Return the certificate that is worth more; of equals the one that lasts longer."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda fact: (fact.standing, fact.until or "9999", fact.number))


def people_of(
    holders: Sequence[PersonFacts],
    stand_ins: Sequence[PersonFacts],
    away: Collection[str] = (),
) -> tuple[PersonFacts, ...]:
    """Put the people of an endpoint in order: holders, then stand-ins by their position.

    Who is on leave (`away`, uids) is there neither as holder nor as stand-in.

    A stand-in is never above the holder's own level, and stands in for a holder only: where nobody
    holds the endpoint, or does any more, nobody is there.
    """
    first = tuple(holders)
    if not first or not (stand_ins or away):
        return first
    limit = max(holder.clearance for holder in first)
    there = tuple(holder for holder in first if holder.uid not in away)
    held = {holder.uid for holder in first}
    return there + tuple(
        person._replace(
            stands_in=True,
            clearance=min(person.clearance, limit),
            capped=person.clearance > limit,
        )
        for person in stand_ins
        if person.uid not in away and person.uid not in held
    )
