"""Reading a list that gives each unit its code, from a file or as it was pasted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from desktop.domain.cells import read_code
from desktop.domain.code_planning import Wish
from desktop.domain.problems import Problem, Refusal, Severity, refuse
from desktop.exchange.clipboard import read_table
from desktop.exchange.sheets import Sheet, read_sheets
from desktop.services.code_planning.command import PlanCodes
from desktop.services.code_planning.headless import with_headings
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Refused, read_field, refused
from desktop.services.imports.reading import Entry, Reading, entries_of_sheets, form
from desktop.services.imports.unit_finder import UnitFinder

_KIND = "code-list"
_NO_LIST = frozenset({"import.no_table", "import.other_table", "import.no_rows"})


@dataclass
class GivenList:
    """The value wished for each unit by uid; refused rows, and what else there is to say."""

    wishes: dict[str, Wish] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: Sequence[Problem] = ()


def sheets_of(command: PlanCodes) -> Sequence[Sheet]:
    """Read the command's list. Raises `Refusal`: `codes.list_missing`, what the readers raise."""
    if command.file is not None:
        return read_sheets(command.file)
    if command.pasted is not None:
        rows = with_headings(read_table(command.pasted), scheme(command.scheme))
        return [Sheet("—", rows)]
    raise refuse("codes.list_missing")


def read_list(
    connection: Connection,
    command: PlanCodes,
    sheets: Sequence[Sheet],
    day: str,
    members: Mapping[str, str],
) -> GivenList:
    """Find each row's unit among `members` (uid to title) and read the code it is to get.

    Raises `Refusal`: `codes.no_list`, `codes.pasted_no_list`.
    """
    reading = _reading(command, sheets)
    plan = Plan(iter(()))
    known = KnownUnits(connection, command.scheme)
    finder = UnitFinder(plan, known, scheme(command.scheme))
    found = GivenList()
    rows: dict[str, int | None] = {}
    for entry in reading.entries:
        try:
            uid, wish = _row(entry, finder, plan, command, day, members)
            if uid in rows:
                unit = members[uid]
                raise refused(entry, "unit", "codes.unit_twice", unit=unit, first=rows[uid])
        except Refused as error:
            found.problems.append(_placed(error.problem, entry))
            continue
        rows[uid] = entry.where.row
        found.wishes[uid] = wish
    notes = [*reading.problems, *plan.problems]
    found.notes = [note for note in notes if note.severity is not Severity.ERROR]
    return found


def _reading(command: PlanCodes, sheets: Sequence[Sheet]) -> Reading:
    """Read the rows; of a list whose columns nobody chooses, headings are all that can be wrong."""
    title = command.file or Path("—")
    try:
        return entries_of_sheets(ImportFile(_KIND, title, scheme=command.scheme), sheets)
    except Refusal as refusal:
        if not _NO_LIST.issuperset(problem.code for problem in refusal.problems):
            raise
        labels = {field.name: field.label for field in form(_KIND).fields}
        known = ", ".join(f"“{labels[name]}”" for name in ("unit", "code", "value"))
        if command.file is None:
            raise refuse("codes.pasted_no_list", known=known) from None
        raise refuse("codes.no_list", file=command.file.name, known=known) from None


def _row(
    entry: Entry,
    finder: UnitFinder,
    plan: Plan,
    command: PlanCodes,
    day: str,
    members: Collection[str],
) -> tuple[str, Wish]:
    if entry.fault is not None:
        raise Refused(entry.fault)
    uid = finder.find(entry, day)
    if uid not in members:
        shown = entry.values.get("code") or entry.values.get("unit") or ""
        raise refused(entry, "unit", "codes.not_below", unit=shown, under=command.under)
    code = read_field(entry, "value", read_code, scheme(command.scheme))
    if code is None:
        raise refused(entry, "value", "codes.value_missing")
    if code.note is not None:
        plan.warn(entry, "value", code.note)
    return uid, Wish(code.value, entry.at("value"))


def _placed(problem: Problem, entry: Entry) -> Problem:
    if problem.where.row is not None:
        return problem
    return Problem(problem.code, problem.values, problem.severity, entry.where)
