"""One pass over the units of a day: which fate each has in every cell, and who is missing where."""

from __future__ import annotations

import pickle
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.domain import route_steps, routing
from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.periods import last_day
from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import Step
from desktop.domain.routing import CELLS, Cell, Fate
from desktop.domain.vacancy import Vacancy
from desktop.models import routing_reader
from desktop.models.journal import batched
from desktop.models.many import row_bound
from desktop.models.tables import unit as unit_table
from desktop.services.document_words import worded
from desktop.services.routing import role_labels

_DIRECTIONS = tuple(Direction)
# Units whose facts are packed together: a few milliseconds to unpack.
_PACKED = 100
# By direction and level, which of `CELLS` is where a unit's documents travel by default.
Places = tuple[tuple[int, ...], ...]
# A unit's fates in all `CELLS`, and its usual places.
Fates = tuple[tuple[Fate, ...], Places]


@dataclass(frozen=True, slots=True)
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
class Counts:
    """How many units documents reach, do not reach, and rightly reach another way."""

    covered: int
    uncovered: int
    exempt: int


@dataclass(frozen=True)
class Asked:
    """A cell on a day; `usual`: each unit where its documents travel by default."""

    cell: Cell
    at: str
    usual: bool

    def place(self, places: Places) -> int:
        """Return which of `CELLS` is asked of a unit with these usual places."""
        if self.usual:
            return places[_DIRECTIONS.index(self.cell.direction)][self.cell.level]
        return CELLS.index(self.cell)


class Day:
    """One pass over the units of a day: how many have which fates, and who is missing.

    With `only` who is missing there is found on the way; without it, later and in any cell: the
    facts of units that miss something are kept for that, packed, for those of a country would take
    a hundred megabytes.
    """

    def __init__(
        self,
        connection: Connection,
        at: str,
        below: Collection[str] | None,
        told: Callable[[int, int], None],
        only: Asked | None,
    ) -> None:
        self.there: set[str] = set()
        self._at = at
        self._only = only
        # By the fates in every cell, and by which of them are where documents travel by default.
        self._fates: Counter[Fates] = Counter()
        self._gaps: dict[str, Missing] = {}
        self._excused: list[Excused] = []
        self._packs: list[_Pack] = []
        total = row_bound(connection, unit_table)

        def breathe() -> None:
            told(min(len(self.there), total), total)

        every = routing_reader.read_units(connection, at, role_labels(), breathe=breathe)
        within = (unit for unit in every if below is None or unit.uid in below)
        for units in batched(map(self._judged, within), _PACKED):
            if only is not None:
                self._find(only, units, self._gaps, self._excused)
            else:
                self._packs.append(_Pack(units))
        breathe()

    def gaps(self, asked: Asked) -> tuple[dict[str, Missing], list[Excused]]:
        """Return who is missing in a cell by uid, and whom a decision lets be without a way."""
        if self._only is not None:
            return self._gaps, self._excused
        gaps: dict[str, Missing] = {}
        excused: list[Excused] = []
        for pack in self._packs:
            if pack.concerns(asked):
                self._find(asked, pack.units(), gaps, excused)
        return gaps, excused

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

    def _judged(self, facts: UnitFacts) -> tuple[UnitFacts, Fates]:
        self.there.add(facts.uid)
        places = tuple(routing.usual_places(facts, direction) for direction in Direction)
        fates = routing.all_fates(facts), places
        self._fates[fates] += 1
        return facts, fates

    def _find(
        self,
        asked: Asked,
        units: Iterable[tuple[UnitFacts, Fates]],
        gaps: dict[str, Missing],
        excused: list[Excused],
    ) -> None:
        for facts, (fates, places) in units:
            place = asked.place(places)
            if fates[place] is Fate.UNCOVERED:
                gaps[facts.uid] = _missing(facts, CELLS[place], self._at)
            elif fates[place] is Fate.EXEMPT and facts.exemptions:
                excused += _excused(facts, CELLS[place])


class _Pack:
    """The facts of some units, packed, with their fates."""

    def __init__(self, units: Sequence[tuple[UnitFacts, Fates]]) -> None:
        self._fates = {fates for _, fates in units}
        exempt = any(facts.exemptions for facts, _ in units)
        self._told = {Fate.UNCOVERED, Fate.EXEMPT} if exempt else {Fate.UNCOVERED}
        # Units that nothing is missing of have nothing to be told.
        told = [each for each in units if set(each[1][0]) != {Fate.COVERED}]
        self._packed = zlib.compress(pickle.dumps(told, pickle.HIGHEST_PROTOCOL), 1)

    def concerns(self, asked: Asked) -> bool:
        """Say whether something is to be told of any of the units there."""
        return any(fates[asked.place(places)] in self._told for fates, places in self._fates)

    def units(self) -> list[tuple[UnitFacts, Fates]]:
        """Return the units of which something is missing somewhere."""
        found: list[tuple[UnitFacts, Fates]] = pickle.loads(zlib.decompress(self._packed))  # noqa: S301 - packed above, in this process
        return found


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
