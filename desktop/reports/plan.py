"""The plan of a reorganisation (Phương án sắp xếp), to be signed before it is applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from desktop.domain.cells import shown_date
from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import BOLD, ITALIC
from desktop.reports.official import Letterhead, Signatories, head, signatures, title
from desktop.reports.passing import PassingGroup, digest_lines, passing_rows
from desktop.reports.pieces import Column, Table, paragraph, space
from desktop.reports.signoff import as_of_words, number


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """An event: its kind in words, its legal day and the day from which people work by it (ISO
    8601, empty where not told), its basis, and the units before and after as people know them.
    `derived` events follow from others."""

    kind: str
    day: str
    operational: str
    basis: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    derived: bool


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """Who takes what `unit` leaves on `day`: the answer taken, and the others there were.

    `given` says that a person gave it; otherwise it is the program's proposal.
    """

    day: str
    unit: str
    answer: str
    others: tuple[str, ...]
    given: bool


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """What a person must settle after the plan is applied."""

    day: str
    words: str


@dataclass(frozen=True)
class PlanSheet:
    """All that the plan's paper says. `name` is what people call the plan; `as_of` the day of the
    registers that it was worked out on; `conflicts` are what stands in its way, in sentences."""

    letterhead: Letterhead
    secrecy: SecrecyLevel
    as_of: date
    holder: str
    name: str
    begun: int
    ended: int
    changed: int
    events: tuple[PlannedEvent, ...]
    answers: tuple[PlannedAnswer, ...]
    groups: tuple[PassingGroup, ...]
    tasks: tuple[PlannedTask, ...]
    conflicts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    signatories: Signatories = field(default_factory=Signatories)
    recipients: tuple[str, ...] = ()
    sample: bool = False

    def digest(self) -> str:
        """Return the SHA-256 of what is signed for: events, answers, old and new codes, tasks and
        conflicts, each as a line of JSON in this order (UTF-8, no spaces), in hexadecimal."""
        digest = hashlib.sha256()
        lines: list[Sequence[object]] = [
            (event.kind, event.day, event.operational, event.basis, event.before, event.after)
            for event in self.events
        ]
        lines += [(answer.day, answer.unit, answer.answer) for answer in self.answers]
        lines += [
            (group.day, row.old_code, row.old_name, row.new_code, row.new_name or "", row.whole)
            for group in self.groups
            for row in group.rows
        ]
        lines += [(task.day, task.words) for task in self.tasks]
        lines += [(conflict,) for conflict in self.conflicts]
        for line in lines:
            written = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            digest.update(written.encode("utf-8", "surrogatepass") + b"\n")
        return digest.hexdigest()


def plan_paper(
    sheet: PlanSheet,
    translate: Translate,
    profile: FormProfile | None = None,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set the plan; without `profile`, in the Party's form. `drawn`: see `build`."""
    _ = translate
    form = profile or form_profile()
    digest = sheet.digest()
    words = _("Plan of reorganisation, {holder}: {name}")
    if not sheet.holder:
        words = _("Plan of reorganisation: {name}")
    marks = Marks(
        title=words.format(holder=sheet.holder, name=sheet.name),
        subject=digest,
        author=sheet.letterhead.issuer,
        digest=digest,
        sample=sheet.sample,
    )
    return build(_blocks(sheet, digest, translate, form), marks, translate, form, drawn)


def _blocks(
    sheet: PlanSheet, digest: str, translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    yield head(sheet.letterhead, sheet.secrecy, translate, form)
    yield from title(_("Plan of reorganisation"), sheet.holder, form)
    as_of = as_of_words(sheet.as_of, translate)
    yield from paragraph(as_of, form, face=ITALIC, centred=True, keep=True)
    yield from paragraph(_("Plan: {name}").format(name=sheet.name), form)
    yield from paragraph(_counts(sheet, translate), form)
    if sheet.conflicts:
        stands = _("The plan cannot be applied yet: {count} conflicts are to be settled first.")
        count = number(len(sheet.conflicts), translate)
        yield from paragraph(stands.format(count=count), form, face=BOLD, keep=True)
        for conflict in sheet.conflicts:
            yield from paragraph(f"- {conflict}", form)
    yield from _heading(_("1. Events"), form)
    yield from _events(sheet.events, translate, form)
    yield from _heading(_("2. Questions and answers"), form)
    yield from _answers(sheet.answers, translate, form)
    yield from _heading(_("3. Old and new codes"), form)
    if sheet.groups:
        yield from passing_rows(sheet.groups, translate, form)
    else:
        yield from paragraph(_("None."), form)
    yield from _heading(_("4. What a person must settle afterwards"), form)
    yield from _tasks(sheet.tasks, translate, form)
    if sheet.warnings:
        yield from _heading(_("5. To be weighed"), form)
        for warning in sheet.warnings:
            yield from paragraph(f"- {warning}", form)
    yield space(4)
    yield from digest_lines(digest, translate, form)
    yield from signatures(sheet.signatories, sheet.recipients, translate, form)


def _counts(sheet: PlanSheet, translate: Translate) -> str:
    words = translate(
        N_("{events} events: {begun} units begin, {ended} end, {changed} change; {tasks} tasks.")
    )
    return words.format(
        events=number(len(sheet.events), translate),
        begun=number(sheet.begun, translate),
        ended=number(sheet.ended, translate),
        changed=number(sheet.changed, translate),
        tasks=number(len(sheet.tasks), translate),
    )


def _heading(text: str, form: FormProfile) -> Iterator[Block]:
    return paragraph(text, form, face=BOLD, keep=True)


def _events(
    events: Sequence[PlannedEvent], translate: Translate, form: FormProfile
) -> Iterator[Block]:
    """Set the events in a table for each day, day of work and basis."""
    _ = translate
    if not events:
        yield from paragraph(_("None."), form)
        return
    columns = [
        Column(_("No."), 11, align="right"),
        Column(_("What happens"), 28),
        Column(_("Units before"), 65),
        Column(_("Units after"), 61),
    ]
    count = 0
    for (day, operational, basis), group in groupby(
        events, lambda event: (event.day, event.operational, event.basis)
    ):
        caption = _event_caption(day, operational, basis, translate)
        table = Table(columns, form, long=True, caption=caption)
        for event in group:
            count += 1
            kind = f"{event.kind} *" if event.derived else event.kind
            before, after = "; ".join(event.before), "; ".join(event.after)
            yield from table.rows((str(count), kind, before or "-", after or "-"))
    if any(event.derived for event in events):
        note = _("* Follows from the other events: bodies go with the unit that they belong to.")
        yield from paragraph(note, form, face=ITALIC, size=12)


def _event_caption(day: str, operational: str, basis: str, translate: Translate) -> str:
    _ = translate
    parts = [_("Legal day {day}").format(day=shown_date(day))]
    if operational:
        parts.append(_("worked by from {day}").format(day=shown_date(operational)))
    if basis:
        parts.append(_("by {basis}").format(basis=basis))
    return ", ".join(parts)


def _answers(
    answers: Sequence[PlannedAnswer], translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    if not answers:
        yield from paragraph(_("None: no unit is split."), form)
        return
    yield from paragraph(_("Who takes what a split unit leaves: people, devices, tasks."), form)
    yield space(3)
    columns = [
        Column(_("No."), 11, align="right"),
        Column(_("Day"), 19, align="centre"),
        Column(_("Split unit"), 40),
        Column(_("Taken over by"), 41),
        Column(_("Other parts"), 33),
        Column(_("Decided"), 21),
    ]
    table = Table(columns, form, long=True)
    decided = {True: _("Answered"), False: _("Proposed, still open")}
    for count, answer in enumerate(answers, start=1):
        others = "; ".join(answer.others)
        yield from table.rows(
            (str(count), shown_date(answer.day), answer.unit, answer.answer, others,
             decided[answer.given])
        )  # fmt: skip


def _tasks(
    tasks: Sequence[PlannedTask], translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    if not tasks:
        yield from paragraph(_("Nothing."), form)
        return
    yield space(3)
    columns = [
        Column(_("No."), 11, align="right"),
        Column(_("From day"), 20, align="centre"),
        Column(_("Task"), 134),
    ]
    table = Table(columns, form, long=True)
    for count, task in enumerate(tasks, start=1):
        yield from table.rows((str(count), shown_date(task.day), task.words))
