"""Reads what the rules of `check` need beside the facts of routing, in set queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, and_, exists, func, or_, select

from desktop.domain.checks import EndingCertificate, HeldCode
from desktop.domain.code_states import AXIS, MISMATCH, REFUSED, STILL_THERE, ToldState
from desktop.domain.codes import PLACE_SCHEME
from desktop.domain.profile_checks import EndingExemption
from desktop.models.radar_reader import running
from desktop.models.tables import (
    certificate,
    code_state,
    exemption,
    identifier_code,
    person,
    token,
    unit_version,
)
from desktop.models.unit_reader import in_force, known_as


def repeated_codes(connection: Connection) -> list[HeldCode]:
    """Return every holding of the values that occur more than once, at whatever time.

    Codes of places (`dvhc`) are no addresses and may be shared.
    """
    c = identifier_code.c
    repeated = (
        select(c.value).where(c.scheme != PLACE_SCHEME).group_by(c.value).having(func.count() > 1)
    )
    rows = connection.execute(
        select(c.uid, c.unit, c.scheme, c.value, c.from_date, c.to_date).where(
            c.scheme != PLACE_SCHEME, c.value.in_(repeated)
        )
    )
    return [HeldCode(*row) for row in rows]


def names_ever(connection: Connection, at: str) -> dict[str, str]:
    """Return every unit's name: on the day `at`, or the nearest one known where it has none."""
    v = unit_version.c
    rows = connection.execute(select(v.unit, v.name, v.from_date).order_by(v.from_date))
    names: dict[str, str] = {}
    for uid, name, from_date in rows:
        if from_date <= at or uid not in names:
            names[uid] = name
    return names


def codes_by_unit(connection: Connection, at: str) -> dict[tuple[str, str], list[str]]:
    """Return the values in force on the day `at` by (unit, scheme), refused ones left out."""
    c = identifier_code.c
    rows = connection.execute(
        select(c.unit, c.scheme, c.value)
        .where(in_force(identifier_code, at), c.state != "refused")
        .order_by(c.value)
    )
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for unit, scheme, value in rows:
        found[unit, scheme].append(value)
    return dict(found)


def states_out_of_step(connection: Connection, at: str) -> list[ToldState]:
    """Return what was told of codes that a system does not have as the registers do on the day."""
    c, s = identifier_code.c, code_state.c
    ended = and_(c.to_date.is_not(None), c.to_date <= at)
    apart = or_(s.state == MISMATCH, and_(s.state == REFUSED, s.system == AXIS))
    rows = connection.execute(
        select(s.system, s.state, s.on_date, s.reason, c.value, c.from_date, c.to_date, c.unit)
        .join_from(code_state, identifier_code, s.code == c.uid)
        .where(or_(and_(apart, ~ended), and_(ended, s.state.in_(STILL_THERE))))
        .order_by(c.value, s.system)
    )
    return [ToldState(*row) for row in rows]


def ending_certificates(connection: Connection, at: str, last: str) -> Iterator[EndingCertificate]:
    """Yield the certificates in use that have begun by the day `at` and have ended by then, or do
    by the day `last`."""
    c = certificate.c
    owner = func.coalesce(c.unit, token.c.unit, person.c.unit)
    name = (
        select(unit_version.c.name)
        .where(unit_version.c.unit == owner, in_force(unit_version, at))
        .limit(1)
        .scalar_subquery()
    )
    subscriber = func.coalesce(token.c.subscriber, person.c.name, c.subject, name, c.number)
    statement = (
        select(owner, name, known_as(owner, at), c.number, subscriber, c.to_date)
        .select_from(
            certificate.outerjoin(token, c.token == token.c.uid).outerjoin(
                person, person.c.uid == func.coalesce(c.person, token.c.person)
            )
        )
        .where(running(), c.from_date <= at, c.to_date <= last)
        .order_by(c.to_date, c.number)
    )
    for uid, unit, code, number, holder, until in connection.execute(statement):
        yield EndingCertificate(
            uid or "", unit or "", None if code == unit else code, number, holder, until
        )


def ending_exemptions(connection: Connection, at: str, last: str) -> Iterator[EndingExemption]:
    """Yield the exemptions in force on the day `at` that end by the day `last`, but for those that
    another follows at once for all that they are about."""
    x, name = exemption, unit_version
    later = exemption.alias("later")
    follows = exists().where(
        later.c.unit == x.c.unit,
        later.c.from_date <= x.c.to_date,
        later.c.to_date > x.c.to_date,
        later.c.level <= x.c.level,
        *(
            or_(later.c[part].is_(None), later.c[part] == x.c[part])
            for part in ("environment", "direction")
        ),
    )
    statement = (
        select(
            x.c.unit, name.c.name, known_as(x.c.unit, at), x.c.decision, x.c.level, x.c.to_date
        )
        .join_from(x, name, and_(name.c.unit == x.c.unit, in_force(name, at)))
        .where(in_force(x, at), x.c.to_date <= last, ~follows)
        .order_by(x.c.to_date, x.c.uid)
    )  # fmt: skip
    for uid, unit, code, decision, level, until in connection.execute(statement):
        yield EndingExemption(uid, unit, None if code == unit else code, decision, level, until)
