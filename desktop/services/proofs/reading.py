"""Reading rounds of test documents: all of them, or one with its documents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.problems import refuse
from desktop.models import proof_rounds
from desktop.services.proofs.command import ListRounds, ReadRound, RoundCounts, RoundStatus
from desktop.services.session import Session
from desktop.services.unit_codes import title_of


def list_rounds(session: Session, command: ListRounds) -> tuple[RoundCounts, ...]:
    """Return all rounds, the last first."""
    with session.reading(command) as connection:
        return proof_rounds.rounds(connection)


def read_round(session: Session, command: ReadRound) -> RoundStatus:
    """Return a round with its documents, as the registers are today.

    Raises `Refusal` `tests.no_round`, `tests.no_round_yet`.
    """
    with session.reading(command) as connection:
        return round_status(connection, command.number, session.surroundings.today())


def round_status(connection: Connection, number: int | None, at: str) -> RoundStatus:
    """Return the round `number` (the last one where None) as the registers are on the day `at`.

    Raises `Refusal` `tests.no_round`, `tests.no_round_yet`.
    """
    row = known_round(connection, number)
    return RoundStatus(
        row.uid,
        row.number,
        title_of(connection, row.unit, at),
        row.letter,
        row.planned_on,
        row.due_on,
        proof_rounds.document_states(connection, row.uid, at),
    )


def known_round(connection: Connection, number: int | None) -> Row[Any]:
    """Return the row of the round `number`, of the last one where None.

    Raises `Refusal` `tests.no_round`, `tests.no_round_yet`.
    """
    wanted = number or proof_rounds.last_number(connection)
    if not wanted:
        raise refuse("tests.no_round_yet")
    row = proof_rounds.round_of(connection, wanted)
    if row is None:
        raise refuse("tests.no_round", number=wanted)
    return row
