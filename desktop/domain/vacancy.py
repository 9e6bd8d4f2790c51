"""How long nobody has been at an endpoint (chưa bố trí), and whether that presses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

# From so many days before the cutover on, what is not filled presses.
NEAR_DAYS = 30


class Vacancy(NamedTuple):
    """Nobody is there since the day `since`, `days` ago; `pressing` where the cutover is near or
    past."""

    since: str
    days: int
    pressing: bool


def vacancy(since: str, at: str, cutover: str | None) -> Vacancy:
    """Judge on the day `at` what is vacant since a day; `cutover` is the day of the cutover."""
    days = (date.fromisoformat(at) - date.fromisoformat(since)).days
    return Vacancy(since, max(days, 0), presses(at, cutover))


def presses(at: str, cutover: str | None) -> bool:
    """Say whether the cutover is at most 30 days away on the day `at`, or past."""
    if cutover is None:
        return False
    return date.fromisoformat(at) >= date.fromisoformat(cutover) - timedelta(days=NEAR_DAYS)
