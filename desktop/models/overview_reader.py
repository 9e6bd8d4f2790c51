"""Reads what waits for somebody beside the findings of `check`: devices, bundles, tasks."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, and_, or_, select

from desktop.models.tables import bundle, task, token, unit_version
from desktop.models.unit_reader import in_force, known_as

# How far a bundle has come, where its answer is still to be waited for.
_WITHOUT_ANSWER = ("sealed", "approved", "written", "read_back", "acknowledged")


class UnsignedToken(NamedTuple):
    """A device that has come to its unit and that nobody has signed for."""

    uid: str
    serial: str | None
    subscriber: str
    unit: str | None
    unit_name: str | None
    code: str | None
    received_on: str | None


class OpenBundle(NamedTuple):
    """A bundle that is out and has no answer yet."""

    uid: str
    sequence: int
    file: str
    created: str


class OpenTask(NamedTuple):
    """Something that a person must settle."""

    uid: str
    kind: str
    subject: str
    unit: str | None
    unit_name: str | None
    code: str | None
    opened_on: str


def unsigned_tokens(connection: Connection, at: str) -> list[UnsignedToken]:
    """Return the devices received by their units and not signed for, by serial."""
    t, v = token, unit_version
    statement = (
        select(
            t.c.uid, t.c.serial, t.c.subscriber, t.c.unit, v.c.name, known_as(t.c.unit, at),
            t.c.received_on,
        )
        .select_from(t)
        .outerjoin(v, and_(v.c.unit == t.c.unit, in_force(v, at)))
        .where(
            or_(
                t.c.custody == "received",
                and_(t.c.custody == "handed_over", t.c.signed_on.is_(None)),
            )
        )
        .order_by(t.c.serial, t.c.uid)
    )  # fmt: skip
    return [UnsignedToken(*row) for row in connection.execute(statement)]


def open_bundles(connection: Connection) -> list[OpenBundle]:
    """Return the bundles without an answer, the oldest first."""
    b = bundle.c
    statement = select(b.uid, b.sequence, b.file, b.created).where(b.state.in_(_WITHOUT_ANSWER))
    return [OpenBundle(*row) for row in connection.execute(statement.order_by(b.sequence))]


def open_tasks(connection: Connection, at: str) -> list[OpenTask]:
    """Return the tasks open on the day `at`, the oldest first."""
    t, v = task, unit_version
    statement = (
        select(
            t.c.uid, t.c.kind, t.c.subject, t.c.unit, v.c.name, known_as(t.c.unit, at),
            t.c.opened_on,
        )
        .select_from(t)
        .outerjoin(v, and_(v.c.unit == t.c.unit, in_force(v, at)))
        .where(t.c.opened_on <= at, or_(t.c.closed_on.is_(None), t.c.closed_on > at))
        .order_by(t.c.opened_on, t.c.uid)
    )  # fmt: skip
    return [OpenTask(*row) for row in connection.execute(statement)]
