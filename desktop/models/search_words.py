"""The folded words by which records are found, read from the registers or from a run's own rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, select

from desktop.domain.folding import fold
from desktop.models.many import rows_among
from desktop.models.tables import (
    endpoint,
    holding,
    identifier_code,
    person,
    stand_in,
    token,
    unit_version,
)

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Source:
    """Columns `told` of a table, by the uid in its column `key` of a record of `kind`."""

    kind: str
    table: Table
    key: str
    told: tuple[str, ...]

    @cached_property
    def statement(self) -> Select[Any]:
        return select(self.table.c[self.key], *(self.table.c[name] for name in self.told))


_UNIT_NAMES = _Source("unit", unit_version, "unit", ("name",))
_UNIT_CODES = _Source("unit", identifier_code, "unit", ("value",))
_PERSON_NAMES = _Source("person", person, "uid", ("name",))

# For each kind: where its records' own texts are.
_OWN = {
    "unit": (_Source("unit", unit_version, "unit", ("name", "short_name")), _UNIT_CODES),
    "person": (_Source("person", person, "uid", ("name", "post", "phone", "mail")),),
    "token": (_Source("token", token, "uid", ("serial", "label", "subscriber", "request")),),
    "endpoint": (_Source("endpoint", endpoint, "uid", ("account",)),),
}
# Records are found by others' texts too: what leads to those, and where they are.
_BORROWED = {
    "token": ((_Source("token", token, "uid", ("unit",)), (_UNIT_NAMES,)),),
    "endpoint": (
        (_Source("endpoint", holding, "endpoint", ("person",)), (_PERSON_NAMES,)),
        (_Source("endpoint", stand_in, "endpoint", ("person",)), (_PERSON_NAMES,)),
        (_Source("endpoint", endpoint, "uid", ("unit",)), (_UNIT_NAMES, _UNIT_CODES)),
    ),
}


@dataclass
class Written:
    """What a run has written: the records it made, by kind, and each row as it is now, by table.

    Whatever hangs on a record made in a run was written in that run too, so nothing of it needs to
    be read again.
    """

    made: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)


def words_of(
    connection: Callable[[], Connection],
    kind: str,
    uids: Collection[str],
    written: Written | None = None,
) -> dict[str, str]:
    """Return the folded words by which the records `uids` of `kind` are found.

    `connection` is asked for only where something must be read that is not among `written`.
    """
    written = written or Written()
    words = _folded(connection, _OWN[kind], uids, written)
    for leads, lenders in _BORROWED.get(kind, ()):
        pairs = list(_rows(connection, leads, uids, written))
        # Many borrow from one, whose texts are folded once.
        lent = _folded(connection, lenders, {lender for _, lender in pairs}, written)
        for uid, lender in pairs:
            if lender not in lent:
                continue
            words[uid] = f"{words[uid]} {lent[lender]}" if uid in words else lent[lender]
    return {uid: _in_words(found) for uid, found in words.items() if found}


def _folded(
    connection: Callable[[], Connection],
    sources: Iterable[_Source],
    uids: Collection[str],
    written: Written,
) -> dict[str, str]:
    words: dict[str, str] = {}
    for source in sources:
        for uid, *texts in _rows(connection, source, uids, written):
            found = " ".join([fold(text) for text in texts if text])
            words[uid] = f"{words[uid]} {found}" if uid in words else found
    return words


def _rows(
    connection: Callable[[], Connection], source: _Source, uids: Collection[str], written: Written
) -> Iterator[tuple[Any, ...]]:
    made = written.made.get(source.kind, set())
    older = [uid for uid in uids if uid not in made]
    if older:
        yield from rows_among(connection(), source.statement, older)
    if len(older) < len(uids):
        wanted = made.intersection(uids)
        row_of = itemgetter(source.key, *source.told)
        rows = written.rows.get(source.table.name, {}).values()
        yield from (row_of(row) for row in rows if row[source.key] in wanted)


def words_in(text: str) -> list[str]:
    """Part a folded text, of a record or of a query, into its words."""
    return _WORD.findall(text)


def _in_words(text: str) -> str:
    """Part words as queries do. Folded Vietnamese is ASCII, which the index parts the same way;
    what it takes for letters beyond that is older than Python's table of them."""
    return text if text.isascii() else " ".join(words_in(text))


class Read(NamedTuple):
    """What is read of a table: rows lead to a record of `kind` by the uid in their column `key`."""

    kind: str
    key: str
    columns: set[str]


def _columns_read() -> dict[str, Read]:
    sources = [
        *(source for own in _OWN.values() for source in own),
        *(leads for borrowed in _BORROWED.values() for leads, _ in borrowed),
    ]
    found = {"unit": Read("unit", "uid", {"uid"})}
    for source in sources:
        first = Read(source.kind, source.key, {source.key})
        found.setdefault(source.table.name, first).columns.update(source.told)
    return found


# Each table whose rows hold words. A change of any other column leaves the words as they are.
READ = _columns_read()
