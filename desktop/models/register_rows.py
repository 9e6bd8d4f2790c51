"""Reads whole registers, or all rows of many owners, in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from desktop.models.journal import batched

# SQLite allows 32,766 variables in a statement.
_VALUES_AT_ONCE = 10_000


def all_rows(connection: Connection, table: Table, *columns: str) -> Sequence[Row[Any]]:
    """Return every row of `table` by uid, with all its columns or the named ones."""
    chosen = [table.c[name] for name in columns] if columns else list(table.columns)
    return connection.execute(select(*chosen).order_by(table.c.uid)).all()


def rows_in(
    connection: Connection, table: Table, column: str, values: Iterable[str]
) -> list[Row[Any]]:
    """Return the rows of `table` whose `column` is one of `values`, by uid within each batch."""
    found: list[Row[Any]] = []
    for batch in batched(values, _VALUES_AT_ONCE):
        statement = select(table).where(table.c[column].in_(batch)).order_by(table.c.uid)
        found += connection.execute(statement).all()
    return found
