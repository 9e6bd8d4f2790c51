"""The command of an import, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, NamedTuple

from desktop.domain.actors import Command
from desktop.domain.problems import Problem

KINDS = ("units", "clerks", "tokens", "code-states", "statistics")
DEFAULT_SCHEME = "qd20"


class Changes(StrEnum):
    """What a difference from a known record means: something happened, or it was mistyped."""

    EVENT = "event"
    CORRECTION = "correction"


@dataclass(frozen=True)
class ImportFile(Command):
    """Import `file` as a table of `kind`.

    `mapping` gives headings their field by hand; `from_date` (ISO) is the day from which rows
    hold that name none; `changes` None means that differences are asked about. A dry run works
    out every row's fate and writes nothing. `skip_bad` writes the good rows though others are
    refused. Of statistics, `last_day` (ISO) and `source` are those of rows that name none.
    """

    name: ClassVar[str] = "import"
    kind: str
    file: Path
    mapping: Mapping[str, str] = field(default_factory=dict)
    from_date: str | None = None
    scheme: str = DEFAULT_SCHEME
    changes: Changes | None = None
    dry_run: bool = False
    skip_bad: bool = False
    last_day: str | None = None
    source: str | None = None


class Fate(StrEnum):
    """What became of a row. `held` = it was good, but nothing was written since others were not."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    HELD = "held"


class RowFate(NamedTuple):
    """A sheet row's fate: the record's uid (None where refused), what it is called, and which
    fields differ."""

    sheet: str
    row: int
    fate: Fate
    uid: str | None
    label: str
    changed: tuple[str, ...] = ()


class OtherPlace(NamedTuple):
    """A sheet row that names a place which is not there on the list's day, as it is written."""

    sheet: str
    row: int
    shown: str


@dataclass(frozen=True)
class ListVintage:
    """A list that fits another date's structure of the country better than that of its `day`.

    `fits` is "before" (63 provinces with districts, until 30 June 2025) or the first day of the
    structure. `told` counts the rows that name places, `misfits` are those whose place is not
    there on the day, `others` counts those that the better structure does not have either.
    """

    fits: str
    day: str
    told: int
    misfits: tuple[OtherPlace, ...]
    others: int


@dataclass(frozen=True)
class ImportResult:
    """The counts are of sheet rows: read = created + updated + unchanged + refused + held.

    `run` is the run written, None where nothing was. `vintage` says so where the list fits another
    date's structure better. `columns` says per sheet which field each
    heading was taken for. `problems` are in the order of the sheet's rows; where bad rows are
    skipped, theirs are warnings.
    """

    kind: str
    read: int
    created: int
    updated: int
    unchanged: int
    refused: int
    held: int
    run: int | None
    dry_run: bool
    rows: tuple[RowFate, ...]
    columns: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]
    vintage: ListVintage | None = None

    @property
    def accepted(self) -> bool:
        """Say whether no row stands in the way: none refused, or the person skips those."""
        return not any(problem.severity == "error" for problem in self.problems)
