"""In a window too small for the letters nothing is cut: the page scrolls, and so do the tabs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from desktop.services.certificates.authorities import AddAnchor, add_anchor
from desktop.services.session import Session
from desktop.services.stock.command import AddDelivery, ImportList
from desktop.services.stock.deliveries import add_delivery
from desktop.services.stock.listing import import_list
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, wear
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.tokens.page import TokensPage
from tests.helpers.hierarchies import authority
from tests.helpers.looks import cut_off, overlapping
from tests.helpers.stock_sets import issuers_list
from tests.helpers.windows import OpenedWindow, wait_until


@pytest.fixture
def small(sampled: OpenedWindow, qapp: QApplication) -> Iterator[OpenedWindow]:
    """Show the window at 1024×600 in the largest letters."""
    wear(qapp, Look(text_size=TEXT_SIZES[-1]))
    sampled.window.resize(1024, 600)
    sampled.settle()
    yield sampled
    wear(qapp, Look())


def test_no_tab_is_cut(small: OpenedWindow) -> None:
    small.window.go("endpoints")
    page = small.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    broken = {}
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        small.settle()
        found = cut_off(page) + overlapping(page)
        if found:
            broken[page.tabs.tabText(place)] = found
    assert broken == {}


def test_what_gets_the_keyboard_is_scrolled_to(small: OpenedWindow) -> None:
    small.window.go("endpoints", ("rules",))
    small.settle()
    small.window.activateWindow()
    wait_until(small.window.isActiveWindow)
    page = small.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    page.rules.add_first.setFocus()
    seen: set[QWidget] = set()
    for _ in range(30):
        field = small.window.focusWidget()
        assert field is not None
        QTest.keyClick(field, Qt.Key.Key_Tab)
        field = small.window.focusWidget()
        if isinstance(field, QWidget) and page.isAncestorOf(field):
            seen.add(field)
            assert not field.visibleRegion().isEmpty(), field
    assert len(seen) > 3


def test_the_tabs_scroll_by_buttons_that_can_be_hit(
    sampled: OpenedWindow, qapp: QApplication
) -> None:
    wear(qapp, Look(text_size=TEXT_SIZES[-1]))
    try:
        sampled.window.resize(1366, 768)
        sampled.window.go("endpoints")
        sampled.settle()
        page = sampled.window.page("endpoints")
        assert isinstance(page, EndpointsPage)
        bar = page.tabs.tabBar()
        buttons = [each for each in bar.findChildren(QToolButton) if each.isVisible()]
        assert len(buttons) == 2
        assert all(each.width() >= 24 and each.height() >= 24 for each in buttons)
        last = bar.count() - 1
        right = max(buttons, key=lambda each: each.x())
        for _ in range(last):
            QTest.mouseClick(right, Qt.MouseButton.LeftButton)
        assert bar.tabRect(last).right() <= min(each.x() for each in buttons)
    finally:
        wear(qapp, Look())


def test_no_tab_of_the_devices_is_cut(small: OpenedWindow, tmp_path: Path) -> None:
    def lay(session: Session) -> None:
        add_delivery(session, AddDelivery("Ban Cơ yếu Chính phủ", "12/BCY", "2026-11-02"))
        import_list(session, ImportList(1, issuers_list(tmp_path / "ds.xlsx")))
        link = authority("Gốc tin cậy", key_number=82)
        add_anchor(session, AddAnchor(link.der(tmp_path / "goc.cer"), link.fingerprint))

    small.do(lay)
    small.window.go("tokens")
    page = small.window.page("tokens")
    assert isinstance(page, TokensPage)
    broken = {}
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        small.settle()
        found = cut_off(page) + overlapping(page)
        if found:
            broken[page.tabs.tabText(place)] = found
    assert broken == {}
    assert page.deliveries.devices.model.count() == 5
    assert page.authorities.authorities.model.count() >= 1
