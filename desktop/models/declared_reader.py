"""Reads what letters declare of named units."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop.models.tables import declared

# Source, day, the unit as named, its uid or None, the heading, what stands under it.
Said = tuple[str, str, str, str | None, str, str]


def of_named_units(connection: Connection, at: str) -> list[Said]:
    """Return what is said of named units in letters up to the day `at`, the newest letter first;
    a unit's rows stand together, in the order in which they were written."""
    d = declared.c
    statement = (
        select(d.source, d.on_date, d.subject, d.unit, d.content, d.value, d.uid)
        .where(d.subject.is_not(None), d.on_date <= at)
        .order_by(d.on_date.desc(), d.source, d.subject, d.unit, d.content)
    )
    return [tuple(row[:6]) for row in connection.execute(statement)]
