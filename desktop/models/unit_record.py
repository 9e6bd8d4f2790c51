"""Reads what hangs on one unit: its versions and codes of all time, endpoints, tokens, runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from desktop.models.journal import Change, Run, changes_of
from desktop.models.tables import (
    endpoint,
    holding,
    identifier_code,
    person,
    run,
    stand_in,
    token,
    unit,
    unit_version,
)
from desktop.models.unit_reader import in_force, told_state


@dataclass(frozen=True)
class VersionRow:
    """A version of a unit; `parent_name` is the superior's name at the version's beginning."""

    uid: str
    name: str
    short_name: str | None
    type: str | None
    parent: str | None
    parent_name: str | None
    place: str | None
    basis: str | None
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class CodeHeld:
    """A code of a unit over its period."""

    uid: str
    scheme: str
    value: str
    state: str
    basis: str | None
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class EndpointOf:
    """An endpoint of a unit with those who hold it and stand in on the day."""

    uid: str
    role: str
    environment: str
    receives: bool
    sends: bool
    ceiling: int
    account: str | None
    state: str
    holders: tuple[str, ...]
    stand_ins: tuple[str, ...]


@dataclass(frozen=True)
class TokenOf:
    """A token of a unit."""

    uid: str
    serial: str | None
    subscriber: str
    purpose: str
    custody: str
    access: str


@dataclass(frozen=True)
class Contact:
    """What is kept of a unit without a period."""

    phone: str | None
    contact: str | None
    note: str | None


def contact(connection: Connection, uid: str) -> Contact | None:
    """Return a unit's contact, or None where there is no such unit."""
    u = unit.c
    row = connection.execute(select(u.phone, u.contact, u.note).where(u.uid == uid)).first()
    return Contact(*row) if row is not None else None


def versions(connection: Connection, uid: str) -> tuple[VersionRow, ...]:
    """Return a unit's versions, oldest first."""
    v, above = unit_version.c, unit_version.alias("above")
    named = (
        select(above.c.name)
        .where(above.c.unit == v.parent)
        .order_by((above.c.from_date <= v.from_date).desc(), above.c.from_date.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(
        v.uid, v.name, v.short_name, v.type, v.parent, named, v.place, v.basis,
        v.from_date, v.to_date,
    )  # fmt: skip
    rows = connection.execute(statement.where(v.unit == uid).order_by(v.from_date, v.uid))
    return tuple(VersionRow(*list(row)) for row in rows)


def codes(connection: Connection, uid: str) -> tuple[CodeHeld, ...]:
    """Return a unit's codes of every scheme, oldest first."""
    c = identifier_code.c
    state = told_state(identifier_code)
    statement = select(c.uid, c.scheme, c.value, state, c.basis, c.from_date, c.to_date)
    rows = connection.execute(statement.where(c.unit == uid).order_by(c.from_date, c.value))
    return tuple(CodeHeld(*row) for row in rows)


def endpoints(connection: Connection, uid: str, date: str) -> tuple[EndpointOf, ...]:
    """Return a unit's endpoints in force on the day."""
    e = endpoint
    holders = _people(connection, holding, uid, date)
    deputies = _people(connection, stand_in, uid, date)
    statement = (
        select(
            e.c.uid, e.c.role, e.c.environment, e.c.receives, e.c.sends, e.c.ceiling,
            e.c.account, e.c.state,
        )
        .where(e.c.unit == uid, in_force(e, date))
        .order_by(e.c.environment.desc(), e.c.role, e.c.uid)
    )  # fmt: skip
    return tuple(
        EndpointOf(
            key, role, where, bool(receives), bool(sends), ceiling, account, state,
            tuple(holders.get(key, ())), tuple(deputies.get(key, ())),
        )
        for key, role, where, receives, sends, ceiling, account, state in connection.execute(
            statement
        )
    )  # fmt: skip


def tokens(connection: Connection, uid: str) -> tuple[TokenOf, ...]:
    """Return a unit's tokens by serial."""
    t = token.c
    statement = select(t.uid, t.serial, t.subscriber, t.purpose, t.custody, t.access)
    rows = connection.execute(statement.where(t.unit == uid).order_by(t.serial, t.uid))
    return tuple(TokenOf(*row) for row in rows)


def runs_of(connection: Connection, uids: frozenset[str]) -> Iterator[tuple[Run, list[Change]]]:
    """Yield the runs, newest first, that changed one of the rows `uids`, with these changes.

    Each chunk is looked through for the uids as it stands; only lines that hold one are read.
    """
    statement = select(run).order_by(run.c.number.desc())
    for row in connection.execute(statement).all():
        found = list(changes_of(connection, row.number, uids))
        if found:
            yield Run(**row._mapping), found


def _people(connection: Connection, held: Table, uid: str, date: str) -> dict[str, list[str]]:
    order = [held.c.position] if held is stand_in else [held.c.from_date]
    statement = (
        select(held.c.endpoint, person.c.name)
        .join(person, person.c.uid == held.c.person)
        .join(endpoint, endpoint.c.uid == held.c.endpoint)
        .where(endpoint.c.unit == uid, in_force(held, date))
        .order_by(*order, person.c.name)
    )
    found: dict[str, list[str]] = {}
    for key, name in connection.execute(statement):
        found.setdefault(key, []).append(name)
    return found
