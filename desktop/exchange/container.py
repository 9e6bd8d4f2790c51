"""A ZIP container read in place: nothing in it is ever written to a disk.

`Container` opens the directory, judges what the entries say of themselves, and streams an entry's
bytes with its size and CRC checked on the way. Size limits bind every container; the further rules
of our own format are in `desktop.exchange.strict_rules`.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from desktop.domain.problems import Problem, refuse
from desktop.exchange.bundle_writer import HEADER
from desktop.exchange.zip_directory import (
    EXTRA_UNICODE_PATH,
    EXTRA_ZIP64,
    FLAG_ENCRYPTED,
    MAX_ENTRIES,
    Entry,
    extra_fields,
    read_directory,
)

__all__ = ["MAX_ENTRIES", "MAX_TOTAL_BYTES", "Container", "Entry", "LocalHeader"]

MAX_TOTAL_BYTES = 512 * 1024 * 1024
MAX_RATIO = 200


_LOCAL = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
_CHUNK = 256 * 1024


@dataclass(frozen=True)
class LocalHeader:
    """The header before an entry's data. `stated` is (CRC, packed size, size); the data begin at
    `begins`."""

    name: bytes
    needs: int
    flags: int
    method: int
    time: int
    date: int
    stated: tuple[int, int, int]
    extra: bytes
    begins: int


class Container:
    """A container open for reading. `source` must stay open and unchanged meanwhile."""

    def __init__(self, source: BinaryIO, length: int) -> None:
        """Read the directory of `source`, `length` bytes long.

        Raises the refusal `container.…` where it cannot be read, can be read in two ways, or says
        it holds more than the limits allow.
        """
        self._source = source
        self.directory = read_directory(source, length)
        self.entries = self.directory.entries
        self._by_name = {entry.name: entry for entry in self.entries}
        _refuse_too_large(self.entries)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def entry(self, name: str) -> Entry:
        """Return the entry called `name`; raises `KeyError`."""
        return self._by_name[name]

    @property
    def is_own(self) -> bool:
        """Whether it says it is of our own format: a header at the root."""
        return HEADER in self._by_name

    @cached_property
    def faults(self) -> tuple[Problem, ...]:
        """What is wrong with the entries of any container, each naming its part.

        Local headers that contradict the directory, data that overlaps, encrypted entries, and
        names that would leave the folder they are unpacked in.
        """
        found = []
        for entry in self.entries:
            if _leaves_folder(entry.name):
                found.append(Problem("container.unsafe_name", {"part": entry.name}))
            if entry.flags & FLAG_ENCRYPTED:
                found.append(Problem("container.encrypted_entry", {"part": entry.name}))
            if self._place(entry) is None:
                found.append(Problem("container.local_header", {"part": entry.name}))
        found += self._overlaps()
        return tuple(found)

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """Yield the entry's bytes in pieces; what was yielded counts only once this has ended.

        Raises a refusal at the end, or before, where the data do not inflate, or have another size
        or CRC than the directory says. Never yields more than the stated size.
        """
        place = self._place(entry)
        if place is None:
            raise refuse("container.local_header", part=entry.name)
        if entry.method not in (STORED, DEFLATED) or entry.flags & FLAG_ENCRYPTED:
            raise refuse("container.method", part=entry.name)
        crc = size = 0
        for piece in self._unpacked(entry, place):
            size += len(piece)
            if size > entry.size:
                raise refuse("container.false_size", part=entry.name)
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != entry.size:
            raise refuse("container.false_size", part=entry.name)
        if crc != entry.crc:
            raise refuse("container.crc", part=entry.name)

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return the whole of a small entry; raises a refusal where it is over `limit` bytes."""
        if entry.size > limit:
            raise refuse("container.part_too_large", part=entry.name, limit=limit)
        return b"".join(self.chunks(entry))

    def digests(self, entry: Entry, algorithms: Collection[str]) -> dict[str, bytes]:
        """Return the entry's digests by hashlib name, in one pass over its bytes."""
        hashers = {name: hashlib.new(name, usedforsecurity=True) for name in algorithms}
        for piece in self.chunks(entry):
            for hasher in hashers.values():
                hasher.update(piece)
        return {name: hasher.digest() for name, hasher in hashers.items()}

    def data_end(self, entry: Entry) -> int | None:
        """Return where the entry's data end, its descriptor not counted; None where unknown."""
        place = self._place(entry)
        return None if place is None else place + entry.packed

    def local_header(self, entry: Entry) -> LocalHeader | None:
        """Return the header that stands before the entry's data; None where there is none."""
        return self._headers.get(entry.name)

    def _unpacked(self, entry: Entry, place: int) -> Iterator[bytes]:
        left = entry.packed
        inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None
        while left:
            # Sought anew each time: other entries may be read between two pieces.
            self._source.seek(place)
            packed = self._source.read(min(_CHUNK, left))
            if not packed:
                raise refuse("container.cut_off", part=entry.name)
            left -= len(packed)
            place += len(packed)
            if inflate is None:
                yield packed
                continue
            while packed:
                piece = _inflated(inflate, packed, entry)
                packed = inflate.unconsumed_tail
                if piece:
                    yield piece
                if inflate.eof and (packed or inflate.unused_data or left):
                    raise refuse("container.does_not_inflate", part=entry.name)
        if inflate is not None:
            while rest := _inflated(inflate, b"", entry):
                yield rest
            if not inflate.eof:
                raise refuse("container.does_not_inflate", part=entry.name)

    @cached_property
    def _headers(self) -> dict[str, LocalHeader]:
        found = {}
        for entry in self.entries:
            self._source.seek(entry.header_at)
            fixed = self._source.read(_LOCAL.size)
            if len(fixed) < _LOCAL.size:
                continue
            record = _LOCAL.unpack(fixed)
            signature, needs, flags, method, time, date, crc, packed, size = record[:9]
            names = self._source.read(record[9] + record[10])
            if signature != b"PK\x03\x04" or len(names) < record[9] + record[10]:
                continue
            name, extra = names[: record[9]], names[record[9] :]
            begins = entry.header_at + _LOCAL.size + len(names)
            packed, size = _large_sizes(extra, packed, size)
            found[entry.name] = LocalHeader(
                name, needs, flags, method, time, date, (crc, packed, size), extra, begins
            )
        return found

    def _place(self, entry: Entry) -> int | None:
        """Return where the entry's data begin, or None where its local header contradicts the
        directory: a reader of the stream would see another entry than a reader of the directory."""
        header = self.local_header(entry)
        if header is None:
            return None
        stated, true = header.stated, (entry.crc, entry.packed, entry.size)
        agrees = stated == true or (
            # With a descriptor the writer did not know them yet.
            entry.has_descriptor
            and all(value in (0, known) for value, known in zip(stated, true, strict=True))
        )
        fields = extra_fields(header.extra)
        one_name = fields is not None and all(
            kind != EXTRA_UNICODE_PATH or value[5:] == entry.raw_name for kind, value in fields
        )
        fits = header.begins + entry.packed <= self.directory.start
        same = (header.name, header.flags, header.method) == (
            entry.raw_name,
            entry.flags,
            entry.method,
        )
        return header.begins if same and agrees and one_name and fits else None

    def _overlaps(self) -> list[Problem]:
        found = []
        reached = 0
        for entry in sorted(self.entries, key=lambda entry: entry.header_at):
            if entry.header_at < reached:
                found.append(Problem("container.overlap", {"part": entry.name}))
            reached = max(reached, self.data_end(entry) or 0)
        return found


def _refuse_too_large(entries: tuple[Entry, ...]) -> None:
    total = sum(entry.size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        raise refuse("container.too_large", limit=MAX_TOTAL_BYTES // 1024 // 1024)
    for entry in entries:
        if entry.size > MAX_RATIO * max(entry.packed, 1):
            raise refuse("container.bomb", part=entry.name, limit=MAX_RATIO)


def _leaves_folder(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or not parts[0] or re.match(r"[A-Za-z]:", name) is not None


def _inflated(inflate: zlib._Decompress, packed: bytes, entry: Entry) -> bytes:
    try:
        return inflate.decompress(packed, _CHUNK)
    except zlib.error as error:
        raise refuse("container.does_not_inflate", part=entry.name) from error


def _large_sizes(extra: bytes, packed: int, size: int) -> tuple[int, int]:
    """Take the 64-bit sizes of a local header, where both must stand (APPNOTE 4.5.3)."""
    full = 0xFFFF_FFFF
    if full not in (packed, size):
        return packed, size
    for kind, value in extra_fields(extra) or ():
        if kind == EXTRA_ZIP64 and len(value) >= 16:
            large_size, large_packed = struct.unpack_from("<QQ", value)
            return large_packed, large_size
    return packed, size
