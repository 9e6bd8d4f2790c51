"""Which units documents reach, and which can send them: counted, and each gap by its name.

Asked of `desktop.domain.routing`, as `desktop.services.routing` does for one unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from sqlalchemy import Connection, select

from desktop.domain import route_steps, routing
from desktop.domain.actors import Command
from desktop.domain.levels import Direction, Environment, SecrecyLevel, default_environment
from desktop.domain.problems import refuse
from desktop.domain.route_steps import Step
from desktop.domain.routing import CELLS, Cell, Fate, UnitFacts
from desktop.domain.texts import N_, Text
from desktop.models import routing_reader, unit_reader
from desktop.models.many import row_bound
from desktop.models.reach_reader import reach_of
from desktop.models.tables import unit as unit_table
from desktop.models.unit_table import lines
from desktop.services.lists import find_unit
from desktop.services.routing import role_labels
from desktop.services.session import Session

_READING = Text(N_("Reading who is reached"))


@dataclass(frozen=True)
class Coverage(Command):
    """Count the units that documents of `level` (Không mật where None) reach on `as_of` (today).

    `under` is the code of a unit, or `unit` its uid: it and all below it are counted, else all
    units. `environment` None is where such documents travel by default. With `direction` SEND the
    units that can send are counted. With a day `since` what has changed from that day on is told.
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

    `by_level` are those of receiving where each level travels by default. `mended` are the units
    that were missing on the day `since`.
    """

    cell: Cell
    as_of: str
    covered: int
    uncovered: int
    exempt: int
    missing: tuple[Missing, ...]
    by_cell: tuple[Counts, ...]
    since: str | None = None
    mended: tuple[Mended, ...] = ()

    @property
    def by_level(self) -> tuple[Counts, ...]:
        """The counts of receiving at every level."""
        return tuple(
            self.by_cell[CELLS.index(Cell(Direction.RECEIVE, default_environment(level), level))]
            for level in SecrecyLevel
        )


def coverage(session: Session, command: Coverage) -> CoverageAnswer:
    """Count covered, uncovered and exempt units, and name each uncovered one with its gap.

    Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`, `coverage.days_reversed`.
    """
    at = command.as_of or session.surroundings.today()
    if command.since is not None and command.since > at:
        raise refuse("coverage.days_reversed", first=command.since, last=at)
    level = SecrecyLevel.KHONG_MAT if command.level is None else command.level
    cell = Cell(command.direction, command.environment or default_environment(level), level)
    progress = partial(session.surroundings.progress, _READING)
    with session.reading(command) as connection:
        below = _below(connection, command, at)
        found = _Read(connection, at, cell, below, progress)
        before = None
        if command.since is not None:
            before = _Read(connection, command.since, cell, below, progress)
        missing = _told(connection, found, before, at)
        mended = () if before is None else _mended(found, before)
    chosen = found.counts(CELLS.index(cell))
    return CoverageAnswer(
        cell,
        at,
        chosen.covered,
        chosen.uncovered,
        chosen.exempt,
        missing,
        tuple(found.counts(place) for place in range(len(CELLS))),
        command.since,
        mended,
    )


class _Read:
    """One pass over the units of a day: how many have which fates, and who is missing."""

    def __init__(
        self,
        connection: Connection,
        at: str,
        cell: Cell,
        below: Collection[str] | None,
        told: Callable[[int, int], None],
    ) -> None:
        self.there: set[str] = set()
        self.missing: dict[str, Missing] = {}
        self._fates: Counter[tuple[Fate, ...]] = Counter()
        place = CELLS.index(cell)
        total = row_bound(connection, unit_table)

        def breathe() -> None:
            told(min(len(self.there), total), total)

        for facts in routing_reader.read_units(connection, at, role_labels(), breathe=breathe):
            if below is not None and facts.uid not in below:
                continue
            self.there.add(facts.uid)
            fates = routing.all_fates(facts)
            self._fates[fates] += 1
            if fates[place] is Fate.UNCOVERED:
                self.missing[facts.uid] = _missing(facts, cell, at)

    def counts(self, place: int) -> Counts:
        """Return how many units have each fate in a cell."""
        return count_fates(self._fates, place)


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
    return Missing(unit.uid, route_steps.present_code(unit), unit.name, step)


def _told(
    connection: Connection, found: _Read, before: _Read | None, at: str
) -> tuple[Missing, ...]:
    """Return the gaps in order of code, with whom to call and what is above them."""
    reach = reach_of(connection, list(found.missing))
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
        )
        for gap in found.missing.values()
    ]
    return tuple(sorted(told, key=_by_code))


def _mended(found: _Read, before: _Read) -> tuple[Mended, ...]:
    passed = [gap for uid, gap in before.missing.items() if uid not in found.missing]
    mended = [Mended(gap.uid, gap.code, gap.unit, gap.uid not in found.there) for gap in passed]
    return tuple(sorted(mended, key=_by_code))


def _by_code(gap: Missing | Mended) -> tuple[bool, str, str, str]:
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
