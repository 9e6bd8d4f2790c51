"""Settings of the vault: read here, written through the unit of work."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop.models.tables import setting


def get(connection: Connection, name: str) -> str | None:
    """Return a setting's value, or None where it was never set."""
    return connection.execute(
        select(setting.c.value).where(setting.c.name == name)
    ).scalar_one_or_none()
