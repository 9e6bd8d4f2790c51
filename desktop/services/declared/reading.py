"""Reads a letter's table: each row names a unit, each other column says something of it.

A table with the columns "Nội dung" and "Giá trị" says one thing in each row instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.domain import headings
from desktop.domain.headings import heading_key
from desktop.domain.problems import Where, refuse
from desktop.exchange.sheets import Row, Sheet
from desktop.services.declared.command import KIND, ImportDeclared
from desktop.services.imports.reading import form

# Headings stand among the first rows, below titles.
_HEADINGS_WITHIN = 15


@dataclass(frozen=True)
class Line:
    """A row: whom it names, and what it says as (heading, text); `is_total`: of the whole."""

    where: Where
    subject: str
    told: tuple[tuple[str, str], ...]
    is_total: bool = False
    day: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Lines:
    """The rows of a file in order, and by sheet which field each heading was taken for."""

    rows: Sequence[Line]
    columns: Mapping[str, Mapping[str, str]]


def read_lines(command: ImportDeclared, sheets: Iterable[Sheet]) -> Lines:
    """Read every sheet that names units.

    Raises `Refusal`: `declared.no_table`, `import.no_rows`, `import.field_unknown`.
    """
    headings.check_mapping(command.mapping, form(KIND))
    rows: list[Line] = []
    columns: dict[str, Mapping[str, str]] = {}
    for sheet in sheets:
        table = None if sheet.hidden else _Table.of(sheet, command)
        if table is not None:
            columns[sheet.name] = table.columns()
            rows += table.lines()
    file = command.file.name
    if not columns:
        raise refuse("declared.no_table", Where(file), file=file)
    if not rows:
        raise refuse("import.no_rows", Where(file), file=file)
    return Lines(rows, columns)


@dataclass(frozen=True)
class _Table:
    file: str
    sheet: Sheet
    begins: int
    # The field, or None for a column that says something, by its place.
    fields: Mapping[int, tuple[str, str | None]]

    @classmethod
    def of(cls, sheet: Sheet, command: ImportDeclared) -> _Table | None:
        """Find the row of headings: it names the units' column and at least one other."""
        known = {key: name for key, (name, _) in form(KIND).by_key.items()}
        known |= {heading_key(heading): name for heading, name in command.mapping.items()}
        for position, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
            found = {place: (text, _field(text, known)) for place, text in enumerate(row.cells)
                     if text}  # fmt: skip
            if len(found) >= headings.ENOUGH_HEADINGS and "unit" in _names(found):
                return cls(command.file.name, sheet, position + 1, _once(found))
        return None

    def columns(self) -> dict[str, str]:
        """Return which field each heading was taken for; what says something is `value`."""
        return {heading: name or "value" for heading, name in self.fields.values()}

    def lines(self) -> Iterator[Line]:
        """Yield the rows that say something."""
        for row in self.sheet.rows[self.begins :]:
            if any(row.cells) and not headings.is_numbering(row.cells):
                line = self._line(row)
                if line.told or line.subject:
                    yield line

    def _line(self, row: Row) -> Line:
        cells = {name: row.cells[place] for place, (_, name) in self.fields.items()
                 if name is not None and place < len(row.cells)}  # fmt: skip
        where = Where(self.file, self.sheet.name, row.number)
        is_total = headings.is_total_row(row.cells)
        line = Line(
            where=where,
            subject=cells.get("unit", ""),
            told=(),
            is_total=is_total,
            day=cells.get("day") or None,
            source=cells.get("source") or None,
        )
        if self._says_one_thing:
            return replace(line, told=((cells.get("content", ""), cells.get("value", "")),))
        told = tuple(
            (heading, row.cells[place])
            for place, (heading, name) in self.fields.items()
            if self._is_told(name) and place < len(row.cells) and row.cells[place]
        )
        return replace(line, told=told)

    @property
    def _says_one_thing(self) -> bool:
        return {"content", "value"} <= _names(self.fields)

    def _is_told(self, name: str | None) -> bool:
        # Without "Nội dung" beside it, a column called "Kết quả" is a column like any other.
        return name is None or name in ("content", "value")


def _field(text: str, known: Mapping[str, str]) -> str | None:
    bare = text.partition("(")[0]
    return known.get(heading_key(text)) or known.get(heading_key(bare) or "-")


def _names(fields: Mapping[int, tuple[str, str | None]]) -> set[str]:
    return {name for _, name in fields.values() if name is not None}


def _once(found: Mapping[int, tuple[str, str | None]]) -> dict[int, tuple[str, str | None]]:
    """Let only the first column of a field be that; another one says something."""
    taken: set[str] = set()
    fields: dict[int, tuple[str, str | None]] = {}
    for place, (heading, name) in found.items():
        fields[place] = (heading, None if name in taken else name)
        if name is not None:
            taken.add(name)
    return fields
