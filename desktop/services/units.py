"""Units: laying out a province in a new vault."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from desktop import resources
from desktop.domain import codes, layout, unit_rules
from desktop.domain.actors import Command
from desktop.domain.layout import Body, PlannedUnit
from desktop.domain.problems import Refusal, refuse
from desktop.models.tables import identifier_code, unit, unit_version
from desktop.services import places
from desktop.services.code_schemes import scheme
from desktop.services.session import Session


@dataclass(frozen=True)
class LayOut(Command):
    """Make the root organ, and the units of `province` (2 digits) below it where one is named."""

    name: ClassVar[str] = "init"
    office_code: str
    office_name: str
    province: str | None = None


@dataclass(frozen=True)
class LaidOut:
    """How many units were made; `likely` of them come from templates that are not certain."""

    units: int
    likely: int


def plan(command: LayOut) -> list[PlannedUnit]:
    """Return the units that `lay_out` would make, before there is any vault.

    Raises `Refusal`: `unit.name_missing`, `place.province_unknown`, or what is wrong with the name
    or a code.
    """
    office_code = codes.normalise(command.office_code)
    office_name = unit_rules.clean_name(command.office_name)
    if not office_name:
        raise refuse("unit.name_missing")
    problem = unit_rules.name_problem(office_name)
    if problem is not None:
        raise Refusal(problem)
    if command.province is None:
        planned = [layout.lay_out_root(office_code, office_name)]
    else:
        planned = layout.lay_out_province(
            office_code,
            office_name,
            places.province(command.province),
            places.communes_of(command.province),
            bodies(),
        )
    for new in planned:
        problem = scheme(layout.SCHEME).check(new.code)
        if problem is not None:
            raise Refusal(problem)
    return planned


def lay_out(session: Session, command: LayOut) -> LaidOut:
    """Write the units of `plan(command)` in one run, each with a planned code."""
    planned = plan(command)
    with session.unit_of_work(command) as work:
        made = layout.rows(planned, work.new_uids)
        work.insert(unit, made.units)
        work.insert(unit_version, made.versions)
        work.insert(identifier_code, made.codes)
    return LaidOut(len(planned), _count_likely(planned))


@cache
def bodies() -> tuple[Body, ...]:
    """Return the templates of bodies that the program ships, in their order."""
    return tuple(Body(**row) for row in resources.toml("units", "bodies.toml")["body"])


def _count_likely(planned: list[PlannedUnit]) -> int:
    likely = {body.type for body in bodies() if body.certainty != "sure"}
    return sum(new.spans[0].type in likely for new in planned)
