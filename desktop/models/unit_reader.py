"""Reads units and codes as they stand on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    CompoundSelect,
    Connection,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql import ColumnElement, FromClause

from desktop.domain.code_states import PLANNED, SENT, SYSTEM
from desktop.domain.codes import SCHEMES
from desktop.domain.folding import fold
from desktop.models.many import plain_rows
from desktop.models.search import matching
from desktop.models.tables import code_state, identifier_code, unit_version

# The scheme whose codes name a unit in lists and on paper.
MAIN_SCHEME = "qd20"

# A day, or the place of one in a statement that is made once and asked for many days.
Day = str | BindParameter[str]


@dataclass(frozen=True)
class UnitAt:
    """A unit on a day: its version in force. `parent` is a uid; the period is the version's."""

    uid: str
    name: str
    short_name: str | None
    type: str | None
    parent: str | None
    place: str | None
    position: int
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class CodeAt:
    """A code in force on a day; `unit` is the uid of the unit it names."""

    uid: str
    unit: str
    scheme: str
    value: str
    state: str
    from_date: str
    to_date: str | None


def in_force(table: Table | FromClause, date: Day) -> ColumnElement[bool]:
    """Say in SQL that a row's period `[from_date, to_date)` holds the day `date`."""
    return and_(table.c.from_date <= date, or_(table.c.to_date.is_(None), table.c.to_date > date))


def units_at(connection: Connection, date: str, *, under: str | None = None) -> Iterator[UnitAt]:
    """Yield the units in force on `date`, `under` a unit's uid (itself included) or all of them."""
    everything = _versions(unit_version, date)
    statement = everything if under is None else _branch(under, date)
    for row in plain_rows(connection, statement):
        yield UnitAt(*row)


def parents(connection: Connection, at: str) -> dict[str, str | None]:
    """Return the unit above each unit on the day `at`."""
    v = unit_version.c
    rows = connection.execute(select(v.unit, v.parent).where(in_force(unit_version, at)))
    return {row.unit: row.parent for row in rows}


def _versions(v: FromClause, date: str) -> Select[Any]:
    columns = (
        v.c.unit, v.c.name, v.c.short_name, v.c.type, v.c.parent, v.c.place, v.c.position,
        v.c.from_date, v.c.to_date,
    )  # fmt: skip
    return select(*columns).where(in_force(v, date))


def _branch(root: str, date: str) -> CompoundSelect[Any]:
    """Read a unit and all below it.

    The rows come on the way down: to look each up again by its unit reads twice as many pages.
    """
    v, child = unit_version, unit_version.alias("child")
    tree = _versions(v, date).where(v.c.parent == root).cte("tree", recursive=True)
    tree = tree.union(_versions(child, date).join(tree, child.c.parent == tree.c.unit))
    return select(tree).union(_versions(v, date).where(v.c.unit == root))


def codes_at(connection: Connection, date: str, *, under: str | None = None) -> Iterator[CodeAt]:
    """Yield the codes in force on `date`, of the units `under` one (itself included) or of all."""
    c = identifier_code
    statement = select(
        c.c.uid, c.c.unit, c.c.scheme, c.c.value, told_state(c), c.c.from_date, c.c.to_date
    ).where(in_force(c, date))
    if under is not None:
        statement = statement.where(c.c.unit.in_(select(below(under, date).c.uid)))
    for row in plain_rows(connection, statement):
        yield CodeAt(*row)


def resolve_code(
    connection: Connection, value: str, date: str, *, scheme: str | None = None
) -> tuple[str, ...]:
    """Return the uids of the units that `value` names on `date`: none, one, or a clash of several.

    Without a `scheme` the codes of every scheme are looked through.
    """
    c = identifier_code
    statement = (
        select(c.c.unit)
        # The index begins with the scheme: without one SQLite would read every code.
        .where(c.c.scheme.in_(SCHEMES if scheme is None else [scheme]))
        .where(c.c.value == value, in_force(c, date))
        .order_by(c.c.unit)
        .distinct()
    )
    return tuple(connection.execute(statement).scalars())


def units_named(connection: Connection, name: str, date: str) -> list[tuple[str, str]]:
    """Return uid and name of the units that are called `name` on `date`, tones or none."""
    v = unit_version.c
    statement = select(v.unit, v.name).where(
        v.unit.in_(matching("unit", name)), in_force(unit_version, date)
    )
    key = fold(name)
    return [(row[0], row[1]) for row in plain_rows(connection, statement) if fold(row[1]) == key]


def told_state(codes: FromClause) -> ColumnElement[str]:
    """Return in SQL how far codes are on the system, as one word.

    Of one that is planned, a bundle may have been sealed meanwhile: then it is sent.
    """
    s = code_state.alias()
    sent = (
        select(s.c.state)
        .where(s.c.code == codes.c.uid, s.c.system == SYSTEM, s.c.state == SENT)
        .limit(1)
        .scalar_subquery()
    )
    planned = codes.c.state == PLANNED
    return case((planned, func.coalesce(sent, PLANNED)), else_=codes.c.state)


def below(root: str, date: str) -> CTE:
    """Return the uids of `root` and of all units below it on `date`, as a table in SQL.

    A cycle, should one have got in, ends: no unit is visited twice.
    """
    v = unit_version
    tree = select(literal(root).label("uid")).cte("below", recursive=True)
    children = select(v.c.unit).join(tree, v.c.parent == tree.c.uid).where(in_force(v, date))
    return tree.union(children)


def of_main_scheme(codes: FromClause) -> ColumnElement[bool]:
    """Say in SQL that codes found by their unit are of the main scheme.

    Written so that SQLite does not look them up by scheme instead and read every code there is.
    """
    return codes.c.scheme.concat("") == MAIN_SCHEME


def main_code(unit: ColumnElement[str], date: Day) -> ScalarSelect[str]:
    """Return in SQL the code of `unit` in the main scheme on `date`, or NULL."""
    c = identifier_code.alias()
    statement: Select[str] = select(func.min(c.c.value)).where(
        c.c.unit == unit, of_main_scheme(c), in_force(c, date)
    )
    return statement.scalar_subquery()


def any_code(unit: ColumnElement[str], date: Day) -> ScalarSelect[str]:
    """Return in SQL the code of `unit` in whatever scheme on `date`, or NULL."""
    c = identifier_code.alias()
    statement: Select[str] = select(func.min(c.c.value)).where(c.c.unit == unit, in_force(c, date))
    return statement.scalar_subquery()


def known_as(unit: ColumnElement[str], date: Day) -> ColumnElement[str | None]:
    """Return in SQL what other rows call a unit: its code, or its name where it has none."""
    named = unit_version.alias("superior")
    name = (
        select(named.c.name)
        .where(named.c.unit == unit, in_force(named, date))
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(main_code(unit, date), any_code(unit, date), name)
