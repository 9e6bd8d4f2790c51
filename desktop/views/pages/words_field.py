"""The field for the words that a list is filtered by."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.domain.texts import N_, Translate

_LONGEST = 200
# A pause after the last letter typed; shorter than anybody waits for an answer.
_PAUSE_MS = 120


class WordsField(QLineEdit):
    """`paused` is emitted once typing pauses; its words stand for beginnings of words."""

    paused = Signal()

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        # A search in passing is no draft to be kept.
        self.setProperty("passing", True)
        self.setMaxLength(_LONGEST)
        self.setClearButtonEnabled(True)
        self.setToolTip(translate(N_("Beginnings of words, tones may be left out (Ctrl+F)")))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.paused)
        self.textChanged.connect(lambda _text: self._pause.start())

    def stop_waiting(self) -> None:
        """Say nothing of what was typed until now."""
        self._pause.stop()
