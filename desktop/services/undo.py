"""Undoing a run: its before-images are written back as a new run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.problems import refuse
from desktop.models import bundle_reader, journal
from desktop.models.erasing_reader import erased_people, still_in_hand
from desktop.models.journal import Change, Run
from desktop.models.tables import BESIDE, REGISTERS, setting
from desktop.models.uow import TABLES, UnitOfWork
from desktop.services.session import Session

# The command whose run takes a person's data away for good.
ERASING = "person.erase"

# For each table the columns that refer to another, with that other's name.
_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    name: tuple((key.parent.name, key.column.table.name) for key in table.foreign_keys)
    for name, table in (*TABLES.items(), (setting.name, setting))
}


@dataclass(frozen=True)
class Undo(Command):
    """Undo run `number`; `with_later` undoes the later runs that build on it too."""

    name: ClassVar[str] = "undo"
    number: int
    with_later: bool = False


@dataclass(frozen=True)
class AskStanding(Command):
    """Ask whether none of `runs` is undone."""

    name: ClassVar[str] = "runs.standing"
    runs: tuple[int, ...]


@dataclass(frozen=True)
class UndoResult:
    """`undone` are the numbers of the runs taken back, newest first; `run` is the last run made."""

    undone: tuple[int, ...]
    run: int


def undo(session: Session, command: Undo) -> UndoResult:
    """Take back a run; an undo is a run itself and can be undone.

    Raises `Refusal`: `run.unknown`, `run.already_undone`, `run.sealed`, `run.kept`,
    `run.erasing`, `run.erased`, `run.under_erasing`, `run.gives_to_erased`, `run.built_upon`
    (names the later runs that changed or refer to its rows).
    """
    with session.reading(command) as connection:
        runs = list(journal.runs(connection))
        standing = standing_runs(runs)
        chosen = _find(runs, command.number)
        if chosen.number not in standing:
            raise refuse("run.already_undone", run=chosen.number)
        _refuse_sealed(connection, chosen)
        later = _later_on_top(connection, runs, standing, chosen)
        _refuse_erased(connection, chosen)
        _refuse_under_erasing(connection, chosen, [_find(runs, each) for each in sorted(later)])
        if later and not command.with_later:
            raise refuse(
                "run.built_upon", run=chosen.number, later=", ".join(map(str, sorted(later)))
            )
        order = [*sorted(later, reverse=True), chosen.number]
        # The run that was asked for comes first: what stands against it is what to say.
        for number in reversed(order):
            _refuse_kept(connection, _find(runs, number))
        if gives_to_erased(connection, order, session.surroundings.today()):
            raise refuse("run.gives_to_erased", run=chosen.number)
    made = 0
    for number in order:
        with session.unit_of_work(command, undoes=number) as work:
            take_back(work, number)
        if work.run is not None:
            made = work.run.number
    return UndoResult(tuple(order), made)


def take_back(work: UnitOfWork, number: int) -> None:
    """Write the before-images of run `number`, last change first."""
    backwards = reversed(list(journal.changes(work.connection, number)))
    for (name, made, removed), group in groupby(backwards, key=_kind):
        table = TABLES[name]
        # Where a run changed a row twice, the image that stood first comes last and wins.
        images = {change.uid: change.before or {} for change in group}
        if made:
            work.remove(table, images)
        elif removed:
            work.insert(table, images.values())
        else:
            work.update(table, images.values())


def _kind(change: Change) -> tuple[str, bool, bool]:
    return change.table, change.before is None, change.after is None


def _find(runs: list[Run], number: int) -> Run:
    if not 1 <= number <= len(runs):
        raise refuse("run.unknown", run=number, last=len(runs))
    return runs[number - 1]


def all_stand(session: Session, command: AskStanding) -> bool:
    """Say whether none of the runs is undone."""
    if not command.runs:
        return True
    with session.reading(command) as connection:
        return standing_runs(list(journal.runs(connection))) >= set(command.runs)


def standing_runs(runs: list[Run]) -> set[int]:
    """Return the runs whose effect stands: not undone, or brought back by a later undo."""
    standing: set[int] = set()
    for run in runs:
        standing.add(run.number)
        # What an undone undo had taken back stands again, and so on down.
        undone = run.undoes
        while undone is not None:
            standing ^= {undone}
            undone = runs[undone - 1].undoes
    return standing


def _refuse_sealed(connection: Connection, run: Run) -> None:
    last = bundle_reader.latest(connection)
    if last is not None and run.number <= last.journal_run:
        raise refuse("run.sealed", run=run.number, bundle=last.file)


def _refuse_kept(connection: Connection, run: Run) -> None:
    registers = {table.name for table in (*REGISTERS, *BESIDE)}
    if any(change.table not in registers for change in journal.changes(connection, run.number)):
        raise refuse("run.kept", run=run.number, command=run.command)


def _refuse_erased(connection: Connection, run: Run) -> None:
    if run.command == ERASING:
        raise refuse("run.erasing", run=run.number)
    if journal.holds_erased(connection, run.number):
        raise refuse("run.erased", run=run.number)


def _refuse_under_erasing(connection: Connection, run: Run, later: Iterable[Run]) -> None:
    """Later runs that were erased or erase cannot be undone first: to say so would lead nowhere."""
    for each in later:
        if each.command == ERASING or journal.holds_erased(connection, each.number):
            raise refuse("run.under_erasing", run=run.number, later=each.number)


def gives_to_erased(connection: Connection, numbers: Iterable[int], today: str) -> bool:
    """Say whether taking these runs back would put something into the hands of somebody whose data
    was erased: they were found to hold nothing, and nobody knows them any more."""
    images: dict[tuple[str, str], Mapping[str, Any] | None] = {}
    for number in sorted(numbers):
        for change in journal.changes(connection, number):
            images.setdefault((change.table, change.uid), change.before)
    given = {
        image["person"]
        for (table, _), image in images.items()
        if image is not None and still_in_hand(table, image, today)
    }
    return bool(erased_people(connection, given - {None}))


def _later_on_top(
    connection: Connection, runs: list[Run], standing: set[int], chosen: Run
) -> set[int]:
    """Return the later runs in force that build on rows of `chosen`, or on each other's."""
    undoing = _Rows()
    undoing.add(journal.changes(connection, chosen.number))
    found: set[int] = set()
    for run in runs[chosen.number :]:
        cancels_a_later_run = run.undoes is not None and run.undoes > chosen.number
        if run.number not in standing or cancels_a_later_run:
            continue
        changes = list(journal.changes(connection, run.number))
        if any(undoing.stand_below(change) for change in changes):
            found.add(run.number)
            undoing.add(changes)
    return found


class _Rows:
    """The rows that an undo would put back, and those that they will then refer to."""

    def __init__(self) -> None:
        self._changed: set[tuple[str, str]] = set()
        self._needed: set[tuple[str, str]] = set()

    def add(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._changed.add((change.table, change.uid))
            self._needed.update(_references(change.table, change.before))

    def stand_below(self, change: Change) -> bool:
        """Say whether a later change of a row stands on one of these, or took away a needed one."""
        row = (change.table, change.uid)
        if row in self._changed or (change.after is None and row in self._needed):
            return True
        return not self._changed.isdisjoint(_references(change.table, change.after))


def _references(table: str, row: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    if row is not None:
        for column, target in _REFERENCES[table]:
            if row[column] is not None:
                yield target, row[column]
