"""Pages of the registers for lists: the first rows in order, and how many there are in all.

A page is read along an index, so that fifty rows of thirty-five thousand cost fifty rows. Units
and what hangs on them come in the order of their main codes, which is the order of the tree;
those without one follow, by name; tokens come by serial, people by their alphabet. A search that
matches more than a thousand records gives them as they were entered: nobody reads so many in
order, and the next letter typed makes them few.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from sqlalchemy import Connection, FromClause, Select, Table, and_, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.folding import collation_key
from desktop.models import search
from desktop.models.listing_rows import ClerkRow, CodeRow, PersonRow, TokenRow, UnitRow
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
    below,
    in_force,
    known_as,
    main_code,
    of_main_scheme,
)

# A search that matches no more than this is sorted; sorting more would be waited for.
FEW = 1000
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
class _Register:
    """How the rows of one kind are read.

    `rows` gives any of them, `uid` is their uid there and `unit` their unit's. `along` are
    statements that together give all of them in order, each along an index; `order` is the same
    order for a few. `total` counts all of them; `outside` are the uids that `rows` leaves out
    because of the day.
    """

    kind: str
    uid: ColumnElement[str]
    unit: ColumnElement[str]
    rows: Select[Any]
    along: Sequence[Select[Any]]
    order: Sequence[ColumnElement[Any]]
    total: Callable[[Connection], int]
    outside: Select[Any] | None
    make: Callable[[list[Any]], Any]


def units(connection: Connection, scope: Scope) -> Page:
    """Return the units in force on the day."""
    v, date = unit_version, scope.date
    columns = (
        v.c.name, v.c.type, known_as(v.c.parent, date), v.c.place, v.c.from_date, v.c.to_date,
    )  # fmt: skip
    rows = select(v.c.unit, _code(v.c.unit, date), *columns).where(in_force(v, date))
    coded = _along_codes(select(v.c.unit, identifier_code.c.value, *columns), date)
    now = v.alias("now")
    register = _Register(
        "unit",
        v.c.unit,
        v.c.unit,
        rows,
        (
            coded.where(in_force(v, date)),
            rows.where(~_has_code(v.c.unit, date)).order_by(v.c.name, v.c.unit),
        ),
        (*_code_order(v.c.unit, date), v.c.name, v.c.unit),
        lambda connection: _rows_in_force(connection, v, date),
        select(v.c.unit)
        .where(_not_in_force(v, date))
        .where(~exists().where(now.c.unit == v.c.unit, in_force(now, date))),
        lambda values: UnitRow(*values),
    )
    return _page(connection, scope, register)


def clerks(connection: Connection, scope: Scope) -> Page:
    """Return the endpoints in force on the day, with those who hold them."""
    e, v, p, date = endpoint, unit_version, person, scope.date
    holder = (
        select(holding.c.person)
        .where(holding.c.endpoint == e.c.uid, in_force(holding, date))
        .order_by(holding.c.from_date.desc(), holding.c.uid)
        .limit(1)
        .scalar_subquery()
    )
    columns = (
        v.c.name, e.c.role, e.c.environment, e.c.receives, e.c.sends, e.c.ceiling, e.c.account,
        p.c.name, p.c.post, p.c.phone, e.c.state, e.c.from_date, e.c.to_date,
    )  # fmt: skip
    rows = (
        select(e.c.uid, _code(v.c.unit, date), *columns)
        .select_from(e)
        .outerjoin(v, and_(v.c.unit == e.c.unit, in_force(v, date)))
        .outerjoin(p, p.c.uid == holder)
        .where(in_force(e, date))
    )
    coded = (
        _along_codes(select(e.c.uid, identifier_code.c.value, *columns), date)
        .join(e, e.c.unit == v.c.unit)
        .outerjoin(p, p.c.uid == holder)
        .where(in_force(v, date), in_force(e, date))
    )
    order = (e.c.role, e.c.environment, e.c.uid)
    register = _Register(
        "endpoint",
        e.c.uid,
        e.c.unit,
        rows,
        (
            coded.order_by(*order),
            rows.where(or_(v.c.uid.is_(None), ~_has_code(e.c.unit, date))).order_by(
                v.c.name, *order
            ),
        ),
        (*_code_order(v.c.unit, date), v.c.name, *order),
        lambda connection: _rows_in_force(connection, e, date),
        select(e.c.uid).where(_not_in_force(e, date)),
        _clerk,
    )
    return _page(connection, scope, register)


def tokens(connection: Connection, scope: Scope) -> Page:
    """Return the tokens by serial; those only requested, without one, come last by subscriber."""
    t = token
    rows = select(
        t.c.uid, t.c.serial, t.c.label, t.c.model, t.c.subscriber, t.c.custody, t.c.access,
        t.c.purpose, known_as(t.c.unit, scope.date), t.c.received_on, t.c.signed_on,
    )  # fmt: skip
    register = _Register(
        "token",
        t.c.uid,
        t.c.unit,
        rows,
        (
            rows.where(t.c.serial.is_not(None)).order_by(t.c.serial, t.c.uid),
            rows.where(t.c.serial.is_(None)).order_by(t.c.subscriber, t.c.uid),
        ),
        (t.c.serial.is_(None), t.c.serial, t.c.subscriber, t.c.uid),
        lambda connection: _count(connection, select(func.count()).select_from(t)),
        None,
        lambda values: TokenRow(*values),
    )
    return _page(connection, scope, register)


def people(connection: Connection, scope: Scope) -> Page:
    """Return the people by name, in the order of a Vietnamese dictionary."""
    p = person
    rows = select(
        p.c.uid, p.c.name, p.c.post, p.c.phone, p.c.mail, known_as(p.c.unit, scope.date),
        p.c.clearance,
    )  # fmt: skip
    if scope.words is not None and scope.under is None:
        matched = search.count(connection, "person", scope.words)
        if matched > FEW:
            page = search.as_entered(rows, "person", scope.words, p.c.uid).limit(scope.limit)
            found = tuple(PersonRow(*list(row)) for row in connection.execute(page))
            return Page(found, matched)
    within = _within("person", p.c.uid, p.c.unit, scope)
    named = connection.execute(select(p.c.name, p.c.uid).where(*within)).all()
    wanted = len(named) if scope.limit is None else scope.limit
    chosen = [row.uid for row in nsmallest(wanted, named, key=lambda row: collation_key(row.name))]
    read: dict[str, PersonRow] = {}
    for start in range(0, len(chosen), _UIDS_AT_ONCE):
        some = rows.where(p.c.uid.in_(chosen[start : start + _UIDS_AT_ONCE]))
        read.update((row.uid, PersonRow(*list(row))) for row in connection.execute(some))
    return Page(tuple(read[uid] for uid in chosen), len(named))


def codes(connection: Connection, scope: Scope) -> Page:
    """Return the codes in force on the day, by scheme and value."""
    c = identifier_code
    name = (
        select(unit_version.c.name)
        .where(unit_version.c.unit == c.c.unit, in_force(unit_version, scope.date))
        .limit(1)
        .scalar_subquery()
    )
    within = [in_force(c, scope.date), *_within("unit", c.c.unit, c.c.unit, scope)]
    statement = (
        select(
            c.c.uid, c.c.scheme, c.c.value, c.c.state, name, c.c.unit, c.c.from_date, c.c.to_date
        )
        .where(*within)
        .order_by(c.c.scheme, c.c.value, c.c.uid)
        .limit(scope.limit)
    )
    rows = tuple(CodeRow(*list(row)) for row in connection.execute(statement))
    return Page(rows, _count(connection, select(func.count()).select_from(c).where(*within)))


def within_tree(unit: ColumnElement[str], scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that `unit` lies under the scope's; none where it has none."""
    if scope.under is None:
        return []
    return [unit.in_(select(below(scope.under, scope.date).c.uid))]


def _within(
    kind: str, uid: ColumnElement[str], unit: ColumnElement[str], scope: Scope
) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope on rows `uid` of `kind` that belong to `unit`."""
    conditions = within_tree(unit, scope)
    if scope.words is not None:
        conditions.append(uid.in_(search.matching(kind, scope.words)))
    return conditions


def _page(connection: Connection, scope: Scope, register: _Register) -> Page:
    if scope.words is None and scope.under is None:
        rows = _first(connection, register.along, scope.limit, register.make)
        return Page(rows, register.total(connection))
    if scope.words is not None and scope.under is None:
        matched = search.count(connection, register.kind, scope.words)
        if matched > FEW:
            entered = search.as_entered(register.rows, register.kind, scope.words, register.uid)
            rows = _first(connection, [entered], scope.limit, register.make)
            return Page(rows, matched - _matched_outside(connection, scope.words, register))
    found = register.rows.where(*_within(register.kind, register.uid, register.unit, scope))
    rows = _first(connection, [found.order_by(*register.order)], scope.limit, register.make)
    if scope.limit is None or len(rows) < scope.limit:
        return Page(rows, len(rows))
    counted = found.with_only_columns(func.count(), maintain_column_froms=True)
    return Page(rows, _count(connection, counted))


def _matched_outside(connection: Connection, words: str, register: _Register) -> int:
    """Count the matches not in force on the day: few, and so counted instead of the rest."""
    if register.outside is None:
        return 0
    outside = register.outside.distinct().subquery()
    uid = outside.c[0]
    matching = select(func.count()).where(uid.in_(search.matching(register.kind, words)))
    return _count(connection, matching.select_from(outside))


def _first(
    connection: Connection,
    statements: Sequence[Select[Any]],
    limit: int | None,
    make: Callable[[list[Any]], Any],
) -> tuple[Any, ...]:
    """Return the rows of one statement after the other, until there are `limit`."""
    found: list[Any] = []
    for statement in statements:
        left = None if limit is None else limit - len(found)
        if left != 0:
            found += (make(list(row)) for row in connection.execute(statement.limit(left)))
    return tuple(found)


def _along_codes(statement: Select[Any], date: str) -> Select[Any]:
    """Let a statement on units walk along the index of main codes; a unit's first one counts."""
    c, other = identifier_code, identifier_code.alias("other")
    earlier = exists(
        select(other.c.uid).where(
            other.c.unit == c.c.unit,
            of_main_scheme(other),
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
    return exists(select(c.c.uid).where(c.c.unit == unit, of_main_scheme(c), in_force(c, date)))


def _code(unit: ColumnElement[str], date: str) -> ColumnElement[str | None]:
    return func.coalesce(main_code(unit, date), any_code(unit, date))


def _code_order(unit: ColumnElement[str], date: str) -> tuple[ColumnElement[Any], ...]:
    code = main_code(unit, date)
    return code.is_(None), code


def _not_in_force(table: FromClause, date: str) -> ColumnElement[bool]:
    """The opposite of `in_force`, in the form in which the index of periods answers it."""
    return or_(table.c.to_date <= date, table.c.from_date > date)


def _rows_in_force(connection: Connection, table: Table, date: str) -> int:
    """Count rows in force: all of them less those that are not, both along narrow indexes."""
    every = _count(connection, select(func.count()).select_from(table))
    outside = select(func.count()).select_from(table).where(_not_in_force(table, date))
    return every - _count(connection, outside)


def _clerk(values: list[Any]) -> ClerkRow:
    values[5:7] = map(bool, values[5:7])
    return ClerkRow(*values)


def _count(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.execute(statement).scalar_one())
