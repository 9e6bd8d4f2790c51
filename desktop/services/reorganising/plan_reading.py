"""A plan while its rows are read: each row, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from desktop.domain.problems import Problem
from desktop.domain.reorganisation import Event, EventKind
from desktop.services.imports.reading import Entry


@dataclass(frozen=True)
class PlanRow:
    """A row of a plan as read: cells as values, units not yet looked up."""

    entry: Entry
    kind: EventKind
    day: str
    operational: str | None
    part: bool


@dataclass
class PlanReading:
    """The events of a plan, the answers it gives itself, and what is wrong with its rows.

    `answers` are by the day and the unit that is split then.
    `corrections` are right names by the uid of the unit whose name was mistyped.
    """

    events: list[Event] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    conflicts: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def placed(problem: Problem, entry: Entry) -> Problem:
    """Return a problem with its row, where it does not say one itself."""
    return problem if problem.where.row is not None else replace(problem, where=entry.where)
