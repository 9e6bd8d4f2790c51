"""Importing what became of codes on the central system and on the document axis.

Each code has one state on each system: the latest that was told. What is told of the system stands
in the code itself too, since delivery goes by it; a code out of step there stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from desktop.domain.cells import CellFault, read_code, read_date, shown_date
from desktop.domain.code_states import (
    MISMATCH,
    PLANNED,
    REFUSED,
    SENT,
    STATE_LABELS,
    STILL_THERE,
    SYSTEM,
    SYSTEM_LABELS,
)
from desktop.domain.codes import Scheme
from desktop.domain.folding import fold
from desktop.domain.periods import holds
from desktop.domain.problems import Problem
from desktop.domain.texts import Text
from desktop.models.register_rows import rows_in
from desktop.models.tables import code_state, identifier_code
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import Fate, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Record, Refused, read_field, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.words import meanings

KIND = "code-states"


@dataclass(frozen=True)
class _Told:
    """A row as read: the code it speaks of, and its state on a system since a day."""

    number: int
    entry: Entry
    code: Row[Any]
    system: str
    state: str
    day: str
    reason: str | None
    bundle: int | None


def plan_code_states(
    known: KnownUnits, command: ImportFile, entries: Sequence[Entry], plan: Plan, today: str
) -> None:
    """Work out every entry's fate and what it writes."""
    first = command.from_date or today
    reader = _Reader(known, scheme(command.scheme), plan, first, today)
    found: list[_Told] = []
    for number, entry in enumerate(entries):
        try:
            found.append(reader.read(number, entry))
        except Refused as error:
            plan.refuse(number, entry, error.problem, entry.values.get("code", ""))
    writer = _Writer(known, plan, found)
    for told in found:
        try:
            writer.place(told)
        except Refused as error:
            plan.refuse(told.number, told.entry, error.problem, told.code.value)


class _Reader:
    def __init__(
        self, known: KnownUnits, code_scheme: Scheme, plan: Plan, day: str, today: str
    ) -> None:
        self._known = known
        self._scheme = code_scheme
        self._plan = plan
        self._day = day
        self._today = today

    def read(self, number: int, entry: Entry) -> _Told:
        """Read an entry; raises `Refused` at the first cell that cannot be read."""
        if entry.fault is not None:
            raise Refused(entry.fault)
        day = read_field(entry, "day", read_date) or self._day
        if day > self._today:
            raise refused(entry, "day", "states.in_future", date=shown_date(day))
        system = _word(entry, "system", "systems", "states.system_unknown")
        state = _word(entry, "state", "states", "states.state_unknown")
        code = self._code(entry, day)
        told = _Told(
            number,
            entry,
            code,
            system,
            state,
            day,
            entry.values.get("reason"),
            read_field(entry, "bundle", _read_number),
        )
        self._say(told)
        return told

    def _code(self, entry: Entry, day: str) -> Row[Any]:
        text = entry.values.get("code")
        if text is None:
            raise refused(entry, "code", "states.code_missing")
        found = read_field(entry, "code", read_code, self._scheme)
        if found.note is not None:
            self._plan.warn(entry, "code", found.note)
        rows = self._known.holders(found.value)
        if not rows:
            raise refused(entry, "code", "import.code_not_held", value=found.value)
        return _nearest(rows, day)

    def _say(self, told: _Told) -> None:
        values = {"value": told.code.value, "system": Text(SYSTEM_LABELS[told.system])}
        if told.state in (REFUSED, MISMATCH) and told.reason is None:
            self._plan.warn(told.entry, "reason", Problem("states.reason_missing", values))
        ended = told.code.to_date
        if ended is not None and ended <= told.day and told.state in STILL_THERE:
            date = {**values, "date": shown_date(ended)}
            self._plan.warn(told.entry, "code", Problem("states.code_ended", date))


class _Writer:
    def __init__(self, known: KnownUnits, plan: Plan, told: Sequence[_Told]) -> None:
        self._known = known
        self._plan = plan
        codes = {each.code.uid for each in told}
        self._codes = {each.code.uid: _record(identifier_code, each.code) for each in told}
        self._states = {
            (row.code, row.system): _record(code_state, row)
            for row in rows_in(known.connection, code_state, "code", codes)
        }
        self._first: dict[tuple[str, str], _Told] = {}

    def place(self, told: _Told) -> None:
        """Plan what one row writes."""
        key = (told.code.uid, told.system)
        record = self._states.get(key)
        first = self._first.get(key)
        if first is not None and first.day == told.day and first.state != told.state:
            number = first.entry.where.row
            raise refused(told.entry, "state", "states.told_twice", first=number)
        label = f"{told.code.value} · {self._known.title(told.code.unit, told.day)}"
        if record is not None and record["on_date"] > told.day:
            values = {
                "value": told.code.value,
                "state": Text(STATE_LABELS[record["state"]]),
                "date": shown_date(record["on_date"]),
            }
            self._plan.warn(told.entry, "day", Problem("states.older", values))
            self._plan.decide(told.number, told.entry, Fate.UNCHANGED, record.uid, label)
            return
        self._first[key] = told
        if record is None and self._is_known(told):
            self._plan.decide(told.number, told.entry, Fate.UNCHANGED, told.code.uid, label)
            return
        values = {
            "state": told.state,
            "on_date": told.day,
            "reason": told.reason,
            "bundle": told.bundle if told.state == SENT else None,
        }
        if record is None:
            new = {"code": told.code.uid, "system": told.system, **values}
            record = self._states[key] = self._plan.add(code_state, new)
            fate, changed = Fate.CREATED, []
        else:
            changed = self._set(record, values)
            fate = Fate.UPDATED if changed else Fate.UNCHANGED
        if told.system == SYSTEM and told.state != MISMATCH:
            self._plan.change(self._codes[told.code.uid], {"state": told.state})
        self._plan.decide(told.number, told.entry, fate, record.uid, label, *changed)

    def _is_known(self, told: _Told) -> bool:
        """Say whether a row says no more than what holds of a code of which nothing was told."""
        state = self._codes[told.code.uid]["state"] if told.system == SYSTEM else PLANNED
        return bool(told.state == state and told.reason is None and told.bundle is None)

    def _set(self, record: Record, values: Mapping[str, Any]) -> list[str]:
        """Set all values, those that are None too: an old reason does not stay with a new state.

        The same state told again without its reason or bundle takes neither away.
        """
        same = record["state"] == values["state"]
        given = {name: value for name, value in values.items() if value is not None or not same}
        changed = [name for name, value in given.items() if record[name] != value]
        if changed:
            record.values.update(given)
            if not record.is_new:
                self._plan.update(code_state, record.uid, given)
        return changed


def _nearest(rows: Sequence[Row[Any]], day: str) -> Row[Any]:
    """Return the holding that a word of that day is about: in force, else next, else the last."""
    for row in rows:
        if holds(row.from_date, row.to_date, day):
            return row
    later = [row for row in rows if row.from_date > day]
    if later:
        return min(later, key=lambda row: row.from_date)
    return max(rows, key=lambda row: row.from_date)


def _record(table: Any, row: Row[Any]) -> Record:
    return Record(table, dict(row._mapping))


def _word(entry: Entry, name: str, group: str, code: str) -> str:
    text = entry.values.get(name)
    found = meanings(KIND, group).get(fold(text)) if text is not None else None
    if found is None:
        raise refused(entry, name, code, text=text or "")
    return found


def _read_number(text: str) -> int:
    digits = text.lstrip("0")
    if not (text.isascii() and text.isdigit() and 0 < len(digits) <= 6):
        raise CellFault("states.bundle_number", text=text)
    return int(digits)
