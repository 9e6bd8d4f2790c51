"""Keeps the search index: each run brings it up to date with the rows that the run has written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, func, select, union_all

from desktop.models.journal import Change
from desktop.models.many import among, write_many
from desktop.models.search import KINDS, ids
from desktop.models.search_words import READ, Written, words_of
from desktop.models.tables import endpoint, holding, search_key, stand_in, token


def refresh(connection: Callable[[], Connection], changes: Iterable[Change]) -> None:
    """Bring the index up to date with what a run has changed.

    `connection` is asked for when it is needed: until then the run's rows may still be written.
    """
    touched = _Touched()
    for name, alike in groupby(changes, key=itemgetter(0)):
        if name in READ:
            touched.note(name, [change for change in alike if _says_other_words(change)])
    _add_dependants(connection, touched)
    words = {
        kind: words_of(connection, kind, uids, touched.written)
        for kind, uids in touched.uids.items()
        if uids
    }
    for kind, found in words.items():
        _forget(connection(), touched.older(kind))
        _enter(connection(), kind, found)


def _says_other_words(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return any(before[column] != after[column] for column in READ[change.table].columns)


class _Touched:
    """The records whose words a run has changed, by kind, and what the run has written."""

    def __init__(self) -> None:
        self.uids: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        self.written = Written({kind: set() for kind in KINDS})

    def note(self, table: str, changes: Sequence[Change]) -> None:
        """Take changes of one table, in the order they were made."""
        kind, column, _ = READ[table]
        uids = self.uids[kind]
        before = [change.before for change in changes if change.before is not None]
        if column == "uid":
            there = {row["uid"] for row in before} | uids.keys()
            made = [change.uid for change in changes if change.uid not in there]
            self.written.made[kind].update(made)
        uids.update(dict.fromkeys([row[column] for row in before]))
        uids.update(dict.fromkeys([c.after[column] for c in changes if c.after is not None]))
        rows = self.written.rows.setdefault(table, {})
        for change in changes:
            if change.after is None:
                rows.pop(change.uid, None)
            else:
                rows[change.uid] = change.after

    def older(self, kind: str) -> list[str]:
        """Return the touched records of `kind` that were there before the run."""
        return [uid for uid in self.uids[kind] if uid not in self.written.made[kind]]


def _add_dependants(connection: Callable[[], Connection], touched: _Touched) -> None:
    """An endpoint is also found by its unit's and holder's words, a token by its unit's."""
    units, people = touched.older("unit"), touched.older("person")
    if units:
        found = select(endpoint.c.uid).where(among(endpoint.c.unit, units))
        touched.uids["endpoint"].update(dict.fromkeys(connection().execute(found).scalars()))
        found = select(token.c.uid).where(among(token.c.unit, units))
        touched.uids["token"].update(dict.fromkeys(connection().execute(found).scalars()))
    if people:
        held = union_all(
            select(holding.c.endpoint).where(among(holding.c.person, people)),
            select(stand_in.c.endpoint).where(among(stand_in.c.person, people)),
        )
        touched.uids["endpoint"].update(dict.fromkeys(connection().execute(held).scalars()))


def forget_words(connection: Connection) -> None:
    """Rewrite the index without the words of records that are no longer under them: deleting alone
    leaves them in it."""
    connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _forget(connection: Connection, uids: list[str]) -> None:
    if uids:
        there = select(search_key.c.id).where(among(search_key.c.uid, uids))
        numbers = [(number,) for number in connection.execute(there).scalars()]
        write_many(connection, "DELETE FROM search_index WHERE rowid = ?", numbers)
        write_many(connection, "DELETE FROM search_key WHERE id = ?", numbers)


def _enter(connection: Connection, kind: str, words: Mapping[str, str]) -> None:
    lowest, highest = ids(kind)
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
