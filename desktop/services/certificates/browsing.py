"""Certificates to look at: lists, and one with its chain."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from desktop.crypto import certificate_content as contents
from desktop.crypto.revocation import opened_list
from desktop.crypto.trust import Trust
from desktop.domain.actors import Command
from desktop.domain.cells import CellFault, read_certificate_number
from desktop.domain.certificate_chain import Authority, Chains
from desktop.domain.folding import fold
from desktop.domain.problems import Problem, refuse
from desktop.models import authority_reader, certificate_listing, revocation_reader
from desktop.models.certificate_listing import CertificateDetail, CertificateLine
from desktop.services.lists import find_unit
from desktop.services.session import Session

__all__ = ["CertificateDetail", "CertificateLine"]


@dataclass(frozen=True)
class ListCertificates(Command):
    """Ask for the certificates of the unit of code `under` and below it (None: of all) that are in
    `state` (None: any) and bear all of `words` in number, subscriber, serial or unit."""

    name: ClassVar[str] = "certificate.list"
    under: str | None = None
    as_of: str | None = None
    state: str | None = None
    words: str = ""


@dataclass(frozen=True)
class ReadCertificate(Command):
    """Ask for one certificate by its number, or uid."""

    name: ClassVar[str] = "certificate.show"
    number: str


@dataclass(frozen=True)
class CertificatePage:
    """All that is known of a certificate: its authorities up to the last one known, and what stands
    against trusting it today, judged anew from the certificates themselves."""

    line: CertificateLine
    detail: CertificateDetail
    path: tuple[Authority, ...]
    doubts: tuple[Problem, ...]


def list_certificates(session: Session, command: ListCertificates) -> tuple[CertificateLine, ...]:
    """Return the certificates by number.

    Raises `Refusal` `unit.code_unknown`, `unit.code_clash`.
    """
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        under = find_unit(connection, command.under, date) if command.under else None
        found = certificate_listing.certificates(connection, date, under, command.state)
    words = fold(command.words).split()
    return tuple(line for line in found if not words or _bears(line, words))


def read_certificate(session: Session, command: ReadCertificate) -> tuple[CertificatePage, ...]:
    """Return the certificates of a number: two issuers may give the same.

    Raises `Refusal` `certificate.unknown`.
    """
    today = session.surroundings.today()
    now = session.surroundings.now()
    try:
        number = read_certificate_number(command.number)
    except CellFault:
        number = command.number
    with session.reading(command) as connection:
        uids = certificate_listing.numbered(connection, number)
        if not uids:
            raise refuse("certificate.unknown", number=command.number)
        every = certificate_listing.certificates(connection, today, None, None)
        lines = {line.uid: line for line in every if line.uid in uids}
        known = authority_reader.authorities(connection)
        whole = {uid: contents.opened(der) for uid, der in authority_reader.kept_whole(connection)}
        anchors = tuple(whole[each.uid] for each in known if each.anchor)
        lists = tuple(opened_list(der) for _, der in revocation_reader.kept_lists(connection))
        trust = Trust(anchors, lists, now)
        chains = Chains(known, today)
        pages = []
        for uid in uids:
            detail = certificate_listing.detail(connection, uid)
            doubts: tuple[Problem, ...] = ()
            if detail.der is not None:
                doubts = trust.faults(contents.opened(detail.der), list(whole.values()))
            path = chains.path(detail.signed_by)
            pages.append(CertificatePage(lines[uid], detail, path, doubts))
    return tuple(pages)


def _bears(line: CertificateLine, words: Collection[str]) -> bool:
    text = fold(" ".join(filter(None, (line.number, line.subscriber, line.serial, line.unit_name))))
    return all(word in text for word in words)
