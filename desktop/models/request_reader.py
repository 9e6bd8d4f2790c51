"""Reads requests to the issuer with their items, and who or what a batch of them is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.custody import RUNNING
from desktop.domain.issuer_requests import Kind, RequestState, state_of
from desktop.models.many import among, plain_rows
from desktop.models.tables import (
    certificate,
    endpoint,
    holding,
    issuer_request,
    issuer_request_item,
    person,
    token,
    token_move,
    unit_version,
)
from desktop.models.unit_reader import below, in_force, known_as

# Where a device is nobody's any more, or is to be replaced.
_NOT_HELD = ("returned", "destroyed", "lost", "damaged")


@dataclass(frozen=True)
class Item:
    """One person or device of a request, with what the registers say of it on the day looked at.

    `token`, `person` and `certificate` are uids, and `holder` that of whose device it is. Days are
    ISO; `until` is the first day without effect.
    """

    uid: str
    place: int
    token: str | None
    person: str | None
    certificate: str | None
    answer: str | None
    answered_on: str | None
    paper: str | None
    reason: str | None
    subscriber: str
    subscriber_type: str
    birth: str | None
    post: str | None
    mail: str | None
    phone: str | None
    serial: str | None
    model: str | None
    purpose: str
    number: str | None
    state: str | None
    until: str | None
    unit: str | None
    unit_name: str | None
    unit_code: str | None
    holder: str | None


@dataclass(frozen=True)
class Request:
    """A request with its items in their order."""

    uid: str
    number: int
    kind: Kind
    drawn_on: str
    reason: str | None
    letter: str | None
    sent_on: str | None
    cancelled_on: str | None
    items: tuple[Item, ...]

    @property
    def state(self) -> RequestState:
        """How far it is."""
        return state_of(self.sent_on, self.cancelled_on, (item.answer for item in self.items))


def next_number(connection: Connection) -> int:
    """Return the number of the next request."""
    return int(connection.execute(select(func.max(issuer_request.c.number))).scalar() or 0) + 1


def with_number(connection: Connection, number: int, at: str) -> Request | None:
    """Return the request of this number, or None."""
    return next(iter(_requests(connection, issuer_request.c.number == number, at)), None)


def all_requests(connection: Connection, at: str) -> list[Request]:
    """Return all requests, the newest first."""
    return _requests(connection, None, at)


def open_items(
    connection: Connection, column: str, uids: Collection[str], kind: str | None = None
) -> list[tuple[str, str, int]]:
    """Return (uid of the item, what its `column` names, number of its request) of those that have
    no answer, of drafts too, and name one of `uids` there."""
    r, i = issuer_request.c, issuer_request_item.c
    statement = (
        select(i.uid, i[column], r.number)
        .join_from(issuer_request_item, issuer_request, i.request == r.uid)
        .where(i.answer.is_(None), r.cancelled_on.is_(None), among(i[column], uids))
    )
    if kind is not None:
        statement = statement.where(r.kind == kind)
    return [(uid, named, number) for uid, named, number in plain_rows(connection, statement)]


def sent_items(connection: Connection, certificates: Collection[str]) -> list[tuple[str, str, str]]:
    """Return (uid, kind, certificate) of the items of sent requests that wait for an answer."""
    r, i = issuer_request.c, issuer_request_item.c
    statement = (
        select(i.uid, r.kind, i.certificate)
        .join_from(issuer_request_item, issuer_request, i.request == r.uid)
        .where(i.answer.is_(None), r.sent_on.is_not(None), among(i.certificate, certificates))
    )
    return [(uid, kind, named) for uid, kind, named in plain_rows(connection, statement)]


def _requests(connection: Connection, wanted: ColumnElement[bool] | None, at: str) -> list[Request]:
    r = issuer_request.c
    statement = select(
        r.uid, r.number, r.kind, r.drawn_on, r.reason, r.letter, r.sent_on, r.cancelled_on
    ).order_by(r.number.desc())
    if wanted is not None:
        statement = statement.where(wanted)
    rows = list(connection.execute(statement))
    items = _items(connection, [row.uid for row in rows], at)
    return [
        Request(
            row.uid, row.number, Kind(row.kind), row.drawn_on, row.reason, row.letter,
            row.sent_on, row.cancelled_on, tuple(items.get(row.uid, ())),
        )
        for row in rows
    ]  # fmt: skip


def _items(connection: Connection, requests: Sequence[str], at: str) -> dict[str, list[Item]]:
    i, t, p, c = issuer_request_item.c, token.c, person.c, certificate.c
    unit = func.coalesce(t.unit, p.unit)
    name = (
        select(unit_version.c.name)
        .where(unit_version.c.unit == unit, in_force(unit_version, at))
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(
            i.request, i.uid, i.place, i.token, i.person, i.certificate, i.answer, i.answered_on,
            i.paper, i.reason, func.coalesce(t.subscriber, p.name),
            func.coalesce(t.subscriber_type, "person"), t.birth, func.coalesce(t.post, p.post),
            func.coalesce(t.mail, p.mail), func.coalesce(t.phone, p.phone), t.serial, t.model,
            func.coalesce(t.purpose, "sign"), c.number, c.state, c.to_date, unit, name,
            known_as(unit, at), p.uid,
        )
        .select_from(issuer_request_item)
        .outerjoin(token, t.uid == i.token)
        .outerjoin(person, p.uid == func.coalesce(i.person, t.person))
        .outerjoin(certificate, c.uid == i.certificate)
        .where(among(i.request, requests))
        .order_by(i.request, i.place)
    )  # fmt: skip
    found: dict[str, list[Item]] = {}
    rows: Iterable[tuple[Any, ...]] = plain_rows(connection, statement)
    for request, *values in rows:
        found.setdefault(request, []).append(Item(*values))
    return found


def ending(connection: Connection, at: str, days: int, under: str | None) -> list[str]:
    """Return the tokens in hand whose certificate in use has ended or ends within `days`."""
    last = (date.fromisoformat(at) + timedelta(days=days)).isoformat()
    c = certificate.c
    such = select(c.token).where(c.state.in_(RUNNING), c.to_date <= last, c.token.is_not(None))
    in_hand = token.c.custody.in_(("received", "handed_over"))
    return _tokens(connection, and_(in_hand, token.c.uid.in_(such)), under, at)


def lost(connection: Connection, at: str, under: str | None) -> list[str]:
    """Return the lost devices with certificates that are not revoked."""
    c = certificate.c
    states = ("issued", "active", "on_hold", "revocation_pending")
    such = select(c.token).where(c.state.in_(states), c.token.is_not(None))
    return _tokens(connection, and_(token.c.custody == "lost", token.c.uid.in_(such)), under, at)


def returned(connection: Connection, at: str, under: str | None) -> list[str]:
    """Return the devices that were given back with certificates in force whose revocation nobody
    asked for."""
    c = certificate.c
    states = ("issued", "active", "on_hold")
    such = select(c.token).where(c.state.in_(states), in_force(certificate, at))
    wanted = and_(token.c.custody == "returned", token.c.uid.in_(such))
    return _tokens(connection, wanted, under, at)


def losses(connection: Connection, tokens: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Return of each of these devices the day on which it was lost, and why: nothing known of one
    that is not lost."""
    moved = token_move.c
    statement = (
        select(token.c.uid, moved.day, moved.reason)
        .select_from(
            token.outerjoin(
                token_move,
                and_(
                    moved.token == token.c.uid,
                    moved.kind == "custody",
                    moved.became == "lost",
                    token.c.custody == "lost",
                ),
            )
        )
        .where(among(token.c.uid, tokens))
        .order_by(token.c.uid, moved.place)
    )
    last = {uid: (day, reason) for uid, day, reason in plain_rows(connection, statement)}
    return list(last.values())


def locked(connection: Connection, at: str, under: str | None) -> list[str]:
    """Return the devices in hand whose PIN is locked."""
    in_hand = token.c.custody.in_(("received", "handed_over"))
    return _tokens(connection, and_(in_hand, token.c.access == "locked"), under, at)


def people_without(connection: Connection, at: str, under: str | None) -> list[str]:
    """Return the people who hold an endpoint for secret documents on the day and have no device,
    asked for or in hand."""
    held = (
        select(holding.c.person)
        .join_from(holding, endpoint, holding.c.endpoint == endpoint.c.uid)
        .where(
            in_force(holding, at),
            in_force(endpoint, at),
            endpoint.c.state == "active",
            endpoint.c.ceiling > 0,
        )
    )
    theirs = exists().where(
        token.c.subscriber_type == "person",
        token.c.custody.not_in(_NOT_HELD),
        or_(
            token.c.person == person.c.uid,
            and_(token.c.person.is_(None), token.c.subscriber == person.c.name),
        ),
    )
    statement = (
        select(person.c.uid)
        .where(person.c.uid.in_(held), ~theirs)
        .order_by(person.c.name, person.c.uid)
    )
    if under is not None:
        statement = statement.where(person.c.unit.in_(select(below(under, at).c.uid)))
    return [uid for (uid,) in connection.execute(statement)]


def _tokens(
    connection: Connection, wanted: ColumnElement[bool], under: str | None, at: str
) -> list[str]:
    statement = select(token.c.uid).where(wanted).order_by(token.c.serial, token.c.uid)
    if under is not None:
        statement = statement.where(token.c.unit.in_(select(below(under, at).c.uid)))
    return [uid for (uid,) in connection.execute(statement)]
