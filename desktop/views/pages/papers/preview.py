"""The pages of a paper on the screen: drawn when they are seen, at the size they are seen at."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from desktop.domain.texts import N_, Translate
from desktop.services.paper_pages import Picture, Size
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of

_POINTS_PER_INCH = 72.0
_GAP = Space.WIDE
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
# Pictures kept: a screenful at any size, and some on either side.
_KEPT = 16

# Asks for a page at so many dots per inch; the picture comes by `take`.
Ask = Callable[[int, float], None]


def image_of(picture: Picture) -> QImage:
    """Return a page's picture as Qt's image, which owns its pixels."""
    shared = QImage(
        picture.pixels,
        picture.width,
        picture.height,
        picture.stride,
        QImage.Format.Format_Grayscale8,
    )
    return shared.copy()


class PaperView(QAbstractScrollArea):
    """Shows pages below one another. Page Up and Down, Home and End, the arrows move; Ctrl with
    plus, minus and 0 makes them larger, smaller, as wide as the view."""

    # The page at the top (counted from 1), and how many there are.
    moved = Signal(int, int)
    zoomed = Signal(int)

    def __init__(self, translate: Translate, ask: Ask) -> None:
        super().__init__()
        self._translate = translate
        self._ask = ask
        self._sizes: tuple[Size, ...] = ()
        # The width of the widest page in points, and each page's upper edge from the first's top.
        self._widest = 1.0
        self._tops: list[int] = []
        self._zoom: float | None = None
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate(N_("Preview of the paper")))
        self.verticalScrollBar().valueChanged.connect(lambda _: self._tell())

    def show_pages(self, sizes: tuple[Size, ...]) -> None:
        """Show a paper with pages of these sizes, from its beginning."""
        self._sizes = sizes
        self._widest = max((size.width for size in sizes), default=1.0)
        self._drawn.clear()
        self._asked.clear()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._tell()

    def take(self, page: int, dots_per_inch: float, picture: Picture) -> None:
        """Take a page's picture that was asked for."""
        key = (page, round(dots_per_inch))
        self._asked.discard(key)
        image = image_of(picture)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._drawn[key] = image
        while len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)
        self.viewport().update()

    def is_drawn(self) -> bool:
        """Say whether a page can be seen."""
        return bool(self._drawn)

    def zoom_in(self) -> None:
        """Show the pages larger."""
        present = self._scale()
        self._set_zoom(next((zoom for zoom in _ZOOMS if zoom > present * 1.01), _ZOOMS[-1]))

    def zoom_out(self) -> None:
        """Show the pages smaller."""
        present = self._scale()
        smaller = [zoom for zoom in _ZOOMS if zoom < present * 0.99]
        self._set_zoom(smaller[-1] if smaller else _ZOOMS[0])

    def fit(self) -> None:
        """Show the pages as wide as the view."""
        self._set_zoom(None)

    def page(self) -> int:
        """Return the page (from 1) that takes the upper part of the view."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return max(1, bisect_right(self._tops, middle))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pages that are seen; a page that is not drawn yet is white."""
        painter = QPainter(self.viewport())
        colours = look_of().colours
        painter.fillRect(event.rect(), self.palette().color(self.backgroundRole()))
        dots = self._dots()
        for number in self._seen():
            place = self._place(number)
            painter.setPen(QPen(colours.line))
            painter.fillRect(place, Qt.GlobalColor.white)
            image = self._drawn.get((number, round(dots)))
            if image is None:
                self._ask_for(number, dots)
            else:
                self._drawn.move_to_end((number, round(dots)))
                painter.drawImage(place.topLeft(), image)
            painter.drawRect(place)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the pages as wide as the view, where they are."""
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by keys."""
        bar = self.verticalScrollBar()
        line = self.fontMetrics().height() * 2
        moves = {
            Qt.Key.Key_PageDown: bar.value() + bar.pageStep(),
            Qt.Key.Key_Space: bar.value() + bar.pageStep(),
            Qt.Key.Key_PageUp: bar.value() - bar.pageStep(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_Down: bar.value() + line,
            Qt.Key.Key_Up: bar.value() - line,
        }
        if event.key() in moves and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            bar.setValue(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Move; with Ctrl, make larger or smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            elif event.angleDelta().y() < 0:
                self.zoom_out()
            event.accept()
        else:
            super().wheelEvent(event)

    def _ask_for(self, number: int, dots: float) -> None:
        key = (number, round(dots))
        if key not in self._asked:
            self._asked.add(key)
            self._ask(number, dots)

    def _set_zoom(self, zoom: float | None) -> None:
        page, before = self.page() - 1, self._scale()
        within = self.verticalScrollBar().value() - (self._tops[page] if self._tops else 0)
        self._zoom = zoom
        self._asked.clear()
        self._lay_out()
        if self._tops:
            grown = self._scale() / before
            self.verticalScrollBar().setValue(round(self._tops[page] + within * grown))
        self.zoomed.emit(round(self._scale() * 100))

    def _scale(self) -> float:
        """Return how many times its natural size a page is shown."""
        if self._zoom is not None:
            return self._zoom
        room = max(self.viewport().width() - 2 * _GAP, 100)
        return min(room / (self._widest * self._screen()), _ZOOMS[-1])

    def _screen(self) -> float:
        """Return the screen's logical pixels for a point of paper."""
        return self.logicalDpiX() / _POINTS_PER_INCH

    def _dots(self) -> float:
        return self._scale() * self.logicalDpiX() * self.devicePixelRatioF()

    def _lay_out(self) -> None:
        factor = self._scale() * self._screen()
        self._tops = []
        top, widest = int(_GAP), round(self._widest * factor) if self._sizes else 0
        for size in self._sizes:
            self._tops.append(top)
            top += round(size.height * factor) + _GAP
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setPageStep(max(height - Space.PAGE, 1))
        bar.setSingleStep(self.fontMetrics().height() * 2)
        bar.setRange(0, max(0, top - height))
        across = self.horizontalScrollBar()
        across.setPageStep(self.viewport().width())
        across.setRange(0, max(0, widest + 2 * _GAP - self.viewport().width()))
        self.viewport().update()

    def _seen(self) -> range:
        """Return the numbers of the pages that are in sight: a country's list has 12,000."""
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, bisect_right(self._tops, top + self.viewport().height()))

    def _place(self, number: int) -> QRect:
        factor = self._scale() * self._screen()
        size = self._sizes[number]
        width, height = round(size.width * factor), round(size.height * factor)
        left = max(int(_GAP), (self.viewport().width() - width) // 2)
        origin = QPoint(
            left - self.horizontalScrollBar().value(),
            self._tops[number] - self.verticalScrollBar().value(),
        )
        return QRect(origin.x(), origin.y(), width, height)

    def _tell(self) -> None:
        self.viewport().update()
        words = self._translate(N_("Page {number} of {count}"))
        page = min(self.page(), len(self._sizes))
        self.setAccessibleDescription(words.format(number=page, count=len(self._sizes)))
        self.moved.emit(page, len(self._sizes))
