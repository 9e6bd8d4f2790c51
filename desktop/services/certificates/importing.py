"""Takes certificates in: reads the files, places every certificate, writes one run or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cryptography import x509
from sqlalchemy import Connection, select

from desktop.crypto.certificate_content import ReadCertificate, opened, read_certificate
from desktop.crypto.certificate_files import SUFFIXES, FoundCertificate, read_file
from desktop.domain.problems import Problem, Severity, Where, refuse
from desktop.models import certificate_reader
from desktop.models.token_life import MoveNote
from desktop.models.unit_reader import below
from desktop.services.certificates.authorities import (
    Issuers,
    authority_problem,
    keep_authority,
)
from desktop.services.certificates.command import (
    ImportCertificates,
    ImportedCertificates,
    PlacedCertificate,
)
from desktop.services.certificates.lists import apply_lists
from desktop.services.certificates.placing import Placing
from desktop.services.imports.command import Fate
from desktop.services.imports.plan import Plan, uids
from desktop.services.lists import find_unit
from desktop.services.session import Session


def import_certificates(session: Session, command: ImportCertificates) -> ImportedCertificates:
    """Take certificates in; nothing is written in a dry run, nor where one is refused unless the
    bad ones are skipped. A certificate that is there already changes nothing.

    Authorities among them are kept beside the registers, and trusted only by `add_anchor`. Raises
    `WorldFailure` `certificate.file_missing`, `.file_unreadable`; `Refusal`
    `certificate.folder_empty`, `unit.code_unknown`, `unit.code_clash`.
    """
    files = [file for path in command.files for file in _files_at(path)]
    found = [each for file in files for each in read_file(file)]
    read = {
        number: (each.certificate, read_certificate(each.certificate))
        for number, each in enumerate(found)
        if each.certificate is not None
    }
    plan = Plan(uids(session.surroundings.random_bytes))
    today = session.surroundings.today()
    with session.reading(command) as connection:
        fates = _Placed(connection, command, found, read, plan, today)
        placed = fates.all()
    refused = any(each.fate is Fate.REFUSED for each in placed)
    if command.dry_run:
        return ImportedCertificates(tuple(placed), None, not refused, dry_run=True)
    if refused and not command.skip_bad:
        held = [each if each.fate is Fate.REFUSED else replace(each, fate=Fate.HELD)
                for each in placed]  # fmt: skip
        return ImportedCertificates(tuple(held), None, accepted=False, dry_run=False)
    with session.unit_of_work(command) as work:
        work.note_moves(MoveNote(today))
        plan.write(work)
        for number, each in enumerate(placed):
            if each.fate is Fate.CREATED and read[number][1].content.is_authority:
                keep_authority(work, *read[number], anchor=False)
        apply_lists(work, fates.kept)
    run = work.run.number if work.run is not None else None
    return ImportedCertificates(
        tuple(_skipped(each) for each in placed), run, accepted=True, dry_run=False
    )


def _files_at(path: Path) -> list[Path]:
    """Return a file, or all files of certificates right in a folder, by name."""
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    if not found:
        raise refuse("certificate.folder_empty", folder=str(path))
    return found


class _Placed:
    """Works out the fate of every place of the files."""

    def __init__(
        self,
        connection: Connection,
        command: ImportCertificates,
        found: Sequence[FoundCertificate],
        read: Mapping[int, tuple[x509.Certificate, ReadCertificate]],
        plan: Plan,
        today: str,
    ) -> None:
        self._found = found
        self._read = read
        self._today = today
        self._issuers = Issuers(connection)
        self._authorities: set[str] = set()
        units = None
        if command.under is not None:
            root = find_unit(connection, command.under, today)
            units = set(connection.execute(select(below(root, today).c.uid)).scalars())
        subscribers = [each for _, each in read.values() if not each.content.is_authority]
        signed_by = {
            each.fingerprint: self._issuers.of(certificate) for certificate, each in read.values()
        }
        broken = {
            uid
            for uid, der in certificate_reader.unsigned(connection)
            if self._issuers.disown(opened(der))
        }
        self._placing = Placing(
            connection, command, subscribers, signed_by, plan, today, units, broken
        )

    @property
    def kept(self) -> set[str]:
        """The certificates (uids) of which is kept now what stands in them."""
        return self._placing.kept

    def all(self) -> list[PlacedCertificate]:
        """Return the fates in the order of the files."""
        placed = {}
        # The older first, so that of two for one device the later follows the earlier.
        order = sorted(self._read, key=lambda number: (self._read[number][1].from_date, number))
        for number in order:
            where, (certificate, read) = self._found[number], self._read[number]
            if self._issuers.disown(certificate):
                placed[number] = _disowned(where, read)
            elif read.content.is_authority:
                placed[number] = self._authority(where, certificate, read)
            else:
                placed[number] = self._placing.place(where.file, where.place, read)
        for number, where in enumerate(self._found):
            if number not in placed:
                placed[number] = PlacedCertificate(
                    where.file, where.place, Fate.REFUSED, problem=where.problem
                )
        return [placed[number] for number in range(len(self._found))]

    def _authority(
        self, where: FoundCertificate, certificate: x509.Certificate, read: ReadCertificate
    ) -> PlacedCertificate:
        known = self._issuers.holds(certificate) or read.fingerprint in self._authorities
        self._authorities.add(read.fingerprint)
        problem = None
        if not known:
            problem = authority_problem(certificate, read, where.file, self._today)
        fate = Fate.UNCHANGED if known else Fate.REFUSED if problem is not None else Fate.CREATED
        doubts: tuple[Problem, ...] = ()
        if fate is Fate.CREATED:
            told = {"file": where.file, "subject": read.subject or "—"}
            doubts = (Problem("trust.not_anchor", told, Severity.INFO, Where(where.file)),)
        return PlacedCertificate(
            where.file, where.place, fate, read.number, read.subject, read.content.last,
            problem=problem, doubts=doubts,
        )  # fmt: skip


def _disowned(where: FoundCertificate, read: ReadCertificate) -> PlacedCertificate:
    told = {"number": read.number, "subject": read.subject or "—", "issuer": read.issuer or "—"}
    values = {"file": where.file, "place": where.place, **told}
    problem = Problem("certificate.not_signed", values, where=Where(where.file))
    return PlacedCertificate(
        where.file, where.place, Fate.REFUSED, read.number, read.subject, read.content.last,
        problem=problem,
    )  # fmt: skip


def _skipped(each: PlacedCertificate) -> PlacedCertificate:
    """Make what a refused certificate is refused for a warning: the rest was taken in."""
    if each.problem is None:
        return each
    return replace(each, problem=replace(each.problem, severity=Severity.WARNING))
