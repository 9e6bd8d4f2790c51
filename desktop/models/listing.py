"""Pages of the registers for lists: the first rows in order, and how many there are in all.

A page is read along an index, so that fifty rows of thirty-five thousand cost fifty rows. Units
and what hangs on them come in the order of their main codes, which is the order of the tree;
those without one follow, by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.folding import collation_key
from desktop.models import search
from desktop.models.tables import (
    endpoint,
    holding,
    identifier_code,
    person,
    token,
    unit_version,
)
from desktop.models.unit_reader import MAIN_SCHEME, any_code, below, in_force, known_as

T = TypeVar("T")

# Uids in one question: SQLite allows 32,766 variables in a statement.
_UIDS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Scope:
    """What a list is of: the day, the unit (uid) it lies under, words it holds, how many rows."""

    date: str
    under: str | None = None
    words: str | None = None
    limit: int | None = None


@dataclass(frozen=True)
class Page:
    """The first rows, as dataclasses of one kind, and the count of all that match."""

    rows: tuple[Any, ...]
    count: int


@dataclass(frozen=True)
class UnitRow:
    """A unit; `parent` is its superior's code, or name where it has none. Period: the version's."""

    uid: str
    code: str | None
    name: str
    type: str | None
    parent: str | None
    place: str | None
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class CodeRow:
    """A code; `unit` is the name of the unit that holds it on the day, `unit_uid` its uid."""

    uid: str
    scheme: str
    value: str
    state: str
    unit: str | None
    unit_uid: str
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class ClerkRow:
    """An endpoint with who holds it on the day; `code` and `unit` are its unit's.

    `unit` is None where the unit itself is not in force on the day.
    """

    uid: str
    code: str | None
    unit: str | None
    role: str
    environment: str
    receives: bool
    sends: bool
    ceiling: int
    account: str | None
    person: str | None
    post: str | None
    phone: str | None
    state: str
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class TokenRow:
    """A token; `state` is its custody, `unit` its unit's code or, without one, name."""

    uid: str
    serial: str | None
    label: str | None
    model: str | None
    subscriber: str
    state: str
    access: str
    purpose: str
    unit: str | None
    received_on: str | None
    signed_on: str | None


@dataclass(frozen=True)
class PersonRow:
    """A person; `unit` is their unit's code or, without one, name; `clearance` a SecrecyLevel."""

    uid: str
    name: str
    post: str | None
    phone: str | None
    mail: str | None
    unit: str | None
    clearance: int | None


def units(connection: Connection, scope: Scope) -> Page:
    """Return the units in force on the day."""
    v = unit_version
    columns = (v.c.name, v.c.type, known_as(v.c.parent, scope.date), v.c.place)
    period = (v.c.from_date, v.c.to_date)
    within = [in_force(v, scope.date), *_of_units(v.c.unit, "unit", v.c.unit, scope)]
    coded = _along_codes(
        select(v.c.unit, identifier_code.c.value, *columns, *period), scope.date
    ).where(*within)
    rest = (
        select(v.c.unit, any_code(v.c.unit, scope.date), *columns, *period)
        .where(*within, ~_has_code(v.c.unit, scope.date))
        .order_by(v.c.name)
    )
    rows = _first(connection, [coded, rest], scope.limit, lambda row: UnitRow(*row))
    return Page(rows, _count(connection, select(func.count()).select_from(v).where(*within)))


def clerks(connection: Connection, scope: Scope) -> Page:
    """Return the endpoints in force on the day, with those who hold them."""
    e, v, p = endpoint, unit_version, person
    holder = (
        select(holding.c.person)
        .where(holding.c.endpoint == e.c.uid, in_force(holding, scope.date))
        .order_by(holding.c.from_date.desc(), holding.c.uid)
        .limit(1)
        .scalar_subquery()
    )
    columns = (
        v.c.name, e.c.role, e.c.environment, e.c.receives, e.c.sends, e.c.ceiling, e.c.account,
        p.c.name, p.c.post, p.c.phone, e.c.state, e.c.from_date, e.c.to_date,
    )  # fmt: skip
    of_endpoints = _of_units(e.c.unit, "endpoint", e.c.uid, scope)
    within = [in_force(e, scope.date), *of_endpoints]
    coded = (
        _along_codes(select(e.c.uid, identifier_code.c.value, *columns), scope.date)
        .join(e, e.c.unit == v.c.unit)
        .outerjoin(p, p.c.uid == holder)
        .where(in_force(v, scope.date), *within)
        .order_by(e.c.role, e.c.environment, e.c.uid)
    )
    rest = (
        select(e.c.uid, any_code(e.c.unit, scope.date), *columns)
        .select_from(e)
        .outerjoin(v, and_(v.c.unit == e.c.unit, in_force(v, scope.date)))
        .outerjoin(p, p.c.uid == holder)
        .where(*within, or_(v.c.uid.is_(None), ~_has_code(e.c.unit, scope.date)))
        .order_by(v.c.name, e.c.role, e.c.environment, e.c.uid)
    )
    rows = _first(connection, [coded, rest], scope.limit, _clerk)
    return Page(rows, _count(connection, select(func.count()).select_from(e).where(*within)))


def codes(connection: Connection, scope: Scope) -> Page:
    """Return the codes in force on the day, by scheme and value."""
    c = identifier_code
    name = (
        select(unit_version.c.name)
        .where(unit_version.c.unit == c.c.unit, in_force(unit_version, scope.date))
        .limit(1)
        .scalar_subquery()
    )
    within = [in_force(c, scope.date), *_of_units(c.c.unit, "unit", c.c.unit, scope)]
    statement = (
        select(
            c.c.uid, c.c.scheme, c.c.value, c.c.state, name, c.c.unit, c.c.from_date, c.c.to_date
        )
        .where(*within)
        .order_by(c.c.scheme, c.c.value)
    )
    rows = _first(connection, [statement], scope.limit, lambda row: CodeRow(*row))
    return Page(rows, _count(connection, select(func.count()).select_from(c).where(*within)))


def tokens(connection: Connection, scope: Scope) -> Page:
    """Return the tokens by serial; those only requested, without one, come last by subscriber."""
    t = token
    within = _of_units(t.c.unit, "token", t.c.uid, scope)
    columns = (
        t.c.uid, t.c.serial, t.c.label, t.c.model, t.c.subscriber, t.c.custody, t.c.access,
        t.c.purpose, known_as(t.c.unit, scope.date), t.c.received_on, t.c.signed_on,
    )  # fmt: skip
    with_serial = select(*columns).where(t.c.serial.is_not(None), *within).order_by(t.c.serial)
    rest = select(*columns).where(t.c.serial.is_(None), *within).order_by(t.c.subscriber)
    rows = _first(connection, [with_serial, rest], scope.limit, lambda row: TokenRow(*row))
    return Page(rows, _count(connection, select(func.count()).select_from(t).where(*within)))


def people(connection: Connection, scope: Scope) -> Page:
    """Return the people by name, in the order of a Vietnamese dictionary."""
    p = person
    within = _of_units(p.c.unit, "person", p.c.uid, scope)
    named = connection.execute(select(p.c.name, p.c.uid).where(*within)).all()
    wanted = len(named) if scope.limit is None else scope.limit
    chosen = [uid for _, uid in nsmallest(wanted, named, key=lambda row: collation_key(row[0]))]
    found: dict[str, PersonRow] = {}
    for start in range(0, len(chosen), _UIDS_AT_ONCE):
        statement = select(
            p.c.uid, p.c.name, p.c.post, p.c.phone, p.c.mail, known_as(p.c.unit, scope.date),
            p.c.clearance,
        ).where(p.c.uid.in_(chosen[start : start + _UIDS_AT_ONCE]))  # fmt: skip
        found.update((row.uid, PersonRow(*row)) for row in connection.execute(statement))
    return Page(tuple(found[uid] for uid in chosen), len(named))


def within_tree(unit: ColumnElement[str], scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that `unit` lies under the scope's; none where it has none."""
    if scope.under is None:
        return []
    return [unit.in_(select(below(scope.under, scope.date).c.uid))]


def _of_units(
    unit: ColumnElement[str], kind: str, uid: ColumnElement[str], scope: Scope
) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope on rows `uid` of `kind` that belong to `unit`."""
    conditions = within_tree(unit, scope)
    if scope.words is not None:
        conditions.append(uid.in_(search.matching(kind, scope.words)))
    return conditions


def _along_codes(statement: Select[Any], date: str) -> Select[Any]:
    """Let a statement on units walk along the index of main codes; a unit's first one counts."""
    c, other = identifier_code, identifier_code.alias("other")
    earlier = exists(
        select(other.c.uid).where(
            other.c.unit == c.c.unit,
            other.c.scheme == MAIN_SCHEME,
            in_force(other, date),
            other.c.value < c.c.value,
        )
    )
    return (
        statement.select_from(c)
        .join(unit_version, unit_version.c.unit == c.c.unit)
        .where(c.c.scheme == MAIN_SCHEME, in_force(c, date), ~earlier)
        .order_by(c.c.value)
    )


def _has_code(unit: ColumnElement[str], date: str) -> ColumnElement[bool]:
    c = identifier_code.alias("main")
    return exists(
        select(c.c.uid).where(c.c.unit == unit, c.c.scheme == MAIN_SCHEME, in_force(c, date))
    )


def _first(
    connection: Connection,
    statements: list[Select[Any]],
    limit: int | None,
    make: Callable[[list[Any]], T],
) -> tuple[T, ...]:
    """Return the rows of one statement after the other, until there are `limit`."""
    found: list[T] = []
    for statement in statements:
        left = None if limit is None else limit - len(found)
        if left != 0:
            found += (make(list(row)) for row in connection.execute(statement.limit(left)))
    return tuple(found)


def _clerk(values: list[Any]) -> ClerkRow:
    values[5:7] = map(bool, values[5:7])
    return ClerkRow(*values)


def _count(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.execute(statement).scalar_one())
