"""The page of units in a real window: find, open, change, undo, paste, many, another day."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, QItemSelectionModel, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.edit_units import apply
from desktop.services.find import Found
from desktop.services.history import ReadHistory, history
from desktop.services.undo import Undo, undo
from desktop.services.unit_edits import SetCodeStates
from desktop.views.look.style import look_of
from desktop.views.pages.imports.page import ImportPage
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.windows import OpenedWindow, wait_until


@pytest.fixture
def page(opened: OpenedWindow) -> UnitsPage:
    opened.window.go("units")
    found = opened.window.page("units")
    assert isinstance(found, UnitsPage)
    wait_until(lambda: found.listing.model.count() > 0 and found.tree.topLevelItemCount() > 1)
    return found


def line_of(page: UnitsPage, code: str):  # type: ignore[no-untyped-def]
    model = page.listing.model
    rows = [model.row(number) for number in range(model.count())]
    return next(row for row in rows if row is not None and row.code == code)


def names(opened: OpenedWindow, words: str) -> list[str]:
    found = opened.do(
        lambda session: UnitList(BrowseUnits(UnitFilter(words=words))).read(session, 0, 50)
    )
    return [row.name for row in found.rows]


def open_unit(page: UnitsPage, code: str) -> str:
    line = line_of(page, code)
    page.open_unit(line.uid)
    wait_until(lambda: page.unit.shown is not None and page.unit.shown.uid == line.uid)
    return str(line.uid)


def fill_in(page: UnitsPage, field: str, text: str) -> None:
    wait_until(lambda: page.edit.form is not None)
    assert page.edit.form is not None
    widget = page.edit.form.field(field)
    assert isinstance(widget, QLineEdit)
    widget.setText(text)


def test_words_narrow_the_list_and_escape_leads_back(opened: OpenedWindow, page: UnitsPage) -> None:
    everything = page.listing.model.count()
    page.listing.filter.words.setText("van phong tinh")
    wait_until(lambda: page.listing.model.count() < everything)
    wait_until(lambda: page.listing.model.row(0) is not None)
    assert page.listing.model.row(0).name == "Văn phòng Tỉnh uỷ"
    page.listing.table.setFocus()
    page.listing.table.selectRow(0)
    QTest.keyClick(page.listing.table, Qt.Key.Key_Return)
    wait_until(lambda: page.stack.currentWidget() is page.unit and page.unit.shown is not None)
    QTest.keyClick(page.unit, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.listing
    page.listing.filter.words.setText("không đơn vị nào tên thế này")
    wait_until(lambda: page.listing.model.count() == 0)
    page.listing.filter.clear()
    wait_until(lambda: page.listing.model.count() == everything)


def test_the_palette_leads_to_a_unit(opened: OpenedWindow, page: UnitsPage) -> None:
    line = line_of(page, "A99.02")
    opened.context.go("units", Found("unit", line.uid, line.name, "A99.02"))
    wait_until(lambda: page.unit.shown is not None and page.unit.shown.uid == line.uid)
    assert page.stack.currentWidget() is page.unit


def test_a_unit_is_renamed_and_the_run_taken_back(opened: OpenedWindow, page: UnitsPage) -> None:
    open_unit(page, "A99.01")
    QTest.keyClick(page.unit, Qt.Key.Key_F2)
    fill_in(page, "name", "Văn phòng Cấp uỷ")
    wait_until(page.edit.save.isEnabled)
    page.edit.save.click()
    wait_until(lambda: page.stack.currentWidget() is page.unit)
    wait_until(lambda: page.unit.shown is not None and page.unit.shown.title == "Văn phòng Cấp uỷ")
    assert page.unit.shown is not None
    assert len(page.unit.shown.versions) == 2
    assert opened.notices[-1].severity == "good"
    run = opened.do(lambda session: history(session, ReadHistory())).undo
    opened.do(lambda session: undo(session, Undo(run.number)))
    assert names(opened, "van phong cap uy") == []


def test_a_code_that_cannot_be_says_why_and_the_next_free_one_is_offered(page: UnitsPage) -> None:
    open_unit(page, "A99.01")
    page.unit.buttons["code"].click()
    wait_until(lambda: page.edit.form is not None)
    assert page.edit.form is not None
    code = page.edit.form.field("code")
    wait_until(code.next.isEnabled)  # type: ignore[attr-defined]
    code.line.setText("A99.02")  # type: ignore[attr-defined]
    wait_until(lambda: "A99.02" in page.edit.reasons())
    assert not page.edit.save.isEnabled()
    code.next.click()  # type: ignore[attr-defined]
    wait_until(page.edit.save.isEnabled)
    page.go_back()
    assert page.stack.currentWidget() is page.unit


def test_a_new_code_is_planned_however_far_the_old_one_was(
    opened: OpenedWindow, page: UnitsPage
) -> None:
    uid = line_of(page, "A99.01").uid
    day = QDate.currentDate().toString("yyyy-MM-dd")
    opened.do(lambda session: apply(session, SetCodeStates((uid,), day, "live")))
    opened.context.changed.emit()
    wait_until(lambda: line_of(page, "A99.01").code_state == "live")
    open_unit(page, "A99.01")
    page.unit.buttons["code"].click()
    wait_until(lambda: page.edit.form is not None)
    form = page.edit.form
    assert form is not None
    code, state = form.field("code"), form.field("state")
    assert isinstance(state, QComboBox)
    assert state.currentData() == "live"
    code.line.setText("A99.90")  # type: ignore[attr-defined]
    assert state.currentData() == "planned"
    code.line.setText("A99.01")  # type: ignore[attr-defined]
    assert state.currentData() == "live"
    state.setCurrentIndex(state.findData("sent"))
    state.activated.emit(state.currentIndex())
    code.line.setText("A99.91")  # type: ignore[attr-defined]
    assert state.currentData() == "sent"


def test_many_units_are_changed_with_what_becomes_of_each(
    opened: OpenedWindow, page: UnitsPage
) -> None:
    model, table = page.listing.model, page.listing.table
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for number in (0, 1, 2):
        table.selectionModel().select(model.index(number, 0), flags)
    assert page.listing.chosen_count() == 3
    page.change_button.click()
    wait_until(lambda: page.stack.currentWidget() is page.edit and page.edit.form is not None)
    page.edit.what.setCurrentIndex(page.edit.what.findData("close"))
    page.edit.what.activated.emit(page.edit.what.currentIndex())
    wait_until(lambda: page.edit.effects.model().rowCount() == 3)
    wait_until(page.edit.save.isEnabled)
    page.edit.save.click()
    wait_until(lambda: page.stack.currentWidget() is page.listing)
    # The root has units below it and is left; the two others are closed.
    assert "2" in opened.notices[-1].message
    assert names(opened, "van phong tinh") == []


def test_a_unit_that_was_added_to_the_list_is_chosen_and_seen(
    opened: OpenedWindow, page: UnitsPage
) -> None:
    page.add_button.click()
    wait_until(lambda: page.stack.currentWidget() is page.edit)
    fill_in(page, "name", "Đảng uỷ Thử nghiệm")
    wait_until(page.edit.save.isEnabled)
    page.edit.save.click()
    wait_until(
        lambda: [each.name for each in page.listing.chosen_lines()] == ["Đảng uỷ Thử nghiệm"]
    )
    table = page.listing.table
    # It has no code yet, so it stands at the end of a long list.
    assert page.listing.model.count() > 100
    row = table.visualRect(table.currentIndex())
    assert table.viewport().rect().contains(row.center())
    assert table.hasFocus() or not table.isActiveWindow()


def test_a_name_that_is_too_long_is_called_so_with_its_whole_length(
    opened: OpenedWindow, page: UnitsPage
) -> None:
    page.add_button.click()
    wait_until(lambda: page.stack.currentWidget() is page.edit)
    fill_in(page, "name", "x" * 5000)
    wait_until(lambda: "5000" in page.edit.reasons().replace(".", ""))
    assert not page.edit.save.isEnabled()


def test_a_unit_is_added_below_the_open_one(opened: OpenedWindow, page: UnitsPage) -> None:
    open_unit(page, "A99.01")
    page.add_button.click()
    wait_until(lambda: page.stack.currentWidget() is page.edit)
    fill_in(page, "name", "Phòng Thử nghiệm")
    assert page.edit.form is not None
    code = page.edit.form.field("code")
    wait_until(code.next.isEnabled)  # type: ignore[attr-defined]
    code.next.click()  # type: ignore[attr-defined]
    wait_until(page.edit.save.isEnabled)
    page.edit.save.click()
    wait_until(lambda: page.unit.shown is not None and page.unit.shown.title == "Phòng Thử nghiệm")
    assert page.unit.shown is not None
    assert page.unit.shown.line is not None
    assert page.unit.shown.line.code == "A99.01.01"


def test_on_another_day_nothing_can_be_changed(opened: OpenedWindow, page: UnitsPage) -> None:
    open_unit(page, "A99.01")
    opened.context.set_date("2026-01-01")
    wait_until(lambda: not page.unit.buttons["rename"].isEnabled())
    assert not page.add_button.isEnabled()
    assert not page.paste_button.isEnabled()
    opened.context.set_date(None)
    wait_until(page.unit.buttons["rename"].isEnabled)


def test_pasted_rows_are_shown_before_they_are_written(
    opened: OpenedWindow, page: UnitsPage
) -> None:
    open_unit(page, "A99.01")
    QGuiApplication.clipboard().setText("Phòng Một\nPhòng Hai\n")
    page.paste_button.click()
    imports = opened.window.page("imports")
    assert isinstance(imports, ImportPage)
    assert opened.window.current_page() is imports
    wait_until(lambda: imports.view.write_button.isEnabled())
    assert names(opened, "phong mot") == []
    imports.view.write_button.click()
    wait_until(lambda: names(opened, "phong mot") == ["Phòng Một"])


def test_an_empty_clipboard_is_said_and_the_page_stays(
    opened: OpenedWindow, page: UnitsPage
) -> None:
    QGuiApplication.clipboard().clear()
    page.paste_button.click()
    assert opened.notices[-1].key == "paste.empty"
    assert opened.window.current_page() is page


def test_a_filter_is_kept_by_name_and_chosen_again(opened: OpenedWindow, page: UnitsPage) -> None:
    bar = page.listing.filter
    bar.lacks.setCurrentIndex(bar.lacks.findData("code"))
    wait_until(lambda: page.listing.model.count() == 0)
    bar.kept.keep("R&D chưa có mã")
    wait_until(lambda: "R&D chưa có mã" in bar.kept.kept())
    bar.kept.menu().aboutToShow.emit()
    # One & would mark a key of the menu.
    assert bar.kept.menu().actions()[0].text() == "R&&D chưa có mã"
    bar.clear()
    wait_until(lambda: page.listing.model.count() > 0)
    page.tree.show_unit(line_of(page, "A99.01").uid)
    wait_until(lambda: page.tree.scope() is not None)
    bar.kept.choose("R&D chưa có mã")
    wait_until(lambda: page.listing.model.count() == 0)
    assert isinstance(bar.lacks, QComboBox)
    assert bar.lacks.currentData() == "code"
    # The filter was kept for all units: the branch chosen meanwhile is left.
    assert page.tree.scope() is None


def test_the_arrangement_of_columns_is_kept(opened: OpenedWindow, page: UnitsPage) -> None:
    head = page.listing.table.horizontalHeader()
    key = f"columns/units/{look_of().text_size:g}"
    head.setSectionHidden(5, True)
    head.resizeSection(1, 333)
    wait_until(lambda: QSettings().value(key) == head.saveState())
    again = UnitsPage(opened.context)
    other = again.listing.table.horizontalHeader()
    assert other.isSectionHidden(5)
    assert other.sectionSize(1) == 333
    again.deleteLater()
    QSettings().remove(key)


def test_rows_not_read_yet_are_copied_too(opened: OpenedWindow, page: UnitsPage) -> None:
    count = page.listing.model.count()
    assert page.listing.model.row(count - 1) is None or count <= 200
    page.listing.table.selectAll()
    assert page.listing.chosen_count() == count
    QGuiApplication.clipboard().clear()
    page.listing.table.copy()
    wait_until(lambda: QGuiApplication.clipboard().text().count("\n") == count)
    assert "A99.01\tVăn phòng Tỉnh uỷ" in QGuiApplication.clipboard().text()
