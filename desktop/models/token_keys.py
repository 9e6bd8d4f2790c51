"""Finds which token of the registers a device is, by what stands on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from desktop.models.many import among, column_names, plain_rows
from desktop.models.tables import certificate, token

Row = dict[str, Any]


def certificates_by(connection: Connection, column: str, values: Collection[str]) -> list[Row]:
    """Return the certificates on tokens whose `column` is one of `values`."""
    c = certificate.c
    statement = select(certificate).where(among(c[column], values), c.token.is_not(None))
    names = column_names(certificate)
    return [dict(zip(names, row, strict=True)) for row in plain_rows(connection, statement)]


def certificates_numbered(connection: Connection, numbers: Collection[str]) -> list[Row]:
    """Return the certificates on tokens that have one of these numbers, which are written without
    zeros before them; the registers' own may have some, as senders write them."""
    c = certificate.c
    bare = func.ltrim(c.number, "0")
    statement = select(certificate).where(among(bare, numbers), c.token.is_not(None))
    names = column_names(certificate)
    return [dict(zip(names, row, strict=True)) for row in plain_rows(connection, statement)]


def stored(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield (uid of the token, base64 DER) of every certificate on a token that is kept whole."""
    c = certificate.c
    statement = select(c.token, c.der).where(c.token.is_not(None), c.der.is_not(None))
    rows: Iterable[tuple[Any, ...]] = plain_rows(connection, statement.order_by(c.token, c.uid))
    yield from ((uid, der) for uid, der in rows)


def tokens_with(connection: Connection, serials: Collection[str]) -> dict[str, str]:
    """Return the uids of the tokens with these serials, by serial."""
    t = token.c
    statement = select(t.serial, t.uid).where(among(t.serial, serials))
    found: dict[str, str] = dict(plain_rows(connection, statement))
    return found
