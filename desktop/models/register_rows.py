"""Reads whole registers at once, for work that must look at every row of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, select


def all_rows(connection: Connection, table: Table, *columns: str) -> Sequence[Row[Any]]:
    """Return every row of `table` by uid, with all its columns or the named ones."""
    chosen = [table.c[name] for name in columns] if columns else list(table.columns)
    return connection.execute(select(*chosen).order_by(table.c.uid)).all()
