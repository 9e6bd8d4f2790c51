"""Which units documents reach, and which can send them: counted, and each gap by its name.

Asked of `desktop.domain.routing`, as `desktop.services.routing` does for one unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from sqlalchemy import Connection, select

from desktop.domain import route_steps, routing
from desktop.domain.actors import Command
from desktop.domain.levels import Direction, Environment, SecrecyLevel, default_environment
from desktop.domain.periods import last_day
from desktop.domain.problems import refuse
from desktop.domain.proofs import LostDocument
from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import Step
from desktop.domain.routing import CELLS, Cell, Fate
from desktop.domain.texts import N_, Text
from desktop.domain.vacancy import Vacancy, vacancy
from desktop.models import proof_reader, routing_reader, settings, unit_reader
from desktop.models.many import row_bound
from desktop.models.reach_reader import reach_through_superiors
from desktop.models.tables import unit as unit_table
from desktop.models.unit_table import lines
from desktop.services.document_words import worded
from desktop.services.lists import find_unit
from desktop.services.routing import role_labels
from desktop.services.session import Session

_DIRECTIONS = tuple(Direction)
_READING = Text(N_("Reading who is reached"))


@dataclass(frozen=True)
class Coverage(Command):
    """Count the units that documents of `level` (Không mật where None) reach on `as_of` (today).

    `under` is the code of a unit, or `unit` its uid: it and all below it are counted, else all
    units. `environment` None is where such documents of each unit travel by default. With
    `direction` SEND the units that can send are counted. With a day `since` what has changed from
    that day on is told.
    """

    name: ClassVar[str] = "coverage"
    level: SecrecyLevel | None = None
    under: str | None = None
    as_of: str | None = None
    environment: Environment | None = field(default=None, kw_only=True)
    direction: Direction = field(default=Direction.RECEIVE, kw_only=True)
    since: str | None = field(default=None, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Missing:
    """A unit that documents do not reach, or that cannot send; `step` is the first link that fails.

    `code` is None where the unit has none in force; `superior` is the name of the unit above it.
    `environment` is where it was asked: of units asked by default not the same for all. `vacancy`
    is there where nobody is at the endpoint that would come farthest.
    `reach` are phones, with who has them. `since_then`: it was not missing on the day compared
    with, or was not there; None where no day was named.
    """

    uid: str
    code: str | None
    unit: str
    step: Step
    superior: str = ""
    reach: tuple[str, ...] = ()
    since_then: bool | None = None
    environment: Environment = Environment.CLEAR
    vacancy: Vacancy | None = None

    @property
    def partly(self) -> bool:
        """Say whether only some documents do not reach it, of a type or sender that a rule names;
        `step` names them."""
        return self.step.document is not None

    @property
    def vacant_since(self) -> str | None:
        """Since when nobody is there."""
        return self.vacancy.since if self.vacancy is not None else None


@dataclass(frozen=True)
class Excused:
    """A unit that is exempt by a decision in the cell that was asked; `until` is the last day."""

    uid: str
    code: str | None
    unit: str
    environment: Environment
    level: int
    decision: str
    until: str


@dataclass(frozen=True)
class Mended:
    """A unit that was missing on the day compared with and is so no more; `gone`: it has ended."""

    uid: str
    code: str | None
    unit: str
    gone: bool


@dataclass(frozen=True)
class Counts:
    """How many units documents reach, do not reach, and rightly reach another way."""

    covered: int
    uncovered: int
    exempt: int


@dataclass(frozen=True)
class CoverageAnswer:
    """The counts in one cell with the units missing, in order of code, and in all `CELLS`.

    `usual` says that each unit was asked where its documents travel by default, on another network
    than the cell's where it does not use that one; the counts are those then. `by_level` are those
    of receiving in this way at each level, `sent_by_level` those of sending. `excused` are those of
    the exempt ones that a decision lets be without a way. `mended` are the units that were missing
    on the day `since`. `lost` are the endpoints of the units asked whose last test document did not
    arrive: whatever is counted.
    """

    cell: Cell
    as_of: str
    covered: int
    uncovered: int
    exempt: int
    missing: tuple[Missing, ...]
    by_cell: tuple[Counts, ...]
    by_level: tuple[Counts, ...]
    sent_by_level: tuple[Counts, ...]
    usual: bool
    excused: tuple[Excused, ...]
    since: str | None = None
    mended: tuple[Mended, ...] = ()
    lost: tuple[LostDocument, ...] = ()

    @property
    def partly(self) -> int:
        """How many of the units missing are reached but for some documents."""
        return sum(gap.partly for gap in self.missing)


def coverage(session: Session, command: Coverage) -> CoverageAnswer:
    """Count covered, uncovered and exempt units, and name each uncovered one with its gap.

    Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`, `coverage.days_reversed`.
    """
    at = command.as_of or session.surroundings.today()
    if command.since is not None and command.since > at:
        raise refuse("coverage.days_reversed", first=command.since, last=at)
    level = SecrecyLevel.KHONG_MAT if command.level is None else command.level
    usual = command.environment is None
    cell = Cell(command.direction, command.environment or default_environment(level), level)
    progress = partial(session.surroundings.progress, _READING)
    with session.reading(command) as connection:
        below = _below(connection, command, at)
        found = _Read(connection, at, cell, usual, below, progress)
        before = None
        if command.since is not None:
            before = _Read(connection, command.since, cell, usual, below, progress)
        missing = _told(connection, found, before, at)
        mended = () if before is None else _mended(found, before)
        lost = _lost(connection, found, at)
    by_level = {direction: found.by_level(direction) for direction in Direction}
    by_cell = tuple(found.counts(place) for place in range(len(CELLS)))
    chosen = by_level[cell.direction][level] if usual else by_cell[CELLS.index(cell)]
    return CoverageAnswer(
        cell,
        at,
        chosen.covered,
        chosen.uncovered,
        chosen.exempt,
        missing,
        by_cell,
        by_level[Direction.RECEIVE],
        by_level[Direction.SEND],
        usual,
        tuple(sorted(found.excused, key=_by_code)),
        command.since,
        mended,
        lost,
    )


def _lost(connection: Connection, found: _Read, at: str) -> tuple[LostDocument, ...]:
    if not proof_reader.has_rounds(connection, at):
        return ()
    lost = proof_reader.lost_documents(connection, at, role_labels())
    return tuple(
        sorted(
            (each for each in lost if each.unit in found.there),
            key=lambda each: (each.code or "~", each.name, each.endpoint),
        )
    )


class _Read:
    """One pass over the units of a day: how many have which fates, and who is missing."""

    def __init__(
        self,
        connection: Connection,
        at: str,
        cell: Cell,
        usual: bool,
        below: Collection[str] | None,
        told: Callable[[int, int], None],
    ) -> None:
        self.there: set[str] = set()
        self.missing: dict[str, Missing] = {}
        self.excused: list[Excused] = []
        # By the fates in every cell, and by which of them are where documents travel by default.
        self._fates: Counter[tuple[tuple[Fate, ...], tuple[tuple[int, ...], ...]]] = Counter()
        place = CELLS.index(cell)
        total = row_bound(connection, unit_table)

        def breathe() -> None:
            told(min(len(self.there), total), total)

        for facts in routing_reader.read_units(connection, at, role_labels(), breathe=breathe):
            if below is not None and facts.uid not in below:
                continue
            self.there.add(facts.uid)
            fates = routing.all_fates(facts)
            places = tuple(routing.usual_places(facts, direction) for direction in Direction)
            self._fates[fates, places] += 1
            if usual:
                place = places[_DIRECTIONS.index(cell.direction)][cell.level]
            if fates[place] is Fate.UNCOVERED:
                self.missing[facts.uid] = _missing(facts, CELLS[place], at)
            elif fates[place] is Fate.EXEMPT and facts.exemptions:
                self.excused += _excused(facts, CELLS[place])

    def counts(self, place: int) -> Counts:
        """Return how many units have each fate in a cell."""
        counted: Counter[tuple[Fate, ...]] = Counter()
        for (fates, _), units in self._fates.items():
            counted[fates] += units
        return count_fates(counted, place)

    def by_level(self, direction: Direction) -> tuple[Counts, ...]:
        """Return how many units have each fate at each level, where its documents travel by
        default."""
        counted: Counter[tuple[Fate, ...]] = Counter()
        for (fates, places), units in self._fates.items():
            usual = places[_DIRECTIONS.index(direction)]
            counted[tuple(fates[place] for place in usual)] += units
        return tuple(count_fates(counted, level) for level in SecrecyLevel)


def count_fates(counted: Counter[tuple[Fate, ...]], place: int) -> Counts:
    """Return how many units have each fate at a place of their fates."""
    at_place: Counter[Fate] = Counter()
    for fates, units in counted.items():
        at_place[fates[place]] += units
    return Counts(at_place[Fate.COVERED], at_place[Fate.UNCOVERED], at_place[Fate.EXEMPT])


def _missing(unit: UnitFacts, cell: Cell, at: str) -> Missing:
    step = route_steps.first_failure(unit, cell.level, cell.environment, at, cell.direction)
    if step is None:
        raise AssertionError("a unit that is not covered has a link that fails")
    code = route_steps.present_code(unit)
    return Missing(unit.uid, code, unit.name, worded(unit, step), environment=cell.environment)


def _excused(unit: UnitFacts, cell: Cell) -> Iterator[Excused]:
    """Yield the unit where it is a decision that lets it be without a way, and not its channel."""
    excused = routing.exemption_of(unit, cell.level, cell.environment, cell.direction)
    if excused is not None and not routing.exempt(unit, cell.level, cell.environment):
        yield Excused(
            unit.uid,
            route_steps.present_code(unit),
            unit.name,
            cell.environment,
            excused.level,
            excused.decision,
            last_day(excused.until),
        )


def _told(
    connection: Connection, found: _Read, before: _Read | None, at: str
) -> tuple[Missing, ...]:
    """Return the gaps in order of code, with whom to call and what is above them."""
    reach = reach_through_superiors(connection, list(found.missing), at)
    cutover = settings.cutover_date(connection)
    above = {line.uid: line.parent_name for line in lines(connection, list(found.missing), at)}
    told = [
        Missing(
            gap.uid,
            gap.code,
            gap.unit,
            gap.step,
            above.get(gap.uid) or "",
            tuple(reach.get(gap.uid, ())),
            None if before is None else gap.uid not in before.missing,
            gap.environment,
            _vacancy(gap.step, at, cutover),
        )
        for gap in found.missing.values()
    ]
    return tuple(sorted(told, key=_by_code))


def _vacancy(step: Step, at: str, cutover: str | None) -> Vacancy | None:
    since = step.values.get("date") if step.name == "person" else None
    return vacancy(str(since), at, cutover) if since else None


def _mended(found: _Read, before: _Read) -> tuple[Mended, ...]:
    passed = [gap for uid, gap in before.missing.items() if uid not in found.missing]
    mended = [Mended(gap.uid, gap.code, gap.unit, gap.uid not in found.there) for gap in passed]
    return tuple(sorted(mended, key=_by_code))


def _by_code(gap: Missing | Mended | Excused) -> tuple[bool, str, str, str]:
    return gap.code is None, gap.code or "", gap.unit, gap.uid


def _below(connection: Connection, command: Coverage, at: str) -> Collection[str] | None:
    root = command.unit
    if command.under is not None:
        root = find_unit(connection, command.under, at)
    if root is None:
        return None
    return _uids_below(connection, root, [at, *([command.since] if command.since else [])])


def _uids_below(connection: Connection, root: str, days: Iterable[str]) -> set[str]:
    """Return the units that are below `root` on any of the days."""
    found: set[str] = set()
    for day in days:
        found |= set(connection.execute(select(unit_reader.below(root, day).c.uid)).scalars())
    return found
