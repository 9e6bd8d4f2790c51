"""The commands of planning codes, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.code_oddities import Near
from desktop.domain.code_planning import Rule
from desktop.domain.problems import Problem
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.unit_edits import Effect


@dataclass(frozen=True)
class PlanCodes(Command):
    """Give the units below the unit of code `under` their codes by `rule`, from the day `on`.

    Where `unit` gives the unit's uid, `under` is only what it is called.

    A code that nobody was told of is mended in place. One that was sent, accepted or is in use
    stays, unless `replace` closes it for another; a locked one stays always. LIST reads `file`,
    or the table `pasted`; LIST and QD20 give the unit itself a code too.
    """

    name: ClassVar[str] = "codes.plan"
    under: str
    rule: Rule
    file: Path | None = None
    pasted: str | None = field(default=None, repr=False)
    on: str | None = None
    scheme: str = DEFAULT_SCHEME
    replace: bool = False
    basis: str | None = None
    apply: bool = False
    unit: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class CodeEffect(Effect):
    """A unit's old and new code; `source` is the older code that the new one was made from."""

    source: str | None = None


@dataclass(frozen=True)
class Oddities:
    """What is odd about a set of codes: numbers left out by superior's code, and near-duplicates;
    and the values set apart, each with its note."""

    gaps: Mapping[str, str]
    near: tuple[Near, ...]
    reserved: Mapping[str, str | None]
    locked: Mapping[str, str | None]


@dataclass(frozen=True)
class PlannedCodes:
    """What a plan does to every unit, in the order of the tree. With a problem nothing is written.

    `notes` concern no single unit, or do not stand in the way. `run` is the run written.
    """

    day: str
    effects: tuple[CodeEffect, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    oddities: Oddities
    run: int | None

    @property
    def changing(self) -> int:
        """How many units get another code."""
        return sum(effect.changes for effect in self.effects)


@dataclass(frozen=True)
class InspectCodes(Command):
    """Ask what is odd about the codes of the unit `under` (all where None) and below it."""

    name: ClassVar[str] = "codes.inspect"
    under: str | None = None
    as_of: str | None = None
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True)
class MarkCode(Command):
    """Set `value` apart; with `below` the codes of all units below its unit too."""

    value: str
    note: str | None = None
    below: bool = False
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True)
class ReserveCode(MarkCode):
    """Keep a value from being given to any unit."""

    name: ClassVar[str] = "codes.reserve"


@dataclass(frozen=True)
class LockCode(MarkCode):
    """Keep a unit's code as it is when codes are planned."""

    name: ClassVar[str] = "codes.lock"


@dataclass(frozen=True)
class ReleaseCode(MarkCode):
    """End the lock or the reservation of a value."""

    name: ClassVar[str] = "codes.release"


@dataclass(frozen=True)
class MarkCodes(Command):
    """Set many codes apart in one run: `values`, and those of the unit `under` (a uid) and of all
    units below it."""

    values: tuple[str, ...] = ()
    under: str | None = None
    note: str | None = None
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True)
class LockCodes(MarkCodes):
    """Keep the units' codes as they are."""

    name: ClassVar[str] = "codes.lock_many"


@dataclass(frozen=True)
class ReleaseCodes(MarkCodes):
    """End the locks and reservations of the values."""

    name: ClassVar[str] = "codes.release_many"


@dataclass(frozen=True)
class Marked:
    """The values that were set apart or released, and the run that did it."""

    values: tuple[str, ...]
    run: int | None
