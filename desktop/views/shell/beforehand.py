"""Pages are made before they are asked for, a piece at a time, while nobody does anything."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.pages.page import Page
from desktop.views.shell.window import MainWindow

_PAUSE_MS = 200


class Beforehand(QTimer):
    """Makes the pages of a window that nobody has seen yet, in the order of `names`.

    A page takes a tenth of a second to make and to read: too long for somebody who has asked for
    it, and nothing for somebody who looks at another. `is_quiet` says when nothing else is going
    on; after each piece there is a pause in which a key or the mouse is heard. It ends with the
    window.
    """

    def __init__(
        self, window: MainWindow, names: Sequence[str], is_quiet: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._left = deque(partial(self._make, name) for name in names)
        self._is_quiet = is_quiet
        self.setInterval(_PAUSE_MS)
        self.timeout.connect(self._next)
        self.start()

    def _next(self) -> None:
        # Before an open dialog or list somebody thinks, and goes on at any moment.
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return
        if not self._is_quiet():
            return
        if not self._left:
            self.stop()
            self._window.context.worker.spare_what_is_here()
            return
        with self._window.context.undisturbed():
            self._left.popleft()()

    def _make(self, name: str) -> None:
        page = self._window.make_beforehand(name)
        _polish(page)
        steps = [partial(self._do, page, step) for step in page.beforehand()]
        self._left.extendleft(reversed(steps))

    def _do(self, page: Page, step: Callable[[], object]) -> None:
        with page.reading():
            step()
        _polish(page)


def _polish(page: Page) -> None:
    """Put the style sheet on all parts, as Qt does when they are shown first."""
    for part in (page, *page.findChildren(QWidget)):
        part.ensurePolished()
