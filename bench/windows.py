"""A window over a vault of the bench, without a screen; its worker is real."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from bench.passphrase import PASSPHRASE
from bench.watch import scratch
from desktop.cli.catalogue import translator
from desktop.crypto import slots
from desktop.views.application import Application, make_qt

if TYPE_CHECKING:
    from desktop.views.shell.window import MainWindow

_LOOK_MS = 1
_PATIENCE_MS = 60_000


class Stretching:
    """The seconds that Argon2id has taken in this process."""

    def __init__(self) -> None:
        self.seconds = 0.0
        stretch = slots._argon2id

        def measured(secret: bytes, kdf: slots.KdfParameters) -> bytes:
            begin = time.perf_counter()
            try:
                return stretch(secret, kdf)
            finally:
                self.seconds += time.perf_counter() - begin

        slots._argon2id = measured


@contextmanager
def unlocked(vault: Path) -> Iterator[MainWindow]:
    """Start the window program on a vault, unlock it, and end it at the end."""
    with scratch() as own:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(own))
        qt = make_qt(["daumoi-gui"])
        application = Application(qt, translator("vi"), folder=vault, reports=own)
        application.show()
        unlock = application.start_screen.unlock
        unlock.passphrase.setText(PASSPHRASE)
        unlock.open_button.click()
        wait_until(lambda: application.window is not None and application.window.status.is_told())
        assert application.window is not None
        application.window.resize(1366, 768)
        QApplication.processEvents()
        yield application.window
        application.window.close()
        application.end()


class LongestSilence:
    """The longest time, in the `with`, between two moments in which the window answers."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)

    def __enter__(self) -> LongestSilence:
        self._last = time.perf_counter()
        self._timer.start(_LOOK_MS)
        return self

    def __exit__(self, *_: object) -> None:
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.seconds = max(self.seconds, now - self._last)
        self._last = now


def wait_until(ready: Callable[[], object]) -> None:
    """Let the window work as it does for people, in Qt's own loop, until `ready()`."""
    if ready():
        return
    loop, look, end = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if ready() else None)
    look.start(_LOOK_MS)
    end.setSingleShot(True)
    end.timeout.connect(lambda: loop.exit(1))
    end.start(_PATIENCE_MS)
    late = loop.exec()
    look.stop()
    end.stop()
    if late:
        raise SystemExit("the window did not come to it")


def settle(window: MainWindow) -> None:
    """Let the window show all it has asked for."""
    QApplication.processEvents()
    wait_until(lambda: window.context.worker._count == 0)
    QApplication.processEvents()
