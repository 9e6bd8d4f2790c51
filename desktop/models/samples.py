"""Says whether a vault holds made-up records, so that its papers and lists can say so too."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop.models.tables import person, token, unit


def holds_samples(connection: Connection) -> bool:
    """Say whether any unit, person or token is marked as a sample."""
    return any(
        connection.execute(select(table.c.uid).where(table.c.sample == 1).limit(1)).first()
        for table in (unit, person, token)
    )
