"""Browsing endpoints and people: filtered and ordered lists read in slices, and single ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.folding import collation_key
from desktop.domain.problems import refuse
from desktop.domain.texts import N_
from desktop.models import (
    endpoint_reader,
    endpoint_table,
    listing_registers,
    proof_reader,
    unit_table,
)
from desktop.models.endpoint_reader import EndpointCard, Held, HeldEndpoint, PersonCard, UnitWays
from desktop.models.endpoint_table import (
    EndpointFilter,
    EndpointKey,
    EndpointLine,
    PersonFilter,
    PersonKey,
    PersonLine,
)
from desktop.models.listing import Scope
from desktop.models.unit_terms import ExemptionHeld
from desktop.services.kinds import endpoint_roles
from desktop.services.ordered_list import OrderedList
from desktop.services.session import Session

__all__ = [
    "EndpointCard",
    "EndpointFilter",
    "EndpointLine",
    "ExemptionHeld",
    "Held",
    "HeldEndpoint",
    "PersonCard",
    "PersonFilter",
    "PersonLine",
    "UnitWays",
]

STATES = {
    "planned": N_("planned"),
    "active": N_("in use"),
    "suspended": N_("suspended"),
    "closed": N_("closed"),
}
CHANNELS = {
    "system": N_("the system"),
    "axis": N_("the document axis"),
    "private": N_("the private line"),
    "paper": N_("paper"),
}
# Codes of so few units are looked up one by one; of more, all codes are read along their index.
_FEW = 2000
_uid, _environment, _role = map(attrgetter, ("uid", "environment", "role"))
# The columns that a list of endpoints is sorted by, besides the code and the name of the unit.
_COLUMNS: Mapping[str | None, str] = {
    **{name: name for name in ("role", "environment", "ceiling", "account", "state")},
    "from": "from_date",
    "vacant": endpoint_table.VACANT,
}


@dataclass(frozen=True)
class BrowseEndpoints(Command):
    """List the endpoints that pass `wanted` as they are on the day `as_of` (today where None).

    `sort` is code (None), unit, role, environment, ceiling, account, state, from, proved or vacant.
    """

    name: ClassVar[str] = "endpoints.browse"
    wanted: EndpointFilter = field(default_factory=EndpointFilter)
    as_of: str | None = None
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True)
class BrowsePeople(Command):
    """List the people who pass `wanted`; `sort` is name (None), post or clearance."""

    name: ClassVar[str] = "people.browse"
    wanted: PersonFilter = field(default_factory=PersonFilter)
    as_of: str | None = None
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True)
class ReadOne(Command):
    """Ask for the endpoint, person or unit of this uid."""

    name: ClassVar[str] = "endpoints.read"
    uid: str
    as_of: str | None = None


class EndpointList(OrderedList[BrowseEndpoints, EndpointLine]):
    """One list of endpoints."""

    def __init__(self, command: BrowseEndpoints) -> None:
        super().__init__(command, command.as_of)

    def _first(
        self, connection: Connection, date: str, limit: int
    ) -> tuple[Sequence[str], int] | None:
        """Return the first rows by code where the endpoints of coded units fill them."""
        wanted = self.command.wanted
        narrow = wanted.words.strip() or wanted.unit or wanted.under or wanted.lacks_person
        if narrow or self.command.sort not in (None, "code") or self.command.descending:
            return None
        uids = endpoint_table.first_endpoints(connection, wanted, date, limit)
        if len(uids) < limit:
            return None
        if wanted == EndpointFilter():
            return uids, listing_registers.clerks(connection, Scope(date, limit=1)).count
        return uids, endpoint_table.count_endpoints(connection, wanted, date)

    def _work_out(self, connection: Connection, date: str) -> Sequence[str]:
        return _order_endpoints(connection, self.command, date)

    def _lines(
        self, connection: Connection, uids: Sequence[str], date: str
    ) -> tuple[EndpointLine, ...]:
        return endpoint_table.endpoint_lines(connection, uids, date)


class PersonList(OrderedList[BrowsePeople, PersonLine]):
    """One list of people."""

    def __init__(self, command: BrowsePeople) -> None:
        super().__init__(command, command.as_of)

    def _first(
        self, connection: Connection, date: str, limit: int
    ) -> tuple[Sequence[str], int] | None:
        command = self.command
        plain = command.wanted == PersonFilter() and command.sort in (None, "name")
        if not plain or command.descending:
            return None
        return listing_registers.first_people(connection, Scope(date, limit=limit))

    def _work_out(self, connection: Connection, date: str) -> Sequence[str]:
        return _order_people(connection, self.command, date)

    def _lines(
        self, connection: Connection, uids: Sequence[str], date: str
    ) -> tuple[PersonLine, ...]:
        return endpoint_table.person_lines(connection, uids, date)


def read_endpoint(session: Session, command: ReadOne) -> EndpointCard:
    """Return an endpoint with its people. Raises the refusal `endpoint.unknown`."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        card = endpoint_reader.endpoint_card(connection, command.uid, date)
    if card is None:
        raise refuse("endpoint.unknown")
    return card


def read_person(session: Session, command: ReadOne) -> PersonCard:
    """Return a person with what they hold. Raises the refusal `person.unknown`."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        card = endpoint_reader.person_card(connection, command.uid, date)
    if card is None:
        raise refuse("person.unknown")
    return card


def read_unit_ways(session: Session, command: ReadOne) -> UnitWays:
    """Return a unit's line, channels and endpoints. Raises the refusal `endpoint.unit_gone`."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        ways = endpoint_reader.unit_ways(connection, command.uid, date)
    if ways is None:
        raise refuse("endpoint.unit_gone", date=date)
    return ways


def role_label(code: str) -> str:
    """Return the words for an endpoint role; a sender's own word stays."""
    role = endpoint_roles().get(code)
    return role.label if role is not None else code


def _order_endpoints(
    connection: Connection, command: BrowseEndpoints, date: str
) -> tuple[str, ...]:
    column = _COLUMNS.get(command.sort, "unit")
    found = endpoint_table.endpoint_keys(connection, command.wanted, date, column)
    units = {key.unit for key in found}
    if len(units) < _FEW:
        by_unit = unit_table.codes_of(connection, list(units), date)
        codes = {unit: code.value for unit, code in by_unit.items()}
    else:
        codes = unit_table.main_codes(connection, date)
    by_name = command.sort == "unit"
    names = unit_table.names_of(connection, units if by_name else units - codes.keys())

    def place(unit: str) -> tuple[bool, str, str]:
        code = codes.get(unit)
        return code is None, code or names.get(unit, ""), unit

    places = {unit: place for place, unit in enumerate(sorted(units, key=place))}
    # One after the other, least first: a key of all four would take its own memory for each.
    for by in (_uid, _environment, _role, lambda key: places[key.unit]):
        found.sort(key=by)
    value = _endpoint_values(command.sort, names)
    if command.sort == "proved":
        proved = proof_reader.last_proofs(connection, date)
        value = lambda key: proved.get(key.uid)  # noqa: E731 - as short as its case
    if value is None:
        ordered = found[::-1] if command.descending else found
    else:
        # Sorting is stable: what is equal stays in the order of codes.
        present = [key for key in found if value(key) is not None]
        present.sort(key=value, reverse=command.descending)
        ordered = [*present, *(key for key in found if value(key) is None)]
    return tuple(key.uid for key in ordered)


def _endpoint_values(
    sort: str | None, names: Mapping[str, str]
) -> Callable[[EndpointKey], Any] | None:
    match sort:
        case None | "code":
            return None
        case "unit":
            by_unit = {unit: collation_key(name) for unit, name in names.items()}
            return lambda key: by_unit.get(key.unit, "")
        case "role":
            by_role = cache(lambda role: collation_key(role_label(role)))
            return lambda key: by_role(key.value)
        case "account":
            return lambda key: collation_key(key.value) if key.value else None
    return lambda key: key.value


def _order_people(connection: Connection, command: BrowsePeople, date: str) -> tuple[str, ...]:
    found = endpoint_table.person_keys(connection, command.wanted, date)
    found.sort(key=lambda key: (collation_key(key.name), key.uid))
    value: Callable[[PersonKey], Any] | None = None
    match command.sort:
        case "post":
            value = lambda key: collation_key(key.post) if key.post else None  # noqa: E731 - as short as its case
        case "clearance":
            value = lambda key: key.clearance or 0  # noqa: E731 - as short as its case
    if value is None:
        return tuple(key.uid for key in (found[::-1] if command.descending else found))
    present = [key for key in found if value(key) is not None]
    present.sort(key=value, reverse=command.descending)
    return (*(key.uid for key in present), *(key.uid for key in found if value(key) is None))
