"""The journal: what each run changed, in a form that can be proved and undone.

A chunk's body is compressed text, one line a change: the salt in hexadecimal, a space, and the
change as canonical JSON. A change's digest is SHA-256(salt ‖ change); the run's digest is SHA-256
over its changes' digests. A row erased for a person's sake leaves the line `- <digest>` behind,
and the chain stays whole; see `erased_lines` for what may follow on that line.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Select, func, select

from desktop.domain.canonical import canonical_json, canonical_row
from desktop.models import erased_lines
from desktop.models.erased_lines import change_digest
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


class Chunks:
    """A run's chunks: written out at once, then packed by a thread while other work goes on.

    Packing (zlib) lets go of the interpreter. Use it as a context manager: leaving it ends the
    thread. `digest` is the run's.
    """

    def __init__(self, changes: Iterable[Change], salts: Iterator[bytes]) -> None:
        self._packer = ThreadPoolExecutor(max_workers=1)
        self._packed: list[Future[bytes]] = []
        digest = sha256()
        try:
            for some in batched(changes, CHUNK_ROWS):
                texts = [canonical_row([*change]) for change in some]
                salted = list(zip(islice(salts, len(texts)), texts, strict=True))
                digest.update(b"".join([change_digest(salt, text) for salt, text in salted]))
                lines = [b"%b %b" % (salt.hex().encode(), text) for salt, text in salted]
                self._packed.append(self._packer.submit(zlib.compress, b"\n".join(lines), 1))
        except BaseException:
            self.__exit__()
            raise
        self.digest = digest.hexdigest()

    def __enter__(self) -> Chunks:
        return self

    def __exit__(self, *_: object) -> None:
        self._packer.shutdown(cancel_futures=True)

    def bodies(self) -> list[bytes]:
        """Return the packed bodies in order; waits for the last of them."""
        return [body.result() for body in self._packed]


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
    """Yield what run `number` changed, in order; of erased rows what was kept of them."""
    for line in _lines(connection, number):
        text = erased_lines.parted(line).text
        if text:
            yield Change(*orjson.loads(text))


def holds_erased(connection: Connection, number: int) -> bool:
    """Say whether something of run `number` was erased: then it cannot be taken back."""
    return any(line.startswith(b"- ") for line in _lines(connection, number))


def naming(connection: Connection, uid: str) -> Iterator[Change]:
    """Yield every change, of any run, that names `uid` anywhere."""
    wanted = uid.encode()
    for body in connection.execute(_bodies()).scalars():
        chunk = zlib.decompress(body)
        if wanted in chunk:
            for line in chunk.split(b"\n"):
                if wanted in line and (text := erased_lines.parted(line).text):
                    yield Change(*orjson.loads(text))


def made(connection: Connection, table: str, numbers: Collection[int]) -> set[str]:
    """Return the uids of the rows of `table` that these runs made."""
    begins = canonical_row([table])[:-1] + b","
    found: set[str] = set()
    for number in numbers:
        for line in _lines(connection, number):
            text = erased_lines.parted(line).text
            if text.startswith(begins):
                change = Change(*orjson.loads(text))
                if change.before is None:
                    found.add(change.uid)
    return found


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
            text = erased_lines.parted(line).text
            if any(uid in text for uid in wanted):
                change = Change(*orjson.loads(text))
                if change.uid in uids:
                    yield change


def first_fault(connection: Connection) -> int | None:
    """Recompute the whole chain; return the number of the first run that does not fit, or None."""
    previous = FIRST_PREVIOUS
    kept = erased_lines.Kept()
    last = 0
    for expected, row in enumerate(
        connection.execute(select(run).order_by(run.c.number)).mappings(), start=1
    ):
        values = dict(row)
        try:
            digest, count = _digest_of(connection, values["number"], kept)
        except (ValueError, zlib.error):
            return expected
        if (
            values["number"] != expected
            or values["previous"] != previous
            or values["digest"] != digest
            or values["changes"] != count
            or values["hash"] != run_hash(values)
            or not kept.fits(expected, values["arguments"])
        ):
            return expected
        previous = values["hash"]
        last = expected
    return last + 1 if kept.beyond(last) else None


def _digest_of(connection: Connection, number: int, kept: erased_lines.Kept) -> tuple[str, int]:
    digest = sha256()
    count = 0
    for line in _lines(connection, number):
        found = erased_lines.parted(line)
        digest.update(found.digest())
        kept.add(found, number)
        count += 1
    return digest.hexdigest(), count


def _bodies() -> Select[Any]:
    return select(run_chunk.c.body).order_by(run_chunk.c.run, run_chunk.c.position)


def _lines(connection: Connection, number: int) -> Iterator[bytes]:
    bodies = connection.execute(
        select(run_chunk.c.body).where(run_chunk.c.run == number).order_by(run_chunk.c.position)
    ).scalars()
    for body in bodies:
        yield from zlib.decompress(body).split(b"\n")


def salts(random_bytes: bytes) -> Iterator[bytes]:
    """Cut random bytes into salts."""
    for start in range(0, len(random_bytes), SALT_BYTES):
        yield random_bytes[start : start + SALT_BYTES]


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of up to `size` items."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
