"""Reads what test documents proved: when each endpoint was proved last, and which ones were not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, exists, func, or_, select
from sqlalchemy.sql import ColumnElement, Select

from desktop.domain.proofs import UNPROVED_DAYS, LostDocument, Outcome, UnprovedUnit
from desktop.models import settings
from desktop.models.many import among, plain_rows
from desktop.models.tables import endpoint, test_document, test_round, unit_version
from desktop.models.unit_reader import in_force
from desktop.models.unit_table import codes_of

# After so many days without a proof an endpoint is a finding.
DAYS_SETTING = "policy.unproved_days"


def unproved_days(connection: Connection) -> int:
    """Return after how many days without a proof an endpoint is a finding in this vault."""
    return int(settings.get(connection, DAYS_SETTING) or UNPROVED_DAYS)


def last_proofs(
    connection: Connection, at: str, endpoints: Collection[str] | None = None
) -> dict[str, str]:
    """Return the day on which each endpoint was proved last, up to the day `at`, by its uid.

    Of `endpoints`, or of all; those that never were are left out.
    """
    d = test_document.c
    statement = select(d.endpoint, func.max(d.result_on)).where(*_arrived(at)).group_by(d.endpoint)
    if endpoints is not None:
        statement = statement.where(among(d.endpoint, endpoints))
    return dict(plain_rows(connection, statement))


class LastTest(NamedTuple):
    """The last test document of an endpoint of which something is known."""

    outcome: Outcome
    day: str
    round: int
    number: int


def last_test(connection: Connection, uid: str, at: str) -> LastTest | None:
    """Return the last test document of an endpoint with an outcome by the day `at`, if any."""
    d, r = test_document.c, test_round.c
    row = connection.execute(
        select(d.result, d.result_on, r.number, d.number)
        .join_from(test_document, test_round, r.uid == d.round)
        .where(d.endpoint == uid, d.result.is_not(None), d.result_on <= at)
        .order_by(d.result_on.desc(), r.number.desc())
        .limit(1)
    ).first()
    return None if row is None else LastTest(Outcome(row[0]), *row[1:])


def proved_between(since: str, at: str) -> Select[tuple[str]]:
    """Return in SQL the uids of the endpoints that a test document proved from the day `since` to
    the day `at`, both included."""
    d = test_document.c
    return select(d.endpoint).where(*_arrived(at), d.result_on >= since)


def may_be_tested(at: str) -> ColumnElement[bool]:
    """Say in SQL that an endpoint is in use on the day `at` and receives."""
    e = endpoint.c
    return and_(e.state == "active", e.receives == 1, in_force(endpoint, at))


def has_rounds(connection: Connection, at: str) -> bool:
    """Say whether a round of test documents was planned by the day `at`."""
    planned = select(test_round.c.uid).where(test_round.c.planned_on <= at).limit(1)
    return connection.execute(planned).first() is not None


def unproved_units(connection: Connection, at: str, since: str) -> Iterator[UnprovedUnit]:
    """Yield the units of the day `at` with endpoints in use that receive and that no test document
    has proved from the day `since` on."""
    e, v = endpoint.c, unit_version.c
    unproved = func.sum(case((e.uid.in_(proved_between(since, at)), 0), else_=1))
    counted = (
        select(e.unit, unproved.label("unproved"), func.count().label("total"))
        .where(may_be_tested(at))
        .group_by(e.unit)
        .having(unproved > 0)
        .subquery()
    )
    statement = (
        select(counted.c.unit, v.name, counted.c.unproved, counted.c.total)
        .select_from(counted)
        .join(unit_version, and_(v.unit == counted.c.unit, in_force(unit_version, at)))
    )
    rows = list(plain_rows(connection, statement))
    codes = codes_of(connection, [row[0] for row in rows], at)
    for uid, name, missing, total in rows:
        yield UnprovedUnit(uid, name, codes[uid].value if uid in codes else None, missing, total)


def lost_documents(
    connection: Connection, at: str, role_labels: Mapping[str, str]
) -> Iterator[LostDocument]:
    """Yield the endpoints in use on the day `at` whose last test document did not arrive.

    The last one is that of the last day, and of several on that day that of the last round.
    """
    d, r = test_document.c, test_round.c
    other, of_other = test_document.alias("other"), test_round.alias("of_other")
    later = (
        exists()
        .where(other.c.endpoint == d.endpoint, other.c.result_on <= at)
        .where(of_other.c.uid == other.c.round)
        .where(
            or_(
                other.c.result_on > d.result_on,
                and_(other.c.result_on == d.result_on, of_other.c.number > r.number),
            )
        )
    )
    e, v = endpoint.c, unit_version.c
    statement = (
        select(e.unit, v.name, e.uid, e.role, e.account, r.number, d.number, d.result_on)
        .select_from(test_document)
        .join(test_round, r.uid == d.round)
        .join(endpoint, e.uid == d.endpoint)
        .join(unit_version, and_(v.unit == e.unit, in_force(unit_version, at)))
        .where(d.result == Outcome.LOST.value, d.result_on <= at, ~later, may_be_tested(at))
    )
    rows = list(plain_rows(connection, statement))
    codes = codes_of(connection, [row[0] for row in rows], at)
    for unit, name, uid, role, account, number_of_round, number, day in rows:
        label = role_labels.get(role, role)
        yield LostDocument(
            unit,
            name,
            codes[unit].value if unit in codes else None,
            uid,
            f"{label} ({account})" if account else label,
            number_of_round,
            number,
            day,
        )


def _arrived(at: str) -> tuple[ColumnElement[bool], ...]:
    d = test_document.c
    return d.result == Outcome.ARRIVED.value, d.result_on <= at
