"""Reading a table that a spreadsheet put on the clipboard: text with tabs between its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.domain.folding import nfc
from desktop.domain.problems import refuse
from desktop.exchange.sheets import Row

MAX_LETTERS = 64 * 2**20
# A cell that holds a tab, a line end or a quote is quoted, and its own quotes are doubled; a quote
# that is the whole cell stands for "the same as above". No cell of a spreadsheet is longer.
_CELL = re.compile(r'("(?=[\t\r\n]|\Z))|"((?:[^"]|""){0,32767})"(?=[\t\r\n]|\Z)|([^\t\r\n]*)')
# A ' before what a spreadsheet would take for a formula is its mark of a text, and not the text's.
_KEPT_FROM_BEING_WORKED_OUT = re.compile(r"'[=+@-]")
_UNSEEN = dict.fromkeys(map(ord, "\x00\u200b\u200c\u200d\u2060\ufeff\u00ad")) | {0xA0: " "}


def read_table(text: str) -> tuple[Row, ...]:
    """Return the rows that hold something, numbered from 1 as they were copied.

    A cell's lines become one. Raises `Refusal`: `paste.empty`, `paste.too_large`.
    """
    if len(text) > MAX_LETTERS:
        raise refuse("paste.too_large", limit=MAX_LETTERS // 2**20)
    lines = _quoted(text) if '"' in text else (line.split("\t") for line in text.splitlines())
    rows = tuple(
        Row(number, cells)
        for number, line in enumerate(lines, start=1)
        if any(cells := tuple(map(_clean, line)))
    )
    if not rows:
        raise refuse("paste.empty")
    return rows


def _quoted(text: str) -> Iterator[list[str]]:
    place, line = 0, []
    while place <= len(text):
        found = _CELL.match(text, place)
        if found is None:
            break
        ditto, quoted, plain = found.groups()
        line.append(ditto or (plain if quoted is None else quoted.replace('""', '"')))
        place = found.end()
        if text[place : place + 1] == "\t":
            place += 1
            continue
        yield line
        line = []
        if text[place : place + 2] == "\r\n":
            place += 1
        place += 1


def _clean(cell: str) -> str:
    if not cell.isascii() or "\x00" in cell:
        cell = nfc(cell.translate(_UNSEEN))
    cell = " ".join(cell.split())
    return cell[1:] if _KEPT_FROM_BEING_WORKED_OUT.match(cell) else cell
