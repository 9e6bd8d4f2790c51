"""Answers to a plan's questions: matched to the units that they speak of.

Units that the plan itself makes have another uid each time it is worked out, so that an answer that
is kept between two times calls them by their code, or by their name where they have none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from desktop.domain.reorganisation import Event, NewUnit


class Answers:
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

    def of(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the given answers by uid; one that names none of the units stays as it is."""
        found: dict[str, str] = {}
        if not given:
            return found
        for event in self._events:
            if len(event.after) < 2:
                continue
            for share in event.before:
                answer = given.get(share.unit) or given.get(self.called(share.unit))
                if answer is not None:
                    found[share.unit] = self._one_of(event.after, answer)
        return found

    def _one_of(self, options: Sequence[str], answer: str) -> str:
        if answer in options:
            return answer
        return next((uid for uid in options if self.called(uid) == answer), answer)
