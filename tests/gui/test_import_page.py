"""Bringing tables in, in a real window: dropped, looked at, mended, written, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.imports.draft_values import Show
from desktop.views.pages.imports.kept import offer_import
from desktop.views.pages.imports.page import ImportPage
from tests.helpers.windows import OpenedWindow, wait_until
from tests.helpers.workbooks import write_xlsx

TABLE = (
    ("Mã định danh", "Tên cơ quan", "Từ ngày"),
    ("A99.77", "Ban Thử nghiệm", "1/7/2025"),
    ("A99.78", "Ban Kiểm thử", "30/2/2026"),
)


@pytest.fixture
def page(opened: OpenedWindow) -> ImportPage:
    found = opened.window.page("imports")
    assert isinstance(found, ImportPage)
    return found


def drop(opened: OpenedWindow, *paths: Path) -> None:
    """Drop files on the window as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
    QApplication.sendEvent(opened.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(opened.window, QDropEvent(QPointF(300, 300), copy, data, left, none))


def wait_for_rows(page: ImportPage, count: int) -> None:
    wait_until(
        lambda: (
            page.view.table is not None
            and page.view.write_button.text()
            and page._job is None
            and page.view.table.model().rowCount() == count
            and page.view.table.model().row(0) is not None
        )
    )


def names(opened: OpenedWindow, words: str) -> list[str]:
    found = opened.do(
        lambda session: UnitList(BrowseUnits(UnitFilter(words=words))).read(session, 0, 50)
    )
    return [row.name for row in found.rows]


def test_a_dropped_table_is_mended_written_and_taken_back(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    drop(opened, write_xlsx(tmp_path / "đơn vị.xlsx", TABLE))
    assert opened.window.current_page() is page
    wait_for_rows(page, 2)
    view, table = page.view, page.view.table
    assert table is not None
    assert not view.write_button.isEnabled()
    table.selectRow(1)
    assert "30/2/2026" in view.problem.toPlainText()
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "30/2/2026"
    editor.setText("28/2/2026")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(view.write_button.isEnabled)
    QTest.keyClick(opened.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: opened.notices and opened.notices[-1].act is not None)
    assert names(opened, "ban kiem thu") == ["Ban Kiểm thử"]
    assert page._draft is None
    # Not on the notice's Undo, where a space out of habit would take the import back.
    assert opened.window.focusWidget() is page.choose_button
    notice = opened.notices[-1]
    assert notice.severity == "good"
    assert notice.act is not None
    notice.act()
    wait_until(lambda: opened.notices[-1] is not notice)
    assert names(opened, "ban kiem thu") == []


def test_what_is_no_table_is_said_file_by_file(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    empty = tmp_path / "rỗng.xlsx"
    empty.write_bytes(b"")
    program = tmp_path / "chạy.exe"
    program.write_bytes(b"MZ")
    folder = tmp_path / "thư mục"
    folder.mkdir()
    gone = tmp_path / "mất.xlsx"
    good = write_xlsx(tmp_path / "được.xlsx", TABLE[:2])
    drop(opened, empty, program, folder, gone, good)
    wait_for_rows(page, 1)
    for name in ("rỗng.xlsx", "chạy.exe", "thư mục", "mất.xlsx"):
        assert any(name in notice.message for notice in opened.notices), name
    page.leave_button.click()
    assert page._draft is None
    assert not page.leave_button.isVisible()


def test_unknown_headings_are_given_their_fields(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    table = (("Ký hiệu", "Gọi là"), ("A99.79", "Ban Mới"))
    drop(opened, write_xlsx(tmp_path / "lạ.xlsx", table))
    wait_until(lambda: set(page.view.columns.choices) == {"Ký hiệu", "Gọi là"})
    for heading, field in (("Ký hiệu", "code"), ("Gọi là", "name")):
        wait_until(lambda: page._job is None)
        choice: QComboBox = page.view.columns.choices[heading]
        choice.setCurrentIndex(choice.findData(field))
        choice.activated.emit(choice.currentIndex())
    wait_for_rows(page, 1)
    assert page.view.write_button.isEnabled()


def test_rows_are_left_out_by_delete_and_only_the_refused_shown(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    drop(opened, write_xlsx(tmp_path / "bảng.xlsx", TABLE))
    wait_for_rows(page, 2)
    view = page.view
    view.show_rows.setCurrentIndex(view.show_rows.findData(Show.REFUSED))
    view.show_rows.activated.emit(view.show_rows.currentIndex())
    wait_for_rows(page, 1)
    assert view.table is not None
    view.table.selectRow(0)
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Delete)
    wait_until(lambda: view.write_button.isEnabled())
    assert page._job is None
    assert view.show_rows.findData(Show.SKIPPED) >= 0


def test_a_lock_does_not_lose_what_was_mended(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    drop(opened, write_xlsx(tmp_path / "bảng.xlsx", TABLE))
    wait_for_rows(page, 2)
    assert page.view.table is not None
    model = page.view.table.model()
    model.setData(model.index(1, 6), "28/2/2026", Qt.ItemDataRole.EditRole)
    wait_until(page.view.write_button.isEnabled)
    (keeping,) = opened.window.keepings()
    opened.do(keeping)
    page.leave()
    offer_import(opened.context, opened.window)
    wait_until(lambda: opened.notices and "bảng.xlsx" in opened.notices[-1].message)
    assert opened.notices[-1].act is not None
    opened.notices[-1].act()
    wait_for_rows(page, 2)
    assert page.view.write_button.isEnabled()
    assert page.view.table.model().row(1).mended == {2}


def test_the_field_of_a_column_is_written_whole(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    tokens = (("Đơn vị", "Loại thuê bao (Cá nhân/Tổ chức)", "Tên thuê bao", "Số hiệu thiết bị"),
              ("A99", "Tổ chức", "Tỉnh uỷ Mẫu", "AA01"))  # fmt: skip
    drop(opened, write_xlsx(tmp_path / "etoken.xlsx", tokens))
    wait_for_rows(page, 1)
    page.view.columns.setFixedWidth(page.view.columns.minimumWidth())
    opened.settle()
    long = page.view.columns.choices["Loại thuê bao (Cá nhân/Tổ chức)"]
    short = page.view.columns.choices["Đơn vị"]
    assert long.currentText() == "Loại thuê bao (Cá nhân/Tổ chức)"
    letters = long.fontMetrics()
    room = long.words_room()
    words = letters.boundingRect(room, int(Qt.TextFlag.TextWordWrap), long.currentText())
    assert words.height() <= room.height()
    assert words.width() <= room.width()
    assert long.height() > short.height()
