"""What Qt leaves out where CUPS prints: whether a job was taken, and how to throw one away."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

# The library that Qt hands jobs over by. What it remembers, it remembers for each thread.
_LIBRARY = "libcups.so.2"
# RFC 8011, appendix B: what is less is some kind of success.
_FIRST_ERROR = 0x0400
_NOBODY = b"/dev/null/nobody"


def hand_over(painter: QPainter, printer: QPrinter) -> bool:
    """End `painter`, which hands the job over; say whether it was taken."""
    painter.end()
    cups = _cups_of(printer)
    return cups is None or bool(cups.cupsLastError() < _FIRST_ERROR)


def throw_away(painter: QPainter, printer: QPrinter) -> None:
    """End `painter` so that nothing of what it drew is printed, nor left in a file."""
    # Does nothing with CUPS, nor with a file: ending hands over what was drawn so far.
    printer.abort()
    cups = _cups_of(printer)
    if cups is not None:
        cups.cupsSetServer(_NOBODY)
    painter.end()
    if cups is not None:
        cups.cupsSetServer(None)
    if printer.outputFileName():
        Path(printer.outputFileName()).unlink(missing_ok=True)


def _cups_of(printer: QPrinter) -> ctypes.CDLL | None:
    return _cups() if printer.outputFormat() is QPrinter.OutputFormat.NativeFormat else None


@cache
def _cups() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(_LIBRARY)
    except OSError:  # Windows prints otherwise.
        return None
