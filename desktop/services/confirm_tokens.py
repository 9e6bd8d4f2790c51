"""What the issuer was asked for, and what it answered, for devices named by serial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate
from desktop.models.token_life import lifecycle
from desktop.services.edit_tokens import tokens_of
from desktop.services.session import Session

# What the issuer's yes makes of a certificate, and its no.
_YES = {
    "requested": "registered",
    "registered": "issued",
    "issued": "active",
    "revocation_pending": "revoked",
}
_NO = {"revocation_pending": "active", "requested": "refused", "registered": "refused"}


@dataclass(frozen=True)
class FindCertificates(Command):
    """Ask which certificates on these tokens (uids) an answer of the issuer is about, or a request
    to revoke. `refused`: the answer was no. `to`: the state it gives, where it is not the next."""

    name: ClassVar[str] = "certificates.find"
    tokens: tuple[str, ...]
    revoking: bool = False
    refused: bool = False
    to: str | None = None


@dataclass(frozen=True)
class Concerned:
    """The certificates (uids), and the state that they all come to."""

    certificates: tuple[str, ...]
    state: str


def find_certificates(session: Session, command: FindCertificates) -> Concerned:
    """Find what a request or an answer is about.

    An answer is about what waits for one; where nothing does, about what was issued and is not in
    use yet. Raises `Refusal`: `token.unknown`, `token.nothing_waits`, `token.nothing_to_revoke`,
    `token.answers_differ` (the tokens would come to different states).
    """
    with session.reading(command) as connection:
        rows = tokens_of(connection, command.tokens)
        found: dict[str, str] = {}
        problems = []
        for row in rows:
            concerned = _of_token(connection, row, command)
            if not concerned:
                code = "token.nothing_to_revoke" if command.revoking else "token.nothing_waits"
                problems.append(Problem(code, {"token": shown(row)}))
            found |= concerned
    if problems:
        raise Refusal(*problems)
    states = set(found.values())
    if len(states) > 1:
        raise refuse("token.answers_differ", count=len(rows))
    return Concerned(tuple(found), states.pop())


def _of_token(
    connection: Connection, row: dict[str, Any], command: FindCertificates
) -> dict[str, str]:
    certificates = dicts_in(connection, certificate, "token", [row["uid"]])
    if command.revoking:
        states = lifecycle().certificate
        return {
            one["uid"]: "revocation_pending"
            for one in certificates
            if states.step(one["state"], "revocation_pending")
        }
    table = _NO if command.refused else _YES
    able = [one for one in certificates if one["state"] in table]
    waiting = [one for one in able if one["state"] != "issued"] or able
    return {one["uid"]: command.to or table[one["state"]] for one in waiting}
