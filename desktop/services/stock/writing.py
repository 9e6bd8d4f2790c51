"""Writing what a table planned as one run, or nothing, and telling every row's fate."""

from __future__ import annotations

from desktop.domain.actors import Command
from desktop.domain.problems import Problem, Severity
from desktop.models.token_life import MoveNote
from desktop.services.imports.command import Fate, ImportResult, RowFate
from desktop.services.imports.plan import Plan
from desktop.services.imports.reading import Reading
from desktop.services.session import Session
from desktop.services.unit_edits import as_warning


def write_plan(
    session: Session,
    command: Command,
    reading: Reading,
    plan: Plan,
    kind: str,
    *,
    dry_run: bool,
    skip_bad: bool,
    note: MoveNote | None = None,
) -> ImportResult:
    """Write a plan: nothing in a dry run, nor where a row is refused unless bad ones are skipped.

    `note` is told with the moves of tokens that it makes.
    """
    wrong = any(problem.severity is Severity.ERROR for problem in plan.problems)
    held_back = wrong and not skip_bad
    run = None
    if not dry_run and not held_back:
        with session.unit_of_work(command) as work:
            if note is not None:
                work.note_moves(note)
            plan.write(work)
        run = work.run.number if work.run is not None else None
    fates = [plan.fates[number] for number in range(len(reading.entries))]
    if held_back and not dry_run:
        fates = [_held(fate) for fate in fates]
    problems = [*reading.problems, *plan.problems]
    if skip_bad:
        problems = [
            as_warning(each) if each.severity is Severity.ERROR else each for each in problems
        ]
    counts = {fate: sum(row.fate is fate for row in fates) for fate in Fate}
    return ImportResult(
        kind=kind,
        read=len(fates),
        created=counts[Fate.CREATED],
        updated=counts[Fate.UPDATED],
        unchanged=counts[Fate.UNCHANGED],
        refused=counts[Fate.REFUSED],
        held=counts[Fate.HELD],
        run=run,
        dry_run=dry_run,
        rows=tuple(fates),
        columns=reading.columns,
        problems=tuple(sorted(problems, key=_place)),
    )


def _held(fate: RowFate) -> RowFate:
    written = fate.fate in (Fate.CREATED, Fate.UPDATED)
    return fate._replace(fate=Fate.HELD, uid=None) if written else fate


def _place(problem: Problem) -> tuple[str, int]:
    return problem.where.sheet or "", problem.where.row or 0
