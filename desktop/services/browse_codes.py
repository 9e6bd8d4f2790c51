"""Browsing codes: a filtered and ordered list read in slices, and what is set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.codes import SCHEMES
from desktop.domain.folding import collation_key
from desktop.models import code_reader, code_table
from desktop.models.code_reader import RESERVED
from desktop.models.code_table import CodeFilter, CodeLine
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.session import Session

__all__ = ["CodeFilter", "CodeLine"]

SORTS = ("value", "unit", "system", "axis", "lock", "from")


@dataclass(frozen=True)
class BrowseCodes(Command):
    """List the codes that pass `wanted` as they are on the day `as_of` (today where None).

    `sort` is one of `SORTS`; None is the order of values.
    """

    name: ClassVar[str] = "codes.browse"
    wanted: CodeFilter = field(default_factory=CodeFilter)
    as_of: str | None = None
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True)
class ReadReserved(Command):
    """Ask which values of a scheme are reserved."""

    name: ClassVar[str] = "codes.reserved"
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True)
class Reserved:
    """A value that is given to nobody, why, and since when."""

    value: str
    note: str | None
    from_date: str


@dataclass(frozen=True)
class CodeSlice:
    """Some rows in order, and how many the whole list has."""

    rows: tuple[CodeLine, ...]
    count: int


class CodeList:
    """One list of codes, read slice by slice; it belongs to the thread of its session.

    The order is worked out once, when something other than the beginning of a scheme's list is
    asked for.
    """

    def __init__(self, command: BrowseCodes) -> None:
        self._command = command
        self._order: Sequence[str] | None = None

    def read(self, session: Session, offset: int, limit: int) -> CodeSlice:
        """Return the rows `[offset, offset + limit)`."""
        command = self._command
        date = command.as_of or session.surroundings.today()
        with session.reading(command) as connection:
            if self._order is None and offset == 0 and _is_plain(command):
                uids, count = code_table.first(connection, command.wanted.scheme, date, limit)
                return CodeSlice(code_table.lines(connection, uids, date), count)
            if self._order is None:
                self._order = _ordered(connection, command, date)
            chosen = self._order[offset : offset + limit]
            return CodeSlice(code_table.lines(connection, chosen, date), len(self._order))

    def at(self, session: Session, places: Sequence[int]) -> tuple[CodeLine, ...]:
        """Return the rows at these places."""
        date = self._command.as_of or session.surroundings.today()
        with session.reading(self._command) as connection:
            if self._order is None:
                self._order = _ordered(connection, self._command, date)
            order = self._order
            chosen = [order[place] for place in places if place < len(order)]
            return code_table.lines(connection, chosen, date)


def read_reserved(session: Session, command: ReadReserved) -> tuple[Reserved, ...]:
    """Return the values that are reserved now, in order."""
    with session.reading(command) as connection:
        marks = code_reader.marks(connection, command.scheme)
    return tuple(
        Reserved(mark.value, mark.note, mark.from_date) for mark in marks if mark.mark == RESERVED
    )


def scheme_choices() -> dict[str, str]:
    """Return the schemes of codes with their words."""
    return {name: scheme(name).label for name in SCHEMES}


def _is_plain(command: BrowseCodes) -> bool:
    everything = command.wanted == CodeFilter(
        scheme=command.wanted.scheme, system=command.wanted.system
    )
    return everything and command.sort in (None, "value") and not command.descending


def _ordered(connection: Connection, command: BrowseCodes, date: str) -> Sequence[str]:
    down = command.descending
    if command.sort != "unit":
        sort = command.sort or "value"
        return code_table.in_order(connection, command.wanted, date, sort, descending=down)
    found = code_table.keys(connection, command.wanted, date)
    names = code_table.names(connection, date)
    named = [(collation_key(names.get(key.unit, "")), key.value, key.uid) for key in found]
    return [uid for *_, uid in sorted(named, reverse=down)]
