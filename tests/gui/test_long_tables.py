"""Tables of as many rows as a country has: nothing that a key does walks all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.services.session import Session
from desktop.views.background import Worker
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.tables.columns import Column
from desktop.views.tables.model import PAGE_ROWS, Index, RowsModel, Slice
from desktop.views.tables.table import Table
from tests.helpers.windows import OpenedWindow, wait_until

ROWS = 177_000


class Line:
    """A row; its two cells are texts."""

    def __init__(self, number: int) -> None:
        self.number, self.name = str(number), f"Đầu mối {number}"


class CountedModel(RowsModel):
    """Counts how often somebody asks for a row, or whether one can be chosen."""

    asked = 0

    def row(self, number: int) -> Any | None:
        """Count, and return the row."""
        self.asked += 1
        return super().row(number)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Count, and say what can be done with a cell."""
        self.asked += 1
        return super().flags(index)


def fetch(_session: Session, offset: int, limit: int, _sort: str | None, _down: bool) -> Slice:
    return Slice([Line(number) for number in range(offset, min(offset + limit, ROWS))], ROWS)


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[Worker]:
    worker = Worker()
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def table(worker: Worker) -> Iterator[Table]:
    columns = (Column("number", "Số"), Column("name", "Tên"))
    model = CountedModel(worker, columns, fetch)
    table = Table(model, str)
    table.resize(600, 400)
    table.show()
    model.refresh()
    wait_until(lambda: model.count() == ROWS and worker.is_resting())
    QApplication.processEvents()
    yield table
    table.close()
    table.deleteLater()


def asked(table: Table, act: Callable[[], object]) -> int:
    """Return how often the model was asked while something is done and painted."""
    model = table.model()
    assert isinstance(model, CountedModel)
    model.asked = 0
    act()
    table.repaint()
    table.horizontalHeader().viewport().repaint()
    QApplication.processEvents()
    return model.asked


def press(table: Table, key: Qt.Key, shift: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(
        table, key, modifiers | Qt.KeyboardModifier.ShiftModifier if shift else modifiers
    )


def test_choosing_all_rows_looks_at_those_in_sight(table: Table) -> None:
    heard: list[int] = []
    table.chosen.connect(lambda rows: heard.append(len(rows)))
    assert asked(table, lambda: press(table, Qt.Key.Key_A)) < 1_000
    assert table.chosen_count() == ROWS
    assert table.chosen_spans() == [range(ROWS)]
    assert heard == [PAGE_ROWS]
    assert asked(table, lambda: press(table, Qt.Key.Key_End)) < 1_000
    assert asked(table, lambda: press(table, Qt.Key.Key_Home, shift=True)) < 1_000
    assert table.chosen_count() == ROWS


def test_rows_chosen_one_by_one_are_runs_in_order(table: Table) -> None:
    flags = QItemSelectionModel.SelectionFlag
    for row in (7, 3, 4, 900):
        index = table.model().index(row, 1)
        table.selectionModel().select(index, flags.Select | flags.Rows)
    # Cells of one row are parts of their own.
    for column in (0, 1):
        table.selectionModel().select(table.model().index(12, column), flags.Select)
    assert table.chosen_numbers() == [3, 4, 7, 12, 900]
    assert table.chosen_count() == 5
    assert [row.number for row in table.chosen_rows()] == ["3", "4", "7", "12"]


@pytest.mark.parametrize("name", ["units", "codes", "tokens", "endpoints", "people"])
def test_a_page_does_not_walk_the_rows_when_all_are_chosen(
    sampled: OpenedWindow, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    sampled.window.go("endpoints" if name == "people" else name)
    page = sampled.window.current_page()
    if name == "people":
        assert isinstance(page, EndpointsPage)
        page.tabs.setCurrentIndex(1)
    sampled.settle()
    table = next(each for each in page.findChildren(Table) if each.isVisible())
    model = table.model()
    assert isinstance(model, RowsModel)
    walked: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(Table, "chosen_numbers", lambda _self: walked.append("numbers") or [])
        patch.setattr(model, "row", lambda _number: walked.append("row"))
        table.selectAll()
    assert table.chosen_count() == model.rowCount() > 1
    assert walked == []
    sampled.settle()
