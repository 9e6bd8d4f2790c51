"""A field for a day, in which a whole date can be typed as people write it."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateEdit

from desktop.domain.periods import FIRST_DAY, LAST_DAY

_STROKES = ("/", "-", ".")


class DayField(QDateEdit):
    """A day, today's at first or that of `iso`.

    Qt alone keeps the old day when all of the date is selected (Ctrl+A), and after a day of two
    figures takes the stroke that follows as the step over the month. Here a figure typed over the
    whole date begins with the day, and a stroke is passed over where the field has gone on to the
    next part by itself.
    """

    def __init__(self, iso: str | None = None) -> None:
        super().__init__(QDate.currentDate())
        self.setDisplayFormat("dd/MM/yyyy")
        self.setCalendarPopup(True)
        self.setDateRange(*(QDate.fromString(day, "yyyy-MM-dd") for day in (FIRST_DAY, LAST_DAY)))
        if iso is not None:
            self.set_iso(iso)

    def iso(self) -> str:
        """Return the day as ISO 8601."""
        return self.date().toString("yyyy-MM-dd")

    def set_iso(self, iso: str) -> None:
        """Show a day."""
        self.setDate(QDate.fromString(iso, "yyyy-MM-dd"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """See the key before Qt's field does."""
        line = self.lineEdit()
        whole = bool(line.text()) and line.selectedText() == line.text()
        if whole and event.text().isdigit():
            self.setSelectedSection(QDateEdit.Section.DaySection)
        elif event.text() in _STROKES and line.hasSelectedText():
            event.accept()
            return
        super().keyPressEvent(event)
