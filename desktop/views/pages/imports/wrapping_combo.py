"""A choice whose words are shown whole: they take as many lines as they need."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

# Letters of a line, at least: the words are wrapped to the width that there is.
_LEAST_LETTERS = 14
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class WrappingCombo(QComboBox):
    """A combo box as high as its words need at its width; its list is as wide as its longest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_LETTERS)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.currentIndexChanged.connect(lambda _: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that the words are wrapped."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return how high the words are at a width."""
        usual = super().sizeHint()
        letters = self.fontMetrics()
        room = QRect(0, 0, self._words_room(QSize(width, usual.height())).width(), 10_000)
        words = letters.boundingRect(room, int(_WRAPPED), self.currentText())
        return usual.height() + max(0, words.height() - letters.height())

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Show the list wide enough for every word in it."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar)
        super().showPopup()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Find the height anew when the letters have another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the box, and the words on their lines."""
        painter = QStylePainter(self)
        box = QStyleOptionComboBox()
        self.initStyleOption(box)
        box.currentText = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, box)
        painter.setPen(box.palette.color(box.palette.ColorRole.Text))
        painter.drawText(self.words_room(), int(_WRAPPED), self.currentText())

    def words_room(self) -> QRect:
        """Return where the words stand."""
        return self._words_room(self.size())

    def _words_room(self, size: QSize) -> QRect:
        box = QStyleOptionComboBox()
        self.initStyleOption(box)
        box.rect = QRect(0, 0, size.width(), size.height())
        field = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        return self.style().subControlRect(kind, box, field, self)
