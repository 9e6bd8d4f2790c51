"""The pieces documents are made of: paragraphs and tables, as blocks for `layout`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from desktop.reports.forms import FormProfile
from desktop.reports.layout import Block, Drawn, Pen
from desktop.reports.lettering import BOLD, REGULAR, clean, width, wrap

# Beside the words of a cell, in sizes of their letters.
_PADDING = 0.25
# Of a table's width so much is left to what may be broken.
_LEAST = 0.3
# What is measured in another order of adding may differ by a trace of a point.
_SPARE = 0.1


def paragraph(
    text: str,
    profile: FormProfile,
    *,
    face: str = REGULAR,
    size: float | None = None,
    centred: bool = False,
    indent: bool = True,
    keep: bool = False,
) -> Iterator[Block]:
    """Set `text` as lines of the body, justified; its first two and last two lines stay together.

    `keep` holds its end on the page of the next block.
    """
    size = size or profile.size
    first = profile.first_line if indent and not centred else 0
    lines = wrap(text, face, size, profile.text_width, first)
    if centred and len(lines) > 1:
        # Lines of about equal length look better in the middle than a stray last word.
        narrower = (profile.text_width * share / 20 for share in range(8, 21))
        evened = (wrap(text, face, size, room) for room in narrower)
        lines = next(some for some in evened if len(some) == len(lines))
    leading = profile.line * size / profile.size
    last = len(lines) - 1
    for index, line in enumerate(lines):

        def draw(pen: Pen, top: float, line: str = line, index: int = index) -> None:
            base = top - leading + 0.25 * size
            start = profile.left + (first if index == 0 else 0)
            if centred:
                pen.centred(profile.left + profile.text_width / 2, base, line, face, size)
            elif index == last:
                pen.text(start, base, line, face, size)
            else:
                _justified(pen, start, profile.left + profile.text_width, base, line, face, size)

        together = keep if index == last else index in (0, last - 1)
        yield Drawn(leading, draw, gap=profile.between if index == 0 else 0, keep=together)


def space(height: float) -> Block:
    """Leave `height` points free before the next block."""
    return Drawn(height, lambda _pen, _top: None, keep=True)


def _justified(
    pen: Pen, start: float, end: float, base: float, line: str, face: str, size: float
) -> None:
    spare = end - start - width(line, face, size)
    words = line.split(" ")
    if len(words) == 1 or spare > size * len(words):
        # A line broken before a very long word would be torn apart.
        pen.text(start, base, line, face, size)
        return
    pen.text(start, base, line, face, size, spread=spare / (len(words) - 1))


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the text's width, and where its words stand; those of one
    that is `whole`, as codes are, are not to be broken."""

    heading: str
    share: float
    align: str = "left"
    whole: bool = False


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, room: float
) -> tuple[Column, ...]:
    """Return columns for rows in letters of `size`, which together have `room` (both in points): a
    `whole` one is as wide as its longest words, and the others give way in equal measure. Words
    for which too little would be left to the others, longer than any code, are broken all the same.
    """
    total = sum(column.share for column in columns)
    most = (1 - _LEAST) * room / max(1, sum(column.whole for column in columns))
    shares = [
        max(column.share, _longest(place, rows, size, most) * total / room)
        if column.whole
        else column.share
        for place, column in enumerate(columns)
    ]
    taken = sum(share for share, column in zip(shares, columns, strict=True) if column.whole)
    given = sum(column.share for column in columns if not column.whole)
    left = max(total - taken, _LEAST * total) / given
    return tuple(
        replace(column, share=share if column.whole else share * left)
        for share, column in zip(shares, columns, strict=True)
    )


def _longest(place: int, rows: Sequence[Sequence[str]], size: float, most: float) -> float:
    """Return the width that the longest words of a column need, with the room beside them, of those
    that need no more than `most`."""
    beside = 2 * _PADDING * size + _SPARE
    texts = {row[place] for row in rows}
    needed = (width(clean(text), REGULAR, size) + beside for text in texts)
    return max((each for each in needed if each <= most), default=0.0)


class Table:
    """A ruled table whose heading stands again on every page."""

    def __init__(
        self,
        columns: Sequence[Column],
        profile: FormProfile,
        *,
        long: bool = False,
        caption: str = "",
        least_lines: int = 1,
    ) -> None:
        """`long` asks for the smaller letters of long lists; `caption` stands above the heading,
        again on every page. A row is at least `least_lines` lines high."""
        self.size, self.leading = profile.table_size, profile.table_line
        if long:
            self.size, self.leading = profile.list_size, profile.list_line
        self.padding = _PADDING * self.size
        self.least_lines = least_lines
        whole = sum(column.share for column in columns)
        edges = [profile.left]
        for column in columns:
            edges.append(edges[-1] + profile.text_width * column.share / whole)
        self.edges = edges
        self.aligns = [column.align for column in columns]
        self.rooms = [b - a - 2 * self.padding for a, b in pairwise(edges)]
        headings = [column.heading for column in columns]
        heading = Row(self, self._wrapped(headings, BOLD), BOLD, top_line=True, centred=True)
        self.heading: Block = heading
        if caption:
            self.heading = _captioned(caption, heading, self.leading, profile)
        # Rows deeper than a page go on overleaf.
        room = profile.text_height - self.heading.height - 2 * self.padding
        self.most_lines = int(room / self.leading)

    def rows(self, texts: Sequence[str], *, bold: bool = False, keep: bool = False) -> list[Row]:
        """Return one row, or as many as it takes where no page could hold it."""
        face = BOLD if bold else REGULAR
        cells = self._wrapped(texts, face)
        deepest = max(map(len, cells))
        if deepest <= self.most_lines:
            return [Row(self, cells, face, keep=keep)]
        return [
            Row(self, [cell[start : start + self.most_lines] for cell in cells], face, keep=keep)
            for start in range(0, deepest, self.most_lines)
        ]

    def _wrapped(self, texts: Sequence[str], face: str) -> list[tuple[str, ...]]:
        size = self.size
        return [wrap(text, face, size, room) for text, room in zip(texts, self.rooms, strict=True)]


def _captioned(caption: str, heading: Row, leading: float, profile: FormProfile) -> Drawn:
    """Put a table's caption above its heading, in letters of its own size."""
    size = profile.list_size + 1
    leading *= size / profile.list_size
    lines = wrap(caption, BOLD, size, profile.text_width)
    room = (len(lines) + 1) * leading

    def draw(pen: Pen, top: float) -> None:
        for number, line in enumerate(lines, start=1):
            pen.text(profile.left, top - (number + 0.4) * leading, line, BOLD, size)
        heading.draw(pen, top - room)

    return Drawn(room + heading.height, draw)


class Row:
    """A row of a table, its cells already broken into lines."""

    __slots__ = ("_cells", "_centred", "_face", "_table", "_top_line", "height", "keep")

    gap = 0.0

    def __init__(
        self,
        table: Table,
        cells: list[tuple[str, ...]],
        face: str,
        *,
        keep: bool = False,
        top_line: bool = False,
        centred: bool = False,
    ) -> None:
        self._table, self._cells, self._face = table, cells, face
        self._top_line, self._centred, self.keep = top_line, centred, keep
        deepest = max(table.least_lines, *map(len, cells))
        self.height = deepest * table.leading + 2 * table.padding

    @property
    def repeated(self) -> Block | None:
        """The table's heading, but for the heading itself."""
        return None if self is self._table.heading else self._table.heading

    def draw(self, pen: Pen, top: float) -> None:
        """Draw letters and rules with the upper edge at `top`."""
        table, face = self._table, self._face
        size, leading, padding, edges = table.size, table.leading, table.padding, table.edges
        bottom = top - self.height
        first = top - padding - leading + 0.27 * size
        for cell, left, room, align in zip(
            self._cells, edges, table.rooms, table.aligns, strict=False
        ):
            base = first
            if self._centred:
                base -= (self.height - 2 * padding - len(cell) * leading) / 2
            for line in cell:
                if line:
                    if align == "left" and not self._centred:
                        x = left + padding
                    else:
                        spare = room - width(line, face, size)
                        x = left + padding + (spare if align == "right" else spare / 2)
                    pen.text(x, base, line, face, size)
                base -= leading
        for edge in edges:
            pen.line(edge, top, edge, bottom)
        pen.line(edges[0], bottom, edges[-1], bottom)
        if self._top_line:
            pen.line(edges[0], top, edges[-1], top)
