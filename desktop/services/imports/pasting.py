"""A table pasted from a spreadsheet becomes a draft of an import, with or without headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain import headings
from desktop.domain.actors import Command
from desktop.domain.pasted import guess_fields
from desktop.domain.texts import N_, Text
from desktop.exchange.clipboard import read_table
from desktop.exchange.sheets import Row, Sheet
from desktop.models import unit_table
from desktop.services.code_schemes import scheme
from desktop.services.imports import layouts
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.imports.draft import Draft
from desktop.services.imports.draft_values import Choice
from desktop.services.imports.reading import form
from desktop.services.kinds import unit_types
from desktop.services.session import Session


@dataclass(frozen=True)
class PasteTable(Command):
    """Read `text` from the clipboard as a table of `kind`; `title` is what the journal calls it.

    Rows of units that say neither a code nor a superior go under the unit `under` (a uid).
    """

    name: ClassVar[str] = "import.paste"
    title: str
    text: str = field(repr=False)
    kind: str = "units"
    under: str | None = None


def open_pasted(session: Session, command: PasteTable) -> Draft:
    """Return the draft of a pasted table.

    Raises `Refusal`: `paste.empty`, `paste.too_large`, `import.too_wide`, `work.cancelled`.
    """
    session.surroundings.progress(Text(N_("Reading the rows")), 0, 0)
    rows = read_table(command.text)
    layouts.check_width([Sheet(command.title, rows)])
    with session.reading(command) as connection:
        if command.kind == "units":
            rows = _with_headings(rows)
            if command.under is not None:
                today = session.surroundings.today()
                rows = _under(rows, _known_as(connection, command.under, today))
        sheet = Sheet(command.title, rows)
        choice = layouts.guess(connection, [sheet])
    if choice.kind != command.kind:
        choice = Choice(command.kind)
    return Draft(Path(command.title), [sheet], replace(choice, sheet=None))


def _with_headings(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Put headings above a table that has none, where its columns can be told."""
    kind = form("units")
    cells = [row.cells for row in rows]
    if headings.recognise(cells[:_HEADINGS_WITHIN], kind) is not None:
        return rows
    labels = {field.name: field.label for field in kind.fields}
    fields = guess_fields(cells, scheme(DEFAULT_SCHEME), unit_types())
    if not any(fields):
        return rows
    if fields.count(None) == len(fields) - 1:
        # One known heading alone is not recognised as a heading row: number the rows too.
        rows = tuple(Row(row.number, (str(row.number), *row.cells)) for row in rows)
        fields = ["number", *fields]
    shown = tuple(
        labels[name] if name is not None else f"({place})"
        for place, name in enumerate(fields, start=1)
    )
    return (Row(0, shown), *rows)


# Headings stand among the first rows, below titles.
_HEADINGS_WITHIN = 15


def _under(rows: tuple[Row, ...], parent: str) -> tuple[Row, ...]:
    """Add the superior to a table of units that says neither codes nor superiors."""
    kind = form("units")
    table = headings.recognise([row.cells for row in rows], kind)
    if table is None or table.columns.keys() & {"code", "parent", "uid"}:
        return rows
    width = max(len(row.cells) for row in rows)
    label = next(field.label for field in kind.fields if field.name == "parent")

    def value(position: int) -> str:
        return label if position == table.begins - 1 else parent if position >= table.begins else ""

    return tuple(
        Row(row.number, _padded(row.cells, width, value(position)))
        for position, row in enumerate(rows)
    )


def _padded(cells: Sequence[str], width: int, last: str) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)), last)


def _known_as(connection: Connection, uid: str, day: str) -> str:
    """Return what a table calls a unit: its code, or its name where it has none."""
    found = unit_table.lines(connection, [uid], day)
    return (found[0].code or found[0].name) if found else ""
