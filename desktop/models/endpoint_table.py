"""Reads endpoints and people for browsing: who passes a filter, in which order, and the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, exists, func, null, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.vacancy import Vacancy, vacancy
from desktop.models import search, settings
from desktop.models.many import among, plain_rows
from desktop.models.proof_reader import last_proofs
from desktop.models.tables import (
    endpoint,
    holding,
    identifier_code,
    person,
    stand_in,
    unit_version,
)
from desktop.models.unit_reader import MAIN_SCHEME, below, in_force, of_main_scheme
from desktop.models.unit_table import codes_of


@dataclass(frozen=True)
class EndpointFilter:
    """Which endpoints to show; what is empty or None lets all through.

    `words` are beginnings of words; `unit` is the uid of the unit they belong to, `under` of one
    that they lie under (itself included); `lacks_person` keeps those without a holder on the
    day.
    """

    words: str = ""
    role: str | None = None
    environment: str | None = None
    state: str | None = None
    ceiling: int | None = None
    unit: str | None = None
    under: str | None = None
    lacks_person: bool = False


@dataclass(frozen=True)
class PersonFilter:
    """Which people to show; `clearance` is a SecrecyLevel (0: no clearance), `under` as above.

    `idle` keeps those who hold nothing and stand in nowhere on the day.
    """

    words: str = ""
    clearance: int | None = None
    under: str | None = None
    idle: bool = False


class EndpointKey(NamedTuple):
    """What an endpoint is put in its place by; `value` is of the column asked for."""

    uid: str
    unit: str
    role: str
    environment: str
    value: Any


class PersonKey(NamedTuple):
    """What people are put in order by."""

    uid: str
    name: str
    post: str | None
    clearance: int | None


@dataclass(frozen=True)
class EndpointLine:
    """A row of the table of endpoints; `unit` is a uid, `unit_name` None where it has ended.

    `person` is the uid of who holds it on the day; `others` counts further holders. `proved_on` is
    the last day by then on which a test document arrived there. `vacancy` is there where nobody
    holds it, unless it is closed.
    """

    uid: str
    unit: str
    code: str | None
    unit_name: str | None
    role: str
    environment: str
    receives: bool
    sends: bool
    ceiling: int
    account: str | None
    state: str
    from_date: str
    to_date: str | None
    person: str | None = None
    person_name: str | None = None
    post: str | None = None
    phone: str | None = None
    others: int = 0
    stand_ins: int = 0
    proved_on: str | None = None
    vacancy: Vacancy | None = None


@dataclass(frozen=True)
class PersonLine:
    """A row of the table of people; `endpoints` counts what they hold on the day."""

    uid: str
    name: str
    post: str | None
    phone: str | None
    mail: str | None
    unit: str | None
    unit_name: str | None
    code: str | None
    clearance: int | None
    clearance_until: str | None
    endpoints: int = 0


# Names, beside the columns of endpoints, the day since when nobody is there.
VACANT = "vacant"
_NOBODY = (None, None, None, None)


def endpoint_keys(
    connection: Connection, wanted: EndpointFilter, date: str, column: str
) -> list[EndpointKey]:
    """Return the endpoints in force on the day `date` that pass the filter, each with its value of
    `column`, in no order.

    No more than this is kept of each, and a word once: of a country's endpoints they are 177,000.
    """
    e = endpoint.c
    value = vacant_since(date) if column == VACANT else e[column]
    statement = select(e.uid, e.unit, e.role, e.environment, value).where(
        in_force(endpoint, date), *_endpoint_conditions(wanted, date)
    )
    words: dict[str, str] = {}
    once = words.setdefault
    return [
        EndpointKey(uid, once(unit, unit), once(role, role), once(place, place), value)
        for uid, unit, role, place, value in plain_rows(connection, statement)
    ]


def count_endpoints(connection: Connection, wanted: EndpointFilter, date: str) -> int:
    """Return how many endpoints in force on the day pass the filter."""
    statement = select(func.count()).where(
        in_force(endpoint, date), *_endpoint_conditions(wanted, date)
    )
    return int(connection.execute(statement).scalar_one())


def first_endpoints(
    connection: Connection, wanted: EndpointFilter, date: str, limit: int
) -> list[str]:
    """Return the uids of the first endpoints of coded units, by code, role and environment.

    Read along the index of codes: the first rows of a country cost no more than those rows.
    """
    c, e, other = identifier_code, endpoint, identifier_code.alias("other")
    earlier = exists(
        select(other.c.uid).where(
            other.c.unit == c.c.unit,
            of_main_scheme(other),
            in_force(other, date),
            other.c.value < c.c.value,
        )
    )
    statement = (
        select(e.c.uid)
        .select_from(c)
        .join(e, e.c.unit == c.c.unit)
        .where(c.c.scheme == MAIN_SCHEME, in_force(c, date), ~earlier)
        .where(in_force(e, date), *_endpoint_conditions(wanted, date))
        .order_by(c.c.value, e.c.role, e.c.environment, e.c.uid)
        .limit(limit)
    )
    return list(connection.execute(statement).scalars())


def endpoint_lines(
    connection: Connection, uids: Sequence[str], date: str
) -> tuple[EndpointLine, ...]:
    """Return the rows of these endpoints in their order, with who holds them on the day."""
    e, v = endpoint, unit_version
    statement = (
        select(
            e.c.uid, e.c.unit, v.c.name, e.c.role, e.c.environment, e.c.receives, e.c.sends,
            e.c.ceiling, e.c.account, e.c.state, e.c.from_date, e.c.to_date, vacant_since(date),
        )
        .select_from(e)
        .outerjoin(v, and_(v.c.unit == e.c.unit, in_force(v, date)))
        .where(among(e.c.uid, uids))
    )  # fmt: skip
    rows = {row[0]: row for row in plain_rows(connection, statement)}
    codes = codes_of(connection, [row[1] for row in rows.values()], date)
    holders = _holders(connection, uids, date)
    deputies = _stand_ins(connection, uids, date)
    proved = last_proofs(connection, date, uids)
    cutover = settings.cutover_date(connection)
    found = []
    for uid in uids:
        if uid not in rows:
            continue
        _, unit, name, role, environment, receives, sends, *rest, since = rows[uid]
        people = holders.get(uid, [])
        code = codes.get(unit)
        values: list[Any] = [
            uid, unit, code.value if code else None, name, role, environment, bool(receives),
            bool(sends), *rest, *(people[0] if people else _NOBODY), max(0, len(people) - 1),
            deputies.get(uid, 0), proved.get(uid),
            vacancy(since, date, cutover) if since else None,
        ]  # fmt: skip
        found.append(EndpointLine(*values))
    return tuple(found)


def person_keys(connection: Connection, wanted: PersonFilter, date: str) -> list[PersonKey]:
    """Return the people who pass the filter, in no order."""
    p = person.c
    statement = select(p.uid, p.name, p.post, p.clearance).where(*_person_conditions(wanted, date))
    return [PersonKey(*row) for row in plain_rows(connection, statement)]


def person_lines(connection: Connection, uids: Sequence[str], date: str) -> tuple[PersonLine, ...]:
    """Return the rows of these people in their order."""
    p, v = person, unit_version
    statement = (
        select(
            p.c.uid, p.c.name, p.c.post, p.c.phone, p.c.mail, p.c.unit, v.c.name, p.c.clearance,
            p.c.clearance_until,
        )
        .select_from(p)
        .outerjoin(v, and_(v.c.unit == p.c.unit, in_force(v, date)))
        .where(among(p.c.uid, uids))
    )  # fmt: skip
    rows = {row[0]: row for row in plain_rows(connection, statement)}
    codes = codes_of(connection, [row[5] for row in rows.values() if row[5]], date)
    held = _held(connection, uids, date)
    found = []
    for uid in uids:
        if uid in rows:
            *before, unit, unit_name, clearance, until = rows[uid]
            code = codes[unit].value if unit in codes else None
            values = [*before, unit, unit_name, code, clearance, until, held.get(uid, 0)]
            found.append(PersonLine(*values))
    return tuple(found)


def vacant_since(date: str) -> ColumnElement[str | None]:
    """Return in SQL since when nobody is at an endpoint: the day the last holding ended, else its
    first day; NULL where somebody holds it on the day, or it is closed. Who stands in does so for
    a holder only."""
    e, h = endpoint.c, holding.c
    held = exists().where(h.endpoint == e.uid, in_force(holding, date))
    last = select(func.max(h.to_date)).where(h.endpoint == e.uid, h.to_date <= date)
    since = func.coalesce(last.scalar_subquery(), e.from_date)
    return case((or_(e.state == "closed", held), null()), else_=since)


def _holders(
    connection: Connection, uids: Sequence[str], date: str
) -> dict[str, list[tuple[str, str, str | None, str | None]]]:
    h, p = holding, person
    statement = (
        select(h.c.endpoint, p.c.uid, p.c.name, p.c.post, p.c.phone)
        .join_from(h, p, p.c.uid == h.c.person)
        .where(among(h.c.endpoint, uids), in_force(h, date))
        .order_by(h.c.from_date.desc(), h.c.uid)
    )
    found: dict[str, list[tuple[str, str, str | None, str | None]]] = {}
    for uid, *who in plain_rows(connection, statement):
        found.setdefault(uid, []).append((who[0], who[1], who[2], who[3]))
    return found


def _stand_ins(connection: Connection, uids: Sequence[str], date: str) -> dict[str, int]:
    s = stand_in
    statement = (
        select(s.c.endpoint, func.count())
        .where(among(s.c.endpoint, uids), in_force(s, date))
        .group_by(s.c.endpoint)
    )
    return dict(plain_rows(connection, statement))


def _held(connection: Connection, uids: Sequence[str], date: str) -> dict[str, int]:
    h, e = holding, endpoint
    statement = (
        select(h.c.person, func.count())
        .join_from(h, e, e.c.uid == h.c.endpoint)
        .where(among(h.c.person, uids), in_force(h, date), in_force(e, date))
        .group_by(h.c.person)
    )
    return dict(plain_rows(connection, statement))


def _endpoint_conditions(wanted: EndpointFilter, date: str) -> list[ColumnElement[bool]]:
    e = endpoint.c
    found: list[ColumnElement[bool]] = []
    if wanted.words.strip():
        found.append(e.uid.in_(search.matching("endpoint", wanted.words)))
    for name in ("role", "environment", "state", "ceiling", "unit"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(e[name] == value)
    if wanted.under is not None:
        found.append(e.unit.in_(select(below(wanted.under, date).c.uid)))
    if wanted.lacks_person:
        found.append(~exists().where(holding.c.endpoint == e.uid, in_force(holding, date)))
    return found


def _person_conditions(wanted: PersonFilter, date: str) -> list[ColumnElement[bool]]:
    p = person.c
    found: list[ColumnElement[bool]] = []
    if wanted.words.strip():
        found.append(p.uid.in_(search.matching("person", wanted.words)))
    if wanted.clearance is not None:
        at_least = p.clearance == wanted.clearance
        found.append(or_(at_least, p.clearance.is_(None)) if wanted.clearance == 0 else at_least)
    if wanted.under is not None:
        found.append(p.unit.in_(select(below(wanted.under, date).c.uid)))
    if wanted.idle:
        found += [
            ~exists().where(table.c.person == p.uid, in_force(table, date))
            for table in (holding, stand_in)
        ]
    return found
