"""Comparing a row with the unit it means: what differs, and whether it happened or was mistyped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from desktop.domain.cells import shown_date
from desktop.domain.folding import same_spelling
from desktop.domain.lines import CARRYING
from desktop.domain.periods import holds
from desktop.models.tables import identifier_code, line, unit, unit_version
from desktop.services import kinds
from desktop.services.imports.command import Changes, Fate
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.other_times import check_meaning
from desktop.services.imports.plan import Plan, Refused, differing, refused
from desktop.services.imports.unit_codes import UnitCodes
from desktop.services.imports.unit_rows import UnitRow
from desktop.services.imports.unit_tree import UnitTree

UNIT_FIELDS = ("phone", "contact", "note")


class KnownUnitChanges:
    """Plans what rows change in units that are in the registers already.

    `changes` says what a difference in name, type, parent, place or code is; None asks.
    """

    def __init__(
        self,
        changes: Changes | None,
        scheme_name: str,
        plan: Plan,
        known: KnownUnits,
        tree: UnitTree,
        codes: UnitCodes,
    ) -> None:
        self._changes = changes
        self._scheme_name = scheme_name
        self._plan = plan
        self._known = known
        self._tree = tree
        self._codes = codes

    def compare(self, row: UnitRow, parent: str | None) -> None:
        """Plan what differs between the row and the unit on the row's day, and decide its fate."""
        uid = str(row.uid)
        version = self._known.version(uid, row.date)
        if version is None:
            raise refused(row.entry, "code", "import.unit_not_then", date=shown_date(row.date))
        changed = self._version_changes(row, version, parent)
        if "name" in changed and row.code is not None:
            check_meaning(row.entry, self._known, row.code, changed["name"], row.date)
        code = self._code_change(row)
        if code is not None:
            self._codes.check_unlocked(row, code)
        if (changed or code) and self._changes is None:
            raise self._question(row, version, changed, code)
        event = self._changes is Changes.EVENT and bool(changed or code)
        if event:
            check_event(row, version if changed else code)
        if code is not None and row.code is not None:
            self._codes.check_free(row, self._scheme_name, row.code, "code")
        told = [*changed, *(["code"] if code is not None else [])]
        for name, value in changed.items():
            was, will_be = (
                self._title(row, each) if name == "parent" else self._shown(row, name, each)
                for each in (getattr(version, name), value)
            )
            self._plan.note(unit_version, name, was, will_be)
        told += self._write_version(row, version, changed, event=event and bool(changed))
        if row.code is not None and code is not None:
            self._write_code(row, code, event=event)
        elif row.code is not None and self._known.code(uid, row.date) is None:
            self._codes.check_free(row, self._scheme_name, row.code, "code")
            self._codes.add(row, self._scheme_name, row.code)
            self._plan.note(identifier_code, "value", None, row.code)
            told.append("code")
        told += self._write_rest(row, uid)
        if told and row.code is not None and ("parent" in told or "code" in told):
            self._codes.warn_outside_parent(row, parent)
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

    def _title(self, row: UnitRow, uid: str | None) -> str | None:
        """Name a unit as the registers do, a new one as its row does."""
        if uid is None or uid in self._known.versions:
            return self._known.title(uid, row.date) if uid is not None else None
        above = self._tree.row_of(uid)
        return above.label if above is not None else None

    def _shown(self, row: UnitRow, name: str, value: Any) -> str:
        if value is None:
            return "—"
        if name == "parent":
            above = self._tree.row_of(value)
            return above.label if above is not None else self._known.title(value, row.date)
        types = kinds.unit_types()
        return types[value].label if name == "type" and value in types else str(value)

    def _write_version(
        self, row: UnitRow, version: Row[Any], changed: Mapping[str, Any], *, event: bool
    ) -> list[str]:
        """Close and open, or mend in place; return what was filled in besides."""
        filled = {
            name: getattr(row, name)
            for name in ("type", "place")
            if getattr(row, name) is not None and getattr(version, name) is None
        }
        for name, value in filled.items():
            self._plan.note(unit_version, name, None, self._shown(row, name, value))
        if event:
            self._plan.update(unit_version, version.uid, {"to_date": row.date})
            kept = {name: value for name, value in version._mapping.items() if name != "uid"}
            short = row.text("short_name") or kept["short_name"]
            opened = {"basis": row.basis, "from_date": row.date, "short_name": short}
            if short != kept["short_name"]:
                self._plan.note(unit_version, "short_name", kept["short_name"], short)
            self._plan.insert(unit_version, {**kept, **filled, **changed, **opened})
            return list(filled)
        given = {"short_name": row.text("short_name"), "basis": row.basis}
        differs = differing(version, given)
        for name, value in differs.items():
            self._plan.note(unit_version, name, getattr(version, name), value)
        filled |= differs
        if changed or filled:
            self._plan.update(unit_version, version.uid, {**changed, **filled})
        return list(filled)

    def _write_code(self, row: UnitRow, held: Row[Any], *, event: bool) -> None:
        self._plan.note(identifier_code, "value", held.value, row.code)
        if event:
            self._plan.update(identifier_code, held.uid, {"to_date": row.date})
            self._codes.add(row, self._scheme_name, str(row.code))
        else:
            self._plan.update(identifier_code, held.uid, {"value": row.code})

    def _write_rest(self, row: UnitRow, uid: str) -> list[str]:
        given = {name: row.text(name) for name in UNIT_FIELDS}
        changed = differing(self._known.units[uid], given)
        if changed:
            self._plan.update(unit, uid, changed)
            for name, value in changed.items():
                self._plan.note(unit, name, getattr(self._known.units[uid], name), value)
        told = list(changed)
        if self._codes.add_older(row):
            told.append("code_old")
            self._plan.note(identifier_code, "older", None, row.older[1] if row.older else None)
        if row.line is not None and self._write_line(row, uid):
            told.append("line")
            self._plan.note(line, "held", not row.line, row.line)
        return told

    def _write_line(self, row: UnitRow, uid: str) -> bool:
        """Open or end the line; one that is not connected yet is no line to who fills in a form."""
        held = next(
            (x for x in self._known.lines(uid) if holds(x.from_date, x.to_date, row.date)), None
        )
        there = held is not None and held.stage in CARRYING
        if row.line and not there:
            if held is not None:
                self._plan.update(line, held.uid, {"to_date": row.date})
            self._plan.insert(line, {"unit": uid, "from_date": row.date})
        elif not row.line and held is not None and there:
            self._plan.update(line, held.uid, {"to_date": row.date})
        else:
            return False
        return True


def check_event(row: UnitRow, standing: Row[Any] | None) -> None:
    """Refuse an event that is dated no later than the beginning of what it changes."""
    if standing is not None and standing.from_date >= row.date:
        raise refused(
            row.entry,
            "from",
            "import.event_too_early",
            unit=row.label,
            since=shown_date(standing.from_date),
            date=shown_date(row.date),
        )
