"""Answers to a plan's questions: matched to the units that they speak of.

Units that the plan itself makes have another uid each time it is worked out, so that an answer that
is kept between two times calls them by their code, or by their name where they have none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from desktop.domain.plan_effects import Answers, Question
from desktop.domain.reorganisation import Event, NewUnit


class Naming:
    """Knows what each unit of a plan is called in its questions and answers.

    `lasting` are the uids that stay the same; the units of the register.
    """

    def __init__(
        self, standing: Mapping[str, NewUnit], events: Sequence[Event], lasting: Collection[str]
    ) -> None:
        self._units = dict(standing)
        self._events = events
        self._lasting = lasting
        for event in events:
            for unit in event.begins:
                self._units.setdefault(unit.uid, unit)
        # The days on which each unit is split, in order.
        self._days: dict[str, list[str]] = {}
        for uid, day, _options in self._splits():
            days = self._days.setdefault(uid, [])
            if day not in days:
                days.append(day)

    def called(self, uid: str) -> str:
        """Return a unit's code, or its name where it has none."""
        unit = self._units.get(uid)
        return unit.code or unit.name if unit is not None else uid

    def key(self, question: Question) -> str:
        """Return what an answer about a split unit is kept by.

        The second time that a unit is split is another question than the first.
        """
        uid = question.unit
        called = uid if uid in self._lasting else self.called(uid)
        time = self._days[uid].index(question.day)
        return f"{called}{_TIME}{time}" if time else called

    def part_key(self, question: Question, part: str) -> str:
        """Return what an answer about one thing that hangs on a split unit is kept by."""
        return f"{self.key(question)}{_PART}{part}"

    def lasts(self, uid: str) -> bool:
        """Say whether the unit `uid` is of the register, not begun by the plan."""
        return uid in self._lasting

    def answers(self, given: Mapping[str, str], own: Mapping[tuple[str, str], str]) -> Answers:
        """Return the given answers by uid, and the plan's `own` where none is given.

        One that names no unit that comes out of the split stays as it is; one that names no split
        unit is left out.
        """
        by_unit: dict[str, dict[str, str]] = {}
        for key, answer in given.items():
            unit, _, part = key.partition(_PART)
            if answer:
                by_unit.setdefault(unit, {})[part] = answer
        units, parts = dict(own), dict[tuple[str, str, str], str]()
        for uid, day, options in self._splits():
            time = self._days[uid].index(day)
            keys = [f"{name}{_TIME}{time}" if time else name for name in (uid, self.called(uid))]
            told = by_unit.get(keys[0]) or by_unit.get(keys[1]) or {}
            for part, answer in told.items():
                taker = self._one_of(options, answer)
                if part:
                    parts[day, uid, part] = taker
                else:
                    units[day, uid] = taker
        return Answers(units, parts)

    def _splits(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Yield every unit that is split with the day and what comes out of it."""
        for event in sorted(self._events, key=lambda event: event.day):
            if len(event.after) > 1:
                for share in event.before:
                    yield share.unit, event.day, event.after

    def _one_of(self, options: Sequence[str], answer: str) -> str:
        if answer in options:
            return answer
        return next((uid for uid in options if self.called(uid) == answer), answer)


# Stand after the split unit in a key: the time it is split after the first, and one thing of it.
# No name or code holds either.
_TIME, _PART = "\n", "\t"
