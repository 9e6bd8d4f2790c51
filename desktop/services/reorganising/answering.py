"""Answers to a plan's questions: matched to the units that they speak of.

Units that the plan itself makes have another uid each time it is worked out, so that an answer that
is kept between two times calls them by their code, or by their name where they have none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from desktop.domain.event_effects import Answers
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

    def called(self, uid: str) -> str:
        """Return a unit's code, or its name where it has none."""
        unit = self._units.get(uid)
        return unit.code or unit.name if unit is not None else uid

    def key(self, uid: str) -> str:
        """Return what an answer about the split unit `uid` is kept by."""
        return uid if uid in self._lasting else self.called(uid)

    def part_key(self, uid: str, part: str) -> str:
        """Return what an answer about one thing that hangs on a split unit is kept by."""
        return f"{self.key(uid)}{_APART}{part}"

    def lasts(self, uid: str) -> bool:
        """Say whether the unit `uid` is of the register, not begun by the plan."""
        return uid in self._lasting

    def answers(self, given: Mapping[str, str], own: Mapping[str, str]) -> Answers:
        """Return the given answers by uid, and the plan's `own` where none is given.

        One that names no unit that comes out of the split stays as it is; one that names no split
        unit is left out.
        """
        by_unit: dict[str, dict[str, str]] = {}
        for key, answer in given.items():
            unit, _, part = key.partition(_APART)
            if answer:
                by_unit.setdefault(unit, {})[part] = answer
        units, parts = dict(own), dict[tuple[str, str], str]()
        for uid, options in self._options().items():
            for part, answer in (by_unit.get(uid) or by_unit.get(self.called(uid)) or {}).items():
                taker = self._one_of(options, answer)
                if part:
                    parts[uid, part] = taker
                else:
                    units[uid] = taker
        return Answers(units, parts)

    def _options(self) -> dict[str, list[str]]:
        """Return by each split unit what comes out of it, on one day or several."""
        found: dict[str, list[str]] = {}
        for event in self._events:
            if len(event.after) > 1:
                for share in event.before:
                    found.setdefault(share.unit, []).extend(event.after)
        return found

    def _one_of(self, options: Sequence[str], answer: str) -> str:
        if answer in options:
            return answer
        return next((uid for uid in options if self.called(uid) == answer), answer)


# Stands between a unit and one thing of it; no name or code holds it.
_APART = "\t"
