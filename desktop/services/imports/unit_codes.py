"""Writing units' codes: whether one is free, and what must be said of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from desktop.domain.cells import shown_date
from desktop.domain.codes import Scheme
from desktop.domain.periods import holds
from desktop.domain.problems import Problem
from desktop.domain.unit_rules import locked_problem, reserved_problem
from desktop.models.code_reader import LOCKED, RESERVED
from desktop.models.tables import identifier_code
from desktop.services.code_schemes import scheme
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, refused
from desktop.services.imports.unit_rows import UnitRow


class UnitCodes:
    """Plans codes for the units of a file, of its scheme and of the older form."""

    def __init__(self, plan: Plan, known: KnownUnits, code_scheme: Scheme) -> None:
        self._plan = plan
        self._known = known
        self._scheme = code_scheme
        self._new_codes: dict[str, str] = {}

    def check_free(self, row: UnitRow, scheme_name: str, code: str, name: str) -> None:
        """Refuse a code that is reserved, or that another unit holds, will hold, or held before."""
        problem = reserved_problem(code, self._known.marked(scheme_name, RESERVED))
        if problem is not None:
            raise refused(row.entry, name, problem.code, **problem.values)
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

    def check_unlocked(self, row: UnitRow, held: Row[Any]) -> None:
        """Refuse to put another code in the place of one that is locked."""
        problem = locked_problem(held.value, row.label, self._known.marked(held.scheme, LOCKED))
        if problem is not None:
            raise refused(row.entry, "code", problem.code, **problem.values)

    def warn_outside_parent(self, row: UnitRow, parent: str | None) -> None:
        """Say where a code does not continue that of the unit above it."""
        if parent is None or row.code is None:
            return
        held = self._known.code(parent, row.date)
        above = self._new_codes.get(parent) or (held.value if held is not None else None)
        if above is not None and not self._scheme.extends(row.code, above):
            problem = Problem("import.code_outside_parent", {"value": row.code, "parent": above})
            self._plan.warn(row.entry, "code", problem)

    def add(self, row: UnitRow, scheme_name: str, code: str) -> None:
        """Plan a code that the row's unit holds from the row's day."""
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

    def add_older(self, row: UnitRow) -> bool:
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
        self.check_free(row, scheme_name, value, "code_old")
        self.add(row, scheme_name, value)
        return True
