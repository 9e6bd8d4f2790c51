"""Reads one endpoint, one person or one unit's ways in, with all that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, null, select

from desktop.models.endpoint_table import EndpointLine, endpoint_lines
from desktop.models.proof_reader import LastTest, last_test
from desktop.models.tables import (
    channel,
    endpoint,
    holding,
    person,
    stand_in,
    unit_version,
)
from desktop.models.unit_reader import in_force
from desktop.models.unit_table import codes_of
from desktop.models.unit_terms import UnitTerms, carrying_since, unit_terms


@dataclass(frozen=True)
class Held:
    """Someone at an endpoint over a period; `position` and `reason` are those of a stand-in."""

    uid: str
    endpoint: str
    person: str
    name: str
    post: str | None
    phone: str | None
    clearance: int | None
    clearance_until: str | None
    from_date: str
    to_date: str | None
    basis: str | None = None
    position: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class EndpointCard:
    """An endpoint with everybody who ever held it, newest first, and who stands in, in order;
    `test` is the last test document sent there of which something is known."""

    line: EndpointLine
    note: str | None
    document_types: tuple[str, ...]
    holdings: tuple[Held, ...]
    stand_ins: tuple[Held, ...]
    test: LastTest | None = None


@dataclass(frozen=True)
class HeldEndpoint:
    """An endpoint that a person holds or stands in for over a period."""

    uid: str
    unit_name: str | None
    role: str
    environment: str
    ceiling: int
    from_date: str
    to_date: str | None
    stands_in: bool


@dataclass(frozen=True)
class PersonCard:
    """A person with their clearance and what they hold, the newest first."""

    uid: str
    name: str
    post: str | None
    phone: str | None
    mail: str | None
    unit: str | None
    unit_name: str | None
    clearance: int | None
    clearance_basis: str | None
    clearance_until: str | None
    endpoints: tuple[HeldEndpoint, ...]


@dataclass(frozen=True)
class UnitWays:
    """A unit's ways in on a day: line (the day it was connected), channels by environment,
    endpoints; `terms` are its profiles, exemptions and stages of its line, of all time."""

    uid: str
    name: str
    code: str | None
    type: str | None
    line_since: str | None
    channels: tuple[tuple[str, str], ...]
    endpoints: tuple[EndpointLine, ...]
    terms: UnitTerms


def endpoint_card(connection: Connection, uid: str, date: str) -> EndpointCard | None:
    """Return an endpoint whatever its period, or None where there is none of this uid."""
    lines = endpoint_lines(connection, [uid], date)
    if not lines:
        return None
    more = select(endpoint.c.note, endpoint.c.document_types).where(endpoint.c.uid == uid)
    note, types = connection.execute(more).one()
    h, s, p = holding.c, stand_in.c, person.c
    who = (p.uid, p.name, p.post, p.phone, p.clearance, p.clearance_until)
    held = (
        select(h.uid, h.endpoint, *who, h.from_date, h.to_date, h.basis)
        .join_from(holding, person, p.uid == h.person)
        .where(h.endpoint == uid)
        .order_by(h.from_date.desc(), p.name, h.uid)
    )
    deputies = (
        select(s.uid, s.endpoint, *who, s.from_date, s.to_date, null(), s.position, s.reason)
        .join_from(stand_in, person, p.uid == s.person)
        .where(s.endpoint == uid, (s.to_date.is_(None)) | (s.to_date > date))
        .order_by(s.position, s.from_date, s.uid)
    )
    return EndpointCard(
        lines[0],
        note,
        tuple((types or "").split()),
        tuple(Held(*row) for row in connection.execute(held)),
        tuple(Held(*row) for row in connection.execute(deputies)),
        last_test(connection, uid, date),
    )


def person_card(connection: Connection, uid: str, date: str) -> PersonCard | None:
    """Return a person, or None where there is none of this uid."""
    p, v, e = person.c, unit_version, endpoint.c
    row = connection.execute(
        select(
            p.uid, p.name, p.post, p.phone, p.mail, p.unit, v.c.name, p.clearance,
            p.clearance_basis, p.clearance_until,
        )
        .select_from(person)
        .outerjoin(v, and_(v.c.unit == p.unit, in_force(v, date)))
        .where(p.uid == uid)
    ).first()  # fmt: skip
    if row is None:
        return None
    held: list[HeldEndpoint] = []
    for table in (holding, stand_in):
        statement = (
            select(
                e.uid, v.c.name, e.role, e.environment, e.ceiling, table.c.from_date,
                table.c.to_date,
            )
            .join_from(table, endpoint, e.uid == table.c.endpoint)
            .outerjoin(v, and_(v.c.unit == e.unit, in_force(v, date)))
            .where(table.c.person == uid)
            .order_by(table.c.from_date.desc(), e.uid)
        )  # fmt: skip
        held += [
            HeldEndpoint(*found, stands_in=table is stand_in)
            for found in connection.execute(statement)
        ]
    return PersonCard(*[*row, tuple(held)])


def unit_ways(connection: Connection, uid: str, date: str) -> UnitWays | None:
    """Return a unit's ways in, or None where it is not in force on the day."""
    v, c, e = unit_version, channel.c, endpoint.c
    row = connection.execute(
        select(v.c.name, v.c.type).where(v.c.unit == uid, in_force(v, date))
    ).first()
    if row is None:
        return None
    terms = unit_terms(connection, uid)
    channels = connection.execute(
        select(c.environment, c.channel)
        .where(c.unit == uid, in_force(channel, date))
        .order_by(c.environment, c.from_date)
    )
    uids = connection.execute(
        select(e.uid)
        .where(e.unit == uid, in_force(endpoint, date))
        .order_by(e.role, e.environment, e.uid)
    )
    code = codes_of(connection, [uid], date).get(uid)
    return UnitWays(
        uid,
        row.name,
        code.value if code else None,
        row.type,
        carrying_since(terms.stages, date),
        tuple((environment, kind) for environment, kind in channels),
        endpoint_lines(connection, uids.scalars().all(), date),
        terms,
    )
