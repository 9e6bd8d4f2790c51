"""Aligned columns of text, by the width that letters take on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

_GAP = "  "
_LONGEST_CELL = 60


def width(text: str) -> int:
    """Return how many columns of a terminal `text` takes: marks none, wide letters two."""
    return sum(_letter_width(letter) for letter in text)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return lines: headings, a rule, the rows; cells longer than 60 columns are cut with `…`."""
    cells = [[_cut(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    lines = [_GAP.join(map(_padded, row, widths)).rstrip() for row in cells]
    rule = _GAP.join("─" * size for size in widths)
    return (lines[0], rule, *lines[1:])


def _padded(cell: str, size: int) -> str:
    return cell + " " * (size - width(cell))


def _cut(cell: str) -> str:
    plain = " ".join(cell.split())
    if width(plain) <= _LONGEST_CELL:
        return plain
    kept = ""
    for letter in plain:
        if width(kept + letter) >= _LONGEST_CELL:
            break
        kept += letter
    return kept + "…"


def _letter_width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
