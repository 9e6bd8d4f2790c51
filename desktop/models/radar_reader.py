"""Reads which certificates in use end soon or have ended, and whom to call about them."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.custody import AWAY, RUNNING
from desktop.models.many import plain_rows
from desktop.models.tables import certificate, person, token, unit_version
from desktop.models.unit_reader import below, in_force


class EndingLine(NamedTuple):
    """A certificate in use that ends soon or has ended; `to_date` is its first day without effect,
    `subscriber` whom it was issued to, `phone` the person's, else the one told with the device."""

    uid: str
    number: str
    purpose: str
    to_date: str
    token: str | None
    serial: str | None
    unit: str | None
    unit_name: str | None
    subscriber: str
    phone: str | None


def running() -> ColumnElement[bool]:
    """Say in SQL that a certificate can be used while its period lasts, and that the device that
    it is on, joined to it, was not given back, lost or destroyed."""
    custody = token.c.custody
    there = or_(custody.is_(None), custody.not_in(AWAY))
    return and_(certificate.c.state.in_(RUNNING), there)


def ending(connection: Connection, last: str, under: str | None, date: str) -> list[EndingLine]:
    """Return the certificates in use whose first day without effect is `last` at the latest, the
    nearest end first: all, or those of the unit `under` and of what is below it on the day `date`.
    """
    c, t, p, v = certificate.c, token.c, person.c, unit_version.c
    owner = func.coalesce(c.unit, t.unit, p.unit)
    statement = (
        select(
            c.uid, c.number, c.purpose, c.to_date, t.uid, t.serial, owner, v.name,
            func.coalesce(t.subscriber, p.name, c.subject, v.name, c.number),
            func.coalesce(p.phone, t.phone),
        )
        .select_from(
            certificate.outerjoin(token, c.token == t.uid)
            .outerjoin(person, p.uid == func.coalesce(c.person, t.person))
            .outerjoin(unit_version, and_(v.unit == owner, in_force(unit_version, date)))
        )
        .where(running(), c.to_date <= last)
        .order_by(c.to_date, c.number, c.uid)
    )  # fmt: skip
    if under is not None:
        statement = statement.where(owner.in_(select(below(under, date).c.uid)))
    return [EndingLine._make(row) for row in plain_rows(connection, statement)]
