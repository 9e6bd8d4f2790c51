"""Letters on paper: the shipped font's four faces, safe text, widths and line breaking."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desktop import resources
from desktop.domain.folding import nfc

REGULAR, BOLD, ITALIC, BOLD_ITALIC = (
    f"LiberationSerif{style}" for style in ("", "-Bold", "-Italic", "-BoldItalic")
)
_FILES = {
    REGULAR: "LiberationSerif-Regular.ttf",
    BOLD: "LiberationSerif-Bold.ttf",
    ITALIC: "LiberationSerif-Italic.ttf",
    BOLD_ITALIC: "LiberationSerif-BoldItalic.ttf",
}
# Shown for a letter that the font lacks, so that nothing goes missing unseen.
_UNKNOWN = "□"


@cache
def font(face: str) -> Any:
    """Return the ReportLab font of `face`, registered on first use."""
    loaded = TTFont(face, str(resources.path("fonts", _FILES[face])))
    pdfmetrics.registerFont(loaded)
    return loaded


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """Return `text` as it can stand on paper: NFC, one line, single spaces.

    Control characters become spaces; characters that only steer direction or joining go, for a
    reader of paper must see the letters in the order in which they are stored; letters that the
    font lacks become a hollow square.
    """
    composed = nfc(text)
    if not composed.isprintable() or "\u00ad" in composed:
        composed = "".join(_printable(letter) for letter in composed)
    known = font(REGULAR).face.charToGlyph
    if not all(map(known.__contains__, map(ord, composed))):
        composed = "".join(c if ord(c) in known else _UNKNOWN for c in composed)
    return " ".join(composed.split())


def _printable(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cf":
            return ""
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cs" | "Co" | "Cn":
            return _UNKNOWN
        case _:
            return letter


def width(text: str, face: str, size: float) -> float:
    """Return the width of clean `text` in points."""
    measured: float = font(face).stringWidth(text, size)
    return measured


@lru_cache(maxsize=65536)
def wrap(text: str, face: str, size: float, room: float, first: float = 0) -> tuple[str, ...]:
    """Break `text`, cleaned, into lines at most `room` points wide; the first begins `first` in.

    Words too long for a line are broken between letters. Never empty: no text is one empty line.
    """
    cleaned = clean(text)
    if width(cleaned, face, size) <= room - first:
        return (cleaned,)
    space = width(" ", face, size)
    lines: list[str] = []
    line, used, limit = "", 0.0, room - first
    for word in cleaned.split(" "):
        length = width(word, face, size)
        if line and used + space + length <= limit:
            line, used = f"{line} {word}", used + space + length
            continue
        if line:
            lines.append(line)
            limit = room
        if length > limit:
            *whole, word = _broken(word, face, size, limit, room)
            lines.extend(whole)
            limit = room
            length = width(word, face, size)
        line, used = word, length
    lines.append(line)
    return tuple(lines)


def _broken(word: str, face: str, size: float, limit: float, room: float) -> list[str]:
    pieces: list[str] = []
    piece, used = "", 0.0
    for letter in word:
        length = width(letter, face, size)
        if piece and used + length > limit:
            pieces.append(piece)
            piece, used, limit = "", 0.0, room
        piece += letter
        used += length
    return [*pieces, piece]
