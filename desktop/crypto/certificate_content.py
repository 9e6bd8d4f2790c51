"""What stands in a certificate, as plain values: for the registers, and for the policy."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta, tzinfo
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from desktop.crypto import certificates
from desktop.domain.certificate_policy import USAGES, CertificateContent

_ORGANISATIONS = (NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME)
# Usages that RFC 5280 lets be read only beside keyAgreement.
_BESIDE_AGREEMENT = ("encipher_only", "decipher_only")


@dataclass(frozen=True)
class ReadCertificate:
    """A certificate in plain values.

    `number` is hexadecimal as issuers print it, `der` base64, `key` the SHA-256 of its public key
    (SubjectPublicKeyInfo). `organisations` are the OU and O of its subject, the innermost first,
    `device` the serial number that its subject bears, as it is written there. `to_date` is the
    first day here without effect.
    """

    number: str
    issuer: str
    subject: str
    organisations: tuple[str, ...]
    device: str | None
    fingerprint: str
    der: str
    key: str
    from_date: str
    to_date: str
    content: CertificateContent


def read_certificate(certificate: x509.Certificate, zone: tzinfo | None = None) -> ReadCertificate:
    """Read a certificate that `certificate_files` opened; days are those of `zone`, or of here."""
    first, to_date = period(certificate, zone)
    subject = certificates.subject_name(certificate) if list(certificate.subject) else ""
    key = certificate.public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    last = (datetime.fromisoformat(to_date) - timedelta(days=1)).date().isoformat()
    return ReadCertificate(
        certificates.serial(certificate),
        certificates.issuer_name(certificate),
        subject,
        tuple(_values(certificate.subject, *_ORGANISATIONS)),
        next(_values(certificate.subject, NameOID.SERIAL_NUMBER), None),
        certificates.fingerprint(certificate),
        base64.b64encode(certificates.der(certificate)).decode(),
        sha256(spki).hexdigest(),
        first,
        to_date,
        CertificateContent(
            *_algorithm(certificate),
            _digest(certificate),
            usages(certificate),
            _extended(certificate),
            tuple(each.oid.dotted_string for each in certificate.extensions if each.critical),
            is_authority(certificate),
            subject,
            first,
            max(first, last),
        ),
    )


def period(certificate: x509.Certificate, zone: tzinfo | None = None) -> tuple[str, str]:
    """Return the first day of a certificate and its first day without effect, ISO, in `zone` or
    here: a day on which it is valid for a while only is still one of its days."""
    begin = _day(certificate.not_valid_before_utc, zone)
    end = certificate.not_valid_after_utc
    if end.year == MAXYEAR:
        return begin, "9999-12-31"
    return begin, max(begin, _day(end + timedelta(days=1) - timedelta(seconds=1), zone))


def is_authority(certificate: x509.Certificate) -> bool:
    """Say whether it may issue certificates."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    return found.ca


def usages(certificate: x509.Certificate) -> tuple[str, ...] | None:
    """Return the key usages by their names in `USAGES`; None without the extension."""
    found = certificates.key_usage(certificate)
    if found is None:
        return None
    names = [name for name in USAGES if name not in _BESIDE_AGREEMENT or found.key_agreement]
    return tuple(name for name in names if getattr(found, name))


def _day(moment: datetime, zone: tzinfo | None) -> str:
    return moment.astimezone(zone).date().isoformat()


def _values(name: x509.Name, *oids: x509.ObjectIdentifier) -> Iterator[str]:
    """Yield the values of these attributes, the innermost of each first."""
    for oid in oids:
        for attribute in reversed(name.get_attributes_for_oid(oid)):
            value = attribute.value
            yield value if isinstance(value, str) else value.decode("utf-8", "replace")


def _algorithm(certificate: x509.Certificate) -> tuple[str, int, str | None]:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size, None
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.key_size, key.curve.name
    kind = type(key).__name__.removesuffix("PublicKey").lower()
    return kind, int(getattr(key, "key_size", 0)), None


def _digest(certificate: x509.Certificate) -> str | None:
    try:
        found = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return None
    return found.name if found is not None else None


def _extended(certificate: x509.Certificate) -> tuple[str, ...] | None:
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return None
    return tuple(each.dotted_string for each in found)


def path_length(certificate: x509.Certificate) -> int | None:
    """Return how many authorities may stand below this one; None: any number."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return None
    return found.path_length


def issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Say whether the authority's name is that of the issuer and its key made the signature."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def disowned_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Say whether a certificate names this authority as its issuer, and its key too where it names
    one (RFC 5280, 4.2.1.1), though that key did not make the signature."""
    if certificate.issuer != authority.subject or certificate.subject == certificate.issuer:
        return False
    named, own = _authority_key(certificate), _subject_key(authority)
    another = named is not None and own is not None and named != own
    return not another and not issued_by(certificate, authority)


def _authority_key(certificate: x509.Certificate) -> bytes | None:
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    except (x509.ExtensionNotFound, ValueError):
        return None
    return found.value.key_identifier


def _subject_key(certificate: x509.Certificate) -> bytes | None:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except (x509.ExtensionNotFound, ValueError):
        return None
    return found.value.digest


def opened(der: str) -> x509.Certificate:
    """Return the certificate that the registers keep as base64 DER."""
    return x509.load_der_x509_certificate(base64.b64decode(der))
