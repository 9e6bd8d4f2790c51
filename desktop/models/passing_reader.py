"""Reads what became of units between two days: every old unit beside the one it went into."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from desktop.domain.codes import SCHEMES
from desktop.domain.periods import day_before, holds
from desktop.domain.reorganisation import PASSING_ON
from desktop.models.many import plain_rows
from desktop.models.register_rows import rows_in
from desktop.models.tables import event, event_unit, identifier_code, unit_version
from desktop.models.unit_reader import MAIN_SCHEME

# These divide a unit, whatever the event says of each half.
_DIVIDING = frozenset({"split", "transfer"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a unit was on a day: its uid, its code where it had one, its name."""

    uid: str
    code: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A unit as it was the day before `day`, and the one it went into as that was on `day`.

    `after` is None where the unit ended and nobody came of it.
    """

    day: str
    before: Standing
    after: Standing | None
    whole: bool
    basis: str | None


def passed_between(connection: Connection, first: str, last: str) -> list[Passed]:
    """Return what the events from the day `first` to the day `last`, both included, did to units
    that were there before, by day, basis and old code; units that only changed otherwise than in
    name or code are left out."""
    events = connection.execute(
        select(event).where(event.c.day >= first, event.c.day <= last)
    ).all()
    sides: dict[str, list[Row[Any]]] = {}
    for row in rows_in(connection, event_unit, "event", [found.uid for found in events]):
        sides.setdefault(row.event, []).append(row)
    known = Standings(connection, {row.unit for of_event in sides.values() for row in of_event})
    found: dict[tuple[str, str, str | None], Passed] = {}
    # A split says again what the events of its parts say, and those know their own basis.
    for happened in sorted(events, key=lambda row: (row.kind == "split", row.derived, row.uid)):
        for passed in _of_event(happened, sides.get(happened.uid, ()), known):
            key = (passed.day, passed.before.uid, passed.after.uid if passed.after else None)
            told = found.setdefault(key, passed)
            found[key] = replace(told, whole=told.whole and passed.whole)
    return sorted(found.values(), key=_order)


def _of_event(happened: Row[Any], sides: Sequence[Row[Any]], known: Standings) -> Iterator[Passed]:
    # What is restored was not there before.
    before = [row for row in sides if row.side == "before" and happened.kind != "restore"]
    after = [row.unit for row in sides if row.side == "after"]
    passing = happened.kind in PASSING_ON
    for row in before:
        old = known.before(row.unit, happened.day)
        if not after:
            yield Passed(happened.day, old, None, bool(row.whole), happened.basis)
            continue
        for uid in after if passing else [row.unit]:
            new = known.on(uid, happened.day)
            if new == old and happened.kind != "split":
                continue
            whole = bool(row.whole) and happened.kind not in _DIVIDING
            yield Passed(happened.day, old, new, whole, happened.basis)


def _order(passed: Passed) -> tuple[str, ...]:
    old, new = passed.before, passed.after
    to = (new.code or "", new.name) if new is not None else ("", "")
    return passed.day, passed.basis or "", old.code or "", old.name, *to, old.uid


class Standings:
    """The versions and codes of some units, to be asked for any day."""

    def __init__(self, connection: Connection, units: Iterable[str]) -> None:
        uids = set(units)
        self._versions = _by_unit(rows_in(connection, unit_version, "unit", uids))
        self._codes = _by_unit(rows_in(connection, identifier_code, "unit", uids))

    def before(self, uid: str, day: str) -> Standing:
        """Return what a unit was the day before `day`."""
        return self._standing(uid, day, before=True)

    def on(self, uid: str, day: str) -> Standing:
        """Return what a unit is on `day`."""
        return self._standing(uid, day, before=False)

    def _standing(self, uid: str, day: str, *, before: bool) -> Standing:
        versions = self._versions.get(uid, ())
        held = [row for row in versions if _held(row, day, before=before)] or versions[-1:]
        codes = [row for row in self._codes.get(uid, ()) if _held(row, day, before=before)]
        codes.sort(key=lambda row: (row.scheme != MAIN_SCHEME, row.scheme, row.value))
        code = codes[0].value if codes else None
        return Standing(uid, code, held[-1].name if held else uid)


def last_holder(connection: Connection, value: str, first: str, last: str) -> str | None:
    """Return the unit that held a code last, from the day before `first` to the day `last`."""
    c = identifier_code.c
    statement = (
        select(c.unit)
        .where(c.scheme.in_(SCHEMES), c.value == value, c.from_date <= last)
        .where(or_(c.to_date.is_(None), c.to_date >= first))
        .order_by(c.from_date.desc(), c.uid)
        .limit(1)
    )
    return connection.execute(statement).scalar()


class Superiors:
    """Who stood under whom on any day."""

    def __init__(self, connection: Connection) -> None:
        v = unit_version.c
        statement = select(v.unit, v.parent, v.from_date, v.to_date)
        self._of: dict[str, list[tuple[str | None, str, str | None]]] = {}
        for unit, parent, since, until in plain_rows(connection, statement):
            self._of.setdefault(unit, []).append((parent, since, until))

    def is_below(self, uid: str, roots: Collection[str], day: str) -> bool:
        """Say whether a unit is one of `roots` or stood below one on `day`."""
        seen: set[str] = set()
        above: str | None = uid
        while above is not None and above not in seen:
            if above in roots:
                return True
            seen.add(above)
            above = self._above(above, day)
        return False

    def _above(self, uid: str, day: str) -> str | None:
        for parent, since, until in self._of.get(uid, ()):
            if holds(since, until, day):
                return parent
        return None


def passed_below(superiors: Superiors, found: Iterable[Passed], root: str) -> list[Passed]:
    """Return of `found` what concerns the unit `root` and what is below it: old units that stood
    there, those that came to stand there, and those that ended with the superior that came."""
    found = list(found)
    kept = {
        number
        for number, passed in enumerate(found)
        if superiors.is_below(passed.before.uid, (root,), day_before(passed.day))
        or (passed.after and superiors.is_below(passed.after.uid, (root,), passed.day))
    }
    came = {found[number].before.uid for number in kept}
    return [
        passed
        for number, passed in enumerate(found)
        if number in kept
        or (
            passed.after is None
            and superiors.is_below(passed.before.uid, came, day_before(passed.day))
        )
    ]


def _held(row: Row[Any], day: str, *, before: bool) -> bool:
    if before:
        return bool(row.from_date < day and (row.to_date is None or row.to_date >= day))
    return bool(row.from_date <= day and (row.to_date is None or row.to_date > day))


def _by_unit(rows: Iterable[Row[Any]]) -> Mapping[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for row in sorted(rows, key=lambda row: row.from_date):
        found.setdefault(row.unit, []).append(row)
    return found
