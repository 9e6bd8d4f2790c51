"""A plan that is being drafted: opened, pasted or begun by hand, and kept in the vault meanwhile.

The kept draft is a setting: the data hash leaves it out, and undo passes over it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.domain.folding import nfc
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.exchange.clipboard import read_table
from desktop.exchange.sheets import Sheet, read_sheets
from desktop.models import journal, settings
from desktop.services.imports.command import DEFAULT_SCHEME, ImportFile
from desktop.services.imports.reading import entries_of_sheets, form
from desktop.services.reorganising import plan_table, reform_table
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.plan_table import KIND, Cells
from desktop.services.session import Session
from desktop.services.undo import standing_runs

_SETTING = "window.plan"


@dataclass(frozen=True)
class PlanDraft:
    """A plan that is being drafted.

    `rows` are cells in the order of the plan's columns; `basis` stands for every row that names
    none. `answers` are by `Asked.key`; `scheme` is the scheme of the rows' codes. `source` is the
    file, or the name of a shipped table, whose events the plan takes instead of rows.
    """

    title: str
    rows: tuple[Cells, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    basis: str = ""
    source: str | None = None
    scheme: str = DEFAULT_SCHEME

    def command(self, *, apply: bool = False) -> Reorganise:
        """Return the command that works this plan out."""
        if self.source is not None:
            return Reorganise(Path(self.source), apply=apply, answers=self.answers)
        place = plan_table.place_of("basis")
        rows = [
            (*row[:place], self.basis, *row[place + 1 :]) if any(row) and not row[place] else row
            for row in self.rows
        ]
        # What the journal calls it: a stroke would make a folder of its beginning.
        title = Path(self.title.replace("/", "-").strip() or KIND)
        text = plan_table.as_text(rows)
        return Reorganise(title, apply=apply, scheme=self.scheme, answers=self.answers, rows=text)


@dataclass(frozen=True)
class OpenPlan(Command):
    """Read the plan in `file`."""

    name: ClassVar[str] = "plan.open"
    file: Path


@dataclass(frozen=True)
class PastePlan(Command):
    """Read the table `text` from the clipboard as a plan called `title`."""

    name: ClassVar[str] = "plan.paste"
    title: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class KeepPlan(Command):
    """Keep the draft `title` in the vault."""

    name: ClassVar[str] = "plan.keep"
    title: str


@dataclass(frozen=True)
class DropPlan(Command):
    """Keep no draft any more: it was written, or begun anew."""

    name: ClassVar[str] = "plan.drop"


@dataclass(frozen=True)
class ReadKeptPlan(Command):
    """Ask which draft is kept."""

    name: ClassVar[str] = "plan.kept"


@dataclass(frozen=True)
class ReadStanding(Command):
    """Ask whether run `run` stands, or has been undone."""

    name: ClassVar[str] = "plan.standing"
    run: int


@dataclass(frozen=True)
class OpenedPlan:
    """A draft as it was read, and what there is to say of its reading."""

    draft: PlanDraft
    notes: tuple[Problem, ...]


def open_plan(session: Session, command: OpenPlan) -> OpenedPlan:
    """Return the draft of a file; the public table of the reform is taken as it is.

    Raises `Refusal`: `plan.no_table`, what the readers of files raise; and `WorldFailure`.
    """
    with session.reading(command):
        sheets = read_sheets(command.file)
    if reform_table.table_of(sheets) is not None:
        return OpenedPlan(PlanDraft(command.file.stem, source=str(command.file)), ())
    return _read(command.file.name, command.file.stem, sheets)


def paste_plan(session: Session, command: PastePlan) -> OpenedPlan:
    """Return the draft of a pasted table, which may be without headings in the plan's own order.

    Raises `Refusal`: `paste.empty`, `paste.too_large`, `plan.no_table`.
    """
    with session.reading(command):
        rows = plan_table.with_headings(read_table(command.text))
    return _read(command.title, command.title, [Sheet(command.title, rows)])


def keep_plan(session: Session, draft: PlanDraft | None) -> None:
    """Keep a draft in the place of an earlier one, or with None keep none any more.

    A vault opened to read only stays as it is.
    """
    if session.read_only or kept_plan(session, ReadKeptPlan()) == draft:
        return
    command = DropPlan() if draft is None else KeepPlan(draft.title)
    with session.unit_of_work(command) as work:
        work.set_setting(_SETTING, canonical_json(asdict(draft)) if draft is not None else "")


def kept_plan(session: Session, command: ReadKeptPlan) -> PlanDraft | None:
    """Return the kept draft, which stays until another is kept; None where there is none."""
    with session.reading(command) as connection:
        kept = settings.get(connection, _SETTING)
    if not kept:
        return None
    found = json.loads(kept)
    return PlanDraft(**{**found, "rows": tuple(map(tuple, found["rows"]))})


def is_standing(session: Session, command: ReadStanding) -> bool:
    """Say whether what a run wrote is there: it has not been undone, or that undone in turn."""
    with session.reading(command) as connection:
        return command.run in standing_runs(list(journal.runs(connection)))


def added(draft: PlanDraft, rows: Sequence[Cells]) -> PlanDraft:
    """Return a draft with rows at its end, in the place of an empty last one."""
    there = draft.rows
    while there and not any(there[-1]):
        there = there[:-1]
    return replace(draft, rows=(*there, *rows))


def _read(file: str, title: str, sheets: Sequence[Sheet]) -> OpenedPlan:
    try:
        reading = entries_of_sheets(ImportFile(KIND, Path(file)), sheets)
    except Refusal as refusal:
        codes = {problem.code for problem in refusal.problems}
        if not codes & {"import.no_table", "import.other_table"}:
            raise
        known = ", ".join(f"“{column.label}”" for column in form(KIND).fields[1:4])
        raise refuse("plan.no_table", file=file, known=known) from None
    rows = tuple(plan_table.row_of(**entry.values) for entry in reading.entries)
    return OpenedPlan(PlanDraft(nfc(title), rows), tuple(reading.problems))
