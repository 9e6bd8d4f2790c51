"""The command of a reorganisation, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import Problem
from desktop.domain.texts import Text
from desktop.services.imports.command import DEFAULT_SCHEME


@dataclass(frozen=True)
class Reorganise(Command):
    """Work out the plan in the file `plan`, and write it where `apply` says so.

    `2025` and `2026` where no such file is there mean the reform of 1 July 2025 and the changes
    of places after it, from the tables that we ship.

    `rows` is a plan kept in the program: a table as tab-separated text under the plan's headings,
    each line below them a row of the plan; `plan` is then only its title.

    `answers` give by `Asked.key` the one that takes what a split unit leaves (its uid, its code, or
    its name where it has none), and by `AskedPart.key` who takes one thing of it alone; an empty
    one is none. `accept_defaults` takes the proposal for all others.
    """

    name: ClassVar[str] = "reorganise"
    plan: Path
    accept_defaults: bool = False
    apply: bool = False
    scheme: str = DEFAULT_SCHEME
    answers: Mapping[str, str] = field(default_factory=dict)
    rows: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class EventLine:
    """One event as people read it: units by name and code; days are ISO."""

    kind: str
    day: str
    operational: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    basis: str | None
    derived: bool


@dataclass(frozen=True)
class AskedPart:
    """One thing that hangs on a split unit: `what` it is, and the uid of who takes it.

    `chosen` says whether that was answered for it alone; else it goes with the unit's answer.
    """

    key: str
    what: Text
    taker: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """A question: which of `options` takes what `unit` leaves; both by uid and as shown.

    `default` is the answer taken as it stands. `key` is what an answer is kept by, and `keys` say
    by the uid of each option what an answer calls it. `parts` may each have another answer.
    """

    uid: str
    unit: str
    day: str
    options: Mapping[str, str]
    default: str
    answered: bool
    key: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[AskedPart, ...] = ()


class UnitFate(StrEnum):
    """What a plan does to a unit."""

    GOES_ON = "goes_on"
    ENDS = "ends"
    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class TreeUnit:
    """A unit of the tree before or after a plan; `parent` is a uid, None at the top."""

    uid: str
    parent: str | None
    name: str
    code: str | None
    fate: UnitFate


@dataclass(frozen=True)
class OldToNew:
    """A line of the old → new table on the day `day`; codes are None where there is none, and the
    new name is empty where a unit ends and nobody follows it."""

    day: str
    old_code: str | None
    old_name: str
    new_code: str | None
    new_name: str
    whole: bool


@dataclass(frozen=True)
class Landing:
    """What becomes of one record that a unit leaves: where it lands, or the task it becomes.

    `unit` leaves it on `day`; `to` is the uid of where it lands, None where it ends. `task` is what
    a person must settle, None where nothing.
    """

    register: str
    uid: str
    unit: str
    day: str
    to: str | None
    task: Text | None = None


@dataclass(frozen=True)
class ToSettle:
    """A task that the plan leaves to a person, from the day `day`."""

    day: str
    register: str
    task: Text


@dataclass(frozen=True)
class Correction:
    """A name that was mistyped, put right in place: no event, the code and the period stay."""

    code: str | None
    before: str
    after: str


@dataclass(frozen=True)
class Reorganised:
    """What a plan does. It may be written where there are no conflicts and no open questions.

    `touched` counts by register the records of the units that end or are split; `tasks` counts
    those that a person must settle, and `to_settle` are the tasks that are opened for them: people
    who hold an endpoint or stand in there go with its task. `run` is the run written, None where
    nothing was.
    `before` and `after` are the touched units and all above them, in the order of the tree.
    """

    events: tuple[EventLine, ...]
    conflicts: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    questions: tuple[Asked, ...]
    old_to_new: tuple[OldToNew, ...]
    touched: Mapping[str, int]
    tasks: int
    units: Mapping[str, int]
    run: int | None
    before: tuple[TreeUnit, ...] = ()
    after: tuple[TreeUnit, ...] = ()
    to_settle: tuple[ToSettle, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def open_questions(self) -> int:
        """How many questions nobody has answered."""
        return sum(not question.answered for question in self.questions)
