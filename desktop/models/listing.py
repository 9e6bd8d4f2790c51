"""Pages of the registers for lists: the first rows in order, and how many there are in all.

A page is read along an index, so that fifty rows of thirty-five thousand cost fifty rows. A search
that matches more than five hundred records gives them as they were entered: nobody reads so many
in order, and the next letter typed makes them few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Text, bindparam, func, literal_column, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.folding import collation_key, first_in_order
from desktop.models import search
from desktop.models.many import plain_rows
from desktop.models.tables import search_key
from desktop.models.unit_reader import below

# A search that matches no more than this is sorted; sorting more would be waited for.
FEW = 500
# Uids in one question: SQLite allows 32,766 variables in a statement.
_UIDS_AT_ONCE = 10_000
# The gap for the day in statements that are made once: making them costs more than most searches.
DAY = bindparam("day", type_=Text)


@dataclass(frozen=True)
class Scope:
    """What a list is of: the day, the unit (uid) it lies under, words it holds, how many rows.

    `state` on `system` (the central one where None) is asked of codes alone.
    """

    date: str
    under: str | None = None
    words: str | None = None
    limit: int | None = None
    state: str | None = None
    system: str | None = None


@dataclass(frozen=True)
class Page:
    """The first rows, as dataclasses of one kind, and the count of all that match."""

    rows: tuple[Any, ...]
    count: int


@dataclass(frozen=True)
class Register:
    """How the rows of one kind are read; statements have the gap `DAY` for the day.

    `rows` gives any of them, `uid` is their uid there (and the first column), `unit` their unit's,
    `inside` what keeps a row out because of the day. `order` is the order of a list, `along` are
    statements that together give all rows so, each along an index; where `order` is empty, it is
    the alphabet of the column `name`. `total` counts all rows, `less` those that `inside` keeps
    out: both run along narrow indexes. `outside` are the uids of these.
    """

    kind: str
    uid: ColumnElement[str]
    unit: ColumnElement[str]
    rows: Select[Any]
    make: Callable[[list[Any]], Any]
    total: Select[Any]
    order: Sequence[ColumnElement[Any]] = ()
    along: Sequence[Select[Any]] = ()
    name: ColumnElement[str] | None = None
    inside: ColumnElement[bool] | None = None
    less: Select[Any] | None = None
    outside: Select[Any] | None = None


def page(connection: Connection, scope: Scope, register: Register) -> Page:
    """Read one page of a register."""
    reader = _Reader(connection, scope, register)
    if scope.words is not None and scope.under is None:
        matched = search.count(connection, register.kind, scope.words)
        if matched > FEW:
            return Page(reader.as_entered(), matched - reader.matched_outside())
    if register.name is not None:
        return reader.by_alphabet(register.name)
    if scope.words is None and scope.under is None:
        rows = reader.first(register.along)
        return Page(rows, reader.count(register.total) - reader.count(register.less))
    return reader.sorted()


def uids_by_name(
    connection: Connection, scope: Scope, register: Register, name: ColumnElement[str]
) -> tuple[list[str], int]:
    """Return the uids of the first rows by the alphabet of `name`, and the count of all, without
    reading the rows themselves."""
    return _Reader(connection, scope, register).uids_by_alphabet(name)


def within_tree(unit: ColumnElement[str], scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that `unit` lies under the scope's; none where it has none."""
    if scope.under is None:
        return []
    return [unit.in_(select(below(scope.under, scope.date).c.uid))]


def within(
    kind: str, uid: ColumnElement[str], unit: ColumnElement[str], scope: Scope
) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope on rows `uid` of `kind` that belong to `unit`."""
    conditions = within_tree(unit, scope)
    if scope.words is not None:
        conditions.append(uid.in_(search.matching(kind, scope.words)))
    return conditions


@dataclass(frozen=True)
class _Reader:
    """The ways of reading a page of one register in one scope."""

    connection: Connection
    scope: Scope
    register: Register

    def first(self, statements: Sequence[Select[Any]]) -> tuple[Any, ...]:
        """Return the rows of one statement after the other, until there are enough."""
        found: list[Any] = []
        for statement in statements:
            left = None if self.scope.limit is None else self.scope.limit - len(found)
            if left != 0:
                rows = self.connection.execute(statement.limit(left), self._day)
                found += (self.register.make(list(row)) for row in rows)
        return tuple(found)

    def sorted(self) -> Page:
        """Return the first of the rows in order, sorted by SQLite."""
        found = self.register.rows.where(*self._conditions())
        # One pass for both: every row of the answer also says how many there are.
        counted = found.with_only_columns(self.register.uid, func.count().over())
        ordered = counted.order_by(*self.register.order).limit(self.scope.limit)
        first = self.connection.execute(ordered, self._day).all()
        return Page(self._read([row[0] for row in first]), first[0][1] if first else 0)

    def by_alphabet(self, name: ColumnElement[str]) -> Page:
        """Return the first of the rows in the order of a Vietnamese dictionary."""
        uids, total = self.uids_by_alphabet(name)
        return Page(self._read(uids), total)

    def uids_by_alphabet(self, name: ColumnElement[str]) -> tuple[list[str], int]:
        """Return the uids of the first rows in that order, and how many there are."""
        conditions = self._conditions()
        # Written out, not bound: the index is on these very words.
        initial = func.substr(name, literal_column("1"), literal_column("1"))
        counted = select(initial, func.count()).where(*conditions).group_by(initial)
        counts = {row[0]: row[1] for row in self.connection.execute(counted)}
        total = sum(counts.values())
        wanted = total if self.scope.limit is None else self.scope.limit
        initials = _first_initials(counts, wanted)
        columns: list[ColumnElement[Any]] = [name, self.register.uid]
        statement = select(*columns).where(*conditions, initial.in_(initials))
        named = list(plain_rows(self.connection, statement))
        return [uid for _name, uid in first_in_order(named, wanted)], total

    def as_entered(self) -> tuple[Any, ...]:
        """Return the first of many matches as they were entered, and look at no other."""
        statement = select(self.register.uid)
        if self.register.inside is not None:
            statement = statement.where(self.register.inside)
        entered = search.as_entered(
            statement, self.register.kind, self.scope.words or "", self.register.uid
        )
        found = self.connection.execute(entered.limit(self.scope.limit), self._day)
        return self._read(found.scalars().all())

    def matched_outside(self) -> int:
        """Count the matches not in force on the day: few, and so counted instead of the rest."""
        if self.register.outside is None:
            return 0
        found = self.connection.execute(self.register.outside, self._day).scalars()
        outside = list(dict.fromkeys(found))
        matching = search.matching(self.register.kind, self.scope.words or "")
        count = 0
        for start in range(0, len(outside), _UIDS_AT_ONCE):
            some = search_key.c.uid.in_(outside[start : start + _UIDS_AT_ONCE])
            matched = matching.where(some).subquery()
            count += self.count(select(func.count()).select_from(matched))
        return count

    def count(self, statement: Select[Any] | None) -> int:
        """Return the number that a statement gives; none gives nought."""
        if statement is None:
            return 0
        return int(self.connection.execute(statement, self._day).scalar_one())

    def _read(self, uids: Sequence[str]) -> tuple[Any, ...]:
        found: dict[str, Any] = {}
        for start in range(0, len(uids), _UIDS_AT_ONCE):
            some = self.register.uid.in_(uids[start : start + _UIDS_AT_ONCE])
            rows = self.connection.execute(self.register.rows.where(some), self._day)
            found.update((row[0], self.register.make(list(row))) for row in rows)
        return tuple(found[uid] for uid in uids)

    def _conditions(self) -> list[ColumnElement[bool]]:
        return within(self.register.kind, self.register.uid, self.register.unit, self.scope)

    @property
    def _day(self) -> dict[str, str]:
        return {DAY.key: self.scope.date}


def _first_initials(counts: Mapping[str, int], wanted: int) -> list[str]:
    """Return the initials under which the `wanted` first names of all stand, by their counts.

    Initials that differ in tone or case only are of one letter, and taken together.
    """
    of_letter: dict[str, list[str]] = {}
    for initial in counts:
        of_letter.setdefault(collation_key(initial)[:1], []).append(initial)
    taken: list[str] = []
    for _, initials in sorted(of_letter.items()):
        if sum(counts[initial] for initial in taken) >= wanted:
            break
        taken += initials
    return taken
