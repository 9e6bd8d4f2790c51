"""The paper of a plan of reorganisation, drawn before the plan is applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from desktop.domain import sentences
from desktop.domain.actors import Command
from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import Problem, world_failed
from desktop.domain.reorganisation import KIND_LABELS, EventKind
from desktop.domain.texts import N_, Translate, said
from desktop.exchange import media
from desktop.models.office import office
from desktop.models.samples import holds_samples
from desktop.reports.forms import profile
from desktop.reports.passing import PassingGroup, PassingRow
from desktop.reports.plan import PlannedAnswer, PlannedEvent, PlannedTask, PlanSheet, plan_paper
from desktop.services.letterheads import letterhead, recipients
from desktop.services.reorganising.command import OldToNew, Reorganise, Reorganised
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.reports import DrawnPaper, ReportResult, drawing
from desktop.services.session import Session


@dataclass(frozen=True)
class DrawPlan(Command):
    """Draw the paper of a plan that is called `title`; `form` is a form profile."""

    name: ClassVar[str] = "plan draw"
    title: str
    secrecy: SecrecyLevel = SecrecyLevel.KHONG_MAT
    form: str = "party"


@dataclass(frozen=True)
class PrintPlan(DrawPlan):
    """Work a plan out, which is not applied, and print its paper into the file `out`."""

    name: ClassVar[str] = "plan print"
    plan: Reorganise = field(kw_only=True, repr=False)
    out: Path = field(kw_only=True, repr=False)


def print_plan(session: Session, command: PrintPlan) -> ReportResult:
    """Print a plan's paper; a file of the same name is replaced once the new one is whole.

    Raises `Refusal` (what `reorganise` raises) and `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if command.out.is_dir():
        raise world_failed("file.is_folder", file=str(command.out))
    plan = command.plan
    drawn = draw_plan(session, command, reorganise(session, replace(plan, apply=False)))
    media.write_file(command.out, [drawn.content], replace=True)
    return ReportResult(command.out, drawn.pages, sha256(drawn.content).hexdigest())


def draw_plan(session: Session, command: DrawPlan, plan: Reorganised) -> DrawnPaper:
    """Draw in memory the paper of a plan that was worked out; nothing is written.

    A plan with conflicts says them first; in a vault without units the issuer is left blank.
    """
    world = session.surroundings
    translate, today = world.translate, world.today()
    with session.reading(command) as connection:
        organ = office(connection, today)
        sample = holds_samples(connection)
    name = organ.name if organ is not None else ""
    sheet = PlanSheet(
        letterhead=letterhead(name, int(today[:4])),
        secrecy=command.secrecy,
        as_of=date.fromisoformat(today),
        holder=name,
        name=command.title,
        begun=plan.units.get("begun", 0),
        ended=plan.units.get("ended", 0),
        changed=plan.units.get("changed", 0),
        events=tuple(_events(plan, translate)),
        answers=tuple(_answers(plan, translate)),
        groups=tuple(_groups(plan)),
        tasks=tuple(PlannedTask(left.day, said(left.task, translate)) for left in plan.to_settle),
        conflicts=_sentences(plan.conflicts, translate),
        warnings=_sentences(plan.warnings, translate),
        recipients=recipients(name, "", translate) if name else (),
        sample=sample,
    )
    paper = plan_paper(sheet, translate, profile(command.form), drawing(world))
    return DrawnPaper(paper.content, paper.pages, f"PHUONG-AN-SAP-XEP-{today}.pdf")


def _events(plan: Reorganised, translate: Translate) -> Iterator[PlannedEvent]:
    """Yield the events by day, those of one basis together."""
    ordered = sorted(
        plan.events, key=lambda event: (event.day, event.operational or "", event.basis or "")
    )
    for event in ordered:
        yield PlannedEvent(
            translate(KIND_LABELS[EventKind(event.kind)]),
            event.day,
            event.operational or "",
            event.basis or "",
            event.before,
            event.after,
            event.derived,
        )


def _answers(plan: Reorganised, translate: Translate) -> Iterator[PlannedAnswer]:
    """Yield who takes what each split unit leaves, and below it what another one takes."""
    part_of = translate(N_("{unit}: {what}"))
    for asked in plan.questions:
        takers = [(asked.unit, asked.default, asked.answered)]
        for part in asked.parts:
            if part.taker != asked.default:
                what = part_of.format(unit=asked.unit, what=said(part.what, translate))
                takers.append((what, part.taker, part.chosen))
        for what, taker, is_given in takers:
            others = tuple(title for uid, title in asked.options.items() if uid != taker)
            answer = asked.options.get(taker, taker)
            yield PlannedAnswer(asked.day, what, answer, others, is_given)


def _groups(plan: Reorganised) -> Iterator[PassingGroup]:
    lines = sorted(plan.old_to_new, key=lambda line: (line.day, line.old_code or "", line.old_name))
    for day, group in groupby(lines, lambda line: line.day):
        yield PassingGroup(day, "", tuple(map(_row, group)))


def _row(line: OldToNew) -> PassingRow:
    return PassingRow(
        line.old_code or "", line.old_name, line.new_code or "", line.new_name or None, line.whole
    )


def _sentences(problems: tuple[Problem, ...], translate: Translate) -> tuple[str, ...]:
    """Return what is wrong with its row, and how to put it right."""
    row = translate(N_("Row {row}: {words}"))
    found = []
    for problem in problems:
        words = sentences.message(problem, translate)
        if problem.where.row is not None:
            words = row.format(row=problem.where.row, words=words)
        found.append(f"{words} {sentences.fix(problem, translate)}".strip())
    return tuple(found)
