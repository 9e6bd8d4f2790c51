"""Importing units: what each row of the table changes in the registers.

Rows are read one by one (`unit_rows`), found in the registers or known as new and put under each
other, wherever the parent stands in the file (`unit_tree`), and compared here, parents first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.cells import shown_date
from desktop.domain.folding import fold, same_spelling
from desktop.domain.periods import holds
from desktop.domain.problems import Problem
from desktop.models.tables import identifier_code, line, unit, unit_version
from desktop.services import kinds
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import Changes, Fate, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Refused, differing, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.unit_rows import UnitReader, UnitRow
from desktop.services.imports.unit_tree import UnitTree

_UNIT_FIELDS = ("phone", "contact", "note")
_CHILDREN_NAMED = 5


def plan_units(
    connection: Connection, command: ImportFile, entries: Sequence[Entry], plan: Plan, today: str
) -> None:
    """Work out every entry's fate and what it writes."""
    code_scheme = scheme(command.scheme)
    known = KnownUnits(connection, command.scheme)
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
    def __init__(self, command: ImportFile, plan: Plan, known: KnownUnits, tree: UnitTree) -> None:
        self._changes = command.changes
        self._scheme = scheme(command.scheme)
        self._plan = plan
        self._known = known
        self._tree = tree
        self._closing = {row.uid for row in tree.rows if row.action == "close"}
        # Under each parent: the next place in order, and the folded names that stand there.
        self._next_place: dict[str | None, int] = {}
        self._names: dict[tuple[str | None, str], list[tuple[str, str | None]]] = {}
        self._new_codes: dict[str, str] = {}

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
            self._compare(row, parent)

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
            self._check_free(row, self._scheme.name, row.code, "code")
        if row.older is not None and row.older[0] != self._scheme.name:
            self._check_free(row, *row.older, "code_old")
        self._check_name(row, parent)
        row.uid = self._plan.insert(unit, {name: row.text(name) for name in _UNIT_FIELDS})
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
            self._add_code(row, self._scheme.name, row.code)
            self._check_below_parent(row, parent)
        self._add_older(row)
        if row.line:
            self._plan.insert(line, {"unit": row.uid, "from_date": row.date})
        self._plan.decide(row.number, row.entry, Fate.CREATED, row.uid, row.label)

    def _check_free(self, row: UnitRow, scheme_name: str, code: str, name: str) -> None:
        """Refuse a code that another unit holds, will hold, or held under a scheme that forbids."""
        for held in self._known.holders(code, scheme_name):
            if held.unit == row.uid:
                continue
            values: dict[str, object] = {
                "value": code,
                "holder": self._known.title(held.unit, held.from_date),
                "since": shown_date(held.from_date),
            }
            if holds(held.from_date, held.to_date, row.date):
                raise refused(row.entry, name, "unit.code.duplicate", **values)
            if held.from_date > row.date:
                raise refused(row.entry, name, "import.code_held_later", **values)
            if not scheme(scheme_name).retired_may_return:
                values["until"] = shown_date(held.to_date)
                raise refused(row.entry, name, "unit.code.retired", **values)

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

    def _check_below_parent(self, row: UnitRow, parent: str | None) -> None:
        if parent is None or row.code is None:
            return
        held = self._known.code(parent, row.date)
        above = self._new_codes.get(parent) or (held.value if held is not None else None)
        if above is not None and not self._scheme.extends(row.code, above):
            problem = Problem("import.code_outside_parent", {"value": row.code, "parent": above})
            self._plan.warn(row.entry, "code", problem)

    def _next_position(self, parent: str | None) -> int:
        if parent not in self._next_place:
            children = self._known.children(parent) if parent is not None else ()
            highest = max((child.position for child in children), default=0)
            self._next_place[parent] = highest + 1
        self._next_place[parent] += 1
        return self._next_place[parent] - 1

    def _add_code(self, row: UnitRow, scheme_name: str, code: str) -> None:
        self._plan.insert(
            identifier_code,
            {
                "unit": row.uid,
                "scheme": scheme_name,
                "value": code,
                "state": "planned",
                "basis": row.basis,
                "from_date": row.date,
            },
        )
        if row.uid is not None and scheme_name == self._scheme.name:
            self._new_codes[row.uid] = code

    def _add_older(self, row: UnitRow) -> bool:
        """Record the code of the older form beside the new one; say where that is not possible."""
        if row.older is None:
            return False
        scheme_name, value = row.older
        holders = {held.unit for held in self._known.holders(value, scheme_name)}
        if row.uid in holders:
            return False
        if scheme_name == self._scheme.name:
            if value != row.code:
                problem = Problem("import.code_old_unknown", {"value": value})
                self._plan.warn(row.entry, "code_old", problem)
            return False
        self._check_free(row, scheme_name, value, "code_old")
        self._add_code(row, scheme_name, value)
        return True

    def _close(self, row: UnitRow) -> None:
        uid = str(row.uid)
        version = self._known.version(uid, row.date)
        if version is None:
            ended = any(old.to_date == row.date for old in self._known.versions[uid])
            if not ended:
                raise refused(row.entry, "code", "import.unit_not_then", date=shown_date(row.date))
            self._plan.decide(row.number, row.entry, Fate.UNCHANGED, uid, row.label)
            return
        self._check_event(row, version)
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
        for held in self._known.codes.get(uid, ()):
            if holds(held.from_date, held.to_date, row.date):
                self._plan.update(identifier_code, held.uid, {"to_date": row.date})
        self._plan.decide(row.number, row.entry, Fate.UPDATED, uid, row.label, "to")

    def _compare(self, row: UnitRow, parent: str | None) -> None:
        uid = str(row.uid)
        version = self._known.version(uid, row.date)
        if version is None:
            raise refused(row.entry, "code", "import.unit_not_then", date=shown_date(row.date))
        changed = self._version_changes(row, version, parent)
        code = self._code_change(row)
        if (changed or code) and self._changes is None:
            raise self._question(row, version, changed, code)
        event = self._changes is Changes.EVENT and bool(changed or code)
        if event:
            self._check_event(row, version if changed else code)
        if code is not None and row.code is not None:
            self._check_free(row, self._scheme.name, row.code, "code")
        told = [*changed, *(["code"] if code is not None else [])]
        told += self._write_version(row, version, changed, event=event and bool(changed))
        if row.code is not None and code is not None:
            self._write_code(row, code, event=event)
        elif row.code is not None and self._known.code(uid, row.date) is None:
            self._check_free(row, self._scheme.name, row.code, "code")
            self._add_code(row, self._scheme.name, row.code)
            told.append("code")
        told += self._write_rest(row, uid)
        if told and row.code is not None and ("parent" in told or "code" in told):
            self._check_below_parent(row, parent)
        fate = Fate.UPDATED if told else Fate.UNCHANGED
        self._plan.decide(row.number, row.entry, fate, uid, row.label, *dict.fromkeys(told))

    def _version_changes(
        self, row: UnitRow, version: Row[Any], parent: str | None
    ) -> dict[str, Any]:
        """Return what the row says otherwise than the version in force: name, type, parent, place.

        A type or place that was never said is filled in, and is no difference.
        """
        changes: dict[str, Any] = {}
        if row.name is not None and not same_spelling(version.name, row.name):
            changes["name"] = row.name
        if row.parent_given and parent != version.parent:
            changes["parent"] = parent
        for name in ("type", "place"):
            value = getattr(row, name)
            if value is not None and getattr(version, name) not in (None, value):
                changes[name] = value
        return changes

    def _code_change(self, row: UnitRow) -> Row[Any] | None:
        """Return the code that the row's code would replace, or None."""
        held = self._known.code(str(row.uid), row.date)
        return held if held is not None and row.code not in (None, held.value) else None

    def _question(
        self,
        row: UnitRow,
        version: Row[Any],
        changed: Mapping[str, Any],
        code: Row[Any] | None,
    ) -> Refused:
        if "name" in changed:
            return refused(
                row.entry, "name", "import.name_differs", known=version.name, given=row.name
            )
        if code is not None:
            return refused(
                row.entry, "code", "import.code_differs", known=code.value, given=row.code
            )
        name = next(iter(changed))
        return refused(
            row.entry,
            name,
            f"import.{name}_differs",
            unit=row.label,
            known=self._shown(row, name, getattr(version, name)),
            given=self._shown(row, name, changed[name]),
        )

    def _shown(self, row: UnitRow, name: str, value: Any) -> str:
        if value is None:
            return "—"
        if name == "parent":
            above = self._tree.row_of(value)
            return above.label if above is not None else self._known.title(value, row.date)
        types = kinds.unit_types()
        return types[value].label if name == "type" and value in types else str(value)

    def _check_event(self, row: UnitRow, standing: Row[Any] | None) -> None:
        if standing is not None and standing.from_date >= row.date:
            raise refused(
                row.entry,
                "from",
                "import.event_too_early",
                unit=row.label,
                since=shown_date(standing.from_date),
                date=shown_date(row.date),
            )

    def _write_version(
        self, row: UnitRow, version: Row[Any], changed: Mapping[str, Any], *, event: bool
    ) -> list[str]:
        """Close and open, or mend in place; return what was filled in besides."""
        filled = {
            name: getattr(row, name)
            for name in ("type", "place")
            if getattr(row, name) is not None and getattr(version, name) is None
        }
        if event:
            self._plan.update(unit_version, version.uid, {"to_date": row.date})
            kept = {name: value for name, value in version._mapping.items() if name != "uid"}
            short = row.text("short_name") or kept["short_name"]
            opened = {"basis": row.basis, "from_date": row.date, "short_name": short}
            self._plan.insert(unit_version, {**kept, **filled, **changed, **opened})
            return list(filled)
        given = {"short_name": row.text("short_name"), "basis": row.basis}
        filled |= differing(version, given)
        if changed or filled:
            self._plan.update(unit_version, version.uid, {**changed, **filled})
        return list(filled)

    def _write_code(self, row: UnitRow, held: Row[Any], *, event: bool) -> None:
        if event:
            self._plan.update(identifier_code, held.uid, {"to_date": row.date})
            self._add_code(row, self._scheme.name, str(row.code))
        else:
            self._plan.update(identifier_code, held.uid, {"value": row.code})

    def _write_rest(self, row: UnitRow, uid: str) -> list[str]:
        given = {name: row.text(name) for name in _UNIT_FIELDS}
        changed = differing(self._known.units[uid], given)
        if changed:
            self._plan.update(unit, uid, changed)
        told = list(changed)
        if self._add_older(row):
            told.append("code_old")
        if row.line is not None and self._write_line(row, uid):
            told.append("line")
        return told

    def _write_line(self, row: UnitRow, uid: str) -> bool:
        held = next(
            (x for x in self._known.lines(uid) if holds(x.from_date, x.to_date, row.date)), None
        )
        if row.line and held is None:
            self._plan.insert(line, {"unit": uid, "from_date": row.date})
        elif not row.line and held is not None:
            self._plan.update(line, held.uid, {"to_date": row.date})
        else:
            return False
        return True
