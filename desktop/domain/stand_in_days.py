"""Days that stand behind a deputy in brackets: `(đến 30/6/2026)`, `(nghỉ từ 1/1 …)`."""

from __future__ import annotations

import re
from typing import NamedTuple

from desktop.domain.cells import CellFault, read_date, read_last_day

_DAY = r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}"
_FIRST = rf"(?:kể\s+)?(?:từ|bắt đầu)(?:\s+ngày)?\s*(?P<first>{_DAY})"
_LAST = rf"(?:đến|tới|hết)(?:\s+hết)?(?:\s+ngày)?\s*(?P<last>{_DAY})"
_BARE = rf"(?P<bare>{_DAY})\s*(?:[-–—]|đến|tới)\s*(?P<end>{_DAY})"
_ONLY = _LAST.replace("last", "only")
_PERIOD = re.compile(rf"{_FIRST}(?:\s*(?:[-–—,]\s*)?{_LAST})?|{_ONLY}|{_BARE}", re.IGNORECASE)
# A day and a month, or a year: what is left of days that could not be read.
_LEFT = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}|\b(?:19|20)\d{2}\b|\btháng\s+\d", re.IGNORECASE)


class StandInDays(NamedTuple):
    """What a remark says: the first day and the first day no longer included (ISO, None where it
    does not say), and what else stands there."""

    first: str | None
    end: str | None
    rest: str | None


def stand_in_days(remark: str | None) -> StandInDays:
    """Read the days of a remark behind a deputy's name.

    Faults: `cell.date…` of a day, `cell.days_reversed`, and `cell.stand_in_days` where days stand
    there that are no period.
    """
    if remark is None:
        return StandInDays(None, None, None)
    found = _PERIOD.search(remark)
    if found is None:
        if _LEFT.search(remark):
            raise CellFault("cell.stand_in_days", text=remark)
        return StandInDays(None, None, remark)
    begins = found["first"] or found["bare"]
    ends = found["last"] or found["only"] or found["end"]
    first = read_date(begins) if begins else None
    end = read_last_day(ends) if ends else None
    if first is not None and end is not None and end <= first:
        raise CellFault("cell.days_reversed", first=begins, last=ends)
    rest = f"{remark[: found.start()]} {remark[found.end() :]}".strip(" ,;:.-–—\t\n")
    if _LEFT.search(rest):
        raise CellFault("cell.stand_in_days", text=remark)
    return StandInDays(first, end, " ".join(rest.split()) or None)
