"""Works out what a command of `unit_edits` changes: rows to write, and every unit's effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from desktop.domain import codes, unit_rules
from desktop.domain.cells import shown_date
from desktop.domain.code_states import PLANNED, SENT, SYSTEM
from desktop.domain.folding import fold, nfc, same_spelling
from desktop.domain.periods import holds
from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Text
from desktop.models import unit_table
from desktop.models.many import among
from desktop.models.register_rows import rows_in
from desktop.models.tables import code_state, identifier_code, unit, unit_version
from desktop.models.unit_reader import in_force
from desktop.models.unit_touches import touched
from desktop.services.browse_units import CODE_STATES, type_label
from desktop.services.code_schemes import scheme
from desktop.services.imports.plan import Plan
from desktop.services.unit_codes import code_problem, lock_problem, outside_parent, title_of
from desktop.services.unit_edits import (
    AddUnit,
    CloseUnits,
    DescribeUnit,
    EditUnits,
    Effect,
    GiveCode,
    MoveUnits,
    Preview,
    RenameUnit,
    RetypeUnits,
    SetCodeStates,
    as_warning,
)

_CHILDREN_NAMED = 3
_NOTHING = "—"


def work_out(connection: Connection, command: EditUnits, plan: Plan) -> Preview:
    """Plan a command's rows and return what it does to each unit."""
    planner = _Planner(connection, command, plan)
    wrong_day = unit_rules.day_problem(command.on)
    if wrong_day is not None:
        return planner.refused_all(wrong_day)
    if isinstance(command, AddUnit):
        return Preview((planner.add(command),))
    effects = tuple(planner.effect(uid) for uid in command.units)
    return Preview(effects, touched(connection, command.units, command.on))


class _Planner:
    def __init__(self, connection: Connection, command: EditUnits, plan: Plan) -> None:
        self._connection = connection
        self._command = command
        self._plan = plan
        self._day = command.on
        self._names = unit_table.names_of(connection, command.units)
        self._versions = self._standing(unit_version)
        self._codes = self._standing_codes()
        self._parents: Mapping[str, str | None] | None = None
        self._children: dict[str, list[str]] | None = None
        self._titles: dict[str, str] = {}

    def refused_all(self, problem: Problem) -> Preview:
        """Refuse every unit for the same reason."""
        effects = tuple(
            Effect(uid, self._names.get(uid, ""), "", "", problem=problem)
            for uid in self._command.units or ("",)
        )
        return Preview(effects)

    def effect(self, uid: str) -> Effect:
        """Plan what the command does to one unit."""
        title = self._title(uid)
        command, version = self._command, self._versions.get(uid)
        if isinstance(command, DescribeUnit):
            return self._describe(uid, title, command)
        if version is None:
            problem = Problem("unit.not_then", {"unit": title, "date": shown_date(self._day)})
            return Effect(uid, title, "", "", problem=problem)
        match command:
            case RenameUnit():
                return self._rename(version, title, command)
            case RetypeUnits():
                return self._retype(version, title, command)
            case MoveUnits():
                return self._move(version, title, command)
            case CloseUnits():
                return self._close(version, title)
            case SetCodeStates():
                return self._set_state(uid, title, command)
            case GiveCode():
                return self._give_code(uid, version.parent, title, command)
        raise TypeError(f"no plan for {command.name}")

    def add(self, command: AddUnit) -> Effect:
        """Plan a new unit, with its code where one is given."""
        name = unit_rules.clean_name(command.new_name)
        problem = unit_rules.name_problem(name)
        if command.parent is not None and problem is None:
            problem = self._parent_problem(command.parent)
        warnings = self._near(name, command.parent, None)
        value = codes.normalise(command.value or "")
        if value and problem is None:
            problem = code_problem(self._connection, value, command.scheme, None, self._day)
            warnings += self._outside(value, command.scheme, command.parent)
        if problem is not None:
            return Effect("", name, "", name, problem=problem, warnings=warnings)
        uid = self._plan.insert(unit, {})
        self._plan.insert(
            unit_version,
            {
                "unit": uid,
                "name": name,
                "short_name": _text(command.short_name),
                "type": _text(command.type),
                "parent": command.parent,
                "place": _text(command.place),
                "position": self._next_position(command.parent),
                "basis": _text(command.basis),
                "from_date": self._day,
            },
        )
        if value:
            self._insert_code(uid, command.scheme, value, "planned")
        return Effect(uid, name, "", name, warnings=warnings)

    def _rename(self, version: Row[Any], title: str, command: RenameUnit) -> Effect:
        name = unit_rules.clean_name(command.new_name)
        values: dict[str, Any] = {"name": name}
        if command.short_name is not None:
            values["short_name"] = _text(command.short_name)
        problem = unit_rules.name_problem(name)
        warnings = self._near(name, version.parent, version.unit)
        return self._change(version, title, values, (version.name, name), problem, warnings)

    def _retype(self, version: Row[Any], title: str, command: RetypeUnits) -> Effect:
        words = (type_label(version.type) or _NOTHING, type_label(command.type) or _NOTHING)
        return self._change(version, title, {"type": _text(command.type)}, words)

    def _move(self, version: Row[Any], title: str, command: MoveUnits) -> Effect:
        problem = self._parent_problem(command.parent)
        if problem is None and unit_rules.circle(version.unit, command.parent, self._tree()):
            values = {"unit": title, "parent": self._title_of(command.parent)}
            problem = Problem("unit.move_below_itself", values)
        before = self._title_of(version.parent) if version.parent else _NOTHING
        warnings: tuple[Problem, ...] = ()
        held = self._codes.get((version.unit, "qd20"))
        if held is not None and version.parent != command.parent:
            warnings = outside_parent(
                self._connection, held.value, held.scheme, command.parent, self._day
            )
        words = (before, self._title_of(command.parent))
        return self._change(version, title, {"parent": command.parent}, words, problem, warnings)

    def _change(
        self,
        version: Row[Any],
        title: str,
        values: Mapping[str, Any],
        words: tuple[str, str],
        problem: Problem | None = None,
        warnings: tuple[Problem, ...] = (),
    ) -> Effect:
        """Mend the version in place, or close it and open another."""
        differs = any(getattr(version, name) != value for name, value in values.items())
        if not differs:
            return Effect(version.unit, title, *words, changes=False, problem=problem)
        event = not self._command.correction
        if problem is None and event:
            problem = unit_rules.event_problem(title, version.from_date, self._day)
        if problem is not None:
            return Effect(version.unit, title, *words, problem=problem)
        basis = _text(self._command.basis)
        if event:
            self._plan.update(unit_version, version.uid, {"to_date": self._day})
            kept = {name: value for name, value in version._mapping.items() if name != "uid"}
            opened = {"basis": basis, "from_date": self._day}
            self._plan.insert(unit_version, {**kept, **values, **opened})
        else:
            given = dict(values) if basis is None else {**values, "basis": basis}
            self._plan.update(unit_version, version.uid, given)
        return Effect(version.unit, title, *words, warnings=warnings)

    def _close(self, version: Row[Any], title: str) -> Effect:
        words = (
            _since(version.from_date),
            Text(N_("closed from {date}"), {"date": shown_date(self._day)}),
        )
        problem = unit_rules.event_problem(title, version.from_date, self._day)
        left = [
            uid for uid in self._children_of(version.unit) if uid not in set(self._command.units)
        ]
        if problem is None and left:
            named = "; ".join(self._title_of(uid) for uid in left[:_CHILDREN_NAMED])
            more = "…" if len(left) > _CHILDREN_NAMED else ""
            values = {"unit": title, "count": len(left), "children": named + more}
            problem = Problem("unit.close_with_children", values)
        if problem is None and version.to_date is not None:
            values = {"unit": title, "date": shown_date(version.to_date)}
            problem = Problem("unit.changes_later", values)
        if problem is not None:
            return Effect(version.unit, title, *words, problem=problem)
        self._plan.update(unit_version, version.uid, {"to_date": self._day})
        for (uid, _scheme), held in self._codes.items():
            if uid == version.unit:
                self._plan.update(identifier_code, held.uid, {"to_date": self._day})
        return Effect(version.unit, title, *words)

    def _set_state(self, uid: str, title: str, command: SetCodeStates) -> Effect:
        held = self._codes.get((uid, command.scheme))
        if held is None:
            problem = Problem("unit.no_code", {"unit": title, "date": shown_date(self._day)})
            after = Text(CODE_STATES[command.state])
            return Effect(uid, title, _NOTHING, after, problem=problem)
        return self._same_code(uid, title, held, command.state)

    def _give_code(self, uid: str, parent: str | None, title: str, command: GiveCode) -> Effect:
        value = codes.normalise(command.value)
        held = self._codes.get((uid, command.scheme))
        before = held.value if held is not None else _NOTHING
        if held is not None and held.value == value:
            return self._same_code(uid, title, held, command.state)
        problem = None
        if held is not None:
            problem = lock_problem(self._connection, command.scheme, held.value, title)
        if problem is None:
            problem = code_problem(self._connection, value, command.scheme, uid, self._day)
        if problem is None and held is not None and not command.correction:
            problem = unit_rules.event_problem(title, held.from_date, self._day)
        if problem is not None:
            return Effect(uid, title, before, value, problem=problem)
        warnings = self._outside(value, command.scheme, parent)
        if held is not None:
            warnings += self._left_behind(uid, held)
        if held is not None and command.correction:
            self._plan.update(identifier_code, held.uid, {"value": value, "state": command.state})
            self._tell_state(held.uid, command.state)
        else:
            if held is not None:
                self._plan.update(identifier_code, held.uid, {"to_date": self._day})
            self._insert_code(uid, command.scheme, value, command.state)
        return Effect(uid, title, before, value, warnings=warnings)

    def _same_code(self, uid: str, title: str, held: Row[Any], state: str) -> Effect:
        """The code stays; its state may be another one."""
        told = self._told.get(held.uid)
        # A code that a bundle was sealed with is planned in itself, and sent for whoever reads.
        is_sent = held.state == PLANNED and told is not None and told.state == SENT
        now = SENT if is_sent else held.state
        before, after = (Text(CODE_STATES.get(each, each)) for each in (now, state))
        changes = now != state
        if changes:
            self._plan.update(identifier_code, held.uid, {"state": state})
            self._tell_state(held.uid, state)
        return Effect(uid, title, before, after, changes=changes)

    def _tell_state(self, code: str, state: str) -> None:
        """Let what was told of the central system say the same as what a person sets by hand."""
        told = self._told.get(code)
        if told is not None:
            given = {"state": state, "on_date": self._day, "reason": None, "bundle": None}
            self._plan.update(code_state, told.uid, given)

    @cached_property
    def _told(self) -> dict[str, Row[Any]]:
        """What was told of the units' codes on the central system, by the code's uid."""
        held = [row.uid for row in self._codes.values()]
        rows = rows_in(self._connection, code_state, "code", held)
        return {row.code: row for row in rows if row.system == SYSTEM}

    def _describe(self, uid: str, title: str, command: DescribeUnit) -> Effect:
        row = rows_in(self._connection, unit, "uid", [uid])[0]
        given = {name: _text(getattr(command, name)) for name in ("phone", "contact", "note")}
        changed = {name: value for name, value in given.items() if getattr(row, name) != value}
        if changed:
            self._plan.update(unit, uid, changed)
        before = ", ".join(str(getattr(row, name)) for name in changed if getattr(row, name))
        after = ", ".join(str(value) for value in changed.values() if value)
        return Effect(uid, title, before or _NOTHING, after or _NOTHING, changes=bool(changed))

    def _insert_code(self, uid: str, scheme_name: str, value: str, state: str) -> None:
        self._plan.insert(
            identifier_code,
            {
                "unit": uid,
                "scheme": scheme_name,
                "value": value,
                "state": state,
                "basis": _text(self._command.basis),
                "from_date": self._day,
            },
        )

    def _outside(self, value: str, scheme_name: str, parent: str | None) -> tuple[Problem, ...]:
        return outside_parent(self._connection, value, scheme_name, parent, self._day)

    def _left_behind(self, uid: str, held: Row[Any]) -> tuple[Problem, ...]:
        """Say how many units below will no longer continue this unit's code."""
        below = unit_table.codes_of(self._connection, self._children_of(uid), self._day)
        count = sum(scheme(held.scheme).extends(code.value, held.value) for code in below.values())
        if not count or not scheme(held.scheme).child_extends_parent:
            return ()
        values = {"count": count, "value": held.value}
        return (as_warning(Problem("unit.codes_left_behind", values)),)

    def _near(self, name: str, parent: str | None, uid: str | None) -> tuple[Problem, ...]:
        """Say that a sister has nearly the same name."""
        if parent is None:
            return ()
        for sister in unit_table.children(self._connection, parent, self._day):
            if sister.uid != uid and fold(sister.name) == fold(name):
                same = same_spelling(sister.name, name)
                code = "unit.same_name" if same else "import.near_duplicate"
                values = {"unit": name, "other": self._title_of(sister.uid)}
                return (as_warning(Problem(code, values)),)
        return ()

    def _parent_problem(self, parent: str) -> Problem | None:
        v = unit_version
        statement = select(v.c.uid).where(v.c.unit == parent, in_force(v, self._day))
        if self._connection.execute(statement).first() is not None:
            return None
        values = {"unit": self._title_of(parent), "date": shown_date(self._day)}
        return Problem("unit.not_then", values)

    def _standing(self, table: Table) -> dict[str, Row[Any]]:
        rows = rows_in(self._connection, table, "unit", self._command.units)
        return {row.unit: row for row in rows if holds(row.from_date, row.to_date, self._day)}

    def _standing_codes(self) -> dict[tuple[str, str], Row[Any]]:
        rows = rows_in(self._connection, identifier_code, "unit", self._command.units)
        return {
            (row.unit, row.scheme): row
            for row in sorted(rows, key=lambda row: row.value, reverse=True)
            if holds(row.from_date, row.to_date, self._day)
        }

    def _tree(self) -> Mapping[str, str | None]:
        if self._parents is None:
            v = unit_version
            statement = select(v.c.unit, v.c.parent).where(in_force(v, self._day))
            self._parents = {row.unit: row.parent for row in self._connection.execute(statement)}
        return self._parents

    def _children_of(self, uid: str) -> Sequence[str]:
        if self._children is None:
            v = unit_version
            statement = select(v.c.parent, v.c.unit).where(
                among(v.c.parent, self._command.units), in_force(v, self._day)
            )
            self._children = {}
            for parent, child in self._connection.execute(statement):
                self._children.setdefault(parent, []).append(child)
        return self._children.get(uid, [])

    def _next_position(self, parent: str | None) -> int:
        v = unit_version
        under = v.c.parent.is_(None) if parent is None else v.c.parent == parent
        highest = self._connection.execute(select(func.max(v.c.position)).where(under)).scalar()
        return (highest or 0) + 1

    def _title(self, uid: str) -> str:
        version = self._versions.get(uid)
        name = version.name if version is not None else self._names.get(uid, uid)
        held = self._codes.get((uid, "qd20"))
        return f"{name} ({held.value})" if held is not None else str(name)

    def _title_of(self, uid: str) -> str:
        if uid not in self._titles:
            self._titles[uid] = title_of(self._connection, uid, self._day)
        return self._titles[uid]


def _since(day: str) -> Text:
    return Text(N_("since {date}"), {"date": shown_date(day)})


def _text(text: str | None) -> str | None:
    """Return text as it is stored: composed, trimmed, None where nothing is left."""
    return (nfc(text).strip() or None) if text is not None else None
