"""The part of the tree that a plan touches, before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.domain.plan_effects import Change
from desktop.domain.reorganisation import NewUnit
from desktop.services.reorganising.command import TreeUnit, UnitFate


def trees(
    standing: Mapping[str, NewUnit], changes: Sequence[Change]
) -> tuple[tuple[TreeUnit, ...], tuple[TreeUnit, ...]]:
    """Return the touched units and all above them, as they stand before and after the changes.

    A unit that the plan both begins and ends is in neither.
    """
    after = dict(standing)
    touched = {change.uid: None for change in changes}
    for change in changes:
        if change.after is None:
            after.pop(change.uid, None)
        else:
            after[change.uid] = change.after

    def fate(uid: str) -> UnitFate:
        if uid not in after:
            return UnitFate.ENDS
        if uid not in standing:
            return UnitFate.NEW
        return UnitFate.CHANGED if standing[uid] != after[uid] else UnitFate.GOES_ON

    return (
        tuple(TreeUnit(*_shown(unit), fate(unit.uid)) for unit in _with_above(standing, touched)),
        tuple(TreeUnit(*_shown(unit), fate(unit.uid)) for unit in _with_above(after, touched)),
    )


def _with_above(units: Mapping[str, NewUnit], touched: Iterable[str]) -> list[NewUnit]:
    """Return the touched units that are there and all above them, in the order of the tree."""
    wanted: dict[str, NewUnit] = {}
    for uid in touched:
        unit = units.get(uid)
        while unit is not None and unit.uid not in wanted:
            wanted[unit.uid] = unit
            unit = units.get(unit.parent) if unit.parent is not None else None
    return sorted(
        wanted.values(), key=lambda unit: (unit.position or 0, unit.code or "", unit.name)
    )


def _shown(unit: NewUnit) -> tuple[str, str | None, str, str | None]:
    return unit.uid, unit.parent, unit.name, unit.code
