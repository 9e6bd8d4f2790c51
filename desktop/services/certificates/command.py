"""The command that takes certificates in, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import Problem
from desktop.services.imports.command import Fate


@dataclass(frozen=True)
class ImportCertificates(Command):
    """Take in the certificates of `files` (.cer, .crt, .pem, .p7b; DER or PEM, many in one),
    or of all such files right in a folder.

    `token` is the uid of the device that those are on which the registers do not know. `under`
    is the code of the unit that they are said to be of: another unit's are refused. `replace`
    lets a certificate follow the one in use on its device though their keys differ. A dry run
    tells every fate and writes nothing; `skip_bad` writes the good ones though others are refused.
    """

    name: ClassVar[str] = "certificate.import"
    files: tuple[Path, ...] = field(repr=False)
    token: str | None = None
    under: str | None = None
    replace: bool = False
    dry_run: bool = False
    skip_bad: bool = False


@dataclass(frozen=True)
class PlacedCertificate:
    """What became of one certificate, or of what stands in its place in the file.

    `by` is a `KnownBy` or None; `token` a uid, `holder` what the device is called, `unit` the
    unit's name. `last` is the last day (ISO). `changed` are the columns that differ. `problem` is
    why it is refused, `doubts` what should be looked at though it is taken in.
    """

    file: str
    place: int
    fate: Fate
    number: str | None = None
    subject: str | None = None
    last: str | None = None
    by: str | None = None
    token: str | None = None
    holder: str | None = None
    unit: str | None = None
    changed: tuple[str, ...] = ()
    problem: Problem | None = None
    doubts: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ImportedCertificates:
    """What became of every certificate, in the order of the files; `run` is None where nothing was
    written. `accepted` says that nothing was refused, or that it was to be left out."""

    certificates: tuple[PlacedCertificate, ...]
    run: int | None
    accepted: bool
    dry_run: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that was said of the certificates, in their order."""
        return tuple(
            problem
            for each in self.certificates
            for problem in ((each.problem,) if each.problem is not None else ()) + each.doubts
        )

    def count(self, fate: Fate) -> int:
        """Return how many have this fate."""
        return sum(each.fate is fate for each in self.certificates)
