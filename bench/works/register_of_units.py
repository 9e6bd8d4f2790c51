"""The register of units through time, on the *full* set with twenty years of events.

tree: units and codes as of a day in the middle. Floor: the driver fetches the same rows by the
same two questions. branch: the first screen of the tree on that day, its top and what is below.
proof: the whole reform of 2025 worked out and proved, with its questions taken as proposed.
codes: a province of 702 units is given new codes by number, previewed.
"""

from __future__ import annotations

from pathlib import Path

from bench import sets
from bench.vaults import opened
from bench.watch import timed
from desktop import resources
from desktop.domain.code_planning import Rule
from desktop.models.unit_reader import codes_at, units_at
from desktop.services.browse_units import ReadBranch, branch
from desktop.services.code_planning.command import PlanCodes
from desktop.services.code_planning.planning import plan_codes
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise

DAY = "2035-10-01"
_PROVINCE = "A01.20"
_PLACES = ("places", "communes_old_to_new.csv")
_SCAN = (
    "SELECT unit, name, short_name, type, parent, place, position, from_date, to_date "
    "FROM unit_version WHERE from_date <= ? AND (to_date IS NULL OR to_date > ?)",
    "SELECT uid, unit, scheme, value, state, from_date, to_date "
    "FROM identifier_code WHERE from_date <= ? AND (to_date IS NULL OR to_date > ?)",
)


def prepare(folder: Path, what: str) -> None:
    sets.with_history(folder)


def ours(folder: Path, what: str) -> float:
    with opened(sets.with_history(folder), read_only=True) as session:
        match what:
            case "tree":
                with session.reading(sets.Fill()) as connection, timed() as watch:
                    units = {unit.uid: unit for unit in units_at(connection, DAY)}
                    codes = {code.unit: code for code in codes_at(connection, DAY)}
                assert len(units) == len(codes) > sets.CHANGED_A_YEAR
            case "branch":
                with timed() as watch:
                    (top,) = branch(session, ReadBranch(as_of=DAY))
                    below = branch(session, ReadBranch(top.uid, as_of=DAY))
                assert below
            case "proof":
                plan = Reorganise(resources.path(*_PLACES), accept_defaults=True)
                with timed() as watch:
                    worked = reorganise(session, plan)
                assert (worked.conflicts, len(worked.questions)) == ((), 441)
            case _:
                command = PlanCodes(_PROVINCE, Rule.ORDER, on=DAY, replace=True)
                with timed() as watch:
                    planned = plan_codes(session, command)
                assert len(planned.effects) > 600
    return watch.seconds


def floor(folder: Path, what: str) -> float:
    with (
        opened(sets.with_history(folder), read_only=True) as session,
        session.reading(sets.Fill()) as connection,
    ):
        driver = connection.connection.driver_connection
        assert driver is not None
        with timed() as watch:
            rows = [driver.execute(statement, (DAY, DAY)).fetchall() for statement in _SCAN]
    assert all(rows)
    return watch.seconds
