"""Settings of the vault: read here, written through the unit of work."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop.models.tables import setting

# The vault's settings that people choose are named so, with the name of the policy after it.
POLICY = "policy."
# What one says that is a day, where there is none.
NO_DAY = "none"


def cutover_date(connection: Connection) -> str | None:
    """Return the day of the cutover (ngày chuyển đổi), None where none is set."""
    day = get(connection, f"{POLICY}cutover_date")
    return None if day in (None, NO_DAY) else day


def get(connection: Connection, name: str) -> str | None:
    """Return a setting's value, or None where it was never set."""
    return connection.execute(
        select(setting.c.value).where(setting.c.name == name)
    ).scalar_one_or_none()
