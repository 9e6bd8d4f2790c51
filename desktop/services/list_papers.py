"""Lists for people to work through on paper: endpoints, coverage, units not reached, reminders,
tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.domain.cells import shown_date
from desktop.domain.levels import (
    ENVIRONMENT_LABELS,
    LEVEL_LABELS,
    Direction,
    Environment,
    SecrecyLevel,
)
from desktop.domain.problems import refuse
from desktop.domain.proofs import OUTCOME_LABELS, Outcome
from desktop.domain.routing import CELLS
from desktop.domain.texts import N_, Translate, said
from desktop.models.office import office
from desktop.models.samples import holds_samples
from desktop.reports.apart import LONG, list_paper_apart
from desktop.reports.forms import profile
from desktop.reports.layout import Paper
from desktop.reports.lists import Counted, ListSheet, digest_of_rows, list_paper
from desktop.reports.pieces import Column
from desktop.reports.signoff import number
from desktop.services.browse_endpoints import (
    BrowseEndpoints,
    EndpointFilter,
    EndpointLine,
    EndpointList,
    role_label,
)
from desktop.services.collecting.command import ReadRound
from desktop.services.collecting.reading_back import read_round
from desktop.services.coverage import Coverage, CoverageAnswer, coverage
from desktop.services.coverage_sheet import cell_words
from desktop.services.handing_out.command import ReadDay
from desktop.services.handing_out.days import read_day
from desktop.services.handing_out.paper import SIGNING_LINES, signature_list
from desktop.services.kinds import endpoint_roles
from desktop.services.letterheads import letterhead, recipients
from desktop.services.lists import find_unit
from desktop.services.proofs import command as proofs
from desktop.services.proofs.command import DocumentStatus
from desktop.services.proofs.reading import read_round as read_test_round
from desktop.services.proofs.words import round_words
from desktop.services.session import Session

if TYPE_CHECKING:
    from desktop.services.reports import Draw

# Endpoints read at once.
_READ_AT_ONCE = 5_000
# Told how far the work is, as (done, of how many); what it raises stops it.
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class _Drawn:
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    total: str
    notes: tuple[str, ...] = field(default=())
    numbered: str = ""
    counted: Counted | None = None
    lines: int = 1
    abreast: bool = False


def draw_list(
    session: Session, command: Draw, drawn: Callable[[int, int], None]
) -> tuple[Paper, str]:
    """Set the list of a command (a name in `_MAKERS`), and name its file.

    Raises `Refusal`: `report.no_office`, `unit.code_unknown`, `unit.code_clash`,
    `collect.no_round`, `collect.no_round_yet`, `tests.no_round`, `tests.no_round_yet`,
    `handout.no_day`, `handout.no_day_yet`; `WorldFailure`: `report.ended`.
    """
    world = session.surroundings
    _ = world.translate
    today = world.today()
    day = command.as_of or today
    with session.reading(command) as connection:
        organ = office(connection, day)
        if organ is None:
            raise refuse("report.no_office", date=day)
        made, stem = _MAKERS[command.paper](session, command, day, drawn), _STEMS[command.paper]
        sheet = ListSheet(
            letterhead=letterhead(organ.name, int(day[:4])),
            secrecy=command.secrecy,
            as_of=world.now().astimezone() if day == today else date.fromisoformat(day),
            title=made.title,
            subject=organ.name,
            columns=made.columns,
            rows=made.rows,
            total=made.total,
            digest=digest_of_rows([*(made.counted.rows if made.counted else ()), *made.rows]),
            notes=made.notes,
            numbered=made.numbered,
            counted=made.counted,
            lines=made.lines,
            abreast=made.abreast,
            recipients=recipients(organ.name, "", _),
            sample=holds_samples(connection),
        )
    compose = list_paper_apart if len(made.rows) >= LONG else list_paper
    return compose(sheet, _, profile(command.form), drawn), f"{stem}-{day}"


def _endpoints(session: Session, command: Draw, day: str, drawn: Told) -> _Drawn:
    _ = session.surroundings.translate
    asked = BrowseEndpoints(EndpointFilter(under=_root(session, command, day)), as_of=day)
    roles = {code: role.label for code, role in endpoint_roles().items()}
    vacant = 0
    rows = []
    for line in _lines(session, asked, drawn):
        if line.state == "closed":
            continue
        vacant += line.person is None
        rows.append(
            (
                line.code or "—",
                line.unit_name or "",
                roles.get(line.role, line.role),
                _network(line, _),
                _holder(line, _),
                line.phone or "",
                shown_date(line.from_date),
            )
        )
    total = _(
        N_("The list has {count} endpoints, {vacant} without a person. Its digest (SHA-256):")
    )
    return _Drawn(
        _(N_("List of clerk endpoints")),
        (
            Column(_(N_("Identifier code")), 25, whole=True),
            Column(_(N_("Organ or unit")), 31),
            Column(_(N_("Role")), 19),
            Column(_(N_("Network, up to level")), 20),
            Column(_(N_("Holder")), 24),
            Column(_(N_("Phone")), 17),
            Column(_(N_("Valid from")), 18.3, align="centre"),
        ),
        rows,
        total.format(count=number(len(rows), _), vacant=number(vacant, _)),
    )


def _lines(session: Session, asked: BrowseEndpoints, drawn: Told) -> Iterator[EndpointLine]:
    """Yield all lines, some at a time: a country's would take hundreds of megabytes at once."""
    listed, offset = EndpointList(asked), 0
    while (found := listed.read(session, offset, _READ_AT_ONCE)).rows:
        drawn(offset, found.count)
        yield from found.rows
        offset += len(found.rows)


def _network(line: EndpointLine, translate: Translate) -> str:
    where = translate(ENVIRONMENT_LABELS[Environment(line.environment)])
    level = translate(LEVEL_LABELS[SecrecyLevel(line.ceiling)])
    return f"{where}, {level}"


def _holder(line: EndpointLine, translate: Translate) -> str:
    if line.person_name is None:
        return translate(N_("not named yet"))
    name = f"{line.person_name} ({line.post})" if line.post else line.person_name
    return f"{name} (+{line.others})" if line.others else name


def _not_reached(session: Session, command: Draw, day: str, _drawn: Told) -> _Drawn:
    found = _covered(session, command, day)
    title = N_("List of units nobody receives for")
    if command.direction is Direction.SEND:
        title = N_("List of units that cannot send")
    return _gaps(found, title, session.surroundings.translate)


def _coverage(session: Session, command: Draw, day: str, _drawn: Told) -> _Drawn:
    """The counts in every cell, and the units that are not in order in one."""
    _ = session.surroundings.translate
    found = _covered(session, command, day)
    drawn = _gaps(found, N_("Coverage of clerk endpoints"), _)
    counts = zip(CELLS, found.by_cell, strict=True)
    counted = Counted(
        (
            Column(_(N_("Direction, network, level")), 85),
            Column(_(N_("In order")), 26.3, align="right"),
            Column(_(N_("Not in order")), 26.3, align="right"),
            Column(_(N_("Another way")), 26.3, align="right"),
        ),
        [
            (
                cell_words(cell, _),
                *(number(count, _) for count in (each.covered, each.uncovered, each.exempt)),
            )
            for cell, each in counts
        ],
    )
    return replace(drawn, counted=counted, notes=(*drawn.notes, *_notes(found, _)))


def _covered(session: Session, command: Draw, day: str) -> CoverageAnswer:
    asked = Coverage(
        command.level,
        command.under,
        day,
        environment=command.environment,
        direction=command.direction,
        unit=command.unit,
    )
    return coverage(session, asked)


def _gaps(found: CoverageAnswer, title: str, translate: Translate) -> _Drawn:
    _ = translate
    rows = [
        (
            gap.code or "—",
            gap.unit,
            gap.superior,
            said(gap.step.message, _),
            "; ".join(gap.reach),
        )
        for gap in found.missing
    ]
    words = N_(
        "Looked at: {cell}. {covered} units are in order, {uncovered} are not, {apart} go another "
        "way, {excused} are exempt by a decision."
    )
    note = _(words).format(
        cell=cell_words(found.cell, _),
        covered=number(found.covered, _),
        uncovered=number(found.uncovered, _),
        apart=number(found.exempt - len(found.excused), _),
        excused=number(len(found.excused), _),
    )
    return _Drawn(
        _(title),
        (
            Column(_(N_("Identifier code")), 25, whole=True),
            Column(_(N_("Organ or unit")), 34),
            Column(_(N_("Superior unit")), 28),
            Column(_(N_("What is wrong")), 40),
            Column(_(N_("Phone")), 27.3),
        ),
        rows,
        _total(len(rows), _),
        (note,),
    )


def _notes(found: CoverageAnswer, translate: Translate) -> Iterator[str]:
    """Yield what there is to say of units reached in part, and of those that are exempt."""
    _ = translate
    if found.partly:
        words = N_("{count} of them are reached but for documents of some type or sender.")
        yield _(words).format(count=number(found.partly, _))
    if found.excused:
        words = _(N_("{unit}: by {decision}, until {until}"))
        names = "; ".join(
            words.format(unit=each.unit, decision=each.decision, until=shown_date(each.until))
            for each in found.excused
        )
        head = _(N_("Exempt by a decision ({count}):")).format(count=len(found.excused))
        yield f"{head} {names}."


def _reminder(session: Session, command: Draw, day: str, _drawn: Told) -> _Drawn:
    _ = session.surroundings.translate
    found = read_round(session, ReadRound(command.round))
    waiting = [form for form in found.forms if form.answered_on is None or form.refused]
    rows = [
        (
            form.code or "—",
            form.name,
            _(N_("Rows to be mended: {count}")).format(count=form.refused)
            if form.answered_on is not None
            else _(N_("No answer")),
            "; ".join(form.reach),
        )
        for form in waiting
    ]
    words = N_("Round {number} of {unit}, begun {day}: {answered} of {count} have answered.")
    counts = found.counts()
    notes = [
        _(words).format(
            number=found.number,
            unit=found.unit,
            day=shown_date(found.started_on),
            answered=counts["answered"],
            count=counts["forms"],
        )
    ]
    if found.letter:
        notes.append(_(N_("Letter: {letter}.")).format(letter=found.letter))
    if found.due_on is not None:
        notes.append(_(N_("Last day for answers: {day}")).format(day=shown_date(found.due_on)))
    return _Drawn(
        _(N_("List of reminders of the round of forms")),
        (
            Column(_(N_("Identifier code")), 25, whole=True),
            Column(_(N_("Organ or unit")), 45),
            Column(_(N_("What is waited for")), 30),
            Column(_(N_("Phone")), 54.3),
        ),
        rows,
        _(N_("The list has {count} units. Its digest (SHA-256):")).format(
            count=number(len(rows), _)
        ),
        tuple(notes),
    )


def _test_round(session: Session, command: Draw, day: str, _drawn: Told) -> _Drawn:
    _ = session.surroundings.translate
    found = read_test_round(session, proofs.ReadRound(command.round))
    rows = [
        (
            document.code or "—",
            document.name,
            role_label(document.role),
            document.account or "",
            _(LEVEL_LABELS[SecrecyLevel(document.level)]),
            _taker(document),
            _result(document, _),
        )
        for document in found.documents
    ]
    notes = [round_words(found, _)]
    if found.letter:
        notes.append(_(N_("Letter: {letter}.")).format(letter=found.letter))
    words = _(N_("The list has {count} test documents. Its digest (SHA-256):"))
    return _Drawn(
        _(N_("List of the round of test documents")),
        (
            Column(_(N_("Identifier code")), 20.5, whole=True),
            Column(_(N_("Organ or unit")), 31),
            Column(_(N_("Endpoint")), 20),
            Column(_(N_("Account")), 19),
            Column(_(N_("Level")), 13),
            Column(_(N_("Expected taker")), 24),
            Column(_(N_("Result")), 26.8),
        ),
        rows,
        words.format(count=number(len(rows), _)),
        tuple(notes),
        # A document's number is its place in the list.
        _(N_("Number")),
    )


def _hand_out(session: Session, command: Draw, day: str, _drawn: Told) -> _Drawn:
    status = read_day(session, ReadDay(command.round))
    made = signature_list(status, session.surroundings.translate)
    return _Drawn(
        made.title,
        made.columns,
        made.rows,
        made.total,
        made.notes,
        lines=SIGNING_LINES,
        abreast=True,
    )


def _taker(document: DocumentStatus) -> str:
    name = document.person or ""
    phones = (each.removeprefix(f"{name} · ") for each in document.reach[:1])
    return ", ".join(filter(None, (name, *phones)))


def _result(document: DocumentStatus, translate: Translate) -> str:
    if document.outcome is Outcome.UNKNOWN:
        return translate(N_("Arrived □ Lost □"))
    words = translate(OUTCOME_LABELS[document.outcome])
    words = words[:1].upper() + words[1:]
    return f"{words} {shown_date(document.result_on or '')}" if document.result_on else words


def _total(count: int, translate: Translate) -> str:
    words = translate(N_("The list has {count} units. Its digest (SHA-256):"))
    return words.format(count=number(count, translate))


def _root(session: Session, command: Draw, day: str) -> str | None:
    if command.under is None:
        return command.unit
    with session.reading(command) as connection:
        return find_unit(connection, command.under, day)


_MAKERS = {
    "endpoints": _endpoints,
    "coverage": _coverage,
    "not-reached": _not_reached,
    "reminder": _reminder,
    "test-round": _test_round,
    "hand-out": _hand_out,
}
_STEMS = {
    "endpoints": "DANH-SACH-DAU-MOI",
    "coverage": "DO-PHU",
    "not-reached": "DANH-SACH-CHUA-CO-NGUOI-NHAN",
    "reminder": "DANH-SACH-NHAC",
    "test-round": "DANH-SACH-GUI-THU",
    "hand-out": "DANH-SACH-KY-NHAN",
}
