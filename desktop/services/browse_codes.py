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
from desktop.services.ordered_list import OrderedList
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


class CodeList(OrderedList[BrowseCodes, CodeLine]):
    """One list of codes."""

    def __init__(self, command: BrowseCodes) -> None:
        super().__init__(command, command.as_of)

    def _first(
        self, connection: Connection, date: str, limit: int
    ) -> tuple[Sequence[str], int] | None:
        if not _is_plain(self.command):
            return None
        return code_table.first(connection, self.command.wanted.scheme, date, limit)

    def _work_out(self, connection: Connection, date: str) -> Sequence[str]:
        return _ordered(connection, self.command, date)

    def _lines(
        self, connection: Connection, uids: Sequence[str], date: str
    ) -> tuple[CodeLine, ...]:
        return code_table.lines(connection, uids, date)


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
