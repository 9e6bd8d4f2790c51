"""What is kept of what stands in a certificate, and the policy that judges it."""

from __future__ import annotations

from functools import cache
from typing import Any

from desktop import resources
from desktop.crypto.certificate_content import ReadCertificate
from desktop.domain.certificate_policy import CertificatePolicy, policy


@cache
def certificate_policy() -> CertificatePolicy:
    """Return the rules that are shipped."""
    return policy(resources.toml("tokens", "certificate-policy.toml"))


def content_row(read: ReadCertificate, certificate: str, signed_by: str | None) -> dict[str, Any]:
    """Return the row of `certificate_content` for the certificate of this uid, without its own;
    `signed_by` is the uid of the authority whose key made its signature."""
    content = read.content
    return {
        "certificate": certificate,
        "key": read.key,
        "organisations": "\n".join(read.organisations),
        "algorithm": content.algorithm,
        "bits": content.bits,
        "curve": content.curve,
        "digest": content.digest,
        "usages": None if content.usages is None else " ".join(content.usages),
        "extended": None if content.extended is None else " ".join(content.extended),
        "critical": " ".join(content.critical),
        "signed_by": signed_by,
    }
