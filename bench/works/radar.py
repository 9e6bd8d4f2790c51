"""The radar over the 50,000 certificates of *full*: figures by unit, and the list with phones.

Floor: one SQL scan of the same rows: the columns that the radar needs of the certificates, devices,
people and units, read by the driver itself from the same encrypted database. Both sides begin with
it open and unread.
"""

from __future__ import annotations

from pathlib import Path

from bench import sets
from bench.vaults import opened
from bench.watch import timed
from desktop.services.certificates.radar import ReadRadar, read_radar

# On this day 18,095 certificates of the set have ended or end within 90 days: more than on others.
_DAY = "2028-02-01"
_SCAN = (
    "SELECT uid, token, unit, person, number, purpose, state, to_date FROM certificate",
    "SELECT uid, serial, subscriber, phone, unit, person FROM token",
    "SELECT uid, name, phone, unit FROM person",
    "SELECT unit, name, from_date, to_date FROM unit_version",
    "SELECT unit, scheme, value, state, from_date, to_date FROM identifier_code",
)


def prepare(folder: Path) -> None:
    sets.full(folder)


def ours(folder: Path) -> float:
    with opened(sets.full(folder), read_only=True) as session, timed() as watch:
        answer = read_radar(session, ReadRadar(as_of=_DAY))
    assert answer.rows
    return watch.seconds


def floor(folder: Path) -> float:
    with (
        opened(sets.full(folder), read_only=True) as session,
        session.reading(sets.Fill()) as connection,
    ):
        driver = connection.connection.driver_connection
        assert driver is not None
        with timed() as watch:
            rows = [driver.execute(statement).fetchall() for statement in _SCAN]
    assert all(rows)
    return watch.seconds
