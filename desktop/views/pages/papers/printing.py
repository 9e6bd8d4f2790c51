"""Prints a paper: its pages drawn at the printer's own fineness, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QObject
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.domain.problems import Failure, world_failed
from desktop.services.paper_pages import Picture, draw_page
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.pages.papers.preview import image_of
from desktop.views.pages.papers.print_system import hand_over, throw_away

# What an office printer prints with; finer pictures cost memory and show nothing more.
_FINEST = 600


def make_printer() -> QPrinter:
    """Make a printer for our papers: A4, the margins are the paper's own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    _lay_paper(printer)
    return printer


def _lay_paper(printer: QPrinter) -> None:
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)


class Printing(QObject):
    """Prints the pages that were chosen in the printer's dialog.

    One page is in memory at a time: the worker draws it, the painter takes it, then the next. The
    print system gets all of them at the end; `ended` is called with None where it took them, with
    the failure where nothing is printed.
    """

    def __init__(
        self,
        context: Context,
        printer: QPrinter,
        content: bytes,
        count: int,
        ended: Callable[[Failure | None], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._printer = printer
        self._content = content
        self._ended = ended
        self._pages = pages_to_print(printer, count)
        self._painter = QPainter()
        self._next = 0
        self._job: Job | None = None
        # What the page shows: (pages done, pages in all).
        self.progress: Callable[[int, int], None] = lambda done, total: None

    def start(self) -> None:
        """Begin."""
        # The printer's dialog lays in what the printer is set up for.
        _lay_paper(self._printer)
        if not self._painter.begin(self._printer):
            self._end(self._refused())
            return
        # Letters are smaller without loss than as a photograph, and sharp.
        self._painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        self._draw_next()

    def stop(self) -> None:
        """Give up: what was drawn is thrown away."""
        if self._job is not None:
            self._job.cancel()

    def _draw_next(self) -> None:
        if self._next == len(self._pages) or self._is_stopped():
            self._end(None)
            return
        self.progress(self._next, len(self._pages))
        content, page = self._content, self._pages[self._next]
        dots = float(min(self._printer.resolution(), _FINEST))
        self._job = self._context.worker.run(
            lambda _: draw_page(content, page, dots),
            self._take,
            self._end,
            owner=self,
            weighty=True,
        )

    def _take(self, picture: Picture) -> None:
        if self._next and not self._printer.newPage():
            self._end(self._refused())
            return
        self._painter.drawImage(self._painter.viewport(), image_of(picture))
        self._next += 1
        self._draw_next()

    def _end(self, failure: Failure | None) -> None:
        if self._is_stopped():
            failure = world_failed("print.stopped", pages=self._next)
        if self._painter.isActive():
            if failure is not None:
                throw_away(self._painter, self._printer)
            elif not hand_over(self._painter, self._printer):
                failure = self._refused()
        self._ended(failure)
        self.deleteLater()

    def _is_stopped(self) -> bool:
        """Say whether somebody gave up, here or to close the window."""
        return self._job is not None and self._job.cancelled.is_set()

    def _refused(self) -> Failure:
        return world_failed("print.refused", printer=self._printer.printerName())


def pages_to_print(printer: QPrinter, count: int) -> list[int]:
    """Return the pages, counted from 0, that the dialog asks for, in the order asked for.

    Copies that the printer's driver does not make itself are pages here.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or count
    if printer.printRange() is not QPrinter.PrintRange.PageRange:
        first, last = 1, count
    pages = list(range(max(first, 1) - 1, min(last, count)))
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return pages * copies
    return [page for page in pages for _ in range(copies)]
