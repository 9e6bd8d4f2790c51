"""Reads the register as it stood on two days, and what happened in between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from desktop.models.many import plain_rows
from desktop.models.register_rows import rows_in
from desktop.models.tables import event, event_unit, identifier_code, unit_version
from desktop.models.unit_reader import MAIN_SCHEME, below, in_force


class StoodAs(NamedTuple):
    """A unit on a day; `codes` are (scheme, value), the main scheme's first; `parent` is a uid."""

    name: str
    type: str | None
    parent: str | None
    codes: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str | None:
        """The code by which it is known, if it has any."""
        return self.codes[0][1] if self.codes else None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event: its kind, its legal day, its basis, and the uids before and after."""

    kind: str
    day: str
    basis: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]


def standing_on(connection: Connection, day: str) -> dict[str, StoodAs]:
    """Return every unit in force on a day, by its uid."""
    c, v = identifier_code, unit_version
    codes: dict[str, list[tuple[str, str]]] = {}
    held = select(c.c.unit, c.c.scheme, c.c.value).where(in_force(c, day))
    for unit, scheme, value in plain_rows(connection, held):
        codes.setdefault(unit, []).append((scheme, value))
    for of_unit in codes.values():
        if len(of_unit) > 1:
            of_unit.sort(key=lambda code: (code[0] != MAIN_SCHEME, code))
    statement = select(v.c.unit, v.c.name, v.c.type, v.c.parent).where(in_force(v, day))
    return {
        unit: StoodAs(name, kind, parent, tuple(codes.get(unit, ())))
        for unit, name, kind, parent in plain_rows(connection, statement)
    }


def uids_below(connection: Connection, root: str, day: str) -> frozenset[str]:
    """Return the uids of a unit and of all below it on a day."""
    return frozenset(connection.execute(select(below(root, day).c.uid)).scalars())


def happened_to(
    connection: Connection, units: Collection[str], first: str, second: str
) -> Mapping[str, tuple[Happened, ...]]:
    """Return the events after the day `first` up to `second` that these units had part in, oldest
    first."""
    e = event.c
    statement = select(event).where(e.day > first, e.day <= second)
    events = {row.uid: row for row in connection.execute(statement)}
    sides: dict[str, tuple[list[str], list[str]]] = {}
    for row in rows_in(connection, event_unit, "event", events):
        before, after = sides.setdefault(row.event, ([], []))
        (before if row.side == "before" else after).append(row.unit)
    found: dict[str, list[Happened]] = {}
    wanted = frozenset(units)
    for uid in sorted(sides, key=lambda uid: (events[uid].day, events[uid].derived, uid)):
        row, (before, after) = events[uid], sides[uid]
        happened = Happened(row.kind, row.day, row.basis, tuple(before), tuple(after))
        for unit in wanted.intersection((*before, *after)):
            found.setdefault(unit, []).append(happened)
    return {unit: tuple(events) for unit, events in found.items()}


def days_between(
    connection: Connection, units: Collection[str], first: str, second: str
) -> Mapping[str, str]:
    """Return for these units the last day after `first` up to `second` on which a version or code
    of theirs began or ended."""
    found: dict[str, str] = {}
    for table in (unit_version, identifier_code):
        for row in rows_in(connection, table, "unit", units):
            for day in _within((row.from_date, row.to_date), first, second):
                found[row.unit] = max(day, found.get(row.unit, day))
    return found


def _within(days: Iterable[str | None], first: str, second: str) -> Iterable[str]:
    return (day for day in days if day is not None and first < day <= second)
