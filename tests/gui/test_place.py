"""Where the window stands: as it was left, and never where nobody can see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.shell.palette import Palette
from desktop.views.shell.place import Place, bring_back
from tests.helpers.windows import OpenedWindow, wait_until

GONE = QPoint(5000, 300)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    QSettings().remove("window/geometry")


def room() -> tuple[int, int, int, int]:
    found = QGuiApplication.primaryScreen().availableGeometry()
    return found.left(), found.top(), found.width(), found.height()


def top_is_seen(window: QWidget) -> bool:
    left, top, width, height = room()
    frame = window.frameGeometry()
    return left <= frame.left() + 60 <= left + width and top <= frame.top() <= top + height - 24


def unplug(qapp: QApplication) -> None:
    qapp.screenRemoved.emit(qapp.primaryScreen())


def test_a_window_on_a_screen_that_is_gone_comes_back(
    opened: OpenedWindow, qapp: QApplication
) -> None:
    window = opened.window
    window.resize(1000, 600)
    window.move(GONE)
    palette = Palette(opened.context, window, ())
    palette.open()
    palette.move(GONE)
    unplug(qapp)
    wait_until(lambda: top_is_seen(window) and top_is_seen(palette))
    _left, _top, width, height = room()
    assert window.width() <= max(width, window.minimumWidth())
    assert window.height() <= max(height, window.minimumHeight())
    palette.close()


def test_a_window_that_can_be_seen_stays_where_it_is(opened: OpenedWindow) -> None:
    window = opened.window
    left, top, *_ = room()
    window.move(left + 120, top + 90)
    where = window.pos()
    bring_back(window)
    assert window.pos() == where


def test_a_window_is_where_it_was_left_and_not_off_the_screen(qapp: QApplication) -> None:
    left, top, *_ = room()
    first, again, third = QWidget(), QWidget(), QWidget()
    first.setGeometry(left + 70, top + 50, 500, 400)
    first.show()
    Place(first).keep()
    Place(again)
    assert again.geometry() == first.geometry()

    first.move(GONE)
    Place(first).keep()
    Place(third)
    assert top_is_seen(third)
    for window in (first, again, third):
        window.close()


@pytest.mark.parametrize("kept", [b"rubbish", b"", 7, "chữ"])
def test_what_is_no_geometry_is_passed_over(qapp: QApplication, kept: object) -> None:
    QSettings().setValue("window/geometry", kept)
    window = QWidget()
    Place(window)
    assert top_is_seen(window)


def test_closing_keeps_the_place(opened: OpenedWindow) -> None:
    QSettings().remove("window/geometry")
    opened.window.close()
    assert QSettings().contains("window/geometry")
