"""Reads a plan's rows into events: rows of the same kind, new unit and day are one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from desktop.domain.cells import CellFault, read_code, read_date, shown_date
from desktop.domain.folding import fold, spelling_key
from desktop.domain.kinds import type_named
from desktop.domain.problems import Problem, Severity
from desktop.domain.reorganisation import Event, EventKind, NewUnit, Share, kind_named
from desktop.domain.unit_rules import clean_name, name_problem
from desktop.services import kinds
from desktop.services.imports.plan import Refused, read_field, refused
from desktop.services.imports.reading import Entry
from desktop.services.reorganising.plan_groups import Parts, groups_of
from desktop.services.reorganising.plan_reading import PlanReading, PlanRow, placed
from desktop.services.reorganising.plan_units import PlanUnits

_PARTS = frozenset({"mot phan", "phan", "1 phan", "part"})
_WHOLES = frozenset({"toan bo", "nguyen trang", "ca", "whole"})
# A mark in the row of the unit that takes over, instead of its name.
_MARKS = frozenset({"x", "co", "mac dinh"})
# Kinds whose row names a unit that is there already; the other ones make or change one.
_INTO_KNOWN = frozenset({EventKind.ABSORB, EventKind.TRANSFER})
# Cells that say nothing in a row of these kinds: filled in, the row means something else.
_MEANS_NOTHING = {
    EventKind.CREATE: ("before",),
    EventKind.RECODE: ("after",),
    EventKind.DISSOLVE: ("after", "code"),
    EventKind.RESTORE: ("after",),
}
# Kinds of which several rows are one event, each naming a unit that goes into it.
_MANY_BEFORE = frozenset({EventKind.MERGE, EventKind.ABSORB})
_CALENDARS_APART = timedelta(days=1462)
_NEEDS_BEFORE = frozenset(EventKind) - {EventKind.CREATE}
_NEEDS_AFTER = frozenset(EventKind) - {EventKind.RECODE, EventKind.DISSOLVE, EventKind.RESTORE}


def rows_of(entries: Sequence[Entry], reading: PlanReading) -> list[PlanRow]:
    """Read what can be read of every row without the register; problems go to `reading`."""
    rows: list[PlanRow] = []
    for entry in entries:
        try:
            rows.append(_row(entry))
        except Refused as refusal:
            reading.conflicts.append(placed(refusal.problem, entry))
    reading.conflicts += _swapped_days(rows)
    reading.warnings += _days_of_1904(rows)
    return rows


def _swapped_days(rows: Sequence[PlanRow]) -> Iterator[Problem]:
    """Refuse days that are those of other rows once day and month change places: who means both
    writes one as year-month-day, which cannot be read in two ways."""
    days = {row.day for row in rows}
    for row in rows:
        year, month, day = row.day.split("-")
        other = f"{year}-{day}-{month}"
        if other in days and other < row.day and row.entry.values["day"] != row.day:
            # In its quotes it stays as it is to be written: a day alone is shown day first.
            texts = {"day": shown_date(row.day), "other": shown_date(other), "iso": f"“{row.day}”"}
            yield Problem("plan.day_swapped", texts, where=row.entry.at("day"))


def _days_of_1904(rows: Sequence[PlanRow]) -> Iterator[Problem]:
    """Ask of days that are those of other rows but for what Excel's two calendars differ by.

    A sheet that counts from 1904 and is pasted into one that counts from 1900 loses 1,462 days.
    """
    days = {row.day for row in rows}
    for row in rows:
        later = (date.fromisoformat(row.day) + _CALENDARS_APART).isoformat()
        if later in days:
            texts = {"day": shown_date(row.day), "other": shown_date(later)}
            place = row.entry.at("day")
            yield Problem("plan.day_of_1904", texts, Severity.WARNING, place)


def read_plan(rows: Sequence[PlanRow], units: PlanUnits, reading: PlanReading) -> None:
    """Look the units of all rows up and build the events, in the order of their days."""
    for day, of_day in groupby(sorted(rows, key=lambda row: row.day), lambda row: row.day):
        units.begin(day)
        parts = Parts()
        for group in groups_of(list(of_day), units, reading):
            event = _read_group(group, units, reading)
            if event is not None:
                units.note(event)
                reading.events.append(event)
                parts.note(event, group)
        for event in parts.divided(reading):
            units.note(event)
            reading.events.append(event)
        reading.warnings += parts.mergers_of_one()


def _read_group(group: Sequence[PlanRow], units: PlanUnits, reading: PlanReading) -> Event | None:
    """Build the event of some rows; what is wrong with any of them goes to `reading`."""
    try:
        _check_agreement(group)
        return _event(group, units, reading)
    except Refused as refusal:
        reading.conflicts.append(placed(refusal.problem, group[0].entry))
    # The first was told; whatever else the rows name that is not there is told too.
    told = reading.conflicts[-1].where
    for row in group if group[0].kind in _MANY_BEFORE else ():
        for name in ("before", "after") if row.kind in _INTO_KNOWN else ("before",):
            try:
                units.find(row.entry, name, row.day)
            except Refused as refusal:
                problem = placed(refusal.problem, row.entry)
                if problem.where != told:
                    reading.conflicts.append(problem)
    return None


def _check_agreement(rows: Sequence[PlanRow]) -> None:
    """Refuse rows of one event that say different things of it."""
    names = ["operational", "basis"] + ["code"] * (rows[0].kind is not EventKind.SPLIT)
    for name in names:
        said: dict[str, Entry] = {}
        for row in rows:
            text = row.entry.values.get(name)
            if text is not None:
                said.setdefault(fold(text), row.entry)
        if len(said) > 1:
            first, other = list(said.values())[:2]
            texts = {"text": other.values[name], "other": first.values[name]}
            raise refused(other, name, "plan.rows_differ", first=first.where.row, **texts)


def _row(entry: Entry) -> PlanRow:
    if entry.fault is not None:
        raise Refused(entry.fault)
    text = entry.values.get("kind")
    if text is None:
        raise refused(entry, "kind", "plan.kind_missing")
    kind = kind_named(text)
    if kind is None:
        raise refused(entry, "kind", "plan.kind_unknown", kind=text)
    day = read_field(entry, "day", read_date)
    if day is None:
        raise refused(entry, "day", "plan.day_missing")
    operational = read_field(entry, "operational", read_date)
    if operational is not None and operational < day:
        given = {"operational": entry.values["operational"], "day": entry.values["day"]}
        raise refused(entry, "operational", "plan.operational_first", **given)
    for name, needs in (("before", _NEEDS_BEFORE), ("after", _NEEDS_AFTER)):
        if kind in needs and entry.values.get(name) is None:
            raise refused(entry, name, f"plan.{name}_missing")
    if kind is EventKind.RECODE and entry.values.get("code") is None:
        raise refused(entry, "code", "plan.code_missing")
    for name in _MEANS_NOTHING.get(kind, ()):
        if entry.values.get(name) is not None:
            raise refused(entry, name, "plan.cell_unused", text=entry.values[name], kind=text)
    taker = entry.values.get("taker")
    if taker is not None and kind is not EventKind.SPLIT and not _names_after(entry, taker):
        raise refused(entry, "taker", "plan.cell_unused", text=taker, kind=text)
    return PlanRow(entry, kind, day, operational, _is_part(entry, kind))


def _is_part(entry: Entry, kind: EventKind) -> bool:
    text = entry.values.get("share")
    if text is None:
        return kind in (EventKind.TRANSFER, EventKind.SPLIT)
    key = fold(text)
    if key in _PARTS:
        return True
    if key not in _WHOLES:
        raise refused(entry, "share", "plan.share_unknown", text=text)
    if kind is EventKind.TRANSFER:
        raise refused(entry, "share", "plan.transfer_whole", text=text)
    return False


def _names_after(entry: Entry, text: str) -> bool:
    """Say whether a cell marks its own row, or names the unit that comes out of it."""
    named = {spelling_key(entry.values.get(name) or "") for name in ("after", "code")}
    return fold(text) in _MARKS or spelling_key(text) in named


def _event(rows: Sequence[PlanRow], units: PlanUnits, reading: PlanReading) -> Event:
    first = rows[0]
    entry, kind, day = first.entry, first.kind, first.day
    # What is said of the event may stand in any of its rows.
    common = Event(
        kind,
        day,
        operational=next((row.operational for row in rows if row.operational), None),
        basis=next((text for row in rows if (text := row.entry.values.get("basis"))), None),
        where=entry.where,
    )
    if kind is EventKind.CREATE:
        new = _new(first, units, ())
        return replace(common, after=(new.uid,), begins=(new,))
    if kind is EventKind.SPLIT:
        return _split(rows, common, units, reading)
    if kind is EventKind.RESTORE:
        one = units.gone(entry, "before", day)
        return replace(common, before=(Share(one),), after=(one,), begins=(units.last(one),))
    shares = tuple(Share(units.find(row.entry, "before", day), whole=not row.part) for row in rows)
    one = shares[0].unit
    match kind:
        case EventKind.RENAME:
            known = units.known(entry, one)
            name = _name(entry)
            # A type that came with the name goes with it: a xã that becomes a phường.
            kind_of = _type_of(name) if _type_of(known.name) == known.type else None
            kind_of = kind_of or known.type
            changed = replace(known, name=name, type=kind_of, code=_code(first, units))
            return replace(common, before=shares, after=(one,), begins=(changed,))
        case EventKind.RECODE:
            changed = replace(units.known(entry, one), code=_code(first, units))
            return replace(common, before=shares, after=(one,), begins=(changed,))
        case EventKind.MOVE:
            parent = units.find(entry, "after", day)
            changed = replace(units.known(entry, one), parent=parent, code=_code(first, units))
            return replace(common, before=shares, after=(one,), begins=(changed,))
        case EventKind.DISSOLVE:
            return replace(common, before=shares)
    if kind in _INTO_KNOWN:
        into = units.find(entry, "after", day)
        for row in rows:
            _check_kept_code(row, into, units)
        return replace(common, before=shares, after=(into,))
    return _merge(rows, shares, common, units)


def _merge(
    rows: Sequence[PlanRow], shares: tuple[Share, ...], common: Event, units: PlanUnits
) -> Event:
    """Begin the unit that a merger makes; where it keeps a member's code for good, it is that one.

    A code that never returns could not go to a new unit; QĐ 09/2025/QĐ-TTg Đ.2.2a lets the new
    province keep the code of the one of the same name.
    """
    given = next((row for row in rows if row.entry.values.get("code")), rows[0])
    code = _code(given, units)
    for share in shares:
        if code is not None and units.keeps_code(share.unit, code):
            known = units.known(rows[0].entry, share.unit)
            going_on = replace(known, name=_name(rows[0].entry), code=code)
            return replace(common, before=shares, after=(share.unit,), begins=(going_on,))
    new = _new(given, units, [share.unit for share in shares])
    return replace(common, before=shares, after=(new.uid,), begins=(new,))


def _split(rows: Sequence[PlanRow], common: Event, units: PlanUnits, reading: PlanReading) -> Event:
    """Begin the units that come out of one; one of them may be there already, or be itself."""
    day = common.day
    one = units.find(rows[0].entry, "before", day)
    after: list[str] = []
    begins: list[NewUnit] = []
    for row in rows:
        there = units.there(row.entry, "after", day) or units.begun(row.entry.values["after"])
        if there is None:
            new = _new(row, units, [one])
            begins.append(new)
            there = new.uid
        elif there != one:
            _check_kept_code(row, there, units)
        elif (code := _code(row, units)) is not None:
            begins.append(replace(units.known(row.entry, one), code=code))
        if there in after:
            raise refused(row.entry, "after", "plan.after_twice", unit=row.entry.values["after"])
        after.append(there)
    takers = {_taker(row, rows, after): row for row in rows if row.entry.values.get("taker")}
    if len(takers) > 1:
        first, second = list(takers.values())[:2]
        raise refused(second.entry, "taker", "plan.taker_twice", first=first.entry.where.row)
    for uid in takers:
        reading.answers[day, one] = uid
    shares = (Share(one),)
    return replace(common, before=shares, after=tuple(after), begins=tuple(begins))


def _taker(row: PlanRow, rows: Sequence[PlanRow], after: Sequence[str]) -> str:
    """Return the unit of a split that a row says takes over: marked, or by its name or code."""
    text = row.entry.values["taker"]
    if fold(text) in _MARKS:
        return after[rows.index(row)]
    for place, each in enumerate(rows):
        if _names_after(each.entry, text):
            return after[place]
    raise refused(row.entry, "taker", "plan.taker_unknown", text=text)


def _check_kept_code(row: PlanRow, uid: str, units: PlanUnits) -> None:
    """Refuse a new code for a unit that is there already: it would be another event."""
    code, held = _code(row, units), units.known(row.entry, uid).code
    if code is not None and code != held:
        unit = units.title(uid)
        raise refused(row.entry, "code", "plan.code_of_known", unit=unit, code=code)


def _new(row: PlanRow, units: PlanUnits, before: Sequence[str]) -> NewUnit:
    entry = row.entry
    name = _name(entry)
    code = _code(row, units)
    kind = _type_of(name)
    if kind is None and before:
        kind = units.common(before, "type")
    parent = units.parent_of_new(entry, row.day, code, before)
    uid = units.fresh()
    units.cells.note(uid, entry.at("after"))
    return NewUnit(uid, name, kind, parent, units.common(before, "place"), code)


def _name(entry: Entry) -> str:
    name = clean_name(entry.values["after"])
    problem = name_problem(name)
    if problem is not None:
        raise refused(entry, "after", problem.code, **problem.values)
    return name


def _code(row: PlanRow, units: PlanUnits) -> str | None:
    text = row.entry.values.get("code")
    if text is None:
        return None
    try:
        found = read_code(text, units.scheme)
    except CellFault as fault:
        raise refused(row.entry, "code", fault.code, **fault.values) from None
    units.cells.note_code(found.value, row.entry.at("code"))
    return found.value


def _type_of(name: str) -> str | None:
    """Return the type that a name begins with: `Đảng uỷ xã` of `Đảng uỷ xã Hữu Lũng`."""
    for words in _beginnings(name):
        found = type_named(words, kinds.unit_types())
        if found is not None:
            return found.code
    return None


def _beginnings(name: str) -> Iterator[str]:
    words = name.split()
    for length in range(len(words), 0, -1):
        yield " ".join(words[:length])
