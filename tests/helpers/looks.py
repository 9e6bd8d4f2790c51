"""Walks what a window shows, for what a person would see as broken: cut words, things outside."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCalendarWidget,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)


def shown(root: QWidget) -> Iterator[QWidget]:
    """Yield every widget of ours that is seen, with `root` itself; Qt's own inner ones left out."""
    yield root
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and not _is_inner(widget):
            yield widget


def cut_off(root: QWidget) -> list[str]:
    """Return the labels and buttons whose words need more room than they have."""
    found = []
    for widget in shown(root):
        if isinstance(widget, QLabel) and widget.text():
            if widget.wordWrap():
                needed = widget.heightForWidth(widget.width())
                if needed > widget.height() + 1:
                    found.append(_tell(widget, f"needs {needed} px of height"))
                continue
        elif not (isinstance(widget, QAbstractButton | QComboBox) and _words(widget)):
            continue
        hint = widget.sizeHint()
        if isinstance(widget, QComboBox):
            # The list is wider than what is chosen; only that is seen.
            letters = widget.fontMetrics().horizontalAdvance(widget.currentText())
            if letters > widget.width() - 24:
                found.append(_tell(widget, f"needs {letters} px of width"))
        elif hint.width() > widget.width() + 1 or hint.height() > widget.height() + 1:
            found.append(_tell(widget, f"needs {hint.width()}×{hint.height()}"))
    return found


def outside(root: QWidget) -> list[str]:
    """Return the widgets that reach out of what they stand in, where nothing scrolls."""
    found = []
    for widget in shown(root):
        parent = widget.parentWidget()
        if widget is root or parent is None or widget.isWindow() or widget.size().isEmpty():
            continue
        if isinstance(parent, QAbstractScrollArea) or isinstance(
            parent.parentWidget(), QAbstractScrollArea
        ):
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
            found.append(_tell(widget, f"in {parent.width()}×{parent.height()}"))
    return found


def overlapping(root: QWidget) -> list[str]:
    """Return the pairs of neighbours with words that cover each other."""
    found = []
    worded = [widget for widget in shown(root) if _words(widget)]
    for number, one in enumerate(worded):
        for other in worded[number + 1 :]:
            if one.parentWidget() is not other.parentWidget():
                continue
            both = one.geometry().intersected(other.geometry())
            if both.width() > 1 and both.height() > 1:
                found.append(f"{_tell(one, '')} over {_tell(other, '')}")
    return found


def spoken(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Yield every text that is shown or read out: words, hints, placeholders, titles, names."""
    for widget in shown(root):
        for text in (_words(widget), widget.toolTip(), widget.accessibleName()):
            yield widget, text
        if isinstance(widget, QLineEdit):
            yield widget, widget.placeholderText()
        if isinstance(widget, QTabBar):
            for number in range(widget.count()):
                yield widget, widget.tabText(number)
        if isinstance(widget, QComboBox):
            for number in range(widget.count()):
                yield widget, widget.itemText(number)
        if isinstance(widget, QTableView | QTreeView) and (model := widget.model()) is not None:
            for number in range(model.columnCount(QModelIndex())):
                title = model.headerData(number, Qt.Orientation.Horizontal)
                # A list without titles has its columns numbered by Qt, unseen.
                if isinstance(title, str) and not title.isdigit():
                    yield widget, title


def focusable(root: QWidget) -> list[QWidget]:
    """Return what the Tab key should reach."""
    return [
        widget
        for widget in shown(root)
        if widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        # Of a group of choices Tab reaches the chosen one, the arrow keys the others.
        and not _is_other_choice(widget)
    ]


def _is_other_choice(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractButton) or not widget.isCheckable():
        return False
    group = widget.group()
    exclusive = (group is not None and group.exclusive()) or (
        group is None and widget.autoExclusive()
    )
    return exclusive and not widget.isChecked()


def _is_inner(widget: QWidget) -> bool:
    """Say whether Qt made it for itself: what is within a date, a list's head, a table's corner."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QCalendarWidget | QLineEdit | QTabBar):
            return True
        if isinstance(parent, QAbstractItemView) and not widget.objectName():
            return True
        if type(parent).__name__ in ("QDateEdit", "QSpinBox", "DayField"):
            return True
        parent = parent.parentWidget()
    return False


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return ""


def _tell(widget: QWidget, what: str) -> str:
    words = (_words(widget) or widget.accessibleName() or widget.objectName())[:60]
    box = widget.geometry()
    place = f"{box.x()},{box.y()} {box.width()}×{box.height()}"
    return f"{type(widget).__name__} “{words}” at {place} {what}".rstrip()
