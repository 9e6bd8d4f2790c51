"""Reads how to reach units by phone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.register_rows import rows_in
from desktop.models.tables import person, unit


def reach_of(connection: Connection, units: Sequence[str]) -> dict[str, list[str]]:
    """Return the phones of units by uid: their own, then those of their people, with their names.

    Units without any are left out.
    """
    found: dict[str, list[str]] = {}
    for row in rows_in(connection, unit, "uid", units):
        if row.phone:
            own = " · ".join(filter(None, (row.contact, row.phone)))
            found.setdefault(row.uid, []).append(own)
    for row in rows_in(connection, person, "unit", units):
        if row.phone:
            found.setdefault(row.unit, []).append(f"{row.name} · {row.phone}")
    return found
