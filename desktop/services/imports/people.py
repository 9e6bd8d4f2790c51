"""The people of the units that a file speaks of: found by unit, name, phone and mail, or new."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from desktop.domain.cells import person_key
from desktop.models.register_rows import dicts_in
from desktop.models.tables import person
from desktop.services.imports.plan import Plan, Record, refused
from desktop.services.imports.reading import Entry

_DIGITS = re.compile(r"\D+")


class People:
    """Finds or makes people. Someone counts as a unit's by belonging to it or holding for it."""

    def __init__(self, connection: Connection, plan: Plan, units: Collection[str]) -> None:
        self._connection = connection
        self._plan = plan
        self._by_uid: dict[str, Record] = {}
        # Whom this file has spoken of: a later row with another phone means a namesake.
        self._spoken_of: set[str] = set()
        self._by_name: dict[tuple[str, str], list[Record]] = {}
        for row in dicts_in(connection, person, "unit", units):
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
        self, entry: Entry, field: str, unit: str, name: str, phone: str | None, mail: str | None
    ) -> Record | None:
        """Return the unit's person of that name, or None where there is none yet.

        Where several have the name, phone or mail decide; `Refused` where they do not. A phone
        that differs from the one another row gave means somebody else of the same name.
        """
        found = self._by_name.get((unit, person_key(name)), [])
        if len(found) == 1 and self._is_namesake(found[0], phone, mail):
            return None
        if len(found) > 1:
            same = [one for one in found if _same_contact(one, phone, mail)]
            if len(same) != 1:
                shown = "; ".join(
                    " ".join(filter(None, (one["name"], one["post"], one["phone"])))
                    for one in found
                )
                raise refused(entry, field, "import.person_two", name=name, people=shown)
            return same[0]
        return found[0] if found else None

    def make(self, unit: str, name: str) -> Record:
        """Plan a new person of `unit`."""
        record = self._plan.add(person, {"unit": unit, "name": name})
        self._keep(record)
        return record

    def describe(self, record: Record, given: Mapping[str, Any]) -> list[str]:
        """Plan what a row says of a person; name the fields that differ."""
        self._spoken_of.add(record.uid)
        return self._plan.change(record, given)

    def _is_namesake(self, record: Record, phone: str | None, mail: str | None) -> bool:
        return (
            record.uid in self._spoken_of
            and bool(phone and record["phone"])
            and not _same_contact(record, phone, mail)
        )

    def _keep(self, record: Record) -> None:
        self._by_uid[record.uid] = record
        if record["unit"] is not None:
            self.count_as(record.uid, record["unit"])


def _same_contact(record: Record, phone: str | None, mail: str | None) -> bool:
    if phone and record["phone"] and _DIGITS.sub("", phone) == _DIGITS.sub("", record["phone"]):
        return True
    return bool(mail and record["mail"] and mail.lower() == record["mail"].lower())
