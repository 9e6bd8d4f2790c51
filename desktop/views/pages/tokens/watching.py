"""Follows what is plugged in: a thread for each driver, beside the window and the worker."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal

from desktop.services.token_diagnosis import DiagnosedDriver
from desktop.services.token_drivers import DriverFile
from desktop.services.token_watch import DriverWatch

SECONDS = 2.0


class Watching(QObject):
    """Asks drivers every two seconds, from `start` to `stop`. `told` gives what each sees, when
    something is other than before; a driver that has not answered yet is left out."""

    told = Signal(object)
    _heard = Signal(int, int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._round = 0
        self._watches: list[DriverWatch] = []
        self._ended = threading.Event()
        self._seen: dict[int, DiagnosedDriver] = {}
        self._heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def start(self, drivers: Sequence[DriverFile]) -> None:
        """Begin to ask these drivers."""
        self.stop()
        self._ended, self._seen = threading.Event(), {}
        self._watches = [DriverWatch(driver) for driver in drivers]
        for place, watch in enumerate(self._watches):
            hear = self._hearing(self._round, place)
            arguments = (watch, self._ended, hear)
            threading.Thread(target=_follow, args=arguments, name="driver", daemon=True).start()

    def stop(self) -> None:
        """Ask no more. Drivers are ended meanwhile; nobody waits for one that hangs."""
        self._round += 1
        self._ended.set()
        for watch in self._watches:
            watch.stop()
        self._watches = []

    def _hearing(self, number: int, place: int) -> Callable[[DiagnosedDriver], None]:
        def hear(seen: DiagnosedDriver) -> None:
            # The view, and this object with it, may be gone.
            with suppress(RuntimeError):
                self._heard.emit(number, place, seen)

        return hear

    def _hear(self, number: int, place: int, seen: DiagnosedDriver) -> None:
        if number == self._round and self._seen.get(place) != seen:
            self._seen[place] = seen
            self.told.emit(tuple(self._seen[each] for each in sorted(self._seen)))


def _follow(
    watch: DriverWatch, ended: threading.Event, hear: Callable[[DiagnosedDriver], None]
) -> None:
    try:
        while not ended.is_set():
            hear(watch.ask())
            ended.wait(SECONDS)
    except Exception as error:
        # A bug of ours: a report of it is saved, and the window goes on.
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        watch.close()
