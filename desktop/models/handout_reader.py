"""Reads handing-out days: their devices, whose they are, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.handing_out import Outcome
from desktop.models.many import among, plain_rows
from desktop.models.tables import (
    delivery,
    delivery_item,
    handout,
    handout_line,
    token,
    unit_version,
)
from desktop.models.unit_reader import any_code, below, in_force, main_code


@dataclass(frozen=True)
class DayCounts:
    """A handing-out day with how many devices it has, and how many of each outcome."""

    number: int
    held_on: str
    place: str | None
    total: int
    handed: int
    proxy: int
    absent: int


@dataclass(frozen=True)
class Line:
    """A device of a day: whose it is, and what came of it.

    `number` is its place in the list, None where it is not in the list (yet). `unit` and `code` are
    how its unit is called on the day looked at. `receiver` with `paper` received for the
    subscriber; `was_serial` is the device that this one was swapped for; `pin_on` the day the
    envelope with the PIN was handed over.
    """

    token: str
    serial: str
    subscriber: str
    subscriber_type: str
    post: str | None
    phone: str | None
    unit_uid: str | None
    unit: str
    code: str | None
    custody: str
    number: int | None = None
    outcome: Outcome = Outcome.WAITING
    on: str | None = None
    receiver: str | None = None
    paper: str | None = None
    was_serial: str | None = None
    pin_on: str | None = None


def last_number(connection: Connection) -> int:
    """Return the number of the last day, 0 before the first."""
    return connection.execute(select(func.max(handout.c.number))).scalar() or 0


def day_of(connection: Connection, number: int) -> Row[Any] | None:
    """Return the row of a day, or None."""
    return connection.execute(select(handout).where(handout.c.number == number)).first()


def days(connection: Connection) -> tuple[DayCounts, ...]:
    """Return every day, the last first."""
    h, n = handout.c, handout_line.c
    statement = (
        select(
            h.number, h.held_on, h.place, func.count(n.uid),
            *(func.count(n.uid).filter(n.result == each.value) for each in _TOLD),
        )
        .select_from(handout)
        .outerjoin(handout_line, n.handout == h.uid)
        .group_by(h.uid)
        .order_by(h.number.desc())
    )  # fmt: skip
    return tuple(DayCounts(*row) for row in plain_rows(connection, statement))


def lines(connection: Connection, day_uid: str, at: str) -> tuple[Line, ...]:
    """Return the devices of a day by their numbers."""
    n = handout_line.c
    statement = _of_tokens(at, n.number, n.result, n.result_on, n.receiver, n.paper, n.was_serial,
                           n.pin_on)  # fmt: skip
    statement = statement.join(handout_line, n.token == token.c.uid).where(n.handout == day_uid)
    return tuple(_line(row) for row in plain_rows(connection, statement.order_by(n.number)))


def guests(connection: Connection, tokens: Sequence[str], at: str) -> tuple[Line, ...]:
    """Return tokens as devices that are in no list."""
    statement = _of_tokens(at).where(among(token.c.uid, tokens))
    return tuple(Line(*row) for row in plain_rows(connection, statement))


def coming(
    connection: Connection, at: str, under: str | None, number: int | None
) -> tuple[Line, ...]:
    """Return the devices that are at the office or at their unit, and signed for by nobody: of the
    units below `under`, of the delivery `number`, or all."""
    t = token.c
    statement = _of_tokens(at).where(
        t.serial.is_not(None), t.custody.in_(("stock", "transit", "received"))
    )
    if under is not None:
        statement = statement.where(t.unit.in_(select(below(under, at).c.uid)))
    if number is not None:
        i, d = delivery_item.c, delivery.c
        listed = select(i.serial).join(delivery, d.uid == i.delivery).where(d.number == number)
        statement = statement.where(t.serial.in_(listed))
    return tuple(Line(*row) for row in plain_rows(connection, statement))


_TOLD = (Outcome.HANDED, Outcome.PROXY, Outcome.ABSENT)


def _of_tokens(at: str, *more: ColumnElement[Any]) -> Select[Any]:
    t, v = token.c, unit_version.c
    code = func.coalesce(main_code(t.unit, at), any_code(t.unit, at))
    return (
        select(
            t.uid, t.serial, t.subscriber, t.subscriber_type, t.post, t.phone, t.unit,
            func.coalesce(v.name, ""), code, t.custody, *more,
        )
        .select_from(token)
        .outerjoin(unit_version, and_(v.unit == t.unit, in_force(unit_version, at)))
    )  # fmt: skip


def _line(row: tuple[Any, ...]) -> Line:
    values = dict(zip(Line.__annotations__, row, strict=True))
    values["outcome"] = Outcome(values["outcome"] or Outcome.WAITING)
    return Line(**values)
