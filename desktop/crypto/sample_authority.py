"""A throw-away certification authority for sample data: made on the spot, worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

# What every name of this authority carries, so that nobody takes it for a real one.
MARK = "MẪU - KHÔNG CÓ GIÁ TRỊ"
_ORGANIZATION = f"Đầu Mối ({MARK})"
_LIFE = timedelta(days=3 * 365)


@dataclass(frozen=True)
class SampleCertificate:
    """A certificate of the sample authority with its private key."""

    certificate: x509.Certificate
    key: Key

    def pem(self) -> bytes:
        """Return the certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def der(self) -> bytes:
        """Return the certificate as DER."""
        return self.certificate.public_bytes(Encoding.DER)

    def pkcs12(self, passphrase: str) -> bytes:
        """Return key and certificate as a PKCS#12 file under `passphrase`."""
        return pkcs12.serialize_key_and_certificates(
            b"sample",
            self.key,
            self.certificate,
            None,
            BestAvailableEncryption(passphrase.encode()),
        )


class SampleAuthority:
    """Issues certificates for documents' signing; `now` is the moment it begins."""

    def __init__(self, now: datetime, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(f"CA {MARK}")
        builder = self._builder(self._name, self._key, now - timedelta(days=1), now + _LIFE)
        self.root = SampleCertificate(
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self._key, hashes.SHA256()),
            self._key,
        )

    def issue(
        self, common_name: str, begin: datetime, end: datetime, *, rsa_bits: int | None = None
    ) -> SampleCertificate:
        """Issue a signing certificate for a fresh key: P-256, or RSA of `rsa_bits`."""
        key: Key = (
            ec.generate_private_key(ec.SECP256R1())
            if rsa_bits is None
            else rsa.generate_private_key(65537, rsa_bits)
        )
        certificate = (
            self._builder(_name(common_name), key, begin, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        return SampleCertificate(certificate, key)

    def _builder(
        self, subject: x509.Name, key: Key, begin: datetime, end: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(int.from_bytes(self._random_bytes(16), "big") >> 1 or 1)
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANIZATION),
            # The standard allows 64 characters.
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})
