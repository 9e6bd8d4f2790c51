"""Certificates read from files: their names, fingerprints and what they may be used for."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from desktop.domain.problems import refuse, world_failed

MAX_FILE_BYTES = 16 * 1024 * 1024
MIN_RSA_BITS = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1)

# A certificate that names its uses must name one of these before a document may be signed with it:
# any use, e-mail, document signing (RFC 9336, and its older names of Microsoft and Adobe).
_SIGNING_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
        ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),
        ObjectIdentifier("1.2.840.113583.1.1.5"),
    }
)


def parse_certificates(data: bytes, name: str) -> tuple[x509.Certificate, ...]:
    """Read every certificate of `data`, PEM (one or many) or one DER; `name` is the file's.

    Raises the refusal `certificate.malformed` where there is none or one is broken.
    """
    try:
        if b"-----BEGIN CERTIFICATE-----" in data:
            found = tuple(x509.load_pem_x509_certificates(data))
        else:
            found = (x509.load_der_x509_certificate(data),)
        for certificate in found:
            _ = certificate.extensions, certificate.subject, certificate.issuer
            certificate.public_key()
    except (ValueError, TypeError, x509.DuplicateExtension, UnsupportedAlgorithm) as error:
        raise refuse("certificate.malformed", file=name) from error
    return found


def file_bytes(path: Path) -> bytes:
    """Return what a file holds, at most one byte more than `MAX_FILE_BYTES`.

    Raises `WorldFailure`: `certificate.file_missing`, `certificate.file_unreadable`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise world_failed("certificate.file_missing", file=str(path)) from error
    except OSError as error:
        raise world_failed("certificate.file_unreadable", file=str(path)) from error
    return data


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """Read the certificates of a file.

    Raises `WorldFailure` (`certificate.file_missing`, `certificate.file_unreadable`) or the
    refusal `certificate.malformed`.
    """
    data = file_bytes(path)
    if len(data) > MAX_FILE_BYTES:
        raise refuse("certificate.malformed", file=str(path))
    return parse_certificates(data, str(path))


def read_certificate(path: Path) -> x509.Certificate:
    """Read the one certificate of a file; several are the refusal `certificate.several`."""
    found = read_certificates(path)
    if len(found) != 1:
        raise refuse("certificate.several", file=str(path), count=len(found))
    return found[0]


def der(certificate: x509.Certificate) -> bytes:
    """Return the certificate's DER bytes."""
    return certificate.public_bytes(Encoding.DER)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate as 64 lower-case hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def serial(certificate: x509.Certificate) -> str:
    """Return the serial number as upper-case hexadecimal of whole bytes, as issuers print it."""
    digits = f"{certificate.serial_number:X}"
    return digits if len(digits) % 2 == 0 else "0" + digits


def common_name(name: x509.Name) -> str:
    """Return the name a person knows it by: the CN, else the organisation, else all of it."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        values = name.get_attributes_for_oid(oid)
        if values:
            value = values[-1].value
            return value if isinstance(value, str) else value.decode("utf-8", "replace")
    return name.rfc4514_string()


def subject_name(certificate: x509.Certificate) -> str:
    """Return whom the certificate is for."""
    return common_name(certificate.subject)


def issuer_name(certificate: x509.Certificate) -> str:
    """Return who issued the certificate."""
    return common_name(certificate.issuer)


def key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    """Return the key usage extension, or None where the certificate has none."""
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def allows_signing(certificate: x509.Certificate) -> bool:
    """Say whether documents may be signed with it: key usage digitalSignature or nonRepudiation,
    and no extended usage that leaves documents out, as a web server's does.
    """
    usage = key_usage(certificate)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return False
    try:
        extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return not _SIGNING_PURPOSES.isdisjoint(extended)


def allows_encryption(certificate: x509.Certificate) -> bool:
    """Say whether a key may be wrapped for it: keyEncipherment for RSA, keyAgreement for EC."""
    usage = key_usage(certificate)
    if usage is None:
        return True
    if isinstance(certificate.public_key(), rsa.RSAPublicKey):
        return usage.key_encipherment
    return usage.key_agreement


def key_of(certificate: x509.Certificate) -> tuple[str, bytes] | None:
    """Return what tells a public key from others: ("rsa", modulus) or ("ec", uncompressed point);
    None for any other kind, or one that cannot be read."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPublicKey):
        modulus = key.public_numbers().n
        return "rsa", modulus.to_bytes((modulus.bit_length() + 7) // 8, "big")
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return None


def strong_key(certificate: x509.Certificate) -> bool:
    """Say whether the key is RSA of at least 2048 bits, or EC on P-256 or P-384."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)
