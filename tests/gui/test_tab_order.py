"""The Tab key goes as the eye does: notices, the title's buttons, then the page from the top."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.views.context import Notice
from desktop.views.pages.bundles.page import BundlesPage
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.journal.page import JournalPage
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.looks import focusable
from tests.helpers.windows import OpenedWindow, copy_of, wait_until


@pytest.fixture(scope="module")
def opened(
    samples: Path, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(samples, tmp_path_factory.mktemp("order") / "vault"))
    window.window.activateWindow()
    yield window
    window.close()


def walk(opened: OpenedWindow) -> list[QWidget]:
    """Press Tab from the top of the window until it begins anew, and return what was reached."""
    window = opened.window
    first = focusable(window._top)[0]
    first.setFocus()
    reached: list[QWidget] = [first]
    for _ in range(400):
        QTest.keyClick(reached[-1], Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now is first:
            return reached
        if now is not reached[-1]:
            reached.append(now)
    told = [f"{type(each).__name__} {each.accessibleName()}" for each in reached[-12:]]
    raise AssertionError(f"Tab never came back to the first: {told}")


def test_nothing_comes_twice_and_the_title_before_the_page_on_every_page(
    opened: OpenedWindow,
) -> None:
    for place in opened.places():
        reached = walk(opened)
        assert len(set(reached)) == len(reached), place
        page = opened.window.current_page()
        within = [each for each in reached if page.isAncestorOf(each)]
        beside_title = [each for each in within if page.actions_box.indexOf(each) >= 0]
        assert within[: len(beside_title)] == beside_title, place
        across = [each.x() for each in beside_title]
        assert across == sorted(across), place
        back = [*reversed(reached[1:])]
        reached[0].setFocus()
        for widget in back:
            now = QApplication.focusWidget()
            assert now is not None
            while QApplication.focusWidget() is now:
                QTest.keyClick(now, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
            assert QApplication.focusWidget() is widget, place


def test_a_notice_comes_before_the_page_and_bundles_from_one_to_five(
    opened: OpenedWindow,
) -> None:
    page = opened.window.page("bundles")
    assert isinstance(page, BundlesPage)
    opened.window.go("bundles")
    opened.settle()
    wait_until(page.seal.is_told)
    page.tabs.setCurrentIndex(0)
    opened.window.show_notice(Notice("Đã ghi.", "good"))
    QApplication.processEvents()
    bar = opened.window.notices.bars()[0]
    reached = walk(opened)
    within = [each for each in reached if page.isAncestorOf(each)]
    assert reached.index(bar.close_button) + 1 == reached.index(within[0])
    heights = [
        each.mapTo(page.seal, QPoint(0, 0)).y()
        for each in within
        if page.seal.isAncestorOf(each) and isinstance(each, QAbstractButton)
    ]
    assert heights == sorted(heights)
    opened.window.notices.clear()


def test_the_page_of_a_unit_from_its_actions_to_its_sections(opened: OpenedWindow) -> None:
    page = opened.window.page("units")
    assert isinstance(page, UnitsPage)
    opened.window.go("units")
    wait_until(lambda: page.listing.model.row(3) is not None)
    page.open_unit(page.listing.model.row(3).uid)  # type: ignore[union-attr]
    wait_until(lambda: page.unit.shown is not None)
    opened.settle()
    reached = walk(opened)
    order = [
        page.add_button,
        page.tree,
        page.unit.back,
        page.unit.buttons["rename"],
        page.unit.buttons["close"],
        page.unit._area,
    ]
    places = [reached.index(each) for each in order]
    assert places == sorted(places)
    # The sections' own buttons follow at once.
    held = page.unit._area.widget()
    assert held is not None
    assert held.isAncestorOf(reached[places[-1] + 1])
    page.show_list()


def test_the_journal_is_searched_before_its_table(opened: OpenedWindow) -> None:
    page = opened.window.page("journal")
    assert isinstance(page, JournalPage)
    opened.window.go("journal")
    opened.settle()
    reached = walk(opened)
    assert reached.index(page._words) + 1 == reached.index(page.table)


def test_the_filter_of_endpoints_goes_line_by_line(opened: OpenedWindow) -> None:
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    opened.window.go("endpoints")
    page.tabs.setCurrentIndex(0)
    opened.settle()
    bar = page.endpoints.bar
    reached = walk(opened)
    at = reached.index(bar.words)
    assert reached[at : at + 3] == [bar.words, bar.under.line, bar.role]


def test_coverage_goes_from_what_is_counted_to_who_is_missing(opened: OpenedWindow) -> None:
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    opened.window.go("endpoints", ("coverage",))
    opened.settle()
    tab = page.coverage
    wait_until(lambda: tab.answer is not None)
    tab.compare.setChecked(True)
    wait_until(lambda: tab.answer is not None and tab.answer.since is not None)
    tab.table.selectRow(0)
    opened.settle()
    reached = walk(opened)
    at = reached.index(tab.under.line)
    assert reached[at:][:12] == [
        tab.under.line, tab.compare, tab.since, tab.declared, tab.print, tab.save,
        tab.cells, tab.words, tab.only_new, tab.why, tab.mend, tab.table,
    ]  # fmt: skip
