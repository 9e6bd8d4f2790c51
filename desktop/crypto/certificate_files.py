"""Every certificate of a file, PEM or DER whatever its name says, each good or with its own fault.

A file may hold one certificate, several, or a PKCS#7 bag of them (.p7b). What is no certificate is
named for what it is; a file of keys is named before anything of it is opened, and never asks for
its password.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from desktop.crypto.certificates import MAX_FILE_BYTES, file_bytes
from desktop.domain.problems import Problem, Where
from desktop.domain.texts import N_, Text

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)(?:-----END \1-----|\Z)", re.DOTALL)
_CERTIFICATES = (b"CERTIFICATE", b"X509 CERTIFICATE")
_BAGS = (b"PKCS7", b"PKCS #7 SIGNED DATA", b"CMS")
_LIST = N_("a certificate revocation list")
_REQUEST = N_("a request for a certificate")
_CONTAINER = N_("a packed file (ZIP), perhaps a bundle or a spreadsheet")
_KINDS = {
    b"X509 CRL": _LIST,
    b"CERTIFICATE REQUEST": _REQUEST,
    b"NEW CERTIFICATE REQUEST": _REQUEST,
    b"PUBLIC KEY": N_("a public key without a certificate"),
}
# What follows the first header of DER: PKCS#7 signed data; the version of PKCS#12 (3), PKCS#8 and
# PKCS#1 (0) and SEC 1 (1); the algorithm of an encrypted key.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_KEY_VERSIONS = (b"\x02\x01\x03", b"\x02\x01\x00", b"\x02\x01\x01")
_ENCRYPTED_KEY = re.compile(rb"\x30.\x06.\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01)", re.DOTALL)
_BROKEN = (ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion,
           UnsupportedAlgorithm)  # fmt: skip

# What files of certificates are called; whatever a file is called, its content decides.
SUFFIXES = (".cer", ".crt", ".pem", ".der", ".p7b", ".p7c")


@dataclass(frozen=True)
class FoundCertificate:
    """What stands at `place` of a file, counted from 1: a certificate, or what is wrong there."""

    file: str
    place: int
    certificate: x509.Certificate | None
    problem: Problem | None


class _Fault(NamedTuple):
    """What is wrong at a place, as a code of a problem; which file and place is added later."""

    code: str
    values: Mapping[str, object] = MappingProxyType({})


def read_file(path: Path) -> tuple[FoundCertificate, ...]:
    """Read all that a file holds, in its order; there is always something, if only a problem.

    The problems' codes: `certificate.file_empty`, `.file_too_large`, `.key_file`, `.other_kind`,
    `.cut_off`, `.more_behind`, `.damaged`, `.no_certificate`, `.bag_empty`. Raises `WorldFailure`
    `certificate.file_missing`, `.file_unreadable`.
    """
    return read_all(file_bytes(path), path.name)


def read_all(data: bytes, name: str) -> tuple[FoundCertificate, ...]:
    """Read all that the bytes of the file `name` hold; see `read_file`."""
    if not data.strip():
        read: Iterator[x509.Certificate | _Fault] = iter([_Fault("certificate.file_empty")])
    elif len(data) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024**2
        read = iter([_Fault("certificate.file_too_large", {"limit": limit})])
    else:
        read = _read(data)
    found = []
    for place, each in enumerate(read, start=1):
        if isinstance(each, x509.Certificate):
            found.append(FoundCertificate(name, place, each, None))
        else:
            values = {"file": name, "place": place, **each.values}
            problem = Problem(each.code, values, where=Where(name))
            found.append(FoundCertificate(name, place, None, problem))
    return tuple(found)


def _read(data: bytes) -> Iterator[x509.Certificate | _Fault]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        # Notepad's "Unicode".
        data = data.decode("utf-16", "replace").encode()
    blocks = list(_BLOCK.finditer(data))
    if blocks:
        for block in blocks:
            yield from _of_block(block)
    else:
        yield from _of_der(data)


def _of_block(block: re.Match[bytes]) -> Iterator[x509.Certificate | _Fault]:
    label, text = block[1], block[2]
    if label.endswith(b"PRIVATE KEY"):
        yield _Fault("certificate.key_file")
    elif label in _KINDS:
        yield _Fault("certificate.other_kind", {"kind": Text(_KINDS[label])})
    elif label not in (*_CERTIFICATES, *_BAGS):
        yield _Fault("certificate.no_certificate")
    elif not block[0].endswith(b"-----END " + label + b"-----"):
        yield _Fault("certificate.cut_off")
    else:
        try:
            der = base64.b64decode(b"".join(text.split()), validate=True)
        except binascii.Error:
            yield _Fault("certificate.damaged")
        else:
            yield from _of_der(der)


def _of_der(data: bytes) -> Iterator[x509.Certificate | _Fault]:
    """Read DER by its first bytes: what it is, whether all of it is there, then what it holds."""
    if data.startswith(b"PK\x03\x04"):
        yield _Fault("certificate.other_kind", {"kind": Text(_CONTAINER)})
        return
    header = _header(data)
    if header is None:
        yield _Fault("certificate.no_certificate")
        return
    begin, end = header
    inside = data[begin:]
    if inside.startswith(_KEY_VERSIONS) or _ENCRYPTED_KEY.match(inside):
        yield _Fault("certificate.key_file")
    elif end > len(data):
        yield _Fault("certificate.cut_off")
    elif inside.startswith(_SIGNED_DATA):
        yield from _of_bag(data)
    else:
        yield _certificate(data[:end])
        if data[end:].strip(b"\0\r\n"):
            yield _Fault("certificate.more_behind")


def _header(data: bytes) -> tuple[int, int] | None:
    """Return where the content of a DER sequence begins and ends; None where it is none.

    The end of one with no length of its own (BER, in bags only) is taken to be the data's.
    """
    if len(data) < 2 or data[0] != 0x30:
        return None
    first = data[1]
    if first == 0x80:
        return 2, len(data)
    if first < 0x80:
        return 2, 2 + first
    count = first & 0x7F
    begin = 2 + count
    if count > 4 or len(data) < begin:
        return None
    return begin, begin + int.from_bytes(data[2:begin], "big")


def _of_bag(data: bytes) -> Iterator[x509.Certificate | _Fault]:
    try:
        held = cms.ContentInfo.load(data)["content"]["certificates"]
        ders = [each.chosen.dump() for each in held]
    except (ValueError, TypeError):
        yield _Fault("certificate.damaged")
        return
    if not ders:
        yield _Fault("certificate.bag_empty")
    for der in ders:
        yield _certificate(der)


def _certificate(der: bytes) -> x509.Certificate | _Fault:
    try:
        with warnings.catch_warnings():
            # A number of zero or an odd encoding is told by the policy, not by a library's warning.
            warnings.simplefilter("ignore")
            found = x509.load_der_x509_certificate(der)
            _ = found.subject, found.issuer, found.extensions, found.public_key()
            _ = found.not_valid_before_utc, found.not_valid_after_utc
    except _BROKEN:
        return _other_kind(der)
    return found


def _other_kind(der: bytes) -> _Fault:
    """Say what DER that is no readable certificate is."""
    for kind, load in ((_LIST, x509.load_der_x509_crl), (_REQUEST, x509.load_der_x509_csr)):
        try:
            load(der)
        except _BROKEN:
            continue
        return _Fault("certificate.other_kind", {"kind": Text(kind)})
    return _Fault("certificate.damaged")
