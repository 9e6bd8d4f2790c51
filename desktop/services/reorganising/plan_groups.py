"""Which rows of a plan are one event, and which units go away in parts (`imports.md`, PLAN)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desktop.domain.folding import spelling_key
from desktop.domain.problems import Problem, Severity
from desktop.domain.reorganisation import Event, EventKind, Share
from desktop.services.imports.plan import refused
from desktop.services.imports.reading import Entry
from desktop.services.reorganising.plan_reading import PlanReading, PlanRow, placed
from desktop.services.reorganising.plan_units import PlanUnits

_IN_PARTS = frozenset({EventKind.MERGE, EventKind.ABSORB})


def groups_of(
    rows: Sequence[PlanRow], units: PlanUnits, reading: PlanReading
) -> list[list[PlanRow]]:
    """Return the rows of one day by their events: of a split by the unit split, else by the new
    unit. A split comes after the events that begin the units it names.

    Where several new units of one name begin on a day, their superiors tell them apart, in
    whatever way they are written; a row that names none then is a conflict.
    """
    alike: dict[tuple[object, ...], list[PlanRow]] = {}
    for row in rows:
        alike.setdefault(_key(row, units), []).append(row)
    found: list[list[PlanRow]] = []
    for group in alike.values():
        found += _by_superior(group, units, reading)
    return sorted(found, key=lambda group: group[0].kind is EventKind.SPLIT)


def _key(row: PlanRow, units: PlanUnits) -> tuple[object, ...]:
    values = row.entry.values
    text = values.get("before" if row.kind is EventKind.SPLIT else "after")
    if text is None or row.kind not in (EventKind.MERGE, EventKind.ABSORB, EventKind.SPLIT):
        return row.kind, id(row)
    return row.kind, units.only(text, row.day) or spelling_key(text)


def _by_superior(
    group: list[PlanRow], units: PlanUnits, reading: PlanReading
) -> Iterator[list[PlanRow]]:
    found: dict[str | None, list[PlanRow]] = {}
    if group[0].kind is EventKind.MERGE:
        for row in group:
            text = row.entry.values.get("parent")
            above = None if text is None else units.only(text, row.day) or spelling_key(text)
            found.setdefault(above, []).append(row)
    if len(found.keys() - {None}) < 2:
        yield group
        return
    for row in found.pop(None, ()):
        values = {"unit": row.entry.values["after"]}
        problem = refused(row.entry, "parent", "plan.parent_missing", **values).problem
        reading.conflicts.append(placed(problem, row.entry))
    yield from found.values()


@dataclass
class Parts:
    """The units that go into others on one day, whole or in part, with the rows that say so."""

    _parts: dict[str, list[tuple[Event, Entry]]] = field(default_factory=dict)
    _wholes: dict[str, Entry] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)
    _alone: dict[str, Entry] = field(default_factory=dict)
    _fed: Counter[str] = field(default_factory=Counter)

    def note(self, event: Event, rows: Sequence[PlanRow]) -> None:
        """Take in an event of the day, with its rows."""
        self._named.update(event.after)
        self._fed.update(event.after)
        if event.kind is EventKind.MERGE and len(event.before) == 1:
            self._alone[event.after[0]] = rows[0].entry
        if event.kind not in _IN_PARTS:
            self._named.update(share.unit for share in event.before)
            return
        for share, row in zip(event.before, rows, strict=True):
            if share.whole:
                self._wholes[share.unit] = row.entry
            else:
                self._parts.setdefault(share.unit, []).append((event, row.entry))

    def mergers_of_one(self) -> Iterator[Problem]:
        """Warn of mergers into which one unit goes and nothing else that day: a row is missing, or
        something else is meant."""
        for unit, entry in self._alone.items():
            if self._fed[unit] == 1:
                values = {"before": entry.values["before"], "after": entry.values["after"]}
                where = entry.at("kind")
                yield Problem("plan.merger_of_one", values, Severity.WARNING, where)

    def divided(self, reading: PlanReading) -> Iterator[Event]:
        """Yield a split of each unit that goes into several others in parts, and so ends.

        That is how the public table of the reform of 2025 reads: who takes what is then asked. A
        unit that goes whole and in part is a conflict; one that stands in another event goes on.
        """
        for unit, parts in self._parts.items():
            event, entry = parts[0]
            whole = self._wholes.get(unit)
            if whole is not None:
                values = {"unit": entry.values["before"], "first": whole.where.row}
                problem = refused(entry, "share", "plan.whole_and_part", **values).problem
                reading.conflicts.append(placed(problem, entry))
                continue
            after = tuple(dict.fromkeys(one.after[0] for one, _ in parts))
            if unit in self._named or len(after) < 2:
                continue
            values = {"unit": entry.values["before"], "count": len(after)}
            where = entry.at("share")
            reading.warnings.append(Problem("plan.parts_end", values, Severity.WARNING, where))
            yield Event(
                EventKind.SPLIT,
                event.day,
                (Share(unit),),
                after,
                operational=event.operational,
                basis=event.basis,
                where=entry.where,
            )
