"""Which sheet, which kind, which field: what a file's headings say, and what is remembered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import Connection

from desktop.domain import headings
from desktop.domain.canonical import canonical_json
from desktop.domain.headings import Form, Table, heading_key
from desktop.domain.problems import Where, refuse
from desktop.exchange.sheets import Row, Sheet
from desktop.models import settings
from desktop.services.imports.command import KINDS
from desktop.services.imports.draft_values import (
    PASSED,
    Choice,
    ColumnSeen,
    Layout,
    RememberLayout,
    SheetSeen,
)
from desktop.services.imports.reading import form
from desktop.services.session import Session

_SAMPLES = 3
# Where no heading is known, the fullest of the first rows is taken for the headings.
_HEADINGS_WITHIN = 15
_HEADING_LINES = 4
# The widest register has some thirty; each column of a table is compared with all others.
MOST_COLUMNS = 256
_SETTING = "import.layout."
# Fields that every kind has say nothing of which kind a table is.
_COMMON = frozenset({"number", "uid", "note", "phone"})


def guess(connection: Connection, sheets: Sequence[Sheet]) -> Choice:
    """Choose kind, sheet and mapping: as remembered of these headings, else as the forms know.

    Raises `Refusal` `import.too_wide`.
    """
    check_width(sheets)
    kinds = {sheet.name: guess_kind(sheet) for sheet in sheets}
    known = [sheet for sheet in sheets if kinds[sheet.name] is not None]
    first = known[0] if known else sheets[0]
    kind = kinds[first.name] or "units"
    for candidate in KINDS:
        chosen = [sheet for sheet in sheets if kinds[sheet.name] in (None, candidate)]
        found = remembered(connection, headings_key(_headings_of(chosen or sheets, candidate)))
        if found is not None and found.kind == candidate:
            return found
    others = {kinds[sheet.name] for sheet in known} - {kind}
    return Choice(kind, first.name if others or not known else None)


def check_width(sheets: Iterable[Sheet]) -> None:
    """Raise `Refusal` `import.too_wide` where a table has more columns than any register."""
    for sheet in sheets:
        for row in sheet.rows:
            if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
                filled = sum(map(bool, row.cells))
                where = Where(sheet=sheet.name, row=row.number)
                raise refuse("import.too_wide", where, columns=filled, limit=MOST_COLUMNS)


def guess_kind(sheet: Sheet) -> str | None:
    """Return the kind whose form knows most of the sheet's headings; None where none knows two.

    Of equals it is the plainer one: a table of units has nothing that the others would not know.
    One without the columns that make it a table of a kind is none of that.
    """
    rows = [row.cells for row in sheet.rows]
    best, most = None, 0
    for kind in KINDS:
        table = headings.recognise(rows, form(kind))
        about = form(kind).about
        if table is None or (about and about.isdisjoint(table.columns)):
            continue
        known = len(table.columns.keys() - _COMMON)
        if known > most:
            best, most = kind, known
    return best


def lay_out(sheets: Sequence[Sheet], choice: Choice, *, remembered: bool) -> Layout:
    """Describe the sheets and, of those chosen, the columns."""
    kind = form(choice.kind)
    by_hand = {heading_key(heading) for heading in choice.mapping}
    columns: dict[str, ColumnSeen] = {}
    for sheet in chosen_sheets(sheets, choice.sheet):
        for heading, place, field, below in _columns_of(sheet, kind, choice.mapping):
            key = heading_key(heading)
            if key not in columns:
                samples = tuple(_samples(below, place))
                columns[key] = ColumnSeen(heading, samples, field, key in by_hand)
    return Layout(
        tuple(SheetSeen(sheet.name, len(sheet.rows), guess_kind(sheet)) for sheet in sheets),
        tuple(columns.values()),
        tuple((column.name, column.label) for column in kind.fields if column.name != PASSED),
        remembered,
    )


def chosen_sheets(sheets: Iterable[Sheet], name: str | None) -> list[Sheet]:
    """Return the sheet of that name, or all."""
    return [sheet for sheet in sheets if name in (None, sheet.name)]


def headings_key(found: Iterable[str]) -> str:
    """Return what a sender's table is known by: a digest of its folded headings, in any order."""
    keys = sorted({heading_key(heading) for heading in found})
    return sha256("\n".join(keys).encode()).hexdigest()[:32]


def remember(session: Session, command: RememberLayout) -> None:
    """Remember a layout in the vault, as a run of its own; the data hash leaves it out."""
    value = canonical_json({"kind": command.kind, "mapping": dict(command.mapping)})
    with session.unit_of_work(command) as work:
        work.set_setting(_SETTING + command.headings, value)


def remembered(connection: Connection, key: str) -> Choice | None:
    """Return the kind and the mapping remembered of these headings."""
    value = settings.get(connection, _SETTING + key)
    if value is None:
        return None
    kept = json.loads(value)
    return Choice(kept["kind"], None, kept["mapping"])


def _headings_of(sheets: Sequence[Sheet], kind: str) -> Iterator[str]:
    for sheet in sheets:
        for heading, *_ in _columns_of(sheet, form(kind), {}):
            yield heading


def _columns_of(
    sheet: Sheet, kind: Form, mapping: Mapping[str, str]
) -> Iterator[tuple[str, int, str | None, Sequence[Row]]]:
    """Yield each heading with its place, its field and the rows below it, from left to right."""
    table = headings.recognise([row.cells for row in sheet.rows], kind, mapping)
    if table is None:
        top = _fullest(sheet.rows[:_HEADINGS_WITHIN])
        for place, text in enumerate(sheet.rows[top].cells):
            if text:
                yield text, place, None, sheet.rows[top + 1 :]
        return
    below = sheet.rows[table.begins :]
    found: list[tuple[int, str, str | None]] = [
        (column.place, column.heading, name) for name, column in table.columns.items()
    ]
    above = sheet.rows[max(0, table.begins - _HEADING_LINES) : table.begins]
    taken = {place for place, *_ in found}
    for heading in (*table.unknown, *table.doubled):
        place = _place_of(heading, above, taken)
        taken.add(place)
        found.append((place, heading, _given(heading, mapping)))
    for place, heading, name in sorted(found, key=lambda each: each[0]):
        yield heading, place, name, below


def _given(heading: str, mapping: Mapping[str, str]) -> str | None:
    """Return what was said by hand of a heading that the table itself does not read."""
    key = heading_key(heading)
    given = {heading_key(text): name for text, name in mapping.items()}.get(key)
    return PASSED if given == PASSED else None


def _place_of(heading: str, above: Sequence[Row], taken: set[int]) -> int:
    """Return the column under a heading whose lines may stand one below another."""
    width = max((len(row.cells) for row in above), default=0)
    key = heading_key(heading)
    for place in range(width):
        parts = [row.cells[place] for row in above if place < len(row.cells) and row.cells[place]]
        if place not in taken and parts and heading_key(parts[-1]) in key:
            return place
    return width


def _fullest(rows: Sequence[Row]) -> int:
    counts = [sum(bool(text) for text in row.cells) for row in rows]
    return counts.index(max(counts))


def _samples(rows: Sequence[Row], place: int) -> Iterator[str]:
    found = 0
    for row in rows[:50]:
        text = row.cells[place] if place < len(row.cells) else ""
        if text:
            yield text
            found += 1
            if found == _SAMPLES:
                return


def table_of(sheet: Sheet, choice: Choice) -> Table | None:
    """Recognise the table of a sheet as it was chosen."""
    rows = [row.cells for row in sheet.rows]
    return headings.recognise(rows, form(choice.kind), choice.mapping)
