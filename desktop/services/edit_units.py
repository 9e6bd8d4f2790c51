"""Changing units by hand, one or many at once: what would change first, then the change itself.

`preview` and `apply` take the same commands (`unit_edits`) and work out the same plan
(`unit_planning`); only `apply` writes it, in one run.
"""

from __future__ import annotations

from desktop.domain.problems import Refusal
from desktop.services.imports.plan import Plan, uids
from desktop.services.session import Session
from desktop.services.unit_edits import AddUnit, Applied, EditUnits, Preview
from desktop.services.unit_planning import work_out


def preview(session: Session, command: EditUnits) -> Preview:
    """Say what a command would do, and write nothing."""
    plan = Plan(uids(session.surroundings.random_bytes))
    with session.reading(command) as connection:
        return work_out(connection, command, plan)


def apply(session: Session, command: EditUnits) -> Applied:
    """Do a command in one run.

    Raises `Refusal` with what stands in the way; with `skip_bad` only where nothing is left to do.
    """
    plan = Plan(uids(session.surroundings.random_bytes))
    with session.unit_of_work(command) as work:
        found = work_out(work.connection, command, plan)
        if found.problems and (not command.skip_bad or not found.changing):
            raise Refusal(*found.problems)
        plan.write(work)
    run = work.run.number if work.run is not None else None
    made = found.effects[0].uid if isinstance(command, AddUnit) else None
    return Applied(found.changing, len(found.problems), run, made)
