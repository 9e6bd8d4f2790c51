"""`daumoi reorganise`: shows what a plan does, proves it, and applies it whole or not at all."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_scheme
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.cells import shown_date
from desktop.domain.problems import Problem
from desktop.domain.reorganisation import KIND_LABELS, EventKind
from desktop.domain.texts import N_, Translate, said

if TYPE_CHECKING:
    from desktop.services.reorganising.command import Reorganised

# A person reads the first ones; `--json` tells all of them.
_EVENTS_SHOWN = 40
_QUESTIONS_SHOWN = 20
_PROBLEMS_SHOWN = 60


def register(commands: Registry) -> None:
    """Add the command."""
    translate = commands.translate
    parser = commands.add(
        "reorganise", N_("Shows what a plan of mergers and changes does, and applies it."), _run
    )
    parser.add_argument(
        "plan",
        metavar=translate(N_("PLAN")),
        type=Path,
        help=translate(
            N_("the plan's table, or 2025 for the reform of 1 July 2025, or 2026 for what followed")
        ),
    )
    parser.add_argument(
        "--accept-defaults",
        action="store_true",
        help=translate(N_("take the proposed answer to every open question")),
    )
    parser.add_argument(
        "--apply", action="store_true", help=translate(N_("write it, as one run; else only show"))
    )
    add_scheme(parser, translate)


def _run(invocation: Invocation) -> Answer:
    from desktop.services.reorganising.command import Reorganise
    from desktop.services.reorganising.reorganise import reorganise

    given = invocation.options
    command = Reorganise(
        given.plan,
        accept_defaults=given.accept_defaults,
        apply=given.apply,
        scheme=given.scheme,
    )
    with invocation.open_vault(read_only=not given.apply) as session:
        result = reorganise(session, command)
        warnings = session.warnings
    left = result.open_questions
    asked = (Problem("reorganise.questions_open", {"count": left}),) if left else ()
    problems = (*warnings, *result.conflicts, *asked, *result.warnings)
    code = 1 if result.conflicts or result.open_questions else 0
    if given.json:
        found = _as_object(result, invocation.translate)
        return invocation.answer(found, (), problems, code)
    lines = _lines(result, invocation.translate)
    if len(problems) > _PROBLEMS_SHOWN:
        more = invocation.translate(N_("{count} problems, the first {shown} shown (see --json)"))
        lines += (more.format(count=len(problems), shown=_PROBLEMS_SHOWN),)
    return invocation.answer({}, lines, problems[:_PROBLEMS_SHOWN], code)


def _as_object(result: Reorganised, translate: Translate) -> dict[str, Any]:
    return {
        "events": [asdict(event) for event in result.events],
        "conflicts": [problem.code for problem in result.conflicts],
        "questions": [
            {
                "unit": asked.unit,
                "day": asked.day,
                "options": list(asked.options.values()),
                "default": asked.options.get(asked.default, asked.default),
                "answered": asked.answered,
                "parts": [
                    {
                        "what": said(part.what, translate),
                        "taker": asked.options.get(part.taker, part.taker),
                    }
                    for part in asked.parts
                ],
            }
            for asked in result.questions
        ],
        "old_to_new": [asdict(line) for line in result.old_to_new],
        "corrections": [asdict(each) for each in result.corrections],
        "touched": {**result.touched, "units": dict(result.units), "tasks": result.tasks},
        "run": result.run,
    }


def _lines(result: Reorganised, translate: Translate) -> tuple[str, ...]:
    units = result.units
    said = translate(N_("{events} events: {begun} units begin, {ended} end, {changed} change"))
    lines = [
        said.format(
            events=len(result.events),
            begun=units.get("begun", 0),
            ended=units.get("ended", 0),
            changed=units.get("changed", 0),
        )
    ]
    for event in result.events[:_EVENTS_SHOWN]:
        label = translate(KIND_LABELS[EventKind(event.kind)])
        before = ", ".join(event.before) or "—"
        after = ", ".join(event.after) or "—"
        mark = " *" if event.derived else ""
        lines.append(f"  {shown_date(event.day)}  {label}{mark}: {before} → {after}")
    if len(result.events) > _EVENTS_SHOWN:
        more = translate(N_("  … and {count} more (see --json)"))
        lines.append(more.format(count=len(result.events) - _EVENTS_SHOWN))
    if result.questions:
        words = translate(N_("{count} questions, {open} of them open"))
        lines.append(words.format(count=len(result.questions), open=result.open_questions))
        for asked in result.questions[:_QUESTIONS_SHOWN]:
            proposal = asked.options.get(asked.default, asked.default)
            words = translate(N_("  Who takes what {unit} leaves? Proposed: {proposal}"))
            lines.append(words.format(unit=asked.unit, proposal=proposal))
    if result.corrections:
        words = translate(N_("{count} names are corrected, their codes unchanged"))
        lines.append(words.format(count=len(result.corrections)))
        lines += [
            f"  {each.code or '—'}  {each.before} → {each.after}" for each in result.corrections
        ]
    if result.tasks:
        words = translate(N_("{count} records become tasks for a person, from {day} on"))
        first = min(each.day for each in result.to_settle)
        lines.append(words.format(count=result.tasks, day=shown_date(first)))
    if result.run is not None:
        lines.append(translate(N_("Written as run {run}.")).format(run=result.run))
    return tuple(lines)
