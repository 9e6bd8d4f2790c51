"""Periods `[from, to)` over ISO dates written as text: `to` is the first day no longer included.

ISO 8601 dates of four-digit years compare as text just as they do as dates; an open end is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

# What registers may speak of: days outside are slips of the pen, and some have no day after them.
FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"


def last_day(to_date: str | None) -> str:
    """Return the last day of a period, as people know a certificate's: nothing for an open end."""
    return day_before(to_date) if to_date else ""


def holds(from_date: str, to_date: str | None, at: str) -> bool:
    """Say whether the day `at` lies in `[from_date, to_date)`."""
    return from_date <= at and (to_date is None or at < to_date)


def overlap(a_from: str, a_to: str | None, b_from: str, b_to: str | None) -> bool:
    """Say whether `[a_from, a_to)` and `[b_from, b_to)` share a day."""
    return (b_to is None or a_from < b_to) and (a_to is None or b_from < a_to)


def first_bare_day(
    first: str, last: str | None, periods: Iterable[tuple[str, str | None]]
) -> str | None:
    """Return the first day of `[first, last)` that lies in none of the periods, if there is one."""
    for begins, ends in sorted(periods, key=lambda period: period[0]):
        if begins > first:
            break
        if ends is None:
            return None
        first = max(first, ends)
    return first if last is None or first < last else None


def is_day(text: str) -> bool:
    """Say whether a text is a day as data has it: 2026-11-24."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def sensible(day: str) -> bool:
    """Say whether an ISO day is one of which registers may speak."""
    return FIRST_DAY <= day <= LAST_DAY


def day_before(day: str) -> str:
    """Return the day before an ISO day: the last day of a period that ends with `day`."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def day_after(day: str) -> str:
    """Return the day after an ISO day: the end of a period whose last day is `day`."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
