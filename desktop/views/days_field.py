"""A field in which a number of days is written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox

from desktop.domain.texts import N_, Translate


class DaysField(QSpinBox):
    """Holds a whole number of days between two limits; the arrow keys change it by one."""

    def __init__(self, translate: Translate, least: int, most: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setSuffix(" " + translate(N_("days")))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to what is scrolled, unless the number is being written."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
