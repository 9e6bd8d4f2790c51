"""The bands of the radar: how soon certificates end."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

# Certificates that end within so many days, the nearest last.
RADAR_DAYS = (90, 60, 30, 7)
# The bands, the nearest first; 0 are those that have ended.
BANDS = (0, *reversed(RADAR_DAYS))


class Radar:
    """The bands on a day: which one the end of a certificate falls into."""

    def __init__(self, at: str) -> None:
        day = date.fromisoformat(at)
        self.at = at
        # ISO days are compared as texts.
        self._ends = [(day + timedelta(days=days)).isoformat() for days in BANDS]

    @property
    def last(self) -> str:
        """The latest first day without effect that is still on the radar."""
        return self._ends[-1]

    def band(self, to_date: str) -> int | None:
        """Return the nearest band of a certificate whose first day without effect this is; None
        where it ends later than all of them."""
        place = bisect_left(self._ends, to_date)
        return BANDS[place] if place < len(BANDS) else None


def within(counts: dict[int, int]) -> dict[int, int]:
    """Return how many end within each of `RADAR_DAYS`, from how many are in each band alone; those
    that have ended (0) stay apart."""
    found = {0: counts.get(0, 0)}
    total = 0
    for days in reversed(RADAR_DAYS):
        total += counts.get(days, 0)
        found[days] = total
    return found
