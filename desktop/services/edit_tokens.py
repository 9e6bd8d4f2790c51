"""Changing tokens by hand: their steps from hand to hand, to whom they belong, certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.cells import CellFault, person_key, read_serial, shown_date
from desktop.domain.custody import CERTIFICATE_LABELS, CERTIFICATE_STEPS, ENDED, step_problem
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.texts import Text
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, person, token
from desktop.models.uow import UnitOfWork
from desktop.services.session import Session

Row = Mapping[str, Any]


@dataclass(frozen=True)
class MoveTokens(Command):
    """Let tokens take the step to `custody` on the day `on` (ISO).

    For `received` the day is that of receiving and `receiver` who received; for `handed_over` it
    is the day on which the receiver signed. `certificate` is the state that the certificates on
    the devices get with it, where they may; None leaves them. `serial` is read from a device that
    had none yet.
    """

    name: ClassVar[str] = "token.move"
    tokens: tuple[str, ...]
    custody: str
    on: str
    receiver: str | None = field(default=None, repr=False)
    certificate: str | None = None
    serial: str | None = None


@dataclass(frozen=True)
class AssignToken(Command):
    """Give a token to a person (uid; None: to nobody); with them it goes to their unit."""

    name: ClassVar[str] = "token.assign"
    token: str
    person: str | None


@dataclass(frozen=True)
class SetCertificate(Command):
    """Let a certificate take the step to `state`."""

    name: ClassVar[str] = "certificate.state"
    certificate: str
    state: str


@dataclass(frozen=True)
class TokensChanged:
    """How many tokens or certificates changed, and the run that did it (None: nothing did)."""

    changed: int
    run: int | None


def move_tokens(session: Session, command: MoveTokens) -> TokensChanged:
    """Take a step with tokens, all or none, in one run.

    Raises `Refusal`: `token.unknown`, `token.step`, `token.day_to_come`, `token.unit_missing`,
    `token.signed_too_early`, `token.serial_missing`, `token.serial_taken`, `token.serial_of_many`,
    and what `read_serial` says of the serial.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        rows = _tokens(work.connection, command.tokens)
        serial = _serial(work.connection, command, rows)
        problems = [
            problem for row in rows if (problem := _step_problem(row, command, serial, today))
        ]
        if problems:
            raise Refusal(*problems)
        work.update(token, [{"uid": row["uid"], **_moved(command, serial)} for row in rows])
        if command.certificate is not None:
            _step_certificates(work, command.tokens, command.certificate)
    return TokensChanged(len(rows), work.run.number if work.run is not None else None)


def assign_token(session: Session, command: AssignToken) -> TokensChanged:
    """Say whose token it is.

    Raises `Refusal`: `token.unknown`, `person.unknown`, `token.certificate_of_other`.
    """
    with session.unit_of_work(command) as work:
        (row,) = _tokens(work.connection, [command.token])
        values: dict[str, Any] = {"uid": command.token, "person": command.person}
        if command.person is not None:
            values |= _given_to(work.connection, row, command.person)
        changed = work.update(token, [values])
    return TokensChanged(changed, work.run.number if work.run is not None else None)


def set_certificate(session: Session, command: SetCertificate) -> TokensChanged:
    """Let one certificate take a step. Raises `Refusal` `token.unknown`, `certificate.step`."""
    with session.unit_of_work(command) as work:
        rows = dicts_in(work.connection, certificate, "uid", [command.certificate])
        if not rows:
            raise refuse("token.unknown")
        row = rows[0]
        if command.state not in CERTIFICATE_STEPS[row["state"]]:
            raise refuse(
                "certificate.step",
                number=row["number"],
                now=Text(CERTIFICATE_LABELS[row["state"]]),
                wanted=Text(CERTIFICATE_LABELS[command.state]),
            )
        changed = work.update(certificate, [{"uid": row["uid"], "state": command.state}])
    return TokensChanged(changed, work.run.number if work.run is not None else None)


def _tokens(connection: Connection, uids: Sequence[str]) -> list[dict[str, Any]]:
    rows = dicts_in(connection, token, "uid", uids)
    if not rows or len(rows) != len(set(uids)):
        raise refuse("token.unknown")
    return rows


def _shown(row: Row) -> str:
    return f"{row['serial'] or '—'} · {row['subscriber']}"


def _serial(connection: Connection, command: MoveTokens, rows: Sequence[Row]) -> str | None:
    if command.serial is None:
        return None
    if len(rows) > 1:
        raise refuse("token.serial_of_many", count=len(rows))
    try:
        serial = read_serial(command.serial)
    except CellFault as fault:
        raise Refusal(Problem(fault.code, fault.values)) from None
    for other in dicts_in(connection, token, "serial", [serial]):
        if other["uid"] != rows[0]["uid"]:
            raise refuse("token.serial_taken", serial=serial, subscriber=other["subscriber"])
    return serial


def _step_problem(row: Row, command: MoveTokens, serial: str | None, today: str) -> Problem | None:
    if row["serial"] is None and serial is None and command.custody not in ("lost", "damaged"):
        return Problem("token.serial_missing", {"subscriber": row["subscriber"]})
    if command.custody in ("received", "handed_over") and row["unit"] is None:
        return Problem("token.unit_missing", {"token": _shown(row)})
    found = step_problem(
        _shown(row), row["custody"], command.custody, command.on, today, row["received_on"]
    )
    if found is not None and "received" in found.values:
        received = shown_date(str(found.values["received"]))
        return Problem(found.code, {**found.values, "received": received})
    return found


def _moved(command: MoveTokens, serial: str | None) -> dict[str, Any]:
    """Return what a token gets with its step; in stock again, nobody has received it."""
    values: dict[str, Any] = {"custody": command.custody}
    if serial is not None:
        values["serial"] = serial
    match command.custody:
        case "received":
            values |= {"received_on": command.on, "receiver": command.receiver, "signed_on": None}
        case "handed_over":
            values["signed_on"] = command.on
            if command.receiver:
                values["receiver"] = command.receiver
        case "stock" | "transit":
            values |= {"received_on": None, "receiver": None, "signed_on": None}
    return values


def _step_certificates(work: UnitOfWork, tokens: Sequence[str], state: str) -> None:
    rows = dicts_in(work.connection, certificate, "token", tokens)
    able = [row for row in rows if state in CERTIFICATE_STEPS[row["state"]]]
    work.update(certificate, [{"uid": row["uid"], "state": state} for row in able])


def _given_to(connection: Connection, row: Row, uid: str) -> dict[str, Any]:
    """Return what a token gets with its person; a certificate of somebody else stands against."""
    people = dicts_in(connection, person, "uid", [uid])
    if not people:
        raise refuse("person.unknown")
    name = people[0]["name"]
    values = {"unit": people[0]["unit"]} if people[0]["unit"] is not None else {}
    if row["subscriber_type"] != "person" or person_key(name) == person_key(row["subscriber"]):
        return values
    for one in dicts_in(connection, certificate, "token", [row["uid"]]):
        if one["state"] not in ENDED:
            raise refuse(
                "token.certificate_of_other",
                number=one["number"],
                token=_shown(row),
                subscriber=row["subscriber"],
                person=name,
            )
    about = {field: people[0][field] for field in ("post", "phone", "mail")}
    return {**values, "subscriber": name, "birth": None, **about}
