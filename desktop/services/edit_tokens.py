"""Changing tokens by hand: their steps from hand to hand, and to whom they belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain import lifecycle as rules
from desktop.domain.actors import Command
from desktop.domain.cells import CellFault, person_key, read_serial
from desktop.domain.lifecycle import Lifecycle, Told, shown
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.stock import Serials
from desktop.models import stock_reader
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, person, token
from desktop.models.token_life import MoveNote, lifecycle
from desktop.models.uow import UnitOfWork
from desktop.services.session import Session

__all__ = ["Lifecycle", "lifecycle"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class MoveTokens(Command):
    """Let tokens take the step to `custody` on the day `on` (ISO).

    For `received` the day is that of receiving and `receiver` who received; for `handed_over` it
    is the day on which the receiver signed. `certificate` is the state that the certificates on
    the devices get with it, where they may; None leaves them. `serial` is read from a device that
    had none yet. `paper` and `reason` are told where the step needs them, and may be otherwise.
    """

    name: ClassVar[str] = "token.move"
    tokens: tuple[str, ...]
    custody: str
    on: str
    receiver: str | None = field(default=None, repr=False)
    certificate: str | None = None
    serial: str | None = None
    paper: str | None = field(default=None, repr=False)
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AssignTokens(Command):
    """Give tokens to a person (uid; None: to nobody); with them they go to their unit."""

    name: ClassVar[str] = "token.assign"
    tokens: tuple[str, ...]
    person: str | None
    on: str | None = None
    paper: str | None = field(default=None, repr=False)
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class TokensChanged:
    """How many tokens or certificates changed, and the run that did it (None: nothing did)."""

    changed: int
    run: int | None


def move_tokens(session: Session, command: MoveTokens) -> TokensChanged:
    """Take a step with tokens, all or none, in one run.

    Raises `Refusal`: `token.unknown`, `token.serial_taken`, `token.serial_of_many`, what
    `read_serial` says of the serial, and what `desktop.domain.lifecycle.custody_problem` says.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        rows = tokens_of(work.connection, command.tokens)
        told = Told(
            command.on,
            command.receiver,
            command.paper,
            command.reason,
            _serial(work.connection, command, rows),
        )
        take_step(work, rows, command.custody, told, today)
        if command.certificate is not None:
            step_certificates_on(work, command.tokens, command.certificate)
    return TokensChanged(len(rows), work.run.number if work.run is not None else None)


def take_step(work: UnitOfWork, rows: Sequence[Row], custody: str, told: Told, today: str) -> None:
    """Let tokens, as their rows say they are, take the step to `custody` within a run.

    Raises `Refusal` with what `desktop.domain.lifecycle.custody_problem` says of each.
    """
    found = (rules.custody_problem(lifecycle(), row, custody, told, today) for row in rows)
    problems = [problem for problem in found if problem is not None]
    if problems:
        raise Refusal(*problems)
    work.note_moves(MoveNote(told.day, told.paper, told.receiver, told.reason))
    values = rules.moved(custody, told)
    work.update(token, [{"uid": row["uid"], **values} for row in rows])


def assign_tokens(session: Session, command: AssignTokens) -> TokensChanged:
    """Say whose tokens they are, all or none, in one run.

    Raises `Refusal`: `token.unknown`, `person.unknown`, `token.certificate_of_other`,
    `token.in_hands` (handed over to somebody: they give it back first), `token.day_to_come`.
    """
    with session.unit_of_work(command) as work:
        rows = tokens_of(work.connection, command.tokens)
        whose = None
        if command.person is not None:
            people = dicts_in(work.connection, person, "uid", [command.person])
            if not people:
                raise refuse("person.unknown")
            whose = people[0]
        today = session.surroundings.today()
        if command.on is not None and command.on > today:
            raise refuse("token.day_to_come", token=shown(rows[0]), day=command.on)
        problems = [
            problem for row in rows if (problem := holder_problem(work.connection, row, whose))
        ]
        if problems:
            raise Refusal(*problems)
        work.note_moves(MoveNote(command.on or today, command.paper, None, command.reason))
        changed = work.update(token, [given_to(row, whose) for row in rows])
    return TokensChanged(changed, work.run.number if work.run is not None else None)


def tokens_of(connection: Connection, uids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of these tokens. Raises the refusal `token.unknown`."""
    rows = dicts_in(connection, token, "uid", uids)
    if not rows or len(rows) != len(set(uids)):
        raise refuse("token.unknown")
    return rows


def _serial(connection: Connection, command: MoveTokens, rows: Sequence[Row]) -> str | None:
    if command.serial is None:
        return None
    if len(rows) > 1:
        raise refuse("token.serial_of_many", count=len(rows))
    try:
        serial = read_serial(command.serial)
    except CellFault as fault:
        raise Refusal(Problem(fault.code, fault.values)) from None
    # As deliveries do: a device of a list is the same one however its serial is written.
    serial = Serials(stock_reader.all_serials(connection)).find(serial) or serial
    for other in dicts_in(connection, token, "serial", [serial]):
        if other["uid"] != rows[0]["uid"]:
            raise refuse("token.serial_taken", serial=serial, subscriber=other["subscriber"])
    return serial


def step_certificates_on(work: UnitOfWork, tokens: Sequence[str], state: str) -> None:
    """Let the certificates on these tokens take the step to `state`, where they may, in a run."""
    rows = dicts_in(work.connection, certificate, "token", tokens)
    able = [row for row in rows if lifecycle().certificate.step(row["state"], state)]
    work.update(certificate, [{"uid": row["uid"], "state": state} for row in able])


def holder_problem(connection: Connection, row: Row, whose: Row | None) -> Problem | None:
    """Return what stands against giving the token `row` to the person `whose` (None: to nobody).

    The codes: `token.in_hands`, `token.certificate_of_other`.
    """
    uid = whose["uid"] if whose is not None else None
    if row["custody"] == "handed_over" and row["person"] not in (None, uid):
        (holder,) = dicts_in(connection, person, "uid", [row["person"]])
        return Problem("token.in_hands", {"token": shown(row), "person": holder["name"]})
    if whose is None:
        return None
    same = person_key(whose["name"]) == person_key(row["subscriber"])
    certificates = dicts_in(connection, certificate, "token", [row["uid"]])
    return rules.holder_problem(lifecycle(), row, certificates, whose["name"], same)


def given_to(row: Row, whose: Row | None) -> dict[str, Any]:
    """Return what a token gets with its person."""
    values: dict[str, Any] = {"uid": row["uid"], "person": whose["uid"] if whose else None}
    if whose is None:
        return values
    if whose["unit"] is not None:
        values["unit"] = whose["unit"]
    if row["subscriber_type"] != "person" or person_key(whose["name"]) == person_key(
        row["subscriber"]
    ):
        return values
    about = {field: whose[field] for field in ("post", "phone", "mail")}
    return {**values, "subscriber": whose["name"], "birth": None, **about}
