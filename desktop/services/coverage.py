"""Which units documents reach, and which can send them: counted, and each gap by its name.

Asked of `desktop.domain.routing`, as `desktop.services.routing` does for one unit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from sqlalchemy import Connection, select

from desktop.domain.actors import Command
from desktop.domain.levels import Direction, Environment, SecrecyLevel, default_environment
from desktop.domain.problems import refuse
from desktop.domain.proofs import LostDocument
from desktop.domain.route_steps import Step
from desktop.domain.routing import CELLS, Cell
from desktop.domain.texts import N_, Text
from desktop.domain.vacancy import Vacancy, vacancy
from desktop.models import journal, proof_reader, settings, unit_reader
from desktop.models.reach_reader import reach_through_superiors
from desktop.models.unit_table import lines
from desktop.services.coverage_day import Asked, Counts, Day, Excused, Missing, count_fates
from desktop.services.lists import find_unit
from desktop.services.routing import role_labels
from desktop.services.session import Session

__all__ = ["Counts", "Excused", "Missing", "count_fates"]

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
class Mended:
    """A unit that was missing on the day compared with and is so no more; `gone`: it has ended."""

    uid: str
    code: str | None
    unit: str
    gone: bool


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
    asked = _asked(session, command)
    with session.reading(command) as connection:
        read = _reader_of(session, connection, command)
        now = read(asked.at, asked)
        before = None if command.since is None else read(command.since, asked)
        return _answer(asked, command.since, now, before, _Beside(connection, asked.at))


class CoverageReader:
    """Reads coverage, anew only where the journal, the day or the branch has gone on: another cell
    is told from what was read. It belongs to the thread of its session."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] | None = None
        self._days: tuple[Day, Day | None] | None = None
        self._beside: _Beside | None = None

    def read(self, session: Session, command: Coverage) -> CoverageAnswer:
        """Return what `coverage` does, and raise what it raises."""
        asked = _asked(session, command)
        with session.reading(command) as connection:
            run = journal.head(connection).run
            key = run, asked.at, command.since, command.under, command.unit
            if self._days is None or self._key != key:
                # The old goes before the new comes: a country's is held once.
                self._days = self._beside = None
                read = _reader_of(session, connection, command)
                before = None if command.since is None else read(command.since, None)
                self._days, self._key = (read(asked.at, None), before), key
                self._beside = _Beside(connection, asked.at)
            beside = self._beside or _Beside(connection, asked.at)
            beside.connection = connection
            return _answer(asked, command.since, *self._days, beside)


def _asked(session: Session, command: Coverage) -> Asked:
    at = command.as_of or session.surroundings.today()
    if command.since is not None and command.since > at:
        raise refuse("coverage.days_reversed", first=command.since, last=at)
    level = SecrecyLevel.KHONG_MAT if command.level is None else command.level
    cell = Cell(command.direction, command.environment or default_environment(level), level)
    return Asked(cell, at, command.environment is None)


def _reader_of(
    session: Session, connection: Connection, command: Coverage
) -> Callable[[str, Asked | None], Day]:
    below = _below(connection, command, command.as_of or session.surroundings.today())
    progress = partial(session.surroundings.progress, _READING)
    return lambda at, only: Day(connection, at, below, progress, only)


def _answer(
    asked: Asked, since: str | None, now: Day, before: Day | None, beside: _Beside
) -> CoverageAnswer:
    gaps, excused = now.gaps(asked)
    then = None if before is None else before.gaps(asked)[0]
    by_level = {direction: now.by_level(direction) for direction in Direction}
    by_cell = tuple(now.counts(place) for place in range(len(CELLS)))
    cell = asked.cell
    chosen = by_level[cell.direction][cell.level] if asked.usual else by_cell[CELLS.index(cell)]
    return CoverageAnswer(
        cell,
        asked.at,
        chosen.covered,
        chosen.uncovered,
        chosen.exempt,
        beside.told(gaps, then),
        by_cell,
        by_level[Direction.RECEIVE],
        by_level[Direction.SEND],
        asked.usual,
        tuple(sorted(excused, key=_by_code)),
        since,
        () if then is None else _mended({*gaps, *(each.uid for each in excused)}, then, now.there),
        beside.lost(now.there),
    )


class _Beside:
    """What is told of missing units beside their gap: whom to call, and what is above them; read
    once for each."""

    def __init__(self, connection: Connection, at: str) -> None:
        self.connection = connection
        self._at = at
        self._cutover = settings.cutover_date(connection)
        self._reach: dict[str, tuple[str, ...]] = {}
        self._above: dict[str, str] = {}
        self._lost: tuple[LostDocument, ...] | None = None

    def told(
        self, gaps: Mapping[str, Missing], before: Mapping[str, Missing] | None
    ) -> tuple[Missing, ...]:
        """Return the gaps in order of code."""
        self._read([uid for uid in gaps if uid not in self._reach])
        told = [
            Missing(
                gap.uid,
                gap.code,
                gap.unit,
                gap.step,
                self._above.get(gap.uid, ""),
                self._reach[gap.uid],
                None if before is None else gap.uid not in before,
                gap.environment,
                _vacancy(gap.step, self._at, self._cutover),
            )
            for gap in gaps.values()
        ]
        return tuple(sorted(told, key=_by_code))

    def lost(self, there: Collection[str]) -> tuple[LostDocument, ...]:
        """Return the endpoints of these units whose last test document did not come."""
        if self._lost is None:
            known = proof_reader.has_rounds(self.connection, self._at)
            self._lost = (
                tuple(proof_reader.lost_documents(self.connection, self._at, role_labels()))
                if known
                else ()
            )
        return tuple(
            sorted(
                (each for each in self._lost if each.unit in there),
                key=lambda each: (each.code or "~", each.name, each.endpoint),
            )
        )

    def _read(self, uids: list[str]) -> None:
        reach = reach_through_superiors(self.connection, uids, self._at)
        self._reach |= {uid: tuple(reach.get(uid, ())) for uid in uids}
        for line in lines(self.connection, uids, self._at):
            self._above[line.uid] = line.parent_name or ""


def _vacancy(step: Step, at: str, cutover: str | None) -> Vacancy | None:
    since = step.values.get("date") if step.name == "person" else None
    return vacancy(str(since), at, cutover) if since else None


def _mended(
    still: Collection[str], before: Mapping[str, Missing], there: Collection[str]
) -> tuple[Mended, ...]:
    """Return who was missing before and is not now; one that is `still`, or is only let off by a
    decision since, is not mended."""
    passed = [gap for uid, gap in before.items() if uid not in still]
    mended = [Mended(gap.uid, gap.code, gap.unit, gap.uid not in there) for gap in passed]
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
