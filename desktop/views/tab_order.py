"""The order in which the Tab key goes: as the eye does, whenever a part of the window was made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QLabel,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QWidget,
)


def follow_layouts(root: QWidget) -> None:
    """Let Tab go through what is seen in `root` in the order of its layouts.

    Qt puts a widget that is made later at the end of the window's, behind everything else.
    """
    for before, after in pairwise(_seen(root)):
        QWidget.setTabOrder(before, after)


def focus_first(root: QWidget) -> None:
    """Put the keyboard into the first field that is seen in `root`."""
    first = next(_seen(root), None)
    if first is not None:
        first.setFocus()


def _seen(widget: QWidget) -> Iterator[QWidget]:
    """Yield what takes the keyboard and is seen, each before what it holds."""
    if not widget.isVisible() or isinstance(widget, QLabel):
        return
    proxy = widget.focusProxy()
    if proxy is not None and widget.isAncestorOf(proxy):
        # Qt takes a field made of several for one, and keeps their order.
        yield widget
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and proxy is None:
        yield widget
    for part in _parts(widget):
        yield from _seen(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    match widget:
        case QMainWindow():
            if (whole := widget.centralWidget()) is not None:
                yield whole
        case QTabWidget():
            yield widget.tabBar()
            if (shown := widget.currentWidget()) is not None:
                yield shown
        case QSplitter():
            held = (widget.widget(place) for place in range(widget.count()))
            yield from (each for each in held if each is not None)
        case QScrollArea():
            if (scrolled := widget.widget()) is not None:
                yield scrolled
        case _ if isinstance(layout, QLayout):
            yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout | QFormLayout):
        # Kept in the order in which they were put in.
        places.sort(key=lambda place: _row_and_column(layout, place))
    for place in places:
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _row_and_column(layout: QGridLayout | QFormLayout, place: int) -> tuple[int, int]:
    # How many rows and columns a cell spans comes after; PySide's stubs leave all of it out.
    found = cast("tuple[int, Any]", layout.getItemPosition(place))
    row, column = found[:2]
    return row, column.value if isinstance(column, QFormLayout.ItemRole) else column
