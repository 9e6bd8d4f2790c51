"""What the database's own errors mean for a person."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from desktop.domain.problems import Failure, not_opened, world_failed
from desktop.domain.texts import N_, Text

# SQLite's standing words for its result codes; the driver hands over no numbers.
_DAMAGED = ("malformed", "not a database", "file is encrypted", "disk image")
_FULL = ("disk is full",)
_SURROUNDINGS = {
    "disk I/O error": N_("the disk did not take or give the data; it may be full, or gone"),
    "unable to open database file": N_("the database file cannot be opened"),
    "readonly database": N_("the database can only be read"),
    "locked": N_("another program holds the database"),
}


def of_database(error: Exception, database: Path) -> Failure | None:
    """Return the failure behind an error of the driver; None where it must be a fault of ours.

    `error` is the driver's own or SQLAlchemy's wrapping of it, whose text would repeat statements
    with their values: only the driver's own words are looked at.
    """
    own = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(own, sqlcipher.DatabaseError):
        return None
    words = str(own)
    if any(part in words for part in _DAMAGED):
        return not_opened("vault.database_damaged", path=database)
    if any(part in words for part in _FULL):
        return world_failed("vault.disk_full", path=database)
    if any(part in words for part in _SURROUNDINGS):
        return world_failed("vault.medium_failed", path=database, reason=_reason(words))
    return None


def _reason(words: str) -> Text:
    return Text(next(said for part, said in _SURROUNDINGS.items() if part in words))
