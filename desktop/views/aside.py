"""Work that needs no vault, beside the worker: looking at tokens and media, judging a file.

A driver that hangs, or a medium that does not answer, then keeps nobody from the registers.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.problems import Failure, world_failed
from desktop.domain.texts import Text
from desktop.views.background import as_failure, is_fault

T = TypeVar("T")


class NobodyToAsk:
    """Services that want a secret are given it by the page; they never ask the window."""

    def secret(self, question: Text) -> str:
        """Refuse to ask."""
        raise world_failed("prompt.unavailable", question=question)


class Aside(QObject):
    """Does each piece of work on a thread of its own; answers come on the GUI thread.

    Only the last piece is answered: whoever asks anew no longer wants to know the older. Nor is
    there an answer when this object, a part of the view, is gone by then.
    """

    _answered = Signal(int, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last = 0
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Failure], None]
    ) -> None:
        """Do `work()`; one of the callbacks follows, unless more work is given meanwhile."""
        self._last += 1
        number = self._last

        def attempt() -> None:
            try:
                answer: tuple[Callable[[Any], None], object] = (done, work())
            except Exception as error:
                failure = as_failure(error)
                answer = (failed, failure)
                if is_fault(failure):
                    sys.excepthook(type(error), error, error.__traceback__)
            # The view, and this object with it, may be gone.
            with suppress(RuntimeError):
                self._answered.emit(number, *answer)

        threading.Thread(target=attempt, name="aside", daemon=True).start()

    def _answer(self, number: int, callback: Callable[[Any], None], result: object) -> None:
        if number == self._last:
            callback(result)
