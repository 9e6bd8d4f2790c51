"""Works a plan out, proves it, and writes it in one run, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from desktop.domain.codes import PLACE_SCHEME
from desktop.domain.event_effects import work_out
from desktop.domain.places import FIRST_DAY
from desktop.domain.plan_effects import Register
from desktop.domain.problems import Problem, Severity
from desktop.domain.reorganisation import NewUnit
from desktop.domain.texts import N_, Text, said
from desktop.exchange.sheets import Sheet, read_sheets
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, uids
from desktop.services.imports.reading import Entry, entries_of_sheets
from desktop.services.imports.vintage import vintage_of, vintage_problem
from desktop.services.reorganising import place_changes, reform_table
from desktop.services.reorganising.answering import Naming
from desktop.services.reorganising.command import Correction, Reorganise, Reorganised, ToSettle
from desktop.services.reorganising.following import FOLLOWERS, Following, Leaving
from desktop.services.reorganising.following_terms import TERM_FOLLOWERS
from desktop.services.reorganising.placing import Cells
from desktop.services.reorganising.plan_reading import PlanReading
from desktop.services.reorganising.plan_rows import read_plan, rows_of
from desktop.services.reorganising.plan_table import entries_of_text
from desktop.services.reorganising.plan_units import PlanUnits
from desktop.services.reorganising.proving import gained_rights, not_conserved, obligations
from desktop.services.reorganising.rows import GO_WITH_ENDPOINT, LaidOut, RowPlanner
from desktop.services.reorganising.standing import standing
from desktop.services.reorganising.telling import Teller, named
from desktop.services.reorganising.trees import trees
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings


def reorganise(session: Session, command: Reorganise) -> Reorganised:
    """Work out the plan of a file, and write it where the command says so and nothing is open.

    Raises `Refusal` (a file or rows that are no plan, the public table in another register) and
    `WorldFailure`.
    """
    _report(session.surroundings, 0)
    entries: Sequence[Entry] | None = None
    sheets: Sequence[Sheet] = ()
    if command.rows is not None:
        entries = entries_of_text(command.rows, command.plan.name)
    else:
        sheets = _sheets_of(command.plan)
    with session.reading(command) as connection:
        worked = _WorkingOut(connection, command, sheets, entries, session.surroundings)
        result = worked.result()
    if not command.apply or result.conflicts or result.open_questions:
        return result
    with session.unit_of_work(command) as work:
        worked.plan.write(work)
    run = work.run.number if work.run is not None else None
    return replace(result, run=run)


def _sheets_of(plan: Path) -> Sequence[Sheet]:
    """Read the plan's file; the changes of places have none."""
    if not plan.exists():
        if str(plan) == place_changes.NAME:
            return ()
        if str(plan) == reform_table.NAME:
            return read_sheets(reform_table.shipped())
    return read_sheets(plan)


# Steps of working a plan out, each a chance to stop.
_STEPS = 6


def _report(surroundings: Surroundings, step: int) -> None:
    surroundings.progress(Text(N_("Working the plan out")), step, _STEPS)


@dataclass(frozen=True)
class _Standing:
    """What the plan is worked out against, and the events and answers read from it."""

    register: Register
    reading: PlanReading
    laid_out: LaidOut


class _WorkingOut:
    def __init__(
        self,
        connection: Connection,
        command: Reorganise,
        sheets: Sequence[Sheet],
        entries: Sequence[Entry] | None,
        surroundings: Surroundings,
    ) -> None:
        self._connection = connection
        self._command = command
        self._fresh = uids(surroundings.random_bytes)
        self._today = surroundings.today()
        self._translate = surroundings.translate
        self.plan = Plan(self._fresh)
        self._cells = Cells()
        table = reform_table.table_of(sheets)
        of_places = table is not None or (not sheets and entries is None)
        self._scheme = scheme(PLACE_SCHEME if of_places else command.scheme)
        self._known = KnownUnits(connection, self._scheme.name)
        _report(surroundings, 1)
        if table is not None:
            read = self._read_table(table)
        elif entries is not None:
            read = self._read_entries(entries, PlanReading())
        else:
            read = self._read_rows(sheets) if sheets else self._read_changes()
        _report(surroundings, 2)
        self._reading = read.reading
        begun = {each.uid: each.unit for each in read.register.timeline if each.unit is not None}
        self._standing = {**begun, **read.register.units}
        self._naming = Naming(self._standing, read.reading.events, self._known.units)
        self._answers = self._naming.answers(command.answers, read.reading.answers)
        self._effects = work_out(read.register, read.reading.events, self._answers, self._next)
        _report(surroundings, 3)
        self._teller = Teller(self._standing, self._effects)
        self._following = self._follow()
        _report(surroundings, 4)
        if not (self._reading.conflicts or self._effects.conflicts or self._following.wrong):
            self._lay_out(read.laid_out)
        _report(surroundings, 5)

    def _lay_out(self, laid_out: LaidOut) -> None:
        """Plan the rows of what happens; with a conflict there may be none that could."""
        rows = RowPlanner(self.plan, self._known, self._scheme.name)
        rows.lay_out(laid_out)
        rows.corrections(self._reading.corrections)
        rows.changes(self._effects)
        rows.events(self._effects)
        rows.tasks(
            self._following.landings, lambda task: said(task, self._translate), self._waits_with
        )

    def _waits_with(self, unit: str) -> str:
        """Return who follows a unit in the end of the plan, or itself where it goes on."""
        seen: set[str] = set()
        while unit not in seen and (taker := self._effects.takers.get(unit)) is not None:
            seen.add(unit)
            unit = taker
        return unit

    def result(self) -> Reorganised:
        """Return what the plan does, in words."""
        effects, teller = self._effects, self._teller
        landings = self._following.landings
        found = [*self._reading.conflicts, *effects.conflicts, *self._proof()]
        found += self._following.wrong
        warnings = [*self._reading.warnings, *effects.warnings]
        all_answered = self._command.accept_defaults
        questions = teller.questions(
            self._answers, self._naming, self._following.given, all_answered=all_answered
        )
        before, after = trees(self._standing, effects.changes)
        to_settle = tuple(self._to_settle())
        return Reorganised(
            events=tuple(teller.line(event) for event in effects.events),
            conflicts=named(map(self._cells.placed, found), teller),
            warnings=named(map(self._cells.placed, warnings), teller),
            questions=tuple(questions),
            old_to_new=tuple(teller.old_to_new()),
            touched=Counter(landing.register for landing in landings),
            tasks=len(to_settle),
            units=teller.counts(),
            run=None,
            before=before,
            after=after,
            to_settle=to_settle,
            corrections=tuple(self._corrected()),
        )

    def _corrected(self) -> Iterator[Correction]:
        for uid, name in self._reading.corrections.items():
            known = self._teller.known(uid)
            if known is not None and known.name != name:
                yield Correction(known.code, known.name, name)

    def _to_settle(self) -> Iterator[ToSettle]:
        for landing in self._following.landings:
            if landing.task is not None and landing.register not in GO_WITH_ENDPOINT:
                yield ToSettle(landing.day, landing.register, landing.task)

    def _read_table(self, rows: Sequence[reform_table.Row]) -> _Standing:
        reading = PlanReading()
        register = standing(self._known, self._scheme, FIRST_DAY)
        laid_out: Sequence[NewUnit] = ()
        if not any(of == self._scheme.name for of, _ in self._known.by_code):
            # A vault that was only made holds its root organ.
            if len(self._known.units) > 1:
                # It may be looked at from here; written it would be the whole country's places.
                told = reading.conflicts if self._command.apply else reading.warnings
                severity = Severity.ERROR if self._command.apply else Severity.WARNING
                told.append(Problem("plan.places_absent", severity=severity))
            laid_out = reform_table.lay_out(rows, self._next)
            register = _with(register, laid_out, reform_table.DAY_BEFORE)
        reform_table.events_of(rows, register.by_code(), self._next, reading)
        return _Standing(register, reading, LaidOut(laid_out, reform_table.DAY_BEFORE))

    def _read_changes(self) -> _Standing:
        reading = PlanReading()
        register = standing(self._known, self._scheme, place_changes.first_day())
        place_changes.read_changes(register.by_code(), reading)
        return _Standing(register, reading, LaidOut((), ""))

    def _read_rows(self, sheets: Sequence[Sheet]) -> _Standing:
        command = ImportFile("plan", self._command.plan, scheme=self._command.scheme)
        read = entries_of_sheets(command, sheets)
        return self._read_entries(read.entries, PlanReading(warnings=list(read.problems)))

    def _read_entries(self, entries: Sequence[Entry], reading: PlanReading) -> _Standing:
        rows = rows_of(entries, reading)
        first = min((row.day for row in rows), default=self._today)
        vintage = vintage_of("plan", entries, first, self._scheme.name)
        if vintage is not None:
            reading.warnings.append(vintage_problem(vintage, self._command.plan.name))
        register = standing(self._known, self._scheme, first)
        units = PlanUnits(self._known, register, self._scheme, self._next)
        self._cells = units.cells
        read_plan(rows, units, reading)
        unknown = [problem.code == "plan.unit_unknown" for problem in reading.conflicts]
        if len(rows) > 1 and not reading.events and all(unknown) and not units.cells.name_any():
            reading.conflicts.insert(0, Problem("plan.other_register", {"count": len(rows)}))
        return _Standing(register, reading, LaidOut((), ""))

    def _follow(self) -> Following:
        effects, leaving = self._effects, self._leaving()
        concerned = {each.unit for each in leaving} | {each.taker for each in leaving if each.taker}
        concerned |= {uid for each in leaving for uid in each.options}
        coded = {
            (change.uid, self._scheme.name)
            for change in effects.changes
            if change.after is not None and change.after.code is not None
        }
        following = Following(
            self._connection,
            self.plan,
            leaving,
            frozenset(concerned),
            self._answers.parts,
            frozenset(coded),
            self._today,
            self._standing.keys(),
        )
        for follow in (*FOLLOWERS, *TERM_FOLLOWERS):
            follow(following)
        return following

    def _leaving(self) -> list[Leaving]:
        """Return the units that end or are split, in the order in which they are followed."""
        effects, teller = self._effects, self._teller
        takers = {
            (change.day, change.uid): effects.takers.get(change.uid)
            for change in effects.changes
            if change.after is None
        }
        ending = set(takers)
        options: dict[tuple[str, str], Sequence[str]] = {}
        for question in effects.questions:
            place = question.day, question.unit
            # One that was to go on, and ends with its superior, is no choice any more.
            options[place] = [
                uid for uid in question.options if uid != question.unit or place not in ending
            ]
            if question.unit in options[place]:
                takers[place] = question.taker
        leaving = [
            Leaving(
                unit,
                teller.title(unit),
                day,
                taker,
                teller.title(taker),
                {uid: teller.title(uid) for uid in options.get((day, unit), ())},
            )
            for (day, unit), taker in takers.items()
        ]
        # The one whose name goes on is heard first where several bring the same.
        leaving.sort(key=lambda each: (each.day, teller.name(each.unit) != teller.name(each.taker)))
        return leaving

    def _proof(self) -> Iterator[Problem]:
        following = self._following
        owed = obligations(self._connection, following.leaving)
        made = {str(step.after["uid"]) for step in following.gone_on}
        yield from not_conserved(owed, following.landings, made)
        yield from gained_rights(following.gone_on)

    def _next(self) -> str:
        return next(self._fresh)


def _with(register: Register, units: Sequence[NewUnit], since: str) -> Register:
    """Return the register with units laid out in it that hold their codes since a day."""
    for unit in units:
        if unit.code is not None:
            register.codes.give(unit.uid, unit.code, unit.name, since)
    return replace(register, units={**register.units, **{unit.uid: unit for unit in units}})
