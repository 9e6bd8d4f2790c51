"""Looks for cycles of garbage on the window's thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

# What another thread has made meanwhile is looked through while the window waits: a tenth of a
# second of it is a hundred thousand rows.
_LOOK_MS = 50


class Collector(QObject):
    """Takes the place of Python's own collector while the window has a second thread.

    Python collects on whichever thread happens to make one object too many. A widget that is freed
    on another thread than the window's brings the program down.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def spare_what_is_here(self) -> None:
        """Look no more through what is here now, a fifth of a second's work each time: the window
        and its pages stay to the end, and what comes later is little."""
        gc.freeze()

    def look(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        due = zip(gc.get_count(), gc.get_threshold(), strict=True)
        oldest = max((age for age, (count, most) in enumerate(due) if count > most), default=None)
        if oldest is not None:
            gc.collect(oldest)
