"""ZIP files written field by field, so that any field can lie."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

UTF8 = 0x0800
DESCRIPTOR = 0x0008


@dataclass
class Raw:
    """One entry. `central` and `local` replace fields of the two headers by name: made_by, needs,
    flags, method, time, date, crc, packed, size, name, extra, comment, external, offset, disk."""

    name: bytes
    data: bytes
    method: int = 8
    flags: int = 0
    external: int = 0o100644 << 16
    central: dict[str, Any] = field(default_factory=dict)
    local: dict[str, Any] = field(default_factory=dict)
    descriptor: bool = False
    gap: bytes = b""
    body: bytes | None = None

    def packed(self) -> bytes:
        if self.body is not None:
            return self.body
        if self.method != 8:
            return self.data
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(self.data) + packer.flush()


def raws(files: dict[str, bytes]) -> list[Raw]:
    """Return plain entries of `files`, `mimetype` stored."""
    return [
        Raw(name.encode(), data, method=0 if name == "mimetype" else 8)
        for name, data in files.items()
    ]


def write(
    entries: list[Raw],
    *,
    comment: bytes = b"",
    before: bytes = b"",
    after: bytes = b"",
    gap: bytes = b"",
    count: int | None = None,
    zip64: bool = False,
    end: dict[str, int] | None = None,
) -> bytes:
    """Return the ZIP file. `before` shifts the entries without telling the offsets; `gap` stands
    before the directory; `end` replaces fields of the end record."""
    out = bytearray()
    directory = bytearray()
    for raw in entries:
        out += raw.gap
        body = raw.packed()
        flags = raw.flags | (DESCRIPTOR if raw.descriptor else 0)
        base = {
            "made_by": 3 << 8 | 20,
            "needs": 20,
            "flags": flags,
            "method": raw.method,
            "time": 0,
            "date": 0x21,
            "crc": zlib.crc32(raw.data),
            "packed": len(body),
            "size": len(raw.data),
            "name": raw.name,
            "extra": b"",
            "comment": b"",
            "external": raw.external,
            "offset": len(out),
            "disk": 0,
        }
        local = {**base, **raw.local}
        if raw.descriptor:
            local = {**base, "crc": 0, "packed": 0, "size": 0, **raw.local}
        central = {**base, **raw.central}
        out += _local(local) + body
        if raw.descriptor:
            out += struct.pack("<4sLLL", b"PK\7\10", base["crc"], len(body), len(raw.data))
        directory += _central(central)
    out += gap
    start = len(out)
    total = len(entries) if count is None else count
    out += directory
    values = {"count": total, "here": total, "size": len(directory), "start": start, "disk": 0}
    if zip64:
        at = len(out)
        out += struct.pack(
            "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, total, total, len(directory), start
        )
        out += struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
        values |= {"count": 0xFFFF, "here": 0xFFFF, "size": 0xFFFFFFFF, "start": 0xFFFFFFFF}
    values |= end or {}
    out += struct.pack(
        "<4s4H2LH",
        b"PK\5\6",
        values["disk"],
        values["disk"],
        values["here"],
        values["count"],
        values["size"],
        values["start"],
        len(comment),
    )
    return before + bytes(out) + comment + after


def _local(fields: dict[str, Any]) -> bytes:
    return (
        struct.pack(
            "<4s5H3L2H",
            b"PK\3\4",
            *(fields[name] for name in ("needs", "flags", "method", "time", "date")),
            *(fields[name] for name in ("crc", "packed", "size")),
            len(fields["name"]),
            len(fields["extra"]),
        )
        + fields["name"]
        + fields["extra"]
    )


def _central(fields: dict[str, Any]) -> bytes:
    return (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            *(fields[name] for name in ("made_by", "needs", "flags", "method", "time", "date")),
            *(fields[name] for name in ("crc", "packed", "size")),
            len(fields["name"]),
            len(fields["extra"]),
            len(fields["comment"]),
            fields["disk"],
            0,
            fields["external"],
            fields["offset"],
        )
        + fields["name"]
        + fields["extra"]
        + fields["comment"]
    )
