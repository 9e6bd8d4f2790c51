"""A screen of its own for a window under test: Xvfb, real mouse and keys by xdotool, pictures."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea, QScrollBar, QWidget
from shiboken6 import isValid

SIZE = (1366, 768)
_TICK_MS = 20
_PATIENCE_S = 20.0

Ready = Callable[[], object]
Steps = Iterator[Ready]


@contextmanager
def screen() -> Iterator[str]:
    """Start an X server without a window manager and yield its display's name."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24",
         "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Hands:
    """Moves the real pointer and presses real keys; each step waits until what it needs is there.

    Its methods are generators of conditions, for a `Play`.
    """

    def __init__(self, pictures: Path) -> None:
        self._pictures = pictures

    def click(self, widget: QWidget, at: QPoint | None = None) -> Steps:
        """Click a widget's centre, or a point of it, once it can be clicked."""
        yield lambda: widget.isVisible() and widget.isEnabled()
        yield from self._bring(widget, at)
        self._front(widget)
        point = widget.mapToGlobal(at if at is not None else widget.rect().center())
        _xdotool("mousemove", str(point.x()), str(point.y()), "click", "1")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other: `ctrl+k`, `Return`."""
        self._front(None)
        _xdotool("key", "--delay", "10", *keys)

    def type(self, text: str) -> None:
        """Type letters of the plain keyboard."""
        self._front(None)
        _xdotool("type", "--delay", "8", text)

    def fill(self, widget: QWidget, text: str) -> Steps:
        """Click into a field and type in the place of what is there."""
        yield from self.click(widget)
        yield lambda: widget.hasFocus() or widget.focusWidget() is not None
        self.press("ctrl+a")
        self.type(text)

    def answer_files(self, *paths: Path) -> Steps:
        """Type the names into the file dialog that is open, and accept."""
        yield lambda: isinstance(QApplication.activeModalWidget(), QFileDialog)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        self._front(dialog)
        yield dialog.isActiveWindow
        names = " ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0])
        self.press("ctrl+a")
        self.type(names)
        # The first Enter may only close the list of completions.
        for _ in range(3):
            if not _gone(dialog):
                self.press("Return")
                yield partial(_gone_or_late, dialog, monotonic() + 0.6)
        yield partial(_gone, dialog)

    def picture(self, name: str) -> None:
        """Keep what the screen shows."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        QGuiApplication.primaryScreen().grabWindow(0).save(str(self._pictures / f"{name}.png"))

    def _bring(self, widget: QWidget, at: QPoint | None) -> Steps:
        """Turn the wheel until the point can be seen in what scrolls it."""
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is None or area.viewport().height() < 40:
            return
        for _ in range(60):
            view = area.viewport()
            point = at if at is not None else widget.rect().center()
            place = view.mapFromGlobal(widget.mapToGlobal(point)).y()
            if 8 <= place <= view.height() - 8:
                return
            bar = area.verticalScrollBar()
            before = bar.value()
            middle = view.mapToGlobal(QPoint(6, view.height() // 2))
            _xdotool(
                "mousemove", str(middle.x()), str(middle.y()), "click", "5" if place > 8 else "4"
            )
            yield partial(_has_moved, bar, before, monotonic() + 0.5)

    @staticmethod
    def _front(widget: QWidget | None) -> None:
        """Do what a window manager does: the window that is on top gets the keyboard."""
        top = QApplication.activeModalWidget() or (widget.window() if widget else None)
        if top is None:
            shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
            top = next((each for each in shown if each.isActiveWindow()), None)
            top = top or (shown[0] if shown else None)
        if top is not None and not top.isActiveWindow():
            top.raise_()
            top.activateWindow()


class Play(QObject):
    """Plays steps by a timer, so that they go on within dialogs that have a loop of their own.

    `ended` is called with None, or with what went wrong.
    """

    def __init__(self, steps: Steps, ended: Callable[[BaseException | None], None]) -> None:
        super().__init__()
        self._steps = steps
        self._ended = ended
        self._ready: Ready = lambda: True
        self._since = monotonic()
        self._inside = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_TICK_MS)

    def _look(self) -> None:
        if self._inside:
            return
        self._inside = True
        try:
            if self._ready():
                self._ready = next(self._steps)
                self._since = monotonic()
            elif monotonic() - self._since > _PATIENCE_S:
                # Raised where the step waits, so that the trace says which step it is.
                self._steps.throw(TimeoutError(f"still not so after {_PATIENCE_S:g} s"))  # type: ignore[attr-defined]  # these are generators
        except StopIteration:
            self._end(None)
        except BaseException as error:
            self._end(error)
        finally:
            self._inside = False

    def _end(self, error: BaseException | None) -> None:
        self._timer.stop()
        self._ended(error)


def _gone(dialog: QWidget) -> bool:
    return not isValid(dialog) or not dialog.isVisible()


def _gone_or_late(dialog: QWidget, when: float) -> bool:
    return _gone(dialog) or monotonic() > when


def _has_moved(bar: QScrollBar, before: int, when: float) -> bool:
    return bar.value() != before or monotonic() > when


def _xdotool(*arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], check=True, capture_output=True)
