"""The pages of a drawn paper as pictures, for the screen and the printer.

PDFium may be used by one thread at a time; whoever calls this does so on the worker's thread.
"""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2

_POINTS_PER_INCH = 72.0


@dataclass(frozen=True)
class Size:
    """A page's width and height in points."""

    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """Grey pixels, one byte each (255 is white), `stride` bytes to a row from the top."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_sizes(content: bytes) -> tuple[Size, ...]:
    """Return the size of every page of the PDF file `content`."""
    document = pypdfium2.PdfDocument(content)
    try:
        return tuple(Size(*document.get_page_size(number)) for number in range(len(document)))
    finally:
        document.close()


def draw_page(content: bytes, number: int, dots_per_inch: float) -> Picture:
    """Draw page `number`, counted from 0, of the PDF file `content`. Our papers are black on
    white, so grey loses nothing and needs a fourth of the memory."""
    document = pypdfium2.PdfDocument(content)
    try:
        bitmap = document[number].render(scale=dots_per_inch / _POINTS_PER_INCH, grayscale=True)
        return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        document.close()
