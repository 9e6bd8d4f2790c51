"""Importing clerk endpoints: who receives and sends for which unit, where, up to which level.

A row speaks of one endpoint, or of one on each network; a person holds it, or nobody does yet.
Another holder is something that happened: the former holding ends on the row's day, unless the
import is a correction or the former holding began no earlier, which is then mended in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop.domain.cells import person_key, shown_date
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.problems import Problem
from desktop.domain.texts import Text
from desktop.models.register_rows import dicts_in
from desktop.models.tables import endpoint, holding, stand_in
from desktop.services.code_schemes import scheme
from desktop.services.imports.clerk_rows import ClerkRow, Post, read_clerk
from desktop.services.imports.command import Changes, Fate, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.people import People
from desktop.services.imports.plan import Plan, Record, Refused, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.unit_finder import UnitFinder
from desktop.services.kinds import unit_types

# A row that says no more than these says nothing of an endpoint.
_UNIT_FIELDS = frozenset({"code", "unit", "parent"})


@dataclass(frozen=True)
class _Clerk:
    """A row with its unit, and the units for which its person stands besides."""

    number: int
    row: ClerkRow
    unit: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class _Place:
    """Where a row puts its person: an endpoint of a unit, there already or to be made."""

    unit: str
    post: Post
    account: str | None
    known: Record | None


def plan_clerks(
    connection: Connection, command: ImportFile, entries: Sequence[Entry], plan: Plan, today: str
) -> None:
    """Work out every entry's fate and what it writes."""
    known = KnownUnits(connection, command.scheme)
    finder = UnitFinder(plan, known, scheme(command.scheme))
    found: list[_Clerk] = []
    for number, entry in enumerate(entries):
        if entry.fault is None and _UNIT_FIELDS.issuperset(entry.values):
            # Our form lists units that have no endpoint yet; nobody has filled in this one.
            plan.decide(number, entry, Fate.UNCHANGED, None, _label(entry))
            continue
        try:
            row = read_clerk(entry, command.from_date or today)
            unit = finder.find(entry, row.date)
            found.append(_Clerk(number, row, unit, tuple(_also_for(finder, row, unit))))
        except Refused as error:
            plan.refuse(number, entry, error.problem, _label(entry))
    importer = _Importer(connection, command, plan, known, found)
    for clerk in found:
        try:
            importer.place(clerk)
        except Refused as error:
            plan.refuse(clerk.number, clerk.row.entry, error.problem, _label(clerk.row.entry))


def _label(entry: Entry) -> str:
    shown = (entry.values.get(name) for name in ("code", "unit", "role", "person"))
    return " · ".join(text for text in shown if text)


def _also_for(finder: UnitFinder, row: ClerkRow, unit: str) -> Iterable[str]:
    """Yield the units of a cell: separated by `;` or lines, or by commas where names have none."""
    text = row.text("also_for")
    if text is None:
        return
    for part in filter(None, map(str.strip, text.replace("\n", ";").split(";"))):
        whole = finder.is_known(part, row.date)
        for name in [part] if whole else filter(None, map(str.strip, part.split(","))):
            other = finder.named(row.entry, "also_for", name, row.date)
            if other != unit:
                yield other


class _Importer:
    def __init__(
        self,
        connection: Connection,
        command: ImportFile,
        plan: Plan,
        known: KnownUnits,
        clerks: Sequence[_Clerk],
    ) -> None:
        units = list(dict.fromkeys(u for clerk in clerks for u in (clerk.unit, *clerk.also)))
        self._correction = command.changes is Changes.CORRECTION
        self._plan = plan
        self._known = known
        self._people = People(connection, plan, units)
        self._endpoints: dict[tuple[str, str, str], list[Record]] = {}
        self._by_uid: dict[str, Record] = {}
        self._holdings: dict[str, list[Record]] = {}
        self._stand_ins: dict[str, list[Record]] = {}
        # Which row spoke of an endpoint, by its uid: none may be spoken of twice.
        self._claimed: dict[str, ClerkRow] = {}
        self._load(connection, units)

    def _load(self, connection: Connection, units: Sequence[str]) -> None:
        for row in dicts_in(connection, endpoint, "unit", units):
            self._keep(Record(endpoint, row))
        for table, into in ((holding, self._holdings), (stand_in, self._stand_ins)):
            rows = dicts_in(connection, table, "endpoint", list(self._by_uid))
            self._people.load(row["person"] for row in rows)
            for row in rows:
                into.setdefault(row["endpoint"], []).append(Record(table, row))
                self._people.count_as(row["person"], self._by_uid[row["endpoint"]]["unit"])

    def _keep(self, record: Record) -> None:
        self._by_uid[record.uid] = record
        key = (record["unit"], record["role"], record["environment"])
        self._endpoints.setdefault(key, []).append(record)

    def place(self, clerk: _Clerk) -> None:
        """Plan what one row writes. Everything that may be refused is found out first."""
        row = clerk.row
        places = [self._find_place(row, clerk.unit, post) for post in row.posts]
        person = self._find_person(row, clerk.unit)
        stand_ins = self._find_stand_ins(row, clerk.unit)
        also = [self._find_other(row, unit, post) for unit in clerk.also for post in row.posts]
        for place in places:
            self._check_holder(row, place)
        for place in places:
            self._warn_of_level(row, place)
        told: list[str] = []
        holder = self._write_person(row, clerk.unit, person, told)
        created = False
        records: list[Record] = []
        for place in (*places, *also):
            record, is_new = self._write_endpoint(row, place, told)
            created |= is_new
            records.append(record)
            if row.person is not None:
                self._write_holding(row, record, holder, told)
            if stand_ins is not None and place in places:
                self._write_stand_ins(row, record, clerk.unit, stand_ins, told)
            self._claimed.setdefault(record.uid, row)
        fate = Fate.CREATED if created else Fate.UPDATED if told else Fate.UNCHANGED
        changed = () if created else tuple(dict.fromkeys(told))
        first = records[0].uid
        self._plan.decide(clerk.number, row.entry, fate, first, _label(row.entry), *changed)

    def _find_place(self, row: ClerkRow, unit: str, post: Post) -> _Place:
        account = row.text("account")
        found = self._match(row, unit, post, account)
        if found is not None and found.uid in self._claimed:
            first = self._claimed[found.uid].entry.where.row
            raise refused(row.entry, "unit", "import.endpoint_twice", first=first)
        return _Place(unit, post, account, found)

    def _match(self, row: ClerkRow, unit: str, post: Post, account: str | None) -> Record | None:
        uid = row.text("uid")
        if uid is not None:
            if uid not in self._by_uid:
                raise refused(row.entry, "uid", "import.uid_unknown", uid=uid)
            return self._by_uid[uid]
        standing = [
            record
            for record in self._endpoints.get((unit, post.role.code, post.environment), ())
            if record["to_date"] is None or record["to_date"] > row.date
        ]
        if account is not None:
            same = [record for record in standing if _same(record["account"], account)]
            free = [
                record
                for record in standing
                if record["account"] is None
                and not record.is_new
                and record.uid not in self._claimed
            ]
            return same[0] if same else free[0] if len(free) == 1 else None
        nameless = [record for record in standing if record["account"] is None] or standing
        if len(nameless) > 1:
            shown = "; ".join(str(record["account"] or "—") for record in nameless)
            raise refused(row.entry, "account", "import.endpoint_two", accounts=shown)
        return nameless[0] if nameless else None

    def _find_other(self, row: ClerkRow, unit: str, post: Post) -> _Place:
        return _Place(unit, post, None, self._match_other(row, unit, post))

    def _match_other(self, row: ClerkRow, unit: str, post: Post) -> Record | None:
        """Find another unit's endpoint that the row's person takes: theirs, or the only one."""
        standing = [
            record
            for record in self._endpoints.get((unit, post.role.code, post.environment), ())
            if record["to_date"] is None or record["to_date"] > row.date
        ]
        key = person_key(row.person or "")
        theirs = [
            record
            for record in standing
            if any(
                person_key(self._people.name(held["person"])) == key
                for held in self._held(record, row.date)
            )
        ]
        found = theirs or standing
        if len(found) > 1:
            shown = "; ".join(str(record["account"] or "—") for record in found)
            raise refused(row.entry, "also_for", "import.endpoint_two", accounts=shown)
        return found[0] if found else None

    def _find_person(self, row: ClerkRow, unit: str) -> Record | None:
        if not row.person:
            return None
        return self._people.find(
            row.entry, "person", unit, row.person, row.text("phone"), row.text("mail")
        )

    def _find_stand_ins(
        self, row: ClerkRow, unit: str
    ) -> list[tuple[str, str | None, Record | None]] | None:
        if row.stand_ins is None:
            return None
        return [
            (name, reason, self._people.find(row.entry, "stand_in", unit, name, None, None))
            for name, reason in row.stand_ins
        ]

    def _check_holder(self, row: ClerkRow, place: _Place) -> None:
        """Refuse to take a holder away on the very day on which they began."""
        if row.person != "" or place.known is None:
            return
        for held in self._held(place.known, row.date):
            if held["from_date"] >= row.date:
                raise refused(
                    row.entry, "person", "import.holding_too_early",
                    person=self._people.name(held["person"]),
                    since=shown_date(held["from_date"]),
                )  # fmt: skip

    def _warn_of_level(self, row: ClerkRow, place: _Place) -> None:
        ceiling = place.post.ceiling
        if place.post.environment is Environment.CLEAR and ceiling is not None and ceiling > 0:
            values = {
                "level": Text(LEVEL_LABELS[ceiling]),
                "environment": Text(ENVIRONMENT_LABELS[Environment.CLEAR]),
            }
            self._plan.warn(row.entry, "ceiling", Problem("import.level_in_clear", values))

    def _write_person(
        self, row: ClerkRow, unit: str, known: Record | None, told: list[str]
    ) -> Record | None:
        if not row.person:
            return None
        record = known or self._people.make(unit, row.person)
        given = {
            **{name: row.text(name) for name in ("post", "phone", "mail", "clearance_basis")},
            "clearance": None if row.clearance is None else int(row.clearance),
            "clearance_until": row.clearance_until,
        }
        changed = self._people.describe(record, given)
        told += ["person"] if known is None else changed
        return record

    def _write_endpoint(self, row: ClerkRow, place: _Place, told: list[str]) -> tuple[Record, bool]:
        ceiling = None if place.post.ceiling is None else int(place.post.ceiling)
        given: dict[str, Any] = {
            "account": place.account,
            "ceiling": ceiling,
            "receives": None if row.receives is None else int(row.receives),
            "sends": None if row.sends is None else int(row.sends),
            "note": row.text("note"),
        }
        if place.known is not None:
            told += self._plan.change(place.known, given)
            return place.known, False
        role = place.post.role
        version = self._known.version(place.unit, row.date)
        kind = unit_types().get(version.type) if version is not None else None
        usual = {
            "ceiling": int(self._usual_ceiling(place.post, kind.tier if kind else None)),
            "receives": int(role.receives),
            "sends": int(role.sends),
        }
        stated = {name: value for name, value in given.items() if value is not None}
        record = self._plan.add(
            endpoint,
            unit=place.unit,
            role=role.code,
            environment=place.post.environment.value,
            from_date=row.date,
            **{**usual, **stated},
        )
        self._keep(record)
        return record, True

    def _usual_ceiling(self, post: Post, tier: str | None) -> SecrecyLevel:
        usual = post.role.ceiling(tier)
        if post.environment is Environment.SECRET:
            return max(usual, SecrecyLevel.MAT) if post.role.receives else usual
        return SecrecyLevel.KHONG_MAT

    def _held(self, record: Record, date: str) -> list[Record]:
        """Return the holdings of an endpoint that are not over on `date`."""
        return [
            held
            for held in self._holdings.get(record.uid, ())
            if held["to_date"] is None or held["to_date"] > date
        ]

    def _write_holding(
        self, row: ClerkRow, record: Record, holder: Record | None, told: list[str]
    ) -> None:
        standing = self._held(record, row.date)
        if holder is None:
            for held in standing:
                told += self._end(held, row.date)
            return
        own = next((held for held in standing if held["person"] == holder.uid), None)
        details = {"basis": row.text("decision"), "to_date": row.to_date}
        if own is not None:
            told += self._plan.change(own, details)
            self._mend_beginning(row, own, told)
            return
        for held in standing:
            if self._correction or held["from_date"] >= row.date:
                told += self._plan.change(held, {"person": holder.uid, **details})
                return
            told += self._end(held, row.date)
        made = self._plan.add(
            holding, endpoint=record.uid, person=holder.uid, from_date=row.date, **details
        )
        self._holdings.setdefault(record.uid, []).append(made)
        self._people.count_as(holder.uid, record["unit"])
        told.append("person")

    def _mend_beginning(self, row: ClerkRow, held: Record, told: list[str]) -> None:
        """A day that differs from the one recorded is a correction, or only said."""
        if row.text("from") is None or held["from_date"] == row.date:
            return
        if self._correction:
            told += self._plan.change(held, {"from_date": row.date})
            return
        values = {
            "person": self._people.name(held["person"]),
            "since": shown_date(held["from_date"]),
            "given": shown_date(row.date),
        }
        self._plan.warn(row.entry, "from", Problem("import.holding_since", values))

    def _end(self, record: Record, date: str) -> list[str]:
        self._plan.change(record, {"to_date": date})
        return ["person"]

    def _write_stand_ins(
        self,
        row: ClerkRow,
        record: Record,
        unit: str,
        named: Sequence[tuple[str, str | None, Record | None]],
        told: list[str],
    ) -> None:
        standing = {
            one["person"]: one
            for one in self._stand_ins.get(record.uid, ())
            if one["to_date"] is None or one["to_date"] > row.date
        }
        for position, (name, reason, known) in enumerate(named, start=1):
            # Someone new may be named in both endpoints of the row: they are made once.
            person = (
                known
                or self._people.find(row.entry, "stand_in", unit, name, None, None)
                or self._people.make(unit, name)
            )
            there = standing.pop(person.uid, None)
            if there is not None:
                changed = self._plan.change(there, {"position": position, "reason": reason})
                told += ["stand_in"] if changed else []
                continue
            made = self._plan.add(
                stand_in,
                endpoint=record.uid,
                person=person.uid,
                position=position,
                reason=reason,
                from_date=row.date,
            )
            self._stand_ins.setdefault(record.uid, []).append(made)
            told.append("stand_in")
        for left in standing.values():
            if left["from_date"] < row.date:
                self._plan.change(left, {"to_date": row.date})
                told.append("stand_in")


def _same(a: str | None, b: str) -> bool:
    return a is not None and a.casefold() == b.casefold()
