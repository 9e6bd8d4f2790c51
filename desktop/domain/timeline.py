"""What the register says of units after a day, gone through day by day beside a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from desktop.domain.reorganisation import NewUnit


class Later(NamedTuple):
    """What the register says of the unit `uid` from `day` on; None: there it ends."""

    day: str
    uid: str
    unit: NewUnit | None


class Timeline:
    """Goes through what the register says, in the order of the days, each of it once."""

    def __init__(self, laters: Iterable[Later]) -> None:
        self._laters = sorted(laters, key=lambda later: later.day)
        self._passed = 0
        self._days: dict[str, list[str]] = {}
        self._below: dict[str, list[Later]] = {}
        for later in self._laters:
            self._days.setdefault(later.uid, []).append(later.day)
            if later.unit is not None and later.unit.parent is not None:
                self._below.setdefault(later.unit.parent, []).append(later)

    def until(self, day: str) -> Iterator[Later]:
        """Yield what comes before `day` and has not been yielded yet."""
        while self._passed < len(self._laters) and self._laters[self._passed].day < day:
            self._passed += 1
            yield self._laters[self._passed - 1]

    def next_day(self, uid: str, day: str) -> str | None:
        """Return the first day, from `day` on, of which the register says else of a unit."""
        return next((later for later in self._days.get(uid, ()) if later >= day), None)

    def below(self, uid: str, day: str) -> Iterator[Later]:
        """Yield whom the register puts right below a unit, from `day` on."""
        return (later for later in self._below.get(uid, ()) if later.day >= day)
