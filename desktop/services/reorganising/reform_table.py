"""Reads the public table of the reform of 1 July 2025: every old commune with its new one.

The units are places under the scheme `dvhc`. A commune that went whole into one that took nothing
else goes on under its new name and code; every other new commune and province is a new unit. A
commune split over several is a question. Districts end, since two-level government began.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from desktop import resources
from desktop.domain.folding import fold
from desktop.domain.places import FIRST_DAY
from desktop.domain.problems import Problem, refuse
from desktop.domain.reorganisation import Event, EventKind, NewUnit, Share
from desktop.exchange.sheets import Sheet
from desktop.services import places
from desktop.services.reorganising.plan_reading import PlanReading

# The name that stands for the table that we ship in the place of a file's.
NAME = "2025"
_HEADINGS = ("old_code", "old_name", "new_code", "new_province_code", "is_split")
# The table says how things stood the day before the reform, and nothing of when they began.
DAY_BEFORE = "2025-06-30"
_BASIS = "Nghị quyết 202/2025/QH15"

Row = Mapping[str, str]


def shipped() -> Path:
    """Return the file of the table that we ship."""
    return resources.path("places", "communes_old_to_new.csv")


def table_of(sheets: Sequence[Sheet]) -> list[Row] | None:
    """Return the rows of the public table, by heading, or None where this is another file."""
    if len(sheets) != 1 or not sheets[0].rows:
        return None
    headings = sheets[0].rows[0].cells
    if not set(_HEADINGS) <= set(headings):
        return None
    return [dict(zip(headings, row.cells, strict=False)) for row in sheets[0].rows[1:]]


def lay_out(rows: Sequence[Row], fresh: Callable[[], str]) -> list[NewUnit]:
    """Return the old provinces, districts and communes that the table names, superiors first."""
    units: dict[str, NewUnit] = {}

    def lay(code: str, name: str, kind: str, parent: str | None) -> None:
        if code not in units:
            above = units[parent].uid if parent is not None else None
            units[code] = NewUnit(
                fresh(), name, kind, above, code=code, place=code, position=len(units)
            )

    for row in rows:
        code, name = row["old_province_code"], row["old_province_name"]
        lay(code, name, places.provinces_before().get(code) or _kind(name), None)
    for row in rows:
        name = row["old_district_name"]
        lay(row["old_district_code"], name, _kind(name), row["old_province_code"])
    for row in rows:
        if row["old_code"]:
            lay(row["old_code"], row["old_name"], row["old_type"], row["old_district_code"])
    return list(units.values())


def events_of(
    rows: Sequence[Row],
    by_code: Mapping[str, NewUnit],
    fresh: Callable[[], str],
    reading: PlanReading,
) -> None:
    """Build the reform's events; `by_code` are the old units by their code.

    Raises the refusal `plan.table_other_register` where the register holds none of them; single
    places that are not there become conflicts.
    """
    reform = _Reform(by_code, fresh, reading)
    if not any(row["old_province_code"] in by_code for row in rows):
        raise refuse("plan.table_other_register")
    reform.provinces(rows)
    reform.communes(rows)
    reform.districts(rows)


class _Reform:
    def __init__(
        self, by_code: Mapping[str, NewUnit], fresh: Callable[[], str], reading: PlanReading
    ) -> None:
        self._old = by_code
        self._fresh = fresh
        self._reading = reading
        self._new: dict[str, str] = {}

    def provinces(self, rows: Sequence[Row]) -> None:
        """Merge the provinces; one that took in no other goes on unchanged."""
        into: dict[str, dict[str, None]] = {}
        for row in rows:
            into.setdefault(row["new_province_code"], {})[row["old_province_code"]] = None
        for code, members in into.items():
            olds = [self._unit(member) for member in members]
            shares = tuple(Share(old.uid) for old in olds if old is not None)
            version = places.province(code).versions[0]
            if len(members) == 1 and shares:
                self._new[code] = shares[0].unit
                continue
            new = NewUnit(self._fresh(), version.name, version.type, None, code, code)
            self._new[code] = new.uid
            self._happen(
                Event(EventKind.MERGE, FIRST_DAY, shares, (new.uid,), (new,), basis=_BASIS)
            )

    def communes(self, rows: Sequence[Row]) -> None:
        """Merge, keep or split the communes."""
        before: dict[str, list[Row]] = {}
        targets: dict[str, list[Row]] = {}
        for row in rows:
            before.setdefault(row["new_code"], []).append(row)
            if row["old_code"]:
                targets.setdefault(row["old_code"], []).append(row)
        for code, edges in before.items():
            self._commune(code, edges)
        for old, edges in targets.items():
            if len(edges) > 1:
                self._split(old, edges)

    def _commune(self, code: str, edges: Sequence[Row]) -> None:
        row = edges[0]
        known = places.communes().get(code)
        version = known.at(FIRST_DAY) if known is not None else None
        name = version.name if version is not None else row["new_name"]
        kind = version.type if version is not None else row["new_type"]
        basis = (version.basis if version is not None else None) or _BASIS
        parent = self._new[row["new_province_code"]]
        alone = self._unit(row["old_code"]) if len(edges) == 1 and row["is_split"] != "1" else None
        if row["old_code"] and alone is not None:
            going_on = NewUnit(alone.uid, name, kind, parent, code, code, None, alone.position)
            self._new[code] = alone.uid
            happened = EventKind.MOVE if name == alone.name else EventKind.RENAME
            self._happen(
                Event(
                    happened, FIRST_DAY, (Share(alone.uid),), (alone.uid,), (going_on,), basis=basis
                )
            )
            return
        new = NewUnit(self._fresh(), name, kind, parent, code, code, position=len(self._new))
        self._new[code] = new.uid
        shares = []
        for edge in edges:
            old = self._unit(edge["old_code"] or edge["old_district_code"])
            if old is not None:
                shares.append(Share(old.uid, edge["is_split"] != "1"))
        self._happen(
            Event(EventKind.MERGE, FIRST_DAY, tuple(shares), (new.uid,), (new,), basis=basis)
        )

    def _split(self, code: str, edges: Sequence[Row]) -> None:
        old = self._unit(code)
        if old is None:
            return
        ordered = sorted(edges, key=lambda edge: edge["default_target_guess"] != "1")
        after = tuple(dict.fromkeys(self._new[edge["new_code"]] for edge in ordered))
        self._happen(Event(EventKind.SPLIT, FIRST_DAY, (Share(old.uid),), after, basis=_BASIS))

    def districts(self, rows: Sequence[Row]) -> None:
        """End the districts that did not become a special zone themselves."""
        gone = {row["old_district_code"]: None for row in rows}
        became = {row["old_district_code"] for row in rows if not row["old_code"]}
        for code in gone:
            old = self._unit(code) if code not in became else None
            if old is not None:
                self._happen(Event(EventKind.DISSOLVE, FIRST_DAY, (Share(old.uid),), basis=_BASIS))

    def _unit(self, code: str) -> NewUnit | None:
        found = self._old.get(code)
        if found is None and code:
            self._reading.conflicts.append(Problem("plan.code_unknown", {"value": code}))
        return found

    def _happen(self, event: Event) -> None:
        self._reading.events.append(event)


def _kind(name: str) -> str:
    """Return the kind of place that a name begins with, as the state writes it."""
    key = fold(name)
    for beginning in ("thành phố", "tỉnh", "huyện", "quận", "thị xã"):
        if key.startswith(fold(beginning)):
            return beginning
    return ""
