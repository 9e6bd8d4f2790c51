"""Closing the window while work is under way: asks once, and nothing is left half-done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button


class AskBeforeClosing(QDialog):
    """Wait for the work and then close, stop it and close, or go on. Closes `window` itself once
    the work has ended."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        _ = context.translate
        self._context = context
        self._window = window
        self._closing = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Work is under way")))
        self.setModal(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.SECTION, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        self._words = QLabel(
            _(N_("Something is still being worked on. Stopped, it is as if it had not begun."))
        )
        self._words.setWordWrap(True)
        box.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(Space.NEAR)
        self.wait_button = action_button(
            _(N_("Close when it is done")), "clock", self._wait, main=True
        )
        self.stop_button = action_button(_(N_("Stop it and close")), "x", self._stop)
        self.stay_button = action_button(
            _(N_("Go on working")), "arrow-right", self.reject, shortcut="Esc"
        )
        for button in (self.wait_button, self.stop_button, self.stay_button):
            row.addWidget(button)
        box.addLayout(row)
        self.setAccessibleName(self._words.text())
        # By the event loop: what the ended work leads to is done first.
        context.worker.busy.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def _wait(self) -> None:
        self._closing = True
        self._words.setText(
            self._context.translate(N_("The window closes as soon as this work is done …"))
        )
        self.wait_button.setEnabled(False)
        self._look()

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self._context.worker.cancel_weighty()
        self._wait()

    def _look(self, *_: object) -> None:
        """Close the window once nothing is under way; where that came before an answer, ask no
        more."""
        if self._context.worker.is_busy():
            return
        self.close()
        if self._closing:
            self._window.close()
