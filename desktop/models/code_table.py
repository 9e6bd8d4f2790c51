"""Reads codes for browsing: who passes a filter, in which order, and the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, FromClause, Select, and_, case, exists, func, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.code_states import AXIS, PLANNED, STATES, SYSTEM
from desktop.models import search, unit_table
from desktop.models.code_reader import LOCKED
from desktop.models.many import among, plain_rows
from desktop.models.tables import code_mark, code_state, identifier_code, unit_version
from desktop.models.unit_reader import MAIN_SCHEME, below, in_force


@dataclass(frozen=True)
class CodeFilter:
    """Which codes of a scheme to show; what is empty or None lets all through.

    `words` are beginnings of words of the unit's name or codes, `under` is the uid of a unit
    (itself included), `state` is one on `system`, `locked` lets locked codes alone through.
    """

    words: str = ""
    scheme: str = MAIN_SCHEME
    system: str = SYSTEM
    state: str | None = None
    under: str | None = None
    locked: bool = False


class CodeKey(NamedTuple):
    """A code, and the unit that holds it."""

    uid: str
    unit: str
    value: str


@dataclass(frozen=True)
class CodeLine:
    """A row of the table of codes.

    `lock` is why the code is locked, empty where no reason was given, None where it is not locked.
    `told` says that any system knows of the code.
    """

    uid: str
    unit: str
    name: str
    parent: str | None
    value: str
    scheme: str
    on_system: str
    on_axis: str
    system_reason: str | None
    axis_reason: str | None
    bundle: int | None
    lock: str | None
    from_date: str
    to_date: str | None

    @property
    def told(self) -> bool:
        """Say whether the code is more than planned anywhere."""
        return (self.on_system, self.on_axis) != (PLANNED, PLANNED)


def first(connection: Connection, scheme: str, date: str, limit: int) -> tuple[list[str], int]:
    """Return the uids of the first codes of a scheme, and how many it has on the day in all.

    They are read along the index: few rows of many cost few rows.
    """
    c = identifier_code
    inside = (c.c.scheme == scheme, in_force(c, date))
    ordered = select(c.c.uid).where(*inside).order_by(c.c.value, c.c.uid).limit(limit)
    counted = select(func.count()).select_from(c).where(*inside)
    found = list(connection.execute(ordered).scalars())
    return found, int(connection.execute(counted).scalar_one())


def in_order(
    connection: Connection, wanted: CodeFilter, date: str, sort: str, *, descending: bool
) -> list[str]:
    """Return the uids of the codes that pass, by value, system, axis, lock or from.

    States are in the order in which a code goes through them, locked codes come first.
    """
    statement, columns = _statement(wanted, date, by=sort)
    c = identifier_code.c
    first_by = columns[sort]
    keys = [first_by.desc() if descending else first_by]
    if sort != "value":
        keys.append(c.value)
    ordered = statement.with_only_columns(c.uid).order_by(*keys, c.uid)
    return [uid for (uid,) in plain_rows(connection, ordered)]


def keys(connection: Connection, wanted: CodeFilter, date: str) -> list[CodeKey]:
    """Return the codes that pass, in no order."""
    statement, _ = _statement(wanted, date)
    c = identifier_code.c
    rows = plain_rows(connection, statement.with_only_columns(c.uid, c.unit, c.value))
    return [CodeKey(*row) for row in rows]


def names(connection: Connection, date: str) -> dict[str, str]:
    """Return the name of every unit in force on the day."""
    v = unit_version
    statement = select(v.c.unit, v.c.name).where(in_force(v, date))
    return dict(plain_rows(connection, statement))


def lines(connection: Connection, codes: Sequence[str], date: str) -> tuple[CodeLine, ...]:
    """Return the rows of these codes in their order; one that is no more is left out."""
    c, v, m = identifier_code, unit_version, code_mark
    on = _aliases()
    is_locked = and_(
        m.c.scheme == c.c.scheme,
        m.c.value == c.c.value,
        m.c.mark == LOCKED,
        m.c.to_date.is_(None),
    )
    statement = (
        select(
            c.c.uid, c.c.unit, v.c.name, v.c.parent, c.c.value, c.c.scheme, _system(on[SYSTEM]),
            _axis(on[AXIS]), on[SYSTEM].c.reason, on[AXIS].c.reason, on[SYSTEM].c.bundle,
            case((m.c.uid.is_not(None), func.coalesce(m.c.note, ""))), c.c.from_date, c.c.to_date,
        )
        .select_from(
            _joined(on, (SYSTEM, AXIS))
            .outerjoin(v, and_(v.c.unit == c.c.unit, in_force(v, date)))
            .outerjoin(m, is_locked)
        )
        .where(among(c.c.uid, codes))
    )  # fmt: skip
    found = {row[0]: row for row in plain_rows(connection, statement)}
    gone = {row[1] for row in found.values() if row[2] is None}
    last = unit_table.names_of(connection, gone) if gone else {}
    return tuple(
        CodeLine(row[0], row[1], row[2] or last.get(row[1], ""), *row[3:])
        for uid in codes
        if (row := found.get(uid)) is not None
    )


def _aliases() -> dict[str, FromClause]:
    return {name: code_state.alias(f"on_{name}") for name in (SYSTEM, AXIS)}


def _joined(on: Mapping[str, FromClause], systems: Sequence[str]) -> Any:
    joined: Any = identifier_code
    for system in systems:
        told = on[system]
        is_told = and_(told.c.code == identifier_code.c.uid, told.c.system == system)
        joined = joined.outerjoin(told, is_told)
    return joined


def _system(on_system: FromClause) -> ColumnElement[str]:
    return func.coalesce(on_system.c.state, identifier_code.c.state)


def _axis(on_axis: FromClause) -> ColumnElement[str]:
    return func.coalesce(on_axis.c.state, PLANNED)


def _statement(
    wanted: CodeFilter, date: str, by: str = "value"
) -> tuple[Select[Any], Mapping[str, ColumnElement[Any]]]:
    """Return the statement of all codes that pass, and what they may be put in order by.

    What was told of the systems is joined only where the filter or the order needs it.
    """
    c, on = identifier_code, _aliases()
    states = {SYSTEM: _system(on[SYSTEM]), AXIS: _axis(on[AXIS])}
    needed = {by} & states.keys()
    if wanted.state is not None:
        needed.add(wanted.system)
    locked = exists().where(
        code_mark.c.scheme == c.c.scheme,
        code_mark.c.value == c.c.value,
        code_mark.c.mark == LOCKED,
        code_mark.c.to_date.is_(None),
    )
    conditions: list[ColumnElement[bool]] = [c.c.scheme == wanted.scheme, in_force(c, date)]
    if wanted.words.strip():
        conditions.append(c.c.unit.in_(search.matching("unit", wanted.words)))
    if wanted.under is not None:
        conditions.append(c.c.unit.in_(select(below(wanted.under, date).c.uid)))
    if wanted.state is not None:
        conditions.append(states[wanted.system] == wanted.state)
    if wanted.locked:
        conditions.append(locked)
    joined = _joined(on, [system for system in (SYSTEM, AXIS) if system in needed])
    ranks = {
        system: case({state: rank for rank, state in enumerate(STATES)}, value=state_on)
        for system, state_on in states.items()
    }
    orders: dict[str, ColumnElement[Any]] = {
        "value": c.c.value,
        "from": c.c.from_date,
        "lock": ~locked,
        **ranks,
    }
    return select(c.c.uid).select_from(joined).where(*conditions), orders
