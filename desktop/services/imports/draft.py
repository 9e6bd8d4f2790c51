"""A table that a person brings in by hand: what each row would do, mended in place, then written.

The file is read once. What is seen is what is written, even where the file has gone meanwhile; the
file itself is never touched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from desktop.domain.folding import nfc
from desktop.domain.problems import Problem, Severity, Where, refuse
from desktop.domain.texts import N_, Text
from desktop.exchange.sheets import Row, Sheet, read_sheets
from desktop.models import journal
from desktop.services.imports import layouts
from desktop.services.imports.command import Fate
from desktop.services.imports.differences import before_of, changes_seen, field_of
from desktop.services.imports.draft_values import (
    PASSED,
    Choice,
    Found,
    ImportDraft,
    Layout,
    OpenDraft,
    Place,
    Preview,
    PreviewRow,
    PreviewSlice,
    RememberLayout,
    Show,
    Written,
)
from desktop.services.imports.importing import work_out
from desktop.services.imports.plan import Plan
from desktop.services.imports.reading import Entry, Reading, entries_of_sheets
from desktop.services.imports.vintage import row_problems, vintage_of, vintage_problem
from desktop.services.session import Session

_RANK = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 0}


class _Line(NamedTuple):
    """A record of the file; `number` is its place among the planned entries, None: left out."""

    entry: Entry
    number: int | None


@dataclass
class _Seen:
    """The plan that the person sees, and the journal's head on which it was worked out."""

    choice: Choice
    plan: Plan
    head: int
    lines: Sequence[_Line]
    preview: Preview
    places: Mapping[str, Mapping[str, int]]
    problems: Mapping[Place, list[Problem]]
    shown: dict[Show, list[int]] = field(default_factory=dict)


class Draft:
    """A file under way. It belongs to the thread of its session; views only hand it back.

    `choice` is what was guessed or remembered of the file.
    """

    def __init__(self, file: Path, sheets: Sequence[Sheet], choice: Choice) -> None:
        self.file = file
        self.choice = choice
        self._sheets = tuple(sheets)
        self._mends: dict[Place, dict[int, str]] = {}
        self._left_out: set[Place] = set()
        self._seen: _Seen | None = None
        # Something was mended or left out since the rows were worked out.
        self._altered = False

    def layout(self, choice: Choice) -> Layout:
        """Say which sheets and columns there are, and what each column is taken for."""
        remembered = bool(choice.mapping) and choice == self.choice
        return layouts.lay_out(self._sheets, choice, remembered=remembered)

    def plan(self, session: Session, choice: Choice) -> Preview:
        """Work out what every row would do.

        Raises `Refusal`: `import.no_table`, `import.no_rows`, `import.heading_absent`,
        `work.cancelled`.
        """
        command = self._command(choice)
        sheets = [
            self._mended(sheet) for sheet in layouts.chosen_sheets(self._sheets, choice.sheet)
        ]
        reading = entries_of_sheets(command, sheets)
        lines = self._lines(reading.entries)
        entries = [line.entry for line in lines if line.number is not None]
        with session.reading(command) as connection:
            head = journal.head(connection).run
        plan = work_out(session, command, entries)
        places = {
            sheet.name: {name: column.place for name, column in table.columns.items()}
            for sheet in sheets
            if (table := layouts.table_of(sheet, choice)) is not None
        }
        problems: dict[Place, list[Problem]] = {}
        for problem in plan.problems:
            problems.setdefault(_place(problem.where), []).append(problem)
        day = command.from_date or session.surroundings.today()
        vintage = vintage_of(command.kind, entries, day, command.scheme)
        of_file = list(reading.problems)
        if vintage is not None:
            of_file.insert(0, vintage_problem(vintage, command.file.name))
            for problem in row_problems(vintage, command.file.name):
                problems.setdefault(_place(problem.where), []).append(problem)
        preview = _preview(lines, plan, replace(reading, problems=of_file), problems)
        self._altered = False
        self._seen = _Seen(
            replace(choice, skip_bad=False), plan, head, lines, preview, places, problems
        )
        return preview

    def rows(self, show: Show, offset: int, limit: int) -> PreviewSlice:
        """Return the rows `[offset, offset + limit)` of those to show, in the order of the file."""
        seen = self._seen
        if seen is None:
            return PreviewSlice((), 0)
        if show not in seen.shown:
            passes = _FILTERS[show]
            seen.shown[show] = [
                number
                for number, line in enumerate(seen.lines)
                if passes(_fate(seen, line), seen, line)
            ]
        chosen = seen.shown[show]
        rows = tuple(self._row(seen, seen.lines[n]) for n in chosen[offset : offset + limit])
        return PreviewSlice(rows, len(chosen))

    def find(self, show: Show, places: Iterable[Place]) -> Mapping[Place, Found]:
        """Find rows (by sheet and number) in the list of those to show.

        One that is not in it has the place of the next that is; the last one's where none follows.
        """
        self.rows(show, 0, 0)
        seen = self._seen
        if seen is None or not seen.shown[show]:
            return {}
        chosen = seen.shown[show]
        lines = {_place(line.entry.where): number for number, line in enumerate(seen.lines)}
        found: dict[Place, Found] = {}
        for place in places:
            if place in lines:
                number = min(bisect_left(chosen, lines[place]), len(chosen) - 1)
                found[place] = Found(number, is_there=chosen[number] == lines[place])
        return found

    def mend(self, sheet: str, row: int, field: str, text: str) -> None:
        """Take `text` for a cell of the preview; the next plan reads it so."""
        places = self._seen.places.get(sheet, {}) if self._seen is not None else {}
        if field in places:
            self._altered = True
            self._mends.setdefault((sheet, row), {})[places[field]] = nfc(text).strip()

    def leave_out(self, rows: Iterable[Place], *, out: bool) -> None:
        """Leave rows out, or take them in again."""
        self._altered = True
        if out:
            self._left_out.update(rows)
        else:
            self._left_out.difference_update(rows)

    def digest(self) -> str:
        """Return the SHA-256 of the table as it was read, before anything was mended."""
        found = sha256()
        for sheet in self._sheets:
            found.update(repr((sheet.name, [tuple(row) for row in sheet.rows])).encode())
        return found.hexdigest()

    def altered(self) -> tuple[list[tuple[str, int, int, str]], list[Place]]:
        """Return what was mended (sheet, row, column from 0, text) and which rows are left out."""
        mends = [
            (*place, column, text)
            for place, cells in self._mends.items()
            for column, text in cells.items()
        ]
        return mends, sorted(self._left_out)

    def alter(self, mends: Iterable[tuple[str, int, int, str]], left_out: Iterable[Place]) -> None:
        """Mend and leave out what `altered` returned of the same table."""
        self._altered = True
        for sheet, row, column, text in mends:
            self._mends.setdefault((sheet, row), {})[column] = text
        self._left_out.update(left_out)

    def write(self, session: Session, choice: Choice) -> Written:
        """Write what was seen as one run.

        Where the registers, the rows or the choice have changed since, the rows are worked out
        anew, and nothing is written. Raises `Refusal` `import.rows_refused`.
        """
        seen = self._seen
        command = self._command(choice)
        with session.reading(command) as connection:
            head = journal.head(connection).run
        if seen is None or self._altered or seen.choice != replace(choice, skip_bad=False):
            return Written(self.plan(session, choice), None, again=True)
        if head != seen.head:
            before = seen.preview.counts
            preview = self.plan(session, choice)
            if preview.counts != before:
                return Written(preview, None, again=True)
            seen = self._seen or seen
        refused = seen.preview.counts[Show.REFUSED]
        if refused and not choice.skip_bad:
            raise refuse("import.rows_refused", count=refused)
        if choice.mapping:
            self._remember(session, choice)
        session.surroundings.progress(Text(N_("Rows written")), 0, len(seen.lines))
        with session.unit_of_work(command) as work:
            seen.plan.write(work)
        self._seen = None
        return Written(seen.preview, work.run.number if work.run is not None else None)

    def _remember(self, session: Session, choice: Choice) -> None:
        columns = self.layout(replace(choice, mapping={})).columns
        key = layouts.headings_key(column.heading for column in columns)
        layouts.remember(session, RememberLayout(key, choice.kind, choice.mapping))

    def _command(self, choice: Choice) -> ImportDraft:
        return ImportDraft(
            kind=choice.kind,
            file=self.file,
            mapping=choice.mapping,
            from_date=choice.from_date,
            scheme=choice.scheme,
            changes=choice.changes,
            skip_bad=choice.skip_bad,
            last_day=choice.last_day if choice.kind == "statistics" else None,
            mended=sum(map(len, self._mends.values())),
            left_out=len(self._left_out),
        )

    def _mended(self, sheet: Sheet) -> Sheet:
        if not any(name == sheet.name for name, _ in self._mends):
            return sheet
        rows = tuple(
            _with(row, self._mends[(sheet.name, row.number)])
            if (sheet.name, row.number) in self._mends
            else row
            for row in sheet.rows
        )
        return replace(sheet, rows=rows)

    def _lines(self, entries: Sequence[Entry]) -> list[_Line]:
        lines: list[_Line] = []
        number = 0
        for entry in entries:
            if _place(entry.where) in self._left_out:
                lines.append(_Line(entry, None))
                continue
            lines.append(_Line(entry, number))
            number += 1
        return lines

    def _row(self, seen: _Seen, line: _Line) -> PreviewRow:
        entry, place = line.entry, _place(line.entry.where)
        fields = [name for name, _ in seen.preview.columns]
        fate = seen.plan.fates[line.number] if line.number is not None else None
        problems = seen.problems.get(place, [])
        marks: dict[int, Severity] = {}
        by_heading = {heading: name for name, heading in entry.headings.items()}
        for problem in problems:
            name = by_heading.get(problem.where.column or "")
            if name in fields:
                number = fields.index(name)
                if number not in marks or _RANK[problem.severity] > _RANK[marks[number]]:
                    marks[number] = problem.severity
        noted = seen.plan.differences.get(line.number, ()) if line.number is not None else ()
        changes = changes_seen(seen.choice.kind, noted)
        before = {
            number: before_of(changes, name)
            for number, name in enumerate(fields)
            # A cell that says nothing, or what to do, is not what the record will say.
            if name in entry.values and name != "action"
        }
        mended = self._mends.get(place, {})
        places = seen.places.get(place[0], {})
        return PreviewRow(
            sheet=place[0],
            row=place[1],
            fate=fate.fate if fate is not None else None,
            label=fate.label if fate is not None else "",
            cells=tuple(entry.values.get(name, "") for name in fields),
            problems=tuple(sorted(problems, key=lambda each: -_RANK[each.severity])),
            marks=marks,
            mended=frozenset(
                number for number, name in enumerate(fields) if places.get(name) in mended
            ),
            changes=changes,
            before={number: olds for number, olds in before.items() if olds},
        )


def open_draft(session: Session, command: OpenDraft) -> Draft:
    """Read a file and guess what it is.

    Raises what `read_sheets` raises, and `Refusal` `sheet.empty` where no sheet shows a row.
    """
    session.surroundings.progress(Text(N_("Reading the file")), 0, 0)
    sheets = [sheet for sheet in read_sheets(command.file) if sheet.rows and not sheet.hidden]
    if not sheets:
        raise refuse("sheet.empty", Where(file=command.file.name), file=command.file.name)
    with session.reading(command) as connection:
        return Draft(command.file, sheets, layouts.guess(connection, sheets))


def _place(where: Where) -> Place:
    return where.sheet or "", where.row or 0


def _with(row: Row, mends: Mapping[int, str]) -> Row:
    cells = list(row.cells)
    for place, text in mends.items():
        cells += [""] * (place - len(cells) + 1)
        cells[place] = text
    return Row(row.number, tuple(cells))


def _preview(
    lines: Sequence[_Line], plan: Plan, reading: Reading, problems: Mapping[Place, list[Problem]]
) -> Preview:
    counts = dict.fromkeys(Show, 0)
    counts[Show.ALL] = len(lines)
    counts[Show.SKIPPED] = sum(line.number is None for line in lines)
    for row in plan.fates.values():
        counts[Show(row.fate.value)] += 1
    counts[Show.NOTED] = sum(
        bool(problems.get(_place(line.entry.where)))
        for line in lines
        if line.number is not None and plan.fates[line.number].fate is not Fate.REFUSED
    )
    columns: dict[str, str] = {}
    for found in reading.columns.values():
        for heading, name in found.items():
            if name != PASSED:
                columns.setdefault(name, heading)
    noted = {field_of(each) for one in plan.differences.values() for each in one}
    return Preview(
        counts,
        tuple(columns.items()),
        len(reading.columns),
        tuple(reading.problems),
        frozenset(number for number, name in enumerate(columns) if name in noted),
    )


def _fate(seen: _Seen, line: _Line) -> Fate | None:
    return seen.plan.fates[line.number].fate if line.number is not None else None


def _has(fate: Fate) -> Callable[[Fate | None, _Seen, _Line], bool]:
    return lambda found, _seen, _line: found is fate


def _is_noted(found: Fate | None, seen: _Seen, line: _Line) -> bool:
    noted = bool(seen.problems.get(_place(line.entry.where)))
    return noted and found not in (None, Fate.REFUSED)


_FILTERS: Mapping[Show, Callable[[Fate | None, _Seen, _Line], bool]] = {
    Show.ALL: lambda *_: True,
    Show.REFUSED: _has(Fate.REFUSED),
    Show.CREATED: _has(Fate.CREATED),
    Show.UPDATED: _has(Fate.UPDATED),
    Show.UNCHANGED: _has(Fate.UNCHANGED),
    Show.SKIPPED: lambda found, *_: found is None,
    Show.NOTED: _is_noted,
}
