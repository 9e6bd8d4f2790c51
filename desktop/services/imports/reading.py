"""From a file to entries: each record's cells by field, and what was passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from desktop import resources
from desktop.domain import cells, headings
from desktop.domain.cells import CellFault
from desktop.domain.headings import Form, RowKind, Table
from desktop.domain.problems import Problem, Severity, Where, refuse
from desktop.domain.stated_periods import stated_period
from desktop.exchange.forms import COVER_SHEET, MARK_SHEET, WORDS_SHEET
from desktop.exchange.sheets import Row, Sheet
from desktop.services.imports.command import ImportFile
from desktop.services.imports.declared_counts import DeclaredCounts

_SAID_ROWS = {
    RowKind.HEADING: "import.headings_passed",
    RowKind.NUMBERING: "import.headings_passed",
    RowKind.SECTION: "import.sections_passed",
    RowKind.TOTAL: "import.totals_passed",
    RowKind.FOOTER: "import.footers_passed",
}
# Fields of words, whose letters of other alphabets are mended; codes and numbers have own rules.
_WORDS = frozenset(
    {"name", "short_name", "unit", "parent", "person", "post", "stand_in", "subscriber", "receiver"}
)
_NONE: frozenset[str] = frozenset()
# Sheets of our own forms that hold no rows.
_OF_OUR_FORMS = frozenset({WORDS_SHEET, MARK_SHEET, COVER_SHEET})


class Entry(NamedTuple):
    """A record's row: where it stands and the cells that hold something, by field.

    `fault` is what makes the row unreadable as a whole, such as a formula's error. `sums_up`: it is
    no record but the total of others, which a form may want to be read too. `repeats` are the
    fields whose cells say “as above”: of the entry before this one.
    """

    where: Where
    values: Mapping[str, str]
    headings: Mapping[str, str]
    fault: Problem | None = None
    sums_up: bool = False
    repeats: frozenset[str] = frozenset()

    def at(self, name: str) -> Where:
        """Return the place of field `name` in this row."""
        where = self.where
        return Where(where.file, where.sheet, where.row, self.headings.get(name))


@dataclass(frozen=True)
class Reading:
    """The entries of a file, its columns by sheet (heading to field), and what there is to say."""

    entries: Sequence[Entry]
    columns: Mapping[str, Mapping[str, str]]
    problems: Sequence[Problem]


@cache
def form(kind: str) -> Form:
    """Return the form of `kind` that the program ships."""
    return headings.form(kind, resources.toml("imports", f"{kind}.toml"))


def entries_of_sheets(command: ImportFile, sheets: Iterable[Sheet]) -> Reading:
    """Read every sheet in which a table of the command's kind is recognised.

    Raises the refusals `import.no_table`, `import.other_table`, `import.no_rows`,
    `import.field_unknown`, `import.heading_absent`.
    """
    kind = form(command.kind)
    headings.check_mapping(command.mapping, kind)
    sheets = tuple(sheets)
    file = command.file.name
    entries: list[Entry] = []
    problems: list[Problem] = []
    columns: dict[str, dict[str, str]] = {}
    tables: list[Table] = []
    for sheet in sheets:
        if sheet.hidden or not sheet.rows:
            if sheet.rows and sheet.name not in _OF_OUR_FORMS:
                problems.append(_info("import.hidden_sheet", Where(file, sheet.name)))
            continue
        table = headings.recognise([row.cells for row in sheet.rows], kind, command.mapping)
        if table is None and sheet.name in _OF_OUR_FORMS:
            continue
        if table is None:
            problems.append(_info("import.sheet_passed", Where(file, sheet.name)))
            continue
        tables.append(table)
        columns[sheet.name] = {column.heading: name for name, column in table.columns.items()}
        problems += _say_columns(table, Where(file, sheet.name))
        found = _entries_of(sheet, table, file, problems, totals=kind.totals)
        stated = _stated_above(sheet, table, command) if kind.period_above else {}
        if stated:
            days = " – ".join(stated.values())
            problems.append(_info("statistics.period_stated", Where(file, sheet.name), days=days))
        entries += (entry._replace(values={**stated, **entry.values}) for entry in found)
    if not tables:
        _refuse_absent_headings(command, sheets, file)
        known = ", ".join(f"“{column.label}”" for column in kind.fields[2:8])
        raise refuse("import.no_table", Where(file), file=file, known=known)
    if absent := headings.unused_mapping(command.mapping, tables):
        problem = absent[0]
        raise refuse(problem.code, Where(file), **problem.values)
    if kind.about and all(kind.about.isdisjoint(table.columns) for table in tables):
        about = ", ".join(
            f"“{column.label}”" for column in kind.fields if column.name in kind.about
        )
        raise refuse("import.other_table", Where(file), file=file, about=about)
    if not entries:
        raise refuse("import.no_rows", Where(file), file=file)
    return Reading(entries, columns, problems)


def _refuse_absent_headings(command: ImportFile, sheets: Iterable[Sheet], file: str) -> None:
    """Name a heading of --map that stands nowhere: it is why no table was recognised."""
    shown = {headings.heading_key(text) for s in sheets for row in s.rows for text in row.cells}
    for heading in command.mapping:
        if headings.heading_key(heading) not in shown:
            raise refuse("import.heading_absent", Where(file), heading=heading)


def _stated_above(sheet: Sheet, table: Table, command: ImportFile) -> dict[str, str]:
    """Return the days of the period that a title says, but those that the person has given."""
    if table.columns.keys() & {"from", "to"}:
        return {}
    texts = [text for row in sheet.rows[: table.begins] for text in row.cells if text]
    stated = stated_period(texts)
    if stated is None:
        return {}
    days = {"from": (command.from_date, stated[0]), "to": (command.last_day, stated[1])}
    return {name: day for name, (given, day) in days.items() if given is None}


def _entries_of(
    sheet: Sheet, table: Table, file: str, problems: list[Problem], *, totals: bool
) -> Iterator[Entry]:
    shown = {name: column.heading for name, column in table.columns.items()}
    places = [(name, column.place) for name, column in table.columns.items() if name != "number"]
    passed: dict[str, list[int]] = {}
    above: Mapping[str, str] = {}
    counts = DeclaredCounts()
    # Names under the signatures read like records.
    below = False
    for position in range(table.begins, len(sheet.rows)):
        row = sheet.rows[position]
        kind = table.kind_of(row.cells)
        if kind is RowKind.RECORD and below and table.may_be_below(row.cells):
            kind = RowKind.FOOTER
        below = kind is RowKind.FOOTER
        sums_up = totals and kind is RowKind.TOTAL
        where = Where(file, sheet.name, row.number)
        if kind is RowKind.SECTION:
            counts.section()
        if kind is not RowKind.RECORD and not sums_up:
            wrong = counts.total(row.cells, where) if kind is RowKind.TOTAL else None
            if wrong is not None:
                yield Entry(where, {}, shown, wrong)
            passed.setdefault(_SAID_ROWS[kind], []).append(row.number)
            continue
        values, fault, repeats = _values_of(row, places, above, where, shown)
        if not values:
            passed.setdefault("import.blanks_passed", []).append(row.number)
            continue
        for name in _WORDS & values.keys():
            written = values[name]
            values[name] = cells.mend_letters(written)
            if values[name] != written:
                at = Where(file, sheet.name, row.number, shown[name])
                said = {"written": written, "read": values[name]}
                problems.append(Problem("cell.letters_mended", said, Severity.WARNING, at))
        above = values
        if kind is RowKind.RECORD:
            counts.record(row.cells)
        yield Entry(where, values, shown, fault, sums_up, repeats)
    for code, numbers in passed.items():
        problems.append(_info(code, Where(file, sheet.name), rows=ranges(numbers)))
    hidden = sheet.hidden_rows.intersection(row.number for row in sheet.rows[table.begins :])
    if hidden:
        problems.append(
            Problem(
                "import.hidden_rows",
                {"rows": ranges(sorted(hidden))},
                Severity.WARNING,
                Where(file, sheet.name),
            )
        )


def _values_of(
    row: Row,
    places: Iterable[tuple[str, int]],
    above: Mapping[str, str],
    where: Where,
    shown: Mapping[str, str],
) -> tuple[dict[str, str], Problem | None, frozenset[str]]:
    values: dict[str, str] = {}
    repeats: list[str] = []
    fault: Problem | None = None
    width = len(row.cells)
    for name, place in places:
        text = row.cells[place] if place < width else ""
        if not text:
            continue
        if text[0] not in cells.SPEAKING_SIGNS:
            values[name] = text
            continue
        try:
            cells.check_formula(text)
            if cells.is_ditto(text):
                whole: str | None = cells.repeated(text, above.get(name))
            else:
                whole = cells.repeated_in_part(text, above.get(name))
            if whole is not None:
                text = whole
                repeats.append(name)
        except CellFault as error:
            at = Where(where.file, where.sheet, where.row, shown.get(name))
            fault = fault or Problem(error.code, error.values, where=at)
        values[name] = text
    return values, fault, frozenset(repeats) if repeats else _NONE


def _say_columns(table: Table, where: Where) -> Iterator[Problem]:
    for code, names in (
        ("import.columns_passed", table.unknown),
        ("import.columns_doubled", table.doubled),
    ):
        if names:
            yield _info(code, where, headings=", ".join(f"“{name}”" for name in names))


def ranges(numbers: Sequence[int]) -> str:
    """Write row numbers in order as `3, 7–9`; of very many, the first ones and how many more."""
    parts: list[str] = []
    start = end = numbers[0]
    for number in [*numbers[1:], -1]:
        if number == end + 1:
            end = number
            continue
        parts.append(str(start) if start == end else f"{start}–{end}")
        start = end = number
    longest = 20
    return ", ".join(parts[:longest]) + (" …" if len(parts) > longest else "")


def _info(code: str, where: Where, **values: object) -> Problem:
    return Problem(code, values, Severity.INFO, where)


def entries_of_records(kind: Form, title: str, head: Row, rows: Iterable[Row]) -> list[Entry]:
    """Read rows that the program itself keeps: every one is a record under the headings `head`.

    Raises `Refusal` `import.no_table`.
    """
    table = headings.recognise([head.cells], kind)
    if table is None:
        known = ", ".join(f"“{column.label}”" for column in kind.fields[2:8])
        raise refuse("import.no_table", Where(title), file=title, known=known)
    shown = {name: column.heading for name, column in table.columns.items()}
    places = [(name, column.place) for name, column in table.columns.items() if name != "number"]
    entries: list[Entry] = []
    above: Mapping[str, str] = {}
    for row in rows:
        where = Where(title, title, row.number)
        values, fault, repeats = _values_of(row, places, above, where, shown)
        if values:
            above = values
            entries.append(Entry(where, values, shown, fault, repeats=repeats))
    return entries
