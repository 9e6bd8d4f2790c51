"""What an import came to: each row's fate, how many there are of each, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.domain.problems import Problem, softened
from desktop.services.imports.command import Fate, ImportResult, ListVintage, RowFate
from desktop.services.imports.plan import Plan
from desktop.services.imports.reading import Reading


def result_of_plan(
    reading: Reading,
    plan: Plan,
    found: Iterable[Problem],
    run: int | None,
    *,
    kind: str,
    dry_run: bool,
    skip_bad: bool,
    held_back: bool,
    vintage: ListVintage | None = None,
) -> ImportResult:
    """Return what became of a planned table; `found` are its problems, put in order here.

    Where a run was `held_back`, what it would have written is told as held.
    """
    fates = [plan.fates[number] for number in range(len(reading.entries))]
    told = held(fates) if held_back else fates
    problems = sorted(map(softened, found) if skip_bad else found, key=_place)
    return result_of(kind, told, reading.columns, problems, run, dry_run=dry_run, vintage=vintage)


def result_of(
    kind: str,
    fates: Sequence[RowFate],
    columns: Mapping[str, Mapping[str, str]],
    problems: Iterable[Problem],
    run: int | None,
    *,
    dry_run: bool,
    vintage: ListVintage | None = None,
) -> ImportResult:
    """Return the result of rows with these fates, counted."""
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
        columns=columns,
        problems=tuple(problems),
        vintage=vintage,
    )


def held(fates: Iterable[RowFate]) -> list[RowFate]:
    """Return fates of rows of which nothing was written."""
    written = (Fate.CREATED, Fate.UPDATED)
    return [
        fate._replace(fate=Fate.HELD, uid=None) if fate.fate in written else fate for fate in fates
    ]


def _place(problem: Problem) -> tuple[str, int]:
    """Order problems by sheet and row; what concerns a whole sheet comes first."""
    return problem.where.sheet or "", problem.where.row or 0
