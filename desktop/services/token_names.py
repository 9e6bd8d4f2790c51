"""Finding tokens by what people call them, and showing them as lists do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.cells import serial_as_written, shown_date
from desktop.domain.problems import Problem, Refusal
from desktop.domain.texts import N_, Text
from desktop.models import listing_registers, stock_reader, token_history
from desktop.models.listing_rows import TokenRow
from desktop.models.token_history import Move
from desktop.services.session import Session

__all__ = ["Move", "TokenRow"]

# So many variables a statement takes at the least.
_MOST = 10_000


@dataclass(frozen=True)
class FindTokens(Command):
    """Ask which tokens are called so: by serial as it is printed, or by uid."""

    name: ClassVar[str] = "tokens.find"
    names: tuple[str, ...]


@dataclass(frozen=True)
class ReadTokens(Command):
    """Ask for the rows of tokens by uid, in this order, as on the day `as_of` (today)."""

    name: ClassVar[str] = "tokens.read"
    tokens: tuple[str, ...]
    as_of: str | None = None


def find_tokens(session: Session, command: FindTokens) -> tuple[str, ...]:
    """Return the uids in the order of the names.

    Raises `Refusal`: for each name that is no token's `token.not_found`, or where it is a device
    that nobody has `token.nobodys` or `token.set_aside`; `token.named_twice`.
    """
    keys = [_key(name) for name in command.names]
    with session.reading(command) as connection:
        found: dict[str, list[str]] = {}
        for start in range(0, len(keys), _MOST):
            found |= token_history.tokens_called(connection, keys[start : start + _MOST])
        missing = {
            key: name for name, key in zip(command.names, keys, strict=True) if not found[key]
        }
        problems = [*_missing(connection, missing)]
    if problems:
        raise Refusal(*problems)
    uids = [uid for key in keys for uid in found[key]]
    twice = {uid for uid in uids if uids.count(uid) > 1} if len(set(uids)) < len(uids) else set()
    problems = [
        Problem("token.named_twice", {"name": name})
        for name, key in zip(command.names, keys, strict=True)
        if set(found[key]) & twice
    ]
    if problems:
        raise Refusal(*problems)
    return tuple(uids)


def _missing(connection: Connection, names: Mapping[str, str]) -> Iterator[Problem]:
    """Say of each name, by its serial, why it is no token's."""
    aside = token_history.set_aside(connection, names)
    deliveries = stock_reader.holders(connection, names)
    for serial, name in names.items():
        number = deliveries[serial][0] if serial in deliveries else None
        if serial in aside:
            day, subscriber, other, _ = aside[serial]
            stands = Text(N_("it stands in no delivery"))
            if number is not None:
                stands = Text(N_("it stands in delivery {number} only"), {"number": number})
            told = {"subscriber": subscriber, "other": other, "stands": stands}
            yield Problem("token.set_aside", {"serial": serial, "day": shown_date(day), **told})
        elif number is not None:
            yield Problem("token.nobodys", {"serial": serial, "number": number})
        else:
            yield Problem("token.not_found", {"name": name})


def _key(name: str) -> str:
    """Return a serial as the registers keep it; a uid, and what is no serial, as it stands."""
    plain = name.strip()
    if len(plain) == 32 and plain == plain.lower():
        return plain
    return serial_as_written(plain)


def read_tokens(session: Session, command: ReadTokens) -> tuple[TokenRow, ...]:
    """Return the rows of tokens; those that are gone are left out."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        return listing_registers.tokens_by_uid(connection, command.tokens, date)


@dataclass(frozen=True)
class ReadMoves(Command):
    """Ask for the moves of a token."""

    name: ClassVar[str] = "token.moves"
    token: str


def read_moves(session: Session, command: ReadMoves) -> tuple[Move, ...]:
    """Return the moves of a token, the oldest first."""
    with session.reading(command) as connection:
        return token_history.moves(connection, command.token)


def as_json(move: Move) -> dict[str, Any]:
    """Return a move as `--json` says it."""
    return asdict(move)
