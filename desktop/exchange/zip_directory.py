"""The directory of a ZIP file, read by two independent ways that must agree.

Programs read ZIP files from different ends, and a file made to deceive shows each of them something
else. So the directory is read here by our own parser, which accepts no second reading, and again by
the standard library; where the two differ the file is not read at all.

Source of the record layouts: PKWARE APPNOTE 6.3, sections 4.3 and 4.5.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from desktop.domain.problems import refuse

MAX_ENTRIES = 1_000

_END = struct.Struct("<4s4H2LH")
_END_64_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END_SIGNATURE = b"PK\x05\x06"
_FULL_16 = 0xFFFF
_FULL_32 = 0xFFFF_FFFF
_MAX_COMMENT = 0xFFFF
# Far above what 1,000 entries need; it only bounds the memory a hostile directory can ask for.
_MAX_DIRECTORY = 16 * 1024 * 1024

EXTRA_ZIP64 = 0x0001
EXTRA_UNICODE_PATH = 0x7075

FLAG_ENCRYPTED = 0x0001
FLAG_DESCRIPTOR = 0x0008
FLAG_UTF8 = 0x0800


@dataclass(frozen=True)
class Entry:
    """One record of the central directory. Sizes and `header_at` are in bytes, `crc` is CRC-32."""

    name: str
    raw_name: bytes
    made_by: int
    needs: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    external: int
    extra: bytes
    comment: bytes
    header_at: int

    @property
    def has_descriptor(self) -> bool:
        """Whether sizes and CRC follow the data instead of standing before it."""
        return bool(self.flags & FLAG_DESCRIPTOR)

    @property
    def is_folder(self) -> bool:
        """Whether the entry stands for a folder."""
        return self.name.endswith("/")


@dataclass(frozen=True)
class Directory:
    """The central directory: `start` and `end` are its place in the file, `tail` where the end
    record begins; `zip64` says whether the large form was used."""

    entries: tuple[Entry, ...]
    start: int
    end: int
    tail: int
    comment: bytes
    zip64: bool


def read_directory(source: BinaryIO, length: int) -> Directory:
    """Read the directory of `source`, `length` bytes long, in both ways.

    Raises the refusal `container.…` that says why it cannot be read in one way only.
    """
    directory = _own_reading(source, length)
    _compare(directory, source)
    return directory


def extra_fields(extra: bytes) -> list[tuple[int, bytes]] | None:
    """Split an extra field into (identifier, data); None where it does not divide evenly."""
    fields = []
    at = 0
    while at < len(extra):
        if at + 4 > len(extra):
            return None
        kind, size = struct.unpack_from("<HH", extra, at)
        at += 4
        if at + size > len(extra):
            return None
        fields.append((kind, extra[at : at + size]))
        at += size
    return fields


def _own_reading(source: BinaryIO, length: int) -> Directory:
    if length == 0:
        raise refuse("container.empty")
    tail, record, comment = _end_record(source, length)
    _, disk, start_disk, here, count, size, start, _ = record
    end = tail
    zip64 = False
    if tail >= _END_64_LOCATOR.size:
        large = _end_record_64(source, tail)
        if large is not None:
            end, given = large
            for small, full, value in zip(
                (disk, start_disk, here, count, size, start),
                (_FULL_16, _FULL_16, _FULL_16, _FULL_16, _FULL_32, _FULL_32),
                given,
                strict=True,
            ):
                if small not in (full, value):
                    raise refuse("container.two_readings")
            disk, start_disk, here, count, size, start = given
            zip64 = True
    if disk or start_disk or here != count:
        raise refuse("container.several_disks")
    if count > MAX_ENTRIES:
        raise refuse("container.too_many", count=count, limit=MAX_ENTRIES)
    if start + size > end or size > _MAX_DIRECTORY:
        raise refuse("container.truncated")
    if start + size != end:
        # Readers that go by the offset and readers that count back from the end would differ.
        raise refuse("container.two_readings")
    source.seek(start)
    entries = _records(source.read(size), count)
    return Directory(entries, start, start + size, tail, comment, zip64)


def _end_record(source: BinaryIO, length: int) -> tuple[int, tuple[int, ...], bytes]:
    begin = max(0, length - _END.size - _MAX_COMMENT)
    source.seek(begin)
    data = source.read(length - begin)
    found = []
    seen = 0
    at = data.find(_END_SIGNATURE)
    while at >= 0:
        seen += 1
        if at + _END.size <= len(data):
            record = _END.unpack_from(data, at)
            if at + _END.size + record[7] == len(data):
                found.append((begin + at, record, data[at + _END.size :]))
        at = data.find(_END_SIGNATURE, at + 1)
    if not found:
        raise refuse("container.trailing" if seen else "container.no_directory")
    if len(found) > 1 or _END_SIGNATURE in found[0][2]:
        raise refuse("container.two_readings")
    return found[0]


def _end_record_64(source: BinaryIO, tail: int) -> tuple[int, tuple[int, ...]] | None:
    source.seek(tail - _END_64_LOCATOR.size)
    signature, disk, at, disks = _END_64_LOCATOR.unpack(source.read(_END_64_LOCATOR.size))
    if signature != b"PK\x06\x07":
        return None
    if disk or disks > 1:
        raise refuse("container.several_disks")
    if at + _END_64.size + _END_64_LOCATOR.size != tail:
        raise refuse("container.two_readings")
    source.seek(at)
    record = _END_64.unpack(source.read(_END_64.size))
    if record[0] != b"PK\x06\x06" or record[1] != _END_64.size - 12:
        raise refuse("container.two_readings")
    return at, tuple(record[4:])


def _records(data: bytes, count: int) -> tuple[Entry, ...]:
    entries = []
    at = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(data) or data[at : at + 4] != b"PK\x01\x02":
            raise refuse("container.directory_broken")
        record = _CENTRAL.unpack_from(data, at)
        name_size, extra_size, comment_size = record[10:13]
        at += _CENTRAL.size
        name_end, extra_end = at + name_size, at + name_size + extra_size
        end = extra_end + comment_size
        if end > len(data):
            raise refuse("container.directory_broken")
        raw = data[at:name_end]
        entries.append(_entry(record, raw, data[name_end:extra_end], data[extra_end:end]))
        at = end
    if at != len(data):
        raise refuse("container.directory_broken")
    return tuple(entries)


def _entry(record: tuple[int, ...], raw: bytes, extra: bytes, comment: bytes) -> Entry:
    _, made_by, needs, flags, method, time, date, crc, packed, size, *_ = record
    disk, _, external, header_at = record[13:17]
    if disk:
        raise refuse("container.several_disks")
    fields = extra_fields(extra)
    if fields is None:
        raise refuse("container.directory_broken")
    name = _name(raw, flags)
    for kind, value in fields:
        if kind == EXTRA_ZIP64:
            size, packed, header_at = _large(value, size, packed, header_at)
        if kind == EXTRA_UNICODE_PATH and value[5:] != raw:
            raise refuse("container.two_names", part=name)
    return Entry(
        name=name,
        raw_name=raw,
        made_by=made_by,
        needs=needs,
        flags=flags,
        method=method,
        time=time,
        date=date,
        crc=crc,
        packed=packed,
        size=size,
        external=external,
        extra=extra,
        comment=comment,
        header_at=header_at,
    )


def _name(raw: bytes, flags: int) -> str:
    """Decode a name: UTF-8 where it is, as many programs write it without saying so."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if flags & FLAG_UTF8:
            raise refuse("container.directory_broken") from error
        return raw.decode("cp437")


def _large(value: bytes, size: int, packed: int, header_at: int) -> tuple[int, int, int]:
    """Take the 64-bit values, which stand only for the fields that are full (APPNOTE 4.5.3)."""
    wanted = [field == _FULL_32 for field in (size, packed, header_at)]
    if len(value) < 8 * sum(wanted):
        raise refuse("container.directory_broken")
    given = iter(struct.unpack_from(f"<{sum(wanted)}Q", value))
    chosen = [
        next(given) if full else field
        for full, field in zip(wanted, (size, packed, header_at), strict=True)
    ]
    return chosen[0], chosen[1], chosen[2]


def _compare(directory: Directory, source: BinaryIO) -> None:
    """Read again with the standard library and compare every field that decides what is read."""
    try:
        with zipfile.ZipFile(source) as other:
            seen = other.infolist()
            comment = other.comment
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
        raise refuse("container.two_readings") from error
    if comment != directory.comment or len(seen) != len(directory.entries):
        raise refuse("container.two_readings")
    names: set[str] = set()
    for entry, info in zip(directory.entries, seen, strict=True):
        encoding = "utf-8" if entry.flags & FLAG_UTF8 else "cp437"
        mine = (
            entry.raw_name.decode(encoding),
            entry.flags,
            entry.method,
            entry.crc,
            entry.packed,
            entry.size,
            entry.header_at,
        )
        theirs = (
            info.orig_filename,
            info.flag_bits,
            info.compress_type,
            info.CRC,
            info.compress_size,
            info.file_size,
            info.header_offset,
        )
        if mine != theirs or "\0" in entry.name:
            raise refuse("container.two_readings_of", part=entry.name)
        if entry.name in names:
            # One reader takes the first of two equal names, another the last.
            raise refuse("container.same_name", part=entry.name)
        names.add(entry.name)
