"""A button that looks like words to be followed, however long they are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop.views.tables.model import menu_text, shown_text, shown_tip

_LEAST_LETTERS = 12


class Link(QPushButton):
    """Words that lead somewhere; what has no room ends in “…”, and the hint says it whole."""

    def __init__(self, words: str, act: Callable[[], None]) -> None:
        super().__init__(menu_text(words))
        self._whole = shown_text(words)
        self.setProperty("role", "link")
        self.setAccessibleName(self._whole)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _on=False: act())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the room of all words, also while they are cut."""
        now = super().sizeHint()
        letters = self.fontMetrics()
        missing = letters.horizontalAdvance(self._whole) - letters.horizontalAdvance(self._shown())
        return QSize(now.width() + max(0, missing), now.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Do with a few letters."""
        whole = self.sizeHint()
        few = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS
        return QSize(min(whole.width(), few), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Cut the words to the room there is."""
        super().resizeEvent(event)
        missing = self.sizeHint().width() - self.width()
        letters = self.fontMetrics()
        room = letters.horizontalAdvance(self._whole) - max(0, missing)
        cut = letters.elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if cut != self._shown():
            self.setText(cut.replace("&", "&&"))
            self.setToolTip("" if cut == self._whole else shown_tip(self._whole))

    def _shown(self) -> str:
        return self.text().replace("&&", "&")
