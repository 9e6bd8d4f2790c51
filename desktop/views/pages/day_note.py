"""A line above a page that is for looking only, because the window shows a past day."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from desktop.views.context import Context
from desktop.views.words import day


class DayNote(QLabel):
    """Says `words` of the window's day ({date}) whenever that is another one than today."""

    def __init__(self, context: Context, words: str) -> None:
        super().__init__()
        self._context = context
        self._words = words
        self.setProperty("role", "warning")
        self.setWordWrap(True)
        context.date_changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        as_of = self._context.as_of
        if as_of is not None:
            self.setText(self._words.format(date=day(as_of)))
        self.setVisible(as_of is not None)
