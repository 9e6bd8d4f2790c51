"""Requests that are sent, and the issuer's answers to them: what moves with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.domain import lifecycle as rules
from desktop.domain.cells import CellFault, read_certificate_number, shown_date
from desktop.domain.issuer_requests import Kind, RequestState
from desktop.domain.lifecycle import Told
from desktop.domain.periods import day_after
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.models import request_reader
from desktop.models.register_rows import dicts_in
from desktop.models.request_reader import Item, Request
from desktop.models.tables import (
    certificate,
    issuer_request,
    issuer_request_item,
    person,
    token,
)
from desktop.models.token_life import MoveNote, lifecycle
from desktop.models.uow import UnitOfWork
from desktop.services.endpoint_rows import written
from desktop.services.requests.command import AnswerRequest, RequestDone, SendRequest
from desktop.services.requests.drawing import known
from desktop.services.session import Session

Row = Mapping[str, Any]

# What a state that is recorded by hand says of the issuer's answer to a request of a kind.
_SAID = {
    Kind.NEW: {"registered": "confirmed", "issued": "confirmed", "refused": "refused"},
    Kind.REVOKE: {"revoked": "confirmed", "active": "refused"},
}


def send_request(session: Session, command: SendRequest) -> RequestDone:
    """Record that a draft went out: certificates are asked for, or their revocation is.

    Raises `Refusal`: `request.unknown`, `request.not_a_draft`, `request.letter_missing`,
    `request.day_to_come`, `request.day_before`, `certificate.step` and what else stands against it.
    """
    today = session.surroundings.today()
    day = command.on or today
    with session.unit_of_work(command) as work:
        request = known(work.connection, command.number, today)
        if request.state is not RequestState.DRAFT:
            raise refuse("request.not_a_draft", number=request.number)
        letter = written(command.letter)
        if letter is None:
            raise refuse("request.letter_missing", number=request.number)
        _check_day(request, request.drawn_on, day, today)
        work.note_moves(MoveNote(day, letter, None, request.reason))
        if request.kind is Kind.NEW:
            _ask_anew(work, request, day, letter)
        if request.kind is Kind.REVOKE:
            told = Told(day, None, letter, request.reason)
            open_ = [item for item in request.items if item.state != "revocation_pending"]
            _step(work, open_, "revocation_pending", told, today)
        work.update(issuer_request, [{"uid": request.uid, "letter": letter, "sent_on": day}])
        made = known(work.connection, request.number, today)
    return RequestDone(made, work.run.number if work.run is not None else None)


def answer_request(session: Session, command: AnswerRequest) -> RequestDone:
    """Record the issuer's answer; what it means for certificates and devices moves with it.

    Raises `Refusal`: `request.unknown`, `request.not_sent`, `request.no_item`,
    `request.answered_already`, `request.reason_missing`, `request.day_to_come`,
    `request.day_before`, `certificate.number_of_many`, `.number_taken`, `.step`, what
    `read_certificate_number` says, `request.until_before`.
    """
    today = session.surroundings.today()
    day = command.on or today
    with session.unit_of_work(command) as work:
        request = known(work.connection, command.number, today)
        if request.sent_on is None or request.cancelled_on is not None:
            raise refuse("request.not_sent", number=request.number)
        _check_day(request, request.sent_on, day, today)
        items = _chosen(request, command.places)
        reason = written(command.reason or "")
        if command.refused and reason is None:
            raise refuse("request.reason_missing", number=request.number)
        number = _number(work, command, items)
        if command.until is not None and command.until < day:
            raise refuse("request.until_before", until=shown_date(command.until))
        paper = written(command.paper or "")
        told = Told(day, None, paper, reason, None, number)
        work.note_moves(MoveNote(day, paper, None, reason))
        _move(work, request.kind, items, command, told, today)
        answer = "refused" if command.refused else "confirmed"
        said = {"answer": answer, "answered_on": day, "paper": paper, "reason": reason}
        work.update(issuer_request_item, [{"uid": item.uid, **said} for item in items])
        made = known(work.connection, request.number, today)
    return RequestDone(made, work.run.number if work.run is not None else None)


def settle_items(work: UnitOfWork, certificates: Sequence[str], state: str, told: Told) -> None:
    """Write down an answer that was recorded at the certificates themselves, in the same run."""
    said = {"answered_on": told.day, "paper": told.paper, "reason": told.reason}
    rows = [
        {"uid": uid, "answer": answer, **said}
        for uid, kind, _ in request_reader.sent_items(work.connection, certificates)
        if (answer := _SAID.get(Kind(kind), {}).get(state)) is not None
    ]
    work.update(issuer_request_item, rows)


def _check_day(request: Request, first: str, day: str, today: str) -> None:
    if day > today:
        raise refuse("request.day_to_come")
    if day < first:
        raise refuse("request.day_before", number=request.number, first=shown_date(first))


def _chosen(request: Request, places: Sequence[int]) -> tuple[Item, ...]:
    by_place = {item.place: item for item in request.items}
    for place in places:
        if place not in by_place:
            raise refuse("request.no_item", number=request.number, place=place)
        if by_place[place].answer is not None:
            raise refuse("request.answered_already", number=request.number, place=place)
    chosen = tuple(by_place[place] for place in dict.fromkeys(places))
    waiting = chosen or tuple(item for item in request.items if item.answer is None)
    if not waiting:
        raise refuse("request.answered_already", number=request.number, place=1)
    return waiting


def _number(work: UnitOfWork, command: AnswerRequest, items: Sequence[Item]) -> str | None:
    if command.certificate is None:
        return None
    if len(items) > 1:
        raise refuse("certificate.number_of_many", count=len(items))
    try:
        number = read_certificate_number(command.certificate)
    except CellFault as fault:
        raise Refusal(Problem(fault.code, fault.values)) from None
    if dicts_in(work.connection, certificate, "number", [number]):
        raise refuse("certificate.number_taken", number=number)
    return number


def _ask_anew(work: UnitOfWork, request: Request, day: str, letter: str) -> None:
    """Write down the devices and certificates that are asked for: they are only requested yet."""
    new_tokens, cards, items = [], [], []
    people = dicts_in(work.connection, person, "uid", [i.person for i in request.items if i.person])
    by_uid = {row["uid"]: row for row in people}
    uids = [item.token for item in request.items if item.token]
    there = {row["uid"]: row for row in dicts_in(work.connection, token, "uid", uids)}
    for item in request.items:
        device: Row
        if item.token is None:
            device = _asked_token(work.new_uid(), by_uid[item.person or ""], letter)
            new_tokens.append(device)
        else:
            device = there[item.token]
        card = work.new_uid()
        cards.append(
            {
                "uid": card,
                "token": device["uid"],
                "unit": device["unit"],
                "person": device["person"] if device["subscriber_type"] == "person" else None,
                "number": "",
                "purpose": device["purpose"],
                "state": "requested",
                "from_date": day,
            }
        )
        items.append({"uid": item.uid, "token": device["uid"], "certificate": card})
    work.insert(token, new_tokens)
    work.insert(certificate, cards)
    work.update(issuer_request_item, items)


def _asked_token(uid: str, whose: Row, letter: str) -> dict[str, Any]:
    return {
        "uid": uid,
        "unit": whose["unit"],
        "person": whose["uid"],
        "subscriber_type": "person",
        "subscriber": whose["name"],
        "purpose": "sign",
        "request": letter,
        "custody": "requested",
        "post": whose["post"],
        "mail": whose["mail"],
        "phone": whose["phone"],
    }


def _move(
    work: UnitOfWork,
    kind: Kind,
    items: Sequence[Item],
    command: AnswerRequest,
    told: Told,
    today: str,
) -> None:
    match kind, command.refused:
        case Kind.NEW, False:
            after = "issued" if told.number is not None else "registered"
            _step(work, items, after, told, today, _period(command, told))
        case Kind.NEW, True:
            _step(work, items, "refused", told, today)
        case Kind.REVOKE, False:
            _step(work, items, "revoked", told, today)
        case Kind.REVOKE, True:
            _step(work, items, "active", told, today)
        case ((Kind.RENEW | Kind.CHANGE), False) if told.number is not None:
            _follow(work, items[0], told, command)
        case Kind.RECOVER, False:
            # What its PIN is now only the device says, when it is plugged in next.
            work.update(token, [{"uid": item.token, "access": "unknown"} for item in items])


def _step(
    work: UnitOfWork,
    items: Sequence[Item],
    state: str,
    told: Told,
    today: str,
    more: Row | None = None,
) -> None:
    """Let the items' certificates take the step; those that are there already stay."""
    uids = [item.certificate for item in items if item.certificate]
    rows = [
        row for row in dicts_in(work.connection, certificate, "uid", uids) if row["state"] != state
    ]
    found = (rules.certificate_problem(lifecycle(), row, state, told, today) for row in rows)
    problems = [problem for problem in found if problem is not None]
    if problems:
        raise Refusal(*problems)
    work.update(certificate, [{"uid": row["uid"], "state": state, **(more or {})} for row in rows])


def _period(command: AnswerRequest, told: Told) -> dict[str, Any]:
    if told.number is None:
        return {}
    end = {"to_date": day_after(command.until)} if command.until is not None else {}
    return {"number": told.number, "from_date": told.day, **end}


def _follow(work: UnitOfWork, item: Item, told: Told, command: AnswerRequest) -> None:
    """Let a new certificate take the place of the one that was renewed or changed."""
    (old,) = dicts_in(work.connection, certificate, "uid", [item.certificate or ""])
    kept = {name: old[name] for name in ("token", "unit", "person", "issuer", "purpose")}
    new = {**kept, **_period(command, told), "uid": work.new_uid(), "state": "active"}
    work.update(certificate, [{"uid": old["uid"], "state": "superseded"}])
    work.insert(certificate, [new])
