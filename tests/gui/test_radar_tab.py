"""The radar in the window: figures by unit, the list with phones, a workbook, and the devices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook

from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.session import Session
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.radar_tab import RadarTab
from tests.helpers.token_sets import HEAD, UNITS
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until
from tests.helpers.workbooks import write_xlsx

# The window shows the real day.
TODAY = date.fromisoformat(QDate.currentDate().toString(Qt.DateFormat.ISODate))
LEFT = {"CC01": 3, "CC02": 20, "CC03": 80, "CC04": 300, "CC05": -5}


def fill(session: Session, folder: Path) -> None:
    rows = [
        ("A05.06001" if serial == "CC02" else "A05.06002", "Cá nhân", f"Cán bộ {serial}", serial,
         f"C{number}", "1/1/2020", f"{TODAY + timedelta(days=days - 1):%d/%m/%Y}", "Đã bàn giao",
         "5/1/2020", "6/1/2020")
        for number, (serial, days) in enumerate(LEFT.items())
    ]  # fmt: skip
    for kind, table in (("units", UNITS), ("tokens", (HEAD, *rows))):
        path = write_xlsx(folder / f"{kind}.xlsx", table)
        assert import_file(session, ImportFile(kind, path, from_date="2025-07-01")).run is not None


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("radar")
    new_vault(folder / "vault", fill=lambda session: fill(session, folder)).close()
    return folder / "vault"


@pytest.fixture
def opened(vault: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(vault, tmp_path / "vault"))
    yield window
    window.close()


@pytest.fixture
def tab(opened: OpenedWindow) -> RadarTab:
    opened.window.go("tokens", ("radar",))
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    wait_until(lambda: page.radar.answer is not None)
    opened.settle()
    return page.radar


def serials(tab: RadarTab) -> list[str]:
    return [row.line.serial for row in tab.model.rows()]


def choose(tab: RadarTab, days: int) -> None:
    tab.days.setCurrentIndex(tab.days.findData(days))
    tab.days.activated.emit(tab.days.currentIndex())


def test_figures_list_and_filters(opened: OpenedWindow, tab: RadarTab) -> None:
    assert tab.days.currentText().endswith(": 3")
    assert serials(tab) == ["CC01", "CC02", "CC03"]
    choose(tab, 7)
    assert serials(tab) == ["CC01"]
    choose(tab, 0)
    assert serials(tab) == ["CC05"]
    choose(tab, 90)
    codes = [row.code for row in tab.by_unit.rows()]
    assert codes == ["A05.06001", "A05.06002"]
    index = tab.by_unit.index(0, 0)
    tab.units.selectionModel().select(
        index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        | QItemSelectionModel.SelectionFlag.Rows,
    )  # fmt: skip
    wait_until(lambda: serials(tab) == ["CC02"])


def test_enter_opens_the_device(opened: OpenedWindow, tab: RadarTab) -> None:
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    tab.table.opened.emit(tab.model.row(0))
    wait_until(lambda: page.stack.currentWidget() is page.token)
    assert page.tabs.currentIndex() == 0


def test_the_workbook_holds_what_is_shown(
    opened: OpenedWindow, tab: RadarTab, tmp_path: Path
) -> None:
    out = tmp_path / "radar.xlsx"
    tab.save_to(out)
    wait_until(out.exists)
    opened.settle()
    book = CalamineWorkbook.from_path(out)
    rows = book.get_sheet_by_name(book.sheet_names[1]).to_python()
    assert [row[5] for row in rows[1:]] == ["CC05", "CC01", "CC02", "CC03"]


def test_another_day(opened: OpenedWindow, tab: RadarTab) -> None:
    before = tab.answer
    opened.window.context.set_date((TODAY + timedelta(days=250)).isoformat())
    wait_until(lambda: tab.answer is not before and tab.answer is not None)
    opened.settle()
    assert serials(tab) == ["CC04"]
