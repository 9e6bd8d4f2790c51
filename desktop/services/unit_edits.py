"""The commands that change units by hand, and what they answer.

An event closes the version in force at its day and opens another; a correction mends it in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import Text
from desktop.models.unit_touches import Touched
from desktop.services.imports.command import DEFAULT_SCHEME

__all__ = ["Touched"]


@dataclass(frozen=True)
class EditUnits(Command):
    """Change `units` on the day `on` (ISO); `correction` mends in place and is no event.

    `skip_bad` writes what can be though some of the units cannot.
    """

    units: tuple[str, ...]
    on: str
    correction: bool = field(default=False, kw_only=True)
    basis: str | None = field(default=None, kw_only=True)
    skip_bad: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class RenameUnit(EditUnits):
    """Give a unit another name, and another short name where one is given."""

    name: ClassVar[str] = "unit.rename"
    new_name: str
    short_name: str | None = None


@dataclass(frozen=True)
class RetypeUnits(EditUnits):
    """Give units another type."""

    name: ClassVar[str] = "unit.retype"
    type: str


@dataclass(frozen=True)
class MoveUnits(EditUnits):
    """Put units under another one."""

    name: ClassVar[str] = "unit.move"
    parent: str


@dataclass(frozen=True)
class CloseUnits(EditUnits):
    """End units and their codes: `on` is the first day on which they are no more."""

    name: ClassVar[str] = "unit.close"


@dataclass(frozen=True)
class SetCodeStates(EditUnits):
    """Set the state of the units' codes of one scheme in force on the day."""

    name: ClassVar[str] = "unit.code_state"
    state: str
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True)
class GiveCode(EditUnits):
    """Give a unit its code of a scheme, or another in the place of the one it has."""

    name: ClassVar[str] = "unit.code"
    value: str
    scheme: str = DEFAULT_SCHEME
    state: str = "planned"


@dataclass(frozen=True)
class DescribeUnit(EditUnits):
    """Set a unit's phone, contact and note; these have no period."""

    name: ClassVar[str] = "unit.contact"
    phone: str = field(repr=False)
    contact: str = field(repr=False)
    note: str = field(repr=False)


@dataclass(frozen=True)
class AddUnit(EditUnits):
    """Make a unit under `parent` (None: at the top); `units` stays empty, `value` is its code."""

    name: ClassVar[str] = "unit.add"
    parent: str | None
    new_name: str
    short_name: str | None = None
    type: str | None = None
    place: str | None = None
    value: str | None = None
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True)
class Effect:
    """What becomes of one unit: what differs, before and after in words, or what stands in the way.

    `changes` is False where all is so already. `warnings` do not stand in the way.
    """

    uid: str
    title: str
    before: str | Text
    after: str | Text
    changes: bool = True
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The effects in the order of the command's units, and what hangs on these units."""

    effects: tuple[Effect, ...]
    touched: Touched = field(default_factory=Touched)

    @property
    def changing(self) -> int:
        """How many units would change."""
        return sum(effect.changes and effect.problem is None for effect in self.effects)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way, unit by unit."""
        return tuple(effect.problem for effect in self.effects if effect.problem is not None)


@dataclass(frozen=True)
class Applied:
    """How many units were changed, the run that did it (None where nothing changed), and the uid
    of a unit that was made."""

    changed: int
    refused: int
    run: int | None
    made: str | None = None


def as_warning(problem: Problem) -> Problem:
    """Return a problem as one that does not stand in the way."""
    return replace(problem, severity=Severity.WARNING)
