"""What the rules find about certificates alone, beside the authorities that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from desktop.domain import checks
from desktop.domain.actors import Command
from desktop.domain.checks import Finding
from desktop.models import checks_reader, unit_reader
from desktop.services.certificates.checking import certificate_findings
from desktop.services.session import Session

__all__ = ["Finding"]


@dataclass(frozen=True)
class ReadFindings(Command):
    """Ask what the rules find about certificates as on the day `as_of` (ISO; None: today)."""

    name: ClassVar[str] = "certificate.findings"
    as_of: str | None = None


def read_findings(session: Session, command: ReadFindings) -> tuple[Finding, ...]:
    """Return what `check` finds about certificates, errors first."""
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        names = checks_reader.names_ever(connection, at)
        parents = unit_reader.parents(connection, at)
        return tuple(checks.in_order(certificate_findings(connection, at, names, parents)))
