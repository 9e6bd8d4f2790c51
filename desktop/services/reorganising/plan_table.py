"""The table of a plan: its columns, and its rows as text and as entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from desktop import resources
from desktop.domain.headings import Field
from desktop.domain.reorganisation import kind_named
from desktop.exchange.clipboard import read_table
from desktop.exchange.sheets import Row
from desktop.services.imports.reading import Entry, entries_of_records, form

KIND = "plan"

# A row of a plan: its cells in the order of `columns()`, "" where nothing is said.
Cells = tuple[str, ...]


class PlanColumn(NamedTuple):
    """A column of a plan: its field, its heading, and the words that a cell may hold."""

    name: str
    label: str
    choices: tuple[str, ...]


@cache
def columns() -> tuple[PlanColumn, ...]:
    """Return the columns of a plan, without that of the running number."""
    definition = resources.toml("imports", f"{KIND}.toml")
    choices = {row["name"]: tuple(row.get("choices", ())) for row in definition["field"]}
    return tuple(
        PlanColumn(field.name, field.label, choices[field.name])
        for field in _fields()
        if field.name != "number"
    )


def place_of(name: str) -> int:
    """Return where the cell of a field stands in a row."""
    return [column.name for column in columns()].index(name)


def row_of(**values: str | None) -> Cells:
    """Return the row of these fields' values."""
    return tuple(values.get(column.name) or "" for column in columns())


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a spreadsheet would copy them, under the plan's headings."""
    head = [column.label for column in columns()]
    return "\n".join("\t".join(map(_quoted, row)) for row in (head, *rows))


def entries_of_text(text: str, title: str) -> list[Entry]:
    """Read a table that the program keeps: the plan's headings, and below them only rows of it.

    The first row below the headings is number 1. Raises `Refusal`: what `read_table` raises,
    `import.no_table`.
    """
    head, *rows = read_table(text)
    numbered = [Row(row.number - head.number, row.cells) for row in rows]
    return entries_of_records(form(KIND), title, head, numbered)


def with_headings(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Put the plan's headings above a pasted table that has none and is in the plan's order."""
    first = rows[0].cells
    numbered = len(first) > 1 and first[0].rstrip(".").isdigit()
    kind = first[1] if numbered else first[0]
    if kind_named(kind) is None or len(first) > len(_fields()):
        return tuple(rows)
    labels = [field.label for field in _fields() if numbered or field.name != "number"]
    return (Row(0, tuple(labels)), *rows)


def _fields() -> tuple[Field, ...]:
    return form(KIND).fields


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell
