"""Whether a signer's certificate is to be trusted: its chain, its time, its usage, its revocation.

Only what is given counts: anchors, revocation lists and a moment. Nothing comes from the system's
store or from a network.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from desktop.crypto.certificate_content import issued_by
from desktop.crypto.certificates import (
    MIN_RSA_BITS,
    allows_signing,
    issuer_name,
    key_usage,
    subject_name,
)
from desktop.domain.problems import Problem, Severity, refuse

_MAX_DEPTH = 8
_MIN_CURVE_BITS = 256


@dataclass(frozen=True)
class Trust:
    """The anchors, revocation lists and moment against which signers are judged."""

    anchors: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]
    at: datetime

    def faults(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate]
    ) -> tuple[Problem, ...]:
        """Say why `certificate` is not trusted to sign; `others` may lie between it and an anchor.

        Problems of severity warning or info do not make it untrusted.
        """
        found = []
        who = subject_name(certificate)
        if not allows_signing(certificate):
            found.append(Problem("trust.usage", {"signer": who}))
        if not _long_enough(certificate):
            found.append(Problem("trust.weak_key", {"signer": who}))
        if not self.anchors:
            return (*found, Problem("trust.no_anchor_given", {"signer": who}))
        chain = self._chain(certificate, others)
        if chain is None:
            return (*found, *self._why_no_chain(certificate, others))
        return (*found, *self._revocation(chain))

    def _chain(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate]
    ) -> list[x509.Certificate] | None:
        """Return the chain from the signer to an anchor, all valid at the moment, or None."""
        authority = (
            ExtensionPolicy.permit_all()
            .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_authority)
            .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _may_issue)
            .may_be_present(x509.CertificatePolicies, Criticality.AGNOSTIC, None)
        )
        # Which policy it was issued under is shown nowhere, so none is required and any will do;
        # critical extensions that nobody here knows still break the chain.
        signer = ExtensionPolicy.permit_all().may_be_present(
            x509.CertificatePolicies, Criticality.AGNOSTIC, None
        )
        try:
            verifier = (
                PolicyBuilder()
                .store(Store(list(self.anchors)))
                .time(self.at)
                .max_chain_depth(_MAX_DEPTH)
                .extension_policies(ca_policy=authority, ee_policy=signer)
                .build_client_verifier()
            )
            return verifier.verify(certificate, list(others)).chain
        except (VerificationError, ValueError, TypeError, UnsupportedAlgorithm):
            return None

    def _why_no_chain(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate]
    ) -> list[Problem]:
        """Find the plainest reason: a time, an issuer that was not given or did not sign."""
        seen = {certificate}
        link = certificate
        while True:
            when = self._time_fault(link)
            if when is not None:
                return [when]
            if link in self.anchors:
                break
            issuers = [
                other
                for other in (*self.anchors, *others)
                if other.subject == link.issuer and other not in seen
            ]
            if not issuers:
                values = {"signer": subject_name(certificate), "issuer": issuer_name(link)}
                return [Problem("trust.no_anchor", values)]
            signers = [issuer for issuer in issuers if issued_by(link, issuer)]
            if not signers:
                values = {"certificate": subject_name(link), "issuer": issuer_name(link)}
                return [Problem("trust.not_signed", values)]
            link = signers[0]
            seen.add(link)
        return [Problem("trust.chain", {"signer": subject_name(certificate)})]

    def _time_fault(self, certificate: x509.Certificate) -> Problem | None:
        values = {"certificate": subject_name(certificate), "at": f"{self.at:%d/%m/%Y}"}
        if self.at > certificate.not_valid_after_utc:
            end = f"{certificate.not_valid_after_utc:%d/%m/%Y}"
            return Problem("trust.expired", {**values, "end": end})
        if self.at < certificate.not_valid_before_utc:
            start = f"{certificate.not_valid_before_utc:%d/%m/%Y}"
            return Problem("trust.not_yet", {**values, "start": start})
        return None

    def _revocation(self, chain: list[x509.Certificate]) -> list[Problem]:
        """Look every certificate below the anchor up in its issuer's lists."""
        found = []
        for certificate, issuer in pairwise(chain):
            given = [each for each in self.lists if each.issuer == certificate.issuer]
            if not given:
                values = {"certificate": subject_name(certificate)}
                found.append(Problem("trust.no_list", values, Severity.INFO))
            for each in given:
                found += self._listed(certificate, issuer, each)
        return found

    def _listed(
        self,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        given: x509.CertificateRevocationList,
    ) -> list[Problem]:
        names = {"issuer": subject_name(issuer)}
        usage = key_usage(issuer)
        if (usage is not None and not usage.crl_sign) or not is_usable(given, issuer):
            return [Problem("trust.list_unusable", names)]
        entry = given.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None:
            values = {
                "certificate": subject_name(certificate),
                "date": f"{entry.revocation_date_utc:%d/%m/%Y}",
            }
            return [Problem("trust.revoked", values)]
        end = given.next_update_utc
        if end is not None and self.at > end:
            values = {**names, "end": f"{end:%d/%m/%Y}"}
            return [Problem("trust.list_old", values, Severity.WARNING)]
        return []


def parse_list(data: bytes, name: str) -> x509.CertificateRevocationList:
    """Read a revocation list, PEM or DER; raises the refusal `trust.list_malformed`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if data.lstrip().startswith(b"-----BEGIN"):
                found = x509.load_pem_x509_crl(data)
            else:
                found = x509.load_der_x509_crl(data)
            _ = found.extensions, found.issuer
    except (ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion) as error:
        raise refuse("trust.list_malformed", file=name) from error
    return found


def _long_enough(certificate: x509.Certificate) -> bool:
    """RSA of at least 2048 bits or curves of at least 256; other kinds are judged as signed."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return not isinstance(key, ec.EllipticCurvePublicKey) or key.key_size >= _MIN_CURVE_BITS


def is_usable(given: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """A list counts when its issuer's key signed it and it is a whole list of its own."""
    try:
        if not given.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
            return False
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    for extension in given.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            if value.indirect_crl or value.only_contains_attribute_certs:
                return False
        elif extension.critical:
            return False
    return True


def _is_authority(
    policy: Policy, certificate: x509.Certificate, constraints: x509.BasicConstraints
) -> None:
    if not constraints.ca:
        raise ValueError("not a certificate authority")


def _may_issue(policy: Policy, certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("not for signing certificates")
