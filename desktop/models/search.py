"""The search index: folded words of units, endpoints, people and tokens, found by their beginnings.

FTS5 does not fold đ, so words are folded before they go in. The index keeps no texts, only which
record holds which word; the unit of work refreshes it with each run (`search_index`).
"""

from __future__ import annotations

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
)
from sqlalchemy.sql import ColumnElement

from desktop.domain.folding import fold
from desktop.models.search_words import words_in
from desktop.models.tables import search_key

KINDS = ("unit", "person", "token", "endpoint")
_IDS_OF_A_KIND = 1 << 40

# The hidden column of the index's own name is what MATCH takes.
_index = table("search_index", column("rowid", Integer), column("search_index", Text))


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
    words = words_in(fold(query))
    if not words:
        return [false()]
    expression = " AND ".join(f'"{word}"*' for word in words)
    return [_index.c.search_index.op("MATCH")(expression), _index.c.rowid.between(*ids(kind))]


def ids(kind: str) -> tuple[int, int]:
    """Return the first and the last id of a kind: the index then reads one kind's part alone."""
    first = KINDS.index(kind) * _IDS_OF_A_KIND
    return first + 1, first + _IDS_OF_A_KIND - 1
