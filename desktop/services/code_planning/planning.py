"""Giving a subtree its codes: what each unit would get, then all of it in one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from desktop.domain import code_oddities, codes, unit_rules
from desktop.domain.code_planning import Kept, Member, Outcome, Planner, Rule, Values, Wish
from desktop.domain.code_states import PLANNED
from desktop.domain.codes import Scheme
from desktop.domain.periods import holds
from desktop.domain.problems import Refusal, refuse
from desktop.domain.texts import N_, Text
from desktop.domain.unit_rules import Held
from desktop.exchange.sheets import Sheet
from desktop.models import code_reader, unit_table
from desktop.models.code_reader import LOCKED, RESERVED, HeldValue
from desktop.models.tables import identifier_code
from desktop.models.unit_reader import UnitAt, units_at
from desktop.services.code_planning.command import (
    CodeEffect,
    InspectCodes,
    Oddities,
    PlanCodes,
    PlannedCodes,
)
from desktop.services.code_planning.given_list import GivenList, read_list, sheets_of
from desktop.services.code_schemes import scheme
from desktop.services.imports.plan import Plan, uids
from desktop.services.lists import find_unit
from desktop.services.session import Session

_NOTHING = "—"
_OLDER = "qcvn102"
_STEPS = 3
_BY_NUMBER = frozenset({Rule.NEXT, Rule.COMMUNE, Rule.ORDER})


def plan_codes(session: Session, command: PlanCodes) -> PlannedCodes:
    """Work out a plan, and write it where the command says so and nothing stands in the way.

    Raises `Refusal`: `unit.code_unknown`, `codes.rule_needs_nesting`, `codes.list_missing`,
    `unit.day_wrong`, a file that is no such list; and `WorldFailure`.
    """
    day = command.on or session.surroundings.today()
    problem = unit_rules.day_problem(day)
    if problem is not None:
        raise Refusal(problem)
    target = scheme("qd20" if command.rule is Rule.QD20 else command.scheme)
    if command.rule in _BY_NUMBER and not target.child_extends_parent:
        raise refuse("codes.rule_needs_nesting", scheme=target.label)
    sheets = sheets_of(command) if command.rule is Rule.LIST else ()
    world = session.surroundings
    with session.reading(command) as connection:
        world.progress(Text(N_("Working out the codes")), 0, _STEPS)
        worked = _WorkingOut(connection, command, target, sheets, day)
        world.progress(Text(N_("Working out the codes")), 1, _STEPS)
        worked.plan()
        world.progress(Text(N_("Working out the codes")), 2, _STEPS)
        result = worked.result()
        world.progress(Text(N_("Working out the codes")), _STEPS, _STEPS)
    if not command.apply or result.problems:
        return result
    plan = Plan(uids(session.surroundings.random_bytes))
    worked.write(plan)
    with session.unit_of_work(command) as work:
        plan.write(work)
    return replace(result, run=work.run.number if work.run is not None else None)


def inspect_codes(session: Session, command: InspectCodes) -> Oddities:
    """Say what is odd about the codes. Raises `Refusal`: `unit.code_unknown`."""
    day = command.as_of or session.surroundings.today()
    target = scheme(command.scheme)
    with session.reading(command) as connection:
        held = code_reader.held_in(connection, target.name)
        if command.under is not None:
            root = find_unit(connection, command.under, day)
            below = {unit.uid for unit in units_at(connection, day, under=root)}
            held = [each for each in held if each.unit in below]
        marks = code_reader.marks(connection, target.name)
    now = [each.value for each in held if holds(each.from_date, each.to_date, day)]
    return _oddities(target, now, (each.value for each in held), marks)


class _WorkingOut:
    def __init__(
        self,
        connection: Connection,
        command: PlanCodes,
        target: Scheme,
        sheets: Sequence[Sheet],
        day: str,
    ) -> None:
        self._connection = connection
        self._command = command
        self._scheme = target
        self._day = day
        self._root = command.unit or find_unit(connection, command.under, day)
        units = _in_order(list(units_at(connection, day, under=self._root)), self._root)
        self._units = {unit.uid: unit for unit in units}
        self._marks = code_reader.marks(connection, target.name)
        self._below: Sequence[HeldValue] = ()
        own = self._own_codes()
        self._present = _present(own, day)
        self._locked = {mark.value for mark in self._marks if mark.mark == LOCKED}
        self._given = self._wishes(sheets)
        self._held = self._read_held(own)
        self._outcomes: Sequence[Outcome] = ()

    def plan(self) -> None:
        """Work out every unit's code."""
        self._outcomes = self._planned()

    def result(self) -> PlannedCodes:
        """Return every unit's old and new code, and what there is to say."""
        effects = tuple(self._effect(outcome) for outcome in self._outcomes)
        problems = [effect.problem for effect in effects if effect.problem is not None]
        warnings = [warning for effect in effects for warning in effect.warnings]
        values = [outcome.value for outcome in self._outcomes if outcome.value is not None]
        ever = {each.value for each in self._held} | set(values)
        return PlannedCodes(
            day=self._day,
            effects=effects,
            problems=(*self._given.problems, *problems),
            notes=(*self._given.notes, *warnings),
            oddities=_oddities(self._scheme, values, ever, self._marks),
            run=None,
        )

    def write(self, plan: Plan) -> None:
        """Plan the rows: a code that nobody was told of is mended, any other one closed."""
        for outcome in self._outcomes:
            if not outcome.changes:
                continue
            uid, value = outcome.member.uid, outcome.value
            present = self._present.get(uid)
            basis = {"basis": self._command.basis} if self._command.basis else {}
            if present is not None and not outcome.member.is_told:
                plan.update(identifier_code, present.uid, {"value": value, **basis})
                continue
            if present is not None:
                plan.update(identifier_code, present.uid, {"to_date": self._day})
            plan.insert(
                identifier_code,
                {
                    "unit": uid,
                    "scheme": self._scheme.name,
                    "value": value,
                    "state": PLANNED,
                    "from_date": self._day,
                    **basis,
                },
            )

    def _planned(self) -> list[Outcome]:
        reserved = {mark.value: mark.note for mark in self._marks if mark.mark == RESERVED}
        values = Values(self._scheme, self._day, self._holders(), reserved)
        members = [self._member(unit) for unit in self._units.values()]
        roots = {}
        if self._command.rule in _BY_NUMBER:
            members = [member for member in members if member.uid != self._root]
            if self._root in self._present:
                roots[self._root] = self._present[self._root].value
        planner = Planner(self._command.rule, values, members, roots, self._given.wishes)
        return planner.outcomes()

    def _member(self, unit: UnitAt) -> Member:
        present = self._present.get(unit.uid)
        told = present is not None and (present.told or present.state != PLANNED)
        kept = None
        if present is not None and present.value in self._locked:
            kept = Kept.LOCKED
        elif told and not self._command.replace:
            kept = Kept.TOLD
        now = present.value if present is not None else None
        title = self._title(unit)
        return Member(unit.uid, title, unit.parent, unit.place, now, kept, told)

    def _title(self, unit: UnitAt) -> str:
        present = self._present.get(unit.uid)
        return f"{unit.name} ({present.value})" if present is not None else unit.name

    def _wishes(self, sheets: Sequence[Sheet]) -> GivenList:
        if self._command.rule is Rule.LIST:
            titles = {uid: self._title(unit) for uid, unit in self._units.items()}
            return read_list(self._connection, self._command, sheets, self._day, titles)
        found = GivenList()
        if self._command.rule is Rule.QD20:
            older = code_reader.held_of(self._connection, _OLDER, self._units)
            for uid, held in _present(older, self._day).items():
                value = codes.to_qd20(held.value).new
                found.wishes[uid] = Wish(value, source=held.value)
        return found

    def _own_codes(self) -> list[HeldValue]:
        """Read the codes of the branch's units: of a rule that numbers, all values below the root's
        along their index, and one by one only those of units that have none there."""
        name = self._scheme.name
        root = code_reader.held_of(self._connection, name, [self._root])
        present = _present(root, self._day).get(self._root)
        if present is None or self._command.rule not in _BY_NUMBER:
            return code_reader.held_of(self._connection, name, self._units)
        head = present.value + self._scheme.separator
        self._below = code_reader.held_below(self._connection, name, head)
        found = [*root, *(each for each in self._below if each.unit in self._units)]
        without = self._units.keys() - _present(found, self._day).keys()
        return [*found, *code_reader.held_of(self._connection, name, without)]

    def _read_held(self, own: Sequence[HeldValue]) -> list[HeldValue]:
        """Read every holding of the values that may come up, all at once."""
        rows = {each.uid: each for each in own}
        name, separator = self._scheme.name, self._scheme.separator
        found: Sequence[HeldValue]
        if self._command.rule not in _BY_NUMBER:
            wanted = {wish.value for wish in self._given.wishes.values()}
            found = code_reader.held_as(self._connection, name, wanted)
        elif self._root not in self._present:
            found = []
        else:
            head = self._present[self._root].value + separator
            elsewhere = any(
                not each.value.startswith(head)
                for uid, each in self._present.items()
                if uid != self._root
            )
            # A code outside the superior's may have others below it, wherever these are.
            found = code_reader.held_in(self._connection, name) if elsewhere else self._below
        rows.update((each.uid, each) for each in found)
        return list(rows.values())

    def _holders(self) -> Iterable[tuple[str, Held]]:
        others = {each.unit for each in self._held} - self._units.keys()
        names = unit_table.names_of(self._connection, others) if others else {}
        for each in self._held:
            unit = self._units.get(each.unit)
            title = unit.name if unit is not None else names.get(each.unit, each.unit)
            yield each.value, Held(each.unit, title, each.from_date, each.to_date)

    def _effect(self, outcome: Outcome) -> CodeEffect:
        member, problem = outcome.member, outcome.problem
        present = self._present.get(member.uid)
        if problem is None and outcome.changes and member.is_told and present is not None:
            problem = unit_rules.event_problem(member.title, present.from_date, self._day)
        return CodeEffect(
            uid=member.uid,
            title=self._units[member.uid].name,
            before=member.now or _NOTHING,
            after=outcome.value or _NOTHING,
            changes=outcome.changes and problem is None,
            problem=problem,
            warnings=outcome.warnings,
            source=outcome.source,
        )


def _present(held: Iterable[HeldValue], day: str) -> dict[str, HeldValue]:
    """Return each unit's code in force on the day, else the one that begins next."""
    found: dict[str, HeldValue] = {}
    for each in held:
        if each.to_date is not None and each.to_date <= day:
            continue
        known = found.get(each.unit)
        if known is None or (each.from_date, each.value) < (known.from_date, known.value):
            found[each.unit] = each
    return found


def _in_order(units: Sequence[UnitAt], root: str) -> list[UnitAt]:
    """Return the units, each after its superior, sisters in their order."""
    families: dict[str | None, list[UnitAt]] = {}
    for unit in sorted(units, key=lambda unit: (unit.position, unit.name, unit.uid), reverse=True):
        families.setdefault(unit.parent if unit.uid != root else None, []).append(unit)
    found: list[UnitAt] = []
    waiting = families.pop(None, [])
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting += families.pop(unit.uid, [])
    return found


def _oddities(
    target: Scheme,
    now: Sequence[str],
    ever: Iterable[str],
    marks: Sequence[code_reader.Mark],
) -> Oddities:
    reserved = {mark.value: mark.note for mark in marks if mark.mark == RESERVED}
    return Oddities(
        gaps=code_oddities.gaps(target, now, {*ever, *reserved}),
        near=tuple(code_oddities.near_duplicates(target, now)),
        reserved=reserved,
        locked={mark.value: mark.note for mark in marks if mark.mark == LOCKED},
    )
