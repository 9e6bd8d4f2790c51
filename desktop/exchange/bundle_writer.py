"""Writes a bundle, format 1: an ASiC-E container whose every byte follows from what is put in.

The ZIP is the strictest there can be: `mimetype` stored and first, the rest deflated, one date,
no extra fields, comments, descriptors or gaps. The compressed entries are kept in memory, so that
no plaintext reaches a temporary file.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

MIMETYPE = "mimetype"
CONTAINER_TYPE = "application/vnd.etsi.asic-e+zip"
HEADER = "bundle.json"
SHEET = "PHIEU-XAC-NHAN.pdf"
MANIFEST = "META-INF/ASiCManifest{:03}.xml"
SIGNATURE = "META-INF/signature{:03}.p7s"
# What the content digest leaves out: it says nothing, or it shows the digest itself.
NOT_IN_DIGEST = frozenset({MIMETYPE, SHEET})

MEDIA_TYPES = {
    ".json": "application/json",
    ".pem": "application/x-pem-file",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}

# Level 4 packs rows of JSON about as small as level 6 in half the time.
_LEVEL = 4
_VERSION = 20
# 1 January 1980, the first day a ZIP can name: dates are not signed, so none is claimed.
_DATE, _TIME = 0x21, 0
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True)
class Member:
    """A file of the container; `sha256` is hexadecimal, `size` in bytes unpacked."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class _Entry:
    member: Member
    method: int
    crc: int
    body: bytes


class BundleWriter:
    """Takes files one by one, then gives the digest, the manifests and the container's bytes."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self.add(MIMETYPE, [CONTAINER_TYPE.encode()], packed=False)

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = True) -> Member:
        """Put in a file; the order of adding is nothing, `chunks` writes the order.

        Raises `ValueError` where the name is there already: a bug, never data.
        """
        if name in self._entries:
            raise ValueError(f"twice in a bundle: {name}")
        packer = zlib.compressobj(_LEVEL if packed else 0, zlib.DEFLATED, -zlib.MAX_WBITS)
        digest, crc, size = sha256(), 0, 0
        pieces = []
        for chunk in chunks:
            digest.update(chunk)
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            pieces.append(packer.compress(chunk) if packed else chunk)
        if packed:
            pieces.append(packer.flush())
        member = Member(name, size, digest.hexdigest())
        method = _DEFLATED if packed else _STORED
        self._entries[name] = _Entry(member, method, crc, b"".join(pieces))
        return member

    def content(self) -> list[Member]:
        """Return the root files that manifests list, sorted by name: all but `mimetype`."""
        return sorted(
            (
                entry.member
                for name, entry in self._entries.items()
                if "/" not in name and name != MIMETYPE
            ),
            key=lambda member: member.name,
        )

    def content_digest(self) -> str:
        """Return the content digest: SHA-256 of the lines `<sha256>  <name>`, sorted by name."""
        return content_digest(self.content())

    def manifest(self, number: int) -> bytes:
        """Put in manifest `number` over the present root files, and return its bytes to sign."""
        data = manifest_xml(SIGNATURE.format(number), self.content())
        self.add(MANIFEST.format(number), [data])
        return data

    def signature(self, number: int, signature: bytes) -> None:
        """Put in the signature over manifest `number`."""
        self.add(SIGNATURE.format(number), [signature])

    def chunks(self) -> Iterator[bytes]:
        """Yield the container: `mimetype`, the header, the other root files, then META-INF/."""
        directory = []
        offset = 0
        for entry in sorted(self._entries.values(), key=_place):
            name = entry.member.name.encode("ascii")
            common = struct.pack(
                "<HHHHHLLLHH",
                _VERSION,
                0,
                entry.method,
                _TIME,
                _DATE,
                entry.crc,
                len(entry.body),
                entry.member.size,
                len(name),
                0,
            )
            directory.append(
                b"PK\1\2"
                + struct.pack("<H", _VERSION)
                + common
                + struct.pack("<HHHLL", 0, 0, 0, 0, offset)
                + name
            )
            local = b"PK\3\4" + common + name
            yield local
            yield entry.body
            offset += len(local) + len(entry.body)
        packed_directory = b"".join(directory)
        yield packed_directory
        yield b"PK\5\6" + struct.pack(
            "<HHHHLLH", 0, 0, len(directory), len(directory), len(packed_directory), offset, 0
        )


def content_digest(members: Iterable[Member]) -> str:
    """Return the content digest of a bundle's root files, in hexadecimal."""
    lines = sorted(
        (member.name, f"{member.sha256}  {member.name}\n")
        for member in members
        if member.name not in NOT_IN_DIGEST
    )
    return sha256("".join(line for _, line in lines).encode()).hexdigest()


def manifest_xml(signature: str, members: Iterable[Member]) -> bytes:
    """Return the ASiCManifest (ETSI EN 319 162-1, annex A.4) that `signature` signs."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
        f'<asic:SigReference URI="{signature}" MimeType="application/pkcs7-signature"/>',
    ]
    for member in members:
        value = b64encode(bytes.fromhex(member.sha256)).decode()
        kind = MEDIA_TYPES[member.name[member.name.rindex(".") :]]
        lines += [
            f'<asic:DataObjectReference URI="{member.name}" MimeType="{kind}">',
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>',
            f"<ds:DigestValue>{value}</ds:DigestValue>",
            "</asic:DataObjectReference>",
        ]
    return ("\n".join([*lines, "</asic:ASiCManifest>"]) + "\n").encode()


def _place(entry: _Entry) -> tuple[bool, bool, bool, str]:
    name = entry.member.name
    return name != MIMETYPE, name != HEADER, "/" in name, name
