"""Reads what tokens are bound to: the device whose place one took, and tasks open about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from desktop.models.many import among, plain_rows
from desktop.models.tables import task, token, token_replacement


@dataclass(frozen=True)
class OtherDevice:
    """A device as another one's page names it."""

    uid: str
    serial: str | None
    subscriber: str


class OpenTask(NamedTuple):
    """A task about a token that nobody has settled yet."""

    uid: str
    token: str
    subject: str
    opened_on: str


def replacements(connection: Connection, uid: str) -> tuple[OtherDevice | None, OtherDevice | None]:
    """Return the device whose place this one took, and the one that took its place."""
    r, t = token_replacement.c, token.c
    found = []
    for own, other in ((r.token, r.replaced), (r.replaced, r.token)):
        statement = (
            select(t.uid, t.serial, t.subscriber)
            .join_from(token_replacement, token, t.uid == other)
            .where(own == uid)
            .order_by(r.on_date.desc(), r.uid)
            .limit(1)
        )
        row = connection.execute(statement).first()
        found.append(OtherDevice(*list(row)) if row is not None else None)
    return found[0], found[1]


def open_tasks(connection: Connection, tokens: Collection[str]) -> list[OpenTask]:
    """Return the tasks about these tokens that are open, the oldest first."""
    t = task.c
    statement = (
        select(t.uid, t.record, t.subject, t.opened_on)
        .where(among(t.record, tokens), t.kind == "reorganise.token", t.closed_on.is_(None))
        .order_by(t.opened_on, t.uid)
    )
    return [OpenTask(*row) for row in plain_rows(connection, statement)]
