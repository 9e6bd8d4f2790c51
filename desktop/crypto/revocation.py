"""Lists of revoked certificates in plain values: their age, and what they say of a few numbers."""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from desktop.crypto.certificates import common_name

ON_HOLD, REVOKED = "on_hold", "revoked"


@dataclass(frozen=True)
class ReadList:
    """A list: when it was made and when the next was promised (None: not said), UTC; its number as
    decimal digits where it has one; `der` in base64."""

    issuer: str
    number: str | None
    made_at: datetime
    next_at: datetime | None
    entries: int
    sha256: str
    der: str


@dataclass(frozen=True)
class Entry:
    """What a list says of a certificate: `state` is "revoked" or "on_hold", `day` ISO, `why` the
    reason in RFC 5280's words, None where none is given."""

    state: str
    day: str
    why: str | None


def read_list(given: x509.CertificateRevocationList) -> ReadList:
    """Read a list that `trust.parse_list` opened."""
    der = given.public_bytes(Encoding.DER)
    return ReadList(
        common_name(given.issuer),
        _number(given),
        given.last_update_utc,
        given.next_update_utc,
        len(given),
        sha256(der).hexdigest(),
        base64.b64encode(der).decode(),
    )


def opened_list(der: str) -> x509.CertificateRevocationList:
    """Return the list that is kept as base64 DER."""
    return x509.load_der_x509_crl(base64.b64decode(der))


def entries(
    given: x509.CertificateRevocationList, numbers: Collection[int], zone: tzinfo | None = None
) -> dict[int, Entry]:
    """Return what the list says of these numbers; of what was taken off it nothing. Days are those
    of `zone`, or of here."""
    wanted = frozenset(numbers)
    found: dict[int, Entry] = {}
    for entry in given:
        if entry.serial_number not in wanted:
            continue
        why = _reason(entry)
        if why is x509.ReasonFlags.remove_from_crl:
            found.pop(entry.serial_number, None)
            continue
        state = ON_HOLD if why is x509.ReasonFlags.certificate_hold else REVOKED
        day = entry.revocation_date_utc.astimezone(zone).date().isoformat()
        found[entry.serial_number] = Entry(state, day, why.value if why is not None else None)
    return found


def _number(given: x509.CertificateRevocationList) -> str | None:
    try:
        return str(given.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    except x509.ExtensionNotFound:
        return None


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError):
        return None
