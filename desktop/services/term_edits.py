"""The commands that say what a unit is used for, and what it may be without by a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.exemptions import Profile
from desktop.domain.levels import Direction, Environment, SecrecyLevel


@dataclass(frozen=True)
class SetExemption(Command):
    """Let a unit be without a way for documents of `level` and above, by a decision.

    It holds from `from_date` to `last`, both included. `decision` is its number and date;
    `environment` or `direction` None is both.
    """

    name: ClassVar[str] = "unit.exempt"
    unit: str
    level: SecrecyLevel
    decision: str = field(repr=False)
    from_date: str
    last: str
    environment: Environment | None = None
    direction: Direction | None = None


@dataclass(frozen=True)
class EndExemption(Command):
    """End exemptions: `on` is the first day on which they no longer hold."""

    name: ClassVar[str] = "unit.exempt_end"
    exemptions: tuple[str, ...]
    on: str


@dataclass(frozen=True)
class SetProfiles(Command):
    """Say which profiles a unit has from the day `on`, True, or has no more, False.

    With `below` the same of all units that are below it on that day.
    """

    name: ClassVar[str] = "unit.profile"
    unit: str
    profiles: tuple[tuple[Profile, bool], ...]
    on: str
    below: bool = False


@dataclass(frozen=True)
class FindTerms(Command):
    """Ask for the unit of the code `unit` on a day, and for its exemptions that hold then.

    Only those of this very `level`, `environment` and `direction`, where these are named.
    """

    name: ClassVar[str] = "unit.terms"
    unit: str
    on: str
    level: SecrecyLevel | None = None
    environment: Environment | None = None
    direction: Direction | None = None


@dataclass(frozen=True)
class FoundTerms:
    """The uid of a unit, and of its exemptions that were asked for."""

    unit: str
    exemptions: tuple[str, ...]
