"""The overview in a real window: a figure opens its list, a line leads to where it is mended."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.route_facts import UnitFacts
from desktop.models import routing_reader
from desktop.services.edit_endpoints import add_endpoint
from desktop.services.endpoint_edits import AddEndpoint, Someone
from desktop.services.overview import AT_FIRST, Overview
from desktop.views.pages.endpoints.add_panel import AddPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.overview.page import OverviewPage
from tests.helpers.windows import OpenedWindow, wait_until


@pytest.fixture
def page(opened: OpenedWindow) -> OverviewPage:
    found = opened.window.page("overview")
    assert isinstance(found, OverviewPage)
    opened.window.go("overview")
    wait_until(lambda: found.found is not None)
    return found


def test_figures_that_need_no_look_at_each_unit_come_first(
    sampled: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled.settle()
    looked, go_on = threading.Event(), threading.Event()
    read_units = routing_reader.read_units

    def held(*arguments: Any, **more: Any) -> Iterator[UnitFacts]:
        looked.set()
        assert go_on.wait(20)
        return read_units(*arguments, **more)

    monkeypatch.setattr(routing_reader, "read_units", held)
    page = OverviewPage(sampled.context)
    page.show()
    page.read_if_stale()
    wait_until(lambda: looked.is_set() and page.begun is not None)
    assert page.found is None
    first = {card.key: card.accessibleName() for card in page.cards}
    assert "tokens" in first
    assert set(first) <= AT_FIRST
    page.cards[0].setFocus()
    page._open_kind("tokens")
    assert page.stack.currentWidget() is page.list
    go_on.set()
    wait_until(lambda: page.found is not None and page.list.model.count() > 0)
    # The same figures stand among the others now.
    whole = {card.key: card.accessibleName() for card in page.cards}
    assert whole.items() > first.items()
    page.close()
    page.deleteLater()


def figure(page: OverviewPage, key: str) -> int:
    assert isinstance(page.found, Overview)
    return next(each.count for each in page.found.to_do if each.kind.key == key)


def open_list(page: OverviewPage) -> None:
    """Press the first card by the keyboard; its list has as many rows as the card says."""
    page.cards[0].setFocus()
    QTest.keyClick(page.cards[0], Qt.Key.Key_Space)
    wait_until(lambda: page.list.model.count() > 0 and page.list.mend.isEnabled())


def test_a_figure_opens_its_named_list_and_escape_leads_back(page: OverviewPage) -> None:
    assert page.cards[0].accessibleName().startswith(str(figure(page, "receivers")))
    open_list(page)
    assert page.stack.currentWidget() is page.list
    assert page.list.model.count() == figure(page, "receivers")
    QTest.keyClick(page.list.table, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is not page.list
    assert page.cards[0].hasFocus()


def test_a_line_leads_to_where_it_is_mended(opened: OpenedWindow, page: OverviewPage) -> None:
    open_list(page)
    item = page.list.table.chosen_rows()[0]
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    there = opened.window.current_page()
    assert isinstance(there, EndpointsPage)
    panel = there.endpoints.listing.side.content()
    assert isinstance(panel, AddPanel)
    assert panel.unit.uid() == item.uid


def test_what_is_mended_leaves_the_figure(opened: OpenedWindow, page: OverviewPage) -> None:
    open_list(page)
    before = figure(page, "receivers")
    uid = page.list.table.chosen_rows()[0].uid
    command = AddEndpoint(
        uid, "van-thu", Environment.CLEAR, "2026-01-01", someone=Someone(name="Trần Thị Mẫu")
    )
    opened.context.change(lambda session: add_endpoint(session, command), page)
    wait_until(lambda: figure(page, "receivers") == before - 1)
    wait_until(lambda: page.list.model.count() == before - 1)


def test_coverage_opens_the_units_not_reached(page: OverviewPage) -> None:
    assert page.found is not None
    page._open_level(SecrecyLevel.KHONG_MAT)
    wait_until(lambda: page.stack.currentWidget() is page.list and page.list.model.count() > 0)
    assert page.list.model.count() == page.found.coverage[0].uncovered


def test_it_is_not_read_while_nobody_looks(opened: OpenedWindow, page: OverviewPage) -> None:
    opened.window.go("journal")
    before = page.found
    opened.context.changed.emit()
    assert page._job is None
    opened.window.go("overview")
    wait_until(lambda: page._job is None)
    assert page.found is before  # nothing has changed in the journal
