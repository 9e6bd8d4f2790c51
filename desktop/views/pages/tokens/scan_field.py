"""The field that a bar code scanner types into: it keeps no text, and leaves Undo to the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class ScanField(QLineEdit):
    """`scanned` is emitted with what stood in the field when Enter was pressed, "" where nothing
    did; `taken_back` when Undo is pressed in the empty field."""

    scanned = Signal(str)
    taken_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        # What was scanned is no loss when the vault locks.
        self.setProperty("passing", True)
        self.returnPressed.connect(self._enter)

    def event(self, event: QEvent) -> bool:
        """Take Undo before the window's own button does: it is the last tick that is meant."""
        if event.type() is QEvent.Type.ShortcutOverride and self._is_undo(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Undo take the last tick back."""
        if self._is_undo(event):
            self.taken_back.emit()
            return
        super().keyPressEvent(event)

    def _is_undo(self, event: QEvent) -> bool:
        undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        return undo and not self.text()

    def _enter(self) -> None:
        text = self.text().strip()
        self.clear()
        self.scanned.emit(text)
