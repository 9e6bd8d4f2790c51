"""What became of the places after 1 July 2025, from the tables that the program ships.

Provinces that became cities and communes that became wards are events on their day; names that the
tables spell otherwise since then were mistyped, and are corrections in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop.domain.places import FIRST_DAY
from desktop.domain.problems import Problem, Severity
from desktop.domain.reorganisation import Event, EventKind, NewUnit, Share
from desktop.services import places
from desktop.services.reorganising.plan_reading import PlanReading

# The name that stands for this plan in the place of a file's.
NAME = "2026"


def first_day() -> str:
    """Return the day of the earliest event."""
    changed = places.changed_since(FIRST_DAY).values()
    return min(version.from_date for versions in changed for version in versions[1:])


def read_changes(by_code: Mapping[str, NewUnit], reading: PlanReading) -> None:
    """Build the events and corrections for the places that the register holds."""
    now = dict(by_code)
    for code, versions in places.changed_since(FIRST_DAY).items():
        for version in versions[1:]:
            unit = now.get(code)
            if unit is None:
                _say_absent(code, reading)
                continue
            now[code] = replace(unit, name=version.name, type=version.type)
            event = Event(
                EventKind.RENAME,
                version.from_date,
                (Share(unit.uid),),
                (unit.uid,),
                (now[code],),
                basis=version.basis,
            )
            reading.events.append(event)
    for code, name in places.spellings().items():
        if code in now:
            reading.corrections[now[code].uid] = name
        else:
            _say_absent(code, reading)


def _say_absent(code: str, reading: PlanReading) -> None:
    problem = Problem("plan.place_absent", {"value": code}, Severity.WARNING)
    reading.warnings.append(problem)
