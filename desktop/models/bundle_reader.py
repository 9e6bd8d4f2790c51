"""Reads what this vault has sealed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

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


def latest(connection: Connection) -> SealedBundle | None:
    """Return the bundle with the highest sequence, or None before the first."""
    row = connection.execute(
        select(bundle).order_by(bundle.c.sequence.desc()).limit(1)
    ).one_or_none()
    return SealedBundle(**row._mapping) if row else None


def voided(connection: Connection) -> list[int]:
    """Return the sequences of bundles declared void, in order."""
    statement = (
        select(bundle.c.sequence).where(bundle.c.state == "void").order_by(bundle.c.sequence)
    )
    return list(connection.execute(statement).scalars())
