"""Coverage of *country* at every level.

Floor: one SQL scan of the same rows: the columns that coverage needs of every table it needs, read
by the driver itself from the same encrypted database. Both sides begin with it open and unread.
"""

from __future__ import annotations

from pathlib import Path

from bench import sets
from bench.vaults import DAY, opened
from bench.watch import timed
from desktop.services.coverage import Coverage, coverage

_SCAN = (
    "SELECT unit, name FROM unit_version",
    "SELECT unit, scheme, value, state, to_date FROM identifier_code",
    "SELECT unit FROM line",
    "SELECT unit, environment, channel FROM channel",
    "SELECT uid, unit, role, account, environment, receives, sends, ceiling, state FROM endpoint",
    "SELECT endpoint, person, from_date, to_date FROM holding",
    "SELECT endpoint, person, position, from_date, to_date FROM stand_in",
    "SELECT uid, name, clearance, clearance_until FROM person",
    "SELECT person, unit, token, state, from_date, to_date, number FROM certificate",
    "SELECT uid, person, unit, subscriber_type, custody, access FROM token",
)


def prepare(folder: Path) -> None:
    sets.whole(folder)


def ours(folder: Path) -> float:
    with opened(sets.whole(folder), read_only=True) as session, timed() as watch:
        answer = coverage(session, Coverage(as_of=DAY))
    assert answer.covered > 0
    return watch.seconds


def floor(folder: Path) -> float:
    with (
        opened(sets.whole(folder), read_only=True) as session,
        session.reading(sets.Fill()) as connection,
    ):
        driver = connection.connection.driver_connection
        assert driver is not None
        with timed() as watch:
            rows = [driver.execute(statement).fetchall() for statement in _SCAN]
    assert all(rows[:2])
    return watch.seconds
