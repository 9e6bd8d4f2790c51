"""Throw-away authorities, signers, recipients, PKCS#12 files and SoftHSM tokens for tests."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
PASSPHRASE = "mật khẩu thử"
PIN = "482913"
BEGIN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2049, 1, 1, tzinfo=dt.UTC)

SIGN = ("digital_signature", "content_commitment")
ENCRYPT = {"rsa": ("key_encipherment",), "p256": ("key_agreement",), "p384": ("key_agreement",)}
_USAGES = (
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


def new_key(kind: str, number: int = 0) -> Key:
    """Return a key of `rsa`, `rsa1024`, `p256`, `p384`, `p521`; the same number is the same key,
    for RSA keys are slow to make."""
    return _key(kind, number)


@cache
def _key(kind: str, _number: int) -> Key:
    match kind:
        case "rsa":
            return rsa.generate_private_key(65537, 3072)
        case "rsa1024":
            return rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
    return ec.generate_private_key(ec.SECP521R1())


def name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Thử nghiệm"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{each: each in allowed for each in _USAGES})


@dataclass
class Issued:
    """A key with its certificate and the authority's own."""

    key: Key
    certificate: x509.Certificate
    authority: x509.Certificate

    def p12(self, path: Path, passphrase: str = PASSPHRASE) -> Path:
        """Write it as PKCS#12 with the authority's certificate beside it."""
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"signer",
                self.key,
                self.certificate,
                [self.authority],
                BestAvailableEncryption(passphrase.encode()),
            )
        )
        return path

    def pem(self, path: Path) -> Path:
        """Write the certificate as PEM."""
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    def key_pem(self, path: Path) -> Path:
        """Write the key, in the clear, as PKCS#8 PEM."""
        path.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return path


@dataclass
class Authority:
    """A certification authority; its key is P-256, so that making one is quick."""

    common_name: str = "CA thử nghiệm"
    number: int = 1000
    issued: int = 0
    key: Key = field(init=False)
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.key = new_key("p256", self.number)
        subject = name(self.common_name)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self.key.public_key())
            .serial_number(0x1000 + self.number)
            .not_valid_before(BEGIN)
            .not_valid_after(END)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )

    def issue(
        self,
        common_name: str,
        kind: str = "p256",
        *,
        usages: tuple[str, ...] = SIGN,
        server: bool = False,
        begin: dt.datetime = BEGIN,
        end: dt.datetime = END,
        key_number: int | None = None,
    ) -> Issued:
        """Issue a certificate; `server` makes it a web server's."""
        self.issued += 1
        key = new_key(kind, self.issued if key_number is None else key_number)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(common_name))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(0xA0000 + self.number * 100 + self.issued)
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage(*usages), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        if server:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
            )
        return Issued(key, builder.sign(self.key, hashes.SHA256()), self.certificate)

    def recipient(self, common_name: str, kind: str = "rsa") -> Issued:
        """Issue a certificate for encryption."""
        return self.issue(common_name, kind, usages=ENCRYPT[kind])

    def pem(self, path: Path) -> Path:
        """Write the authority's certificate as PEM."""
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    def crl(self, path: Path, *revoked: Issued) -> Path:
        """Write a list of revoked certificates, valid for long, as PEM."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(BEGIN)
            .next_update(END)
        )
        for each in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(each.certificate.serial_number)
                .revocation_date(BEGIN + dt.timedelta(days=1))
                .build()
            )
        path.write_bytes(builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))
        return path


@dataclass(frozen=True)
class SoftTokens:
    """A folder of SoftHSM tokens; `environment` must be set where the module is loaded."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def create(self) -> SoftTokens:
        """Make the empty folder."""
        (self.folder / "tokens").mkdir(parents=True)
        self.configure()
        return self

    def configure(self) -> None:
        """Say where the tokens lie; again after the folder was moved."""
        (self.folder / "softhsm2.conf").write_text(
            f"directories.tokendir = {self.folder / 'tokens'}\nobjectstore.backend = file\n"
            "log.level = ERROR\n"
        )

    def add(
        self,
        label: str,
        *contents: Issued,
        with_certificates: bool = True,
        with_keys: bool = True,
    ) -> str:
        """Make a token with these keys and certificates; return its `pkcs11:` name."""
        self._run(
            "softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN,
            "--so-pin", "12345678",
        )  # fmt: skip
        if contents:
            self._fill(label, contents, with_certificates, with_keys)
        return f"pkcs11:{SOFTHSM}?token={label}"

    def renew(self, label: str, *contents: Issued) -> None:
        """Let a token hold these keys and certificates in the place of those it held."""
        self._fill(label, contents, clear=True)

    def _fill(
        self,
        label: str,
        contents: Sequence[Issued],
        with_certificates: bool = True,
        with_keys: bool = True,
        *,
        clear: bool = False,
    ) -> None:
        objects = []
        for number, each in enumerate(contents, start=1):
            key = each.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()).hex()
            objects.append(
                {
                    "id": f"{number:02x}",
                    "key": key if with_keys else None,
                    "certificate": each.certificate.public_bytes(Encoding.DER).hex()
                    if with_certificates
                    else None,
                }
            )
        filler = Path(__file__).with_name("softhsm_fill.py")
        given = json.dumps({"clear": clear, "objects": objects})
        self._run(sys.executable, str(filler), str(SOFTHSM), label, PIN, given=given)

    def _run(self, *command: str, given: str = "") -> None:
        subprocess.run(
            command, input=given, text=True, check=True, capture_output=True, env=self.environment
        )
