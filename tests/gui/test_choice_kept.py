"""F5 reads the tabs anew, and what is chosen there stays chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.proofs.command import PlanRound
from desktop.services.proofs.planning import plan_round
from desktop.views.pages.endpoints.coverage_tab import CoverageTab
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.proofs_tab import ProofsTab
from desktop.views.pages.endpoints.use_tab import UseTab
from tests.helpers.windows import OpenedWindow, wait_until
from tests.helpers.workbooks import write_xlsx

Chosen = CoverageTab | UseTab | ProofsTab
TITLE = "(Từ ngày 01/11/2026 đến ngày 07/11/2026)"
HEAD = ("Đơn vị", "Số user login", "Số lượt login", "VB đến")


def prepare(opened: OpenedWindow, folder: Path) -> None:
    """Bring in figures of use, and plan a round of test documents."""
    file = write_xlsx(folder / "tuần.xlsx", [(TITLE,), HEAD, ("A99", 0, 0, 1)])
    opened.do(lambda session: import_file(session, ImportFile("statistics", file)))
    opened.do(lambda session: plan_round(session, PlanRound("A99", "A99")))


def tab_of(opened: OpenedWindow, name: str) -> Chosen:
    opened.window.go("endpoints", (name,))
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    tab = getattr(page, name)
    assert isinstance(tab, Chosen)
    opened.settle()
    if isinstance(tab, UseTab):
        # All units, of whom there are many.
        tab.kinds.setCurrentIndex(tab.kinds.count() - 1)
        tab.kinds.activated.emit(tab.kinds.count() - 1)
    wait_until(lambda: tab.model.count() > 3)
    return tab


@pytest.mark.parametrize("name", ["coverage", "use", "proofs"])
def test_f5_keeps_what_is_chosen(sampled: OpenedWindow, tmp_path: Path, name: str) -> None:
    prepare(sampled, tmp_path)
    tab = tab_of(sampled, name)
    sampled.window.activateWindow()
    wait_until(sampled.window.isActiveWindow)
    tab.table.setFocus()
    tab.table.selectRow(2)
    chosen = tab.model.row(2)
    reset: list[bool] = []
    tab.model.modelReset.connect(lambda: reset.append(True))
    QTest.keyClick(tab.table, Qt.Key.Key_F5)
    wait_until(lambda: reset)
    sampled.settle()
    assert [row.uid for row in tab.table.chosen_rows()] == [chosen.uid]
    QTest.keyClick(tab.table, Qt.Key.Key_Down)
    assert [row.uid for row in tab.table.chosen_rows()] == [tab.model.row(3).uid]


def test_a_row_is_chosen_alone_though_somebody_holds_ctrl(
    sampled: OpenedWindow, tmp_path: Path
) -> None:
    """Qt's own would take away what is chosen already."""
    prepare(sampled, tmp_path)
    table = tab_of(sampled, "use").table
    QTest.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        assert QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        for number in (2, 2, 1):
            table.selectRow(number)
            assert table.chosen_numbers() == [number]
    finally:
        QTest.keyRelease(table, Qt.Key.Key_Control)
