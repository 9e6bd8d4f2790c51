"""Changing certificates by hand: asked for, issued, in use, on hold, revoked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from desktop.domain import lifecycle as rules
from desktop.domain.actors import Command
from desktop.domain.cells import CellFault, read_certificate_number
from desktop.domain.lifecycle import Told, shown
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate
from desktop.models.token_life import MoveNote, lifecycle
from desktop.services.edit_tokens import TokensChanged, tokens_of
from desktop.services.requests.answering import settle_items
from desktop.services.session import Session

# What certificates are asked for: the state of the answer that is waited for.
WAITING = ("requested", "registered", "revocation_pending")


@dataclass(frozen=True)
class StepCertificates(Command):
    """Let certificates take the step to `state` on the day `on` (ISO; None: today).

    `number` is that of a certificate which had none yet: the issuer gives it.
    """

    name: ClassVar[str] = "certificate.state"
    certificates: tuple[str, ...]
    state: str
    on: str | None = None
    number: str | None = None
    paper: str | None = field(default=None, repr=False)
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RequestCertificates(Command):
    """Ask the issuer for a certificate on each of these tokens, by the letter `paper`."""

    name: ClassVar[str] = "certificate.request"
    tokens: tuple[str, ...]
    on: str | None = None
    paper: str | None = field(default=None, repr=False)
    reason: str | None = field(default=None, repr=False)


def step_certificates(session: Session, command: StepCertificates) -> TokensChanged:
    """Let certificates take a step, all or none, in one run.

    Raises `Refusal`: `token.unknown`, `certificate.number_of_many`, `.number_taken`, what
    `read_certificate_number` says of the number, and what
    `desktop.domain.lifecycle.certificate_problem` says.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        rows = dicts_in(work.connection, certificate, "uid", command.certificates)
        if not rows or len(rows) != len(set(command.certificates)):
            raise refuse("token.unknown")
        number = _number(command, rows)
        if number is not None and any(
            other["uid"] != rows[0]["uid"]
            for other in dicts_in(work.connection, certificate, "number", [number])
        ):
            raise refuse("certificate.number_taken", number=number)
        told = Told(command.on or today, None, command.paper, command.reason, None, number)
        found = (
            rules.certificate_problem(lifecycle(), row, command.state, told, today) for row in rows
        )
        problems = [problem for problem in found if problem is not None]
        if problems:
            raise Refusal(*problems)
        work.note_moves(MoveNote(told.day, told.paper, None, told.reason))
        values = {"state": command.state} | ({"number": number} if number else {})
        changed = work.update(certificate, [{"uid": row["uid"], **values} for row in rows])
        settle_items(work, [row["uid"] for row in rows], command.state, told)
    return TokensChanged(changed, work.run.number if work.run is not None else None)


def request_certificates(session: Session, command: RequestCertificates) -> TokensChanged:
    """Write down that certificates are asked for, all or none, in one run.

    Each is a certificate without number until the issuer gives one. Raises `Refusal`:
    `token.unknown`, `certificate.there_already`, `token.day_to_come`, `token.paper_missing`.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        rows = tokens_of(work.connection, command.tokens)
        told = Told(command.on or today, None, command.paper, command.reason)
        problems = []
        for row in rows:
            standing = [
                one
                for one in dicts_in(work.connection, certificate, "token", [row["uid"]])
                if one["state"] not in lifecycle().certificate.ended
            ]
            if standing:
                values = {"token": shown(row), "number": standing[0]["number"] or "—"}
                problems.append(Problem("certificate.there_already", values))
                continue
            none = {"state": "none", "number": shown(row)}
            found = rules.certificate_problem(lifecycle(), none, "requested", told, today)
            problems += [found] if found is not None else []
        if problems:
            raise Refusal(*problems)
        work.note_moves(MoveNote(told.day, told.paper, None, told.reason))
        work.insert(certificate, [_asked(work.new_uid(), row, told.day) for row in rows])
    return TokensChanged(len(rows), work.run.number if work.run is not None else None)


def _number(command: StepCertificates, rows: list[dict[str, Any]]) -> str | None:
    if command.number is None:
        return None
    if len(rows) > 1:
        raise refuse("certificate.number_of_many", count=len(rows))
    try:
        return read_certificate_number(command.number)
    except CellFault as fault:
        raise Refusal(Problem(fault.code, fault.values)) from None


def _asked(uid: str, row: dict[str, Any], day: str) -> dict[str, Any]:
    return {
        "uid": uid,
        "token": row["uid"],
        "unit": row["unit"],
        "person": row["person"] if row["subscriber_type"] == "person" else None,
        "number": "",
        "purpose": row["purpose"],
        "state": "requested",
        "from_date": day,
    }
