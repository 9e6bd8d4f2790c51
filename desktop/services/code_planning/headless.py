"""A pasted list without headings: which of its two columns names the units, which gives codes."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain import codes, headings
from desktop.domain.codes import Scheme
from desktop.exchange.sheets import Row
from desktop.services.imports.reading import form

# Headings stand among the first rows, below titles.
_WITHIN = 15
_KIND = "code-list"
_COLUMNS = ("unit", "value")


def with_headings(rows: tuple[Row, ...], scheme: Scheme) -> tuple[Row, ...]:
    """Put headings above a list of two columns that has none; any other table stays as it is.

    The codes are in the column that holds more of them; of two alike, units are named first, by
    the codes that they have.
    """
    kind = form(_KIND)
    cells = [row.cells for row in rows]
    if headings.recognise(cells[:_WITHIN], kind) is not None:
        return rows
    if max((len(_filled(row)) for row in cells), default=0) != len(_COLUMNS):
        return rows
    counts = [_codes_in(cells, place, scheme) for place in (0, 1)]
    labels = {field.name: field.label for field in kind.fields}
    titles = [labels[name] for name in _COLUMNS]
    if counts[0] > counts[1]:
        titles.reverse()
    return (Row(0, tuple(titles)), *rows)


def _filled(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells without the empty ones at the end."""
    last = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    return cells[:last]


def _codes_in(rows: Sequence[Sequence[str]], place: int, scheme: Scheme) -> int:
    values = (codes.normalise(row[place]).upper() for row in rows if len(row) > place)
    return sum(bool(value) and scheme.check(value) is None for value in values)
