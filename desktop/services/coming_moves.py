"""Moves people, devices and tasks to the units that took over, when the day has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import Failure, Problem, Severity
from desktop.models import coming_moves
from desktop.models.register_rows import dicts_in
from desktop.models.tables import coming_move, metadata
from desktop.services.session import Session


@dataclass(frozen=True)
class MakeDueMoves(Command):
    """Make the moves that reorganisations have left for days that have come."""

    name: ClassVar[str] = "reorganise.due"


def make_due_moves(session: Session) -> tuple[Problem, ...]:
    """Make the moves that are due, as one run; say how many there were, or why it was not done.

    What cannot be moved now is moved when the vault is opened next: it is no reason not to open it.
    """
    today = session.surroundings.today()
    command = MakeDueMoves()
    with session.reading(command) as connection:
        due = coming_moves.due(connection, today)
        if not due:
            return ()
        changes: dict[str, dict[str, dict[str, Any]]] = {}
        for row in due:
            changes.setdefault(row.register, {})[row.record] = {"uid": row.record, "unit": row.unit}
        there = {
            register: {each["uid"] for each in dicts_in(connection, table, "uid", list(records))}
            for register, records in changes.items()
            for table in (metadata.tables[register],)
        }
    try:
        with session.unit_of_work(command) as work:
            for register, records in changes.items():
                moved = [row for uid, row in records.items() if uid in there[register]]
                work.update(metadata.tables[register], moved)
            work.update(coming_move, [{"uid": row.uid, "done_on": today} for row in due])
    except Failure as failure:
        return failure.problems
    count = sum(map(len, there.values()))
    return (Problem("reorganise.due_moved", {"count": count}, Severity.INFO),)
