"""The journal: what each run changed, in a form that can be proved and undone.

A chunk's body is compressed text, one line a change: the salt in hexadecimal, a space, and the
change as canonical JSON. A change's digest is SHA-256(salt ‖ change); the run's digest is SHA-256
over its changes' digests. A row erased for a person's sake leaves the line `- <digest>` behind,
and the chain stays whole.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from desktop.domain.canonical import canonical_json
from desktop.models.tables import run, run_chunk

CHUNK_ROWS = 500
SALT_BYTES = 16
FIRST_PREVIOUS = "0" * 64


class Change(NamedTuple):
    """One row's change; `before` is None where the row was made, `after` where it was removed."""

    table: str
    uid: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class Run:
    """One command's transaction as the journal knows it. `at` is RFC 3339 UTC."""

    number: int
    actor: str
    role: str
    at: str
    command: str
    arguments: str
    changes: int
    undoes: int | None
    digest: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The last run's number and hash; run 0 with a hash of zeros before the first."""

    run: int
    hash: str


def run_hash(values: Mapping[str, Any]) -> str:
    """Return the chain hash of a run from its columns (all but `hash` itself)."""
    covered = {name: value for name, value in values.items() if name != "hash"}
    return sha256(canonical_json(covered).encode()).hexdigest()


def change_digest(salt: bytes, change: str) -> bytes:
    """Return the digest of one change (its canonical JSON), which stays when the row is erased."""
    return sha256(salt + change.encode()).digest()


class ChunkWriter:
    """Turns changes into chunk bodies and the run's digest, one pass over the rows."""

    def __init__(self, salts: Iterator[bytes]) -> None:
        self._salts = salts
        self._digest = sha256()
        self._lines: list[str] = []
        self._made: dict[str, _MadeRow] = {}
        self.bodies: list[bytes] = []
        self.count = 0

    def add(self, change: Change) -> None:
        """Take one change."""
        salt = next(self._salts)
        text = self._text(change)
        self._digest.update(change_digest(salt, text))
        self._lines.append(f"{salt.hex()} {text}")
        self.count += 1
        if len(self._lines) == CHUNK_ROWS:
            self._flush()

    def _text(self, change: Change) -> str:
        if change.before is None and change.after is not None:
            if change.table not in self._made:
                self._made[change.table] = _MadeRow(change.table, change.after)
            return self._made[change.table].text(change.uid, change.after)
        return canonical_json([change.table, change.uid, change.before, change.after])

    def finish(self) -> str:
        """Close the last chunk and return the run's digest."""
        self._flush()
        return self._digest.hexdigest()

    def _flush(self) -> None:
        if self._lines:
            self.bodies.append(zlib.compress("\n".join(self._lines).encode(), 1))
            self._lines.clear()


class _MadeRow:
    """Writes the changes that make rows of one table: `canonical_json` at half its cost.

    An import makes tens of thousands of rows with the same columns: they are sorted once.
    """

    def __init__(self, table: str, first: Mapping[str, Any]) -> None:
        names = sorted(first)
        pairs = ",".join(f"{_in_form(name)}:%s" for name in names)
        self._form = f"[{_in_form(table)},%s,null,{{{pairs}}}]"
        self._values = itemgetter(*names)

    def text(self, uid: str, row: Mapping[str, Any]) -> str:
        """Return the change's canonical JSON; `row` has the columns of the first one."""
        return self._form % (encode_basestring(uid), *map(_value, self._values(row)))


def _in_form(name: str) -> str:
    return canonical_json(name).replace("%", "%%")


def _value(value: Any) -> str:
    if value is None:
        return "null"
    return encode_basestring(value) if type(value) is str else canonical_json(value)


def head(connection: Connection) -> Head:
    """Return where the chain ends."""
    row = connection.execute(
        select(run.c.number, run.c.hash).order_by(run.c.number.desc()).limit(1)
    ).one_or_none()
    return Head(row.number, row.hash) if row else Head(0, FIRST_PREVIOUS)


def hash_of(connection: Connection, number: int) -> str | None:
    """Return the hash of run `number`; None where there is no such run."""
    return connection.execute(select(run.c.hash).where(run.c.number == number)).scalar_one_or_none()


def runs(connection: Connection, *, newest_first: bool = False) -> Iterator[Run]:
    """Yield every run in order."""
    order = run.c.number.desc() if newest_first else run.c.number
    for row in connection.execute(select(run).order_by(order)):
        yield Run(**row._mapping)


def count_runs(connection: Connection) -> int:
    """Return how many runs there are."""
    return connection.execute(select(func.count()).select_from(run)).scalar_one()


def changes(connection: Connection, number: int) -> Iterator[Change]:
    """Yield what run `number` changed, in order; erased rows are passed over."""
    for line in _lines(connection, number):
        salt, text = line.split(" ", 1)
        if salt != "-":
            table, uid, before, after = json.loads(text)
            yield Change(table, uid, before, after)


def changes_of(connection: Connection, number: int, uids: Collection[str]) -> Iterator[Change]:
    """Yield what run `number` changed of the rows `uids`, in order.

    Chunks are looked through as they stand: only lines that name one of the uids are read.
    """
    wanted = [uid.encode() for uid in uids]
    statement = select(run_chunk.c.body).where(run_chunk.c.run == number)
    for body in connection.execute(statement.order_by(run_chunk.c.position)).scalars():
        chunk = zlib.decompress(body)
        if not any(uid in chunk for uid in wanted):
            continue
        for line in chunk.split(b"\n"):
            salt, text = line.split(b" ", 1)
            if salt != b"-" and any(uid in text for uid in wanted):
                change = Change(*json.loads(text))
                if change.uid in uids:
                    yield change


def first_fault(connection: Connection) -> int | None:
    """Recompute the whole chain; return the number of the first run that does not fit, or None."""
    previous = FIRST_PREVIOUS
    for expected, row in enumerate(
        connection.execute(select(run).order_by(run.c.number)).mappings(), start=1
    ):
        values = dict(row)
        try:
            digest, count = _digest_of(connection, values["number"])
        except (ValueError, zlib.error):
            return expected
        if (
            values["number"] != expected
            or values["previous"] != previous
            or values["digest"] != digest
            or values["changes"] != count
            or values["hash"] != run_hash(values)
        ):
            return expected
        previous = values["hash"]
    return None


def _digest_of(connection: Connection, number: int) -> tuple[str, int]:
    digest = sha256()
    count = 0
    for line in _lines(connection, number):
        salt, text = line.split(" ", 1)
        if salt == "-":
            digest.update(bytes.fromhex(text))
        else:
            digest.update(change_digest(bytes.fromhex(salt), text))
        count += 1
    return digest.hexdigest(), count


def _lines(connection: Connection, number: int) -> Iterator[str]:
    bodies = connection.execute(
        select(run_chunk.c.body).where(run_chunk.c.run == number).order_by(run_chunk.c.position)
    ).scalars()
    for body in bodies:
        yield from zlib.decompress(body).decode().split("\n")


def salts(random_bytes: bytes) -> Iterator[bytes]:
    """Cut random bytes into salts."""
    for start in range(0, len(random_bytes), SALT_BYTES):
        yield random_bytes[start : start + SALT_BYTES]


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of up to `size` items."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
