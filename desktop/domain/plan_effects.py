"""What a plan's events come to: what stood before, who answered what, and what is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.code_book import CodeBook
from desktop.domain.problems import Problem, Where
from desktop.domain.reorganisation import Edge, Event, NewUnit
from desktop.domain.timeline import Later


@dataclass(frozen=True, slots=True)
class Change:
    """A unit before and after a day; None where it is not there."""

    day: str
    uid: str
    before: NewUnit | None
    after: NewUnit | None
    basis: str | None


@dataclass(frozen=True)
class Answers:
    """Who takes what split units leave, all by uid: of `units` all that hangs on the split unit,
    by the day and it; of `parts` one thing, by the day, the unit and that thing."""

    units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    parts: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


@dataclass
class Question:
    """Which of the units `options` takes what `unit` leaves; `default` is the answer proposed.

    A unit that is split and goes on is one of them itself. `taker` is the answer taken, and `below`
    says who takes each unit below it, for which another answer may be given.
    """

    day: str
    unit: str
    options: tuple[str, ...]
    default: str
    taker: str
    where: Where
    below: dict[str, str] = field(default_factory=dict)


@dataclass
class Effects:
    """What the events do, in order; with conflicts nothing of it may be written.

    `takers` say for every ended unit who takes what it leaves, None where nobody does.
    """

    events: list[Event] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    takers: dict[str, str | None] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Register:
    """The units on the day before the plan's first event, and what binds the plan.

    `timeline` is what the register says after that day already, in any order. `bodies` are the
    types whose units merge when their superiors do.
    """

    units: dict[str, NewUnit]
    codes: CodeBook
    timeline: Sequence[Later]
    bodies: frozenset[str]

    def by_code(self) -> dict[str, NewUnit]:
        """Return the units by their code, without those that have none."""
        return {unit.code: unit for unit in self.units.values() if unit.code is not None}
