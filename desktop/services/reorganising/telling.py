"""Says what a plan does in the words that people know its units by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from desktop.domain.plan_effects import Answers, Effects, Question
from desktop.domain.problems import Problem
from desktop.domain.reorganisation import Event, EventKind, NewUnit
from desktop.domain.texts import Text
from desktop.services.reorganising.answering import Naming
from desktop.services.reorganising.command import Asked, AskedPart, EventLine, OldToNew
from desktop.services.reorganising.following import Given

# What in a problem's values is a unit's uid.
_UNITS = ("unit", "other")


class Teller:
    """Knows every unit of a plan by its uid, as it was last or will be."""

    def __init__(self, standing: Mapping[str, NewUnit], effects: Effects) -> None:
        self._effects = effects
        self._standing = standing
        self._units = dict(standing)
        # What a unit was before the changes of a day, and what it has become, day by day.
        self._before: dict[tuple[str, str], NewUnit] = {}
        self._became: dict[str, list[tuple[str, NewUnit]]] = {}
        for change in effects.changes:
            if change.before is not None:
                self._before[change.day, change.uid] = change.before
            if change.after is not None:
                self._units[change.uid] = change.after
                self._became.setdefault(change.uid, []).append((change.day, change.after))

    def title(self, uid: str | None) -> str:
        """Return a unit's name and code; an uid that nobody knows stays as it is."""
        unit = self._units.get(uid or "")
        return unit.title if unit is not None else uid or ""

    def known(self, uid: str) -> NewUnit | None:
        """Return what a unit is after the plan, None where nobody knows it."""
        return self._units.get(uid)

    def name(self, uid: str | None) -> str:
        """Return a unit's name alone."""
        unit = self._units.get(uid or "")
        return unit.name if unit is not None else ""

    def said(self, problem: Problem) -> Problem:
        """Return a problem with its units named, as people know them before the plan."""
        named = {
            key: self._known_title(value) if key in _UNITS and isinstance(value, str) else value
            for key, value in problem.values.items()
        }
        return replace(problem, values=named)

    def _known_title(self, uid: str) -> str:
        unit = self._standing.get(uid)
        return unit.title if unit is not None else self.title(uid)

    def line(self, event: Event) -> EventLine:
        """Return an event with its units named as they are then; a move names the new superior."""
        after = [self._at(uid, event.day) for uid in event.after]
        if event.kind is EventKind.MOVE:
            after = [self._at(unit.parent, event.day) for unit in after if unit is not None]
        return EventLine(
            event.kind.value,
            event.day,
            event.operational,
            tuple(self._title_before(share.unit, event.day) for share in event.before),
            tuple(unit.title for unit in after if unit is not None),
            event.basis,
            event.derived,
        )

    def _at(self, uid: str | None, day: str) -> NewUnit | None:
        """Return what a unit is once the events of a day have happened."""
        until = [unit for since, unit in self._became.get(uid or "", ()) if since <= day]
        return until[-1] if until else self._standing.get(uid or "") or self._units.get(uid or "")

    def _title_before(self, uid: str, day: str) -> str:
        unit = self._before.get((day, uid))
        return unit.title if unit is not None else self.title(uid)

    def questions(
        self, answers: Answers, naming: Naming, given: Iterable[Given], *, all_answered: bool
    ) -> Iterator[Asked]:
        """Yield the questions with the answer taken for each, and for what hangs on the unit."""
        by_split: dict[tuple[str, str], list[Given]] = {}
        for each in given:
            by_split.setdefault((each.day, each.unit), []).append(each)
        for question in self._effects.questions:
            records = by_split.get((question.day, question.unit), ())
            yield Asked(
                question.unit,
                self.title(question.unit),
                question.day,
                {uid: self.title(uid) for uid in question.options},
                question.taker,
                all_answered or (question.day, question.unit) in answers.units,
                naming.key(question),
                {uid: naming.called(uid) for uid in question.options},
                tuple(self._parts(question, answers, naming, records)),
            )

    def _parts(
        self, question: Question, answers: Answers, naming: Naming, given: Iterable[Given]
    ) -> Iterator[AskedPart]:
        day, unit = question.day, question.unit
        things = [
            (uid, Text("{unit}", {"unit": self._known_title(uid)}), taker)
            for uid, taker in question.below.items()
            if naming.lasts(uid)
        ]
        things += [(each.key, each.what, each.taker or "") for each in given]
        for key, what, taker in things:
            is_chosen = (day, unit, key) in answers.parts
            yield AskedPart(naming.part_key(question, key), what, taker, is_chosen)

    def old_to_new(self) -> Iterator[OldToNew]:
        """Yield the old → new table: whoever went into another, and whoever goes on otherwise."""
        for edge in self._effects.edges:
            old, new = self._units.get(edge.before), self._units.get(edge.after)
            if old is not None and new is not None:
                yield OldToNew(edge.day, old.code, old.name, new.code, new.name, edge.whole)
        for change in self._effects.changes:
            before, after = change.before, change.after
            if before is not None and after is None and self._effects.takers[change.uid] is None:
                yield OldToNew(change.day, before.code, before.name, None, "", whole=True)
            if before is None or after is None:
                continue
            if (before.code, before.name) != (after.code, after.name):
                yield OldToNew(
                    change.day, before.code, before.name, after.code, after.name, whole=True
                )

    def counts(self) -> Mapping[str, int]:
        """Count the units that begin, end and change."""
        return Counter(_fate(change.before, change.after) for change in self._effects.changes)


def named(problems: Iterable[Problem], teller: Teller) -> tuple[Problem, ...]:
    """Return problems with their units named."""
    return tuple(teller.said(problem) for problem in problems)


def _fate(before: NewUnit | None, after: NewUnit | None) -> str:
    if before is None:
        return "begun"
    return "ended" if after is None else "changed"
