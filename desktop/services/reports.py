"""Papers for sign-off, as PDF files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.problems import refuse, world_failed
from desktop.domain.texts import N_, Text
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
from desktop.services.list_papers import draw_list
from desktop.services.old_to_new import draw_old_to_new, first_day
from desktop.services.session import Session
from desktop.services.sign_off import sign_off_sheet
from desktop.services.surroundings import Surroundings, utc_timestamp
from desktop.services.units_between import unit_under


@dataclass(frozen=True)
class Draw(Command):
    """Draw `paper`, a name of `desktop.domain.papers.PAPERS`, as on the day `as_of`.

    `sequence` names the bundle of a sign-off sheet; without it, it is the last one sealed (up to
    `as_of`). The table of old and new codes is of the reorganisations from the day `since` (the
    first event's where None) to `as_of`. It, and the lists of endpoints and of units that are not
    reached, are of what is below the unit of code `under` or of uid `unit`, or of all. `level`,
    `environment` and `direction` are what those units are to be reached at, `round` the number of
    the round of forms of a list of reminders, of the round of test documents or the handing-out
    day that is listed, None the last one. `form` is a form profile.
    """

    name: ClassVar[str] = "report draw"
    paper: str
    as_of: str | None = None
    sequence: int | None = None
    secrecy: SecrecyLevel = SecrecyLevel.KHONG_MAT
    form: str = "party"
    since: str | None = None
    under: str | None = None
    unit: str | None = None
    level: SecrecyLevel | None = None
    environment: Environment | None = None
    direction: Direction = Direction.RECEIVE
    round: int | None = None


@dataclass(frozen=True)
class Report(Draw):
    """Print a paper, see `Draw`, into the file `out`."""

    name: ClassVar[str] = "report"
    out: Path = field(kw_only=True, repr=False)


@dataclass(frozen=True)
class ReportResult:
    """The written file, its pages, and its SHA-256 in hexadecimal."""

    file: Path
    pages: int
    sha256: str


@dataclass(frozen=True)
class DrawnPaper:
    """A paper in memory: the PDF file's bytes, its pages, and a name to save it under."""

    content: bytes
    pages: int
    file_name: str


def report(session: Session, command: Report) -> ReportResult:
    """Print a paper; a file of the same name is replaced once the new one is whole.

    Raises `Refusal` (see `draw`) and `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if command.out.is_dir():
        raise world_failed("file.is_folder", file=str(command.out))
    with session.reading(command) as connection:
        paper, _ = _MAKERS[command.paper](connection, session, command)
    return _written(paper.content, paper.pages, command.out)


def draw(session: Session, command: Draw) -> DrawnPaper:
    """Draw a paper in memory; nothing is written.

    Raises `Refusal`: `report.no_bundle`, `report.bundle_unknown`, `report.no_office`,
    `report.days_reversed`, `report.nothing_passed`, `unit.code_unknown`, `unit.code_clash`,
    `collect.no_round`, `collect.no_round_yet`, `tests.no_round`, `tests.no_round_yet`,
    `handout.no_day`, `handout.no_day_yet`; `WorldFailure`: `report.ended`.
    """
    with session.reading(command) as connection:
        paper, stem = _MAKERS[command.paper](connection, session, command)
    return DrawnPaper(paper.content, paper.pages, f"{stem}.pdf")


def save(paper: DrawnPaper, out: Path) -> ReportResult:
    """Write a drawn paper into the file `out`, replacing one of that name.

    Raises `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if out.is_dir():
        raise world_failed("file.is_folder", file=str(out))
    return _written(paper.content, paper.pages, out)


def _written(content: bytes, pages: int, out: Path) -> ReportResult:
    media.write_file(out, [content], replace=True)
    return ReportResult(out, pages, sha256(content).hexdigest())


def _sign_off(connection: Connection, session: Session, command: Draw) -> tuple[Paper, str]:
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
    paper = sign_off_paper(sheet, translate, profile(command.form))
    return paper, f"PHIEU-XAC-NHAN-{sealed.sequence:06}"


def _bundle(connection: Connection, command: Draw) -> bundle_reader.SealedBundle:
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


def _codes(connection: Connection, session: Session, command: Draw) -> tuple[Paper, str]:
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
    paper = code_list_paper(listed, world.translate, profile(command.form), drawing(world))
    return paper, f"DANH-SACH-MA-{day}"


def _old_to_new(connection: Connection, session: Session, command: Draw) -> tuple[Paper, str]:
    world = session.surroundings
    last = command.as_of or world.today()
    since = first_day(connection, command.since, last)
    root = command.unit
    if command.under is not None:
        root = unit_under(connection, command.under, since, last)
    paper = draw_old_to_new(
        connection, world, since, last, root, command.secrecy, command.form, drawing(world)
    )
    return paper, f"BANG-CHUYEN-DOI-MA-{last}"


def _list(connection: Connection, session: Session, command: Draw) -> tuple[Paper, str]:
    return draw_list(session, command, drawing(session.surroundings))


def drawing(world: Surroundings) -> Callable[[int, int], None]:
    """Return what is told how many pages are drawn: a country's list has 1,500, which is seen to
    go on, and can be stopped."""
    return lambda done, total: world.progress(Text(N_("Drawing the paper")), done, total)


_MAKERS = {
    "sign-off": _sign_off,
    "codes": _codes,
    "old-to-new": _old_to_new,
    "endpoints": _list,
    "coverage": _list,
    "not-reached": _list,
    "reminder": _list,
    "test-round": _list,
    "hand-out": _list,
}
