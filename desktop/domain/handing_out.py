"""A handing-out day (buổi cấp phát): what becomes of each device, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from desktop.domain.texts import N_


class Outcome(StrEnum):
    """What came of a device at the day. Only `HANDED` has its subscriber's own signature."""

    WAITING = "waiting"
    HANDED = "handed"
    PROXY = "proxy"
    ABSENT = "absent"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.WAITING: N_("still to come"),
    Outcome.HANDED: N_("received and signed"),
    Outcome.PROXY: N_("received by somebody else"),
    Outcome.ABSENT: N_("absent"),
}

# The device has left the table.
GONE = (Outcome.HANDED, Outcome.PROXY)


class Progress(NamedTuple):
    """How many devices of a unit have left the table, of how many."""

    unit: str
    done: int
    total: int


def progress(lines: Iterable[tuple[str, Outcome]]) -> tuple[Progress, ...]:
    """Count (unit, outcome) by unit, in the order in which units come first."""
    done: dict[str, int] = {}
    total: dict[str, int] = {}
    for unit, outcome in lines:
        total[unit] = total.get(unit, 0) + 1
        done[unit] = done.get(unit, 0) + (outcome in GONE)
    return tuple(Progress(unit, done[unit], count) for unit, count in total.items())
