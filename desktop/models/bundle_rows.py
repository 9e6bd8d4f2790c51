"""Reads the registers as the rows of a bundle's data files, each in a stable order.

A row is a dictionary whose keys are sorted already. Periods are `from` and `to` (the first day
no longer included), yes/no is a JSON boolean; what belongs to a row alone stands in it as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Table, func, select

from desktop.models.tables import (
    certificate,
    channel,
    endpoint,
    holding,
    identifier_code,
    line,
    person,
    stand_in,
    token,
    unit,
    unit_version,
)

Row = dict[str, Any]

_ROWS_AT_ONCE = 2000
_RENAMED = {"from_date": "from", "to_date": "to"}
_YES_NO = frozenset({"sample", "receives", "sends"})


@dataclass(frozen=True)
class _Children:
    """Rows of `table` that stand in a list `name` of the row which their column `owner` names."""

    name: str
    table: Table
    owner: str


UNIT_CHILDREN = (
    _Children("channels", channel, "unit"),
    _Children("lines", line, "unit"),
    _Children("versions", unit_version, "unit"),
)
ENDPOINT_CHILDREN = (
    _Children("holdings", holding, "endpoint"),
    _Children("stand_ins", stand_in, "endpoint"),
)
# A birthday is for requests to the issuer alone.
_NOT_SENT = {token.name: {"birth"}}


def key_of(column: str) -> str:
    """Return the name that a column has in a bundle."""
    return _RENAMED.get(column, column)


def units(connection: Connection) -> Iterator[Row]:
    """Yield every unit with its dated versions, channels and lines."""
    return _with_children(connection, unit, UNIT_CHILDREN)


def codes(connection: Connection) -> Iterator[Row]:
    """Yield every identifier code, past and planned ones too."""
    return _rows(connection, identifier_code)


def endpoints(connection: Connection) -> Iterator[Row]:
    """Yield every clerk endpoint with who holds it and who stands in."""
    return _with_children(connection, endpoint, ENDPOINT_CHILDREN)


def people(connection: Connection) -> Iterator[Row]:
    """Yield every person."""
    return _rows(connection, person)


def tokens(connection: Connection) -> Iterator[Row]:
    """Yield every token, then every certificate; `record` says which of the two a row is."""
    return chain(
        _rows(connection, token, record="token"),
        _rows(connection, certificate, leave_out=("der",), record="certificate"),
    )


def none(_connection: Connection) -> Iterator[Row]:
    """Yield nothing: a register that this vault does not keep."""
    return iter(())


READERS: dict[str, Callable[[Connection], Iterator[Row]]] = {
    "units": units,
    "codes": codes,
    "endpoints": endpoints,
    "rules": none,
    "people": people,
    "tokens": tokens,
    "readiness": none,
    "statistics": none,
}


def certificates(connection: Connection) -> Iterator[str]:
    """Yield each certificate the registers hold, once, as base64 DER, by fingerprint."""
    statement = (
        select(func.min(certificate.c.der))
        .where(certificate.c.der.is_not(None))
        .group_by(certificate.c.fingerprint)
        .order_by(certificate.c.fingerprint)
    )
    yield from connection.execute(statement).scalars()


def _rows(
    connection: Connection, table: Table, leave_out: Sequence[str] = (), **fixed: str
) -> Iterator[Row]:
    columns = _columns(table, leave_out)
    keys = [key_of(column.name) for column in columns]
    order = sorted([*fixed, *keys])
    flags = [key for key in keys if key in _YES_NO]
    statement = select(*columns).order_by(table.c.uid)
    for values in connection.execute(statement.execution_options(yield_per=_ROWS_AT_ONCE)):
        row = dict(zip(keys, values, strict=True))
        for flag in flags:
            row[flag] = bool(row[flag])
        if fixed:
            row = {key: fixed[key] if key in fixed else row[key] for key in order}
        yield row


def _columns(table: Table, leave_out: Sequence[str]) -> list[Column[Any]]:
    hidden = {*leave_out, *_NOT_SENT.get(table.name, ())}
    kept = [column for column in table.columns if column.name not in hidden]
    return sorted(kept, key=lambda column: key_of(column.name))


def _with_children(
    connection: Connection, table: Table, kinds: tuple[_Children, ...]
) -> Iterator[Row]:
    """Walk the table and its children side by side, all in the order of the owner's uid."""
    walks = [_Walk(kind.name, _owned(connection, kind)) for kind in kinds]
    order: list[str] | None = None
    for row in _rows(connection, table):
        for walk in walks:
            row[walk.name] = walk.of(row["uid"])
        if order is None:
            order = sorted(row)
        yield {key: row[key] for key in order}


def _owned(connection: Connection, kind: _Children) -> Iterator[tuple[str, Row]]:
    table = kind.table
    columns = _columns(table, (kind.owner,))
    keys = [key_of(column.name) for column in columns]
    owner = table.c[kind.owner]
    by_date = [table.c.from_date] if "from_date" in table.c else []
    statement = select(owner, *columns).order_by(owner, *by_date, table.c.uid)
    for values in connection.execute(statement.execution_options(yield_per=_ROWS_AT_ONCE)):
        yield values[0], dict(zip(keys, values[1:], strict=True))


class _Walk:
    """Children in the order of their owners, taken owner by owner."""

    def __init__(self, name: str, rows: Iterator[tuple[str, Row]]) -> None:
        self.name = name
        self._rows = rows
        self._next = next(rows, None)

    def of(self, owner: str) -> list[Row]:
        found = []
        while self._next is not None and self._next[0] <= owner:
            if self._next[0] == owner:
                found.append(self._next[1])
            self._next = next(self._rows, None)
        return found
