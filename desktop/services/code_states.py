"""How far the codes are on each system, and who is behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.code_states import AXIS, STATES, SYSTEM, who_is_behind
from desktop.domain.texts import N_, Text
from desktop.models import code_reader, unit_reader, unit_table
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.lists import find_unit
from desktop.services.session import Session


@dataclass(frozen=True)
class ReadCodeStates(Command):
    """Count the codes of a scheme by their state on each system, as on the day `as_of` (today).

    `under` is the code of a unit, `unit` its uid; then only it and what is below it counts.
    """

    name: ClassVar[str] = "codes.states"
    under: str | None = None
    as_of: str | None = None
    scheme: str = DEFAULT_SCHEME
    unit: str | None = None


@dataclass(frozen=True)
class BranchBehind:
    """A branch of the tree with codes that are not in use yet: how many, of how many."""

    uid: str
    name: str
    code: str | None
    behind: int
    codes: int


@dataclass(frozen=True)
class CodeStates:
    """By system: how many codes are in each state, and which branches are behind."""

    as_of: str
    counts: Mapping[str, Mapping[str, int]]
    behind: Mapping[str, tuple[BranchBehind, ...]]


def read_code_states(session: Session, command: ReadCodeStates) -> CodeStates:
    """Answer how far the codes are. Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`,
    `code.scheme_unknown`."""
    day = command.as_of or session.surroundings.today()
    scheme(command.scheme)
    counts: dict[str, Mapping[str, int]] = {}
    behind: dict[str, tuple[BranchBehind, ...]] = {}
    with session.reading(command) as connection:
        root = command.unit
        if command.under is not None:
            root = find_unit(connection, command.under, day)
        parents = unit_reader.parents(connection, day)
        for system in (SYSTEM, AXIS):
            # Of a country it takes a second: whatever else is asked meanwhile goes before.
            session.surroundings.progress(Text(N_("Counting the codes")), 0, 0)
            found = code_reader.standings(connection, command.scheme, system, day, root)
            counted = Counter(standing.state for standing in found)
            counts[system] = {state: counted[state] for state in STATES}
            branches = who_is_behind(found, parents, root)
            lines = unit_table.lines(connection, [each.branch for each in branches], day)
            shown = {line.uid: line for line in lines}
            found_behind = [
                BranchBehind(each.branch, line.name, line.code, each.behind, each.codes)
                for each in branches
                if (line := shown.get(each.branch)) is not None
            ]
            found_behind.sort(key=lambda each: (-each.behind, each.code or "", each.name))
            behind[system] = tuple(found_behind)
    return CodeStates(day, counts, behind)
