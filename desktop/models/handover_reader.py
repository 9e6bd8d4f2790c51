"""Reads minutes of handing over, with the devices that they name and the files kept with them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from desktop.domain.handover import MinutesState, Told, state_of, told_from
from desktop.models.many import among, column_names, plain_rows
from desktop.models.tables import handover, handover_device, kept_file


@dataclass(frozen=True)
class Minutes:
    """Minutes as they are kept; days are ISO. `scan` and `signature` are SHA-256 of kept files."""

    uid: str
    number: int
    custody: str
    drawn_on: str
    told: Told
    text: str
    digest: str
    signed_on: str | None
    paper: str | None
    scan: str | None
    signature: str | None
    cancelled_on: str | None
    reason: str | None

    @property
    def state(self) -> MinutesState:
        """How far they are."""
        return state_of(self.signed_on, self.cancelled_on)


def next_number(connection: Connection) -> int:
    """Return the number of the next minutes."""
    return int(connection.execute(select(func.max(handover.c.number))).scalar() or 0) + 1


def with_number(connection: Connection, number: int) -> Minutes | None:
    """Return the minutes of this number, or None."""
    return next(
        iter(_minutes(connection, select(handover).where(handover.c.number == number))), None
    )


def all_minutes(connection: Connection) -> list[Minutes]:
    """Return all minutes, the newest first."""
    return _minutes(connection, select(handover).order_by(handover.c.number.desc()))


def of_token(connection: Connection, token: str) -> list[Minutes]:
    """Return the minutes that name a device, the newest first."""
    d = handover_device.c
    named = select(d.handover).where(d.token == token)
    statement = select(handover).where(handover.c.uid.in_(named))
    return _minutes(connection, statement.order_by(handover.c.number.desc()))


def waiting(connection: Connection, tokens: Collection[str]) -> dict[str, int]:
    """Return the number of the minutes that wait, by the uids of those devices that they name."""
    h, d = handover.c, handover_device.c
    statement = (
        select(d.token, h.number)
        .join_from(handover_device, handover, d.handover == h.uid)
        .where(h.signed_on.is_(None), h.cancelled_on.is_(None), among(d.token, tokens))
    )
    found: dict[str, int] = dict(plain_rows(connection, statement))
    return found


def file_kept(connection: Connection, digest: str) -> bytes | None:
    """Return a kept file by its SHA-256, or None where it was erased."""
    statement = select(kept_file.c.content).where(kept_file.c.digest == digest)
    content = connection.execute(statement).scalar()
    return None if content is None else bytes(content)


def _minutes(connection: Connection, statement: Any) -> list[Minutes]:
    names = column_names(handover)
    rows: Iterable[tuple[Any, ...]] = plain_rows(connection, statement)
    found = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        text = values.pop("told")
        found.append(Minutes(**values, told=told_from(json.loads(text)), text=text))
    return found
