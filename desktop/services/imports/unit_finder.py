"""Finding the unit that a row of clerks or tokens speaks of."""

from __future__ import annotations

from desktop.domain.cells import CellFault, read_code
from desktop.domain.codes import Scheme
from desktop.domain.folding import fold
from desktop.domain.kinds import type_named
from desktop.domain.periods import holds
from desktop.domain.problems import Problem
from desktop.domain.texts import some_of
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.other_times import check_meaning, not_held
from desktop.services.imports.plan import Plan, refused
from desktop.services.imports.reading import Entry
from desktop.services.kinds import unit_types


class UnitFinder:
    """Finds units by code at the date, else by name and superior; each text is looked up once."""

    def __init__(self, plan: Plan, known: KnownUnits, code_scheme: Scheme) -> None:
        self._plan = plan
        self._known = known
        self._scheme = code_scheme
        self._coded: dict[tuple[str | None, str | None, str], str] = {}
        self._names: dict[tuple[str, str | None, str], str] = {}
        # The unit of the row before: names that many bear are meant near it.
        self._last: str | None = None

    def find(self, entry: Entry, date: str) -> str:
        """Return the uid of the entry's unit; raises `Refused` where there is none, or two fit.

        Of several units of a name that one is meant which lies with the unit of the row before;
        that is said.
        """
        self._last = self._found(entry, date)
        return self._last

    def _found(self, entry: Entry, date: str) -> str:
        code, name = entry.values.get("code"), entry.values.get("unit")
        # Units have several rows, mostly one below the other.
        found = self._coded.get((code, name, date))
        if found is not None:
            return found
        if code is not None:
            uid = self._with_code(entry, code, date)
            if name is not None and not self._is_called(uid, name, date):
                held = self._known.code(uid, date)
                if held is not None:
                    check_meaning(entry, self._known, held.value, name, date)
                problem = Problem(
                    "import.unit_called_otherwise",
                    {"unit": self._known.title(uid, date), "name": name},
                )
                self._plan.warn_once(("called", uid, name), entry, "unit", problem)
            if uid == self._known.with_code(code, date):
                self._coded[code, name, date] = uid
            return uid
        if name is None:
            raise refused(entry, "unit", "import.unit_missing")
        parent = entry.values.get("parent")
        near = self._near_last(name, date) if parent is None else None
        if near is not None:
            values = {"name": name, "unit": self._known.title(near, date)}
            self._plan.warn(entry, "unit", Problem("import.unit_near", values))
            return near
        return self.named(entry, "unit", name, date, parent)

    def _near_last(self, name: str, date: str) -> str | None:
        """Return the only unit of several of that name that lies below the unit of the row before,
        or beside it."""
        found = self._known.named(name, date)
        if self._last is None or len(found) < 2 or self._known.with_code(name, date):
            return None
        last = self._known.version(self._last, date)
        parents = {self._last, last.parent if last is not None else None} - {None}
        # The same name again, without more, may be the next place's.
        near = [v.unit for v in found if v.parent in parents and v.unit != self._last]
        return str(near[0]) if len(near) == 1 else None

    def named(
        self, entry: Entry, field: str, text: str, date: str, parent: str | None = None
    ) -> str:
        """Return the unit that `text` (a code or a name, perhaps below `parent`) means."""
        key = (text, parent, date)
        if key not in self._names:
            self._names[key] = self._look_up(entry, field, text, date, parent)
        return self._names[key]

    def besides(self, entry: Entry, field: str, unit: str, text: str, date: str) -> str:
        """Return the unit that a person of `unit` also stands for, as `text` calls it: one near it
        of that kind (`UBKT`) or short name comes first, then any by code or name."""
        version = self._known.version(unit, date)
        kind = type_named(text, unit_types())
        near = [unit] if version is None or version.parent is None else [unit, version.parent]
        for parent in near:
            found = [
                row.unit
                for row in self._known.children(parent)
                if holds(row.from_date, row.to_date, date)
                and row.unit != unit
                and (
                    (kind is not None and row.type == kind.code)
                    or fold(text) in (fold(row.name), fold(row.short_name or ""))
                )
            ]
            if len(found) == 1:
                return str(found[0])
        return self.named(entry, field, text, date)

    def is_known(self, text: str, date: str) -> bool:
        """Say whether `text` is a code in force or the name of some unit."""
        return self._known.with_code(text, date) is not None or bool(self._known.named(text, date))

    def _look_up(self, entry: Entry, field: str, text: str, date: str, parent: str | None) -> str:
        uid = self._known.with_code(text, date) or self._mended(text, date)
        if uid is not None:
            return uid
        found = self._known.named(text, date)
        if parent is not None and len(found) > 1:
            above = self.named(entry, "parent", parent, date)
            found = [version for version in found if version.parent == above]
        if not found:
            raise refused(entry, field, "import.unit_not_known", unit=text)
        if len(found) > 1:
            shown = some_of([self._known.title(version.unit, date) for version in found])
            raise refused(entry, field, "import.two_match", name=text, units=shown)
        return str(found[0].unit)

    def _with_code(self, entry: Entry, text: str, date: str) -> str:
        uid = self._known.with_code(text, date)
        if uid is not None:
            return uid
        try:
            found = read_code(text, self._scheme)
        except CellFault as fault:
            raise refused(entry, "code", fault.code, **fault.values) from None
        if found.note is not None:
            self._plan.warn(entry, "code", found.note)
        uid = self._known.with_code(found.value, date)
        if uid is None:
            raise not_held(entry, self._known, found.value, date)
        return uid

    def _mended(self, text: str, date: str) -> str | None:
        try:
            return self._known.with_code(read_code(text, self._scheme).value, date)
        except CellFault:
            return None

    def _is_called(self, uid: str, name: str, date: str) -> bool:
        version = self._known.version(uid, date)
        if version is None:
            return True
        return fold(name) in (fold(version.name), fold(version.short_name or ""))
