"""What verification finds: about each signature, each file and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from desktop.domain.problems import Problem


@dataclass(frozen=True)
class SignatureVerdict:
    """One signature. Names, serial (hexadecimal) and SHA-256 fingerprint are its certificate's;
    `claimed_time` is RFC 3339 UTC and only the signer's word."""

    signer: str | None
    issuer: str | None
    serial: str | None
    fingerprint: str | None
    claimed_time: str | None
    algorithm: str | None
    intact: bool
    trusted: bool
    reasons: tuple[Problem, ...]


@dataclass(frozen=True)
class FileVerdict:
    """One signed file; `sha256` is what it has now, None where it cannot be read."""

    name: str
    sha256: str | None
    ok: bool


@dataclass(frozen=True)
class Judgement:
    """All that was found. `certificates` are the intact signers', for a receiver to compare with
    its pins. `nothing_to_judge`: no CAdES signature, and not of our format either."""

    own: bool
    signatures: tuple[SignatureVerdict, ...] = ()
    files: tuple[FileVerdict, ...] = ()
    header: Mapping[str, Any] | None = None
    digest: str | None = None
    faults: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    certificates: tuple[x509.Certificate, ...] = ()
    nothing_to_judge: bool = False
