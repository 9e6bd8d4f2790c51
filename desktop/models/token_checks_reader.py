"""Reads what the rules about devices look at, as on a day."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from desktop.domain.token_checks import AtLarge, WaitingMinutes
from desktop.models.tables import certificate, handover, handover_device, token
from desktop.models.unit_reader import in_force

# Where nobody has the device that should; and what its certificates can still be used in.
_GONE = ("lost", "destroyed")
_USABLE = ("issued", "active", "on_hold")


def minutes_waiting(connection: Connection, at: str) -> list[WaitingMinutes]:
    """Return the minutes drawn up by the day `at` that wait for a signature."""
    h, d, t = handover.c, handover_device.c, token.c
    statement = (
        select(h.number, h.drawn_on, func.count(), func.min(t.unit))
        .select_from(handover)
        .join(handover_device, d.handover == h.uid)
        .join(token, t.uid == d.token)
        .where(
            h.drawn_on <= at,
            h.cancelled_on.is_(None),
            or_(h.signed_on.is_(None), h.signed_on > at),
        )
        .group_by(h.uid)
        .order_by(h.number)
    )
    return [WaitingMinutes(*row) for row in connection.execute(statement)]


def certificates_at_large(connection: Connection, at: str) -> list[AtLarge]:
    """Return the certificates in force on the day `at`, not asked to be revoked, on devices that
    are lost or destroyed now."""
    c, t = certificate.c, token.c
    statement = (
        select(func.coalesce(t.serial, "—"), t.subscriber, t.custody, t.unit, c.number, c.state)
        .join_from(certificate, token, c.token == t.uid)
        .where(t.custody.in_(_GONE), c.state.in_(_USABLE), in_force(certificate, at))
        .order_by(t.serial, c.number)
    )
    return [AtLarge(*row) for row in connection.execute(statement)]
