"""Reads how to reach units by phone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from desktop.models.many import rows_among
from desktop.models.register_rows import rows_in
from desktop.models.tables import person, unit, unit_version
from desktop.models.unit_reader import in_force

# Of a superior's phones so many stand for a body without its own.
_OF_SUPERIOR = 2


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


def reach_through_superiors(
    connection: Connection, units: Sequence[str], at: str
) -> dict[str, list[str]]:
    """Return the same, and for a body without any phone the first of the unit above it on the day
    `at`, after that unit's name; the topmost unit, whose own list it is, is not called."""
    found = reach_of(connection, units)
    lacking = [uid for uid in units if uid not in found]
    v, up = unit_version, unit_version.alias("up")
    statement = (
        select(v.c.unit, up.c.unit, up.c.name)
        .join(up, up.c.unit == v.c.parent)
        .where(in_force(v, at), in_force(up, at), up.c.parent.is_not(None))
    )
    above = {row[0]: (row[1], row[2]) for row in rows_among(connection, statement, lacking)}
    phones = reach_of(connection, list({uid for uid, _name in above.values()}))
    for body, (uid, name) in above.items():
        if uid in phones:
            found[body] = [f"{name}: {each}" for each in phones[uid][:_OF_SUPERIOR]]
    return found
