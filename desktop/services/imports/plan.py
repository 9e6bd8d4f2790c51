"""What an import would write: rows to insert, to change and to close, and every entry's fate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Table

from desktop.domain.cells import CellFault, read_date, read_last_day
from desktop.domain.problems import Problem, Severity
from desktop.models.tables import JOURNALED
from desktop.models.uow import UnitOfWork
from desktop.services.imports.command import Fate, RowFate
from desktop.services.imports.reading import Entry

_UIDS_AT_ONCE = 1024
# How many rows are worked out between two words of progress, each a chance to stop.
_ROWS_AT_ONCE = 250


def uids(random_bytes: Callable[[int], bytes]) -> Iterator[str]:
    """Yield fresh uids: 128 random bits each, in hexadecimal."""

    def pools() -> Iterator[list[str]]:
        while True:
            pool = random_bytes(16 * _UIDS_AT_ONCE).hex()
            yield [pool[start : start + 32] for start in range(0, len(pool), 32)]

    return chain.from_iterable(pools())


class Refused(Exception):
    """The entry at hand is refused for `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True, eq=False)
class Record:
    """A row of a register as it will be, whether it is there already or new."""

    table: Table
    values: dict[str, Any]
    is_new: bool = False
    uid: str = field(init=False)

    def __post_init__(self) -> None:
        self.uid = self.values["uid"]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


class Difference(NamedTuple):
    """What a row changes in what is known: the table and column, the value now and the one to be.

    Records that others are referred to by are named, not given by uid; None is nothing.
    """

    table: str
    column: str
    old: Any
    new: Any


@dataclass
class Plan:
    """Collects, entry by entry, what an import would do. Nothing here touches the database.

    `progress` is told now and then how many entries have their fate; it may raise to stop.
    """

    fresh: Iterator[str]
    progress: Callable[[int], None] = lambda _: None
    problems: list[Problem] = field(default_factory=list)
    fates: dict[int, RowFate] = field(default_factory=dict)
    # What each entry changes in records that are there already, by the entry's number.
    differences: dict[int, tuple[Difference, ...]] = field(default_factory=dict)
    _refusals: dict[int, Problem] = field(default_factory=dict)
    _noted: list[Difference] = field(default_factory=list)
    _inserts: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    _updates: dict[Table, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    def insert(self, table: Table, values: dict[str, Any]) -> str:
        """Plan a new row of these values, which get a fresh uid; return that."""
        uid = values["uid"] = next(self.fresh)
        self._inserts.setdefault(table, []).append(values)
        return uid

    def insert_as(self, table: Table, uid: str) -> None:
        """Plan a new row that has its uid already and all else by default."""
        self._inserts.setdefault(table, []).append({"uid": uid})

    def update(self, table: Table, uid: str, values: Mapping[str, Any]) -> None:
        """Plan that the row `uid` gets these values; later ones win."""
        self._updates.setdefault(table, {}).setdefault(uid, {"uid": uid}).update(values)

    def add(self, table: Table, values: dict[str, Any]) -> Record:
        """Plan a new row and return it as a record, which may be changed until it is written."""
        self.insert(table, values)
        return Record(table, values, is_new=True)

    def change(self, record: Record, given: Mapping[str, Any], *, quiet: bool = False) -> list[str]:
        """Plan that a record gets the values that are given (not None); name those that differ.

        A `quiet` change is not noted: it only follows from one that is.
        """
        changed = {
            name: value
            for name, value in given.items()
            if value is not None and record.values.get(name) != value
        }
        if changed:
            if not record.is_new and not quiet:
                for name, value in changed.items():
                    self.note(record.table, name, record.values.get(name), value)
            record.values.update(changed)
            if not record.is_new:
                self.update(record.table, record.uid, changed)
        return list(changed)

    def note(self, table: Table, column: str, old: Any, new: Any) -> None:
        """Note what the entry at hand changes, to be shown to a person."""
        self._noted.append(Difference(table.name, column, old, new))

    def decide(
        self, number: int, entry: Entry, fate: Fate, uid: str | None, label: str, *changed: str
    ) -> None:
        """Say what becomes of entry `number`."""
        where = entry.where
        row = RowFate(where.sheet or "", where.row or 0, fate, uid, label, tuple(changed))
        self.fates[number] = row
        if self._noted:
            if fate is not Fate.REFUSED:
                self.differences[number] = tuple(self._noted)
            self._noted.clear()
        if len(self.fates) % _ROWS_AT_ONCE == 0:
            self.progress(len(self.fates))

    def refuse(self, number: int, entry: Entry, problem: Problem, label: str) -> None:
        """Refuse entry `number` for `problem`, at the row where no column is named."""
        if problem.where.row is None:
            problem = replace(problem, where=entry.where)
        self.problems.append(problem)
        self._refusals[number] = problem
        self.decide(number, entry, Fate.REFUSED, None, label)

    def problem_of(self, number: int) -> Problem | None:
        """Return what entry `number` is refused for, None where it is not."""
        return self._refusals.get(number)

    def is_refused(self, number: int) -> bool:
        """Say whether entry `number` is refused already."""
        fate = self.fates.get(number)
        return fate is not None and fate.fate is Fate.REFUSED

    def warn(self, entry: Entry, name: str, problem: Problem) -> None:
        """Say something of field `name` that does not stand in the way."""
        self.problems.append(replace(problem, severity=Severity.WARNING, where=entry.at(name)))

    def warn_once(self, key: tuple[object, ...], entry: Entry, name: str, problem: Problem) -> None:
        """Say it at the first entry only: the same word may stand in thousands of rows."""
        if key not in self._seen:
            self._seen.add(key)
            self.warn(entry, name, problem)

    def write(self, work: UnitOfWork) -> None:
        """Hand everything to the unit of work, in the order in which rows refer to each other."""
        for table in JOURNALED:
            if rows := self._inserts.get(table):
                work.insert(table, rows)
            if changes := self._updates.get(table):
                work.update(table, changes.values())

    def additions_of(self, table: Table) -> Sequence[Mapping[str, Any]]:
        """Return the new rows of a table."""
        return self._inserts.get(table, ())

    def changes_of(self, table: Table) -> Mapping[str, Mapping[str, Any]]:
        """Return what changes in the rows of a table that are there already, by their uid."""
        return self._updates.get(table, {})

    @property
    def writes(self) -> bool:
        """Say whether writing it would change anything."""
        return any(self._inserts.values()) or any(self._updates.values())

    def count(self, fate: Fate) -> int:
        """Return how many entries have this fate."""
        return sum(row.fate is fate for row in self.fates.values())


def read_field(entry: Entry, name: str, reader: Callable[..., Any], *arguments: Any) -> Any:
    """Read field `name` of an entry with `reader`, or None where its cell is blank.

    Raises `Refused` with the place of the cell.
    """
    text = entry.values.get(name)
    if text is None:
        return None
    try:
        return reader(text, *arguments)
    except CellFault as fault:
        raise refused(entry, name, fault.code, **fault.values) from None


def read_period(entry: Entry) -> tuple[str | None, str | None]:
    """Read the fields `from` and `to`: the first day, and the first day no longer included.

    Raises `Refused` with `import.ends_before` where the last day lies before the first.
    """
    first = read_field(entry, "from", read_date)
    end = read_field(entry, "to", read_last_day)
    if first is not None and end is not None and end <= first:
        given = {"last": entry.values["to"], "first": entry.values["from"]}
        raise refused(entry, "to", "import.ends_before", **given)
    return first, end


def refused(entry: Entry, name: str, code: str, /, **values: object) -> Refused:
    """Build the refusal of an entry for what stands in its field `name`."""
    return Refused(Problem(code, values, where=entry.at(name)))


def differing(old: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given values (not None) that differ from those of the row `old`."""
    return {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(old, name)
    }


def differing_fields(old: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Name the given values (not None) that differ from those of the record `old`."""
    return [name for name, value in given.items() if value is not None and value != old.get(name)]


def only_given(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the named values, with None where a name is missing."""
    return {name: values.get(name) for name in names}
