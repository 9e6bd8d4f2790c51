"""Reading the period that a title says: “Từ ngày 16/6 đến ngày 22/6/2025”."""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.domain.folding import fold

_SIGN = r" ?(?:[/.\-]|thang) ?"
_YEAR = r" ?(?:[/.\-]|,? ?nam) ?(\d{4})"
_FIRST = rf"(\d{{1,2}})(?:{_SIGN}(\d{{1,2}}))?(?:{_YEAR})?"
_LAST = rf"(\d{{1,2}}){_SIGN}(\d{{1,2}}){_YEAR}"
_PERIOD = re.compile(
    rf"(?<!\w)(tu )?(?:ngay )?{_FIRST} ?(?:[-–—]|den(?: het)?) ?(?:ngay )?{_LAST}(?!\d)"
)


def stated_period(texts: Iterable[str]) -> tuple[str, str] | None:
    """Return the first and the last day of the period that the texts state, as day/month/year.

    What the first day lacks (month, year) is the last day's, or the year before that where it would
    come after it. Without “từ” before it, it must be whole. None where no period is stated, or more
    than one. The days may be impossible ones.
    """
    found = {
        period
        for text in texts
        for match in _PERIOD.finditer(" ".join(fold(text).split()))
        if (period := _period(match)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _period(match: re.Match[str]) -> tuple[str, str] | None:
    begun = match[1]
    day, month, year, *last = (int(number) if number else 0 for number in match.groups()[1:])
    if not begun and not (month and year):
        return None
    last_day, last_month, last_year = last
    if not month and day > last_day:
        return None
    month = month or last_month
    if not year:
        year = last_year - ((month, day) > (last_month, last_day))
    return f"{day}/{month}/{year}", f"{last_day}/{last_month}/{last_year}"
