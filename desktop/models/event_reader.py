"""Reads the events of reorganisations: what happened to a unit, and who came of whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from desktop.domain.reorganisation import PASSING_ON, Edge
from desktop.models.tables import event, event_unit


@dataclass(frozen=True)
class EventOf:
    """An event; its units are uids, and `part` those of `before` that went into it in part."""

    uid: str
    kind: str
    day: str
    operational: str | None
    basis: str | None
    derived: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    part: frozenset[str]


def events_of(connection: Connection, unit: str) -> tuple[EventOf, ...]:
    """Return the events that a unit had part in, oldest first."""
    of_unit = select(event_unit.c.event).where(event_unit.c.unit == unit)
    statement = select(event).where(event.c.uid.in_(of_unit)).order_by(event.c.day, event.c.derived)
    return tuple(_with_units(connection, row) for row in connection.execute(statement).all())


def edges_from(connection: Connection, unit: str, until: str) -> Iterator[Edge]:
    """Yield who came of a unit by events up to the day `until`."""
    yield from _edges(connection, unit, until, "before", "after")


def edges_to(connection: Connection, unit: str, until: str) -> Iterator[Edge]:
    """Yield whom a unit came of by events up to the day `until`."""
    yield from _edges(connection, unit, until, "after", "before")


def first_day(connection: Connection) -> str | None:
    """Return the day of the earliest event, or None where nothing has happened yet."""
    return connection.execute(select(func.min(event.c.day))).scalar()


def _with_units(connection: Connection, row: Row[Any]) -> EventOf:
    u = event_unit.c
    statement = select(u.unit, u.side, u.whole).where(u.event == row.uid).order_by(u.uid)
    sides = connection.execute(statement).all()
    return EventOf(
        row.uid,
        row.kind,
        row.day,
        row.operational_day,
        row.basis,
        bool(row.derived),
        tuple(side.unit for side in sides if side.side == "before"),
        tuple(side.unit for side in sides if side.side == "after"),
        frozenset(side.unit for side in sides if side.side == "before" and not side.whole),
    )


def _edges(connection: Connection, unit: str, until: str, near: str, far: str) -> Iterator[Edge]:
    here, there = event_unit.alias(), event_unit.alias()
    statement = (
        select(event.c.day, event.c.kind, there.c.unit, here.c.whole, there.c.whole)
        .select_from(here)
        .join(event, event.c.uid == here.c.event)
        .join(there, there.c.event == event.c.uid)
        .where(here.c.unit == unit, here.c.side == near, there.c.side == far)
        .where(event.c.kind.in_(PASSING_ON), event.c.day <= until, there.c.unit != unit)
        .order_by(event.c.day, there.c.uid)
    )
    for day, kind, other, mine, its in connection.execute(statement):
        before, after = (unit, other) if near == "before" else (other, unit)
        whole = bool(mine and its) and kind not in ("split", "transfer")
        yield Edge(day, before, after, whole)
