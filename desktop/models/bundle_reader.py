"""Reads what this vault has sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from desktop.models.tables import bundle


@dataclass(frozen=True)
class SealedBundle:
    """A recorded bundle: `digest` is its content digest, `journal_run` the last run in it."""

    uid: str
    sequence: int
    kind: str
    file: str
    digest: str
    sha256: str
    header: str
    journal_run: int
    state: str
    created: str


def latest(connection: Connection, *, before: str | None = None) -> SealedBundle | None:
    """Return the bundle with the highest sequence, or None before the first.

    `before` leaves out those made at that moment (RFC 3339 UTC) or later.
    """
    statement = select(bundle).order_by(bundle.c.sequence.desc()).limit(1)
    if before is not None:
        statement = statement.where(bundle.c.created < before)
    return _one(connection, statement)


def with_sequence(connection: Connection, sequence: int) -> SealedBundle | None:
    """Return the bundle with this sequence number, or None."""
    return _one(connection, select(bundle).where(bundle.c.sequence == sequence))


def with_digest(connection: Connection, digest: str | None) -> SealedBundle | None:
    """Return the bundle with this content digest, or None."""
    return _one(connection, select(bundle).where(bundle.c.digest == digest).limit(1))


def _one(connection: Connection, statement: Select[Any]) -> SealedBundle | None:
    row = connection.execute(statement).one_or_none()
    return SealedBundle(**row._mapping) if row else None


def voided(connection: Connection) -> list[int]:
    """Return the sequences of bundles declared void, in order."""
    statement = (
        select(bundle.c.sequence).where(bundle.c.state == "void").order_by(bundle.c.sequence)
    )
    return list(connection.execute(statement).scalars())
