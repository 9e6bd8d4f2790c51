"""Importing small tables in tests, and looking at what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from desktop.domain.problems import Problem
from desktop.services.imports.command import Changes, Fate, ImportFile, ImportResult
from desktop.services.imports.importing import import_file
from desktop.services.session import Session
from tests.helpers.sessions import Anything
from tests.helpers.workbooks import Cell, write_xlsx

EVENT, CORRECTION = Changes.EVENT, Changes.CORRECTION


class Importer:
    """Imports tables of one kind into a session; `first` is the day of rows without one."""

    def __init__(self, session: Session, folder: Path, kind: str, first: str = "2025-07-01"):
        self.session = session
        self.folder = folder
        self.kind = kind
        self.first = first
        self._number = 0

    def __call__(self, *rows: Sequence[Cell], **options: Any) -> ImportResult:
        """Import rows, the headings first, as a workbook."""
        self._number += 1
        path = write_xlsx(self.folder / f"{self.kind}-{self._number}.xlsx", rows)
        return self.file(path, **options)

    def file(self, path: Path, **options: Any) -> ImportResult:
        """Import a file that is there."""
        given = {"kind": self.kind, "file": path, "from_date": self.first, **options}
        return import_file(self.session, ImportFile(**given))


def rows_of(session: Session, table: Table, **wanted: Any) -> list[Any]:
    """Return a table's rows whose columns have these values, oldest period first."""
    statement = select(table).filter_by(**wanted)
    if "from_date" in table.c:
        statement = statement.order_by(table.c.from_date, table.c.uid)
    with session.reading(Anything()) as connection:
        return list(connection.execute(statement))


def one_row(session: Session, table: Table, **wanted: Any) -> Any:
    """Return the only such row."""
    (row,) = rows_of(session, table, **wanted)
    return row


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """Return created, updated, unchanged, refused."""
    return result.created, result.updated, result.unchanged, result.refused


def fates(result: ImportResult) -> list[str]:
    """Return the fates of the rows in order."""
    return [row.fate.value for row in result.rows]


def codes(result: ImportResult, severity: str = "error") -> list[str]:
    """Return the problems' codes of one severity, in the sheet's order."""
    return [problem.code for problem in result.problems if problem.severity == severity]


def only_problem(result: ImportResult, severity: str = "error") -> Problem:
    """Return the only problem of that severity."""
    (problem,) = [problem for problem in result.problems if problem.severity == severity]
    return problem


__all__ = [
    "CORRECTION",
    "EVENT",
    "Fate",
    "Importer",
    "codes",
    "counts",
    "fates",
    "one_row",
    "only_problem",
    "rows_of",
]
