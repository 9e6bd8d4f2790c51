"""Saying by a table whose each device is to be (gán trước): never by a guess, in one run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain import lifecycle as rules
from desktop.domain.actors import Command
from desktop.domain.cells import bare_name, person_key, read_serial, shown_date
from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.folding import fold, same_spelling
from desktop.domain.lifecycle import Told
from desktop.domain.people_names import same_person_name
from desktop.domain.problems import Problem, refuse
from desktop.domain.stock import Serials
from desktop.domain.texts import Text
from desktop.exchange.sheets import read_sheets
from desktop.models import stock_reader
from desktop.models.register_rows import dicts_in
from desktop.models.tables import delivery_item, person, token
from desktop.models.token_life import MoveNote
from desktop.services.code_schemes import scheme
from desktop.services.edit_tokens import given_to, holder_problem
from desktop.services.imports.command import DEFAULT_SCHEME, Fate, ImportFile, ImportResult
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Record, Refused, read_field, refused, uids
from desktop.services.imports.reading import Entry, entries_of_sheets
from desktop.services.imports.unit_finder import UnitFinder
from desktop.services.imports.words import meanings
from desktop.services.session import Session
from desktop.services.stock.writing import write_plan

KIND = "assignments"
_NOT_DIGIT = re.compile(r"\D+")
# Devices that may still be anybody's.
_FREE = ("stock", "transit", "received", "returned", "handed_over")
# Where a device is that its person has, or is to have.
_HAD = ("stock", "transit", "received", "handed_over")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class AssignList(Command):
    """Say by the table `file` whose each device is to be: serial, unit, person.

    `on` is the day (ISO; None: today), `paper` number and date of what says so.
    """

    name: ClassVar[str] = "token.assign_list"
    file: Path
    mapping: Mapping[str, str] = field(default_factory=dict)
    on: str | None = None
    paper: str | None = field(default=None, repr=False)
    dry_run: bool = False
    skip_bad: bool = False


@dataclass(frozen=True)
class _Wish:
    """A row that was read: its device's serial, unit, and for whom; `name` None is the unit."""

    number: int
    entry: Entry
    serial: str
    unit: str
    name: str | None
    purpose: str | None


def assign_list(session: Session, command: AssignList) -> ImportResult:
    """Assign devices; one that was asked for by name gets its serial, else a new token is made.

    Nobody new is made, and no name is taken for one that is spelled otherwise. Raises `Refusal`
    (`delivery.day_to_come`, a file that is no such table) and `WorldFailure` (a file that cannot
    be read).
    """
    today = session.surroundings.today()
    day = command.on or today
    if day > today:
        raise refuse("delivery.day_to_come", day=shown_date(day))
    sheets = read_sheets(command.file)
    reading = entries_of_sheets(ImportFile(KIND, command.file, command.mapping), sheets)
    plan = Plan(uids(session.surroundings.random_bytes))
    with session.reading(command) as connection:
        _Assigning(connection, plan, day).place(reading.entries)
    return write_plan(
        session,
        command,
        reading,
        plan,
        KIND,
        dry_run=command.dry_run,
        skip_bad=command.skip_bad,
        note=MoveNote(day, command.paper),
    )


class _Assigning:
    def __init__(self, connection: Connection, plan: Plan, day: str) -> None:
        self._connection = connection
        self._plan = plan
        self._day = day
        self._units = KnownUnits(connection, DEFAULT_SCHEME)
        self._finder = UnitFinder(plan, self._units, scheme(DEFAULT_SCHEME))
        self._known = Serials(stock_reader.known_serials(connection))
        self._rows: dict[str, int | None] = {}

    def place(self, entries: Sequence[Entry]) -> None:
        """Plan what every row writes."""
        wishes = []
        for number, entry in enumerate(entries):
            try:
                wishes.append(self._wish(number, entry))
            except Refused as error:
                self._plan.refuse(number, entry, error.problem, _label(entry))
        self._read_registers(wishes)
        for wish in wishes:
            try:
                self._assign(wish)
            except Refused as error:
                self._plan.refuse(wish.number, wish.entry, error.problem, _label(wish.entry))

    def _wish(self, number: int, entry: Entry) -> _Wish:
        if entry.fault is not None:
            raise Refused(entry.fault)
        written = read_field(entry, "serial", read_serial)
        if written is None:
            raise refused(entry, "serial", "delivery.serial_missing")
        serial = self._known.find(written)
        if serial is None:
            raise refused(entry, "serial", "assign.serial_unknown", serial=written)
        if serial != written:
            values = {"written": written, "serial": serial}
            self._plan.warn(entry, "serial", Problem("delivery.other_writing", values))
        if serial in self._rows:
            first = self._rows[serial]
            raise refused(entry, "serial", "delivery.serial_twice", serial=serial, first=first)
        self._rows[serial] = entry.where.row
        unit = self._finder.find(entry, self._day)
        name = entry.values.get("subscriber")
        version = self._units.version(unit, self._day)
        if name is not None and version is not None and fold(name) == fold(version.name):
            name = None
        return _Wish(number, entry, serial, unit, name, _purpose(entry))

    def _read_registers(self, wishes: Sequence[_Wish]) -> None:
        units = {wish.unit for wish in wishes}
        serials = {wish.serial for wish in wishes}
        self._people = dicts_in(self._connection, person, "unit", units)
        here = dicts_in(self._connection, token, "unit", units)
        named = dicts_in(self._connection, token, "serial", serials)
        records = {row["uid"]: Record(token, row) for row in (*here, *named)}
        self._asked = [
            record
            for record in records.values()
            if record["serial"] is None and record["custody"] == "requested"
        ]
        self._tokens: dict[str, Record] = {}
        self._of_unit: dict[str, list[Record]] = {}
        for record in records.values():
            self._keep(record)
        items = dicts_in(self._connection, delivery_item, "serial", serials)
        self._items = {row["serial"]: row for row in items}

    def _keep(self, record: Record) -> None:
        """Take in a token of the registers, or as it will be, to be found from now on."""
        if record["serial"] is not None:
            self._tokens[record["serial"]] = record
        self._of_unit.setdefault(record["unit"], []).append(record)

    def _assign(self, wish: _Wish) -> None:
        whose = self._person(wish) if wish.name is not None else None
        asked = self._asked_for(wish, whose)
        known = self._tokens.get(wish.serial)
        if known is not None:
            self._give(wish, known, whose)
        elif asked is not None:
            # Another one was asked for them: it is theirs, and said.
            problem = self._has_one(wish, whose)
            if problem is not None:
                self._plan.warn(wish.entry, "subscriber", problem)
            self._asked.remove(asked)
            changed = self._plan.change(asked, self._arrived(wish, asked, whose))
            self._keep(asked)
            self._decide(wish, Fate.UPDATED, asked, *changed)
        elif whose is None and wish.name is not None:
            unit = self._units.title(wish.unit, self._day)
            raise refused(
                wish.entry, "subscriber", "assign.person_unknown", name=wish.name, unit=unit
            )
        else:
            self._check_names(wish, self._asked)
            self._check_second(wish, whose)
            self._make(wish, whose)

    def _check_names(self, wish: _Wish, records: Iterable[Record]) -> None:
        """Ask where one of these tokens is nobody's yet, under the same name without its tones."""
        for record in records:
            name = record["subscriber"]
            if (
                wish.name is not None
                and record["unit"] == wish.unit
                and record["person"] is None
                and record["subscriber_type"] == "person"
                and same_person_name(name, wish.name)
                and not _is_spelled_so(name, wish.name)
            ):
                raise _spelled_otherwise(wish, name)

    def _check_second(self, wish: _Wish, whose: Row | None) -> None:
        """Refuse a device for a person who has one for this already."""
        problem = self._has_one(wish, whose)
        if problem is not None:
            raise refused(wish.entry, "subscriber", problem.code, **problem.values)

    def _has_one(self, wish: _Wish, whose: Row | None) -> Problem | None:
        if whose is None:
            return None
        purpose = self._tokens[wish.serial]["purpose"] if wish.serial in self._tokens else None
        for record in self._of_unit.get(wish.unit, ()):
            if (
                record["serial"] not in (None, wish.serial)
                and record["unit"] == wish.unit
                and record["purpose"] == (purpose or wish.purpose or "sign")
                and record["custody"] in _HAD
                and _is_of(record, wish, whose)
            ):
                custody = Text(CUSTODY_LABELS[record["custody"]])
                values = {"name": whose["name"], "serial": record["serial"], "custody": custody}
                return Problem("assign.has_device", values)
        return None

    def _person(self, wish: _Wish) -> Row | None:
        """Return the unit's person of that name; None where only a request may bear it."""
        key = person_key(wish.name or "")
        called = [
            row
            for row in self._people
            if row["unit"] == wish.unit and person_key(row["name"]) == key
        ]
        same = [row for row in called if _is_spelled_so(row["name"], wish.name or "")]
        phone = _NOT_DIGIT.sub("", wish.entry.values.get("phone", ""))
        if len(same) > 1 and phone:
            same = [row for row in same if _NOT_DIGIT.sub("", row["phone"] or "") == phone] or same
        if len(same) > 1:
            people = "; ".join(
                " ".join(filter(None, (row["name"], row["post"], row["phone"]))) for row in same
            )
            raise refused(
                wish.entry, "subscriber", "import.person_two", name=wish.name, people=people
            )
        asked = [
            record["subscriber"]
            for record in self._asked
            if record["unit"] == wish.unit and person_key(record["subscriber"]) == key
        ]
        if not same and not any(_is_spelled_so(name, wish.name or "") for name in asked):
            known = dict.fromkeys([*(row["name"] for row in called), *asked])
            if known:
                raise _spelled_otherwise(wish, *known)
        return same[0] if same else None

    def _asked_for(self, wish: _Wish, whose: Row | None) -> Record | None:
        """Return the token that was asked for and has no serial yet, if there is one."""
        found = [
            record
            for record in self._asked
            if record["unit"] == wish.unit
            and (wish.purpose is None or record["purpose"] == wish.purpose)
            and _is_of(record, wish, whose)
        ]
        if len(found) > 1 and wish.serial not in self._tokens:
            name = wish.name or self._units.title(wish.unit, self._day)
            raise refused(wish.entry, "purpose", "assign.two_requests", count=len(found), name=name)
        return found[0] if len(found) == 1 else None

    def _give(self, wish: _Wish, known: Record, whose: Row | None) -> None:
        """Plan that a token that has this serial already goes to somebody."""
        if known["custody"] not in _FREE:
            custody = Text(CUSTODY_LABELS[known["custody"]])
            raise refused(
                wish.entry, "serial", "assign.not_usable", serial=wish.serial, custody=custody
            )
        if known["unit"] == wish.unit and _is_of(known, wish, whose):
            person_uid = whose["uid"] if whose is not None else None
            changed = self._plan.change(known, {"person": person_uid})
            self._decide(wish, Fate.UPDATED if changed else Fate.UNCHANGED, known, *changed)
            return
        if whose is None:
            # A unit's own device, or a name that only a request bears: nobody to give it to.
            raise refused(
                wish.entry,
                "serial",
                "token.serial_taken",
                serial=wish.serial,
                subscriber=known["subscriber"],
            )
        self._check_names(wish, (known,))
        self._check_second(wish, whose)
        problem = holder_problem(self._connection, known.values, whose)
        if problem is not None:
            raise refused(wish.entry, "serial", problem.code, **problem.values)
        changed = self._plan.change(known, given_to(known.values, whose))
        self._keep(known)
        self._decide(wish, Fate.UPDATED, known, *changed)

    def _arrived(self, wish: _Wish, asked: Record, whose: Row | None) -> dict[str, Any]:
        """Return what a token that was asked for gets with its device."""
        item = self._items.get(wish.serial)
        step = rules.moved(self._custody(wish), Told(self._day, serial=wish.serial))
        uid = whose["uid"] if whose is not None and asked["person"] is None else None
        return {**step, "person": uid, "model": item["model"] if item else None}

    def _make(self, wish: _Wish, whose: Row | None) -> None:
        version = self._units.version(wish.unit, self._day)
        item = self._items.get(wish.serial)
        values: dict[str, Any] = {
            "unit": wish.unit,
            "serial": wish.serial,
            "model": item["model"] if item else None,
            "purpose": wish.purpose or "sign",
            "custody": self._custody(wish),
        }
        if whose is None:
            name = version.name if version is not None else ""
            values |= {"subscriber_type": "organ", "subscriber": name}
        else:
            about = {name: whose[name] for name in ("post", "phone", "mail")}
            values |= {"subscriber_type": "person", "subscriber": whose["name"], **about}
            values["person"] = whose["uid"]
        record = self._plan.add(token, values)
        self._keep(record)
        self._decide(wish, Fate.CREATED, record)

    def _custody(self, wish: _Wish) -> str:
        item = self._items.get(wish.serial)
        return "stock" if item is not None and item["found_on"] is not None else "transit"

    def _decide(self, wish: _Wish, fate: Fate, record: Record, *changed: str) -> None:
        label = f"{wish.serial} · {record['subscriber']}"
        self._plan.decide(wish.number, wish.entry, fate, record.uid, label, *changed)


def _is_of(record: Record, wish: _Wish, whose: Row | None) -> bool:
    """Say whether a token is for whom the row names."""
    if wish.name is None:
        return bool(record["subscriber_type"] == "organ")
    if record["subscriber_type"] != "person":
        return False
    if whose is not None and record["person"] is not None:
        return bool(record["person"] == whose["uid"])
    return _is_spelled_so(record["subscriber"], wish.name)


def _is_spelled_so(one: str, other: str) -> bool:
    """Say whether two names are one person's, tones and all: whoever is meant gets a device."""
    return same_spelling(bare_name(one), bare_name(other))


def _spelled_otherwise(wish: _Wish, *known: str) -> Refused:
    values = {"name": wish.name, "known": "; ".join(known)}
    return refused(wish.entry, "subscriber", "assign.spelled_otherwise", **values)


def _purpose(entry: Entry) -> str | None:
    text = entry.values.get("purpose")
    if text is None:
        return None
    found = meanings(KIND, "purposes").get(fold(text))
    if found is None:
        raise refused(entry, "purpose", "cell.word", text=text)
    return found


def _label(entry: Entry) -> str:
    shown = (entry.values.get(name) for name in ("serial", "subscriber", "unit", "code"))
    return " · ".join(text for text in shown if text)
