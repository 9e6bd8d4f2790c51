"""Bringing tables in, in a real window: dropped, looked at, mended, written, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.imports.command import Changes
from desktop.services.imports.draft_values import Show
from desktop.views.context import Notice
from desktop.views.pages.imports.kept import offer_import
from desktop.views.pages.imports.page import ImportPage
from desktop.views.pages.imports.preview_table import PreviewTable
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


def test_a_kept_import_waits_for_its_medium(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    file = write_xlsx(tmp_path / "bảng.xlsx", TABLE)
    waits = write_xlsx(tmp_path / "sau.xlsx", TABLE)
    drop(opened, file, waits)
    wait_for_rows(page, 2)
    (keeping,) = opened.window.keepings()
    opened.do(keeping)
    page.queue.clear()
    page.leave()
    away = file.rename(tmp_path / "rút ra")
    offer_import(opened.context, opened.window)

    def offered() -> list[Notice]:
        shown = [bar.notice for bar in opened.window.notices.bars()]
        return [notice for notice in shown if notice.button == "Tiếp tục nhập"]

    wait_until(offered)
    (bar,) = opened.window.notices.bars()
    bar.findChildren(QPushButton)[0].click()
    wait_until(lambda: any("bảng.xlsx" in each.message for each in opened.notices[1:]))
    wait_until(offered)
    assert page.queue == []
    away.rename(file)
    (notice,) = offered()
    assert notice.act is not None
    notice.act()
    wait_for_rows(page, 2)
    assert page.queue == [waits]


def test_a_kept_import_is_let_go_by_closing_its_notice(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    drop(opened, write_xlsx(tmp_path / "bảng.xlsx", TABLE))
    wait_for_rows(page, 2)
    (keeping,) = opened.window.keepings()
    opened.do(keeping)
    page.leave()
    offer_import(opened.context, opened.window)
    wait_until(opened.window.notices.bars)
    (bar,) = opened.window.notices.bars()
    bar.close_button.click()
    opened.settle()
    offer_import(opened.context, opened.window)
    opened.settle()
    assert opened.window.notices.bars() == []


def choose_changes(page: ImportPage, changes: Changes) -> None:
    """Say what differences are, by hand."""
    combo = page.view.choices.changes
    combo.setCurrentIndex(combo.findData(changes))
    combo.activated.emit(combo.currentIndex())


def test_what_a_row_would_change_is_seen_beside_what_is_recorded(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    table = (TABLE[0], ("A99", "Tỉnh uỷ Đổi tên", "1/7/2025"), TABLE[1])
    drop(opened, write_xlsx(tmp_path / "đổi.xlsx", table))
    wait_for_rows(page, 2)
    choose_changes(page, Changes.CORRECTION)
    wait_until(lambda: page.view.write_button.isEnabled())
    opened.settle()
    shown = page.view.table
    assert shown is not None
    model = shown.model()
    cell = model.index(0, 5)
    assert cell.data() == "Tỉnh uỷ Mẫu → Tỉnh uỷ Đổi tên"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Tỉnh uỷ Mẫu đổi thành Tỉnh uỷ Đổi tên"
    assert cell.data(Qt.ItemDataRole.EditRole) == "Tỉnh uỷ Đổi tên"
    # A new record changes nothing that is there.
    assert model.index(1, 5).data() == "Ban Thử nghiệm"
    shown.selectRow(0)
    said = page.view.problem.toPlainText()
    assert "Tên cơ quan, đơn vị: Tỉnh uỷ Mẫu → Tỉnh uỷ Đổi tên" in said
    # Wide enough for both.
    needed = shown.fontMetrics().horizontalAdvance(cell.data())
    assert shown.columnWidth(5) > needed


def previewed(opened: OpenedWindow, page: ImportPage, file: Path, count: int) -> PreviewTable:
    """Drop a file on the window, wait for its rows, and return the table that shows them."""
    drop(opened, file)
    wait_for_rows(page, count)
    table = page.view.table
    assert table is not None
    return table


def stand_at(table: PreviewTable, row: int, column: int) -> None:
    """Choose a row, and make one of its cells the current one."""
    flags = QItemSelectionModel.SelectionFlag
    cell = table.model().index(row, column)
    table.selectionModel().setCurrentIndex(cell, flags.ClearAndSelect | flags.Rows)


def many_rows(bad: int) -> list[tuple[str, ...]]:
    """Make a table of 600 units of which row `bad` (from 0) has a day that there is not."""
    rows = [(f"A99.{number:03}", f"Ban Số {number}", "1/7/2025") for number in range(100, 700)]
    rows[bad] = (*rows[bad][:2], "30/2/2026")
    return [TABLE[0], *rows]


def test_after_a_mend_the_person_is_where_they_were(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    table = previewed(opened, page, write_xlsx(tmp_path / "dài.xlsx", many_rows(bad=450)), 600)
    table.scrollTo(table.model().index(440, 6), table.ScrollHint.PositionAtTop)
    wait_until(lambda: table.model().row(450) is not None)
    stand_at(table, 450, 6)
    opened.settle()
    top = table.verticalScrollBar().value()
    assert top > 0
    table.model().setData(table.currentIndex(), "28/2/2026", Qt.ItemDataRole.EditRole)
    # Seen at once, not when hundreds of rows have been worked out.
    assert table.currentIndex().data() == "28/2/2026"
    assert not page.view.write_button.isEnabled()
    wait_until(lambda: page.view.write_button.isEnabled() and table.model().row(450).mended)
    opened.settle()
    index = table.currentIndex()
    assert (index.row(), index.column()) == (450, 6)
    assert table.chosen_numbers() == [450]
    assert table.verticalScrollBar().value() == top


def test_where_the_mended_row_leaves_the_list_the_next_is_chosen(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    rows = many_rows(bad=450)
    rows[301] = (*rows[301][:2], "31/4/2026")
    drop(opened, write_xlsx(tmp_path / "dài.xlsx", rows))
    wait_for_rows(page, 600)
    view = page.view
    view.show_rows.setCurrentIndex(view.show_rows.findData(Show.REFUSED))
    view.show_rows.activated.emit(view.show_rows.currentIndex())
    wait_for_rows(page, 2)
    table = view.table
    assert table is not None
    stand_at(table, 0, 6)
    table.model().setData(table.currentIndex(), "30/4/2026", Qt.ItemDataRole.EditRole)
    wait_until(lambda: table.model().rowCount() == 1)
    assert table.chosen_numbers() == [0]
    assert "30/2/2026" in view.problem.toPlainText()


def test_a_mend_while_another_is_worked_out_is_not_lost(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    rows = many_rows(bad=3)
    rows[8] = (*rows[8][:2], "31/4/2026")
    table = previewed(opened, page, write_xlsx(tmp_path / "dài.xlsx", rows), 600)
    stand_at(table, 7, 6)
    table.mend()
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("30/4/2026")
    # The rows come anew while this cell is open: it stays open, with what was typed.
    table.model().setData(table.model().index(3, 6), "28/2/2026", Qt.ItemDataRole.EditRole)
    wait_until(lambda: page._job is None)
    opened.settle()
    assert table.findChild(QLineEdit) is editor
    assert editor.text() == "30/4/2026"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(page.view.write_button.isEnabled)
    opened.settle()
    cells = [table.model().index(number, 6).data() for number in (3, 7)]
    assert cells == ["28/2/2026", "30/4/2026"]
    assert all(table.model().row(number).mended for number in (3, 7))


def test_a_cell_opened_and_left_lets_the_new_rows_come(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    table = previewed(opened, page, write_xlsx(tmp_path / "bảng.xlsx", TABLE), 2)
    stand_at(table, 0, 5)
    table.mend()
    editor = table.findChild(QLineEdit)
    assert editor is not None
    table.model().setData(table.model().index(1, 6), "28/2/2026", Qt.ItemDataRole.EditRole)
    wait_until(page.view.write_button.isEnabled)
    opened.settle()
    assert not table.model().row(1).mended
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    wait_until(lambda: table.model().row(1).mended)


def test_leaving_out_every_row_leaves_out_those_not_read_yet(
    opened: OpenedWindow, page: ImportPage, tmp_path: Path
) -> None:
    table = previewed(opened, page, write_xlsx(tmp_path / "dài.xlsx", many_rows(bad=450)), 600)
    table.selectAll()
    page.view.out_button.click()
    wait_until(lambda: page.view._preview and page.view._preview.counts[Show.SKIPPED] == 600)


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
