"""The rows that a plan writes: versions and codes, the events, and the tasks that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.plan_effects import Change, Effects
from desktop.domain.reorganisation import NewUnit
from desktop.domain.texts import Text
from desktop.models import tables
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan
from desktop.services.reorganising.command import Landing

# The state of a code that a plan gives: it is decided, and nobody has been told yet.
_STATE = "planned"
# What is a task with its endpoint has none of its own.
GO_WITH_ENDPOINT = frozenset({"holding", "stand_in"})


@dataclass(frozen=True)
class LaidOut:
    """Units that are laid out before the first event, from the day `since`."""

    units: Sequence[NewUnit]
    since: str


class RowPlanner:
    """Plans the rows of units, codes and events; `scheme` is the scheme of the plan's codes."""

    def __init__(self, plan: Plan, known: KnownUnits, scheme: str) -> None:
        self._plan = plan
        self._scheme = scheme
        self._known = set(known.units)
        self._versions: dict[str, Any] = {}
        self._codes: dict[str, Any] = {}
        for uid, versions in known.versions.items():
            for row in versions:
                if row.to_date is None:
                    self._versions[uid] = row.uid
        for uid, held in known.codes.items():
            for row in held:
                if row.to_date is None:
                    self._codes.setdefault(uid, []).append((row.scheme, row.uid))

    def lay_out(self, laid_out: LaidOut) -> None:
        """Plan the units that stand before the first event."""
        for unit in laid_out.units:
            self._write_version(unit, laid_out.since, None)
            if unit.code is not None:
                self._write_code(unit, laid_out.since, None)

    def changes(self, effects: Effects) -> None:
        """Plan the versions and codes of every unit that begins, changes or ends."""
        for change in effects.changes:
            self._change(change)

    def corrections(self, names: Mapping[str, str]) -> None:
        """Plan the right names of units whose name in force was mistyped: no event, no period."""
        for uid, name in names.items():
            self._plan.update(tables.unit_version, self._versions[uid], {"name": name})

    def events(self, effects: Effects) -> None:
        """Plan the events, with the units before and after each."""
        for event in effects.events:
            values = {
                "kind": event.kind.value,
                "day": event.day,
                "operational_day": event.operational,
                "basis": event.basis,
                "derived": int(event.derived),
            }
            uid = self._plan.insert(tables.event, values)
            sides = [("before", share.unit, share.whole) for share in event.before]
            sides += [("after", after, True) for after in event.after]
            for side, unit, whole in sides:
                row = {"event": uid, "unit": unit, "side": side, "whole": int(whole)}
                self._plan.insert(tables.event_unit, row)

    def tasks(
        self,
        landings: Sequence[Landing],
        told: Callable[[Text], str],
        waits_with: Callable[[str], str],
    ) -> None:
        """Plan a task for every record to be settled; holders go with their endpoint.

        It waits with the unit that the record landed with, or with who follows that one.
        """
        for landing in landings:
            if landing.task is None or landing.register in GO_WITH_ENDPOINT:
                continue
            values = {
                "unit": waits_with(landing.to or landing.unit),
                "kind": f"reorganise.{landing.register}",
                "subject": told(landing.task),
                "opened_on": landing.day,
                "record": landing.uid,
            }
            self._plan.insert(tables.task, values)

    def _change(self, change: Change) -> None:
        uid, day = change.uid, change.day
        before, after = change.before, change.after
        if after is None or (before is not None and _version(before) != _version(after)):
            self._plan.update(tables.unit_version, self._versions.pop(uid), {"to_date": day})
        if after is None:
            for _, code in self._codes.pop(uid, ()):
                self._plan.update(tables.identifier_code, code, {"to_date": day})
            return
        if before is not None and before.code != after.code:
            self._close_code(uid, day)
        if before is None or _version(before) != _version(after):
            self._write_version(after, day, change.basis)
        if after.code is not None and (before is None or before.code != after.code):
            self._write_code(after, day, change.basis)

    def _write_version(self, unit: NewUnit, day: str, basis: str | None) -> None:
        if unit.uid not in self._known:
            self._known.add(unit.uid)
            self._plan.insert_as(tables.unit, unit.uid)
        values = {**_version(unit), "unit": unit.uid, "from_date": day, "basis": basis}
        self._versions[unit.uid] = self._plan.insert(tables.unit_version, values)

    def _write_code(self, unit: NewUnit, day: str, basis: str | None) -> None:
        values = {
            "unit": unit.uid,
            "scheme": self._scheme,
            "value": unit.code,
            "state": _STATE,
            "from_date": day,
            "basis": basis,
        }
        uid = self._plan.insert(tables.identifier_code, values)
        self._codes.setdefault(unit.uid, []).append((self._scheme, uid))

    def _close_code(self, unit: str, day: str) -> None:
        for scheme, code in list(self._codes.get(unit, ())):
            if scheme == self._scheme:
                self._plan.update(tables.identifier_code, code, {"to_date": day})
                self._codes[unit].remove((scheme, code))


def _version(unit: NewUnit) -> dict[str, Any]:
    return {
        "name": unit.name,
        "short_name": unit.short_name,
        "type": unit.type,
        "parent": unit.parent,
        "place": unit.place,
        "position": unit.position,
    }
