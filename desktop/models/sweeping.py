"""Freeing a database file of what was erased from its rows.

SQLite overwrites what it deletes (`secure_delete`), but moves rows within its pages, and what it
leaves there it does not overwrite; its log holds pages as they were. So the file is written anew.
That cannot be part of a transaction: a mark beside the database, set before, sees to it that it is
done at the next opening where this one did not come to it.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from desktop.models.folder import flush_folder, world, write_whole

_MARK = "sweep"


def announce(connection: Connection) -> None:
    """Leave the mark. Raises `WorldFailure` where it cannot be written."""
    write_whole(_mark(connection), b"")


def is_due(connection: Connection) -> bool:
    """Say whether the mark is there."""
    return _mark(connection).exists()


def sweep(connection: Connection) -> None:
    """Write the file anew, outside any transaction, empty the log, drop copies made before a
    migration, which hold what was erased, and take the mark away.

    Needs as much room again on the disk for a while, and in memory.
    """
    connection.exec_driver_sql("VACUUM")
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
    database = _database(connection)
    with world(database):
        for copy in database.parent.glob(f"{database.name}.schema-*"):
            copy.unlink()
        _mark(connection).unlink(missing_ok=True)
        flush_folder(database.parent)


def _mark(connection: Connection) -> Path:
    return _database(connection).with_name(_MARK)


def _database(connection: Connection) -> Path:
    # Beside it there is "temp", once a statement has needed a place of its own.
    files = {row[1]: row[2] for row in connection.exec_driver_sql("PRAGMA database_list")}
    return Path(files["main"])
