"""The commands of rounds of test documents, and what they answer.

A proof is a test document that arrived: see `desktop.domain.proofs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.problems import Problem
from desktop.domain.proofs import Outcome
from desktop.models.proof_rounds import DocumentStatus, RoundCounts

__all__ = ["DocumentStatus", "RoundCounts"]


@dataclass(frozen=True)
class PlanRound(Command):
    """Plan a test document for every endpoint in use that receives, below a unit (itself included).

    `sender` and `under` are codes; `sender_unit` and `unit`, where given, uids in their place. The
    sender's own endpoints are left out. Only endpoints on `environment` (both where None, the
    secret network where the documents are secret) that take documents of `level`, which is that of
    the documents; and, with `unproved`, that no test document has proved in so many days. `due`
    (ISO) is the last day for results; `letter` the number and date of the letter that goes with
    it; `out` an .xlsx file for the list.
    """

    name: ClassVar[str] = "tests.ask"
    sender: str
    under: str
    sender_unit: str | None = field(default=None, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)
    environment: Environment | None = None
    level: SecrecyLevel = SecrecyLevel.KHONG_MAT
    unproved: int | None = None
    letter: str | None = None
    due: str | None = None
    out: Path | None = None


@dataclass(frozen=True)
class WriteRound(Command):
    """Write a round of `count` documents; what the journal says of it."""

    name: ClassVar[str] = "tests.plan"
    round: int
    count: int


@dataclass(frozen=True)
class PlannedRound:
    """A round that was planned: its number, how many documents, the run, and the written list."""

    number: int
    documents: int
    run: int
    file: Path | None


@dataclass(frozen=True)
class ListRounds(Command):
    """Ask for all rounds, the last first."""

    name: ClassVar[str] = "tests.list"


@dataclass(frozen=True)
class ReadRound(Command):
    """Ask for the round `number` (the last one where None) with its documents."""

    name: ClassVar[str] = "tests.read"
    number: int | None = None


@dataclass(frozen=True)
class RoundStatus:
    """A round with its documents by number; `unit` is the sender as people know it."""

    uid: str
    number: int
    unit: str
    letter: str | None
    planned_on: str
    due_on: str | None
    documents: tuple[DocumentStatus, ...]

    def counts(self) -> Mapping[str, int]:
        """Count the documents, and those of each outcome."""
        of = Counter(document.outcome for document in self.documents)
        return {
            "documents": len(self.documents),
            "arrived": of[Outcome.ARRIVED],
            "lost": of[Outcome.LOST],
            "waiting": of[Outcome.UNKNOWN],
        }


@dataclass(frozen=True)
class RecordOutcome(Command):
    """Record what came of documents of a round, by their numbers, one or many.

    `outcome` None leaves it as it is, `UNKNOWN` takes it back. `on` is the day on which it showed
    (today where None). A `note` of None stays as it is, an empty one is taken away.
    """

    name: ClassVar[str] = "tests.record"
    round: int
    numbers: tuple[int, ...] = field(repr=False)
    outcome: Outcome | None
    on: str | None = None
    note: str | None = field(default=None, repr=False)
    count: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", len(self.numbers))


@dataclass(frozen=True)
class Recorded:
    """How many documents were really changed, and the run, None where none was."""

    round: int
    changed: int
    run: int | None


@dataclass(frozen=True)
class ReadSheets(Command):
    """Take results from files, or from all tables of a folder and below it.

    A row's document is found by round and number, else by the unit's code and the account. The
    round is `number` where one is given, and rows of another are refused; else the one that the
    row names, or that its file is of, or the only one that has the document; where several have
    it, the row is refused. `on` is the day of results without one
    (today where None). Where a row is refused, nothing is written, unless `skip_bad`. A dry run
    writes nothing at all.
    """

    name: ClassVar[str] = "tests.take"
    paths: tuple[Path, ...]
    number: int | None = None
    on: str | None = None
    skip_bad: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class TakeSheets(Command):
    """Write the results that files tell; what the journal says of it."""

    name: ClassVar[str] = "tests.sheet"
    files: str
    count: int


@dataclass(frozen=True)
class SheetsRead:
    """What files told. Counts are of sheet rows: read = recorded + unchanged + blank + refused +
    held. `blank` rows tell no result, `held` ones were good and not written, since others were
    refused. `problems` are in the order of files and rows."""

    files: tuple[str, ...]
    read: int
    recorded: int
    unchanged: int
    blank: int
    refused: int
    held: int
    run: int | None
    dry_run: bool
    problems: tuple[Problem, ...]

    @property
    def accepted(self) -> bool:
        """Say whether no row stands in the way: none refused, or those are passed over."""
        return not any(problem.severity == "error" for problem in self.problems)
