"""Drawing up requests: about whom or what, one by one or from what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from desktop.domain.cells import shown_date
from desktop.domain.issuer_requests import ABOUT_CERTIFICATES, Kind
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.texts import N_, Text
from desktop.models import request_reader
from desktop.models.register_rows import dicts_in
from desktop.models.request_reader import Request
from desktop.models.tables import certificate, issuer_request, issuer_request_item, person
from desktop.models.token_life import lifecycle
from desktop.models.uow import UnitOfWork
from desktop.services.edit_tokens import tokens_of
from desktop.services.endpoint_rows import written
from desktop.services.lists import find_unit
from desktop.services.requests.command import (
    BATCHES,
    NOTHING_FOUND,
    Batch,
    CancelRequest,
    DrawRequest,
    FindBatch,
    ListRequests,
    ReadRequest,
    RequestDone,
)
from desktop.services.session import Session

Row = Mapping[str, Any]

# The states of a certificate that each kind may be about.
_ABOUT = {
    Kind.RENEW: ("issued", "active", "on_hold"),
    Kind.CHANGE: ("issued", "active", "on_hold"),
    Kind.REVOKE: ("issued", "active", "on_hold", "revocation_pending"),
}


def draw_request(session: Session, command: DrawRequest) -> RequestDone:
    """Draw up a request, a draft until its letter is sent; nothing moves with it.

    To revoke what is on lost devices the loss is the reason, where none is given.

    Raises `Refusal`: `request.empty`, `token.unknown`, `person.unknown`, `request.people_only_new`,
    `request.day_to_come`, and for each device or person what stands against it: `request.open`,
    `request.no_certificate`, `certificate.there_already`, `token.not_locked`.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        if command.kind is Kind.REVOKE and not written(command.reason or ""):
            reason = _loss(work.connection, command.tokens)
            if reason is not None:
                words = reason.render(session.surroundings.translate)
                command = replace(command, reason=words)
        made = put_request(work, command, today)
    return RequestDone(made, work.run.number if work.run is not None else None)


def _loss(connection: Connection, tokens: Sequence[str]) -> Text | None:
    """Return when and why devices were lost, None where they are not all lost at once."""
    losses = set(request_reader.losses(connection, tokens))
    if len(losses) != 1:
        return None
    ((day, why),) = losses
    if day is None:
        return None
    values: dict[str, object] = {"day": shown_date(day)}
    if why is None:
        return Text(N_("The device was lost on {day}"), values)
    return Text(N_("The device was lost on {day}: {why}"), {**values, "why": why})


def put_request(work: UnitOfWork, command: DrawRequest, today: str) -> Request:
    """Draw up a request within a run; see `draw_request`."""
    day = command.on or today
    if day > today:
        raise refuse("request.day_to_come")
    if not command.tokens and not command.people:
        raise refuse("request.empty")
    if command.people and command.kind is not Kind.NEW:
        raise refuse("request.people_only_new")
    connection = work.connection
    rows = _in_order(tokens_of(connection, command.tokens) if command.tokens else (), command)
    people = _people(connection, command.people)
    problems = list(_problems(connection, command.kind, rows, people))
    if problems:
        raise Refusal(*problems)
    items = [
        *_items(connection, command.kind, rows),
        *({"person": each["uid"]} for each in people),
    ]
    number = request_reader.next_number(connection)
    uid = work.new_uid()
    reason = written(command.reason or "")
    head = {"uid": uid, "number": number, "kind": command.kind.value, "drawn_on": day}
    work.insert(issuer_request, [{**head, "reason": reason}])
    numbered = zip(work.new_uids(len(items)), items, strict=True)
    work.insert(
        issuer_request_item,
        [
            {"uid": each, "request": uid, "place": place, **item}
            for place, (each, item) in enumerate(numbered, start=1)
        ],
    )
    return known(work.connection, number, today)


def known(connection: Connection, number: int, at: str) -> Request:
    """Return the request of this number. Raises the refusal `request.unknown`."""
    found = request_reader.with_number(connection, number, at)
    if found is None:
        raise refuse("request.unknown", number=number)
    return found


def read_request(session: Session, command: ReadRequest) -> Request:
    """Return a request. Raises the refusal `request.unknown`."""
    with session.reading(command) as connection:
        return known(connection, command.number, session.surroundings.today())


def list_requests(session: Session, command: ListRequests) -> tuple[Request, ...]:
    """Return requests, the newest first."""
    with session.reading(command) as connection:
        found = request_reader.all_requests(connection, session.surroundings.today())
    return tuple(each for each in found if command.state in (None, each.state))


def cancel_request(session: Session, command: CancelRequest) -> RequestDone:
    """Give up a draft. Raises `Refusal`: `request.unknown`, `request.not_a_draft`."""
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        request = known(work.connection, command.number, today)
        if request.sent_on is not None or request.cancelled_on is not None:
            raise refuse("request.not_a_draft", number=request.number)
        work.update(issuer_request, [{"uid": request.uid, "cancelled_on": today}])
        made = known(work.connection, request.number, today)
    return RequestDone(made, work.run.number if work.run is not None else None)


def find_batch(session: Session, command: FindBatch) -> Batch:
    """Find what a batch is about. Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`."""
    today = session.surroundings.today()
    kind = BATCHES[command.batch]
    with session.reading(command) as connection:
        under = find_unit(connection, command.under, today) if command.under else None
        match command.batch:
            case "ending":
                found = request_reader.ending(connection, today, command.days, under)
            case "lost":
                found = request_reader.lost(connection, today, under)
            case "returned":
                found = request_reader.returned(connection, today, under)
            case "locked":
                found = request_reader.locked(connection, today, under)
            case _:
                people = request_reader.people_without(connection, today, under)
                taken = _taken(connection, "person", people, kind)
                return Batch(kind, (), tuple(uid for uid in people if uid not in taken))
        taken = _taken(connection, "token", found, kind)
    return Batch(kind, tuple(uid for uid in found if uid not in taken), ())


def draw_batch(
    session: Session, command: FindBatch, on: str | None = None, reason: str | None = None
) -> RequestDone:
    """Draw up a request about all that a batch finds. Raises as `find_batch` and `draw_request`,
    and the refusal `request.batch_empty`."""
    found = find_batch(session, command)
    if not found.tokens and not found.people:
        raise refuse("request.batch_empty", what=Text(NOTHING_FOUND[command.batch]))
    return draw_request(session, DrawRequest(found.kind, found.tokens, found.people, on, reason))


def _taken(connection: Connection, column: str, uids: Sequence[str], kind: Kind) -> set[str]:
    return {uid for _, uid, _ in request_reader.open_items(connection, column, uids, kind.value)}


def _in_order(rows: Sequence[dict[str, Any]], command: DrawRequest) -> list[dict[str, Any]]:
    by_uid = {row["uid"]: row for row in rows}
    return [by_uid[uid] for uid in dict.fromkeys(command.tokens)]


def _people(connection: Connection, uids: Sequence[str]) -> list[dict[str, Any]]:
    by_uid = {row["uid"]: row for row in dicts_in(connection, person, "uid", uids)}
    if len(by_uid) != len(set(uids)):
        raise refuse("person.unknown")
    return [by_uid[uid] for uid in dict.fromkeys(uids)]


def _problems(
    connection: Connection, kind: Kind, rows: Sequence[Row], people: Sequence[Row]
) -> Iterator[Problem]:
    for column, found in (("token", rows), ("person", people)):
        uids = [row["uid"] for row in found]
        numbers = {
            uid: number
            for _, uid, number in request_reader.open_items(connection, column, uids, kind.value)
        }
        for row in found:
            if row["uid"] in numbers:
                what = shown(row) if column == "token" else row["name"]
                yield Problem("request.open", {"what": what, "number": numbers[row["uid"]]})
    for row in rows:
        cards = dicts_in(connection, certificate, "token", [row["uid"]])
        standing = [one for one in cards if one["state"] not in lifecycle().certificate.ended]
        if kind is Kind.NEW and standing:
            values = {"token": shown(row), "number": standing[0]["number"] or "—"}
            yield Problem("certificate.there_already", values)
        if kind in ABOUT_CERTIFICATES and not _such(kind, cards):
            yield Problem("request.no_certificate", {"token": shown(row)})
        if kind is Kind.RECOVER and row["access"] != "locked":
            yield Problem("token.not_locked", {"token": shown(row)})


def _such(kind: Kind, cards: Sequence[Row]) -> list[Row]:
    return [one for one in cards if one["state"] in _ABOUT[kind]]


def _items(connection: Connection, kind: Kind, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if kind not in ABOUT_CERTIFICATES:
            yield {"token": row["uid"]}
            continue
        cards = dicts_in(connection, certificate, "token", [row["uid"]])
        for one in sorted(_such(kind, cards), key=lambda card: str(card["number"])):
            yield {"token": row["uid"], "certificate": one["uid"]}
