"""A past day: what was empty then says so and leads back to today; what is of today says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop.services.browse_units import UnitFilter
from desktop.views.pages.endpoints.add_panel import AddPanel
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.unit_panel import UnitPanel
from desktop.views.pages.nothing import NothingThatDay
from desktop.views.pages.overview.page import OverviewPage
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.windows import OpenedWindow, copy_of, wait_until

BEFORE_ALL = QDate(2020, 1, 2)


@pytest.fixture
def sampled(samples: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    opened = OpenedWindow(copy_of(samples, tmp_path / "vault"))
    yield opened
    opened.close()


def choose_day(opened: OpenedWindow, day: QDate) -> None:
    opened.window._top.date.setDate(day)
    opened.settle()


def shown_empty(opened: OpenedWindow) -> NothingThatDay:
    found = [
        each
        for each in opened.window.current_page().findChildren(NothingThatDay)
        if each.isVisible()
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("name", ["overview", "units", "endpoints"])
def test_a_day_before_the_first_unit_says_so_and_leads_back(
    sampled: OpenedWindow, name: str
) -> None:
    sampled.window.go(name)
    sampled.settle()
    choose_day(sampled, BEFORE_ALL)
    wait_until(lambda: sampled.window.current_page().findChildren(NothingThatDay))
    sampled.settle()
    empty = shown_empty(sampled)
    assert "02/01/2020" in empty.heading
    assert sampled.notices == []
    empty.today.click()
    sampled.settle()
    assert sampled.context.as_of is None
    assert sampled.window._top.date.date() == QDate.currentDate()
    wait_until(filled(sampled, name))


def filled(opened: OpenedWindow, name: str) -> Callable[[], object]:
    page = opened.window.page(name)
    if isinstance(page, OverviewPage):
        return lambda: page.cards
    if isinstance(page, UnitsPage):
        return page.listing.model.count
    assert isinstance(page, EndpointsPage)
    return page.endpoints.listing.model.count


def test_a_filter_on_a_past_day_is_still_told_as_a_filter(sampled: OpenedWindow) -> None:
    page = sampled.window.page("units")
    assert isinstance(page, UnitsPage)
    sampled.window.go("units")
    choose_day(sampled, QDate.currentDate().addDays(-1))
    page.listing.filter.set_value(UnitFilter("không có đơn vị nào như thế"))
    wait_until(lambda: page.listing.model.count() == 0)
    sampled.settle()
    assert not page.listing.that_day.isVisible()
    assert page.listing._nothing.isVisible()


def test_the_overview_says_what_is_always_of_today(sampled: OpenedWindow) -> None:
    page = sampled.window.page("overview")
    assert isinstance(page, OverviewPage)
    sampled.settle()
    wait_until(lambda: page.cards)

    def said() -> str:
        return " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())

    assert "luôn tính đến hôm nay" not in said()
    choose_day(sampled, QDate.currentDate().addDays(-1))
    wait_until(lambda: "luôn tính đến hôm nay" in said())


def test_an_explanation_that_is_not_seen_asks_nothing(sampled: OpenedWindow) -> None:
    page = sampled.window.page("units")
    assert isinstance(page, UnitsPage)
    sampled.window.go("units")
    wait_until(lambda: page.listing.model.row(5) is not None)
    unit = page.listing.model.row(5)
    assert unit is not None
    sampled.window.go("endpoints", ("explain", unit.uid))
    sampled.settle()
    sampled.window.go("units")
    choose_day(sampled, BEFORE_ALL)
    assert sampled.notices == []


def test_on_a_past_day_endpoints_are_for_looking_only(sampled: OpenedWindow) -> None:
    page = sampled.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    sampled.window.go("endpoints")
    wait_until(lambda: page.endpoints.listing.model.row(0) is not None)
    line = page.endpoints.listing.model.row(0)
    assert line is not None
    page.show_what(("new",))
    form = page.endpoints.listing.side.content()
    assert isinstance(form, AddPanel)
    form.unit.set_unit(line.unit, "Đơn vị")
    form._allow()
    assert form.save.isEnabled()

    def said() -> str:
        return " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())

    assert "chỉ để xem" not in said()
    choose_day(sampled, QDate.currentDate().addDays(-1))
    assert "chỉ để xem" in said()
    # What was begun stays, and waits for today.
    assert page.endpoints.listing.side.content() is form
    assert not form.save.isEnabled()
    assert not page.new.isEnabled()
    assert not page.paste_button.isEnabled()
    add_entry = next(
        each for each in page.endpoints._row_actions([line]) if each.text().startswith("Thêm")
    )
    assert not add_entry.isEnabled()
    page.show_what(("new", "person"))
    assert page.people.listing.side.content() is None

    page.show_what(("add", line.unit))
    wait_until(lambda: isinstance(page.endpoints.listing.side.content(), UnitPanel))
    assert changing_buttons(page.endpoints.listing.side) == []
    page.show_what(("endpoint", line.uid, "person"))
    wait_until(lambda: isinstance(page.endpoints.listing.side.content(), EndpointPanel))
    assert changing_buttons(page.endpoints.listing.side) == []

    choose_day(sampled, QDate.currentDate())
    assert page.new.isEnabled()
    assert "chỉ để xem" not in said()
    wait_until(lambda: changing_buttons(page.endpoints.listing.side) != [])


def changing_buttons(side: QWidget) -> list[str]:
    """Return the buttons that can be pressed but those that only lead elsewhere."""
    return [
        each.text()
        for each in side.findChildren(QPushButton)
        if each.isEnabled()
        and each.isVisible()
        and each.property("role") != "link"
        and "không nhận được" not in each.text()
    ]
