"""What each row of a file that came back would do: good ones to write, bad ones named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import Text
from desktop.services.collecting.agreement import endpoints_of
from desktop.services.collecting.answers import Answer
from desktop.services.collecting.command import KIND
from desktop.services.imports.clerk_reach import Reach
from desktop.services.imports.clerks import plan_clerks
from desktop.services.imports.command import Fate, ImportFile
from desktop.services.imports.differences import ChangeSeen, changes_seen
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.phone_book import PhoneBook
from desktop.services.imports.plan import Difference, Plan
from desktop.services.imports.reading import Entry

_NOTHING = Text("—")


@dataclass(frozen=True)
class Weighed:
    """The rows of a file by their place: `refused` with why, `filled` those that are in or will be
    once `plan` is written, `changes` what they change in what is known, `differences` the same as
    the plan has it, `endpoints` which (by uid), `writing` those that change or add anything.
    `problems` are those of the rows that are not settled."""

    plan: Plan
    filled: Sequence[int]
    refused: Mapping[int, Problem]
    changes: Mapping[int, Sequence[ChangeSeen]]
    differences: Mapping[int, Sequence[Difference]]
    endpoints: Mapping[int, str | None]
    writing: frozenset[int]
    problems: Sequence[Problem]


@dataclass(frozen=True)
class _Planned:
    """What rows would do, by their places: `idle` are those that change nothing."""

    plan: Plan
    refused: dict[int, Problem]
    changes: Mapping[int, Sequence[ChangeSeen]]
    differences: Mapping[int, Sequence[Difference]]
    endpoints: Mapping[int, str | None]
    idle: frozenset[int]
    writing: frozenset[int]

    @classmethod
    def of(cls, plan: Plan, places: Sequence[int]) -> _Planned:
        """Read a plan of the rows of these places, in their order."""
        numbered = list(enumerate(places))
        fates = {place: plan.fates[number] for number, place in numbered}
        differences = {
            place: plan.differences[number]
            for number, place in numbered
            if number in plan.differences
        }
        why = {place: plan.problem_of(number) for number, place in numbered}
        return cls(
            plan,
            {place: problem for place, problem in why.items() if problem is not None},
            {place: changes_seen(KIND, found) for place, found in differences.items()},
            differences,
            {place: row.uid for place, row in fates.items()},
            frozenset(place for place, row in fates.items() if row.fate is Fate.UNCHANGED),
            frozenset(
                place for place, row in fates.items() if row.fate in (Fate.CREATED, Fate.UPDATED)
            ),
        )


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
        self._book = PhoneBook(known)

    def title(self, unit: str) -> str:
        """Return how to show a unit."""
        return self._known.title(unit, self._today)

    def written(self, plan: Plan) -> None:
        """Take note of a plan that is written: the files after it are weighed beside it."""
        self._book.learn(plan)

    def weigh(self, answer: Answer) -> Weighed:
        """Work out what the rows of a file that are not settled would do.

        A row that is refused beside all rows of its file stays refused, though it could be taken
        alone: the second of two for one endpoint is no better for the first being in. A row that
        is as it was sent takes back nothing that the register was told since; one that came back
        corrected in another file is left to that one.
        """
        places = _places(answer)
        all_rows = found = self._planned(answer, places)
        older = self._older(answer, all_rows)
        if older:
            self._bar_beside(answer, older)
            found = self._planned(answer, [each for each in places if each not in older])
        refused, problems = found.refused, found.plan.problems
        if answer.settled:
            refused = {place: why for place, why in refused.items() if place not in answer.settled}
            barred = answer.settled.union(refused, older)
            found = self._planned(answer, [each for each in places if each not in barred])
            problems = [*refused.values(), *found.plan.problems]
            refused |= found.refused
        told = [why for place, why in older.items() if place not in answer.settled]
        filled = [place for place in places if place not in refused and not answer.is_blank(place)]
        return Weighed(
            plan=found.plan,
            filled=filled,
            refused=refused,
            changes=found.changes,
            differences=found.differences,
            endpoints=found.endpoints,
            writing=found.writing,
            problems=[*problems, *told],
        )

    def refused_alone(self, answer: Answer) -> Collection[int]:
        """Return the open rows of a file that are refused whatever other files say."""
        return self._planned(answer, _places(answer)).refused.keys() - answer.settled

    def _older(self, answer: Answer, all_rows: _Planned) -> dict[int, Problem]:
        """Return the rows that are as they were sent, by themselves no longer as the register is,
        each with what is said of it."""
        sent = sorted(answer.as_sent.difference(answer.faults, answer.replaced))
        if all_rows.idle.issuperset(sent):
            return {}
        alone = self._planned(answer, sent)
        return {
            place: _newer(answer.entries[place], alone.changes.get(place, ()))
            for place in sent
            if place not in alone.idle
        }

    def _bar_beside(self, answer: Answer, older: Collection[int]) -> None:
        """Bar the rows that speak of the same endpoint as one that is older than the register."""
        spoken = {
            key: place
            for place in older
            if place in answer.units
            for key in endpoints_of(
                place, answer.entries[place], answer.units[place].unit, self._today
            )
        }
        for place, about in answer.units.items():
            if place in answer.as_sent | answer.settled | answer.replaced:
                continue
            entry = answer.entries[place]
            for key in endpoints_of(place, entry, about.unit, self._today):
                if key in spoken:
                    values = {"first": answer.entries[spoken[key]].where.row}
                    problem = Problem("import.endpoint_twice", values, where=entry.at("unit"))
                    answer.faults.setdefault(place, problem)

    def _planned(self, answer: Answer, places: Sequence[int]) -> _Planned:
        """Plan the rows of these places."""
        entries = []
        there = frozenset(places)
        for place in places:
            entry = answer.entries[place]
            if place in answer.faults:
                entry = entry._replace(fault=answer.faults[place])
            if place - 1 not in there:
                # The row above is in already: whom it names is found by that name.
                entry = entry._replace(repeats=frozenset())
            entries.append(entry)
        plan = Plan(self._fresh)
        command = ImportFile(KIND, answer.path, skip_bad=True)
        reach = Reach(lambda unit: self._commune_of(unit) in answer.speaks_for, self.title)
        plan_clerks(self._known, command, entries, plan, self._today, reach, self._book)
        return _Planned.of(plan, places)


def _places(answer: Answer) -> Sequence[int]:
    """Return the rows of a file but for those that another one corrects."""
    return [place for place in range(len(answer.entries)) if place not in answer.replaced]


def _newer(entry: Entry, changes: Sequence[ChangeSeen]) -> Problem:
    """Return what is said of a row that is as it was sent, though the register has changed."""
    if not changes:
        return Problem("collect.gone_since", {}, Severity.WARNING, entry.where)
    change = changes[0]
    values = {"field": change.label, "said": change.new or _NOTHING, "now": change.old or _NOTHING}
    return Problem("collect.changed_since", values, Severity.WARNING, entry.at(change.field))
