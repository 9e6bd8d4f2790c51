"""Browsing tokens: a filtered and ordered list read in slices, the figures, one token's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.folding import collation_key
from desktop.domain.problems import refuse
from desktop.domain.radar import RADAR_DAYS
from desktop.domain.texts import Text
from desktop.models import (
    listing_registers,
    token_history,
    token_links,
    token_record,
    token_table,
    unit_record,
    unit_table,
)
from desktop.models.listing import Scope
from desktop.models.token_history import Move, SetAside
from desktop.models.token_links import OtherDevice
from desktop.models.token_record import CertificateOf, TokenFacts
from desktop.models.token_table import (
    FACTS,
    TokenCounts,
    TokenFilter,
    TokenLine,
)
from desktop.services.history import describe
from desktop.services.ordered_list import OrderedList
from desktop.services.session import Session

__all__ = [
    "FACTS",
    "RADAR_DAYS",
    "CertificateOf",
    "Move",
    "OtherDevice",
    "SetAside",
    "TokenCounts",
    "TokenFacts",
    "TokenFilter",
    "TokenLine",
]

SORTS = ("serial", "subscriber", "unit", "custody", "until", "received", "signed")


@dataclass(frozen=True)
class BrowseTokens(Command):
    """List the tokens that pass `wanted`, their units and certificates as on the day `as_of`.

    `sort` is one of `SORTS`; None is the order of serials. What has no value to sort by is last.
    """

    name: ClassVar[str] = "tokens.browse"
    wanted: TokenFilter = field(default_factory=TokenFilter)
    as_of: str | None = None
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True)
class CountTokens(Command):
    """Ask for the figures of all tokens, or of those under the unit with uid `under`."""

    name: ClassVar[str] = "tokens.count"
    under: str | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class ReadToken(Command):
    """Ask for one token."""

    name: ClassVar[str] = "token.read"
    token: str
    as_of: str | None = None


@dataclass(frozen=True)
class TokenPage:
    """What a token's page shows; its moves are the oldest first. `tasks` are the words of those
    that are open about it; `aside` says when the device was swapped for another, of somebody else's
    token."""

    line: TokenLine
    facts: TokenFacts
    certificates: tuple[CertificateOf, ...]
    as_of: str
    moves: tuple[Move, ...] = ()
    replaces: OtherDevice | None = None
    replaced_by: OtherDevice | None = None
    tasks: tuple[str, ...] = ()
    aside: SetAside | None = None


@dataclass(frozen=True)
class RunOfToken:
    """A run that wrote a token or a certificate on it: when (RFC 3339), who, what in words, and
    the fields that changed with their values before and after."""

    number: int
    at: str
    actor: str
    words: Text
    changed: tuple[tuple[str, str | None, str | None], ...]


class TokenList(OrderedList[BrowseTokens, TokenLine]):
    """One list of tokens."""

    def __init__(self, command: BrowseTokens) -> None:
        super().__init__(command, command.as_of)

    def _first(
        self, connection: Connection, date: str, limit: int
    ) -> tuple[Sequence[str], int] | None:
        wanted, sort = self.command.wanted, self.command.sort
        narrow = wanted.words.strip() or wanted.under
        if narrow or sort not in (None, "serial") or self.command.descending:
            return None
        if wanted == TokenFilter():
            page = listing_registers.tokens(connection, Scope(date, limit=limit))
            return [row.uid for row in page.rows], page.count
        uids = token_table.first(connection, wanted, date, limit)
        whole = len(uids) < limit
        return uids, len(uids) if whole else token_table.count(connection, wanted, date)

    def _work_out(self, connection: Connection, date: str) -> Sequence[str]:
        return _ordered(connection, self.command, date)

    def _lines(
        self, connection: Connection, uids: Sequence[str], date: str
    ) -> tuple[TokenLine, ...]:
        return token_table.lines(connection, uids, date)


def count_tokens(session: Session, command: CountTokens) -> TokenCounts:
    """Count registered, supplied, received, handed over and active, and what ends when."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        return token_table.counts(connection, command.under, date)


def read_token(session: Session, command: ReadToken) -> TokenPage:
    """Return a token's page. Raises the refusal `token.unknown`."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        lines = token_table.lines(connection, [command.token], date)
        facts = token_record.facts(connection, command.token)
        if not lines or facts is None:
            raise refuse("token.unknown")
        certificates = token_record.certificates(connection, command.token)
        moves = token_history.moves(connection, command.token)
        replaces, replaced_by = token_links.replacements(connection, command.token)
        tasks = tuple(each.subject for each in token_links.open_tasks(connection, [command.token]))
        aside = _aside(connection, lines[0])
    links = (replaces, replaced_by)
    return TokenPage(lines[0], facts, certificates, date, moves, *links, tasks, aside)


def _aside(connection: Connection, line: TokenLine) -> SetAside | None:
    if line.serial is None:
        return None
    found = token_history.set_aside(connection, [line.serial]).get(line.serial)
    return found if found is not None and found.token != line.uid else None


def read_token_runs(session: Session, command: ReadToken) -> tuple[RunOfToken, ...]:
    """Return the runs that wrote the token or its certificates, newest first."""
    with session.reading(command) as connection:
        certificates = token_record.certificates(connection, command.token)
        uids = frozenset((command.token, *(one.uid for one in certificates)))
        return tuple(
            RunOfToken(
                run.number,
                run.at,
                run.actor,
                describe(run.command, run.arguments),
                tuple(
                    (name, _shown(before), _shown(after))
                    for change in changes
                    for name, before, after in token_record.differences(change)
                ),
            )
            for run, changes in unit_record.runs_of(connection, uids)
        )


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def _ordered(connection: Connection, command: BrowseTokens, date: str) -> tuple[str, ...]:
    if command.sort not in ("subscriber", "unit"):
        sort, down = command.sort or "serial", command.descending
        return tuple(token_table.in_order(connection, command.wanted, date, sort, descending=down))
    found = token_table.named(connection, command.wanted, date)
    names: Mapping[str, str] = {}
    if command.sort == "unit":
        names = unit_table.names_of(connection, {unit for _, _, unit in found if unit})
    by_unit = command.sort == "unit"
    having = [
        (names.get(unit) if by_unit else subscriber, subscriber, uid)
        for uid, subscriber, unit in found
    ]
    present = [(collation_key(name), subscriber, uid) for name, subscriber, uid in having if name]
    present.sort(reverse=command.descending)
    missing = sorted((subscriber, uid) for name, subscriber, uid in having if not name)
    return (*(uid for *_, uid in present), *(uid for _, uid in missing))
