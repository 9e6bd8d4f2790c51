"""The people of the units that a file speaks of: found by unit, name, phone and mail, or new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, literal_column, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.cells import person_key
from desktop.domain.people_names import same_person_name
from desktop.domain.phones import phone_key
from desktop.domain.problems import Problem
from desktop.models.many import among, column_names, plain_rows
from desktop.models.register_rows import dicts_in
from desktop.models.tables import person
from desktop.services.imports.plan import Plan, Record, refused
from desktop.services.imports.reading import Entry

_name_of = itemgetter(column_names(person).index("name"))


def _key(row: tuple[Any, ...]) -> str:
    return person_key(_name_of(row))


class Wanted(NamedTuple):
    """Whom a row names: as written, with phone and mail where it gives them."""

    name: str
    phone: str | None = None
    mail: str | None = None

    def has_contact_of(self, record: Record) -> bool:
        """Say whether phone or mail are that person's."""
        phone, mail = record["phone"], record["mail"]
        if self.phone and phone and phone_key(self.phone) == phone_key(phone):
            return True
        return bool(self.mail and mail and self.mail.lower() == mail.lower())

    def has_other_contact_than(self, record: Record) -> bool:
        """Say whether phone or mail are given, are known of that person, and are not theirs."""
        if (self.phone and record["phone"]) or (self.mail and record["mail"]):
            return not self.has_contact_of(record)
        return False


class People:
    """Finds or makes people. Someone counts as a unit's by belonging to it or holding for it.

    Of the people of `units` only those are known who are called as one of `names`.
    """

    def __init__(
        self, connection: Connection, plan: Plan, units: Collection[str], names: Iterable[str]
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._by_uid: dict[str, Record] = {}
        # What rows of this file have said of each person.
        self._stated: dict[str, set[str]] = {}
        self._by_name: dict[tuple[str, str], list[Record]] = {}
        keys = {person_key(name) for name in names}
        for row in dicts_in(connection, person, "unit", units, lambda row: _key(row) in keys):
            self._keep(Record(person, row))

    def load(self, uids: Iterable[str]) -> None:
        """Read further people by uid: holders who belong to other units."""
        missing = [uid for uid in dict.fromkeys(uids) if uid not in self._by_uid]
        for row in dicts_in(self._connection, person, "uid", missing):
            self._keep(Record(person, row))

    def count_as(self, uid: str, unit: str) -> None:
        """Count a person as one of `unit` too: they hold or stand in for one of its endpoints."""
        record = self._by_uid[uid]
        known = self._by_name.setdefault((unit, person_key(record["name"])), [])
        if record not in known:
            known.append(record)

    def name(self, uid: str) -> str:
        """Return the person's name as it is written."""
        return str(self._by_uid[uid]["name"])

    def find(
        self,
        entry: Entry,
        field: str,
        unit: str,
        wanted: Wanted,
        current: Iterable[Record] = (),
        *,
        only_one_will_do: bool = False,
    ) -> Record | None:
        """Return the unit's person who is `wanted`, or None where it must be somebody new.

        Whoever has the name and is in the place already (`current`) stays there, with a new phone
        perhaps. Else phone and mail decide where they are given: other ones mean somebody else of
        the same name, which is said, unless `only_one_will_do`: then the only one of that name is
        meant whatever the phone. `Refused` where several people fit, or one whose name differs by
        tones only has the same phone or mail.
        """
        key = person_key(wanted.name)
        for record in current:
            same_name = same_person_name(record["name"], wanted.name)
            if same_name and not self._is_denied(record, wanted):
                return record
        known, alike = self._called(unit, key, wanted.name)
        if alike and not known:
            self._ask_alike(entry, field, wanted, alike)
            return None
        same = [record for record in known if wanted.has_contact_of(record)]
        if only_one_will_do and len(known) == 1:
            return known[0]
        found = same or [record for record in known if not wanted.has_other_contact_than(record)]
        if len(found) > 1:
            raise refused(entry, field, "import.person_two", name=wanted.name, people=_shown(found))
        if known and not found:
            problem = Problem("import.namesake", {"name": wanted.name, "people": _shown(known)})
            self._plan.warn(entry, field, problem)
        return found[0] if found else None

    def _called(self, unit: str, key: str, name: str) -> tuple[list[Record], list[Record]]:
        """Return the unit's people of that name, and those whose name differs by tones only."""
        known: list[Record] = []
        alike: list[Record] = []
        for record in self._by_name.get((unit, key), ()):
            (known if same_person_name(record["name"], name) else alike).append(record)
        return known, alike

    def _ask_alike(self, entry: Entry, field: str, wanted: Wanted, alike: Sequence[Record]) -> None:
        """Of people whose names differ by tones only: with the same phone or mail it may be one
        person in two spellings, which is asked; else it is somebody else, which is said."""
        same = [record for record in alike if wanted.has_contact_of(record)]
        values = {"name": wanted.name, "people": _shown(same or alike)}
        if same:
            raise refused(entry, field, "import.person_spelled", **values)
        self._plan.warn(entry, field, Problem("import.person_alike", values))

    def called(self, names: Collection[str]) -> Mapping[str, Sequence[Record]]:
        """Return everybody in the register and in this file who is called so, by the key of the
        name; of the register those whose name is written just so."""
        found: dict[str, dict[str, Record]] = {person_key(name): {} for name in names}
        for record in (*self._written_so(names), *self._by_uid.values()):
            people = found.get(person_key(record["name"]))
            if people is not None:
                people.setdefault(record.uid, record)
        return {key: tuple(people.values()) for key, people in found.items()}

    def _written_so(self, names: Collection[str]) -> Iterator[Record]:
        """Yield everybody of the register whose name is written as one of these, found along the
        index of initials."""
        columns = column_names(person)
        initials = {name[:1] for name in names}
        # As the index spells it: with a parameter in it, it would not be found.
        one: ColumnElement[int] = literal_column("1")
        initial = func.substr(person.c.name, one, one)
        statement = select(person).where(initial.in_(initials), among(person.c.name, list(names)))
        for row in plain_rows(self._connection, statement):
            yield Record(person, dict(zip(columns, row, strict=True)))

    def with_uid(self, uid: str) -> Record:
        """Return a person that was read or made."""
        return self._by_uid[uid]

    def make(self, unit: str, name: str) -> Record:
        """Plan a new person of `unit`."""
        record = self._plan.add(person, {"unit": unit, "name": name})
        self._keep(record)
        return record

    def describe(self, entry: Entry, record: Record, given: Mapping[str, Any]) -> list[str]:
        """Plan what a row says of a person; name the fields that differ.

        Where an earlier row of the file said otherwise, that one is followed and it is told.
        """
        stated = self._stated.setdefault(record.uid, set())
        if stated:
            said_before = {
                name
                for name, value in given.items()
                if value is not None and name in stated and record[name] != value
            }
            for name in said_before:
                values = {"name": record["name"], "known": record[name], "given": given[name]}
                self._plan.warn(entry, name, Problem("import.person_differs", values))
            given = {name: value for name, value in given.items() if name not in said_before}
        stated.update(name for name, value in given.items() if value is not None)
        return self._plan.change(record, given)

    def _is_denied(self, record: Record, wanted: Wanted) -> bool:
        """Say whether another row of the file speaks of this person with another phone or mail."""
        return bool(self._stated.get(record.uid)) and wanted.has_other_contact_than(record)

    def _keep(self, record: Record) -> None:
        self._by_uid[record.uid] = record
        if record["unit"] is not None:
            self.count_as(record.uid, record["unit"])


def _shown(people: Sequence[Record]) -> str:
    return "; ".join(
        " ".join(filter(None, (one["name"], one["post"], one["phone"]))) for one in people
    )
