"""Authorities below authorities, with whatever a test spoils; and what openssl says of a chain."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.helpers.pki import BEGIN, END, SIGN, Issued, Key, name, new_key, usage


@dataclass
class Link:
    """An authority made for a test: its key with its certificate."""

    key: Key
    certificate: x509.Certificate

    def der(self, path: Path) -> Path:
        """Write the certificate as DER."""
        path.write_bytes(self.certificate.public_bytes(Encoding.DER))
        return path

    @property
    def fingerprint(self) -> str:
        """Its SHA-256, as papers print it: pairs of capitals with colons."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


_serial = iter(range(0x20000, 0x7FFFFFFF))


def authority(
    common_name: str,
    above: Link | None = None,
    *,
    key_number: int,
    is_ca: bool = True,
    path_length: int | None = None,
    usages: tuple[str, ...] = ("key_cert_sign", "crl_sign"),
    begin: dt.datetime = BEGIN,
    end: dt.datetime = END,
    more: tuple[x509.ExtensionType, ...] = (),
    kind: str = "p256",
) -> Link:
    """Issue an authority's certificate by `above`, or by itself."""
    key = new_key(kind, 5000 + key_number)
    signer = above.key if above is not None else key
    issuer = above.certificate.subject if above is not None else name(common_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common_name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(next(_serial))
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(
            x509.BasicConstraints(ca=is_ca, path_length=path_length if is_ca else None),
            critical=True,
        )
        .add_extension(usage(*usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    for each in more:
        builder = builder.add_extension(each, critical=True)
    return Link(key, builder.sign(signer, hashes.SHA256()))


def subscriber(
    common_name: str,
    above: Link,
    *,
    key_number: int = 1,
    begin: dt.datetime = BEGIN,
    end: dt.datetime = END,
    kind: str = "p256",
) -> Issued:
    """Issue a subscriber's certificate for signing."""
    key = new_key(kind, 7000 + key_number)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common_name))
        .issuer_name(above.certificate.subject)
        .public_key(key.public_key())
        .serial_number(next(_serial))
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(*SIGN), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key()),
            critical=False,
        )
    )
    return Issued(key, builder.sign(above.key, hashes.SHA256()), above.certificate)


def openssl_trusts(
    folder: Path, issued: Issued, anchors: list[Link], between: list[Link], at: dt.datetime
) -> bool:
    """Say whether openssl builds a chain from the certificate to an anchor at that moment."""
    for file, links in (("anchors.pem", anchors), ("between.pem", between)):
        (folder / file).write_bytes(
            b"".join(link.certificate.public_bytes(Encoding.PEM) for link in links)
        )
    issued.pem(folder / "one.pem")
    given = ["-untrusted", "between.pem"] if between else []
    done = subprocess.run(
        ["openssl", "verify", "-CAfile", "anchors.pem", "-no-CApath", "-no-CAstore",
         "-partial_chain", "-attime", str(int(at.timestamp())), *given, "one.pem"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0
