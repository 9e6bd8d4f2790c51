"""Whose mobile phones the register knows: a mobile number is one person's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from desktop.domain.people_names import same_person_name
from desktop.domain.phones import mobile_key
from desktop.models.tables import person
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan


class Owner(NamedTuple):
    """Somebody with a mobile phone: their name, the uid of their unit, and the number's key."""

    name: str
    unit: str | None
    mobile: str | None


class PhoneBook:
    """Who has which mobile number; read once, when it is first asked, and told what is written."""

    def __init__(self, known: KnownUnits) -> None:
        self._known = known
        self._people: dict[str, Owner] | None = None
        self._by_mobile: dict[str, set[str]] = {}

    def another(self, phone: str, name: str, plan: Plan) -> Owner | None:
        """Return somebody of another name whose mobile this is and stays, once `plan` is written;
        None where the phone is no mobile or nobody else's."""
        mobile = mobile_key(phone)
        if mobile is None:
            return None
        people = self._read()
        changes = plan.changes_of(person)
        for uid in sorted(self._by_mobile.get(mobile, ())):
            owner = _after(people[uid], changes.get(uid, {}))
            if owner.mobile == mobile and not same_person_name(owner.name, name):
                return owner
        return None

    def elsewhere(self, phone: str, name: str, unit: str) -> Owner | None:
        """Return somebody of that very name with this mobile who belongs to another unit."""
        mobile = mobile_key(phone)
        if mobile is None:
            return None
        people = self._read()
        owners = [people[uid] for uid in sorted(self._by_mobile.get(mobile, ()))]
        alike = [
            owner
            for owner in owners
            if owner.mobile == mobile and same_person_name(owner.name, name)
        ]
        # Where the unit has this person itself, they are found there.
        if any(owner.unit == unit for owner in alike):
            return None
        return next((owner for owner in alike if owner.unit is not None), None)

    def unit_of(self, owner: Owner, at: str) -> str:
        """Return how to show somebody's unit."""
        return self._known.title(owner.unit, at) if owner.unit else "—"

    def learn(self, plan: Plan) -> None:
        """Take over what a plan that is written says of people."""
        if self._people is None:
            return
        for row in plan.additions_of(person):
            owner = Owner(row["name"], row.get("unit"), mobile_key(row.get("phone")))
            self._keep(self._people, row["uid"], owner)
        for uid, values in plan.changes_of(person).items():
            known = self._people.get(uid)
            if known is not None:
                self._keep(self._people, uid, _after(known, values))

    def _read(self) -> Mapping[str, Owner]:
        if self._people is None:
            people: dict[str, Owner] = {}
            columns = (person.c.uid, person.c.name, person.c.unit, person.c.phone)
            for uid, name, unit, phone in self._known.connection.execute(select(*columns)):
                self._keep(people, uid, Owner(name, unit, mobile_key(phone)))
            self._people = people
        return self._people

    def _keep(self, people: dict[str, Owner], uid: str, owner: Owner) -> None:
        people[uid] = owner
        if owner.mobile is not None:
            self._by_mobile.setdefault(owner.mobile, set()).add(uid)


def _after(owner: Owner, values: Mapping[str, object]) -> Owner:
    """Return somebody as they are once these values are written."""
    name, phone = str(values.get("name", owner.name)), values.get("phone")
    mobile = mobile_key(str(phone)) if "phone" in values else owner.mobile
    return Owner(name, owner.unit, mobile)
