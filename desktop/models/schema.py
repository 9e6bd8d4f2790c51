"""The database's schema: its number, making it for a new vault, bringing an older one up to it.

The number stands in the database's own header (`PRAGMA user_version`), so it changes in the same
transaction as the tables do. Alembic's operations do the altering; its import is slow, and only
done when a migration is due.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from desktop.domain.problems import not_opened
from desktop.models.database import open_database
from desktop.models.tables import SEARCH_INDEX_SQL, metadata

if TYPE_CHECKING:
    from alembic.operations import Operations

NUMBER = 1

Step = Callable[["Operations"], None]


def make_all(connection: Connection) -> None:
    """Make every table in an empty database."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(SEARCH_INDEX_SQL)
    connection.exec_driver_sql(f"PRAGMA user_version = {NUMBER}")
    connection.exec_driver_sql("COMMIT")


def number_of(connection: Connection) -> int:
    """Return the schema number of this database; 0 is a database without any tables of ours."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def refuse_newer(found: int) -> None:
    """Raise `VaultNotOpened` `vault.newer` where a later program has written this database."""
    if found > NUMBER:
        raise not_opened("vault.newer", what="vault.db", found=found, known=NUMBER)


def bring_up(connection: Connection, database: Path, key: bytes) -> None:
    """Bring an older database up to today's schema, after a copy under the same key beside it.

    Whole or not at all: a kill leaves the older schema, and the next opening begins again.
    """
    found = number_of(connection)
    copy = database.with_name(f"{database.name}.schema-{found}")
    _copy(connection, copy, key)
    migrate(connection, steps_after(found), NUMBER)
    for older in database.parent.glob(f"{database.name}.schema-*"):
        if older != copy:
            older.unlink()


def steps_after(number: int) -> list[Step]:
    """Return the steps from schema `number` to today's, in order."""
    return [
        import_module(f"desktop.models.migrations.versions.v{later:04d}").upgrade
        for later in range(number + 1, NUMBER + 1)
    ]


def migrate(connection: Connection, steps: Sequence[Step], number: int) -> None:
    """Take all steps and set the schema number, in one transaction."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    # Tables are rebuilt under another name; references are checked as a whole at the end.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        operations = Operations(MigrationContext.configure(connection))
        for step in steps:
            step(operations)
        _check_references(connection, number)
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _check_references(connection: Connection, number: int) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise not_opened("vault.migration_failed", number=number)


def _copy(connection: Connection, copy: Path, key: bytes) -> None:
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    engine = open_database(part, key)
    try:
        with engine.connect() as target:
            source_driver = connection.connection.driver_connection
            target_driver = target.connection.driver_connection
            source_driver.backup(target_driver)  # type: ignore[union-attr]  # both are open here
            target_driver.execute("PRAGMA journal_mode = DELETE")  # type: ignore[union-attr]
    finally:
        engine.dispose()
    part.chmod(0o600)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(copy)
