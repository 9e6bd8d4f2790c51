"""Reads the moves of records without a period that wait for their day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from desktop.models.register_rows import dicts_in
from desktop.models.tables import coming_move


def due(connection: Connection, day: str) -> Sequence[Row[Any]]:
    """Return the moves that are to be made by `day`, in the order of their days."""
    c = coming_move.c
    statement = select(coming_move).where(c.done_on.is_(None), c.day <= day)
    return connection.execute(statement.order_by(c.day, c.uid)).all()


def rows_in_the_end(
    connection: Connection, table: Table, units: Collection[str]
) -> list[dict[str, Any]]:
    """Return the rows of a register that belong to `units` once all that waits has been moved.

    Each row's `unit` is that unit.
    """
    c = coming_move.c
    waiting = select(c.record, c.unit).where(c.done_on.is_(None), c.register == table.name)
    last = {row.record: row.unit for row in connection.execute(waiting.order_by(c.day))}
    found = [row for row in dicts_in(connection, table, "unit", units) if row["uid"] not in last]
    moved = [record for record, unit in last.items() if unit in units]
    found += [
        {**row, "unit": last[row["uid"]]} for row in dicts_in(connection, table, "uid", moved)
    ]
    return found
