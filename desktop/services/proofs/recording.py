"""Recording by hand what came of test documents, one or many in one run."""

from __future__ import annotations

from typing import Any

from desktop.domain.cells import shown_date
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.proofs import Outcome
from desktop.models import proof_rounds
from desktop.models.tables import test_document
from desktop.services.endpoint_rows import written
from desktop.services.proofs.command import Recorded, RecordOutcome
from desktop.services.proofs.reading import known_round
from desktop.services.session import Session


def record_outcome(session: Session, command: RecordOutcome) -> Recorded:
    """Record the outcome of documents, or a note; what is recorded already makes no run.

    Raises `Refusal`: `tests.no_round`, `tests.no_round_yet`, `tests.nothing_chosen`,
    `tests.no_document`, `tests.day_to_come`, `tests.day_before`, `text.too_long`.
    """
    if not command.numbers:
        raise refuse("tests.nothing_chosen")
    today = session.surroundings.today()
    day = command.on or today
    with session.unit_of_work(command) as work:
        row = known_round(work.connection, command.round)
        problem = day_problem(day, row.planned_on, today)
        if problem is not None and command.outcome not in (None, Outcome.UNKNOWN):
            raise Refusal(problem)
        there = {each.number: each for each in proof_rounds.document_rows(work.connection, row.uid)}
        for number in command.numbers:
            if number not in there:
                raise refuse("tests.no_document", round=row.number, number=number)
        given: dict[str, Any] = {}
        if command.outcome is not None:
            given = outcome_values(command.outcome, day)
        if command.note is not None:
            given["note"] = written(command.note)
        chosen = [there[number].uid for number in dict.fromkeys(command.numbers)]
        changed = work.update(test_document, ({"uid": uid, **given} for uid in chosen))
    return Recorded(row.number, changed, work.run.number if work.run is not None else None)


def outcome_values(outcome: Outcome, day: str) -> dict[str, Any]:
    """Return the columns that say what came of a document; the day only where something did."""
    known = outcome is not Outcome.UNKNOWN
    return {"result": outcome.stored, "result_on": day if known else None}


def day_problem(day: str, planned_on: str, today: str) -> Problem | None:
    """Return what is wrong with the day of an outcome, which lies neither ahead nor before the
    round was planned; None where nothing is."""
    if day > today:
        return Problem("tests.day_to_come", {"date": shown_date(day)})
    if day < planned_on:
        values = {"date": shown_date(day), "planned": shown_date(planned_on)}
        return Problem("tests.day_before", values)
    return None
