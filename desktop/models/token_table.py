"""Reads tokens for browsing: who passes a filter, the rows of a table, the figures above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.custody import CUSTODY_LABELS, ENDED, RUNNING
from desktop.domain.radar import RADAR_DAYS
from desktop.models import search
from desktop.models.many import among, plain_rows
from desktop.models.tables import (
    certificate,
    handover,
    handover_device,
    person,
    token,
    unit_version,
)
from desktop.models.unit_reader import below, in_force

# The facts that are counted, each a state of its own: product.md, letter 15671.
FACTS = ("registered", "supplied", "received", "handed_over", "active")


@dataclass(frozen=True)
class TokenFilter:
    """Which tokens to show; what is empty or None lets all through.

    `words` are beginnings of words, `custody` a custody, `certificate` the state of a certificate
    ("none": without any, "expired": in use but over), `ending` a number of days within which an
    active certificate ends (0: has ended), `unsigned`: in the unit's hands without a signature,
    `under` the uid of a unit, itself included, `fact` one of `FACTS`.
    """

    words: str = ""
    custody: str | None = None
    certificate: str | None = None
    ending: int | None = None
    unsigned: bool = False
    under: str | None = None
    fact: str | None = None


@dataclass(frozen=True)
class TokenLine:
    """A row of the table of tokens. `unit` is a uid and `unit_name` its name on the day.

    `certificate` and its state are of the one in use; `until` is its first day without effect.
    `minutes` is the number of those that name it and wait for a signature.
    """

    uid: str
    serial: str | None
    subscriber: str
    subscriber_type: str
    purpose: str
    custody: str
    access: str
    unit: str | None
    unit_name: str | None
    person: str | None
    received_on: str | None
    signed_on: str | None
    certificate: str | None
    certificate_state: str | None
    until: str | None
    minutes: int | None = None


@dataclass(frozen=True)
class TokenCounts:
    """How many tokens each of `FACTS` holds of, how many wait for a signature, and how many
    certificates have ended or end within each of `RADAR_DAYS`."""

    facts: dict[str, int]
    unsigned: int
    ended: int
    ending: dict[int, int]


def in_order(
    connection: Connection, wanted: TokenFilter, date: str, sort: str, *, descending: bool
) -> list[str]:
    """Return the uids of the tokens that pass the filter, by serial, custody, received, signed or
    until (the end of the certificate in use); those without come last."""
    t = token.c
    value = _sort_value(sort)
    order = value.desc() if descending else value
    statement = (
        select(t.uid)
        .where(*_conditions(wanted, date))
        .order_by(value.is_(None), order, t.serial, t.subscriber, t.uid)
    )
    return [uid for (uid,) in plain_rows(connection, statement)]


def first(connection: Connection, wanted: TokenFilter, date: str, limit: int) -> list[str]:
    """Return the uids of the first tokens by serial that pass the filter, along the index."""
    t = token.c
    passing = select(t.uid).where(*_conditions(wanted, date))
    passing = passing.order_by(t.serial, t.subscriber, t.uid)
    found: list[str] = []
    for serial in (t.serial.is_not(None), t.serial.is_(None)):
        statement = passing.where(serial).limit(limit - len(found))
        found += [uid for (uid,) in plain_rows(connection, statement)]
    return found


def count(connection: Connection, wanted: TokenFilter, date: str) -> int:
    """Return how many tokens pass the filter."""
    statement = select(func.count()).select_from(token).where(*_conditions(wanted, date))
    return int(connection.execute(statement).scalar_one())


def named(connection: Connection, wanted: TokenFilter, date: str) -> list[tuple[str, str, str]]:
    """Return (uid, subscriber, uid of the unit or nothing) of the tokens that pass, unordered."""
    t = token.c
    statement = select(t.uid, t.subscriber, func.coalesce(t.unit, ""))
    return [
        (uid, subscriber, unit)
        for uid, subscriber, unit in plain_rows(
            connection, statement.where(*_conditions(wanted, date))
        )
    ]


def lines(connection: Connection, tokens: Sequence[str], date: str) -> tuple[TokenLine, ...]:
    """Return the rows of these tokens in their order."""
    t, v, p = token, unit_version, person
    statement = (
        select(
            t.c.uid, t.c.serial, t.c.subscriber, t.c.subscriber_type, t.c.purpose, t.c.custody,
            t.c.access, t.c.unit, v.c.name, p.c.name, t.c.received_on, t.c.signed_on,
            _in_use_column("number"), _in_use_column("state"), _in_use_column("to_date"),
            _waiting_minutes(),
        )
        .select_from(t)
        .outerjoin(v, and_(v.c.unit == t.c.unit, in_force(v, date)))
        .outerjoin(p, p.c.uid == t.c.person)
        .where(among(t.c.uid, tokens))
    )  # fmt: skip
    found = {row[0]: TokenLine(*row) for row in plain_rows(connection, statement)}
    return tuple(found[uid] for uid in tokens if uid in found)


def counts(connection: Connection, under: str | None, date: str) -> TokenCounts:
    """Count the facts of all tokens, or of those under a unit."""
    inside = _under(under, date)
    columns = [
        *(func.coalesce(func.sum(case((_FACTS[fact], 1), else_=0)), 0) for fact in FACTS[:-1]),
        func.coalesce(func.sum(case((_unsigned(), 1), else_=0)), 0),
    ]
    *facts, unsigned = connection.execute(select(*columns).where(*inside)).one()
    active = select(func.count()).select_from(token).where(_active(date), *inside)
    # The radar counts what its lists show: tokens with such a certificate.
    radar = {
        days: connection.execute(
            select(func.count()).select_from(token).where(_ending(days, date), *inside)
        ).scalar_one()
        for days in (*RADAR_DAYS, 0)
    }
    return TokenCounts(
        dict(zip(FACTS, (*facts, connection.execute(active).scalar_one()), strict=True)),
        unsigned,
        radar.pop(0),
        radar,
    )


def counts_by_unit(connection: Connection, date: str) -> dict[str | None, tuple[int, ...]]:
    """Count each of `FACTS` for the tokens of each unit by itself, in that order; None: those that
    belong to no unit."""
    facts = [*(_FACTS[fact] for fact in FACTS[:-1]), _active(date)]
    sums = [func.sum(case((fact, 1), else_=0)) for fact in facts]
    statement = select(token.c.unit, *sums).group_by(token.c.unit)
    return {unit: tuple(found) for unit, *found in connection.execute(statement)}


def _sort_value(sort: str) -> ColumnElement[Any]:
    t = token.c
    if sort == "until":
        return _in_use_column("to_date")
    if sort == "custody":
        return case({name: place for place, name in enumerate(CUSTODY_LABELS)}, value=t.custody)
    columns: dict[str, ColumnElement[Any]] = {"received": t.received_on, "signed": t.signed_on}
    return columns.get(sort, t.serial)


def _in_use_column(name: str) -> ColumnElement[str]:
    """Read `name` of the token's certificate in use: not ended, and of these the longest."""
    c = certificate.alias(f"of_{name}")
    return (
        select(c.c[name])
        .where(c.c.token == token.c.uid)
        .order_by(c.c.state.in_(ENDED), c.c.to_date.is_(None).desc(), c.c.to_date.desc(), c.c.uid)
        .limit(1)
        .scalar_subquery()
    )


def _waiting_minutes() -> ColumnElement[int]:
    h, d = handover.c, handover_device.c
    return (
        select(func.min(h.number))
        .join_from(handover_device, handover, d.handover == h.uid)
        .where(d.token == token.c.uid, h.signed_on.is_(None), h.cancelled_on.is_(None))
        .scalar_subquery()
    )


def _unsigned() -> ColumnElement[bool]:
    t = token.c
    return or_(t.custody == "received", and_(t.custody == "handed_over", t.signed_on.is_(None)))


_FACTS: dict[str, ColumnElement[bool]] = {
    "registered": token.c.uid.is_not(None),
    "supplied": token.c.custody != "requested",
    "received": or_(
        token.c.custody.in_(("received", "handed_over")), token.c.received_on.is_not(None)
    ),
    "handed_over": token.c.custody == "handed_over",
}


def _certified(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say in SQL that a token bears a certificate of which all this holds, as few do: those are
    found first."""
    held = select(certificate.c.token).where(certificate.c.token.is_not(None), *conditions)
    return token.c.uid.in_(held)


def _bears(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say the same of what most bear: each token is asked."""
    return exists().where(certificate.c.token == token.c.uid, *conditions)


def _active(date: str) -> ColumnElement[bool]:
    return _bears(certificate.c.state == "active", in_force(certificate, date))


def _ending(days: int, day: str) -> ColumnElement[bool]:
    c = certificate.c
    if days == 0:
        return _certified(c.state.in_(RUNNING), c.to_date <= day)
    last = (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    return _certified(c.state.in_(RUNNING), in_force(certificate, day), c.to_date <= last)


def _under(under: str | None, date: str) -> list[ColumnElement[bool]]:
    return [] if under is None else [token.c.unit.in_(select(below(under, date).c.uid))]


def _conditions(wanted: TokenFilter, date: str) -> list[ColumnElement[bool]]:
    found = _under(wanted.under, date)
    if wanted.words.strip():
        found.append(token.c.uid.in_(search.matching("token", wanted.words)))
    if wanted.custody is not None:
        found.append(token.c.custody == wanted.custody)
    if wanted.unsigned:
        found.append(_unsigned())
    if wanted.ending is not None:
        found.append(_ending(wanted.ending, date))
    if wanted.fact is not None:
        found.append(_active(date) if wanted.fact == "active" else _FACTS[wanted.fact])
    if wanted.certificate == "none":
        found.append(~_bears())
    elif wanted.certificate == "expired":
        found.append(_ending(0, date))
    elif wanted.certificate is not None:
        bears = _bears if wanted.certificate == "active" else _certified
        found.append(bears(certificate.c.state == wanted.certificate))
    return found
