"""Recognising the columns of a table by its headings, whatever their order and spelling.

A form gives each field the headings that people use for it. Headings are compared on a key without
tones, case, spaces and punctuation. Rows inside a table that are no record (a repeated heading,
column numbers, a section, a total, the signatures below) are told apart here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from desktop.domain.folding import fold
from desktop.domain.problems import Problem, refuse

# A heading row holds at least this many known headings.
ENOUGH_HEADINGS = 2
# What stands in a code's column is a code when it is longer than the numbers that number columns.
_SURELY_A_CODE = 6
# A code, well written or not: one word with a digit in it. Sections and totals are words.
_CODE_LIKE = re.compile(r"(?=.*\d)\S+")
# Below a table, signatures and notes take no more cells than these.
_FEW_CELLS = 3
# A heading may stand in this many lines, one under another.
_HEADING_LINES = 3

_NOT_WORD = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBERING = re.compile(r"\(?\d{1,2}\)?|\(?[a-zđ]\)|\(?[A-ZĐ]\)?|\(?\d{1,2}\)?\s*=.*")
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})|[A-HĐ]")
_SECTION = re.compile(r"(?:[IVXLC]+|[A-HĐ])\s*[.\-–—/:)]+\s*\S.*")
_TOTALS = frozenset({"tongcong", "tongso", "tong", "cong", "congchung", "tongcongchung"})
_TOTAL_BEGINNINGS = ("tổng cộng", "tổng số", "cộng:", "tổng:")
_FOOTERS = re.compile(
    r"(?:nguoi (?:lap|tong hop|kiem tra|bao cao)\b|noi nhan\b|[tk]/[mtl]\b|ghi chu:|luu y:|"
    r".*\bngay\b.*\bthang\b.*\bnam\b)"
)


class RowKind(StrEnum):
    """What a row of a table is."""

    RECORD = "record"
    HEADING = "heading"
    NUMBERING = "numbering"
    SECTION = "section"
    TOTAL = "total"
    FOOTER = "footer"


@dataclass(frozen=True)
class Field:
    """A field of a form: its name in commands, its heading on our own form, what people write."""

    name: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A kind of table. `title` is the field that names a record; a row with it alone may be one.

    A row with a code in the field `code` is a record, whatever else it looks like.
    A table without any of the columns `about` is one of another kind; none named, all may do.
    `totals` says that rows which sum up the others are read too, `period_above` that a line above
    the table may say the period of its rows.
    """

    kind: str
    title: str
    fields: tuple[Field, ...]
    about: frozenset[str] = frozenset()
    totals: bool = False
    period_above: bool = False
    code: str = "code"

    @cached_property
    def by_key(self) -> Mapping[str, tuple[str, int]]:
        """Each known heading's key with its field and its rank among that field's headings."""
        found: dict[str, tuple[str, int]] = {}
        for column in self.fields:
            for rank, heading in enumerate((column.name, column.label, *column.synonyms)):
                found.setdefault(heading_key(heading), (column.name, rank))
        return found


class Column(NamedTuple):
    """A recognised column: its place from 0, its heading as written."""

    place: int
    heading: str


@dataclass(frozen=True)
class Table:
    """A recognised table: its columns by field, and where its records begin.

    `begins` counts in the rows that were given. `unknown` are headings that no field claims,
    `doubled` those whose field another column has taken.
    """

    columns: Mapping[str, Column]
    begins: int
    unknown: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    title: str = ""
    code: str = "code"
    _lower: Mapping[int, str] = field(default_factory=dict)

    def kind_of(self, cells: Sequence[str]) -> RowKind:
        """Say what a row (not blank) of this table is."""
        column = self.columns.get(self.code)
        code = cells[column.place] if column is not None and column.place < len(cells) else ""
        if len(code) >= _SURELY_A_CODE and _CODE_LIKE.fullmatch(code):
            return RowKind.RECORD
        shown = [(place, text) for place, text in enumerate(cells) if text]
        if (
            len(shown) > _FEW_CELLS
            and shown[0][1].isdigit()
            and not _NUMBERING.fullmatch(shown[1][1])
        ):
            # A numbered row with enough in it; told first since nearly all rows are such.
            return RowKind.RECORD
        if self._repeats_heading(shown):
            return RowKind.HEADING
        if _is_numbering(shown):
            return RowKind.NUMBERING
        sums_up = any(_is_total(text) for _, text in shown[:3])
        # A sum may stand in the code's column.
        if _CODE_LIKE.fullmatch(code) and not (sums_up and code.isdigit()):
            return RowKind.RECORD
        if sums_up:
            return RowKind.TOTAL
        if len(shown) <= _FEW_CELLS and _FOOTERS.match(fold(shown[0][1])):
            return RowKind.FOOTER
        return RowKind.SECTION if self._is_section(shown) else RowKind.RECORD

    def may_be_below(self, cells: Sequence[str]) -> bool:
        """Say whether a row below the first signature belongs to the signatures: it has no code."""
        code = self.columns.get(self.code)
        if code is not None and code.place < len(cells) and cells[code.place]:
            return False
        return sum(1 for text in cells if text) <= _FEW_CELLS

    def _repeats_heading(self, shown: Sequence[tuple[int, str]]) -> bool:
        repeated = sum(self._lower.get(place) == text.lower() for place, text in shown)
        return repeated >= ENOUGH_HEADINGS

    def _is_section(self, shown: Sequence[tuple[int, str]]) -> bool:
        """A section is named alone in its row, perhaps after a Roman numeral or a letter."""
        first, text = shown[0]
        if len(shown) == 2:
            return _ROMAN.fullmatch(text.rstrip(".")) is not None
        if len(shown) > 2:
            return False
        title = self.columns.get(self.title)
        elsewhere = title is None or first != title.place
        return elsewhere or _SECTION.fullmatch(text) is not None or text.isupper()


def form(kind: str, definition: Mapping[str, Any]) -> Form:
    """Build a form from its definition, a table of `resources/imports/<kind>.toml`."""
    fields = tuple(
        Field(row["name"], row["label"], tuple(row.get("synonyms", ())))
        for row in definition["field"]
    )
    return Form(
        kind,
        definition["title"],
        fields,
        frozenset(definition.get("about", ())),
        definition.get("totals", False),
        definition.get("period_above", False),
        definition.get("code", "code"),
    )


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """Return the key by which headings are compared: folded, letters and digits only."""
    return _NOT_WORD.sub("", fold(text))


def recognise(
    rows: Sequence[Sequence[str]], form: Form, mapping: Mapping[str, str] | None = None
) -> Table | None:
    """Find the first row that holds at least two known headings and read the columns from it.

    Lines of headings below it, and one above it, are taken together with it. `mapping` gives
    headings (as written, in any spelling) their field by hand and counts as known.
    Returns None where no row is a heading.
    """
    by_hand = {heading_key(heading): name for heading, name in (mapping or {}).items()}
    known = {**form.by_key, **{key: (name, -1) for key, name in by_hand.items()}}
    for position, cells in enumerate(rows):
        fields = {found[0] for text in cells if text and (found := _known(text, known))}
        if len(fields) >= ENOUGH_HEADINGS:
            return _read_columns(rows, position, form, known)
    return None


def is_total_row(cells: Sequence[str]) -> bool:
    """Say whether one of a row's first cells says that it sums the others up."""
    return any(_is_total(text) for text in [text for text in cells if text][:3])


def is_numbering(cells: Sequence[str]) -> bool:
    """Say whether a row only numbers the columns."""
    return _is_numbering([(place, text) for place, text in enumerate(cells) if text])


def check_mapping(mapping: Mapping[str, str], form: Form) -> None:
    """Raise the refusal `import.field_unknown` where `mapping` names a field the form has not."""
    names = [column.name for column in form.fields]
    for heading, name in mapping.items():
        if name not in names:
            raise refuse(
                "import.field_unknown", field=name, heading=heading, known=", ".join(names)
            )


def unused_mapping(mapping: Mapping[str, str], tables: Iterable[Table]) -> list[Problem]:
    """Name the headings given by hand that no table has (`import.heading_absent`)."""
    present = {
        heading_key(column.heading) for table in tables for column in table.columns.values()
    } | {heading_key(text) for table in tables for text in (*table.unknown, *table.doubled)}
    return [
        Problem("import.heading_absent", {"heading": heading})
        for heading in mapping
        if not any(heading_key(heading) in key for key in present)
    ]


def _known(text: str, known: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    return known.get(heading_key(text)) or known.get(heading_key(_BRACKETS.sub("", text)))


def _read_columns(
    rows: Sequence[Sequence[str]],
    first: int,
    form: Form,
    known: Mapping[str, tuple[str, int]],
) -> Table:
    lines = _heading_lines(rows, first, known)
    above = _filled(rows[first - 1], rows[first]) if first else ()
    width = max(len(rows[line]) for line in lines)
    found: dict[str, tuple[int, Column]] = {}
    unknown: list[str] = []
    doubled: list[str] = []
    for index in range(width):
        parts = _parts(rows, lines, index)
        if not parts:
            continue
        upper = above[index] if index < len(above) else ""
        heading, match = _match(parts, upper, known)
        if match is None:
            unknown.append(heading)
            continue
        name, rank = match
        if name in found and found[name][0] <= rank:
            doubled.append(heading)
            continue
        if name in found:
            doubled.append(found[name][1].heading)
        found[name] = (rank, Column(index, heading))
    begins = lines[-1] + 1
    if begins < len(rows) and _is_numbering([(i, t) for i, t in enumerate(rows[begins]) if t]):
        begins += 1
    lower = {i: text.lower() for i, text in enumerate(rows[first]) if text}
    columns = {name: column for name, (_, column) in found.items()}
    return Table(columns, begins, tuple(unknown), tuple(doubled), form.title, form.code, lower)


def _heading_lines(
    rows: Sequence[Sequence[str]], first: int, known: Mapping[str, tuple[str, int]]
) -> list[int]:
    """Return the lines of the heading that begins at `first`.

    One that only names groups of columns belongs to it where a line of headings follows below it.
    """
    lines = [first]
    for position in range(first + 1, min(first + _HEADING_LINES, len(rows))):
        hits = _hits(rows[first], rows[position], known)
        if hits is None:
            break
        if hits:
            lines += range(lines[-1] + 1, position + 1)
    return lines


def _hits(
    top: Sequence[str], cells: Sequence[str], known: Mapping[str, tuple[str, int]]
) -> int | None:
    """Count the known headings in `cells` where it may be one more line of the heading that `top`
    begins: none where they are the lesser part of it; None where it is no such line.

    Below a heading that is known and spans one column, a heading's next line is blank or (merged
    downward) the same again; a record has something else there.
    """
    shown = [(place, text) for place, text in enumerate(cells) if text]
    if _is_numbering(shown):
        return None
    filled = _filled(top, cells)
    hits = 0
    for place, text in shown:
        above = top[place] if place < len(top) else ""
        spread = place + 1 < len(top) and not top[place + 1] and place + 1 < len(cells)
        if above and text != above and not spread and _known(above, known):
            return None
        over = filled[place] if place < len(filled) else ""
        if _known(text, known) or (over and _known(f"{over} {text}", known)):
            hits += 1
    return hits if 2 * hits >= len(shown) else 0


def _filled(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Spread each heading over the blank cells to its right: it was merged across them."""
    filled: list[str] = []
    last = ""
    for index, text in enumerate(upper):
        last = text or (last if index < len(lower) and lower[index] else "")
        filled.append(last)
    return filled


def _parts(rows: Sequence[Sequence[str]], lines: Sequence[int], index: int) -> list[str]:
    """Return the heading's lines of one column, from the top, each text once."""
    texts: list[str] = []
    for position, line in enumerate(lines):
        cells = rows[line]
        if position + 1 < len(lines):
            cells = _filled(cells, rows[lines[position + 1]])
        text = cells[index] if index < len(cells) else ""
        if text and text not in texts:
            texts.append(text)
    return texts


def _match(
    parts: Sequence[str], above: str, known: Mapping[str, tuple[str, int]]
) -> tuple[str, tuple[str, int] | None]:
    """Try the whole heading, then its two lowest lines, its lowest, then the lines above that."""
    whole = " ".join(parts)
    tried = [whole, " ".join(parts[-2:]), *reversed(parts)]
    if above:
        tried.insert(1, f"{above} {parts[-1]}")
    for text in tried:
        match = _known(text, known)
        if match is not None:
            return text, match
    return whole, None


def _is_numbering(shown: Sequence[tuple[int, str]]) -> bool:
    """Say whether a row only numbers the columns: (1) (2) (3) … or A B 1 2 3 …"""
    if len(shown) < 3 or not all(_NUMBERING.fullmatch(text) for _, text in shown):
        return False
    numbers = [int(digits[0]) for _, text in shown if (digits := re.search(r"\d+", text))]
    first = numbers[0] if numbers else 0
    return len(numbers) >= 2 and numbers == list(range(first, first + len(numbers)))


def _is_total(text: str) -> bool:
    return heading_key(text) in _TOTALS or text.lower().startswith(_TOTAL_BEGINNINGS)
