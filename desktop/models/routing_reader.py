"""Reads what decides delivery, for all units or for one, as plain tuples in a few set queries.

Nothing here asks the database unit by unit: 14,000 units are one pass over each table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, Table, or_, select, union

from desktop.domain.codes import SCHEMES
from desktop.domain.exemptions import Exemption
from desktop.domain.lines import CARRYING, LineStage
from desktop.domain.route_facts import (
    UNUSABLE_CODES,
    CertificateFacts,
    CodeFacts,
    CodeState,
    EndpointFacts,
    PersonFacts,
    UnitFacts,
    better,
    certificate_at,
    clearance_at,
    people_of,
)
from desktop.models.journal import batched
from desktop.models.many import plain_rows, row_bound
from desktop.models.rule_reader import RulesInForce
from desktop.models.tables import (
    certificate,
    channel,
    endpoint,
    exemption,
    holding,
    identifier_code,
    line,
    person,
    stand_in,
    token,
    unit_profile,
    unit_version,
)
from desktop.models.unit_reader import in_force, told_state

# The scheme whose code is a unit's address, best first; a place's code is no address.
_ADDRESS_SCHEMES = {"qd20": 0, "noi-bo": 1, "qcvn102": 2}
_ALL_TYPES: frozenset[str] = frozenset()
_uid, _until = attrgetter("uid"), attrgetter("until", "decision")
_STAGES: tuple[str | None, ...] = tuple(LineStage)
_STATES = ("retired", "shared", "refused", "planned", "sent", "accepted", "live")
# Rows read between two calls of `breathe`: a few milliseconds of work.
_ROWS_IN_A_BREATH = 1000
# A register this large is read in parts, by the beginnings of units' uids, which are random: who
# holds all its endpoints would take a hundred megabytes at once.
_MANY_ENDPOINTS = 50_000
_NO_LINE: tuple[str | None, str] = (None, "")
_Part = tuple[str | None, str | None]
_BOUNDS = (None, *"48c", None)
_PARTS: tuple[_Part, ...] = tuple(pairwise(_BOUNDS))


def read_units(
    connection: Connection,
    at: str,
    role_labels: Mapping[str, str],
    unit: str | None = None,
    *,
    breathe: Callable[[], None] | None = None,
    without: str | None = None,
) -> Iterator[UnitFacts]:
    """Yield the facts of every unit that exists on the day `at`, or of the one with uid `unit`.

    One unit after the other, in no order that means anything, so that a country's endpoints are
    never all in memory; read to the end before anything is written. `role_labels` gives the words
    for endpoint roles; a role it does not know is shown as it is. `breathe` is called every few
    thousand rows, and may raise to give up. The certificates of the device `without` are left out.
    """
    reading = _Reading(connection, at, unit, breathe, without)
    names = dict(reading.of_unit(unit_version, unit_version.c.unit, unit_version.c.name))
    codes = reading.codes()
    stages = reading.stages()
    profiles, exemptions = reading.profiles(), reading.exemptions()
    channels = reading.channels()
    own, organs = reading.certificates()
    rules = RulesInForce(connection, at, role_labels, unit)

    def facts(uid: str, endpoints: Sequence[EndpointFacts]) -> UnitFacts:
        stage, since = stages.get(uid, _NO_LINE)
        return UnitFacts(
            uid,
            names.pop(uid),
            codes.get(uid),
            stage in CARRYING,
            channels.get(uid, ()),
            endpoints,
            organs.get(uid),
            rules.of(uid),
            None if stage is None or stage in CARRYING else (stage, since),
            profiles.get(uid, ()),
            exemptions.get(uid, ()),
        )

    for uid, endpoints in groupby(reading.endpoints(own, role_labels), key=itemgetter(0)):
        if uid in names:
            yield facts(uid, [endpoint for _, endpoint in endpoints])
    for uid in list(names):
        yield facts(uid, ())


def _within(
    statement: Select[Any], part: _Part | None, unit: ColumnElement[str] = endpoint.c.unit
) -> Select[Any]:
    first, end = part or (None, None)
    if first is not None:
        statement = statement.where(unit >= first)
    return statement if end is None else statement.where(unit < end)


def _with_breath(
    rows: Iterable[tuple[Any, ...]], breathe: Callable[[], None]
) -> Iterator[tuple[Any, ...]]:
    for some in batched(rows, _ROWS_IN_A_BREATH):
        breathe()
        yield from some


class _Reading:
    """The queries at one date; with a unit, each is narrowed to what belongs to it."""

    def __init__(
        self,
        connection: Connection,
        at: str,
        unit: str | None,
        breathe: Callable[[], None] | None = None,
        without: str | None = None,
    ) -> None:
        self._without = without
        self._connection = connection
        self._at = at
        self._unit = unit
        self._breathe = breathe

    def _rows(self, statement: Select[Any]) -> Iterable[tuple[Any, ...]]:
        rows = plain_rows(self._connection, statement)
        return rows if self._breathe is None else _with_breath(rows, self._breathe)

    def of_unit(self, table: Table, *columns: ColumnElement[Any]) -> Iterable[tuple[Any, ...]]:
        """Yield `columns` of the rows in force of a table that belongs to units."""
        statement = select(*columns).where(in_force(table, self._at))
        if self._unit is not None:
            statement = statement.where(table.c.unit == self._unit)
        return self._rows(statement)

    def codes(self) -> dict[str, CodeFacts]:
        """Return each unit's address: of its codes the one that serves best, see `_address_rank`.

        A value that several units hold at once, in whatever scheme, is nobody's address: `SHARED`.
        """
        c = identifier_code.c
        state = told_state(identifier_code)
        statement = select(c.unit, c.scheme, c.value, state, c.to_date).where(
            c.from_date <= self._at
        )
        if self._unit is not None:
            # All holders of its values: one that another unit holds too is nobody's address.
            own = identifier_code.alias().c
            mine = select(own.value).where(own.unit == self._unit)
            statement = statement.where(c.scheme.in_(SCHEMES), c.value.in_(mine))
        owners: dict[str, str] = {}
        shared: set[str] = set()
        begun: list[tuple[str, CodeFacts]] = []
        for uid, scheme, value, state, to_date in self._rows(statement):
            facts = code_at(scheme, value, state, to_date, at=self._at)
            begun.append((uid, facts))
            if facts.until is None and owners.setdefault(value, uid) != uid:
                shared.add(value)
        found: dict[str, CodeFacts] = {}
        for uid, facts in begun:
            if facts.scheme not in _ADDRESS_SCHEMES:
                continue
            if facts.value in shared and facts.until is None:
                facts = facts._replace(state=CodeState.SHARED)
            known = found.get(uid)
            if known is None or _before(facts, known):
                found[uid] = facts
        return found

    def certificates(self) -> tuple[dict[str, CertificateFacts], dict[str, CertificateFacts]]:
        """Return the best certificate of each person, and of each unit as an organ.

        A certificate is an organ's where its device is, or where it names a unit and no person: of
        the organ that it names, else of the one that has the device.
        """
        c, t = certificate.c, token.c
        statement = select(
            c.person, t.person, c.unit, t.unit, t.subscriber_type,
            c.state, c.from_date, c.to_date, c.number, t.custody, t.access,
        ).select_from(certificate.outerjoin(token, c.token == t.uid))  # fmt: skip
        if self._unit is not None:
            people = self._people()
            devices = select(t.uid).where(or_(t.unit == self._unit, t.person.in_(people)))
            statement = statement.where(
                or_(c.unit == self._unit, c.person.in_(people), c.token.in_(devices))
            )
        if self._without is not None:
            statement = statement.where(c.token.is_distinct_from(self._without))
        own: dict[str, CertificateFacts] = {}
        organs: dict[str, CertificateFacts] = {}
        for row in self._rows(statement):
            holder, device_holder, unit, device_unit, subscriber = row[:5]
            state, from_date, to_date, number, custody, access = row[5:]
            device = None if custody is None else (custody, access)
            fact = certificate_at(state, (from_date, to_date), number, self._at, device)
            whose = holder or device_holder
            if subscriber == "organ" or (subscriber is None and whose is None):
                # A certificate names its organ; a device may have gone on to another one.
                where = unit or device_unit
                if where is not None:
                    organs[where] = better(organs.get(where), fact) or fact
            elif whose is not None:
                own[whose] = better(own.get(whose), fact) or fact
        return own, organs

    def channels(self) -> dict[str, list[tuple[str, str]]]:
        """Return the official channels of each unit that has any, as (environment, channel)."""
        c = channel.c
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for uid, environment, kind in self.of_unit(channel, c.unit, c.environment, c.channel):
            found[uid].append((environment, kind))
        return {uid: sorted(kinds) for uid, kinds in found.items()}

    def stages(self) -> dict[str, tuple[str | None, str]]:
        """Return of each unit that has a line its stage and since when: the best of several."""
        c = line.c
        found: dict[str, tuple[str | None, str]] = {}
        for uid, stage, since in self.of_unit(line, c.unit, c.stage, c.from_date):
            known = found.get(uid)
            if known is None or _farther((stage, since), known):
                found[uid] = stage, since
        return found

    def profiles(self) -> dict[str, list[str]]:
        """Return the profiles of each unit that has any."""
        c = unit_profile.c
        found: dict[str, list[str]] = defaultdict(list)
        for uid, profile in self.of_unit(unit_profile, c.unit, c.profile):
            found[uid].append(profile)
        return {uid: sorted(some) for uid, some in found.items()}

    def exemptions(self) -> dict[str, list[Exemption]]:
        """Return the exemptions of each unit that has any."""
        c = exemption.c
        columns = (c.unit, c.level, c.environment, c.direction, c.decision, c.to_date)
        found: dict[str, list[Exemption]] = defaultdict(list)
        for uid, *values in self.of_unit(exemption, *columns):
            found[uid].append(Exemption(*values))
        return {uid: sorted(some, key=_until) for uid, some in found.items()}

    def endpoints(
        self, own: Mapping[str, CertificateFacts], role_labels: Mapping[str, str]
    ) -> Iterator[tuple[str, EndpointFacts]]:
        """Yield the endpoints in force with their people, as (unit, endpoint), unit by unit."""
        deputies, away = self._deputies(own), self._away()
        many = self._unit is None and row_bound(self._connection, endpoint) > _MANY_ENDPOINTS
        for part in _PARTS if many else (None,):
            yield from self._part(own, role_labels, deputies, away, part)

    def _part(
        self,
        own: Mapping[str, CertificateFacts],
        role_labels: Mapping[str, str],
        deputies: Mapping[str, list[PersonFacts]],
        away: Collection[str],
        part: _Part | None,
    ) -> Iterator[tuple[str, EndpointFacts]]:
        holders, left = self._holders(own, part)
        c = endpoint.c
        statement = select(
            c.uid, c.unit, c.role, c.account, c.environment,
            c.receives, c.sends, c.ceiling, c.state, c.document_types, c.from_date,
        ).where(in_force(endpoint, self._at))  # fmt: skip
        if self._unit is not None:
            statement = statement.where(c.unit == self._unit)
        rows = self._rows(_within(statement, part).order_by(c.unit))
        for (
            uid, unit, role, account, environment, receives, sends, ceiling, state, types, opened
        ) in rows:  # fmt: skip
            holding_it = holders.pop(uid, ())
            facts = EndpointFacts(
                uid,
                role_labels.get(role, role),
                account,
                environment,
                receives == 1,
                sends == 1,
                ceiling,
                state,
                people_of(holding_it, deputies.get(uid, ()), away),
                left.get(uid),
                role,
                frozenset(types.split()) if types else _ALL_TYPES,
                opened,
                tuple(who.name for who in holding_it if who.uid in away) if away else (),
            )
            yield unit, facts

    def _holders(
        self, own: Mapping[str, CertificateFacts], part: _Part | None
    ) -> tuple[dict[str, tuple[PersonFacts, ...]], dict[str, str]]:
        """Return who holds each endpoint, and for all endpoints the day a last holding ended."""
        c = holding.c
        statement = self._with_person(holding, c.to_date).where(c.from_date <= self._at)
        if part is not None:
            # Not by the index of units: along the table, holdings and people lie side by side too.
            unit = endpoint.c.unit.concat("")
            statement = _within(statement.join(endpoint, c.endpoint == endpoint.c.uid), part, unit)
        present: dict[str, tuple[PersonFacts, ...]] = {}
        left: dict[str, str] = {}
        for to_date, uid, *person_row in self._rows(statement):
            if to_date is not None and to_date <= self._at:
                left[uid] = max(to_date, left.get(uid, ""))
                continue
            who = self._person(own, *person_row)
            known = present.get(uid)
            present[uid] = (who,) if known is None else tuple(sorted((*known, who), key=_uid))
        return present, left

    def _deputies(self, own: Mapping[str, CertificateFacts]) -> dict[str, list[PersonFacts]]:
        """Return who stands in at each endpoint: who covers a leave first, then in their order."""
        c, absent = stand_in.c, person.alias("absent")
        name = select(absent.c.name).where(absent.c.uid == c.away).scalar_subquery()
        statement = self._with_person(stand_in, name).where(in_force(stand_in, self._at))
        found: dict[str, list[PersonFacts]] = defaultdict(list)
        order = (c.away.is_(None), c.position, c.from_date, c.uid)
        for covers, uid, *person_row in self._rows(statement.order_by(*order)):
            known = found[uid]
            if all(other.uid != person_row[0] for other in known):
                known.append(self._person(own, *person_row)._replace(covers=covers))
        return found

    def _away(self) -> frozenset[str]:
        """Return everybody who is on leave, wherever."""
        c = stand_in.c
        statement = select(c.away).where(c.away.is_not(None), in_force(stand_in, self._at))
        return frozenset(uid for (uid,) in self._rows(statement))

    def _with_person(self, table: Table, column: ColumnElement[Any]) -> Select[Any]:
        """Select `column`, the endpoint and the person's columns of holdings or stand-ins."""
        p = person.c
        statement = select(
            column, table.c.endpoint, p.uid, p.name, p.clearance, p.clearance_until
        ).join_from(table, person, p.uid == table.c.person)
        if self._unit is not None:
            statement = statement.where(table.c.endpoint.in_(self._endpoints()))
        return statement

    def _person(
        self,
        own: Mapping[str, CertificateFacts],
        uid: str,
        name: str,
        clearance: int | None,
        until: str | None,
    ) -> PersonFacts:
        level, lapsed = clearance_at(clearance, until, self._at)
        return PersonFacts(uid, name, level, lapsed, own.get(uid))

    def _endpoints(self) -> Select[tuple[Any]]:
        return select(endpoint.c.uid).where(endpoint.c.unit == self._unit)

    def _people(self) -> CompoundSelect[tuple[Any]]:
        """Return the people who hold an endpoint of the unit or stand in there, ever."""
        mine = self._endpoints()
        return union(
            select(holding.c.person).where(holding.c.endpoint.in_(mine)),
            select(stand_in.c.person).where(stand_in.c.endpoint.in_(mine)),
        )


def _farther(one: tuple[str | None, str], other: tuple[str | None, str]) -> bool:
    """Say whether a line at the stage `one` has come farther; of equals the one since longer."""
    rank, than = _STAGES.index(one[0]), _STAGES.index(other[0])
    return rank > than or (rank == than and one[1] < other[1])


def code_facts(connection: Connection, unit: str, value: str, at: str) -> CodeFacts | None:
    """Return the address `value` of a unit as it stands on the day `at`; None if it has none."""
    c = identifier_code.c
    rows = connection.execute(
        select(c.scheme, c.value, told_state(identifier_code), c.to_date).where(
            c.unit == unit,
            c.value == value,
            c.scheme.in_(_ADDRESS_SCHEMES),
            c.from_date <= at,
        )
    )
    facts = [
        code_at(scheme, value, state, to_date, at=at) for scheme, value, state, to_date in rows
    ]
    return max(facts, key=_address_rank, default=None)


def last_holder(connection: Connection, value: str, at: str) -> str | None:
    """Return the uid of the unit whose code `value` ended last by the day `at`, or None."""
    c = identifier_code.c
    return connection.execute(
        select(c.unit)
        .where(c.scheme.in_(_ADDRESS_SCHEMES), c.value == value, c.to_date <= at)
        .order_by(c.to_date.desc(), c.unit)
        .limit(1)
    ).scalar_one_or_none()


def code_at(scheme: str, value: str, state: str, to_date: str | None, *, at: str) -> CodeFacts:
    """Return a code begun by the day `at` as facts: retired where its period has ended."""
    if to_date is not None and to_date <= at:
        return CodeFacts(scheme, value, CodeState.RETIRED, to_date)
    return CodeFacts(scheme, value, state)


def _before(one: CodeFacts, other: CodeFacts) -> bool:
    """Say whether `one` is the better address; of equals the first in order of value."""
    rank, than = _address_rank(one), _address_rank(other)
    return rank > than or (rank == than and one.value < other.value)


def _address_rank(code: CodeFacts) -> tuple[bool, bool, str, int, int]:
    """Order codes as addresses, best last: in force, usable, by scheme, by state.

    Of codes that have all ended, the one that lasted longest.
    """
    return (
        code.state != CodeState.RETIRED,
        code.state not in UNUSABLE_CODES,
        code.until or "",
        -_ADDRESS_SCHEMES[code.scheme],
        _STATES.index(code.state),
    )
