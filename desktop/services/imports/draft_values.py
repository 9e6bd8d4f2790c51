"""What a person sees and chooses while a table is brought in by hand: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, NamedTuple

from desktop.domain.actors import Command
from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import Text
from desktop.services.imports.command import DEFAULT_SCHEME, Changes, Fate, ImportFile
from desktop.services.imports.differences import ChangeSeen

# The field of a column that nobody needs; what stands in it is not read.
PASSED = "number"
# A row of the file: its sheet, and its number there.
Place = tuple[str, int]


@dataclass(frozen=True)
class OpenDraft(Command):
    """Read `file` to be brought in by hand."""

    name: ClassVar[str] = "import.open"
    file: Path


@dataclass(frozen=True)
class ImportDraft(ImportFile):
    """Write what was seen of a file: `mended` cells were changed and `left_out` rows skipped."""

    mended: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class RememberLayout(Command):
    """Remember of a sender's headings which kind of table they are and which fields they mean.

    `headings` is the key of `headings_key`, `mapping` the fields given by hand.
    """

    name: ClassVar[str] = "import.layout"
    headings: str
    kind: str
    mapping: Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """What a person has chosen for a file; `sheet` None is every sheet of that kind.

    `mapping` gives headings their field by hand, `PASSED` for one that is not to be read.
    `last_day` is the last of the days of statistics whose rows name none, `from_date` the first.
    """

    kind: str
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    from_date: str | None = None
    scheme: str = DEFAULT_SCHEME
    changes: Changes | None = None
    skip_bad: bool = False
    last_day: str | None = None


@dataclass(frozen=True)
class SheetSeen:
    """A sheet that holds something: its rows, and the kind that its headings look like."""

    name: str
    rows: int
    kind: str | None


@dataclass(frozen=True)
class ColumnSeen:
    """A column: its heading, its first few values, and the field it is taken for (None: none)."""

    heading: str
    samples: tuple[str, ...]
    field: str | None
    by_hand: bool


@dataclass(frozen=True)
class Layout:
    """What was recognised of the chosen sheets. `fields` are the kind's, each with its words.

    `remembered` says that the mapping is of an earlier file with the same headings.
    """

    sheets: tuple[SheetSeen, ...]
    columns: tuple[ColumnSeen, ...]
    fields: tuple[tuple[str, str], ...]
    remembered: bool = False


class Show(StrEnum):
    """Which rows of a preview to show."""

    ALL = "all"
    REFUSED = "refused"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    NOTED = "noted"


@dataclass(frozen=True)
class Preview:
    """What the file would do: the counts of its rows by `Show`, and what concerns no single row.

    `columns` are the fields shown, each with its heading in the file; `sheets` says how many
    sheets the rows stand on. `changing` are the columns, by number, in which some row changes a
    known record.
    """

    counts: Mapping[Show, int]
    columns: tuple[tuple[str, str], ...]
    sheets: int
    notes: tuple[Problem, ...]
    changing: frozenset[int] = frozenset()

    @property
    def writing(self) -> int:
        """How many rows would be written."""
        return self.counts[Show.CREATED] + self.counts[Show.UPDATED]


@dataclass(frozen=True)
class PreviewRow:
    """A row of the preview; `cells` as the preview's columns.

    `fate` is None where the person leaves the row out. `marks` are the cells that a problem is
    about, by column number, with how much it matters; `mended` the cells that were changed here.
    `changes` is what the row changes in known records, `before` what is recorded now of the cells
    that do so (None: nothing).
    """

    sheet: str
    row: int
    fate: Fate | None
    label: str
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]
    marks: Mapping[int, Severity]
    mended: frozenset[int]
    changes: tuple[ChangeSeen, ...] = ()
    before: Mapping[int, tuple[Text | None, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class PreviewSlice:
    """Some rows in the order of the file, and how many the whole filtered list has."""

    rows: tuple[PreviewRow, ...]
    count: int


class Found(NamedTuple):
    """Where a row stands in a list; one that is not there has the place of the next."""

    number: int
    is_there: bool


@dataclass(frozen=True)
class Written:
    """What writing did. `run` is None where nothing changed, or where the rows would now do
    something else than was seen: then `again` is true, and `preview` is to be looked at."""

    preview: Preview
    run: int | None
    again: bool = False
