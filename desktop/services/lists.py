"""Lists: one page of a register, and how many rows it holds in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain import codes
from desktop.domain.actors import Command
from desktop.domain.problems import refuse
from desktop.models import (
    code_reader,
    listing_registers,
    record_listing,
    statistics_reader,
    unit_reader,
)
from desktop.models.listing import Page, Scope
from desktop.services.session import Session

_READERS: Mapping[str, Callable[[Connection, Scope], Page]] = {
    "units": listing_registers.units,
    "codes": code_reader.codes,
    "clerks": listing_registers.clerks,
    "tokens": listing_registers.tokens,
    "people": listing_registers.people,
    "bundles": record_listing.bundles,
    "runs": record_listing.runs,
    "tasks": record_listing.tasks,
    "declared": record_listing.declarations,
    "statistics": statistics_reader.statistics,
}
# What belongs to the vault as a whole, and to no unit.
_WITHOUT_UNIT = frozenset({"bundles", "runs"})


@dataclass(frozen=True)
class ListRows(Command):
    """List the rows of `kind`: below the unit of code `under`, that hold the words of `search`,
    as they are on the day `as_of` (today where None), the first `limit` or all.

    Of codes, those alone whose state on `system` (the central one where None) is `state`.
    """

    name: ClassVar[str] = "list"
    kind: str
    under: str | None = None
    search: str | None = None
    as_of: str | None = None
    limit: int | None = None
    state: str | None = None
    system: str | None = None


@dataclass(frozen=True)
class Listing:
    """The rows, dataclasses of one kind, as on the day `as_of`, and how many match in all."""

    kind: str
    as_of: str
    rows: tuple[Any, ...]
    count: int


def list_rows(session: Session, command: ListRows) -> Listing:
    """Answer a list command.

    Raises `Refusal`: `list.without_unit`, `states.filter_only_codes`, `unit.code_unknown`,
    `unit.code_clash`.
    """
    date = command.as_of or session.surroundings.today()
    if command.kind != "codes" and (command.state or command.system):
        raise refuse("states.filter_only_codes")
    with session.reading(command) as connection:
        under = None
        if command.under is not None:
            if command.kind in _WITHOUT_UNIT:
                raise refuse("list.without_unit", kind=command.kind)
            under = find_unit(connection, command.under, date)
        words = (command.search or "").strip() or None
        scope = Scope(date, under, words, command.limit, command.state, command.system)
        page = _READERS[command.kind](connection, scope)
    return Listing(command.kind, date, page.rows, page.count)


@dataclass(frozen=True)
class FindUnit(Command):
    """Ask which unit `code` names on the day `as_of` (today)."""

    name: ClassVar[str] = "unit.find"
    code: str
    as_of: str | None = None


def uid_of(session: Session, command: FindUnit) -> str:
    """Return the uid of a unit. Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`."""
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        return find_unit(connection, command.code, at)


def known_code(connection: Connection, code: str, date: str) -> str:
    """Return a code as codes are written; in capitals where it is known so alone."""
    value = codes.normalise(code)
    if unit_reader.resolve_code(connection, value, date):
        return value
    return value.upper() if unit_reader.resolve_code(connection, value.upper(), date) else value


def find_unit(connection: Connection, code: str, date: str) -> str:
    """Return the uid of the unit that `code` names on `date`, in whatever scheme.

    Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`.
    """
    value = known_code(connection, code, date)
    found = unit_reader.resolve_code(connection, value, date)
    if not found:
        raise refuse("unit.code_unknown", code=value, date=date)
    if len(found) > 1:
        raise refuse("unit.code_clash", code=value, date=date, count=len(found))
    return found[0]
