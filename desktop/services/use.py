"""Who uses what is set up: figures of a period held against who could be reached then.

Coverage and figures are never merged: each unit is shown with both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from sqlalchemy import Connection, select

from desktop.domain.actors import Command
from desktop.domain.problems import refuse
from desktop.domain.route_steps import present_code
from desktop.domain.texts import N_, Text
from desktop.domain.use import Figures, Use, is_configured, use_of, was_used
from desktop.models import routing_reader, statistics_reader, unit_reader
from desktop.models.many import row_bound
from desktop.models.reach_reader import reach_of
from desktop.models.statistics_reader import Counted, Period
from desktop.models.tables import unit as unit_table
from desktop.models.unit_table import lines
from desktop.services.lists import find_unit
from desktop.services.routing import role_labels
from desktop.services.session import Session

# The order in which units are told.
ORDER = (Use.NOT_USED, Use.NOT_COVERED, Use.NO_FIGURES, Use.IN_USE, Use.NEITHER)
# Of these somebody is to be called.
_TO_CALL = frozenset({Use.NOT_USED, Use.NOT_COVERED, Use.NO_FIGURES})


@dataclass(frozen=True)
class ReadUse(Command):
    """Ask who uses what is set up over `period`, its first day and the day after its last.

    Without one it is the latest whose last day is not after `as_of` (today). `under` is the code
    of a unit, or `unit` its uid: it and all below it are told, else all units.
    """

    name: ClassVar[str] = "use"
    under: str | None = None
    as_of: str | None = None
    period: tuple[str, str] | None = field(default=None, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class UnitUse:
    """A unit with what is counted of it, None where nothing is; `sources` are who counted.

    `code` is None where the unit has none in force; `superior` is the name of the unit above it,
    `reach` are phones with who has them, for units that somebody is to call.
    """

    uid: str
    code: str | None
    unit: str
    superior: str
    use: Use
    figures: Figures | None
    sources: tuple[str, ...]
    reach: tuple[str, ...] = ()


@dataclass(frozen=True)
class UseAnswer:
    """The units in order of what figures say of them and of code; those that are neither configured
    nor counted are left out.

    `period` None: there are no figures. `periods` are all there are, the latest first. `unknown`
    are the names of those counted that the registers have no unit for.
    """

    period: Period | None
    periods: tuple[Period, ...]
    rows: tuple[UnitUse, ...]
    unknown: tuple[str, ...]

    @property
    def counts(self) -> Mapping[Use, int]:
        """How many units there are of each kind."""
        found = Counter(row.use for row in self.rows)
        return {use: found[use] for use in ORDER}

    def of(self, use: Use) -> tuple[UnitUse, ...]:
        """Return the units of one kind."""
        return tuple(row for row in self.rows if row.use is use)


@dataclass(frozen=True)
class Unused:
    """The units (uids) of which the figures of `period` say that nobody used them."""

    period: Period | None
    units: frozenset[str]


def read_use(session: Session, command: ReadUse) -> UseAnswer:
    """Hold the figures of a period against who is configured on its last day.

    Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`, `use.period_unknown`.
    """
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        known = statistics_reader.periods(connection)
        period = _period(command, known, at)
        if period is None:
            return UseAnswer(None, known, (), ())
        counted = statistics_reader.of_period(connection, period)
        below = _below(connection, command, period.last_day)
        rows = _rows(session, connection, period, counted, below)
        whole = below is None
        unknown = sorted({each.subject for each in counted if each.unit is None and whole})
    return UseAnswer(period, known, rows, tuple(unknown))


def unused_at(connection: Connection, at: str, unit: str | None = None) -> Unused:
    """Return which units (or whether `unit`) nobody used in the latest period up to the day."""
    period = statistics_reader.latest_period(connection, at)
    if period is None:
        return Unused(None, frozenset())
    counted = _by_unit(statistics_reader.of_period(connection, period, unit))
    return Unused(
        period,
        frozenset(uid for uid, each in counted.items() if was_used(_most(each)) is False),
    )


def _period(command: ReadUse, known: Sequence[Period], at: str) -> Period | None:
    if command.period is None:
        return next((each for each in known if each.last_day <= at), None)
    wanted = Period(*command.period)
    if wanted not in known:
        raise refuse("use.period_unknown", first=wanted.first, last=wanted.last_day)
    return wanted


def _below(connection: Connection, command: ReadUse, at: str) -> Collection[str] | None:
    root = command.unit
    if command.under is not None:
        root = find_unit(connection, command.under, at)
    if root is None:
        return None
    return set(connection.execute(select(unit_reader.below(root, at).c.uid)).scalars())


def _rows(
    session: Session,
    connection: Connection,
    period: Period,
    counted: Sequence[Counted],
    below: Collection[str] | None,
) -> tuple[UnitUse, ...]:
    by_unit = _by_unit(counted)
    total = row_bound(connection, unit_table)
    found: list[UnitUse] = []
    seen = 0

    def breathe() -> None:
        words = Text(N_("Reading who uses what is set up"))
        session.surroundings.progress(words, min(seen, total), total)

    at = period.last_day
    for facts in routing_reader.read_units(connection, at, role_labels(), breathe=breathe):
        seen += 1
        if below is not None and facts.uid not in below:
            continue
        of_unit = by_unit.pop(facts.uid, [])
        figures = _most(of_unit) if of_unit else None
        use = use_of(figures, configured=is_configured(facts))
        code = present_code(facts)
        found.append(UnitUse(facts.uid, code, facts.name, "", use, figures, _sources(of_unit)))
    if below is None:
        # Counted, and not there on the last day: it ended within the period, or is yet to begin.
        found += [
            UnitUse(
                uid,
                None,
                each[0].subject,
                "",
                use_of(_most(each), configured=False),
                _most(each),
                _sources(each),
            )
            for uid, each in by_unit.items()
        ]
    return _told(connection, found, at)


def _told(connection: Connection, found: Sequence[UnitUse], at: str) -> tuple[UnitUse, ...]:
    """Return the units in order, with what is above them and whom to call."""
    above = {line.uid: line.parent_name for line in lines(connection, [u.uid for u in found], at)}
    reach = reach_of(connection, [each.uid for each in found if each.use in _TO_CALL])
    told = [
        replace(each, superior=above.get(each.uid) or "", reach=tuple(reach.get(each.uid, ())))
        for each in found
    ]
    return tuple(
        sorted(
            told,
            key=lambda u: (ORDER.index(u.use), u.code is None, u.code or "", u.unit, u.uid),
        )
    )


def _by_unit(counted: Sequence[Counted]) -> dict[str, list[Counted]]:
    found: dict[str, list[Counted]] = {}
    for each in counted:
        if each.unit is not None:
            found.setdefault(each.unit, []).append(each)
    return found


def _most(counted: Sequence[Counted]) -> Figures:
    """Return the figures that show the most use: where sources differ, one that saw it is right."""
    rank = {None: 0, False: 1, True: 2}
    return max(
        (each.figures for each in counted),
        key=lambda figures: (rank[was_used(figures)], figures.logins or 0, figures.users or 0),
    )


def _sources(counted: Sequence[Counted]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.source for each in counted if each.source))
