"""Inserts many rows while the program goes on.

SQLite lets go of the interpreter for as long as a statement runs, but takes it again for each row
that is bound. So rows go to it as one JSON list, and a thread waits for them to be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Insert, Table, bindparam, func, insert, literal_column, select

from desktop.models.many import column_names, write_many

# Fewer are written before a thread would have begun.
WORTH_A_THREAD = 1000
# What one statement takes: SQLite holds its list in memory, twice.
_ROWS_AT_ONCE = 5000
# SQLite's JSON ends a text at this sign; bound one by one, rows keep it.
_NUL = b"\\u0000"


class RowWriter:
    """Writes into tables in the order in which it is told; nobody else may use the connection.

    `wait` before the connection is used for anything else, and `close` at the end.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._thread: ThreadPoolExecutor | None = None
        self._begun: list[Future[None]] = []

    def insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows, each with all columns of `table` in their order; may return before."""
        if len(rows) < WORTH_A_THREAD:
            self.wait()
            write_many(self._connection, self._sql(insert(table)), rows)
            return
        self._thread = self._thread or ThreadPoolExecutor(max_workers=1)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            statement, values = self._prepared(table, rows[start : start + _ROWS_AT_ONCE])
            job = self._thread.submit(write_many, self._connection, statement, values)
            self._begun.append(job)

    def _prepared(
        self, table: Table, rows: Sequence[tuple[Any, ...]]
    ) -> tuple[str, Sequence[tuple[Any, ...]]]:
        """Leave out columns that hold nothing: each costs time in every row."""
        columns = [
            (name, cells)
            for name, cells in zip(column_names(table), zip(*rows, strict=True), strict=True)
            if any(cell is not None for cell in cells)
        ]
        listed = orjson.dumps(list(zip(*(cells for _, cells in columns), strict=True)))
        if _NUL in listed:
            return self._sql(insert(table)), rows
        names = tuple(name for name, _ in columns)
        return self._sql(_insert_listed(table, names)), [(listed.decode(),)]

    def wait(self) -> None:
        """Wait until all rows are written; raises what the database raised."""
        begun, self._begun = self._begun, []
        for job in begun:
            job.result()

    def close(self) -> None:
        """Give up what is not begun, wait for what is, and end the thread."""
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._thread = None
        self._begun = []

    def _sql(self, statement: Insert) -> str:
        return str(statement.compile(dialect=self._connection.dialect))


@cache
def _insert_listed(table: Table, names: tuple[str, ...]) -> Insert:
    """Insert these columns of rows that come as a JSON list of lists."""
    listed = func.json_each(bindparam("rows")).table_valued("value")
    cells = [listed.c.value.op("->>")(literal_column(str(place))) for place in range(len(names))]
    return insert(table).from_select(list(names), select(*cells), include_defaults=False)
