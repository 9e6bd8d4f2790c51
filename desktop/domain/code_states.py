"""How far a code is on each system: planned, sent, accepted, live; or refused, or out of step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from desktop.domain.texts import N_

SYSTEM, AXIS = "system", "axis"
PLANNED, SENT, ACCEPTED, LIVE, REFUSED, MISMATCH = STATES = (
    "planned",
    "sent",
    "accepted",
    "live",
    "refused",
    "mismatch",
)

SYSTEM_LABELS = {SYSTEM: N_("the system"), AXIS: N_("the document axis")}
STATE_LABELS = {
    PLANNED: N_("planned"),
    SENT: N_("sent"),
    ACCEPTED: N_("accepted"),
    LIVE: N_("in use"),
    REFUSED: N_("refused"),
    MISMATCH: N_("out of step"),
}

# A code that ended but stands so on a system still takes documents there.
STILL_THERE = frozenset({ACCEPTED, LIVE})

# Of a code in one of these states, what a system has is not what we say: once mended it is sent
# again. What a system has taken stays so until the system itself says otherwise.
NOT_ANSWERED = frozenset({SENT, REFUSED, MISMATCH})


class ToldState(NamedTuple):
    """What was told of a unit's code on a system, and the code's period."""

    system: str
    state: str
    on_date: str
    reason: str | None
    value: str
    from_date: str
    to_date: str | None
    unit: str


class Standing(NamedTuple):
    """A code in force of the unit `unit`, with its state on a system."""

    unit: str
    state: str


class Behind(NamedTuple):
    """How many of the `codes` of a branch are not live yet; `branch` is the uid of its top."""

    branch: str
    behind: int
    codes: int


def who_is_behind(
    codes: Iterable[Standing], parents: Mapping[str, str | None], root: str | None
) -> list[Behind]:
    """Count by branch directly below `root` (None: below each top) the codes that are not live.

    The root itself is a branch of its own. Branches where all is live are left out; the furthest
    behind come first.
    """
    counted: dict[str, list[int]] = {}
    for code in codes:
        found = counted.setdefault(_branch(code.unit, parents, root), [0, 0])
        found[0] += code.state != LIVE
        found[1] += 1
    behind = [Behind(branch, *numbers) for branch, numbers in counted.items() if numbers[0]]
    return sorted(behind, key=lambda each: (-each.behind, each.branch))


def _branch(unit: str, parents: Mapping[str, str | None], root: str | None) -> str:
    seen = {unit}
    while True:
        above = parents.get(unit)
        if above is None or unit == root or above == root or above in seen:
            return unit
        if root is None and parents.get(above) is None:
            return unit
        seen.add(above)
        unit = above
