"""Writing what a table planned as one run, or nothing, and telling every row's fate."""

from __future__ import annotations

from desktop.domain.actors import Command
from desktop.domain.problems import Severity
from desktop.models.token_life import MoveNote
from desktop.services.imports.command import ImportResult
from desktop.services.imports.outcome import result_of_plan
from desktop.services.imports.plan import Plan
from desktop.services.imports.reading import Reading
from desktop.services.session import Session


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
    return result_of_plan(
        reading,
        plan,
        [*reading.problems, *plan.problems],
        run,
        kind=kind,
        dry_run=dry_run,
        skip_bad=skip_bad,
        held_back=held_back and not dry_run,
    )
