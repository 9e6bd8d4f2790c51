"""Reads the units that a person or a device serves."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop.models.tables import certificate, endpoint, holding, stand_in, token
from desktop.models.unit_reader import in_force


def units_of_person(connection: Connection, person: str, at: str) -> list[str]:
    """Return the uids of the units at whose endpoints a person is on the day `at`."""
    found: set[str] = set()
    for table in (holding, stand_in):
        statement = (
            select(endpoint.c.unit)
            .join(table, table.c.endpoint == endpoint.c.uid)
            .where(table.c.person == person, in_force(table, at), in_force(endpoint, at))
        )
        found.update(connection.execute(statement).scalars())
    return sorted(found)


def units_of_token(connection: Connection, device: str, at: str) -> list[str]:
    """Return the uids of the units of whose people, or of which as an organ, a device's
    certificates are."""
    t, c = token.c, certificate.c
    statement = (
        select(t.unit, t.person, c.unit, c.person)
        .join(certificate, c.token == t.uid, isouter=True)
        .where(t.uid == device)
    )
    units: set[str] = set()
    for device_unit, device_person, unit, person in connection.execute(statement):
        units.update(each for each in (device_unit, unit) if each is not None)
        for who in {device_person, person} - {None}:
            units.update(units_of_person(connection, who, at))
    return sorted(units)
