"""Guessing what the columns of a table of units mean where nobody wrote headings above them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice, pairwise

from desktop.domain.cells import CellFault, read_date
from desktop.domain.codes import Scheme, normalise
from desktop.domain.kinds import UnitType, type_named

# So many rows are looked at; the rest will be like them.
_ROWS = 300
# A column is of a sort where this share of its filled cells is.
_MOST = 0.6
_NUMBERS = re.compile(r"\d{1,6}")
_PLACE = re.compile(r"\d{5}|\d{2}")
_PHONE = re.compile(r"\+?[\d .\-()]{8,16}")


def guess_fields(
    rows: Sequence[Sequence[str]], scheme: Scheme, types: Mapping[str, UnitType]
) -> list[str | None]:
    """Return for each column the field of a table of units that it seems to hold, or None.

    A table that does not seem to hold a name holds none of them.
    """
    columns = _columns(rows)
    fields: list[str | None] = [None] * len(columns)
    sorts: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("code", lambda text: scheme.check(normalise(text)) is None),
        ("from", _is_date),
        ("place", lambda text: _PLACE.fullmatch(text) is not None),
        ("phone", lambda text: _PHONE.fullmatch(text) is not None),
    )
    for place, cells in enumerate(columns):
        if place == 0 and _counts_up(cells):
            fields[place] = "number"
            continue
        for field, fits in sorts:
            if _share(cells, fits) >= _MOST and (field == "code" or field not in fields):
                fields[place] = field
                break
    _tell_codes_apart(columns, fields, scheme)
    texts = [place for place, cells in enumerate(columns) if fields[place] is None and cells]
    texts = [place for place in texts if _share(columns[place], _has_letters) >= _MOST]
    if not texts:
        return [None] * len(columns)
    name = max(texts, key=lambda place: (_mean_length(columns[place]), -place))
    fields[name] = "name"
    for place in texts:
        known = _share(columns[place], lambda text: type_named(text, types) is not None)
        if place != name and "type" not in fields and known >= _MOST:
            fields[place] = "type"
    return fields


def _columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    seen = list(islice(rows, _ROWS))
    return [
        [row[place] for row in seen if place < len(row) and row[place]] for place in range(width)
    ]


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def _tell_codes_apart(
    columns: Sequence[Sequence[str]], fields: list[str | None], scheme: Scheme
) -> None:
    """Of two columns of codes the shorter ones are the superiors'; of more, only two count."""
    coded = [place for place, field in enumerate(fields) if field == "code"]
    for place in coded[2:]:
        fields[place] = None
    if len(coded) < 2:
        return
    first, second = coded[:2]
    depths = [_mean_depth(columns[place], scheme) for place in (first, second)]
    fields[first if depths[0] < depths[1] else second] = "parent"


def _mean_depth(cells: Sequence[str], scheme: Scheme) -> float:
    return sum(len(scheme.groups(normalise(text))) for text in cells) / len(cells)


def _mean_length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells)


def _counts_up(cells: Sequence[str]) -> bool:
    if not cells or not all(_NUMBERS.fullmatch(text) for text in cells):
        return False
    numbers = [int(text) for text in cells]
    return all(b - a == 1 for a, b in pairwise(numbers)) and len(cells) > 1


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except CellFault:
        return False
    return True


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
