"""How a table draws its rows: a focus frame that nothing covers, an editor that fits its cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.views.look.style import look_of

Index = QModelIndex | QPersistentModelIndex

_FRAME = 2
# From a line editor's own edge to its first letter: frame, padding in the sheet, Qt's margin.
_EDITOR_INSET = 11
# From the place that Qt gives to a cell's text to its first letter.
_TEXT_MARGIN = 3


class RowDelegate(QStyledItemDelegate):
    """Draws the present row of `table` in a frame while the table has the keyboard, and the present
    cell in one of its own. The frame is drawn last, within each cell: colours of rows do not cover
    it, and no letter moves for it."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell, then its part of the frame."""
        plain = QStyleOptionViewItem(option)
        plain.state = plain.state & ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, plain, index)
        current = self._table.currentIndex()
        if not self._table.hasFocus() or index.row() != current.row():
            return
        colour = QColor(look_of().colours.focus)
        for side in self._sides(_rect_of(option), index):
            painter.fillRect(side, colour)

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Let the editor cover the cell's words, where they stand, from the top to the foot."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        style = self._table.style() or QApplication.style()
        words = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, full, self._table)
        place = QRect(_rect_of(option))
        place.setLeft(max(place.left(), words.left() + _TEXT_MARGIN - _EDITOR_INSET))
        editor.setGeometry(place)

    def _sides(self, cell: QRect, index: Index) -> list[QRect]:
        left, top, width, height = cell.left(), cell.top(), cell.width(), cell.height()
        sides = [
            QRect(left, top, width, _FRAME),
            QRect(left, top + height - _FRAME, width, _FRAME),
        ]
        head = self._table.horizontalHeader()
        present = index.column() == self._table.currentIndex().column()
        place = head.visualIndex(index.column())
        shown = [
            at for at in range(head.count()) if not head.isSectionHidden(head.logicalIndex(at))
        ]
        if present or place == shown[0]:
            sides.append(QRect(left, top, _FRAME, height))
        if present or place == shown[-1]:
            sides.append(QRect(left + width - _FRAME, top, _FRAME, height))
        return sides


def _rect_of(option: QStyleOptionViewItem) -> QRect:
    return option.rect
