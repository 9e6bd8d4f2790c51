"""Lets a whole date be typed as people write it. Qt alone keeps the old day when all is selected,
and after a day of two figures takes the stroke that follows as the step over the month."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateEdit

_STROKES = ("/", "-", ".")


class DayTyping(QObject):
    """Begins with the day when a figure is typed while all of the date is selected (Ctrl+A), and
    passes over a stroke where the field has gone on to the next part by itself."""

    def __init__(self, field: QDateEdit) -> None:
        super().__init__(field)
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See the figure before the field does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            line = self._field.lineEdit()
            whole = bool(line.text()) and line.selectedText() == line.text()
            if whole and event.text().isdigit():
                self._field.setSelectedSection(QDateEdit.Section.DaySection)
            elif event.text() in _STROKES and line.hasSelectedText():
                return True
        return super().eventFilter(watched, event)
