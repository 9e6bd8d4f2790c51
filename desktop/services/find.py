"""Finding anything by a few words: units, codes, people, serials, endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.cells import serial_as_written
from desktop.domain.codes import normalise
from desktop.domain.folding import fold, same_spelling
from desktop.domain.texts import N_
from desktop.models import listing_registers, token_keys
from desktop.models.listing import Scope
from desktop.models.listing_rows import TokenRow, UnitRow
from desktop.models.unit_reader import resolve_code, units_named
from desktop.services.session import Session

# Kinds in the order in which they are shown.
KIND_LABELS = {
    "unit": N_("Unit"),
    "person": N_("Person"),
    "token": N_("eToken"),
}


@dataclass(frozen=True)
class Find(Command):
    """Find what holds every word of `words` as a word's beginning, with or without tones."""

    name: ClassVar[str] = "find"
    words: str
    as_of: str | None = None
    limit: int = 8


@dataclass(frozen=True)
class FindNamed(Command):
    """Find what `words` name exactly: units by a code, else by name, people by name, devices by
    serial, else by subscriber."""

    name: ClassVar[str] = "find.named"
    words: str
    kind: str = "unit"
    as_of: str | None = None
    limit: int = 12


@dataclass(frozen=True)
class Found:
    """One thing found: its kind (see `KIND_LABELS`), uid, name and what tells it from others."""

    kind: str
    uid: str
    name: str
    detail: str


def find(session: Session, command: Find) -> tuple[Found, ...]:
    """Return the first `limit` of each kind; words of no letters find nothing."""
    if not fold(command.words):
        return ()
    date = command.as_of or session.surroundings.today()
    scope = Scope(date, None, command.words, command.limit)
    with session.reading(command) as connection:
        units = listing_registers.units(connection, scope).rows
        people = listing_registers.people(connection, scope).rows
        tokens = listing_registers.tokens(connection, scope).rows
    return (
        *(Found("unit", row.uid, row.name, _place(row)) for row in units),
        *(Found("person", row.uid, row.name, row.unit or "") for row in people),
        *map(_token, tokens),
    )


def find_named(session: Session, command: FindNamed) -> tuple[Found, ...]:
    """Return the first `limit` that `words` name, with or without tones; where one of several has
    the very tones, that one alone."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        if command.kind == "person":
            return _people_called(connection, command.words, date)[: command.limit]
        if command.kind == "token":
            return _tokens_called(connection, command.words, date)[: command.limit]
        code = normalise(command.words)
        uids = resolve_code(connection, code, date) or resolve_code(connection, code.upper(), date)
        if not uids:
            named = units_named(connection, command.words, date)
            spelled = [uid for uid, name in named if same_spelling(name, command.words)]
            uids = tuple(spelled if len(spelled) == 1 else (uid for uid, _name in named))
        rows = listing_registers.units_by_uid(connection, uids[: command.limit], date)
    return tuple(Found("unit", row.uid, row.name, _place(row)) for row in rows)


def _people_called(connection: Connection, words: str, date: str) -> tuple[Found, ...]:
    rows = listing_registers.people(connection, Scope(date, None, words)).rows
    called = [row for row in rows if fold(row.name) == fold(words)]
    spelled = [row for row in called if same_spelling(row.name, words)]
    wanted = spelled if len(spelled) == 1 else called
    return tuple(Found("person", row.uid, row.name, row.unit or "") for row in wanted)


def _tokens_called(connection: Connection, words: str, date: str) -> tuple[Found, ...]:
    serial = serial_as_written(words)
    uids = tuple(token_keys.tokens_with(connection, {serial}).values())
    if uids:
        return tuple(map(_token, listing_registers.tokens_by_uid(connection, uids, date)))
    rows = listing_registers.tokens(connection, Scope(date, None, words)).rows
    return tuple(_token(row) for row in rows if fold(row.subscriber) == fold(words))


def _token(row: TokenRow) -> Found:
    return Found("token", row.uid, row.serial or "", row.subscriber)


def _place(row: UnitRow) -> str:
    """Many units have one name: code and superior tell them apart."""
    return " · ".join(part for part in (row.code, row.parent) if part)
