"""Reads units for browsing: who passes a filter, the rows of a table, the branches of the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, exists, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.codes import PLACE_SCHEME
from desktop.models import search
from desktop.models.many import among, plain_rows
from desktop.models.tables import endpoint, holding, identifier_code, unit, unit_version
from desktop.models.unit_reader import MAIN_SCHEME, below, in_force, told_state


@dataclass(frozen=True)
class UnitFilter:
    """Which units to show; what is empty or None lets all through.

    `words` are beginnings of words, `under` is the uid of a unit (itself included), `lacks` is
    "code", "receiver" or "type", `code_state` the state of a code in force.
    """

    words: str = ""
    type: str | None = None
    under: str | None = None
    lacks: str | None = None
    code_state: str | None = None


class UnitKey(NamedTuple):
    """What units are put in order by."""

    uid: str
    name: str
    type: str | None
    place: str | None
    from_date: str


class CodeOf(NamedTuple):
    """A code in force of a unit, the main scheme's where it has one."""

    value: str
    state: str
    scheme: str


@dataclass(frozen=True)
class UnitLine:
    """A row of the table of units. `parent` is a uid and `parent_name` its name on the day."""

    uid: str
    name: str
    short_name: str | None
    type: str | None
    place: str | None
    parent: str | None
    parent_name: str | None
    code: str | None
    code_state: str | None
    from_date: str
    to_date: str | None
    phone: str | None = None


@dataclass(frozen=True)
class Branch:
    """A unit in the tree; `has_children` says whether it can be opened."""

    uid: str
    name: str
    code: str | None
    has_children: bool


def keys(connection: Connection, wanted: UnitFilter, date: str) -> list[UnitKey]:
    """Return the units in force on the day `date` that pass the filter, in no order."""
    v = unit_version.c
    statement = select(v.unit, v.name, v.type, v.place, v.from_date).where(
        in_force(unit_version, date), *_conditions(wanted, date)
    )
    return [UnitKey(*row) for row in plain_rows(connection, statement)]


def main_codes(connection: Connection, date: str) -> dict[str, str]:
    """Return every unit's first code of the main scheme on the day `date`."""
    c = identifier_code
    statement = (
        select(c.c.unit, c.c.value)
        .where(c.c.scheme == MAIN_SCHEME, in_force(c, date))
        .order_by(c.c.value.desc())
    )
    return dict(plain_rows(connection, statement))


def codes_of(connection: Connection, units: Sequence[str], date: str) -> dict[str, CodeOf]:
    """Return the code by which each of these units is known on the day `date`, if any."""
    c = identifier_code
    statement = select(c.c.unit, c.c.value, told_state(c), c.c.scheme).where(
        among(c.c.unit, units), in_force(c, date)
    )
    found: dict[str, CodeOf] = {}
    for holder, *values in connection.execute(statement):
        code = CodeOf(*values)
        if holder not in found or _rank(code) < _rank(found[holder]):
            found[holder] = code
    return found


def lines(connection: Connection, units: Sequence[str], date: str) -> tuple[UnitLine, ...]:
    """Return the rows of these units in their order; one not in force on the day is left out."""
    v, above = unit_version, unit_version.alias("above")
    statement = (
        select(
            v.c.unit, v.c.name, v.c.short_name, v.c.type, v.c.place, v.c.parent,
            above.c.name, v.c.from_date, v.c.to_date,
        )
        .select_from(v)
        .outerjoin(above, and_(above.c.unit == v.c.parent, in_force(above, date)))
        .where(among(v.c.unit, units), in_force(v, date))
    )  # fmt: skip
    codes = codes_of(connection, units, date)
    found: dict[str, UnitLine] = {}
    for (
        uid,
        name,
        short,
        kind,
        place,
        parent,
        parent_name,
        from_date,
        to_date,
    ) in connection.execute(statement):
        code = codes.get(uid)
        value, state = (code.value, code.state) if code is not None else (None, None)
        found[uid] = UnitLine(
            uid, name, short, kind, place, parent, parent_name, value, state, from_date, to_date
        )
    return tuple(found[uid] for uid in units if uid in found)


def children(connection: Connection, parent: str | None, date: str) -> tuple[Branch, ...]:
    """Return the units directly under `parent` on the day (None: those under nothing)."""
    v = unit_version
    under = v.c.parent.is_(None) if parent is None else v.c.parent == parent
    statement = select(v.c.unit, v.c.name).where(under, in_force(v, date))
    rows = connection.execute(statement.order_by(v.c.position, v.c.name, v.c.unit)).all()
    uids = [row.unit for row in rows]
    codes = codes_of(connection, uids, date)
    # One row below is enough to know: all of them would be a province's.
    has_child = exists().where(v.c.parent == unit.c.uid, in_force(v, date))
    parents = select(unit.c.uid).where(among(unit.c.uid, uids), has_child)
    above = set(connection.execute(parents).scalars())
    return tuple(
        Branch(uid, name, codes[uid].value if uid in codes else None, uid in above)
        for uid, name in rows
    )


def path_to(connection: Connection, unit: str, date: str) -> tuple[str, ...]:
    """Return the uids from the top of the tree down to `unit`; a circle is not walked twice."""
    path = [unit]
    v = unit_version
    while True:
        statement = select(v.c.parent).where(v.c.unit == path[-1], in_force(v, date))
        parent = connection.execute(statement).scalar()
        if parent is None or parent in path:
            return tuple(reversed(path))
        path.append(parent)


def used_types(connection: Connection, date: str) -> list[str]:
    """Return the types that units in force on the day `date` have."""
    v = unit_version
    statement = select(v.c.type).where(in_force(v, date), v.c.type.is_not(None)).distinct()
    return list(connection.execute(statement).scalars())


def names_of(connection: Connection, units: Iterable[str]) -> Mapping[str, str]:
    """Return the last known name of each of these units."""
    v = unit_version
    statement = select(v.c.unit, v.c.name).where(among(v.c.unit, list(units)))
    rows = connection.execute(statement.order_by(v.c.from_date))
    return {row.unit: row.name for row in rows}


def _rank(code: CodeOf) -> tuple[bool, bool, str]:
    return code.scheme != MAIN_SCHEME, code.scheme == PLACE_SCHEME, code.value


def _conditions(wanted: UnitFilter, date: str) -> list[ColumnElement[bool]]:
    v, c = unit_version, identifier_code
    found: list[ColumnElement[bool]] = []
    if wanted.words.strip():
        found.append(v.c.unit.in_(search.matching("unit", wanted.words)))
    if wanted.type is not None:
        found.append(v.c.type == wanted.type)
    if wanted.under is not None:
        found.append(v.c.unit.in_(select(below(wanted.under, date).c.uid)))
    if wanted.code_state is not None:
        held = select(c.c.unit).where(told_state(c) == wanted.code_state, in_force(c, date))
        found.append(v.c.unit.in_(held))
    if wanted.lacks is not None:
        found.append(_LACKS[wanted.lacks](date))
    return found


def _without_code(date: str) -> ColumnElement[bool]:
    c = identifier_code
    unit = unit_version.c.unit
    return ~exists().where(
        c.c.unit == unit, c.c.scheme.concat("") != PLACE_SCHEME, in_force(c, date)
    )


def _without_receiver(date: str) -> ColumnElement[bool]:
    """No active endpoint receives with somebody to hold it on the day.

    Asked unit by unit: the first that takes ends the search, and most units have one.
    """
    e, h = endpoint, holding
    held = exists().where(h.c.endpoint == e.c.uid, in_force(h, date))
    return ~exists().where(
        e.c.unit == unit_version.c.unit,
        e.c.state == "active",
        e.c.receives == 1,
        in_force(e, date),
        held,
    )


def _without_type(_date: str) -> ColumnElement[bool]:
    return unit_version.c.type.is_(None)


_LACKS: Mapping[str, Any] = {
    "code": _without_code,
    "receiver": _without_receiver,
    "type": _without_type,
}
