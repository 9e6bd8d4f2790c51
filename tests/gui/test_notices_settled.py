"""A red bar goes with its cause: once it is mended, once the page is left or read anew."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.views.pages.endpoints.add_panel import AddPanel
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.unit_panel import UnitPanel
from tests.helpers.windows import OpenedWindow, wait_until


def red(opened: OpenedWindow) -> list[str]:
    return [
        bar.notice.message
        for bar in opened.window.notices.bars()
        if bar.notice.severity in ("error", "warning")
    ]


@pytest.fixture
def page(sampled: OpenedWindow) -> EndpointsPage:
    sampled.window.go("endpoints")
    found = sampled.window.page("endpoints")
    assert isinstance(found, EndpointsPage)
    sampled.window.activateWindow()
    wait_until(sampled.window.isActiveWindow)
    sampled.settle()
    return found


def root_of(opened: OpenedWindow) -> str:
    listed = UnitList(BrowseUnits(UnitFilter(words="tinh uy mau")))
    return str(opened.do(lambda session: listed.read(session, 0, 1)).rows[0].uid)


@pytest.fixture
def refused(sampled: OpenedWindow, page: EndpointsPage) -> UnitPanel:
    """The panel of a unit whose exemption was refused: it names no decision."""
    page.show_what(("unit", root_of(sampled)))
    side = page.endpoints.listing.side
    wait_until(lambda: isinstance(side.content(), UnitPanel))
    sampled.settle()
    panel = side.content()
    assert isinstance(panel, UnitPanel)
    panel.exemptions.add.button.click()
    QTest.mouseClick(panel.exemptions.save, Qt.MouseButton.LeftButton)
    wait_until(lambda: red(sampled))
    return panel


def test_it_goes_once_the_field_is_mended(sampled: OpenedWindow, refused: UnitPanel) -> None:
    QTest.keyClicks(refused.exemptions.number, "12-QD/TU")
    QTest.mouseClick(refused.exemptions.save, Qt.MouseButton.LeftButton)
    wait_until(lambda: sampled.notices[-1].severity == "good")
    sampled.settle()
    assert red(sampled) == []


@pytest.mark.usefixtures("refused")
def test_it_goes_with_the_page(sampled: OpenedWindow) -> None:
    QTest.keyClick(sampled.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: sampled.window.current_name() != "endpoints")
    assert red(sampled) == []


@pytest.mark.usefixtures("refused")
def test_it_goes_when_the_page_is_read_anew(sampled: OpenedWindow) -> None:
    QTest.keyClick(sampled.window, Qt.Key.Key_F5)
    assert red(sampled) == []


def test_undoing_an_added_endpoint_is_no_failure(
    sampled: OpenedWindow, page: EndpointsPage
) -> None:
    page.show_what(("add", root_of(sampled)))
    side = page.endpoints.listing.side
    wait_until(lambda: isinstance(side.content(), AddPanel))
    form = side.content()
    assert isinstance(form, AddPanel)
    wait_until(form.save.isEnabled)
    sampled.settle()
    form.save.click()
    wait_until(lambda: isinstance(side.content(), EndpointPanel))
    sampled.settle()
    QTest.keyClick(sampled.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: side.content() is None)
    sampled.settle()
    assert red(sampled) == []
    assert sampled.notices[-1].severity == "good"
