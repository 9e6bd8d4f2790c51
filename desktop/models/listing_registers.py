"""The lists of units, clerks, tokens and people: what a row holds, and the order.

Units and what hangs on them come in the order of their main codes, which is the order of the tree;
those without one follow, by name. Tokens come by serial, people by their alphabet.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, FromClause, Select, Table, and_, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.models.listing import DAY, Page, Register, Scope, page, uids_by_name
from desktop.models.listing_rows import ClerkRow, PersonRow, TokenRow, UnitRow
from desktop.models.many import among
from desktop.models.tables import (
    endpoint,
    holding,
    identifier_code,
    person,
    token,
    unit_version,
)
from desktop.models.unit_reader import (
    MAIN_SCHEME,
    any_code,
    in_force,
    known_as,
    main_code,
    of_main_scheme,
)


def units(connection: Connection, scope: Scope) -> Page:
    """Return the units in force on the day."""
    return page(connection, scope, _units())


def units_by_uid(connection: Connection, uids: Sequence[str], date: str) -> tuple[UnitRow, ...]:
    """Return these units by their codes; those not in force on the day are left out."""
    register = _units()
    statement = register.rows.where(among(unit_version.c.unit, uids)).order_by(*register.order)
    return tuple(UnitRow(*row) for row in connection.execute(statement, {DAY.key: date}))


def clerks(connection: Connection, scope: Scope) -> Page:
    """Return the endpoints in force on the day, with those who hold them."""
    return page(connection, scope, _clerks())


def tokens(connection: Connection, scope: Scope) -> Page:
    """Return the tokens by serial; those only requested, without one, come last by subscriber."""
    return page(connection, scope, _tokens())


def tokens_by_uid(connection: Connection, uids: Sequence[str], date: str) -> tuple[TokenRow, ...]:
    """Return these tokens in this order as on the day; those that are gone are left out."""
    register = _tokens()
    statement = register.rows.where(among(token.c.uid, uids))
    found = {row[0]: TokenRow(*row) for row in connection.execute(statement, {DAY.key: date})}
    return tuple(found[uid] for uid in uids if uid in found)


def people(connection: Connection, scope: Scope) -> Page:
    """Return the people by name, in the order of a Vietnamese dictionary."""
    return page(connection, scope, _people())


def first_people(connection: Connection, scope: Scope) -> tuple[list[str], int]:
    """Return the uids of the first people in that order, and how many people there are."""
    return uids_by_name(connection, scope, _people(), person.c.name)


@cache
def _units() -> Register:
    v, now = unit_version, unit_version.alias("now")
    columns = (
        v.c.name, v.c.type, known_as(v.c.parent, DAY), v.c.place, v.c.from_date, v.c.to_date,
    )  # fmt: skip
    rows = select(v.c.unit, _code(v.c.unit), *columns).where(in_force(v, DAY))
    coded = _along_codes(select(v.c.unit, identifier_code.c.value, *columns))
    return Register(
        kind="unit",
        uid=v.c.unit,
        unit=v.c.unit,
        rows=rows,
        make=lambda values: UnitRow(*values),
        total=_all(v),
        order=(*_code_order(v.c.unit), v.c.name, v.c.unit),
        along=(
            coded.where(in_force(v, DAY)),
            rows.where(~_has_code(v.c.unit)).order_by(v.c.name, v.c.unit),
        ),
        inside=in_force(v, DAY),
        less=_counted(v).where(_not_in_force(v)),
        outside=select(v.c.unit)
        .where(_not_in_force(v))
        .where(~exists().where(now.c.unit == v.c.unit, in_force(now, DAY))),
    )


@cache
def _clerks() -> Register:
    e, v, p = endpoint, unit_version, person
    holder = (
        select(holding.c.person)
        .where(holding.c.endpoint == e.c.uid, in_force(holding, DAY))
        .order_by(holding.c.from_date.desc(), holding.c.uid)
        .limit(1)
        .scalar_subquery()
    )
    columns = (
        v.c.name, e.c.role, e.c.environment, e.c.receives, e.c.sends, e.c.ceiling, e.c.account,
        p.c.name, p.c.post, p.c.phone, e.c.state, e.c.from_date, e.c.to_date,
    )  # fmt: skip
    rows = (
        select(e.c.uid, _code(v.c.unit), *columns)
        .select_from(e)
        .outerjoin(v, and_(v.c.unit == e.c.unit, in_force(v, DAY)))
        .outerjoin(p, p.c.uid == holder)
        .where(in_force(e, DAY))
    )
    coded = (
        _along_codes(select(e.c.uid, identifier_code.c.value, *columns))
        .join(e, e.c.unit == v.c.unit)
        .outerjoin(p, p.c.uid == holder)
        .where(in_force(v, DAY), in_force(e, DAY))
    )
    uncoded = rows.where(or_(v.c.uid.is_(None), ~_has_code(e.c.unit)))
    order = (e.c.role, e.c.environment, e.c.uid)
    return Register(
        kind="endpoint",
        uid=e.c.uid,
        unit=e.c.unit,
        rows=rows,
        make=_clerk,
        total=_all(e),
        order=(*_code_order(v.c.unit), v.c.name, *order),
        along=(coded.order_by(*order), uncoded.order_by(v.c.name, *order)),
        inside=in_force(e, DAY),
        less=_counted(e).where(_not_in_force(e)),
        outside=select(e.c.uid).where(_not_in_force(e)),
    )


@cache
def _tokens() -> Register:
    t = token
    rows = select(
        t.c.uid, t.c.serial, t.c.label, t.c.model, t.c.subscriber, t.c.custody, t.c.access,
        t.c.purpose, known_as(t.c.unit, DAY), t.c.received_on, t.c.signed_on,
    )  # fmt: skip
    return Register(
        kind="token",
        uid=t.c.uid,
        unit=t.c.unit,
        rows=rows,
        make=lambda values: TokenRow(*values),
        total=_counted(t),
        order=(t.c.serial.is_(None), t.c.serial, t.c.subscriber, t.c.uid),
        along=(
            rows.where(t.c.serial.is_not(None)).order_by(t.c.serial, t.c.uid),
            rows.where(t.c.serial.is_(None)).order_by(t.c.subscriber, t.c.uid),
        ),
    )


@cache
def _people() -> Register:
    p = person
    return Register(
        kind="person",
        uid=p.c.uid,
        unit=p.c.unit,
        rows=select(
            p.c.uid, p.c.name, p.c.post, p.c.phone, p.c.mail, known_as(p.c.unit, DAY),
            p.c.clearance,
        ),
        make=lambda values: PersonRow(*values),
        total=_counted(p),
        name=p.c.name,
    )  # fmt: skip


def _along_codes(statement: Select[Any]) -> Select[Any]:
    """Let a statement on units walk along the index of main codes; a unit's first one counts."""
    c, other = identifier_code, identifier_code.alias("other")
    earlier = exists(
        select(other.c.uid).where(
            other.c.unit == c.c.unit,
            of_main_scheme(other),
            in_force(other, DAY),
            other.c.value < c.c.value,
        )
    )
    return (
        statement.select_from(c)
        .join(unit_version, unit_version.c.unit == c.c.unit)
        .where(c.c.scheme == MAIN_SCHEME, in_force(c, DAY), ~earlier)
        .order_by(c.c.value)
    )


def _has_code(unit: ColumnElement[str]) -> ColumnElement[bool]:
    c = identifier_code.alias("main")
    return exists(select(c.c.uid).where(c.c.unit == unit, of_main_scheme(c), in_force(c, DAY)))


def _code(unit: ColumnElement[str]) -> ColumnElement[str | None]:
    return func.coalesce(main_code(unit, DAY), any_code(unit, DAY))


def _code_order(unit: ColumnElement[str]) -> tuple[ColumnElement[Any], ...]:
    code = main_code(unit, DAY)
    return code.is_(None), code


def _not_in_force(rows: FromClause) -> ColumnElement[bool]:
    """The opposite of `in_force`, in parts that the index of periods (end, beginning) answers."""
    begin, end = rows.c.from_date, rows.c.to_date
    return or_(end <= DAY, and_(end.is_(None), begin > DAY), and_(end > DAY, begin > DAY))


def _counted(table: Table) -> Select[Any]:
    return select(func.count()).select_from(table)


def _all(table: Table) -> Select[Any]:
    """Count all rows in two parts: SQLite goes along the index of periods then, the narrowest."""
    end = table.c.to_date
    parts = [_counted(table).where(part) for part in (end.is_(None), end.is_not(None))]
    return select(parts[0].scalar_subquery() + parts[1].scalar_subquery())


def _clerk(values: list[Any]) -> ClerkRow:
    values[5:7] = map(bool, values[5:7])
    return ClerkRow(*values)
