"""`daumoi coverage`: which units documents reach, and which can send them."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_as_of, add_under, iso_date
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.use import use_lines, use_object
from desktop.domain.cells import shown_date
from desktop.domain.levels import (
    ENVIRONMENT_LABELS,
    LEVEL_BY_OPTION,
    LEVEL_LABELS,
    OPTION_BY_LEVEL,
    Direction,
    Environment,
    SecrecyLevel,
)
from desktop.domain.texts import N_, Text, Translate, said

if TYPE_CHECKING:
    from desktop.domain.routing import Cell
    from desktop.domain.vacancy import Vacancy
    from desktop.services.coverage import Counts, CoverageAnswer, Excused, Missing

# What the counts come to, in each direction.
_MISSING = {
    Direction.RECEIVE: N_(
        "✗ {count} units are not reached by documents of level {level} ({environment}):"
    ),
    Direction.SEND: N_("✗ {count} units cannot send documents of level {level} ({environment}):"),
}
_NONE_ASKED = {
    Direction.RECEIVE: N_(
        "No unit must be reached by documents of level {level} ({environment}); {exempt} are "
        "exempt or go another way."
    ),
    Direction.SEND: N_(
        "No unit must send documents of level {level} ({environment}); {exempt} are exempt or go "
        "another way."
    ),
}
_ALL_ASKED = {
    Direction.RECEIVE: N_(
        "✓ Every unit that must be is reached by documents of level {level} ({environment}); "
        "{exempt} are exempt or go another way."
    ),
    Direction.SEND: N_(
        "✓ Every unit that must can send documents of level {level} ({environment}); {exempt} "
        "are exempt or go another way."
    ),
}
_ALL = {
    Direction.RECEIVE: N_("✓ Every unit is reached by documents of level {level} ({environment})."),
    Direction.SEND: N_("✓ Every unit can send documents of level {level} ({environment})."),
}


def register(commands: Registry) -> None:
    """Add the command."""
    translate = commands.translate
    coverage = commands.add(
        "coverage", N_("Counts the units that documents reach, and names the others."), _coverage
    )
    coverage.add_argument(
        "--level",
        choices=tuple(LEVEL_BY_OPTION),
        help=translate(N_("secrecy level to count at (default: khong-mat)")),
    )
    add_under(coverage, translate)
    add_as_of(coverage, translate)
    coverage.add_argument(
        "--environment",
        choices=tuple(Environment),
        help=translate(N_("network to count on (default: mat from Mật up, else ro)")),
    )
    coverage.add_argument(
        "--direction",
        choices=tuple(Direction),
        default=Direction.RECEIVE,
        help=translate(N_("count the units that receive, or those that can send")),
    )
    coverage.add_argument(
        "--since",
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(N_("also tell what has changed since this day")),
    )
    coverage.add_argument(
        "--out",
        metavar="F.xlsx",
        type=Path,
        help=translate(N_("write the counts and the units not reached into this workbook")),
    )
    coverage.add_argument(
        "--use",
        action="store_true",
        help=translate(N_("also tell who uses what is set up, by the latest use statistics")),
    )


def _coverage(invocation: Invocation) -> Answer:
    from desktop.services.coverage import Coverage, coverage
    from desktop.services.coverage_sheet import save_coverage
    from desktop.services.use import ReadUse, read_use

    given, _ = invocation.options, invocation.translate
    command = Coverage(
        None if given.level is None else LEVEL_BY_OPTION[given.level],
        given.under,
        given.as_of,
        environment=None if given.environment is None else Environment(given.environment),
        direction=Direction(given.direction),
        since=given.since,
    )
    with invocation.open_vault(read_only=True) as session:
        found = coverage(session, command)
        asked = ReadUse(given.under, given.as_of)
        use = read_use(session, asked) if given.use else None
        if given.out is not None:
            save_coverage(session.surroundings, found, given.out, use)
        warnings = session.warnings
    if given.json:
        answer = _object(found, given.out, _)
        if use is not None:
            answer["use"] = use_object(use)
        return invocation.answer(answer, problems=warnings)
    lines = _lines(found, _)
    if use is not None:
        lines += use_lines(use, _)
    if given.out is not None:
        lines += ("", _(N_("Written: {file}")).format(file=given.out))
    return invocation.answer({}, lines, warnings)


def _object(found: CoverageAnswer, out: Path | None, translate: Translate) -> dict[str, Any]:
    from desktop.domain.routing import CELLS

    answer: dict[str, Any] = {
        **_place(found.cell),
        "as_of": found.as_of,
        "covered": found.covered,
        "uncovered": found.uncovered,
        "exempt": found.exempt,
        "partly": found.partly,
        "missing": [_missing(gap, found.cell, translate) for gap in found.missing],
        "excused": [_excused(each, found.cell) for each in found.excused],
        "lost": [
            {
                "uid": each.unit,
                "code": each.code,
                "name": each.name,
                "endpoint": each.endpoint,
                "round": each.round,
                "number": each.number,
                "on": each.day,
            }
            for each in found.lost
        ],
        "by_level": {
            OPTION_BY_LEVEL[level]: _counts(counts)
            for level, counts in zip(SecrecyLevel, found.by_level, strict=True)
        },
        "cells": [
            {**_place(cell), **_counts(counts)}
            for cell, counts in zip(CELLS, found.by_cell, strict=True)
        ],
    }
    if found.since is not None:
        answer["since"] = found.since
        answer["mended"] = [
            {"uid": gap.uid, "code": gap.code, "name": gap.unit, "gone": gap.gone}
            for gap in found.mended
        ]
    if out is not None:
        answer["file"] = str(out)
    return answer


def _place(cell: Cell) -> dict[str, str]:
    return {
        "level": OPTION_BY_LEVEL[cell.level],
        "environment": cell.environment.value,
        "direction": cell.direction.value,
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "covered": counts.covered,
        "uncovered": counts.uncovered,
        "exempt": counts.exempt,
    }


def _missing(gap: Missing, cell: Cell, translate: Translate) -> dict[str, Any]:
    told = {
        "uid": gap.uid,
        "code": gap.code,
        "name": gap.unit,
        "superior": gap.superior,
        **_place(cell._replace(environment=gap.environment)),
        "step": gap.step.name,
        "reason": gap.step.code,
        "message": said(gap.step.message, translate),
        "fix": said(gap.step.fix, translate) if gap.step.fix else None,
        "cause": gap.step.cause.render(translate) if gap.step.cause else None,
        "partly": gap.partly,
        "document_type": gap.step.document.type if gap.step.document else None,
        "reach": list(gap.reach),
        "vacant_since": gap.vacant_since,
        "vacant_days": gap.vacancy.days if gap.vacancy else None,
    }
    return told if gap.since_then is None else {**told, "new": gap.since_then}


def _excused(each: Excused, cell: Cell) -> dict[str, Any]:
    return {
        "uid": each.uid,
        "code": each.code,
        "name": each.unit,
        **_place(cell._replace(environment=each.environment)),
        "from_level": OPTION_BY_LEVEL[SecrecyLevel(each.level)],
        "decision": each.decision,
        "until": each.until,
    }


def _lines(found: CoverageAnswer, translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table

    cell = found.cell
    headings = (N_("Secrecy level"), N_("Covered"), N_("Not covered"), N_("Another way"))
    rows = [
        (translate(LEVEL_LABELS[level]), *map(str, (each.covered, each.uncovered, each.exempt)))
        for level, each in _row_of_levels(found)
    ]
    environment = Text(ENVIRONMENT_LABELS[cell.environment])
    if any(gap.environment != cell.environment for gap in found.missing):
        environment = Text(N_("on the network that each unit uses"))
    values = {
        "level": Text(LEVEL_LABELS[cell.level]),
        "environment": environment,
        "date": found.as_of,
        "count": found.uncovered,
        "exempt": found.exempt,
    }
    words = _headline(found)
    day = said(Text(N_("As of {date}"), values), translate)
    lines = [day, "", *table([translate(each) for each in headings], rows), ""]
    lines.append(Text(words, values).render(translate))
    if found.partly:
        values = {"count": found.partly}
        words = N_("{count} of them are reached but for documents of some type or sender.")
        lines.append(Text(words, values).render(translate))
    return (
        *lines,
        *_reasons(found, translate),
        *_decided(found, translate),
        *_lost(found, translate),
        *_changes(found, translate),
    )


def _headline(found: CoverageAnswer) -> str:
    """Return the words for what the counts come to."""
    if found.missing:
        words = _MISSING
    elif not found.covered:
        words = _NONE_ASKED
    else:
        words = _ALL_ASKED if found.exempt else _ALL
    return words[found.cell.direction]


def _row_of_levels(found: CoverageAnswer) -> list[tuple[SecrecyLevel, Counts]]:
    """Return the counts at every level: as asked for, or where each level travels by default."""
    from desktop.domain.routing import CELLS

    cell = found.cell
    if found.usual:
        counted = found.by_level if cell.direction is Direction.RECEIVE else found.sent_by_level
        return list(zip(SecrecyLevel, counted, strict=True))
    return [
        (each.level, counts)
        for each, counts in zip(CELLS, found.by_cell, strict=True)
        if each[:2] == cell[:2]
    ]


def _reasons(found: CoverageAnswer, translate: Translate) -> list[str]:
    from desktop.domain.route_steps import STEP_LABELS

    lines: list[str] = []
    by_reason = sorted(found.missing, key=lambda gap: gap.step.code)
    for _, group in groupby(by_reason, key=lambda gap: gap.step.code):
        gaps = list(group)
        step = gaps[0].step
        lines += ["", f"{translate(STEP_LABELS[step.name])} ({len(gaps)})"]
        if step.cause:
            lines.append(f"  {step.cause.render(translate)}")
        if step.fix:
            lines.append(f"  → {said(step.fix, translate)}")
        for gap in gaps:
            new = f" [{translate(N_('new'))}]" if gap.since_then else ""
            place = ""
            if gap.environment != found.cell.environment:
                place = f" ({translate(ENVIRONMENT_LABELS[gap.environment])})"
            lines.append(f"  {gap.code or '—'}  {said(gap.step.message, translate)}{place}{new}")
            if gap.vacancy is not None:
                lines.append(f"       {_age(gap.vacancy, translate)}")
            if gap.reach:
                lines.append(f"       ☎ {'; '.join(gap.reach)}")
    return lines


def _age(vacancy: Vacancy, translate: Translate) -> str:
    words = (
        N_("⚠ nobody for {days} days, and the cutover is near or past")
        if vacancy.pressing
        else N_("nobody for {days} days")
    )
    return translate(words).format(days=vacancy.days)


def _decided(found: CoverageAnswer, translate: Translate) -> list[str]:
    """Name the units that a decision lets be without a way, with it and its last day."""
    if not found.excused:
        return []
    lines = ["", translate(N_("Exempt by a decision ({count}):")).format(count=len(found.excused))]
    for each in found.excused:
        values = {"unit": each.unit, "decision": each.decision, "until": shown_date(each.until)}
        words = translate(N_("{unit}: by {decision}, until {until}")).format(**values)
        lines.append(f"  {each.code or '—'}  {words}")
    return lines


def _lost(found: CoverageAnswer, translate: Translate) -> list[str]:
    """Name the endpoints whose last test document did not arrive."""
    if not found.lost:
        return []
    words = translate(N_("Endpoints whose last test document did not arrive ({count}):"))
    lines = ["", words.format(count=len(found.lost))]
    return lines + [
        f"  {each.code or '—'}  {each.name}, {each.label}: {shown_date(each.day)}"
        for each in found.lost
    ]


def _changes(found: CoverageAnswer, translate: Translate) -> list[str]:
    if found.since is None:
        return []
    values = {
        "date": found.since,
        "new": sum(bool(gap.since_then) for gap in found.missing),
        "mended": len(found.mended),
    }
    words = N_("Since {date}: {new} units more are missing, {mended} are missing no more.")
    lines = ["", said(Text(words, values), translate)]
    for gap in found.mended:
        gone = f" ({translate(N_('has ended'))})" if gap.gone else ""
        lines.append(f"  {gap.code or '—'}  {gap.unit}{gone}")
    return lines
