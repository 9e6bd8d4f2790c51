"""Takes certificates in: reads the files, places every certificate, writes one run or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from desktop.crypto.certificate_content import ReadCertificate, read_certificate
from desktop.crypto.certificate_files import FoundCertificate, read_file
from desktop.domain.problems import Severity
from desktop.models.token_life import MoveNote
from desktop.models.unit_reader import below
from desktop.services.certificates.command import (
    ImportCertificates,
    ImportedCertificates,
    PlacedCertificate,
)
from desktop.services.certificates.placing import Placing
from desktop.services.imports.command import Fate
from desktop.services.imports.plan import Plan, uids
from desktop.services.lists import find_unit
from desktop.services.session import Session


def import_certificates(session: Session, command: ImportCertificates) -> ImportedCertificates:
    """Take certificates in; nothing is written in a dry run, nor where one is refused unless the
    bad ones are skipped. A certificate that is there already changes nothing.

    Raises `WorldFailure` `certificate.file_missing`, `.file_unreadable`; `Refusal`
    `unit.code_unknown`, `unit.code_clash`.
    """
    found = [each for path in command.files for each in read_file(path)]
    read = {
        number: read_certificate(each.certificate)
        for number, each in enumerate(found)
        if each.certificate is not None
    }
    plan = Plan(uids(session.surroundings.random_bytes))
    with session.reading(command) as connection:
        placed = _placed(connection, command, found, read, plan, session.surroundings.today())
    refused = any(each.fate is Fate.REFUSED for each in placed)
    if command.dry_run:
        return ImportedCertificates(tuple(placed), None, not refused, dry_run=True)
    if refused and not command.skip_bad:
        held = [each if each.fate is Fate.REFUSED else replace(each, fate=Fate.HELD)
                for each in placed]  # fmt: skip
        return ImportedCertificates(tuple(held), None, accepted=False, dry_run=False)
    with session.unit_of_work(command) as work:
        work.note_moves(MoveNote(session.surroundings.today()))
        plan.write(work)
    run = work.run.number if work.run is not None else None
    return ImportedCertificates(
        tuple(_skipped(each) for each in placed), run, accepted=True, dry_run=False
    )


def _placed(
    connection: Connection,
    command: ImportCertificates,
    found: Sequence[FoundCertificate],
    read: dict[int, ReadCertificate],
    plan: Plan,
    today: str,
) -> list[PlacedCertificate]:
    units = None
    if command.under is not None:
        root = find_unit(connection, command.under, today)
        units = set(connection.execute(select(below(root, today).c.uid)).scalars())
    placing = Placing(connection, command, list(read.values()), plan, today, units)
    placed = {}
    # The older first, so that of two for one device the later follows the earlier.
    for number in sorted(read, key=lambda number: (read[number].from_date, number)):
        where = found[number]
        placed[number] = placing.place(where.file, where.place, read[number])
    for number, where in enumerate(found):
        if number not in placed:
            placed[number] = PlacedCertificate(
                where.file, where.place, Fate.REFUSED, problem=where.problem
            )
    return [placed[number] for number in range(len(found))]


def _skipped(each: PlacedCertificate) -> PlacedCertificate:
    """Make what a refused certificate is refused for a warning: the rest was taken in."""
    if each.problem is None:
        return each
    return replace(each, problem=replace(each.problem, severity=Severity.WARNING))
