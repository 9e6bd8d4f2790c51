"""Reads what the rules about devices look at, as on a day."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.custody import AWAY
from desktop.domain.token_checks import AtLarge, WaitingMinutes
from desktop.models.tables import certificate, handover, handover_device, token
from desktop.models.unit_reader import in_force, known_as

# What certificates can still be used in.
_USABLE = ("issued", "active", "on_hold")


def minutes_waiting(connection: Connection, at: str) -> list[WaitingMinutes]:
    """Return the minutes drawn up by the day `at` that wait for a signature."""
    h, d, t = handover.c, handover_device.c, token.c
    # Of devices of several units, the minutes stand with one of them.
    found = (
        select(h.number, h.drawn_on, func.count().label("devices"), func.min(t.unit).label("unit"))
        .select_from(handover)
        .join(handover_device, d.handover == h.uid)
        .join(token, t.uid == d.token)
        .where(
            h.drawn_on <= at,
            h.cancelled_on.is_(None),
            or_(h.signed_on.is_(None), h.signed_on > at),
        )
        .group_by(h.uid)
        .subquery()
    )
    statement = select(*found.c, known_as(found.c.unit, at)).order_by(found.c.number)
    return [WaitingMinutes(*list(row)) for row in connection.execute(statement)]


def certificates_at_large(connection: Connection, at: str) -> list[AtLarge]:
    """Return the certificates in force on the day `at`, not asked to be revoked, on devices that
    are lost, destroyed or given back now."""
    return _certificates(connection, at, _USABLE, token.c.custody.in_(AWAY))


def revocations_pending(connection: Connection, at: str) -> list[AtLarge]:
    """Return the certificates in force on the day `at` whose revocation is not confirmed yet."""
    return _certificates(connection, at, ("revocation_pending",))


def _certificates(
    connection: Connection, at: str, states: Sequence[str], *wanted: ColumnElement[bool]
) -> list[AtLarge]:
    c, t = certificate.c, token.c
    statement = (
        select(
            func.coalesce(t.serial, "—"),
            t.subscriber,
            t.custody,
            t.unit,
            c.number,
            c.state,
            known_as(t.unit, at),
        )
        .join_from(certificate, token, c.token == t.uid)
        .where(c.state.in_(states), in_force(certificate, at), *wanted)
        .order_by(t.serial, c.number)
    )
    return [AtLarge(*row) for row in connection.execute(statement)]
