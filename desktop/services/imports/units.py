"""Importing units: what each row of the table changes in the registers.

Rows are read one by one (`unit_rows`), found in the registers or known as new and put under each
other, wherever the parent stands in the file (`unit_tree`), and compared here, parents first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from desktop.domain.cells import shown_date
from desktop.domain.folding import fold
from desktop.domain.periods import holds
from desktop.domain.problems import Problem
from desktop.models.register_rows import rows_in
from desktop.models.tables import endpoint, identifier_code, line, token, unit, unit_version
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import Fate, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Refused, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.unit_changes import UNIT_FIELDS, KnownUnitChanges, check_event
from desktop.services.imports.unit_codes import UnitCodes
from desktop.services.imports.unit_rows import UnitReader, UnitRow
from desktop.services.imports.unit_tree import UnitTree

_CHILDREN_NAMED = 5


def plan_units(
    known: KnownUnits, command: ImportFile, entries: Sequence[Entry], plan: Plan, today: str
) -> None:
    """Work out every entry's fate and what it writes."""
    code_scheme = scheme(command.scheme)
    reader = UnitReader(plan, known, code_scheme, command.from_date or today)
    tree = UnitTree(plan, known, code_scheme)
    for number, entry in enumerate(entries):
        try:
            tree.add(reader.read(number, entry))
        except Refused as error:
            tree.remember_refused(entry)
            label = " ".join(entry.values.get(name, "") for name in ("code", "name"))
            plan.refuse(number, entry, error.problem, label.strip())
    importer = _Importer(command, plan, known, tree)
    for row in tree.in_order():
        try:
            importer.place(row)
        except Refused as error:
            tree.remember_refused(row.entry)
            plan.refuse(row.number, row.entry, error.problem, row.label)


class _Importer:
    def __init__(
        self,
        command: ImportFile,
        plan: Plan,
        known: KnownUnits,
        tree: UnitTree,
    ) -> None:
        self._scheme = scheme(command.scheme)
        self._plan = plan
        self._known = known
        self._tree = tree
        self._codes = UnitCodes(plan, known, self._scheme)
        self._changes = KnownUnitChanges(
            command.changes, command.scheme, plan, known, tree, self._codes
        )
        self._closing = {row.uid for row in tree.rows if row.action == "close" and row.uid}
        self._left_behind = _left_behind(known.connection, self._closing)
        # Under each parent: the next place in order, and the folded names that stand there.
        self._next_place: dict[str | None, int] = {}
        self._names: dict[tuple[str | None, str], list[tuple[str, str | None]]] = {}

    def place(self, row: UnitRow) -> None:
        """Plan what one row writes; the row above it has been placed."""
        parent = self._parent_uid(row)
        if row.uid is None and row.code is None and row.name is not None:
            found = self._sibling(row, parent)
            if found is not None:
                self._tree.claim(row, found)
        if row.uid is None:
            self._create(row, parent)
        elif row.action == "close":
            self._close(row)
        else:
            self._changes.compare(row, parent)

    def _parent_uid(self, row: UnitRow) -> str | None:
        if isinstance(row.parent, UnitRow):
            if row.parent.uid is None:
                raise refused(row.entry, "parent", "import.parent_refused", parent=row.parent.label)
            return row.parent.uid
        return row.parent

    def _sibling(self, row: UnitRow, parent: str | None) -> str | None:
        """Find the unit that a row without a code means: same parent, folded name and type."""
        name = row.name or ""
        found = [
            version
            for version in self._known.named(name, row.date)
            if version.parent == parent and (not row.type or row.type == version.type)
        ]
        if len(found) > 1:
            shown = "; ".join(self._known.title(version.unit, row.date) for version in found)
            raise refused(row.entry, "name", "import.two_match", name=name, units=shown)
        return str(found[0].unit) if found else None

    def _create(self, row: UnitRow, parent: str | None) -> None:
        if row.name is None:
            raise refused(row.entry, "name", "import.name_missing")
        if row.action in ("change", "close"):
            raise refused(row.entry, "action", "import.unit_unknown", unit=row.label)
        if row.code is not None:
            self._codes.check_free(row, self._scheme.name, row.code, "code")
        if row.older is not None and row.older[0] != self._scheme.name:
            self._codes.check_free(row, *row.older, "code_old")
        self._check_name(row, parent)
        row.uid = self._plan.insert(unit, {name: row.text(name) for name in UNIT_FIELDS})
        self._plan.insert(
            unit_version,
            {
                "unit": row.uid,
                "name": row.name,
                "short_name": row.text("short_name"),
                "type": row.type,
                "parent": parent,
                "place": row.place,
                "position": self._next_position(parent),
                "basis": row.basis,
                "from_date": row.date,
            },
        )
        if row.code is not None:
            self._codes.add(row, self._scheme.name, row.code)
            self._codes.warn_outside_parent(row, parent)
        self._codes.add_older(row)
        if row.line:
            self._plan.insert(line, {"unit": row.uid, "from_date": row.date})
        self._plan.decide(row.number, row.entry, Fate.CREATED, row.uid, row.label)

    def _check_name(self, row: UnitRow, parent: str | None) -> None:
        """Say of a new unit that a sister has nearly the same name; refuse the very same twice."""
        key = (parent, fold(row.name or ""))
        sisters = self._names.setdefault(key, [])
        if row.code is None and (row.name, row.type) in sisters:
            raise refused(row.entry, "name", "import.unit_twice_by_name", unit=row.name)
        near = [
            version.unit
            for version in self._known.named(row.name or "", row.date)
            if version.parent == parent
        ]
        if near or sisters:
            other = self._known.title(near[0], row.date) if near else sisters[0][0]
            problem = Problem("import.near_duplicate", {"unit": row.label, "other": other})
            self._plan.warn(row.entry, "name", problem)
        sisters.append((row.name or "", row.type))

    def _next_position(self, parent: str | None) -> int:
        if parent not in self._next_place:
            children = self._known.children(parent) if parent is not None else ()
            highest = max((child.position for child in children), default=0)
            self._next_place[parent] = highest + 1
        self._next_place[parent] += 1
        return self._next_place[parent] - 1

    def _close(self, row: UnitRow) -> None:
        uid = str(row.uid)
        version = self._known.version(uid, row.date)
        if version is None:
            ended = any(old.to_date == row.date for old in self._known.versions[uid])
            if not ended:
                raise refused(row.entry, "code", "import.unit_not_then", date=shown_date(row.date))
            self._plan.decide(row.number, row.entry, Fate.UNCHANGED, uid, row.label)
            return
        check_event(row, version)
        left = [
            child.unit
            for child in self._known.children(uid)
            if holds(child.from_date, child.to_date, row.date) and child.unit not in self._closing
        ]
        if left:
            named = [self._known.title(child, row.date) for child in left[:_CHILDREN_NAMED]]
            raise refused(
                row.entry,
                "action",
                "import.close_with_children",
                unit=row.label,
                children="; ".join(named),
                count=len(left),
            )
        self._plan.update(unit_version, version.uid, {"to_date": row.date})
        self._plan.note(unit_version, "to_date", version.to_date, row.date)
        for held in self._known.codes.get(uid, ()):
            if holds(held.from_date, held.to_date, row.date):
                self._plan.update(identifier_code, held.uid, {"to_date": row.date})
        if uid in self._left_behind:
            endpoints, devices = self._left_behind[uid]
            values = {"unit": row.label, "endpoints": endpoints, "devices": devices}
            self._plan.warn(row.entry, "action", Problem("import.close_leaves", values))
        self._plan.decide(row.number, row.entry, Fate.UPDATED, uid, row.label, "to")


def _left_behind(connection: Connection, closing: Collection[str]) -> dict[str, tuple[int, int]]:
    """Count what closing these units leaves without a unit: endpoints not ended, and devices."""
    endpoints = Counter(
        row.unit for row in rows_in(connection, endpoint, "unit", closing) if row.to_date is None
    )
    devices = Counter(row.unit for row in rows_in(connection, token, "unit", closing))
    return {uid: (endpoints[uid], devices[uid]) for uid in endpoints | devices}
