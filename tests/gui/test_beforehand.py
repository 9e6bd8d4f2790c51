"""Pages are made and read before they are asked for, but only while nobody does anything."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from desktop.services.browse_endpoints import PersonList
from desktop.services.browse_units import UnitList
from desktop.views.pages.register import pages
from desktop.views.shell.beforehand import Beforehand
from desktop.views.shell.window import MainWindow
from desktop.views.tables.table import Table
from tests.helpers.applications import RunningApplication
from tests.helpers.windows import copy_of, wait_until


@pytest.fixture
def running(samples: Path, tmp_path: Path, qapp: QApplication) -> Iterator[RunningApplication]:
    running = RunningApplication(copy_of(samples, tmp_path / "vault"), tmp_path / "bao-cao")
    running.unlock()
    yield running
    running.end()


def beforehand_of(window: MainWindow) -> Beforehand:
    found = window.findChild(Beforehand)
    assert isinstance(found, Beforehand)
    return found


def made(window: MainWindow) -> set[str]:
    return {name for name in pages() if name in window._pages}


def first_row(table: Table) -> object:
    return table.model().row(0)  # type: ignore[attr-defined]  # our own model


def test_all_pages_stand_before_they_are_asked_for(running: RunningApplication) -> None:
    window = running.window
    assert made(window) < set(pages())
    wait_until(lambda: not beforehand_of(window).isActive())
    assert made(window) == set(pages())
    assert window.current_name() == "overview"
    wait_until(running.application.worker.is_resting)
    for name in ("units", "codes", "tokens"):
        window.go(name)
        seen = [table for table in window.current_page().findChildren(Table) if table.isVisible()]
        # Nothing has been waited for: the rows were there.
        assert any(first_row(table) is not None for table in seen), name
    window.go("endpoints")
    page = window.current_page()
    page.tabs.setCurrentIndex(1)  # type: ignore[attr-defined]  # the page of endpoints
    assert any(
        first_row(table) is not None for table in page.findChildren(Table) if table.isVisible()
    )


def test_the_pages_are_looked_through_for_garbage_no_more(running: RunningApplication) -> None:
    assert gc.get_freeze_count() == 0
    wait_until(lambda: not beforehand_of(running.window).isActive())
    # A look through all of them stops the window for longer than nobody notices.
    assert gc.get_freeze_count() > 50_000
    assert len(gc.get_objects()) < 50_000
    running.end()
    assert gc.get_freeze_count() == 0


def test_a_page_made_beforehand_shows_what_has_changed_since(running: RunningApplication) -> None:
    window = running.window
    wait_until(lambda: not beforehand_of(window).isActive())
    read: list[str] = []
    page = window.page("units")
    page.read = lambda: read.append("units")  # type: ignore[method-assign]
    window.context.changed.emit()
    assert read == []
    window.go("units")
    assert read == ["units"]


def test_no_page_is_made_while_somebody_works(running: RunningApplication) -> None:
    window = running.window
    beforehand = beforehand_of(window)
    before = made(window)
    go_on = threading.Event()
    running.application.worker.run(lambda _: go_on.wait(60))
    for _ in range(10):
        beforehand.timeout.emit()
    assert made(window) == before
    go_on.set()
    wait_until(running.application.worker.is_resting)
    # Right after a key the window belongs to the hands.
    QTest.keyClick(window, Qt.Key.Key_Shift)
    beforehand.timeout.emit()
    assert made(window) == before
    wait_until(lambda: made(window) > before)


@pytest.mark.parametrize("kind", [Qt.WindowType.Dialog, Qt.WindowType.Popup])
def test_no_page_is_made_while_a_dialog_or_a_list_is_open(
    running: RunningApplication, kind: Qt.WindowType
) -> None:
    window = running.window
    beforehand = beforehand_of(window)
    over = QDialog(window, kind)
    over.setModal(kind == Qt.WindowType.Dialog)
    over.show()
    before = made(window)
    beforehand._is_quiet = lambda: True
    for _ in range(3):
        beforehand.timeout.emit()
    assert made(window) == before
    over.close()
    wait_until(lambda: made(window) > before)


def test_a_reading_that_fails_says_nothing_until_its_page_is_opened(
    running: RunningApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = running.window

    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        for listed in (UnitList, PersonList):
            broken.setattr(listed, "read", fails)
        wait_until(lambda: not beforehand_of(window).isActive())
        wait_until(running.application.worker.is_resting)
        assert running.messages() == []
        window.go("units")
        wait_until(running.messages)
        window.go("overview")
        for bar in window.notices.bars():
            bar.close_button.click()
    window.go("units")
    wait_until(lambda: any(map(first_row, window.current_page().findChildren(Table))))
    window.go("endpoints", ("people",))
    people = window.current_page().people.listing.table  # type: ignore[attr-defined]  # the page of endpoints
    wait_until(lambda: first_row(people) is not None)
    assert running.messages() == []
