"""Which file of a round gave the register what it says of an endpoint, by the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table

from desktop.models import journal
from desktop.models.register_rows import dicts_in
from desktop.models.tables import collection_answer, endpoint, holding, person, stand_in
from desktop.services.collecting.command import TakeAnswer
from desktop.services.imports.plan import Difference

# Where one cell says what stands in two columns.
_COLUMNS = {"direction": ("receives", "sends")}


class Source(NamedTuple):
    """A file that was taken as an answer: its name, SHA-256, and the day it was read."""

    file: str
    sha256: str
    read_on: str


@dataclass(frozen=True)
class _Given:
    values: Mapping[str, Any]
    source: Source

    def says(self, columns: Sequence[str]) -> bool:
        return not self.values.keys().isdisjoint(columns)

    def is_in(self, row: Mapping[str, Any], columns: Sequence[str]) -> bool:
        return all(self.values.get(name, row[name]) == row[name] for name in columns)


class Sources:
    """Knows what the answers to the `forms` of a round wrote, each value with its last file."""

    def __init__(self, forms: Collection[str]) -> None:
        self._forms = forms
        self._read_to = 0
        # By table and uid of the row, the newest last.
        self._given: dict[tuple[str, str], list[_Given]] = {}

    def source_of(self, connection: Connection, uid: str, difference: Difference) -> Source | None:
        """Return the file that gave the endpoint `uid` the value that is to change; None where
        that came otherwise."""
        self._read_on(connection)
        columns = _COLUMNS.get(difference.column, (difference.column,))
        for table, row in _rows_about(connection, uid):
            if table.name == difference.table:
                told = self._given.get((table.name, row["uid"]), [])
                last = next((each for each in reversed(told) if each.says(columns)), None)
                if last is not None and last.is_in(row, columns):
                    return last.source
        return None

    def _read_on(self, connection: Connection) -> None:
        """Read the runs of answers that were written since the last time."""
        last = journal.head(connection).run
        for run in journal.runs(connection) if last > self._read_to else ():
            if run.number > self._read_to and run.command == TakeAnswer.name:
                self._keep(list(journal.changes(connection, run.number)))
        self._read_to = last

    def _keep(self, changes: list[journal.Change]) -> None:
        told = [
            Source(change.after["file"], change.after["sha256"], change.after["answered_on"])
            for change in changes
            if change.table == collection_answer.name
            and change.after is not None
            and change.after["form"] in self._forms
        ]
        for change in changes if told else ():
            before, after = change.before or {}, change.after or {}
            new = {name: value for name, value in after.items() if before.get(name) != value}
            self._given.setdefault((change.table, change.uid), []).append(_Given(new, told[0]))


def _rows_about(connection: Connection, uid: str) -> Iterator[tuple[Table, Mapping[str, Any]]]:
    """Yield what the register says of an endpoint, and of whom it puts there, the newest first."""
    found: list[tuple[Table, dict[str, Any]]] = [
        (table, row)
        for table, column in ((endpoint, "uid"), (holding, "endpoint"), (stand_in, "endpoint"))
        for row in dicts_in(connection, table, column, [uid])
    ]
    people = {row["person"] for table, row in found if table is holding}
    found += [(person, row) for row in dicts_in(connection, person, "uid", people)]
    yield from sorted(found, key=lambda each: each[1].get("from_date") or "", reverse=True)
