"""Where the keyboard goes: the search's Enter, Ctrl+F from anywhere, a button that goes away."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.services.session import Session
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.shell.palette import Palette
from tests.helpers.windows import OpenedWindow, wait_until


def opened_palette(opened: OpenedWindow) -> Palette:
    opened.window._top.search.click()
    wait_until(lambda: opened.window.findChild(Palette) is not None)
    found = opened.window.findChild(Palette)
    assert found is not None
    opened.settle()
    return found


def test_enter_waits_for_what_the_present_words_find(opened: OpenedWindow) -> None:
    opened.window.go("overview")
    opened.settle()
    palette = opened_palette(opened)
    go_on = threading.Event()

    def slow(session: Session) -> None:
        assert go_on.wait(20)

    opened.worker.run(slow)
    QTest.keyClicks(palette.line, "nhat ky")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    QApplication.processEvents()
    # The answer stands behind the slow work; what was there for no words is not opened.
    assert opened.window.current_name() == "overview"
    go_on.set()
    wait_until(lambda: opened.window.current_name() == "journal")


@pytest.mark.parametrize("page", ["units", "codes", "endpoints", "tokens"])
def test_the_words_of_a_list_are_reached_from_the_navigation(
    opened: OpenedWindow, page: str
) -> None:
    opened.window.activateWindow()
    opened.window.go(page)
    opened.settle()
    button = opened.window._navigation._buttons[page]
    button.setFocus()
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: isinstance(opened.window.focusWidget(), QLineEdit))
    line = opened.window.focusWidget()
    assert line is not None
    assert opened.window.current_page().isAncestorOf(line)


def test_back_to_today_the_keyboard_stays_at_the_day(opened: OpenedWindow) -> None:
    top = opened.window._top
    opened.window.activateWindow()
    top.date.setDate(QDate(2025, 8, 1))
    opened.settle()
    top.today.setFocus()
    QTest.keyClick(top.today, Qt.Key.Key_Space)
    opened.settle()
    assert top.today.isHidden()
    assert opened.window.focusWidget() is top.date


def test_tab_goes_through_a_panel_from_top_to_bottom(opened: OpenedWindow) -> None:
    opened.window.activateWindow()
    opened.window.go("endpoints", ("new", "person"))
    opened.settle()
    QApplication.processEvents()
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    side = page.people.listing.side
    content = side.content()
    assert isinstance(content, PersonPanel)
    side._close.setFocus()
    rows = []
    for _ in range(5):
        QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Tab)
        field = opened.window.focusWidget()
        assert field is not None
        assert content.isAncestorOf(field)
        rows.append(field.mapTo(content, field.rect().center()).y())
    assert rows == sorted(rows)
