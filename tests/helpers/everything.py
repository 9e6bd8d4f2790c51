"""All that a vault's database holds, to see that a failure changed none of it."""

from __future__ import annotations

from sqlalchemy import select

from desktop.models.tables import metadata
from desktop.services.session import Session
from tests.helpers.sessions import Anything


def everything(session: Session) -> dict[str, list[str]]:
    """Return every row of every table, registers and journal alike."""
    with session.reading(Anything()) as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }
