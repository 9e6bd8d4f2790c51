"""The search index: folded words of units, endpoints, people and tokens, found by their beginnings.

FTS5 does not fold đ, so words are folded before they go in. The index keeps no texts, only which
record holds which word; the unit of work refreshes it with each run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Text,
    column,
    false,
    func,
    select,
    table,
    union_all,
)
from sqlalchemy.sql import ColumnElement

from desktop.domain.folding import fold
from desktop.models.journal import Change
from desktop.models.many import among, rows_among, write_many
from desktop.models.tables import (
    endpoint,
    holding,
    identifier_code,
    person,
    search_key,
    stand_in,
    token,
    unit_version,
)

_WORD = re.compile(r"[^\W_]+")
_KINDS = ("unit", "person", "token", "endpoint")
_IDS_OF_A_KIND = 1 << 40

# The hidden column of the index's own name is what MATCH takes.
_index = table("search_index", column("rowid", Integer), column("search_index", Text))


# For each kind: the statements that give uids of its records, each with texts to find it by.
_SOURCES: dict[str, tuple[Select[Any], ...]] = {
    "unit": (
        select(unit_version.c.unit, unit_version.c.name, unit_version.c.short_name),
        select(identifier_code.c.unit, identifier_code.c.value),
    ),
    "person": (select(person.c.uid, person.c.name, person.c.post, person.c.phone, person.c.mail),),
    "token": (
        select(token.c.uid, token.c.serial, token.c.label, token.c.subscriber, token.c.request),
        select(token.c.uid, unit_version.c.name).join(
            unit_version, unit_version.c.unit == token.c.unit
        ),
    ),
    "endpoint": (
        select(endpoint.c.uid, endpoint.c.account),
        select(endpoint.c.uid, unit_version.c.name).join(
            unit_version, unit_version.c.unit == endpoint.c.unit
        ),
        select(endpoint.c.uid, identifier_code.c.value).join(
            identifier_code, identifier_code.c.unit == endpoint.c.unit
        ),
        select(holding.c.endpoint, person.c.name).join(person, person.c.uid == holding.c.person),
    ),
}


def matching(kind: str, query: str) -> Select[Any]:
    """Select the uids of `kind` that hold each word of `query` as the beginning of a word.

    `query` is as the person typed it, with or without tones. A query without any letter or digit
    finds nothing.
    """
    hits = select(_index.c.rowid).where(*_hits(kind, query))
    return select(search_key.c.uid).where(search_key.c.id.in_(hits))


def count(connection: Connection, kind: str, query: str) -> int:
    """Return how many records of `kind` match, without looking at any of them."""
    statement = select(func.count()).select_from(_index).where(*_hits(kind, query))
    return int(connection.execute(statement).scalar_one())


def as_entered(
    statement: Select[Any], kind: str, query: str, uid: ColumnElement[str]
) -> Select[Any]:
    """Let a statement on records `uid` of `kind` walk along the matches, the first entered first.

    Reading stops where the statement's limit is reached, however many match.
    """
    return (
        statement.join(search_key, search_key.c.uid == uid)
        .join(_index, _index.c.rowid == search_key.c.id)
        .where(*_hits(kind, query))
        .order_by(_index.c.rowid)
    )


def _hits(kind: str, query: str) -> list[ColumnElement[bool]]:
    words = _WORD.findall(fold(query))
    if not words:
        return [false()]
    expression = " AND ".join(f'"{word}"*' for word in words)
    return [_index.c.search_index.op("MATCH")(expression), _index.c.rowid.between(*_ids(kind))]


def _ids(kind: str) -> tuple[int, int]:
    """Return the first and the last id of a kind: the index then reads one kind's part alone."""
    first = _KINDS.index(kind) * _IDS_OF_A_KIND
    return first + 1, first + _IDS_OF_A_KIND - 1


def refresh(connection: Connection, changes: Iterable[Change]) -> None:
    """Bring the index up to date with what a run has changed."""
    touched = _Touched()
    for name, alike in groupby(changes, key=itemgetter(0)):
        if name in _LEADS_TO:
            touched.note(name, [change for change in alike if _says_other_words(change)])
    _add_dependants(connection, touched)
    for kind in _KINDS:
        _replace(connection, kind, list(touched.uids[kind]), made=touched.made[kind])


# For each table whose rows hold words: the kind of record they lead to, and the column naming it.
_LEADS_TO = {
    "unit": ("unit", "uid"),
    "unit_version": ("unit", "unit"),
    "identifier_code": ("unit", "unit"),
    "person": ("person", "uid"),
    "token": ("token", "uid"),
    "endpoint": ("endpoint", "uid"),
    "holding": ("endpoint", "endpoint"),
    "stand_in": ("endpoint", "endpoint"),
}


# For each table the columns that the index reads; a change of any other leaves it as it is.
_READ = {
    "unit": ("uid",),
    "unit_version": ("unit", "name", "short_name"),
    "identifier_code": ("unit", "value"),
    "person": ("uid", "name", "post", "phone", "mail"),
    "token": ("uid", "unit", "serial", "label", "subscriber", "request"),
    "endpoint": ("uid", "unit", "account"),
    "holding": ("endpoint", "person"),
    "stand_in": ("endpoint", "person"),
}


def _says_other_words(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return any(before[column] != after[column] for column in _READ[change.table])


class _Touched:
    """The records whose words a run has changed; `made` are those that did not exist before it.

    What hangs on a record made in the run was written in it too, and no entry of it is there yet:
    neither needs to be looked for.
    """

    def __init__(self) -> None:
        self.uids: dict[str, dict[str, None]] = {kind: {} for kind in _KINDS}
        self.made: dict[str, set[str]] = {kind: set() for kind in _KINDS}

    def note(self, table: str, changes: Sequence[Change]) -> None:
        """Take changes of one table, in the order they were made."""
        kind, column = _LEADS_TO[table]
        uids = self.uids[kind]
        before = [change.before for change in changes if change.before is not None]
        if column == "uid":
            there = {row["uid"] for row in before} | uids.keys()
            self.made[kind].update(change.uid for change in changes if change.uid not in there)
        uids.update(dict.fromkeys([row[column] for row in before]))
        uids.update(dict.fromkeys([c.after[column] for c in changes if c.after is not None]))

    def older(self, kind: str) -> list[str]:
        """Return the touched records of `kind` that were there before the run."""
        return [uid for uid in self.uids[kind] if uid not in self.made[kind]]


def _add_dependants(connection: Connection, touched: _Touched) -> None:
    """An endpoint is also found by its unit's and holder's words, a token by its unit's."""
    units, people = touched.older("unit"), touched.older("person")
    if units:
        found = select(endpoint.c.uid).where(among(endpoint.c.unit, units))
        touched.uids["endpoint"].update(dict.fromkeys(connection.execute(found).scalars()))
        found = select(token.c.uid).where(among(token.c.unit, units))
        touched.uids["token"].update(dict.fromkeys(connection.execute(found).scalars()))
    if people:
        held = union_all(
            select(holding.c.endpoint).where(among(holding.c.person, people)),
            select(stand_in.c.endpoint).where(among(stand_in.c.person, people)),
        )
        touched.uids["endpoint"].update(dict.fromkeys(connection.execute(held).scalars()))


def _replace(connection: Connection, kind: str, uids: list[str], made: set[str]) -> None:
    if not uids:
        return
    older = [uid for uid in uids if uid not in made]
    if older:
        ids = select(search_key.c.id).where(among(search_key.c.uid, older))
        numbers = [(number,) for number in connection.execute(ids).scalars()]
        write_many(connection, "DELETE FROM search_index WHERE rowid = ?", numbers)
        write_many(connection, "DELETE FROM search_key WHERE id = ?", numbers)
    words = words_of(connection, kind, uids)
    lowest, highest = _ids(kind)
    last = select(func.max(search_key.c.id)).where(search_key.c.id.between(lowest, highest))
    first = (connection.execute(last).scalar() or lowest - 1) + 1
    write_many(
        connection,
        "INSERT INTO search_key (id, kind, uid) VALUES (?, ?, ?)",
        [(number, kind, uid) for number, uid in enumerate(words, start=first)],
    )
    write_many(
        connection,
        "INSERT INTO search_index (rowid, words) VALUES (?, ?)",
        list(enumerate(words.values(), start=first)),
    )


def words_of(connection: Connection, kind: str, uids: list[str]) -> dict[str, str]:
    """Return the folded words by which the records `uids` of `kind` are found."""
    words: dict[str, str] = {}
    for source in _SOURCES[kind]:
        for uid, *texts in rows_among(connection, source, uids):
            found = " ".join([fold(text) for text in texts if text])
            words[uid] = f"{words[uid]} {found}" if uid in words else found
    return {uid: _in_words(found) for uid, found in words.items() if found}


def _in_words(text: str) -> str:
    """Part words as queries do. Folded Vietnamese is ASCII, which the index parts the same way;
    what it takes for letters beyond that is older than Python's table of them."""
    return text if text.isascii() else " ".join(_WORD.findall(text))
