"""Importing a workbook of *country*: reading it, planning every row, writing the run.

Floor: calamine reads the same workbook, then `executemany` writes the final rows of every table,
index, search index and journal chunk into a plain SQLite file with the same tables, committed with
the same care (WAL, synchronous=FULL). Both sides begin with an opened database and loaded modules.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bench import sets
from bench.vaults import opened
from bench.watch import copied, scratch, timed
from desktop.models import schema
from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file


def prepare(folder: Path, kind: str) -> None:
    sets.final_rows(folder, kind)


def ours(folder: Path, kind: str) -> float:
    before, _ = sets.STEPS[kind]
    with copied(before(folder)) as vault, opened(vault) as session:
        file = sets.workbooks(folder) / f"{kind}.xlsx"
        with timed() as watch:
            result = import_file(session, ImportFile(kind, file))
    assert result.run is not None
    assert result.created == result.read
    return watch.seconds


def floor(folder: Path, kind: str) -> float:
    rows = pickle.loads(sets.final_rows(folder, kind).read_bytes())  # noqa: S301 - our own file
    file = sets.workbooks(folder) / f"{kind}.xlsx"
    with scratch() as place:
        database = _plain_database(place / "plain.db")
        with timed() as watch:
            read = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
            database.execute("BEGIN IMMEDIATE")
            for statement, values in rows:
                database.executemany(statement, values)
            database.execute("COMMIT")
        database.close()
    assert len(read) > 1
    return watch.seconds


def _plain_database(path: Path) -> Any:
    """Make an empty plain database of our tables: SQLCipher without a key is SQLite itself."""
    database = sqlite.connect(str(path), isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    engine = create_engine(
        "sqlite://", creator=lambda: database, module=sqlite, poolclass=StaticPool
    )
    with engine.connect() as connection:
        schema.make_all(connection)
    # References go to rows that the floor does not have; it does not check them either.
    database.execute("PRAGMA foreign_keys = OFF")
    return database
