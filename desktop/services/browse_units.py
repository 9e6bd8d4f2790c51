"""Browsing units: a filtered and ordered list read in slices, and the tree branch by branch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.folding import collation_key
from desktop.domain.texts import N_
from desktop.models import listing_registers, unit_table
from desktop.models.listing import Scope
from desktop.models.unit_reader import MAIN_SCHEME
from desktop.models.unit_table import Branch, UnitFilter, UnitKey, UnitLine
from desktop.services.kinds import unit_types
from desktop.services.ordered_list import OrderedList
from desktop.services.session import Session

__all__ = ["Branch", "UnitFilter", "UnitLine"]

_FEW = 2000
SORTS = ("code", "name", "type", "place", "from")
LACKS = {
    "code": N_("No code"),
    "receiver": N_("Nobody receives"),
    "type": N_("No type"),
}
CODE_STATES = {
    "planned": N_("planned"),
    "sent": N_("sent"),
    "accepted": N_("accepted"),
    "live": N_("in use"),
    "refused": N_("refused"),
}


@dataclass(frozen=True)
class BrowseUnits(Command):
    """List the units that pass `wanted` as they are on the day `as_of` (today where None).

    `sort` is one of `SORTS`; None is the order of codes. Units without what is sorted by come last.
    """

    name: ClassVar[str] = "units.browse"
    wanted: UnitFilter = field(default_factory=UnitFilter)
    as_of: str | None = None
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True)
class ReadBranch(Command):
    """Ask for the units directly under `parent` (None: the top of the tree)."""

    name: ClassVar[str] = "units.tree"
    parent: str | None = None
    as_of: str | None = None


class UnitList(OrderedList[BrowseUnits, UnitLine]):
    """One list of units."""

    def __init__(self, command: BrowseUnits) -> None:
        super().__init__(command, command.as_of)

    def _first(
        self, connection: Connection, date: str, limit: int
    ) -> tuple[Sequence[str], int] | None:
        if not _is_listed(self.command):
            return None
        scope = Scope(date, words=self.command.wanted.words or None, limit=limit)
        page = listing_registers.units(connection, scope)
        return [row.uid for row in page.rows], page.count

    def _work_out(self, connection: Connection, date: str) -> Sequence[str]:
        return _ordered(connection, self.command, date)

    def _lines(
        self, connection: Connection, uids: Sequence[str], date: str
    ) -> tuple[UnitLine, ...]:
        return unit_table.lines(connection, uids, date)


def branch(session: Session, command: ReadBranch) -> tuple[Branch, ...]:
    """Return the units directly under one, in the order of the templates and lists."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        return unit_table.children(connection, command.parent, date)


def path_to(session: Session, command: ReadBranch) -> tuple[str, ...]:
    """Return the uids from the top of the tree down to the command's unit, itself included."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        return unit_table.path_to(connection, command.parent or "", date)


def type_choices(session: Session, command: ReadBranch) -> dict[str, str]:
    """Return the types that a unit may be given: the shipped ones and those already used."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        used = unit_table.used_types(connection, date)
    found = {code: kind.label for code, kind in unit_types().items()}
    found.update((code, code) for code in sorted(used, key=collation_key) if code not in found)
    return found


def type_label(code: str | None) -> str:
    """Return the words for a type; a sender's own word stays, none is nothing."""
    kind = unit_types().get(code or "")
    return kind.label if kind is not None else code or ""


def _is_listed(command: BrowseUnits) -> bool:
    """Say whether the list of the register itself is asked for: in its order, words at most."""
    wanted = command.wanted
    if command.descending or wanted != UnitFilter(words=wanted.words):
        return False
    return command.sort is None or (command.sort == "code" and not wanted.words)


def _ordered(connection: Connection, command: BrowseUnits, date: str) -> tuple[str, ...]:
    if command.wanted.words and _is_listed(command):
        scope = Scope(date, words=command.wanted.words)
        return tuple(row.uid for row in listing_registers.units(connection, scope).rows)
    found = unit_table.keys(connection, command.wanted, date)
    codes: Mapping[str, str] = {}
    if command.sort in (None, "code"):
        codes = _main_codes(connection, found, date)
    value = _value_of(command.sort, codes)
    having = [(value(key), key) for key in found]
    present = [pair for pair in having if pair[0] is not None]
    present.sort(key=lambda pair: (pair[0], pair[1].name, pair[1].uid), reverse=command.descending)
    missing = sorted((key for given, key in having if given is None), key=lambda key: key[:2][::-1])
    return (*(key.uid for _, key in present), *(key.uid for key in missing))


def _main_codes(connection: Connection, units: list[UnitKey], date: str) -> Mapping[str, str]:
    """Return the codes of the main scheme: of few units looked up, of more read along the index."""
    if len(units) >= _FEW:
        return unit_table.main_codes(connection, date)
    known = unit_table.codes_of(connection, [key.uid for key in units], date)
    return {uid: code.value for uid, code in known.items() if code.scheme == MAIN_SCHEME}


def _value_of(sort: str | None, codes: Mapping[str, str]) -> Callable[[UnitKey], Any]:
    match sort:
        case "name":
            return lambda key: collation_key(key.name)
        case "type":
            return lambda key: collation_key(type_label(key.type)) if key.type else None
        case "place":
            return lambda key: key.place
        case "from":
            return lambda key: key.from_date
    return lambda key: codes.get(key.uid)
