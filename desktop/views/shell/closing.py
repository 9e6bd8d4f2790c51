"""Closing or locking while work is under way: asks once, and nothing is left half-done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button


class _AskBefore(QDialog):
    """Wait for the work and then do `then`, stop it and do it, or go on. `waiting` is what is said
    while it waits."""

    def __init__(
        self, context: Context, window: QWidget, then: Callable[[], object], waiting: str
    ) -> None:
        super().__init__(window)
        _ = context.translate
        self._context = context
        self._then = then
        self._waiting = waiting
        self._decided = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Work is under way")))
        self.setModal(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.SECTION, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        self.words = QLabel(
            _(N_("Something is still being worked on. Stopped, it is as if it had not begun."))
        )
        self.words.setWordWrap(True)
        box.addWidget(self.words)
        self._row = QHBoxLayout()
        self._row.setSpacing(Space.NEAR)
        box.addLayout(self._row)
        self.setAccessibleName(self.words.text())
        # By the event loop: what the ended work leads to is done first.
        context.worker.busy.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def _offer(self, stop: str) -> None:
        _ = self._context.translate
        self.stop_button = action_button(stop, "x", self._stop)
        self.stay_button = action_button(
            _(N_("Go on working")), "arrow-right", self.reject, shortcut="Esc"
        )
        for button in (self.stop_button, self.stay_button):
            self._row.addWidget(button)

    def wait(self) -> None:
        """Do it as soon as the work has ended."""
        self._decided = True
        self.words.setText(self._waiting)
        self.setAccessibleName(self.words.text())
        self._look()

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self._context.worker.cancel_weighty()
        self.wait()

    def _look(self, *_: object) -> None:
        """Do it once nothing is under way; where that came before an answer, ask no more."""
        if self._context.worker.is_busy() or not self.isVisible():
            return
        self.close()
        if self._decided:
            self._then()


class AskBeforeClosing(_AskBefore):
    """Asks before the window closes, and closes it once the work has ended."""

    def __init__(self, context: Context, window: QWidget) -> None:
        _ = context.translate
        waiting = _(N_("The window closes as soon as this work is done …"))
        super().__init__(context, window, window.close, waiting)
        self.wait_button = action_button(
            _(N_("Close when it is done")), "clock", self._wait_for_it, main=True
        )
        self._row.addWidget(self.wait_button)
        self._offer(_(N_("Stop it and close")))

    def _wait_for_it(self) -> None:
        self.wait_button.setEnabled(False)
        self.wait()

    def _stop(self) -> None:
        self.wait_button.setEnabled(False)
        super()._stop()


class _Cover(QLabel):
    """Lies over a window, so that nobody reads the registers in it."""

    def __init__(self, window: QWidget, words: str) -> None:
        super().__init__(words, window)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAutoFillBackground(True)
        self.setProperty("role", "quiet")
        self.setGeometry(window.rect())
        self.show()


class WaitBeforeLocking(_AskBefore):
    """Locks as soon as the work has ended, without being asked again: who locks may be leaving.

    Until then the registers are covered.
    """

    def __init__(self, context: Context, window: QWidget, lock: Callable[[], object]) -> None:
        _ = context.translate
        waiting = _(N_("The vault locks as soon as this work is done …"))
        super().__init__(context, window, lock, waiting)
        self._offer(_(N_("Stop it and lock")))
        over = [each for each in window.findChildren(QDialog) if each.isVisible()]
        for covered in (window, *over):
            self.finished.connect(_Cover(covered, waiting).deleteLater)
        # Enter, pressed by who goes on typing, decides nothing.
        self.stop_button.setAutoDefault(False)
        self.stay_button.setAutoDefault(False)
