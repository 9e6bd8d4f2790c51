"""Reads codes with their states on the systems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, and_, exists, func, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.code_states import AXIS, PLANNED, SYSTEM, Standing
from desktop.models.listing import Page, Scope, within
from desktop.models.listing_rows import CodeRow
from desktop.models.many import plain_rows
from desktop.models.tables import code_mark, code_state, identifier_code, unit_version
from desktop.models.unit_reader import below, in_force

LOCKED = "locked"


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
        in_force(code_mark, scope.date),
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


def _with_flag(row: Sequence[Any]) -> list[Any]:
    """Return a row's values, the last as yes or no."""
    return [*row[:-1], bool(row[-1])]
