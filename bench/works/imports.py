"""Importing the workbooks of *country*, or one of them: reading, planning every row, writing runs.

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
from desktop.services.session import Session

WHOLE = "country"


def prepare(folder: Path, kind: str) -> None:
    for each in _kinds(kind):
        sets.final_rows(folder, each)


def ours(folder: Path, kind: str) -> float:
    kinds = _kinds(kind)
    before, _ = sets.STEPS[kinds[0]]
    with copied(before(folder)) as vault, opened(vault) as session:
        return sum(_import(session, sets.workbooks(folder), each) for each in kinds)


def floor(folder: Path, kind: str) -> float:
    with scratch() as place:
        database = _plain_database(place / "plain.db")
        seconds = sum(_write_final_rows(database, folder, each) for each in _kinds(kind))
        database.close()
    return seconds


def _kinds(kind: str) -> tuple[str, ...]:
    return sets.KINDS if kind == WHOLE else (kind,)


def _import(session: Session, workbooks: Path, kind: str) -> float:
    with timed() as watch:
        result = import_file(session, ImportFile(kind, workbooks / f"{kind}.xlsx"))
    assert result.run is not None
    assert result.created == result.read
    return watch.seconds


def _write_final_rows(database: Any, folder: Path, kind: str) -> float:
    rows = pickle.loads(sets.final_rows(folder, kind).read_bytes())  # noqa: S301 - our own file
    file = sets.workbooks(folder) / f"{kind}.xlsx"
    with timed() as watch:
        read = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        database.execute("BEGIN IMMEDIATE")
        for statement, values in rows:
            database.executemany(statement, values)
        database.execute("COMMIT")
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
