"""Two days beside each other in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.services.comparing import Fate
from desktop.services.find import Find, find
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.views.pages.comparing.compare_tab import CompareTab
from desktop.views.pages.comparing.page import ComparingPage
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.changing import apply_changes, import_units
from tests.helpers.surroundings import vietnamese
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, wait_until

_ = vietnamese()
FATE, NAME, DAY = 0, 2, 4


@pytest.fixture
def opened(tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    """A window over the small register after all its changes."""

    def fill(session: Session) -> None:
        import_units(session, tmp_path)
        apply_changes(session, tmp_path)

    new_vault(tmp_path / "vault", fill=fill).close()
    window = OpenedWindow(tmp_path / "vault")
    yield window
    window.close()


@pytest.fixture
def tab(opened: OpenedWindow) -> CompareTab:
    opened.window.go("comparing", ("days", "2025-12-31", "2026-11-24"))
    page = opened.window.page("comparing")
    assert isinstance(page, ComparingPage)
    settled(page.tab, opened)
    return page.tab


def settled(tab: CompareTab, opened: OpenedWindow) -> None:
    wait_until(lambda: tab._job is None and not tab._pause.isActive())
    opened.settle()


def shown(tab: CompareTab, column: int) -> list[str]:
    model = tab.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def words_of(tab: CompareTab) -> str:
    return " ".join(label.text() for label in tab._stack.widget(1).findChildren(QLabel))


def test_the_differences_are_listed_and_sorted(tab: CompareTab, opened: OpenedWindow) -> None:
    assert tab._said.text() == "31/12/2025: 7 đơn vị. 24/11/2026: 5 đơn vị."
    names = shown(tab, NAME)
    assert len(names) == 8
    assert shown(tab, 1) == sorted(shown(tab, 1))
    head = tab.table.horizontalHeader()
    head.setSortIndicator(NAME, Qt.SortOrder.AscendingOrder)
    opened.settle()
    assert shown(tab, NAME)[0] == "Ban Cán sự đảng"
    assert shown(tab, NAME)[-1] == "Văn phòng"
    head.setSortIndicator(DAY, Qt.SortOrder.DescendingOrder)
    opened.settle()
    assert shown(tab, DAY)[0] == "01/06/2026"
    assert shown(tab, DAY)[-1] == "01/01/2026"


def test_one_fate_alone_is_shown(tab: CompareTab, opened: OpenedWindow) -> None:
    texts = [tab.fate.itemText(number) for number in range(tab.fate.count())]
    assert texts == ["Tất cả (8)", "Bắt đầu (2)", "Kết thúc (4)", "Thay đổi (2)"]
    tab.fate.setCurrentIndex(tab.fate.findData(Fate.ENDED))
    tab.fate.activated.emit(tab.fate.currentIndex())
    opened.settle()
    assert shown(tab, FATE) == ["Kết thúc"] * 4
    # The choice stays while other days are compared.
    tab.compare("2025-12-31", "2026-01-01")
    settled(tab, opened)
    assert shown(tab, NAME) == ["Đảng uỷ xã Sơn Hà", "Đảng uỷ xã Sơn Lâm"]


def test_rows_are_copied_and_the_unit_is_opened(tab: CompareTab, opened: OpenedWindow) -> None:
    tab.table.selectAll()
    tab.table.setFocus()
    QTest.keyClick(tab.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 9
    assert lines[0].split("\t")[:3] == ["Kết quả", "Mã định danh", "Đơn vị"]

    row = shown(tab, NAME).index("Đảng uỷ xã Hà Đông")
    tab.table.clearSelection()
    tab.table.selectRow(row)
    assert "Sáp nhập từ" in tab._detail.text()
    assert "NQ 5" in tab._detail.text()
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    opened.settle()
    assert opened.window.current_name() == "units"
    units = opened.window.page("units")
    assert isinstance(units, UnitsPage)
    assert units.unit.shown is not None
    assert units.unit.shown.title == "Đảng uỷ xã Hà Đông"


def test_a_day_typed_and_a_unit_chosen_compare_anew(tab: CompareTab, opened: OpenedWindow) -> None:
    tab.second.setFocus()
    QTest.keyClick(tab.second, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(tab.second, "01/06/2026")
    QTest.keyClick(tab.second, Qt.Key.Key_Tab)
    settled(tab, opened)
    assert tab.shown is not None
    assert tab.shown.second == "2026-06-01"

    def search(session: Session) -> str:
        return next(one.uid for one in find(session, Find("Hà Đông")) if one.kind == "unit")

    uid = opened.do(search)
    tab.unit.set_unit(uid, "Đảng uỷ xã Hà Đông")
    tab.unit.picked.emit(uid)
    settled(tab, opened)
    assert "Đảng uỷ phường Sơn Trà" not in shown(tab, NAME)
    assert "Đảng uỷ xã Hà Đông" in shown(tab, NAME)


def test_empty_answers_say_what_to_do(tab: CompareTab, opened: OpenedWindow) -> None:
    tab.compare("2026-07-01", "2026-08-01")
    settled(tab, opened)
    assert _("Nothing differs between the two days") in words_of(tab)
    assert not tab.fate.isEnabled()
    tab.compare("2020-01-01", "2020-02-01")
    settled(tab, opened)
    assert _("There was no unit on either day") in words_of(tab)
    tab.compare("2026-11-24", "2025-12-31")
    settled(tab, opened)
    assert "Ngày thứ nhất 24/11/2026 đứng sau ngày thứ hai 31/12/2025." in words_of(tab)
    assert not opened.notices
    (swap,) = tab._stack.widget(1).findChildren(QPushButton)
    swap.click()
    settled(tab, opened)
    assert len(shown(tab, NAME)) == 8


def test_what_is_written_meanwhile_is_compared(tab: CompareTab, opened: OpenedWindow) -> None:
    opened.do(lambda session: undo(session, Undo(3)))
    opened.context.changed.emit()
    settled(tab, opened)
    assert _("Nothing differs between the two days") in words_of(tab)


def test_it_is_reached_from_the_units(opened: OpenedWindow) -> None:
    opened.window.go("units")
    opened.settle()
    words = _("Compare two days")
    button = next(
        each for each in opened.window.current_page().findChildren(QPushButton)
        if each.accessibleName() == words
    )  # fmt: skip
    button.click()
    assert opened.window.current_name() == "comparing"
    opened.settle()
    back = next(
        each for each in opened.window.current_page().findChildren(QPushButton)
        if each.text() == _("Back to units")
    )  # fmt: skip
    back.click()
    assert opened.window.current_name() == "units"
