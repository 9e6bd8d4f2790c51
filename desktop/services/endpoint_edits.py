"""The commands that change endpoints, who holds them, the people and a unit's ways in.

Each is one run. A day is ISO 8601; periods end on their first day no longer included, so that a
handover on a day leaves no gap: the one ends where the other begins. Names of people, what they
are reached by and texts that may name them stay out of a run's arguments: those are proved by the
chain as they stand, and are kept when a person is erased.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.lines import LineStage
from desktop.domain.problems import Problem


@dataclass(frozen=True)
class Someone:
    """A person to be named: one in the registers by `uid`, or a new one by name."""

    uid: str | None = None
    name: str = ""
    post: str = ""
    phone: str = ""


@dataclass(frozen=True)
class AddEndpoint(Command):
    """Set up an endpoint of the unit `unit` from a day, held by `someone` where one is named.

    Without `document_types` it is for documents of every type.
    """

    name: ClassVar[str] = "endpoint.add"
    unit: str
    role: str
    environment: Environment
    from_date: str
    receives: bool = True
    sends: bool = True
    ceiling: SecrecyLevel = SecrecyLevel.KHONG_MAT
    account: str = ""
    note: str = field(default="", repr=False)
    state: str = "active"
    document_types: tuple[str, ...] = ()
    someone: Someone | None = field(default=None, repr=False)
    basis: str = ""


@dataclass(frozen=True)
class ChangeEndpoints(Command):
    """Change endpoints, one or many; what is None stays as it is.

    `account` and `note` are for one endpoint; an empty text takes them away. No `document_types`
    at all are documents of every type.
    """

    name: ClassVar[str] = "endpoint.change"
    endpoints: tuple[str, ...]
    state: str | None = None
    ceiling: SecrecyLevel | None = None
    receives: bool | None = None
    sends: bool | None = None
    account: str | None = None
    note: str | None = field(default=None, repr=False)
    document_types: tuple[str, ...] | None = None
    count: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", len(self.endpoints))


@dataclass(frozen=True)
class CloseEndpoints(Command):
    """Close endpoints: `on` is the first day on which they are no more, with all who are there."""

    name: ClassVar[str] = "endpoint.close"
    endpoints: tuple[str, ...]
    on: str
    count: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", len(self.endpoints))


@dataclass(frozen=True)
class Assign(Command):
    """Let `someone` hold an endpoint from a day; whoever held it until then ends on that day.

    `beside` leaves the present holders where they are.
    """

    name: ClassVar[str] = "endpoint.assign"
    endpoint: str
    from_date: str
    someone: Someone = field(repr=False)
    basis: str = ""
    beside: bool = False


@dataclass(frozen=True)
class EndHolding(Command):
    """End a holding: `on` is the first day on which the person no longer holds the endpoint."""

    name: ClassVar[str] = "endpoint.release"
    holding: str
    on: str


@dataclass(frozen=True)
class AddStandIn(Command):
    """Let `someone` stand in at an endpoint over a period, after those who already do."""

    name: ClassVar[str] = "endpoint.stand_in"
    endpoint: str
    from_date: str
    someone: Someone = field(repr=False)
    to_date: str | None = None
    reason: str = field(default="", repr=False)


@dataclass(frozen=True)
class CoverLeave(Command):
    """Let `someone` stand in for a person who is away over a period, at all that they hold then.

    `to_date` is the first day on which the person is back.
    """

    name: ClassVar[str] = "person.leave"
    person: str
    from_date: str
    to_date: str
    someone: Someone = field(repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True)
class EndStandIn(Command):
    """End a standing-in: `on` is the first day on which it no longer holds."""

    name: ClassVar[str] = "endpoint.stand_in_end"
    stand_in: str
    on: str


@dataclass(frozen=True)
class OrderStandIns(Command):
    """Put the stand-ins of an endpoint in the order of `stand_ins`."""

    name: ClassVar[str] = "endpoint.stand_in_order"
    endpoint: str
    stand_ins: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """What a command did: the uid it was about, how many rows really changed, and its run; and what
    there is to weigh of it."""

    uid: str | None
    rows: int
    run: int | None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class PersonDetails:
    """What is kept of a person; empty texts are nothing.

    `clearance_until` is the first day on which the clearance no longer holds.
    """

    name: str
    post: str = ""
    phone: str = ""
    mail: str = ""
    unit: str | None = None
    clearance: SecrecyLevel = SecrecyLevel.KHONG_MAT
    clearance_basis: str = ""
    clearance_until: str | None = None


@dataclass(frozen=True)
class AddPerson(Command):
    """Write a person into the register."""

    name: ClassVar[str] = "person.add"
    details: PersonDetails = field(repr=False)


@dataclass(frozen=True)
class ChangePerson(Command):
    """Change what is kept of a person, the clearance included."""

    name: ClassVar[str] = "person.change"
    person: str
    details: PersonDetails = field(repr=False)


@dataclass(frozen=True)
class SetLine(Command):
    """Say that a unit's encrypted line (BML) is at `stage` from a day, or is there no more."""

    name: ClassVar[str] = "unit.line"
    unit: str
    there: bool
    on: str
    stage: LineStage = LineStage.CONNECTED


@dataclass(frozen=True)
class SetChannels(Command):
    """Say how documents officially reach a unit from a day: `channels` are (network, channel).

    A channel is system, axis, private or paper; None takes what is recorded back: the system.
    """

    name: ClassVar[str] = "unit.channel"
    unit: str
    channels: tuple[tuple[Environment, str | None], ...]
    on: str
