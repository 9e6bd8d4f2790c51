"""What each row of a file that came back would do: good ones to write, bad ones named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.problems import Problem
from desktop.services.collecting.answers import Answer
from desktop.services.collecting.command import KIND
from desktop.services.imports.clerk_reach import Reach
from desktop.services.imports.clerks import plan_clerks
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


class Weighing:
    """Weighs the files of one reading; `commune_of` tells who answers for a unit."""

    def __init__(
        self,
        known: KnownUnits,
        commune_of: Callable[[str], str | None],
        fresh: Iterator[str],
        today: str,
    ) -> None:
        self._known = known
        self._commune_of = commune_of
        self._fresh = fresh
        self._today = today

    def title(self, unit: str) -> str:
        """Return how to show a unit."""
        return self._known.title(unit, self._today)

    def weigh(self, answer: Answer) -> Weighed:
        """Work out what the rows of a file that are not settled would do.

        A row that is refused beside all rows of its file stays refused, though it could be taken
        alone: the second of two for one endpoint is no better for the first being in.
        """
        places = range(len(answer.entries))
        plan, refused = self._planned(answer, places)
        problems: Sequence[Problem] = plan.problems
        if answer.settled:
            refused = {place: why for place, why in refused.items() if place not in answer.settled}
            barred = answer.settled.union(refused)
            plan, further = self._planned(answer, [each for each in places if each not in barred])
            problems = [*refused.values(), *plan.problems]
            refused |= further
        filled = [place for place in places if place not in refused and not answer.is_blank(place)]
        return Weighed(plan, filled, refused, problems)

    def _planned(self, answer: Answer, places: Sequence[int]) -> tuple[Plan, dict[int, Problem]]:
        """Plan the rows of these places; return what is refused by place, too."""
        entries = []
        for place in places:
            entry = answer.entries[place]
            if place in answer.faults:
                entry = entry._replace(fault=answer.faults[place])
            if place - 1 not in places:
                # The row above is in already: whom it names is found by that name.
                entry = entry._replace(repeats=frozenset())
            entries.append(entry)
        plan = Plan(self._fresh)
        command = ImportFile(KIND, answer.path, skip_bad=True)
        reach = Reach(lambda unit: self._commune_of(unit) in answer.speaks_for, self.title)
        plan_clerks(self._known, command, entries, plan, self._today, reach)
        found = {place: plan.problem_of(number) for number, place in enumerate(places)}
        return plan, {place: why for place, why in found.items() if why is not None}
