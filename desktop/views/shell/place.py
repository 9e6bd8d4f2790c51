"""Where the window stands: as it was left, and always where somebody can see and take it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QPoint, QRect, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

_KEY = "window/geometry"
# What must be seen of the strip at a window's top, by which it is taken and moved.
_STRIP = QSize(120, 24)
# A desktop settles after a screen has come or gone: its own window manager moves windows first.
_SETTLED_MS = 200


class Place(QObject):
    """Puts the window where it was left last, and brings all windows of the program back when the
    screen that they were on is gone or smaller."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        kept = QSettings().value(_KEY)
        if isinstance(kept, QByteArray):
            window.restoreGeometry(kept)
            bring_back(window)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(_bring_all_back)
        qt = QApplication.instance()
        if isinstance(qt, QApplication):
            qt.screenAdded.connect(self._watch)
            for signal in (qt.screenAdded, qt.screenRemoved, qt.primaryScreenChanged):
                signal.connect(self._settled.start)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    def keep(self) -> None:
        """Keep where the window is, for the next start."""
        QSettings().setValue(_KEY, self._window.saveGeometry())

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._settled.start)


def bring_back(window: QWidget) -> None:
    """Move a window to a screen that is there, no larger than that, where its top is not seen."""
    rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    screen = QGuiApplication.primaryScreen()
    if screen is None or any(_can_be_taken(window.frameGeometry(), room) for room in rooms):
        return
    room = screen.availableGeometry()
    filling = window.windowState() & (
        Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen
    )
    window.setWindowState(window.windowState() & ~filling)
    window.resize(window.size().boundedTo(room.size()))
    window.move(room.center() - QPoint(window.width() // 2, window.height() // 2))
    window.setWindowState(window.windowState() | filling)


def _can_be_taken(frame: QRect, room: QRect) -> bool:
    strip = QRect(frame.topLeft(), QSize(frame.width(), _STRIP.height())) & room
    return strip.height() == _STRIP.height() and strip.width() >= min(_STRIP.width(), frame.width())


def _bring_all_back() -> None:
    for window in QApplication.topLevelWidgets():
        kind = window.windowType()
        if window.isVisible() and kind in (Qt.WindowType.Window, Qt.WindowType.Dialog):
            bring_back(window)
