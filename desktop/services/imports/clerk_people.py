"""What there is to say of the people of a whole table of clerks, once every row has its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.domain.cells import person_key, shown_date
from desktop.domain.levels import LEVEL_LABELS, SecrecyLevel
from desktop.domain.people_names import same_person_name
from desktop.domain.periods import last_day
from desktop.domain.phones import mobile_key, phone_key
from desktop.domain.problems import Problem
from desktop.domain.texts import Text, some_of
from desktop.services.imports.clerk_register import ClerkRegister
from desktop.services.imports.clerk_rows import ClerkRow
from desktop.services.imports.phone_book import PhoneBook
from desktop.services.imports.plan import Plan, Record
from desktop.services.imports.reading import ranges

# Two clerks of an office often share its phone.
_MANY_ON_A_PHONE = 3
# Shorter numbers are extensions.
_LEAST_DIGITS = 7


class Placed(NamedTuple):
    """A row with the endpoints of its own unit, and whether it changes anything."""

    row: ClerkRow
    records: tuple[Record, ...]
    changes: bool


def warn_of_people(
    plan: Plan, register: ClerkRegister, book: PhoneBook, placed: Sequence[Placed]
) -> None:
    """Warn of what a cell says unclearly, of one phone for many people, and of deputies that may be
    other units' people, cannot take what they stand in for, are left over when the holder goes, or
    stand in for each other.

    A row that changes nothing was weighed before.
    """
    if any(each.changes for each in placed):
        _warn_of_phones(plan, [each.row for each in placed])
        changing = [each.row for each in placed if each.changes]
        _warn_of_owners(plan, book, changing)
        _warn_of_same_ones(plan, register, book, changing)
        _warn_of_second_ones(plan, register, placed)
        _warn_of_undecided(plan, [each.row for each in placed if each.changes])
    covers: dict[str, list[str]] = {}
    for row, records, changes in placed:
        for field, problem in row.said if changes else ():
            plan.warn(row.entry, field, problem)
        for record in records if row.stand_ins else ():
            if changes:
                _warn_of_levels(plan, register, row, record)
            _warn_of_circle(plan, register, row, record, covers, quiet=not changes)
        if changes and row.stand_ins and row.to_date is not None and row.person:
            names = "; ".join(name for name, *_ in row.stand_ins)
            values = {"person": row.person, "last": shown_date(last_day(row.to_date))}
            problem = Problem("import.stand_in_after", {**values, "names": names})
            plan.warn(row.entry, "stand_in", problem)


def _warn_of_phones(plan: Plan, rows: Sequence[ClerkRow]) -> None:
    by_phone: dict[str, list[ClerkRow]] = {}
    for row in rows:
        digits = phone_key(row.text("phone") or "")
        if row.person and len(digits) >= _LEAST_DIGITS:
            by_phone.setdefault(digits, []).append(row)
    for rows_of_phone in by_phone.values():
        shared = _each_name(rows_of_phone)
        spelled = len({person_key(row.person or "") for row in shared}) < len(shared)
        first = shared[0]
        mobile = mobile_key(first.text("phone")) is not None and len(shared) > 1
        if len(shared) >= _MANY_ON_A_PHONE or spelled or mobile:
            people = "; ".join(f"{row.person} ({row.entry.where.row})" for row in shared)
            values = {"phone": first.text("phone"), "count": len(shared), "people": people}
            plan.warn(first.entry, "phone", Problem("import.phone_shared", values))


def _warn_of_owners(plan: Plan, book: PhoneBook, rows: Sequence[ClerkRow]) -> None:
    """Say whose mobile phone it is by the register that a row gives as another person's."""
    for row in rows:
        phone = row.text("phone")
        owner = book.another(phone, row.person, plan) if phone and row.person else None
        if owner is not None:
            values = {"phone": phone, "person": row.person, "owner": owner.name}
            values["unit"] = book.unit_of(owner, row.date)
            problem = Problem("import.phone_of_another", values)
            plan.warn_once(("mobile", phone, row.person), row.entry, "phone", problem)


def _warn_of_same_ones(
    plan: Plan, register: ClerkRegister, book: PhoneBook, rows: Sequence[ClerkRow]
) -> None:
    """Say where one name with one mobile phone stands at several units: it may be one person, of
    whom each unit gets a record of its own."""
    seen: dict[tuple[str, str], ClerkRow] = {}
    for row in rows:
        mobile = mobile_key(row.text("phone"))
        if not row.person or mobile is None or "person" in row.entry.repeats:
            continue
        first = seen.setdefault((person_key(row.person), mobile), row)
        alike = same_person_name(first.person or "", row.person)
        other = first.unit if alike and first.unit != row.unit else None
        if other is None:
            owner = book.elsewhere(row.text("phone") or "", row.person, row.unit)
            other = owner.unit if owner is not None else None
        if other is not None and other not in row.also:
            values = {"person": row.person, "unit": register.unit_title(other, row.date)}
            problem = Problem("import.person_elsewhere", values)
            plan.warn_once(("same", row.person, mobile, row.unit), row.entry, "person", problem)


def _warn_of_undecided(plan: Plan, rows: Sequence[ClerkRow]) -> None:
    """Say once in which rows somebody is cleared without the decision that did it."""
    undecided = [
        row
        for row in rows
        if row.person and row.clearance and row.text("clearance_basis") is None
        and "person" not in row.entry.repeats
    ]  # fmt: skip
    if undecided:
        numbers = sorted({row.entry.where.row or 0 for row in undecided})
        values = {"count": len(undecided), "rows": ranges(numbers)}
        plan.warn(undecided[0].entry, "clearance", Problem("import.clearance_undecided", values))


def _warn_of_second_ones(plan: Plan, register: ClerkRegister, placed: Sequence[Placed]) -> None:
    """Say of deputies who become new people of a unit that others are called so elsewhere: a cell
    gives no more than their name, and they may be one person."""
    new = [
        (row, deputy)
        for row, records, changes in placed
        for record in (records if row.stand_ins and changes else ())
        for deputy in register.deputies(record, row.date)
        if deputy.is_new
    ]
    called = register.people.called({str(deputy["name"]) for _, deputy in new})
    for row, deputy in new:
        others = [
            each for each in called.get(person_key(deputy["name"]), ()) if each.uid != deputy.uid
        ]
        elsewhere = [each["unit"] for each in others if each["unit"] not in (None, deputy["unit"])]
        if elsewhere:
            units = some_of([register.unit_title(unit, row.date) for unit in sorted(elsewhere)])
            values = {"name": deputy["name"], "units": units}
            problem = Problem("import.deputy_elsewhere", values)
            plan.warn_once(("elsewhere", deputy.uid), row.entry, "stand_in", problem)


def _each_name(rows: Sequence[ClerkRow]) -> list[ClerkRow]:
    """Return the first row of each name; names that differ by tones are two."""
    found: dict[str, list[ClerkRow]] = {}
    for row in rows:
        name = row.person or ""
        alike = found.setdefault(person_key(name), [])
        if not any(same_person_name(name, other.person or "") for other in alike):
            alike.append(row)
    return [row for alike in found.values() for row in alike]


def _warn_of_levels(plan: Plan, register: ClerkRegister, row: ClerkRow, record: Record) -> None:
    """Say of whom the level is lower than that of the endpoint, as the whole file leaves them."""
    for deputy in register.deputies(record, row.date):
        has = SecrecyLevel(deputy["clearance"] or 0)
        if has < record["ceiling"]:
            values = {
                "person": deputy["name"],
                "has": Text(LEVEL_LABELS[has]),
                "level": Text(LEVEL_LABELS[SecrecyLevel(record["ceiling"])]),
            }
            plan.warn(row.entry, "stand_in", Problem("import.stand_in_below", values))


def _warn_of_circle(
    plan: Plan,
    register: ClerkRegister,
    row: ClerkRow,
    record: Record,
    covers: dict[str, list[str]],
    *,
    quiet: bool,
) -> None:
    """Say where who stands in is, by earlier rows, stood in for by the holder in the end."""
    for holder in register.holders(record, row.date):
        for deputy in register.deputies(record, row.date):
            path = _path(covers, deputy.uid, holder.uid)
            if path is not None and not quiet:
                names = " → ".join(register.people.name(uid) for uid in (holder.uid, *path))
                problem = Problem("import.stand_in_circle", {"names": names})
                plan.warn_once(("circle", *sorted(path)), row.entry, "stand_in", problem)
            covers.setdefault(holder.uid, []).append(deputy.uid)


def _path(covers: dict[str, list[str]], start: str, end: str) -> list[str] | None:
    """Return the way from one person to another along their deputies, None where there is none."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        for uid in covers.get(way[-1], ()):
            if uid not in seen:
                seen.add(uid)
                ways.append([*way, uid])
    return None
