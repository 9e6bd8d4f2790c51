"""Authorities: anchors that an administrator compared with paper, and those between.

An authority's certificate vouches for nothing by being here. Only what leads to an anchor is
trusted, and an anchor is one whose fingerprint somebody read from paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from sqlalchemy import Connection

from desktop.crypto import certificate_content as contents
from desktop.crypto.certificate_content import ReadCertificate, read_certificate
from desktop.crypto.certificate_files import read_file
from desktop.crypto.certificates import subject_name
from desktop.domain.actors import Command
from desktop.domain.certificate_chain import authority_faults
from desktop.domain.problems import Problem, Refusal, Where, refuse
from desktop.models import authority_reader
from desktop.models.authority_reader import AuthorityRow
from desktop.models.register_rows import dicts_in
from desktop.models.tables import authority, certificate_content
from desktop.models.uow import UnitOfWork
from desktop.services.certificates.content import certificate_policy
from desktop.services.session import Session

__all__ = ["AuthorityRow"]

_DIGITS = 64
_SEPARATORS = str.maketrans("", "", " :-.\t\n")


@dataclass(frozen=True)
class AddAnchor(Command):
    """Trust the authority whose certificate is in `file`; `fingerprint` is its SHA-256 as somebody
    read it from paper: 64 hexadecimal digits, in any grouping."""

    name: ClassVar[str] = "trust.add"
    file: Path
    fingerprint: str


@dataclass(frozen=True)
class DropAnchor(Command):
    """Trust the authority of this fingerprint (or the beginning of it) no longer."""

    name: ClassVar[str] = "trust.remove"
    fingerprint: str


@dataclass(frozen=True)
class ListAuthorities(Command):
    """Ask which authorities are known, and which of them are trusted."""

    name: ClassVar[str] = "trust.list"


@dataclass(frozen=True)
class AnchorAdded:
    """The authority that is trusted now, how many certificates of the registers its key was found
    to have signed, and the run (None: it was trusted already)."""

    subject: str
    linked: int
    run: int | None


def add_anchor(session: Session, command: AddAnchor) -> AnchorAdded:
    """Trust an authority, in one run.

    Raises `WorldFailure` `certificate.file_missing`, `.file_unreadable`; `Refusal`
    `trust.fingerprint_form`, `trust.fingerprint_wrong`, `trust.one_only`, what is wrong with the
    file, and what `authority_problem` says.
    """
    wanted = _fingerprint(command.fingerprint)
    found = read_file(command.file)
    if len(found) != 1:
        raise refuse("trust.one_only", file=command.file.name, count=len(found))
    (each,) = found
    if each.certificate is None:
        raise Refusal(*([each.problem] if each.problem is not None else []))
    read = read_certificate(each.certificate)
    if read.fingerprint != wanted:
        raise refuse("trust.fingerprint_wrong", file=each.file, subject=read.subject or "—")
    problem = authority_problem(each.certificate, read, each.file, session.surroundings.today())
    if problem is not None:
        raise Refusal(problem)
    with session.unit_of_work(command) as work:
        linked = keep_authority(work, each.certificate, read, anchor=True)
    run = work.run.number if work.run is not None else None
    return AnchorAdded(read.subject, linked, run)


def drop_anchor(session: Session, command: DropAnchor) -> AnchorAdded:
    """Trust an authority no longer; its certificate stays, and vouches for nothing by itself.

    Raises `Refusal` `trust.unknown`.
    """
    wanted = command.fingerprint.translate(_SEPARATORS).lower()
    with session.unit_of_work(command) as work:
        rows = [
            row
            for row in authority_reader.rows(work.connection)
            if row.anchor and wanted and row.fingerprint.startswith(wanted)
        ]
        if len(rows) != 1:
            raise refuse("trust.unknown", fingerprint=command.fingerprint, count=len(rows))
        work.update(authority, [{"uid": rows[0].uid, "anchor": 0}])
    return AnchorAdded(rows[0].subject, 0, work.run.number if work.run is not None else None)


def list_authorities(session: Session, command: ListAuthorities) -> tuple[AuthorityRow, ...]:
    """Return the authorities that are known, the anchors first."""
    with session.reading(command) as connection:
        return tuple(authority_reader.rows(connection))


def authority_problem(
    certificate: x509.Certificate, read: ReadCertificate, file: str, today: str
) -> Problem | None:
    """Return what stands against taking an authority in, None where nothing does.

    The codes: `trust.not_authority`, `trust.authority_weak`, `trust.authority_extension`,
    `trust.authority_over`, `trust.authority_not_yet`, `trust.self_signature`.
    """
    told = {"file": file, "subject": read.subject or "—"}
    is_own = certificate.subject == certificate.issuer
    found = authority_faults(certificate_policy(), read.content, is_self_signed=is_own)
    for fault in found:
        return Problem(fault.code, {**told, **fault.values}, where=Where(file))
    if read.to_date <= today:
        values = {**told, "last": read.content.last}
        return Problem("trust.authority_over", values, where=Where(file))
    if read.from_date > today:
        values = {**told, "first": read.from_date}
        return Problem("trust.authority_not_yet", values, where=Where(file))
    if is_own and not contents.issued_by(certificate, certificate):
        return Problem("trust.self_signature", told, where=Where(file))
    return None


def keep_authority(
    work: UnitOfWork, certificate: x509.Certificate, read: ReadCertificate, *, anchor: bool
) -> int:
    """Keep an authority, as an anchor or one between, and link what its key has signed; return how
    many certificates of the registers that are."""
    known = dicts_in(work.connection, authority, "fingerprint", [read.fingerprint])
    if known:
        if anchor:
            work.update(authority, [{"uid": known[0]["uid"], "anchor": 1}])
        return 0
    uid = work.new_uid()
    row: dict[str, Any] = {
        "uid": uid,
        "subject": read.subject,
        "issuer": read.issuer,
        "number": read.number,
        "fingerprint": read.fingerprint,
        "der": read.der,
        "key": read.key,
        "anchor": int(anchor),
        "signed_by": Issuers(work.connection).of(certificate),
        "path_length": contents.path_length(certificate),
        "from_date": read.from_date,
        "to_date": read.to_date,
    }
    work.insert(authority, [row])
    return _link(work, certificate, uid)


class Issuers:
    """The authorities that are known, to be asked whose key signed a certificate."""

    def __init__(self, connection: Connection) -> None:
        self._known = [
            (uid, contents.opened(der)) for uid, der in authority_reader.kept_whole(connection)
        ]

    def of(self, certificate: x509.Certificate) -> str | None:
        """Return the uid of the authority; None where none is known but itself."""
        for uid, other in self._known:
            if other != certificate and contents.issued_by(certificate, other):
                return uid
        return None

    def disown(self, certificate: x509.Certificate) -> bool:
        """Say whether it names one of them as its issuer, and none of them signed it: it was
        altered or damaged, or is false."""
        named = any(contents.disowned_by(certificate, other) for _, other in self._known)
        return named and self.of(certificate) is None

    def holds(self, certificate: x509.Certificate) -> bool:
        """Say whether the certificate is that of a known authority."""
        return any(other == certificate for _, other in self._known)


def _link(work: UnitOfWork, certificate: x509.Certificate, uid: str) -> int:
    """Write down what the key of a new authority signed among what nobody's did yet."""
    others = [
        {"uid": other, "signed_by": uid}
        for other, der in authority_reader.unlinked_authorities(work.connection)
        if other != uid and contents.issued_by(contents.opened(der), certificate)
    ]
    work.update(authority, others)
    issuer = subject_name(certificate)
    signed = [
        {"uid": content, "signed_by": uid}
        for content, der in authority_reader.unlinked_certificates(work.connection, issuer)
        if contents.issued_by(contents.opened(der), certificate)
    ]
    return work.update(certificate_content, signed)


def _fingerprint(text: str) -> str:
    digits = text.translate(_SEPARATORS).lower()
    if len(digits) != _DIGITS or set(digits) - set("0123456789abcdef"):
        raise refuse("trust.fingerprint_form", count=len(digits))
    return digits
