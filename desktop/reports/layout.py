"""Pages: blocks are measured and laid out first, then drawn once, so that "page x of y" is known.

Coordinates are ReportLab's: points, from the bottom left corner of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

import segno
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas

from desktop.domain.checkcode import check_code, in_fours
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import MM, FormProfile
from desktop.reports.lettering import BOLD, REGULAR, clean, font, width, wrap

_QR_MODULE = 0.35 * MM
_FOOT_BOTTOM = 5.5 * MM
_FOOT_SIZE = 9.0
_DIGEST_SIZE = 7.0
_RULE = 0.6


@dataclass(frozen=True)
class Paper:
    """A finished document."""

    content: bytes
    pages: int


@dataclass(frozen=True)
class Marks:
    """What stands on every page: `digest` is a SHA-256 as 64 hexadecimal digits."""

    title: str
    subject: str
    author: str
    digest: str
    sample: bool


class Pen:
    """Draws on the present page: gathers letters and lines, and puts them down at its end."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._face: tuple[str, float] | None = None
        self._spread = 0.0
        self._letters = canvas.beginText()
        self._lines: list[str] = []

    def text(
        self, x: float, y: float, text: str, face: str, size: float, *, spread: float = 0
    ) -> None:
        """Write one line of clean text with its base line beginning at `x`, `y`.

        Each space is made `spread` points wider.
        """
        letters = self._letters
        if self._face != (face, size):
            letters.setFont(font(face).fontName, size)
            self._face = face, size
        letters.setTextOrigin(x, y)
        if spread != self._spread:
            letters.setWordSpace(spread)
            self._spread = spread
        letters.textOut(text)

    def centred(self, x: float, y: float, text: str, face: str, size: float) -> None:
        """Write one line of clean text centred on `x`."""
        self.text(x - width(text, face, size) / 2, y, text, face, size)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a straight line."""
        self._lines.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l")

    def box(self, x: float, y: float, wide: float, high: float) -> None:
        """Draw the outline of a rectangle with its lower left corner at `x`, `y`."""
        self._lines.append(f"{x:.2f} {y:.2f} {wide:.2f} {high:.2f} re")

    def finish_page(self) -> None:
        """End the page and begin the next."""
        if self._lines:
            self.canvas.setLineWidth(_RULE)
            self.canvas._code.append("\n".join([*self._lines, "S"]))
        self.canvas.drawText(self._letters)
        self.canvas.showPage()
        self._face = None
        self._spread = 0.0
        self._letters = self.canvas.beginText()
        self._lines = []


class Block(Protocol):
    """A piece of a document that is never broken over two pages.

    `gap` is the space above it, left out at the top of a page; `keep` holds it on the page of the
    next block; `repeated` is drawn above it where it opens a page or a table.
    """

    @property
    def height(self) -> float:
        """Height in points."""
        ...

    @property
    def gap(self) -> float:
        """Space above, in points."""
        ...

    @property
    def keep(self) -> bool:
        """Whether it stays with the next block."""
        ...

    @property
    def repeated(self) -> Block | None:
        """What is drawn again above it on a new page."""
        ...

    def draw(self, pen: Pen, top: float) -> None:
        """Draw it with its upper edge at `top`."""
        ...


@dataclass(frozen=True)
class Drawn:
    """A block drawn by a function of (pen, top)."""

    height: float
    drawing: Callable[[Pen, float], None]
    gap: float = 0
    keep: bool = False
    repeated: Block | None = None

    def draw(self, pen: Pen, top: float) -> None:
        """Draw it with its upper edge at `top`."""
        self.drawing(pen, top)


Page = list[tuple[float, Block]]


def paginate(blocks: Iterable[Block], room: float) -> list[Page]:
    """Share out `blocks` to pages with `room` points of height each.

    Each block comes with the distance of its upper edge from the page's. Blocks held together
    begin a new page where that lets them stay together, and are parted only where no page could
    hold them all.
    """
    pages: list[Page] = [[]]
    used = 0.0
    for chain in _chains(blocks):
        if len(chain) > 1 and used + _extent(chain, _last(pages)) > room >= _extent(chain, None):
            pages.append([])
            used = 0.0
        for block in chain:
            if pages[-1] and used + _extent([block], _last(pages)) > room:
                pages.append([])
                used = 0.0
            page, before = pages[-1], _last(pages)
            if before is not None:
                used += block.gap
            if block.repeated is not None and _opens_table(block, before):
                page.append((used, block.repeated))
                used += block.repeated.height
            page.append((used, block))
            used += block.height
    return pages


def _last(pages: Sequence[Page]) -> Block | None:
    return pages[-1][-1][1] if pages[-1] else None


def _opens_table(block: Block, before: Block | None) -> bool:
    return before is None or before.repeated is not block.repeated


def _extent(chain: Sequence[Block], before: Block | None) -> float:
    """Return the height that `chain` takes below the block `before`, or at the top of a page."""
    extent = 0.0
    for block in chain:
        if before is not None:
            extent += block.gap
        if block.repeated is not None and _opens_table(block, before):
            extent += block.repeated.height
        extent += block.height
        before = block
    return extent


def _chains(blocks: Iterable[Block]) -> Iterable[list[Block]]:
    chain: list[Block] = []
    for block in blocks:
        chain.append(block)
        if not block.keep:
            yield chain
            chain = []
    if chain:
        yield chain


def build(
    blocks: Iterable[Block],
    marks: Marks,
    translate: Translate,
    profile: FormProfile,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Lay out `blocks` and draw them; the same input gives the same bytes.

    `drawn` is told before each page how many are drawn of how many; what it raises stops it.
    """
    pages = paginate(blocks, profile.text_height)
    content = BytesIO()
    canvas = Canvas(
        content,
        pagesize=(profile.width, profile.height),
        invariant=1,
        pageCompression=1,
        initialFontName=font(REGULAR).fontName,
        initialFontSize=profile.size,
    )
    canvas.setTitle(clean(marks.title))
    canvas.setSubject(clean(marks.subject))
    canvas.setAuthor(clean(marks.author))
    canvas.setCreator("Đầu Mối")
    canvas.setProducer("Đầu Mối")
    canvas.setCatalogEntry("Lang", PDFString(translate(N_("en"))))
    side = _qr_form(canvas, marks.digest)
    pen = Pen(canvas)
    for number, page in enumerate(pages, start=1):
        drawn(number - 1, len(pages))
        for top, block in page:
            block.draw(pen, profile.height - profile.top - top)
        _draw_marks(pen, marks, number, len(pages), side, translate, profile)
        pen.finish_page()
    canvas.save()
    return Paper(content.getvalue(), len(pages))


def _qr_form(canvas: Canvas, digest: str) -> float:
    """Draw the code of `digest` once, as a form for every page; return its side in points."""
    code = segno.make_qr(digest, error="m", boost_error=False)
    rows = [list(row) for row in code.matrix]
    canvas.beginForm("qr")
    for row, modules in enumerate(rows):
        for start, end in _dark_runs(modules):
            canvas.rect(
                start * _QR_MODULE,
                (len(rows) - 1 - row) * _QR_MODULE,
                (end - start) * _QR_MODULE,
                _QR_MODULE,
                stroke=0,
                fill=1,
            )
    canvas.endForm()
    return len(rows) * _QR_MODULE


def _dark_runs(modules: Sequence[int]) -> Iterable[tuple[int, int]]:
    start = None
    for column, dark in enumerate([*modules, 0]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column
            start = None


def _draw_marks(
    pen: Pen,
    marks: Marks,
    number: int,
    count: int,
    side: float,
    translate: Translate,
    profile: FormProfile,
) -> None:
    _ = translate
    right = profile.width - profile.right
    above = profile.height - profile.page_number_from_top
    if number > 1 or profile.page_number_on_first:
        size = profile.page_number_size
        middle = (profile.left + right) / 2
        pen.centred(middle, above - 0.7 * size, str(number), REGULAR, size)
    if marks.sample:
        word = wrap(_("SAMPLE DATA"), BOLD, 11, profile.text_width)[0]
        pen.text(profile.left, above - 8, word, BOLD, 11)
        pen.box(profile.left - 4, above - 12, width(word, BOLD, 11) + 8, 16)
    pen.canvas.saveState()
    pen.canvas.translate(right - side, _FOOT_BOTTOM)
    pen.canvas.doForm("qr")
    pen.canvas.restoreState()
    room = profile.text_width - side - 4 * _QR_MODULE
    lines = (
        (wrap(marks.title, REGULAR, _FOOT_SIZE, room)[0], REGULAR, _FOOT_SIZE),
        (
            _("Check code {code} · Page {number}/{count}").format(
                code=check_code(marks.digest), number=number, count=count
            ),
            BOLD,
            _FOOT_SIZE,
        ),
        (in_fours(marks.digest), REGULAR, _DIGEST_SIZE),
    )
    y = _FOOT_BOTTOM + side - _FOOT_SIZE
    pen.line(profile.left, y + _FOOT_SIZE + 1, right - side - 4 * _QR_MODULE, y + _FOOT_SIZE + 1)
    for text, face, size in lines:
        pen.text(profile.left, y, text, face, size)
        y -= _FOOT_SIZE + 3
