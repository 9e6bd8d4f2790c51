"""Taking results from sheets that came back: every bad row named, nothing taken twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Row

from desktop.domain.cells import read_date
from desktop.domain.folding import fold
from desktop.domain.problems import Problem, Refusal, Severity, Where
from desktop.domain.proofs import OUTCOME_LABELS, Outcome
from desktop.domain.texts import N_, Text
from desktop.exchange.sheets import read_sheets
from desktop.models.tables import test_document
from desktop.services.collecting.answers import files_in, is_table
from desktop.services.imports.command import Fate, ImportFile
from desktop.services.imports.plan import Plan, Refused, read_field, refused
from desktop.services.imports.reading import Entry, entries_of_sheets
from desktop.services.imports.words import meanings
from desktop.services.proofs.command import ReadSheets, SheetsRead, TakeSheets
from desktop.services.proofs.matching import Rounds
from desktop.services.proofs.recording import day_problem, outcome_values
from desktop.services.proofs.sheet import KIND, round_marked
from desktop.services.session import Session
from desktop.services.unit_edits import as_warning

_READING = Text(N_("Files read"))


def read_results(session: Session, command: ReadSheets) -> SheetsRead:
    """Take the results that files tell, in one run; what is recorded already makes none.

    Raises `Refusal` (`tests.no_round`, `tests.no_round_yet`, `tests.no_files`) and `WorldFailure`
    (a file or folder that is not there or cannot be read).
    """
    return _Reading(session, command).result()


class _Told(NamedTuple):
    """What a row tells of a document; a `day` of None is not said."""

    number: int
    entry: Entry
    document: Row[Any]
    outcome: Outcome
    day: str | None
    note: str | None


class _Reading:
    def __init__(self, session: Session, command: ReadSheets) -> None:
        self._session = session
        self._command = command
        self._today = session.surroundings.today()
        self._plan = Plan(iter(()))
        self._problems: list[Problem] = []
        self._blank = 0

    def result(self) -> SheetsRead:
        command = self._command
        files = list(_files(command.paths))
        if not files:
            folder = str(command.paths[0]) if command.paths else ""
            raise Refusal(Problem("tests.no_files", {"folder": folder}))
        with self._session.reading(command) as connection:
            rounds = Rounds(connection, command.number, self._today)
            told, read = self._told(files, rounds)
        changes = self._changes(told)
        found = [*self._problems, *self._plan.problems]
        wrong = any(problem.severity is Severity.ERROR for problem in found)
        held_back = wrong and not command.skip_bad
        run = None
        if changes and not held_back and not command.dry_run:
            label = TakeSheets(", ".join(path.name for path in files), changes)
            with self._session.unit_of_work(label) as work:
                self._plan.write(work)
            run = work.run.number if work.run is not None else None
        held = held_back and not command.dry_run
        return SheetsRead(
            files=tuple(path.name for path in files),
            read=read,
            recorded=0 if held else changes,
            unchanged=self._plan.count(Fate.UNCHANGED),
            blank=self._blank,
            refused=self._plan.count(Fate.REFUSED),
            held=changes if held else 0,
            run=run,
            dry_run=command.dry_run,
            problems=tuple(
                sorted(map(as_warning, found) if command.skip_bad else found, key=_place)
            ),
        )

    def _told(self, files: Sequence[Path], rounds: Rounds) -> tuple[list[_Told], int]:
        """Read every row of every file; return what is told, and how many rows there were."""
        told: list[_Told] = []
        number = 0
        for done, path in enumerate(files):
            self._session.surroundings.progress(_READING, done, len(files))
            entries, of_file = self._entries(path, rounds)
            for entry in entries:
                try:
                    row = self._row(number, entry, of_file, rounds)
                except Refused as error:
                    label = entry.values.get("code", "")
                    self._plan.refuse(number, entry, error.problem, label)
                else:
                    told += [row] if row is not None else []
                    self._blank += row is None
                number += 1
        return told, number

    def _entries(self, path: Path, rounds: Rounds) -> tuple[Sequence[Entry], int | None]:
        """Return the rows of a file, and the number of the round that it says it is of."""
        try:
            sheets = read_sheets(path)
            mark = round_marked(sheets)
            of_file = rounds.number_of(mark) if mark is not None else None
            reading = entries_of_sheets(ImportFile(KIND, path), sheets)
        except Refusal as refusal:
            where = Where(path.name)
            self._problems += [
                problem if problem.where.file else replace(problem, where=where)
                for problem in refusal.problems
            ]
            return (), None
        if mark is not None and of_file is None:
            problem = Problem("tests.foreign", {"file": path.name}, where=Where(path.name))
            self._problems.append(problem)
            return (), None
        self._problems += [
            problem for problem in reading.problems if problem.severity is not Severity.INFO
        ]
        return reading.entries, of_file

    def _row(self, number: int, entry: Entry, of_file: int | None, rounds: Rounds) -> _Told | None:
        if entry.fault is not None:
            raise Refused(entry.fault)
        text = entry.values.get("result")
        if text is None:
            return None
        meaning = meanings(KIND, "results").get(fold(text))
        if meaning is None:
            raise refused(entry, "result", "tests.result_unknown", text=text)
        if meaning == Outcome.UNKNOWN:
            return None
        found, document = rounds.document_of(entry, of_file, self._plan)
        day = read_field(entry, "day", read_date)
        problem = day_problem(day or self._day, found.row.planned_on, self._today)
        if problem is not None:
            raise Refused(replace(problem, where=entry.at("day")))
        return _Told(number, entry, document, Outcome(meaning), day, entry.values.get("note"))

    @property
    def _day(self) -> str:
        return self._command.on or self._today

    def _changes(self, told: Iterable[_Told]) -> int:
        """Plan what is written; return how many documents change. Rows that contradict each other
        are all refused."""
        by_document: dict[str, list[_Told]] = {}
        for row in told:
            by_document.setdefault(row.document.uid, []).append(row)
        changes = 0
        for rows in by_document.values():
            first = rows[0]
            if any((row.outcome, row.day) != (first.outcome, first.day) for row in rows):
                for row in rows:
                    self._refuse_twice(row, first if row is not first else rows[1])
                continue
            changes += self._change(first)
            for row in rows[1:]:
                self._plan.decide(row.number, row.entry, Fate.UNCHANGED, row.document.uid, "")
        return changes

    def _refuse_twice(self, row: _Told, other: _Told) -> None:
        where = other.entry.where
        values = {"file": where.file, "row": where.row, "number": row.document.number}
        problem = Problem("tests.told_twice", values, where=row.entry.at("result"))
        self._plan.refuse(row.number, row.entry, problem, "")

    def _change(self, told: _Told) -> bool:
        document = told.document
        before = Outcome.of(document.result)
        new: dict[str, Any] = {}
        if told.outcome is not before:
            new = outcome_values(told.outcome, told.day or self._day)
        elif told.day is not None and told.day != document.result_on:
            new = {"result_on": told.day}
        if told.note is not None and told.note != document.note:
            new["note"] = told.note
        if not new:
            self._plan.decide(told.number, told.entry, Fate.UNCHANGED, document.uid, "")
            return False
        if before not in (Outcome.UNKNOWN, told.outcome):
            values = {
                "number": document.number,
                "before": Text(OUTCOME_LABELS[before]),
                "after": Text(OUTCOME_LABELS[told.outcome]),
            }
            self._plan.warn(told.entry, "result", Problem("tests.changed", values))
        self._plan.update(test_document, document.uid, new)
        self._plan.decide(told.number, told.entry, Fate.UPDATED, document.uid, "")
        return True


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are named, and the tables in the folders that are."""
    for path in paths:
        if path.is_dir():
            yield from filter(is_table, files_in(path, None))
        else:
            yield path


def _place(problem: Problem) -> tuple[str, str, int]:
    where = problem.where
    return where.file or "", where.sheet or "", where.row or 0
