"""Rows on the clipboard, as a spreadsheet takes them: every cell a text, no cell a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

# A text that a spreadsheet would work out; a telephone number with its + is none.
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s().-]*$)")
_STYLE = "<style>td{mso-number-format:'\\@';white-space:pre}</style>"


def rows_for_sheets(rows: Iterable[Sequence[str]]) -> QMimeData:
    """Return the rows as a table of texts and, for whom that says nothing, as lines with tabs.

    In the table codes keep their zeros. The lines set a ' before what begins a formula, as people
    do by hand; `exchange.clipboard` takes it away again.
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    data = QMimeData()
    data.setText("\n".join("\t".join(map(_plain, row)) for row in cells))
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in cells)
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    data.setHtml(f"<html><head>{_STYLE}</head><body><table>{table}</table></body></html>")
    return data


def _plain(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
