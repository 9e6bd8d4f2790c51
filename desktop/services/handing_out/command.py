"""The commands of handing-out days, and what they answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.handing_out import Outcome, Progress, progress
from desktop.models.handout_reader import DayCounts, Line

__all__ = ["DayCounts", "Line"]


@dataclass(frozen=True)
class StartDay(Command):
    """Begin a handing-out day on `held_on` (ISO), which may be still to come.

    Its list has the devices that wait for a signature: of the unit of code `under` (or of uid
    `unit`) and all below it, of the delivery `delivery`, or all.
    """

    name: ClassVar[str] = "handout.start"
    held_on: str
    under: str | None = None
    unit: str | None = field(default=None, kw_only=True)
    delivery: int | None = None
    place: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class DayStarted:
    """The number of the day, how many devices its list has, and the run."""

    number: int
    devices: int
    run: int


@dataclass(frozen=True)
class ListDays(Command):
    """Ask for all days, the last first."""

    name: ClassVar[str] = "handout.list"


@dataclass(frozen=True)
class ReadDay(Command):
    """Ask for the day `number` (the last one where None) with its devices."""

    name: ClassVar[str] = "handout.read"
    number: int | None = None


@dataclass(frozen=True)
class DayStatus:
    """A day with its devices by their numbers."""

    uid: str
    number: int
    held_on: str
    place: str | None
    lines: tuple[Line, ...]

    def counts(self) -> Mapping[Outcome, int]:
        """Count the devices of each outcome."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in Outcome}

    def by_unit(self) -> tuple[Progress, ...]:
        """Count how far each unit is."""
        return progress((line.unit, line.outcome) for line in self.lines)


@dataclass(frozen=True)
class FindDevice(Command):
    """Ask whose the device with this serial is (as scanned), at the day `number`."""

    name: ClassVar[str] = "handout.find"
    number: int
    serial: str = field(repr=False)


@dataclass(frozen=True)
class Tick(Command):
    """Record what came of devices (uids of tokens) at the day `number`.

    For `PROXY`, `receiver` received them, with `paper`: number and date of the letter of
    introduction. `WAITING` takes an absence back. `on` (ISO) is when it was; None: on the day
    itself, or today where that is still to come.
    """

    name: ClassVar[str] = "handout.tick"
    number: int
    tokens: tuple[str, ...]
    outcome: Outcome
    receiver: str | None = field(default=None, repr=False)
    paper: str | None = field(default=None, repr=False)
    on: str | None = None


@dataclass(frozen=True)
class TickPin(Command):
    """Record that the envelopes with the PINs of these devices (uids) were handed over, or were
    not (`given` False); `on` as of a tick."""

    name: ClassVar[str] = "handout.pin"
    number: int
    tokens: tuple[str, ...]
    given: bool = True
    on: str | None = None


@dataclass(frozen=True)
class SwapDevice(Command):
    """Give whoever waits for the device of `token` (a uid) another one, of this serial."""

    name: ClassVar[str] = "handout.swap"
    number: int
    token: str
    serial: str
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Ticked:
    """The devices as they are now, and the run (None: all was so already)."""

    lines: tuple[Line, ...]
    run: int | None
