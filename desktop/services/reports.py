"""Papers for sign-off, as PDF files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import refuse, world_failed
from desktop.exchange import media
from desktop.models import bundle_changes, bundle_reader
from desktop.models.office import office
from desktop.models.samples import holds_samples
from desktop.models.unit_reader import MAIN_SCHEME, codes_at, units_at
from desktop.reports.codes import CodeList, CodeRow, code_list_paper
from desktop.reports.forms import profile
from desktop.reports.layout import Paper
from desktop.reports.signoff import sign_off_paper
from desktop.services import bundles
from desktop.services.kinds import unit_types
from desktop.services.letterheads import letterhead, recipients
from desktop.services.session import Session
from desktop.services.sign_off import sign_off_sheet
from desktop.services.surroundings import utc_timestamp


@dataclass(frozen=True)
class Report(Command):
    """Print `paper` ("sign-off" or "codes") into the file `out`, as on the day `as_of`.

    `sequence` names the bundle of a sign-off sheet; without it, it is the last one sealed (up to
    `as_of`). `form` is a form profile.
    """

    name: ClassVar[str] = "report"
    paper: str
    out: Path = field(repr=False)
    as_of: str | None = None
    sequence: int | None = None
    secrecy: SecrecyLevel = SecrecyLevel.KHONG_MAT
    form: str = "party"


@dataclass(frozen=True)
class ReportResult:
    """The written file, its pages, and its SHA-256 in hexadecimal."""

    file: Path
    pages: int
    sha256: str


def report(session: Session, command: Report) -> ReportResult:
    """Print a paper; a file of the same name is replaced once the new one is whole.

    Raises `Refusal` (`report.no_bundle`, `report.bundle_unknown`, `report.no_office`) and
    `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if command.out.is_dir():
        raise world_failed("file.is_folder", file=str(command.out))
    make = {"sign-off": _sign_off, "codes": _codes}[command.paper]
    with session.reading(command) as connection:
        paper = make(connection, session, command)
    media.write_file(command.out, [paper.content], replace=True)
    return ReportResult(command.out, paper.pages, sha256(paper.content).hexdigest())


def _sign_off(connection: Connection, session: Session, command: Report) -> Paper:
    sealed = _bundle(connection, command)
    header = json.loads(sealed.header)
    before = bundle_reader.with_digest(connection, header["previous"])
    changes = bundles.count_changes(
        bundle_changes.changes(connection, before.journal_run, up_to=sealed.journal_run)
        if before
        else [],
        header["counts"],
        first=before is None,
    )
    translate = session.surroundings.translate
    sheet = sign_off_sheet(
        connection, header, sealed.digest, sealed.file, changes, translate, command.secrecy
    )
    return sign_off_paper(sheet, translate, profile(command.form))


def _bundle(connection: Connection, command: Report) -> bundle_reader.SealedBundle:
    if command.sequence is not None:
        found = bundle_reader.with_sequence(connection, command.sequence)
        if found is None:
            raise refuse("report.bundle_unknown", sequence=f"{command.sequence:06}")
        return found
    found = bundle_reader.latest(connection, before=_end_of_day(command.as_of))
    if found is None:
        raise refuse("report.no_bundle")
    return found


def _end_of_day(day: str | None) -> str | None:
    """Return the first moment after `day` as it is reckoned here, in UTC."""
    if day is None:
        return None
    following = date.fromisoformat(day) + timedelta(days=1)
    return utc_timestamp(datetime.combine(following, time()).astimezone(UTC))


def _codes(connection: Connection, session: Session, command: Report) -> Paper:
    world = session.surroundings
    today = world.today()
    day = command.as_of or today
    organ = office(connection, day)
    if organ is None:
        raise refuse("report.no_office", date=day)
    units = {unit.uid: unit for unit in units_at(connection, day)}
    types = unit_types()
    rows = []
    for code in codes_at(connection, day):
        unit = units.get(code.unit)
        # A code is declared for a unit that exists; one left without is a finding of the checks.
        if code.scheme != MAIN_SCHEME or unit is None:
            continue
        superior = units.get(unit.parent) if unit.parent else None
        kind = types.get(unit.type or "")
        rows.append(
            CodeRow(
                value=code.value,
                name=unit.name,
                parent=superior.name if superior else "",
                type=kind.label if kind else unit.type or "",
                from_date=code.from_date,
                state=code.state,
            )
        )
    # The order of the values is that of the tree: a child's code extends its parent's.
    rows.sort(key=lambda row: (row.value, row.name))
    moment = world.now().astimezone()
    listed = CodeList(
        letterhead=letterhead(organ.name, int(day[:4])),
        secrecy=command.secrecy,
        as_of=moment if day == today else date.fromisoformat(day),
        holder=organ.name,
        rows=tuple(rows),
        recipients=recipients(organ.name, bundles.CENTRAL_SYSTEM, world.translate),
        sample=holds_samples(connection),
    )
    return code_list_paper(listed, world.translate, profile(command.form))
