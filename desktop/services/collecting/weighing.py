"""What each row of a file that came back would do: good ones to write, bad ones named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.problems import Problem
from desktop.services.collecting.answers import Answer
from desktop.services.collecting.command import KIND
from desktop.services.imports.clerks import UNIT_FIELDS, plan_clerks
from desktop.services.imports.command import ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan


@dataclass(frozen=True)
class Weighed:
    """The rows of a file by their place: `refused` with why, `filled` those that are in or will be
    once `plan` is written. `problems` are those of the rows that are not settled."""

    plan: Plan
    filled: Sequence[int]
    refused: Mapping[int, Problem]
    problems: Sequence[Problem]


def weigh(known: KnownUnits, answer: Answer, fresh: Iterator[str], today: str) -> Weighed:
    """Work out what the rows of a file that are not settled would do.

    A row that is refused beside all rows of its file stays refused, though it could be taken alone:
    the second of two for one endpoint is no better for the first being in.
    """
    places = range(len(answer.entries))
    plan, refused = _planned(known, answer, places, fresh, today)
    if answer.settled:
        refused = {place: why for place, why in refused.items() if place not in answer.settled}
        left = [place for place in places if place not in answer.settled and place not in refused]
        plan, further = _planned(known, answer, left, fresh, today)
        problems = [*refused.values(), *plan.problems]
        refused |= further
    else:
        problems = plan.problems
    filled = [
        place
        for place in places
        if place not in refused and not UNIT_FIELDS.issuperset(answer.entries[place].values)
    ]
    return Weighed(plan, filled, refused, problems)


def _planned(
    known: KnownUnits, answer: Answer, places: Sequence[int], fresh: Iterator[str], today: str
) -> tuple[Plan, dict[int, Problem]]:
    """Plan the rows of these places; return what is refused by place, too."""
    entries = [
        answer.entries[place]._replace(fault=answer.faults[place])
        if place in answer.faults
        else answer.entries[place]
        for place in places
    ]
    plan = Plan(fresh)
    plan_clerks(known, ImportFile(KIND, answer.path, skip_bad=True), entries, plan, today)
    found = {place: plan.problem_of(number) for number, place in enumerate(places)}
    return plan, {place: why for place, why in found.items() if why is not None}
