"""Reads codes with their states on the systems, and the values that are set apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, FromClause, and_, exists, func, or_, select, true
from sqlalchemy.sql import ColumnElement

from desktop.domain.code_states import AXIS, PLANNED, SYSTEM, Standing
from desktop.domain.codes import PLACE_SCHEME
from desktop.models.listing import Page, Scope, within
from desktop.models.listing_rows import CodeRow
from desktop.models.many import among, plain_rows
from desktop.models.tables import code_mark, code_state, identifier_code, unit_version
from desktop.models.unit_reader import below, in_force

RESERVED, LOCKED = "reserved", "locked"


class HeldValue(NamedTuple):
    """A code over its period `[from_date, to_date)`; `told` says that any system knows of it."""

    uid: str
    unit: str
    value: str
    state: str
    from_date: str
    to_date: str | None
    told: bool


class Unended(NamedTuple):
    """A code that has not ended, the row of what was told of it on the system, its state there."""

    code: str
    told: str | None
    state: str


class Mark(NamedTuple):
    """A value that is reserved or locked, and why."""

    uid: str
    value: str
    mark: str
    note: str | None
    from_date: str


def codes(connection: Connection, scope: Scope) -> Page:
    """Return the codes in force on the day, by scheme and value."""
    c = identifier_code
    on_system, on_axis = (code_state.alias(f"on_{name}") for name in (SYSTEM, AXIS))
    name = (
        select(unit_version.c.name)
        .where(unit_version.c.unit == c.c.unit, in_force(unit_version, scope.date))
        .limit(1)
        .scalar_subquery()
    )
    locked = exists().where(
        code_mark.c.scheme == c.c.scheme,
        code_mark.c.value == c.c.value,
        code_mark.c.mark == LOCKED,
        code_mark.c.to_date.is_(None),
    )
    states = {
        SYSTEM: func.coalesce(on_system.c.state, c.c.state),
        AXIS: func.coalesce(on_axis.c.state, PLANNED),
    }
    conditions: list[ColumnElement[bool]] = [
        in_force(c, scope.date),
        *within("unit", c.c.unit, c.c.unit, scope),
    ]
    if scope.state is not None:
        conditions.append(states[scope.system or SYSTEM] == scope.state)
    joined = c.outerjoin(
        on_system, and_(on_system.c.code == c.c.uid, on_system.c.system == SYSTEM)
    ).outerjoin(on_axis, and_(on_axis.c.code == c.c.uid, on_axis.c.system == AXIS))
    statement = (
        select(
            c.c.uid, c.c.scheme, c.c.value, c.c.state, name, c.c.unit, c.c.from_date,
            c.c.to_date, states[SYSTEM], states[AXIS], on_system.c.reason, on_axis.c.reason,
            on_system.c.bundle, locked,
        )
        .select_from(joined)
        .where(*conditions)
        .order_by(c.c.scheme, c.c.value, c.c.uid)
        .limit(scope.limit)
    )  # fmt: skip
    rows = tuple(CodeRow(*_with_flag(row)) for row in connection.execute(statement))
    counted_in: FromClause = c if scope.state is None else joined
    counted = select(func.count()).select_from(counted_in).where(*conditions)
    return Page(rows, int(connection.execute(counted).scalar_one()))


def standings(
    connection: Connection, scheme: str, system: str, date: str, under: str | None
) -> list[Standing]:
    """Return the state on a system of every code of the scheme in force on the day."""
    c, s = identifier_code, code_state
    told = func.coalesce(s.c.state, c.c.state if system == SYSTEM else PLANNED)
    statement = (
        select(c.c.unit, told)
        .select_from(c.outerjoin(s, and_(s.c.code == c.c.uid, s.c.system == system)))
        .where(c.c.scheme == scheme, in_force(c, date))
        .order_by(c.c.value)
    )
    if under is not None:
        statement = statement.where(c.c.unit.in_(select(below(under, date).c.uid)))
    return [Standing(*row) for row in plain_rows(connection, statement)]


def unended(connection: Connection, day: str) -> list[Unended]:
    """Return the codes that hold on the day or begin later, places' codes left out."""
    c, s = identifier_code, code_state
    on_system = and_(s.c.code == c.c.uid, s.c.system == SYSTEM)
    statement = (
        select(c.c.uid, s.c.uid, func.coalesce(s.c.state, c.c.state))
        .select_from(c.outerjoin(s, on_system))
        .where(c.c.scheme != PLACE_SCHEME, or_(c.c.to_date.is_(None), c.c.to_date > day))
        .order_by(c.c.uid)
    )
    return [Unended(*row) for row in plain_rows(connection, statement)]


def held_below(connection: Connection, scheme: str, head: str) -> list[HeldValue]:
    """Return the values of all times that begin with `head`, whoever holds them."""
    c = identifier_code.c
    return _held(connection, scheme, and_(c.value >= head, c.value < head + "~"))


def held_in(connection: Connection, scheme: str) -> list[HeldValue]:
    """Return all values of the scheme, of all times."""
    return _held(connection, scheme, true())


def held_of(connection: Connection, scheme: str, units: Collection[str]) -> list[HeldValue]:
    """Return the codes of all times of these units."""
    return _held(connection, scheme, among(identifier_code.c.unit, units))


def held_as(connection: Connection, scheme: str, values: Collection[str]) -> list[HeldValue]:
    """Return all holdings of these values at any time."""
    return _held(connection, scheme, among(identifier_code.c.value, values))


def marks(connection: Connection, scheme: str) -> list[Mark]:
    """Return the values that are reserved or locked now, in order.

    Now, whatever day is asked about: a value set apart is not given for an earlier day either.
    """
    m = code_mark.c
    rows = connection.execute(
        select(m.uid, m.value, m.mark, m.note, m.from_date)
        .where(m.scheme == scheme, m.to_date.is_(None))
        .order_by(m.value, m.mark)
    )
    return [Mark(*row) for row in rows]


def values_marked(
    connection: Connection, scheme: str, mark: str, value: str | None = None
) -> dict[str, str | None]:
    """Return the values that are reserved or locked now with their notes; only `value` if given."""
    m = code_mark.c
    statement = select(m.value, m.note).where(
        m.scheme == scheme, m.mark == mark, m.to_date.is_(None)
    )
    if value is not None:
        statement = statement.where(m.value == value)
    return {row.value: row.note for row in connection.execute(statement)}


def _held(connection: Connection, scheme: str, wanted: ColumnElement[bool]) -> list[HeldValue]:
    c, s = identifier_code.c, code_state.c
    told = exists().where(s.code == c.uid, s.state != PLANNED)
    statement = select(c.uid, c.unit, c.value, c.state, c.from_date, c.to_date, told).where(
        c.scheme == scheme, wanted
    )
    return [HeldValue(*_with_flag(row)) for row in plain_rows(connection, statement)]


def _with_flag(row: Sequence[Any]) -> list[Any]:
    """Return a row's values, the last as yes or no."""
    return [*row[:-1], bool(row[-1])]
