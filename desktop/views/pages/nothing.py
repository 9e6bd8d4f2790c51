"""Shown where a register was empty on the window's past day, with the way back to today."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.pages.page import Empty
from desktop.views.words import day


class NothingThatDay(QWidget):
    """Says of which day it speaks whenever that is another one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self.today = QPushButton(_(N_("Return to today")))
        self.today.clicked.connect(lambda _on=False: context.set_date(None))
        words = N_("Choose a later day above, or return to today.")
        self._empty = Empty("history", "", _(words), self.today)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._empty)
        context.date_changed.connect(self._say)
        self._say()

    @property
    def heading(self) -> str:
        """What is said."""
        return self._empty.heading.text()

    def _say(self) -> None:
        words = self._context.translate(N_("On {date} this register was still empty"))
        self._empty.heading.setText(words.format(date=day(self._context.as_of)))
