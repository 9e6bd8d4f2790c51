"""The endpoints of the units that a file speaks of, with who holds them and who stands in.

A row of the table is written here: the endpoint, its holder, the stand-ins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.domain.cells import shown_date
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.people_names import same_person_name
from desktop.domain.periods import last_day
from desktop.domain.problems import Problem
from desktop.models.register_rows import dicts_in
from desktop.models.tables import endpoint, holding, stand_in
from desktop.services.imports.clerk_rows import ClerkRow, NamedDeputy, Post
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.people import People, Wanted
from desktop.services.imports.plan import Plan, Record
from desktop.services.kinds import unit_types

# A stand-in as a row names it, and who that is if they are known.
NamedStandIn = tuple[NamedDeputy, Record | None]


class ClerkRegister:
    """Endpoints, holdings and stand-ins as they will be: those of `units`, and the `named` ones.

    `people` are the names of those who will be asked for.

    The lists called `told` get the names of what a write changes.
    """

    def __init__(
        self,
        plan: Plan,
        known: KnownUnits,
        units: Sequence[str],
        named: Sequence[str],
        people: Iterable[str],
        *,
        correction: bool,
    ) -> None:
        connection = known.connection
        self.people = People(connection, plan, units, people)
        self.by_uid: dict[str, Record] = {}
        self._plan = plan
        self._known = known
        self._correction = correction
        self._endpoints: dict[tuple[str, str, str], list[Record]] = {}
        self._holdings: dict[str, list[Record]] = {}
        self._stand_ins: dict[str, list[Record]] = {}
        for column, values in (("unit", units), ("uid", named)):
            for row in dicts_in(connection, endpoint, column, values):
                if row["uid"] not in self.by_uid:
                    self._keep(Record(endpoint, row))
        for table, into in ((holding, self._holdings), (stand_in, self._stand_ins)):
            rows = dicts_in(connection, table, "endpoint", list(self.by_uid))
            self.people.load(row["person"] for row in rows)
            for row in rows:
                into.setdefault(row["endpoint"], []).append(Record(table, row))
                self.people.count_as(row["person"], self.by_uid[row["endpoint"]]["unit"])

    def _keep(self, record: Record) -> None:
        values = record.values
        self.by_uid[values["uid"]] = record
        key = (values["unit"], values["role"], values["environment"])
        self._endpoints.setdefault(key, []).append(record)

    def unit_title(self, unit: str, date: str) -> str:
        """Return how to show a unit."""
        return self._known.title(unit, date)

    def standing(self, unit: str, post: Post, date: str) -> list[Record]:
        """Return the unit's endpoints for `post` that are not over on `date`."""
        found = self._endpoints.get((unit, post.role.code, post.environment))
        return _not_over(found, date) if found else []

    def held(self, record: Record, date: str, end: str | None = None) -> list[Record]:
        """Return the holdings of an endpoint that are not over on `date` and begin before `end`."""
        found = _not_over(self._holdings.get(record.uid, ()), date)
        return [each for each in found if end is None or each["from_date"] < end]

    def holders(self, record: Record, date: str) -> list[Record]:
        """Return the people of those holdings."""
        return [self.people.with_uid(held["person"]) for held in self.held(record, date)]

    def deputies(self, record: Record, date: str) -> list[Record]:
        """Return the people who stand in at the endpoint, from `date` on at least."""
        standing = _not_over(self._stand_ins.get(record.uid, ()), date)
        return [self.people.with_uid(one["person"]) for one in standing]

    def is_held_by(self, record: Record, name: str, date: str) -> bool:
        """Say whether somebody of that name holds the endpoint."""
        return any(same_person_name(one["name"], name) for one in self.holders(record, date))

    def write_person(
        self,
        row: ClerkRow,
        unit: str,
        known: Record | None,
        given: Mapping[str, Any],
        told: list[str],
    ) -> Record | None:
        """Write what is given of the row's person; return them, None where it names nobody."""
        if not row.person:
            return None
        record = known or self.people.make(unit, row.person)
        changed = self.people.describe(row.entry, record, given)
        told += ["person"] if known is None else changed
        return record

    def write_endpoint(
        self, row: ClerkRow, unit: str, post: Post, known: Record | None, told: list[str]
    ) -> Record:
        """Write the endpoint: new, or with what differs."""
        cell = row.entry.values.get
        given: dict[str, Any] = {
            "account": cell("account") if unit == row.unit else None,
            "ceiling": None if post.ceiling is None else int(post.ceiling),
            "receives": None if row.receives is None else int(row.receives),
            "sends": None if row.sends is None else int(row.sends),
            "note": cell("note"),
        }
        if known is not None:
            given["role"], given["environment"] = post.role.code, post.environment.value
            if post.environment is Environment.CLEAR:
                given["ceiling"] = int(SecrecyLevel.KHONG_MAT)
            if "direction" in row.entry.values:
                told += self._change_direction(known, given)
            if known.is_new and row.date < known["from_date"]:
                # Who held it first may stand in a later row.
                self._plan.change(known, {"from_date": row.date})
            told += self._plan.change(known, given)
            return known
        usual: dict[str, Any] = {
            "unit": unit,
            "role": post.role.code,
            "environment": post.environment.value,
            "ceiling": self._usual_ceiling(unit, post, row.date),
            "receives": int(post.role.receives),
            "sends": int(post.role.sends),
            "from_date": row.date,
        }
        usual.update({name: value for name, value in given.items() if value is not None})
        record = self._plan.add(endpoint, usual)
        self._keep(record)
        return record

    def _change_direction(self, known: Record, given: Mapping[str, Any]) -> list[str]:
        """Plan both directions, and note them as the one cell that says them."""
        marks = ("receives", "sends")
        old = tuple(bool(known[name]) for name in marks)
        changed = self._plan.change(known, {name: given[name] for name in marks}, quiet=True)
        if changed:
            new = tuple(bool(known[name]) for name in marks)
            self._plan.note(endpoint, "direction", old, new)
        return changed

    def _usual_ceiling(self, unit: str, post: Post, date: str) -> int:
        """Return the role's level for a unit of its tier; in the clear nothing is secret."""
        if post.environment is Environment.CLEAR:
            return int(SecrecyLevel.KHONG_MAT)
        version = self._known.version(unit, date)
        kind = unit_types().get(version.type) if version is not None else None
        usual = post.role.ceiling(kind.tier if kind is not None else None)
        return int(max(usual, SecrecyLevel.MAT) if post.role.receives else usual)

    def write_holding(
        self, row: ClerkRow, record: Record, holder: Record | None, told: list[str]
    ) -> None:
        """Write who holds the endpoint from the row's day; nobody does where `holder` is None.

        Another holder ends the former's holding on that day, unless the import is a correction or
        the former began no earlier: then the holding is mended in place.
        """
        standing = self.held(record, row.date, row.to_date)
        details = {"basis": row.entry.values.get("decision"), "to_date": row.to_date}
        for held in standing:
            if holder is not None and held["person"] == holder.uid:
                told += self._plan.change(held, details)
                self._mend_beginning(row, held, told)
                return
        for held in standing:
            mend = self._correction or held["from_date"] >= row.date
            if holder is not None and mend:
                former = self.people.name(held["person"])
                told += self._plan.change(held, {"person": holder.uid}, quiet=True)
                self._plan.note(holding, "person", former, holder["name"])
                told += self._plan.change(held, details)
                return
            self._plan.change(held, {"to_date": row.date}, quiet=True)
            told.append("person")
        former = "; ".join(self.people.name(held["person"]) for held in standing)
        new = holder["name"] if holder is not None else None
        if not record.is_new and (standing or holder is not None):
            self._plan.note(holding, "person", former or None, new)
        if holder is None:
            return
        values = {"endpoint": record.uid, "person": holder.uid, "from_date": row.date, **details}
        self._holdings.setdefault(record.uid, []).append(self._plan.add(holding, values))
        self.people.count_as(holder.uid, record["unit"])
        told.append("person")

    def _mend_beginning(self, row: ClerkRow, held: Record, told: list[str]) -> None:
        """A day that differs from the one recorded is a correction, or only said."""
        if "from" not in row.entry.values or held["from_date"] == row.date:
            return
        if self._correction:
            told += self._plan.change(held, {"from_date": row.date})
            return
        values = {
            "person": self.people.name(held["person"]),
            "since": shown_date(held["from_date"]),
            "given": shown_date(row.date),
        }
        self._plan.warn(row.entry, "from", Problem("import.holding_since", values))

    def write_stand_ins(
        self, row: ClerkRow, record: Record, named: Sequence[NamedStandIn], told: list[str]
    ) -> None:
        """Write who stands in, in this order; those no longer named end on the row's day."""
        there_now = _not_over(self._stand_ins.get(record.uid, ()), row.date)
        former = self._shown_stand_ins(
            (self.people.name(one["person"]), one["reason"])
            for one in sorted(there_now, key=lambda one: one["position"])
        )
        told_before = len(told)
        standing = {one["person"]: one for one in there_now}
        for position, (deputy, known) in enumerate(named, start=1):
            begins = deputy.first or row.date
            if deputy.end is not None and deputy.end <= begins:
                values = {"person": deputy.name, "last": shown_date(last_day(deputy.end))}
                self._plan.warn(row.entry, "stand_in", Problem("import.stand_in_over", values))
                continue
            person = known or self._new_stand_in(row, deputy.name)
            there = standing.pop(person.uid, None)
            given: dict[str, Any] = {"position": position, "reason": deputy.reason}
            if there is not None:
                given |= {"from_date": deputy.first, "to_date": deputy.end}
                told += ["stand_in"] if self._plan.change(there, given, quiet=True) else []
                continue
            given |= {"endpoint": record.uid, "person": person.uid, "from_date": begins}
            made = self._plan.add(stand_in, {**given, "to_date": deputy.end})
            self._stand_ins.setdefault(record.uid, []).append(made)
            told.append("stand_in")
        for left in standing.values():
            if left["from_date"] < row.date:
                self._plan.change(left, {"to_date": row.date}, quiet=True)
                told.append("stand_in")
        if len(told) > told_before and not record.is_new:
            shown = self._shown_stand_ins((each.name, each.reason) for each, _ in named)
            self._plan.note(stand_in, "person", former, shown)

    def _shown_stand_ins(self, named: Iterable[tuple[str, str | None]]) -> str | None:
        return "; ".join(f"{name} ({why})" if why else name for name, why in named) or None

    def _new_stand_in(self, row: ClerkRow, name: str) -> Record:
        """Somebody new may stand in on both networks: they are made once."""
        found = self.people.find(row.entry, "stand_in", row.unit, Wanted(name))
        return found or self.people.make(row.unit, name)


def said_of_person(row: ClerkRow) -> Mapping[str, Any]:
    """Return what a row says of its person, by column; None is nothing."""
    cell = row.entry.values.get
    return {
        "post": cell("post"),
        "phone": cell("phone"),
        "mail": cell("mail"),
        "clearance": None if row.clearance is None else int(row.clearance),
        "clearance_basis": cell("clearance_basis"),
        "clearance_until": row.clearance_until,
    }


def _not_over(records: Sequence[Record], date: str) -> list[Record]:
    return [
        record for record in records if (end := record.values.get("to_date")) is None or end > date
    ]
