"""Registered, supplied, received, handed over, active: counted by unit, each with its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, func, select

from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.folding import collation_key
from desktop.domain.problems import Problem, Severity
from desktop.models import listing_registers, token_past, token_table
from desktop.models.listing_rows import TokenRow
from desktop.models.many import among
from desktop.models.tables import unit_version
from desktop.models.token_past import Past
from desktop.models.token_table import FACTS, TokenFilter
from desktop.models.unit_reader import any_code, in_force, main_code
from desktop.services.lists import find_unit
from desktop.services.session import Session
from desktop.services.surroundings import end_of_day

__all__ = ["FACTS"]

Facts = Mapping[str, int]
# Of each unit in force: the unit above it, and its name.
Units = Mapping[str | None, tuple[str | None, str]]


@dataclass(frozen=True)
class CountByUnit(Command):
    """Count the tokens of the unit of code `under` (None: of all) and of each unit right below it,
    everything below that included, as on the day `as_of` (today); a past day is told by the moves.

    `fact`, one of `FACTS`, also asks for the list of those that it counts.
    """

    name: ClassVar[str] = "tokens.count_by_unit"
    under: str | None = None
    as_of: str | None = None
    fact: str | None = None


@dataclass(frozen=True)
class UnitCounts:
    """What the tokens of a unit and of all below it come to. `unit` is None for those that belong
    to no unit in force on the day; `itself`: what belongs to `under` and to no unit below it."""

    unit: str | None
    code: str | None
    name: str | None
    facts: Facts
    itself: bool = False


@dataclass(frozen=True)
class Counted:
    """The whole, its parts (those without tokens left out), the list that was asked for, and what
    the history of a past day cannot say. The rows of the list are the tokens as they are now, which
    `is_past` says may be otherwise than they were."""

    as_of: str
    whole: Facts
    parts: tuple[UnitCounts, ...]
    tokens: tuple[TokenRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_past: bool = False


def count_by_unit(session: Session, command: CountByUnit) -> Counted:
    """Count tokens by unit; the parts add up to the whole.

    Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`.
    """
    today = session.surroundings.today()
    date = command.as_of or today
    with session.reading(command) as connection:
        under = find_unit(connection, command.under, date) if command.under else None
        units = _units(connection, date)
        past: Past | None = None
        if date < today:
            past = token_past.tokens_on(connection, date, end_of_day(date))
            by_unit = _counts_of(past)
        else:
            by_unit = token_table.counts_by_unit(connection, date)
        parts = _parts(connection, by_unit, under, units, date)
        whole = {fact: sum(part.facts[fact] for part in parts) for fact in FACTS}
        tokens: tuple[TokenRow, ...] = ()
        if command.fact is not None:
            such = None if past is None else _uids_of(past, command.fact, under, units)
            wanted = TokenFilter(under=under, fact=command.fact) if such is None else TokenFilter()
            uids = token_table.in_order(connection, wanted, date, "serial", descending=False)
            uids = [uid for uid in uids if such is None or uid in such]
            tokens = listing_registers.tokens_by_uid(connection, uids, date)
    problems = _say_unknown(past, date) if past is not None else ()
    return Counted(date, whole, parts, tokens, problems, past is not None)


def _say_unknown(past: Past, date: str) -> tuple[Problem, ...]:
    if not past.unknown:
        return ()
    values = {"count": past.unknown, "day": shown_date(date)}
    return (Problem("token.count_unknown", values, Severity.WARNING),)


def _uids_of(past: Past, fact: str, under: str | None, units: Units) -> set[str]:
    return {
        each.uid
        for each in past.tokens
        if each.facts[fact] and _part_of(each.unit, under, units)[0]
    }


def _units(connection: Connection, date: str) -> Units:
    v = unit_version.c
    statement = select(v.unit, v.parent, v.name).where(in_force(unit_version, date))
    rows = connection.execute(statement)
    return {uid: (parent, name) for uid, parent, name in rows}


def _counts_of(past: Past) -> dict[str | None, tuple[int, ...]]:
    sums: dict[str | None, tuple[int, ...]] = {}
    for each in past.tokens:
        counted = sums.get(each.unit, (0,) * len(FACTS))
        held = (int(each.facts[fact]) for fact in FACTS)
        sums[each.unit] = tuple(map(sum, zip(counted, held, strict=True)))
    return sums


def _parts(
    connection: Connection,
    by_unit: Mapping[str | None, tuple[int, ...]],
    under: str | None,
    units: Units,
    date: str,
) -> tuple[UnitCounts, ...]:
    sums: dict[str | None, list[int]] = {}
    for unit, counts in by_unit.items():
        inside, part = _part_of(unit, under, units)
        if inside:
            row = sums.setdefault(part, [0] * len(FACTS))
            row[:] = map(sum, zip(row, counts, strict=True))
    codes = _codes(connection, [uid for uid in sums if uid in units], date)
    found = [
        UnitCounts(
            uid,
            codes.get(uid or ""),
            units[uid][1] if uid in units else None,
            dict(zip(FACTS, counts, strict=True)),
            uid is not None and uid == under,
        )
        for uid, counts in sums.items()
    ]
    return tuple(sorted(found, key=_order))


def _part_of(unit: str | None, under: str | None, units: Units) -> tuple[bool, str | None]:
    """Say whether a unit's tokens count, and with which part: the unit right below `under` (of all:
    a unit at the top, or right below the one that stands there alone) that it lies under."""
    if unit not in units:
        return under is None, None
    top = under
    if under is None:
        roots = [uid for uid, (parent, _) in units.items() if parent not in units]
        top = roots[0] if len(roots) == 1 else None
    below: str | None = None
    here: str | None = unit
    seen: set[str] = set()
    while here is not None and here in units and here not in seen:
        if here == top:
            return True, below or here
        seen.add(here)
        below, here = here, units[here][0]
    return under is None, below


def _codes(connection: Connection, units: Sequence[str | None], date: str) -> dict[str, str]:
    v = unit_version.c
    code = func.coalesce(main_code(v.unit, date), any_code(v.unit, date))
    statement = select(v.unit, code).where(
        in_force(unit_version, date), among(v.unit, [uid for uid in units if uid])
    )
    return {uid: code for uid, code in connection.execute(statement) if code}


def _order(part: UnitCounts) -> tuple[bool, bool, str, str]:
    return (part.unit is None, not part.itself, part.code or "", collation_key(part.name or ""))
