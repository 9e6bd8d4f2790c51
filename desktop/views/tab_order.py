"""The order in which the Tab key goes through what was put into a page later than the page."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow(first: QWidget, content: QWidget, *last: QWidget) -> None:
    """Let Tab go from `first` through the fields of `content`, in the order of its layouts, and
    then to `last`.

    Qt puts a widget that is made later at the end of the window's, behind everything else.
    """
    for before, after in pairwise([first, *_fields(content), *last]):
        QWidget.setTabOrder(before, after)


def _fields(content: QWidget) -> list[QWidget]:
    layout = content.layout()
    if isinstance(layout, QLayout):
        layout.activate()
    found = [
        each
        for each in content.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        # A box's list is a window of its own.
        and each.window() is content.window()
    ]
    return sorted(found, key=lambda each: _place(each, content))


def _place(field: QWidget, content: QWidget) -> tuple[int, int]:
    """Say where a field stands: by rows, in which fields of several heights are centred."""
    place = field.mapTo(content, QPoint(0, field.height() // 2))
    row = content.fontMetrics().height()
    return place.y() // row, place.x()
