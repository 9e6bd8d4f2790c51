"""Reads whole registers, or all rows of many owners, in few statements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from desktop.models.many import among, column_names, rows_among


def all_rows(connection: Connection, table: Table) -> Sequence[Row[Any]]:
    """Return every row of `table` by uid."""
    return connection.execute(select(table).order_by(table.c.uid)).all()


def rows_in(
    connection: Connection, table: Table, column: str, values: Collection[str]
) -> Sequence[Row[Any]]:
    """Return the rows of `table` whose `column` is one of `values`, by uid."""
    if not values:
        return ()
    statement = select(table).where(among(table.c[column], values)).order_by(table.c.uid)
    return connection.execute(statement).all()


def dicts_in(
    connection: Connection,
    table: Table,
    column: str,
    values: Collection[str],
    wanted: Callable[[tuple[Any, ...]], bool] = lambda _: True,
) -> list[dict[str, Any]]:
    """Return the same rows as `rows_in`, each as a dictionary of its own, to be changed freely.

    Only those that are `wanted`, which is asked of each row with all its columns in order.
    """
    if not values:
        return []
    names = column_names(table)
    rows = rows_among(connection, select(table), values, column)
    found = (dict(zip(names, row, strict=True)) for row in rows if wanted(row))
    return sorted(found, key=itemgetter("uid"))
