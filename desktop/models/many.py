"""Many rows or uids in one statement, without SQLAlchemy's cost for each of them.

`among` is SQLite's SQL; another database needs its own words for it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql import ColumnElement


def column_names(table: Table) -> list[str]:
    """Return the names of a table's columns, in their order, as plain text, unlike SQLAlchemy's."""
    return [str(column.name) for column in table.columns]


def among(column: ColumnElement[Any], uids: Collection[str]) -> ColumnElement[bool]:
    """Say in SQL that `column` is one of `uids`, however many: they go as one value, a JSON list.

    A variable each would meet SQLite's limit of 32,766, and cost ten times as much.
    """
    values = func.json_each(bindparam(None, json.dumps(list(uids)))).table_valued("value")
    return column.in_(select(values.c.value))


def plain_rows(
    connection: Connection, statement: Select[Any] | CompoundSelect[Any]
) -> Iterable[tuple[Any, ...]]:
    """Iterate over the driver's own tuples: half the cost of result rows, where these do."""
    cursor: Iterable[tuple[Any, ...]] = connection.execute(statement).cursor  # type: ignore[assignment]  # DB-API leaves iterating to the driver; sqlite's cursors do
    return cursor


def rows_among(
    connection: Connection, statement: Select[Any], uids: Collection[str], column: str | None = None
) -> Iterable[tuple[Any, ...]]:
    """Iterate over the rows of `statement` whose `column` (the first, if None) is one of `uids`.

    Where these are most of what there is, reading all of it is three times as quick.
    """
    names = statement.selected_columns.keys()
    place = 0 if column is None else names.index(column)
    compared = statement.selected_columns[names[place]]
    if 2 * len(uids) < row_bound(connection, compared.table):
        return plain_rows(connection, statement.where(among(compared, uids)))
    wanted = frozenset(uids)
    return (row for row in plain_rows(connection, statement) if row[place] in wanted)


def row_bound(connection: Connection, table: FromClause) -> int:
    """Return a number that `table` has at most as many rows as, without counting them."""
    highest: Select[Any] = select(func.max(literal_column("rowid"))).select_from(table)
    return int(connection.execute(highest).scalar() or 0)


def write_many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Let the driver itself carry out `statement` for each of `rows`, values in its order.

    For rows that are plain already: SQLAlchemy would make each of them a dictionary and back.
    """
    if rows:
        connection.exec_driver_sql(statement, list(rows))
