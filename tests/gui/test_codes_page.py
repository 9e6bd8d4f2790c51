"""The page of codes in a real window: list, mend in the cell, plan, lock, reserve, another day."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QDate, QItemSelectionModel, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.domain.code_states import AXIS, STATE_LABELS, SYSTEM
from desktop.domain.texts import Text
from desktop.models import tables
from desktop.services.browse_codes import CodeFilter, ReadReserved, Reserved, read_reserved
from desktop.services.code_planning.command import (
    LockCode,
    PlanCodes,
    PlannedCodes,
    ReserveCode,
)
from desktop.services.code_planning.marks import lock_code, reserve_code
from desktop.services.code_planning.planning import plan_codes
from desktop.services.code_states import CodeStates
from desktop.services.edit_units import apply
from desktop.services.history import ReadHistory, history
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.unit_edits import CloseUnits, SetCodeStates
from desktop.services.unit_page import ReadUnit, read_unit
from desktop.views.look.colours import Scheme
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, wear
from desktop.views.pages.codes import plan_view
from desktop.views.pages.codes.marks_form import LOCK, RELEASE, RESERVE, MarkForm
from desktop.views.pages.codes.page import CodesPage
from desktop.views.pages.units.page import UnitsPage
from desktop.views.shell.commands import WindowParts, commands
from tests.helpers.looks import cut_off, focusable, outside, overlapping
from tests.helpers.sessions import Anything
from tests.helpers.windows import OpenedWindow, wait_until
from tests.helpers.workbooks import write_xlsx


@pytest.fixture
def page(opened: OpenedWindow) -> CodesPage:
    opened.window.go("codes")
    found = opened.window.page("codes")
    assert isinstance(found, CodesPage)
    wait_until(lambda: found.listing.model.count() > 0)
    opened.settle()
    return found


def today() -> str:
    return QDate.currentDate().toString("yyyy-MM-dd")


def line_of(page: CodesPage, code: str) -> Any:
    model = page.listing.model
    rows = [model.row(number) for number in range(model.count())]
    return next(row for row in rows if row is not None and row.value == code)


def codes_of(opened: OpenedWindow, unit: str) -> list[tuple[str, str | None]]:
    """Each code of a unit with its end, oldest first."""
    found = opened.do(lambda session: read_unit(session, ReadUnit(unit)))
    return [(code.value, code.to_date) for code in found.codes]


def set_state(opened: OpenedWindow, page: CodesPage, code: str, state: str) -> None:
    command = SetCodeStates((line_of(page, code).unit,), today(), state)
    opened.do(lambda session: apply(session, command))
    opened.context.changed.emit()
    wait_until(lambda: line_of(page, code).on_system == state)
    opened.settle()


def edit(page: CodesPage, code: str, text: str) -> QLineEdit:
    """Open the code's cell by F2 and type into it."""
    model, table = page.listing.model, page.listing.table
    number = next(n for n in range(model.count()) if model.row(n).value == code)
    table.window().activateWindow()
    table.setFocus()
    table.selectRow(number)
    # Whatever column is the present one.
    table.setCurrentIndex(model.index(number, 1))
    QTest.keyClick(table, Qt.Key.Key_F2)
    assert table.is_edited()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == code
    QTest.keyClicks(editor, text)
    return editor


def begin_plan(page: CodesPage, unit: str, rule: str, *, replace: bool = False) -> None:
    page.plan_button.click()
    assert page.stack.currentWidget() is page.plan
    form = page.plan.form
    form.unit.set_unit(unit, "Đơn vị")
    form.unit.picked.emit(unit)
    form.replace.setChecked(replace)
    form.rule.setCurrentIndex(form.rule.findData(rule))


def planned(page: CodesPage) -> list[Any]:
    model = page.plan.table.model()
    return [model.row(number) for number in range(model.rowCount())]  # type: ignore[attr-defined]


def test_words_states_and_branches_narrow_the_list(opened: OpenedWindow, page: CodesPage) -> None:
    model = page.listing.model
    everything = model.count()
    page.listing.filter.words.setText("van phong tinh")
    wait_until(lambda: model.count() == 1)
    assert model.row(0).value == "A99.01"
    page.listing.filter.clear()
    wait_until(lambda: model.count() == everything)
    set_state(opened, page, "A99.01", "live")
    button = page.listing.panel.buttons["system", "live"]
    wait_until(lambda: button.text() == "1")
    assert "Đang dùng" in button.accessibleName() or "đang dùng" in button.accessibleName()
    button.click()
    wait_until(lambda: model.count() == 1)
    assert page.listing.filter.value() == CodeFilter(state="live")
    button.click()
    wait_until(lambda: model.count() == everything)
    # Who is behind leads to the branch.
    behind = page.listing.panel.behind
    wait_until(lambda: behind.count() > 0)
    behind.itemActivated.emit(behind.item(0))
    wait_until(lambda: model.count() < everything)
    assert page.listing.filter.value().under is not None
    assert page.listing.filter.under.text() != ""


def test_a_filter_is_kept_by_name_and_chosen_again(opened: OpenedWindow, page: CodesPage) -> None:
    opened.do(lambda session: lock_code(session, LockCode("A99.01")))
    bar, model = page.listing.filter, page.listing.model
    everything = model.count()
    bar.locked.setChecked(True)
    wait_until(lambda: model.count() == 1)
    bar.kept.keep("Đã khoá")
    wait_until(lambda: "Đã khoá" in bar.kept.kept())
    bar.clear()
    wait_until(lambda: model.count() == everything)
    bar.kept.choose("Đã khoá")
    wait_until(lambda: model.count() == 1)
    assert bar.value() == CodeFilter(locked=True)
    bar.kept.forget("Đã khoá")
    wait_until(lambda: bar.kept.kept() == [])


def test_a_code_is_judged_while_it_is_typed_and_written_by_enter(
    opened: OpenedWindow, page: CodesPage
) -> None:
    unit = line_of(page, "A99.01").unit
    editor = edit(page, "A99.01", "A99.02")
    wait_until(lambda: "Ban Tổ chức Tỉnh uỷ" in page.listing.said())
    assert editor.property("wrong")
    said = page.listing.said()
    # The same sentence on save, and the cell stays open to be put right.
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(lambda: not editor.isReadOnly())
    assert page.listing.said() == said
    assert page.listing.table.is_edited()
    assert codes_of(opened, unit) == [("A99.01", None)]
    editor.selectAll()
    QTest.keyClicks(editor, "a99.90")
    wait_until(lambda: page.listing.said() != said)
    assert editor.property("wrong")
    editor.selectAll()
    QTest.keyClicks(editor, "A99.90")
    wait_until(lambda: not editor.property("wrong"))
    assert "tại chỗ" in page.listing.said()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(lambda: codes_of(opened, unit) == [("A99.90", None)])
    wait_until(lambda: not page.listing.table.is_edited())
    assert opened.notices[-1].severity == "good"
    run = opened.do(lambda session: history(session, ReadHistory())).undo
    opened.do(lambda session: undo(session, Undo(run.number)))
    assert codes_of(opened, unit) == [("A99.01", None)]


def test_a_code_that_others_know_gives_way_from_today(
    opened: OpenedWindow, page: CodesPage
) -> None:
    set_state(opened, page, "A99.01", "live")
    unit = line_of(page, "A99.01").unit
    editor = edit(page, "A99.01", "A99.90")
    wait_until(lambda: "A99.90" in page.listing.said())
    assert "tại chỗ" not in page.listing.said()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(lambda: len(codes_of(opened, unit)) == 2)
    assert codes_of(opened, unit) == [("A99.01", today()), ("A99.90", None)]


def test_escape_leaves_and_so_does_another_place(opened: OpenedWindow, page: CodesPage) -> None:
    unit = line_of(page, "A99.01").unit
    quiet = page.listing.said()
    editor = edit(page, "A99.01", "A99.02")
    wait_until(lambda: editor.property("wrong"))
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    wait_until(lambda: not page.listing.table.is_edited())
    assert page.listing.said() == quiet
    edit(page, "A99.01", "A99.91")
    page.listing.filter.words.setFocus()
    wait_until(lambda: not page.listing.table.is_edited())
    assert "A99.91" in page.listing.said()
    opened.settle()
    assert codes_of(opened, unit) == [("A99.01", None)]


def test_locked_reserved_and_retired_codes_say_so_while_typing(
    opened: OpenedWindow, page: CodesPage
) -> None:
    opened.do(lambda session: lock_code(session, LockCode("A99.02", "Đã khắc dấu")))
    opened.do(lambda session: reserve_code(session, ReserveCode("A99.77", "Để dành")))
    gone = line_of(page, "A99.03").unit
    opened.do(lambda session: apply(session, CloseUnits((gone,), today())))
    for code, text, words in (
        ("A99.02", "A99.90", "Đã khắc dấu"),
        ("A99.01", "A99.77", "Để dành"),
        ("A99.01", "A99.03", "Cơ quan Uỷ ban Kiểm tra Tỉnh uỷ"),
    ):
        editor = edit(page, code, text)
        wait_until(lambda words=words: words in page.listing.said())
        assert editor.property("wrong")
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        wait_until(lambda: not page.listing.table.is_edited())


def test_typing_on_a_row_begins_with_the_letter(opened: OpenedWindow, page: CodesPage) -> None:
    table = page.listing.table
    table.window().activateWindow()
    table.setFocus()
    table.selectRow(1)
    table.setCurrentIndex(page.listing.model.index(1, 3))
    QTest.keyClicks(table, "B")
    assert table.is_edited()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "B"
    QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_the_same_unit_stays_chosen_and_never_another(
    opened: OpenedWindow, page: CodesPage
) -> None:
    table, model = page.listing.table, page.listing.model
    table.setFocus()
    table.setCurrentIndex(model.index(3, 0))
    unit, everything = model.row(3).unit, model.count()
    page.listing.filter.words.setText("a99.03")
    wait_until(lambda: model.count() < everything)
    opened.settle()
    assert [row.unit for row in table.chosen_rows()] == [unit]
    page.listing.filter.words.setText("van phong")
    wait_until(lambda: model.row(0) is not None and model.row(0).value == "A99.01")
    opened.settle()
    assert table.chosen_rows() == []
    assert table.currentIndex().isValid()


def test_enter_opens_the_unit(opened: OpenedWindow, page: CodesPage) -> None:
    table = page.listing.table
    table.setFocus()
    table.selectRow(1)
    unit = page.listing.model.row(1).unit
    QTest.keyClick(table, Qt.Key.Key_Return)
    units = opened.window.page("units")
    assert isinstance(units, UnitsPage)
    wait_until(lambda: units.unit.shown is not None and units.unit.shown.uid == unit)


def test_a_branch_gets_its_codes_in_one_run_after_a_look(
    opened: OpenedWindow, page: CodesPage
) -> None:
    root = line_of(page, "A99").unit
    page.plan_button.click()
    assert page.stack.currentWidget() is page.plan
    wait_until(lambda: page.plan.reasons() != "")
    assert not page.plan.save.isEnabled()
    assert "Chọn đơn vị" in page.plan.reasons()
    begin_plan_again(page)
    begin_plan(page, root, "order")
    wait_until(page.plan.save.isEnabled)
    wait_until(lambda: len(planned(page)) > 100 and planned(page)[0] is not None)
    changed = [row for row in planned(page) if row.before != row.after]
    assert changed
    assert all(row.words for row in planned(page))
    before = {row.value for row in rows_of(opened)}
    QTest.keyClick(page.plan, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: page.stack.currentWidget() is page.listing)
    wait_until(lambda: {row.value for row in rows_of(opened)} != before)
    assert opened.notices[-1].severity == "good"
    run = opened.do(lambda session: history(session, ReadHistory())).undo
    opened.do(lambda session: undo(session, Undo(run.number)))
    assert {row.value for row in rows_of(opened)} == before


def afters(page: CodesPage) -> list[str]:
    return [row.after for row in planned(page) if row is not None]


def begin_plan_again(page: CodesPage) -> None:
    page.window().activateWindow()
    QTest.keyClick(page.plan, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.listing


def rows_of(opened: OpenedWindow) -> list[Any]:
    def read(session: Any) -> list[Any]:
        with session.reading(Anything()) as connection:
            return list(connection.execute(tables.identifier_code.select()))

    return list(opened.do(read))


def test_a_plan_with_problems_says_them_first_and_cannot_be_written(
    opened: OpenedWindow, page: CodesPage
) -> None:
    opened.do(lambda session: reserve_code(session, ReserveCode("A99.77", "Để dành")))
    root = line_of(page, "A99").unit
    text = "Văn phòng Tỉnh uỷ\tA99.77\nKhông có đơn vị này\tA99.88\nA99.03\tA99.89\n"
    QGuiApplication.clipboard().setText(text)
    page.paste_button.click()
    # No branch is listed: the list is of the whole register.
    wait_until(lambda: page.stack.currentWidget() is page.plan)
    assert page.plan.form.unit.uid() == root
    wait_until(lambda: "2" in page.plan.reasons() and len(planned(page)) > 3)
    assert not page.plan.save.isEnabled()
    first, second, third = planned(page)[:3]
    assert (first.title, second.title, second.after) == ("Hàng 2", "Văn phòng Tỉnh uỷ", "")
    assert "Để dành" in second.words
    assert (third.before, third.after) == ("A99.03", "A99.89")
    assert any("A99.77" in page.plan.odd.item(n).text() for n in range(page.plan.odd.count()))
    page.plan.table.selectRow(1)
    assert "Để dành" in page.plan._row_words.text()
    # Nothing but the reserved code stands in the way of the shorter list.
    page.plan.form.take_pasted("A99.03\tA99.89\n")
    wait_until(page.plan.save.isEnabled)
    page.plan.save.click()
    wait_until(lambda: "A99.89" in {row.value for row in rows_of(opened)})


def test_a_plan_that_was_changed_is_not_written_before_it_is_seen(
    opened: OpenedWindow, page: CodesPage
) -> None:
    before = {row.value for row in rows_of(opened)}
    begin_plan(page, line_of(page, "A99").unit, "order")
    wait_until(page.plan.save.isEnabled)
    page.plan.form.replace.setChecked(True)
    assert not page.plan.save.isEnabled()
    page.plan._save()
    wait_until(page.plan.save.isEnabled)
    assert {row.value for row in rows_of(opened)} == before


def test_a_plan_that_takes_long_is_seen_to_go_on_and_can_be_stopped(
    opened: OpenedWindow, page: CodesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = Event()

    def slow(session: Session, command: PlanCodes) -> PlannedCodes:
        while not released.wait(0.01):
            session.surroundings.progress(Text("Working out the codes"), 1, 3)
        return plan_codes(session, command)

    monkeypatch.setattr(plan_view, "plan_codes", slow)
    status = opened.window.status
    begin_plan(page, line_of(page, "A99").unit, "order")
    try:
        wait_until(status._stop.isVisible)
        assert not page.plan.save.isEnabled()
        status._stop.click()
        wait_until(lambda: not status._stop.isVisible())
        assert not page.plan.save.isEnabled()
    finally:
        released.set()
    # Another look works it out again, and so quickly that nothing is shown of it.
    page.plan.form.replace.setChecked(True)
    wait_until(page.plan.save.isEnabled)
    assert not status._stop.isVisible()


def test_a_list_in_a_file_is_taken_and_a_bad_one_said(
    opened: OpenedWindow, page: CodesPage, tmp_path: Path
) -> None:
    root = line_of(page, "A99").unit
    begin_plan(page, root, "list")
    wait_until(lambda: "tệp" in page.plan.reasons())
    good = write_xlsx(tmp_path / "ds.xlsx", [("Đơn vị", "Mã mới"), ("A99.01", "A99.91")])
    page.plan.form.take_file(good)
    wait_until(lambda: page.plan.save.isEnabled() and "A99.91" in afters(page))
    assert [row.after for row in planned(page) if row.before == "A99.01"] == ["A99.91"]
    page.plan.form.take_file(tmp_path / "khong-co.xlsx")
    wait_until(lambda: "khong-co.xlsx" in page.plan.reasons())
    assert not page.plan.save.isEnabled()
    # Nothing is chosen at the left here, as where tables are brought in.
    page.plan.form.take_pasted("asdf\nqwer zxcv\n")
    wait_until(lambda: "vừa dán" in page.plan.reasons())
    assert "bên trái" not in page.plan.reasons()
    assert "“Mã mới”" in page.plan.reasons()


def test_older_codes_stand_beside_what_becomes_of_them(
    opened: OpenedWindow, page: CodesPage
) -> None:
    unit = line_of(page, "A99.01").unit

    def older(session: Any) -> None:
        with session.unit_of_work(Anything()) as work:
            row = {"unit": unit, "scheme": "qcvn102", "value": "000.00.91.A99"}
            row |= {"uid": work.new_uid(), "from_date": "2025-07-01"}
            work.insert(tables.identifier_code, [row])

    opened.do(older)
    begin_plan(page, line_of(page, "A99").unit, "qd20")
    wait_until(lambda: any(row is not None and row.source for row in planned(page)))
    assert page.plan.save.isEnabled()
    assert not page.plan.form.scheme.isEnabled()
    (row,) = [row for row in planned(page) if row.source]
    assert (row.source, row.before, row.after) == ("000.00.91.A99", "A99.01", "A99.91")
    assert not page.plan.table.isColumnHidden(1)


def test_chosen_codes_are_locked_with_a_reason_and_released(
    opened: OpenedWindow, page: CodesPage
) -> None:
    table, model = page.listing.table, page.listing.model
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for number in (1, 2):
        table.selectionModel().select(model.index(number, 0), flags)
    form = open_form(page)
    assert form.deed.currentData() == LOCK
    assert "A99.01; A99.02" in form.scope.currentText()
    form.reason.setText("Đã khắc dấu")
    form.save.click()
    wait_until(lambda: model.row(1) is not None and model.row(1).lock == "Đã khắc dấu")
    assert model.row(2).lock == "Đã khắc dấu"
    table.clearSelection()
    form = open_form(page)
    form.deed.setCurrentIndex(form.deed.findData(RELEASE))
    assert not form.save.isEnabled()
    form.branch.set_unit(model.row(0).unit, "Tỉnh uỷ Mẫu")
    form.branch.picked.emit(model.row(0).unit)
    form.save.click()
    wait_until(lambda: model.row(1) is not None and model.row(1).lock is None)


def test_a_code_is_reserved_for_a_reason_and_released_from_the_panel(
    opened: OpenedWindow, page: CodesPage
) -> None:
    form = open_form(page)
    form.deed.setCurrentIndex(form.deed.findData(RESERVE))
    form.value.setText("A99.01")
    assert not form.save.isEnabled()
    form.reason.setText("Để dành")
    form.save.click()
    wait_until(lambda: not form.trouble.isHidden())
    # The code is a unit's, and whose it is, is said.
    assert "Văn phòng Tỉnh uỷ" in form.trouble.text()
    form.value.setText("A99.77")
    form.save.click()
    panel = page.listing.panel
    wait_until(lambda: panel.reserved.count() == 1)
    assert "Để dành" in panel.reserved.item(0).text()
    panel.reserved.itemActivated.emit(panel.reserved.item(0))
    release = page.findChildren(MarkForm)[-1]
    assert release.deed.currentData() == RELEASE
    release.save.click()
    wait_until(lambda: not opened.do(lambda session: read_reserved(session, ReadReserved())))


def open_form(page: CodesPage) -> MarkForm:
    there = set(page.findChildren(MarkForm))
    page.mark_button.click()
    wait_until(lambda: set(page.findChildren(MarkForm)) - there)
    (form,) = set(page.findChildren(MarkForm)) - there
    return form


def test_a_form_survives_a_lock(opened: OpenedWindow, page: CodesPage) -> None:
    from desktop.views.pages.refill import fill, read_fields

    begin_plan(page, line_of(page, "A99").unit, "commune", replace=True)
    page.plan.form.basis.setText("QĐ 15")
    found = page.open_form()
    assert found is not None
    place, form = found
    fields = read_fields(form)
    page.show_list()
    page.plan.form.basis.clear()
    page.reopen_form(place, lambda opened_again: fill(opened_again, fields))
    assert page.stack.currentWidget() is page.plan
    assert page.plan.form.basis.text() == "QĐ 15"
    command = page.plan.form.command()
    assert command is not None
    assert (command.rule.value, command.replace, command.unit) == (
        "commune", True, line_of(page, "A99").unit,
    )  # fmt: skip


def test_another_day_is_for_looking_only(opened: OpenedWindow, page: CodesPage) -> None:
    opened.context.set_date("2026-01-01")
    wait_until(lambda: not page.plan_button.isEnabled())
    opened.settle()
    assert not page.mark_button.isEnabled()
    assert not page.paste_button.isEnabled()
    page.listing.table.selectRow(1)
    QTest.keyClick(page.listing.table, Qt.Key.Key_F2)
    assert not page.listing.table.is_edited()
    opened.context.set_date("2020-01-02")
    wait_until(lambda: page.listing.that_day.isVisible())
    opened.context.set_date(None)
    wait_until(page.plan_button.isEnabled)
    page.listing.filter.scheme.setCurrentIndex(page.listing.filter.scheme.findData("noi-bo"))
    wait_until(lambda: page.listing._none.isVisible())


def test_read_only_changes_nothing(opened: OpenedWindow, page: CodesPage) -> None:
    opened.context.set_read_only()
    assert not page.plan_button.isEnabled()
    assert not page.mark_button.isEnabled()
    assert not page.paste_button.isEnabled()


@pytest.mark.parametrize(("scheme", "size"), [(Scheme.LIGHT, 1), (Scheme.CONTRAST, -1)])
def test_the_plan_and_its_forms_are_whole_in_any_look(
    qapp: QApplication, opened: OpenedWindow, page: CodesPage, scheme: Scheme, size: int
) -> None:
    root = line_of(page, "A99").unit
    opened.do(lambda session: reserve_code(session, ReserveCode("A99.77", "Để dành")))
    wear(qapp, Look(scheme, TEXT_SIZES[size]))
    try:
        begin_plan(page, root, "list")
        page.plan.form.take_pasted("Văn phòng Tỉnh uỷ\tA99.77\nA99.03\tA99.89\n")
        wait_until(lambda: len(planned(page)) > 3)
        opened.settle()
        assert cut_off(opened.window) + outside(opened.window) + overlapping(opened.window) == []
        assert opened.window.width() == 1366
        nameless = [
            type(widget).__name__ for widget in focusable(page) if not widget.accessibleName()
            and not getattr(widget, "text", str)()
        ]  # fmt: skip
        assert nameless == []
        page.show_list()
        form = open_form(page)
        for deed in range(form.deed.count()):
            form.deed.setCurrentIndex(deed)
            opened.settle()
            assert cut_off(form) + overlapping(form) == []
        form.reject()
    finally:
        wear(qapp, Look())


def test_commands_lead_here(opened: OpenedWindow, page: CodesPage) -> None:
    opened.do(lambda session: lock_code(session, LockCode("A99.01")))
    nothing = WindowParts(lambda _: None, "", lambda: None, lambda: None, list)
    found = {each.words: each for each in commands(opened.context, nothing)}
    found["Mã đã khoá"].act()
    wait_until(lambda: page.listing.model.count() == 1)
    found["Quy hoạch mã…"].act()
    assert page.stack.currentWidget() is page.plan
    page.show_list()
    found["Giữ lại một mã"].act()
    (form,) = page.findChildren(MarkForm)
    assert form.deed.currentData() == RESERVE


def test_rows_are_copied_as_a_spreadsheet_expects(opened: OpenedWindow, page: CodesPage) -> None:
    count = page.listing.model.count()
    page.listing.table.selectAll()
    QGuiApplication.clipboard().clear()
    page.listing.table.copy()
    wait_until(lambda: QGuiApplication.clipboard().text().count("\n") == count)
    assert "A99.01\tVăn phòng Tỉnh uỷ\tDự kiến" in QGuiApplication.clipboard().text()
    QSettings().remove("columns/codes")


@pytest.mark.parametrize("size", [TEXT_SIZES[1], TEXT_SIZES[-1]])
def test_beside_long_numbers_the_names_of_states_are_whole(
    opened: OpenedWindow, page: CodesPage, qapp: QApplication, size: float
) -> None:
    wear(qapp, Look(text_size=size))
    try:
        opened.settle()
        counts = {
            system: dict.fromkeys(STATE_LABELS, number)
            for system, number in ((SYSTEM, 123_456), (AXIS, 98_765))
        }
        page.listing.panel.show_reserved([Reserved(f"A99.{n:03}", "", today()) for n in range(9)])
        page.listing.panel.show_states(CodeStates(today(), counts, {SYSTEM: (), AXIS: ()}))
        opened.settle()
        panel = page.listing.panel
        assert cut_off(panel) + outside(panel) == []
        view = panel.parentWidget()
        assert view is not None
        assert panel.width() <= view.width()
    finally:
        wear(qapp, Look())
