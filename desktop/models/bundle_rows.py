"""Reads the registers as the rows of a bundle's data files, each in a stable order.

The database itself writes the rows as JSON (keys sorted, no spaces, letters as they are): twice
as fast as building them here. This is SQLite's JSON; another database needs its own names for
`json_object` and `json_group_array`.

Periods are `from` and `to` (the first day no longer included), yes/no is true and false; what
belongs to a row alone stands in it as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, func, literal, select

from desktop.models.tables import (
    certificate,
    channel,
    endpoint,
    exemption,
    holding,
    identifier_code,
    line,
    person,
    stand_in,
    target_rule,
    token,
    unit,
    unit_profile,
    unit_version,
    use_statistic,
)

_ROWS_AT_ONCE = 2000
_RENAMED = {"from_date": "from", "to_date": "to"}
_YES_NO = frozenset({"sample", "receives", "sends", "inherited"})
# A birthday is for requests to the issuer alone; certificates have a file of their own.
_NOT_SENT = {token.name: {"birth"}, certificate.name: {"der"}, stand_in.name: {"away"}}


@dataclass(frozen=True)
class Children:
    """Rows of `table` that stand in a list `name` of the row which their column `owner` names."""

    name: str
    table: Table
    owner: str


UNIT_CHILDREN = (
    Children("channels", channel, "unit"),
    Children("exemptions", exemption, "unit"),
    Children("lines", line, "unit"),
    Children("profiles", unit_profile, "unit"),
    Children("versions", unit_version, "unit"),
)
ENDPOINT_CHILDREN = (
    Children("holdings", holding, "endpoint"),
    Children("stand_ins", stand_in, "endpoint"),
)


def key_of(column: str) -> str:
    """Return the name that a column has in a bundle."""
    return _RENAMED.get(column, column)


def units(connection: Connection) -> Iterator[str]:
    """Yield every unit with its dated versions, channels, profiles, exemptions and line."""
    return _rows(connection, unit, _lists(unit, UNIT_CHILDREN))


def codes(connection: Connection) -> Iterator[str]:
    """Yield every identifier code, past and planned ones too."""
    return _rows(connection, identifier_code)


def endpoints(connection: Connection) -> Iterator[str]:
    """Yield every clerk endpoint with who holds it and who stands in."""
    return _rows(connection, endpoint, _lists(endpoint, ENDPOINT_CHILDREN))


def rules(connection: Connection) -> Iterator[str]:
    """Yield every rule for choosing the receiving endpoint."""
    return _rows(connection, target_rule)


def statistics(connection: Connection) -> Iterator[str]:
    """Yield how much units used the system."""
    return _rows(connection, use_statistic)


def people(connection: Connection) -> Iterator[str]:
    """Yield every person."""
    return _rows(connection, person)


def tokens(connection: Connection) -> Iterator[str]:
    """Yield every token, then every certificate; `record` says which of the two a row is."""
    return chain(
        _rows(connection, token, {"record": literal("token")}),
        _rows(connection, certificate, {"record": literal("certificate")}),
    )


def none(_connection: Connection) -> Iterator[str]:
    """Yield nothing: a register that this vault does not keep."""
    return iter(())


READERS: dict[str, Callable[[Connection], Iterator[str]]] = {
    "units": units,
    "codes": codes,
    "endpoints": endpoints,
    "rules": rules,
    "people": people,
    "tokens": tokens,
    "readiness": none,
    "statistics": statistics,
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
    connection: Connection, table: Table, more: Mapping[str, ColumnElement[Any]] | None = None
) -> Iterator[str]:
    """Yield the table's rows by uid as JSON; `more` are keys besides the columns."""
    row = _object({**_columns(table), **(more or {})})
    statement = select(row).order_by(table.c.uid).execution_options(yield_per=_ROWS_AT_ONCE)
    yield from connection.execute(statement).scalars()


def _lists(owner: Table, kinds: Sequence[Children]) -> dict[str, ColumnElement[Any]]:
    return {kind.name: _list(owner, kind) for kind in kinds}


def _list(owner: Table, kind: Children) -> ColumnElement[Any]:
    """Return the JSON list of a row's children, by date and uid."""
    table = kind.table
    columns = {key: c for key, c in _columns(table).items() if key != kind.owner}
    dated = [table.c.from_date] if "from_date" in table.c else []
    ordered = (
        select(_object(columns).label("child"))
        .where(table.c[kind.owner] == owner.c.uid)
        .order_by(*dated, table.c.uid)
        .correlate(owner)
        .subquery()
    )
    # A subquery's column is plain text again: `json` says that it is JSON.
    return select(func.json_group_array(func.json(ordered.c.child))).scalar_subquery()


def _columns(table: Table) -> dict[str, ColumnElement[Any]]:
    hidden = _NOT_SENT.get(table.name, ())
    return {
        key_of(column.name): _yes_no(column) if column.name in _YES_NO else column
        for column in table.columns
        if column.name not in hidden
    }


def _yes_no(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((column == 1, func.json("true")), else_=func.json("false"))


def _object(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    pairs = chain.from_iterable((literal(key), columns[key]) for key in sorted(columns))
    return func.json_object(*pairs)
