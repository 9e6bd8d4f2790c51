"""The planner in a real window: lists, cells, questions, what it does, applied and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from desktop.domain.reorganisation import EventKind
from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.reorganising.command import UnitFate
from desktop.services.reorganising.plan_draft import PlanDraft, ReadKeptPlan, kept_plan
from desktop.services.reorganising.plan_table import Cells, as_text, columns, row_of
from desktop.services.vault_care import CheckVault, check
from desktop.views.look.colours import Scheme
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, wear
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.reorganising.by_hand import ARRANGEMENTS, Arrange, ByHandForm
from desktop.views.pages.reorganising.page import ReorganisingPage
from desktop.views.pages.reorganising.question_rows import QuestionRow
from desktop.views.pages.reorganising.questions import QuestionsTab
from desktop.views.pages.reorganising.rows_model import BEFORE
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.applications import RunningApplication
from tests.helpers.looks import cut_off, outside, overlapping, shown
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until
from tests.helpers.workbooks import write_xlsx

# The column “Bên nhận” of the questions.
TAKER = 3
# The vault is laid out on the real day: the plan comes after it.
DAY = f"01/01/{date.today().year + 1}"  # noqa: DTZ011 - as the window shows it


@pytest.fixture
def page(opened: OpenedWindow) -> ReorganisingPage:
    return page_of(opened)


def page_of(opened: OpenedWindow) -> ReorganisingPage:
    opened.window.go("reorganising")
    opened.window.activateWindow()
    found = opened.window.page("reorganising")
    assert isinstance(found, ReorganisingPage)
    wait_until(found.is_idle)
    return found


def communes(opened: OpenedWindow) -> list[tuple[str, str]]:
    """Code and name of the communes' Party committees, in the order of their codes."""
    found = opened.do(
        lambda session: UnitList(BrowseUnits(UnitFilter(words="dang uy xa"), sort="code")).read(
            session, 0, 200
        )
    )
    return [(row.code, row.name) for row in found.rows if row.name.startswith("Đảng uỷ xã")]


def names(opened: OpenedWindow, words: str, day: str | None = None) -> set[str]:
    found = opened.do(
        lambda session: UnitList(BrowseUnits(UnitFilter(words=words), day)).read(session, 0, 50)
    )
    return {row.name for row in found.rows}


def data_hash(opened: OpenedWindow) -> object:
    return opened.do(lambda session: check(session, CheckVault()).data_hash)


def plan(opened: OpenedWindow) -> list[Cells]:
    """A merger of two communes, and a third split into two."""
    one, two, three = (code for code, _ in communes(opened)[:3])
    return [
        row_of(kind="Sáp nhập", before=one, after="Đảng uỷ xã Hợp", code="A99.99001", day=DAY),
        row_of(kind="Sáp nhập", before=two, after="Đảng uỷ xã Hợp", day=DAY),
        row_of(kind="Chia tách", before=three, after="Đảng uỷ xã Một", code="A99.99002", day=DAY),
        row_of(kind="Chia tách", before=three, after="Đảng uỷ xã Hai", code="A99.99003", day=DAY),
    ]


def begin(page: ReorganisingPage, rows: Sequence[Cells]) -> None:
    """Paste rows as the draft."""
    QGuiApplication.clipboard().setText(as_text(rows))
    page.paste_button.click()
    settle(page)


def settle(page: ReorganisingPage) -> None:
    wait_until(page.is_idle)
    QApplication.processEvents()
    wait_until(page.is_idle)


def column(name: str) -> int:
    return [each.name for each in columns()].index(name)


def write(page: ReorganisingPage, row: int, name: str, text: str) -> None:
    """Write a cell with keys: F2, the text, Enter."""
    table = page.plan.table
    table.go_to(row, column(name))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(lambda: not page.plan.is_written())
    settle(page)


def test_a_list_is_opened_mended_answered_applied_and_undone(
    opened: OpenedWindow, page: ReorganisingPage, tmp_path: Path
) -> None:
    before = data_hash(opened)
    rows = plan(opened)
    day = column("day")
    bad = [*rows[:3], (*rows[3][:day], "31/02/2027", *rows[3][day + 1 :])]
    heads = tuple(each.label for each in columns())
    file = write_xlsx(tmp_path / "nghi-quyet.xlsx", [heads, *bad])
    opened.context.go("reorganising", file)
    settle(page)
    assert page.plan.title.text() == "nghi-quyet"
    assert page.plan.model.count() == 4
    assert not page.foot.apply_button.isEnabled()
    assert "chỗ vướng" in page.foot.reason()
    cell = page.plan.model.index(3, column("day") + BEFORE)
    assert "31/02/2027" in page.plan.model.data(cell, Qt.ItemDataRole.ToolTipRole)
    assert page.plan.problems.isVisible()

    page.plan.table.setCurrentIndex(page.plan.model.index(0, BEFORE))
    QTest.keyClick(opened.window, Qt.Key.Key_F8)
    wait_until(lambda: page.plan.table.currentIndex() == cell)
    write(page, 3, "day", DAY)
    assert not page.plan.problems.isVisible()
    assert page.tabs.tabText(1) == "Câu hỏi (1)"
    assert "câu hỏi" in page.foot.reason()

    page.tabs.setCurrentWidget(page.questions)
    page.questions.accept_button.click()
    settle(page)
    assert (page.foot.reason(), page.questions.open_count()) == ("", 0)
    assert data_hash(opened) == before

    page.foot.apply_button.click()
    settle(page)
    assert names(opened, "dang uy xa hop", f"{DAY[-4:]}-01-01") == {"Đảng uỷ xã Hợp"}
    assert [notice.key for notice in opened.notices] == ["plan"]
    assert page.foot.undo_button.isVisible()
    assert not page.plan.add_button.isEnabled()
    page.foot.undo_button.click()
    wait_until(lambda: page.plan.add_button.isEnabled())
    settle(page)
    assert data_hash(opened) == before
    assert page.foot.apply_button.isEnabled()


def test_the_undo_of_the_window_makes_a_written_plan_a_draft_again(
    opened: OpenedWindow, page: ReorganisingPage
) -> None:
    begin(page, plan(opened)[:2])
    page.foot.apply_button.click()
    settle(page)
    wait_until(lambda: opened.window.undo.undo.isEnabled())
    assert opened.do(lambda session: kept_plan(session, ReadKeptPlan())) is None
    QTest.keyClick(opened.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: page.foot.apply_button.isVisible() and page.plan.add_button.isEnabled())
    settle(page)
    assert page.foot.apply_button.isEnabled()


def test_what_the_plan_does_is_shown(opened: OpenedWindow, page: ReorganisingPage) -> None:
    (code, name), (other, _) = communes(opened)[:2]
    begin(page, plan(opened)[:2])
    page.tabs.setCurrentWidget(page.trees)
    before, after = page.trees.before, page.trees.after
    for model, wanted in ((before, UnitFate.ENDS), (after, UnitFate.NEW)):
        root = model.index(0, 0)
        assert model.rowCount() == 1
        found = [
            (model.index(row, 1, root).data(), model.index(row, 2, root).data())
            for row in range(model.rowCount(root))
        ]
        expected = [(code, "Kết thúc"), (other, "Kết thúc")]
        assert found == (expected if wanted is UnitFate.ENDS else [("A99.99001", "Mới")])
        assert model.parent(model.index(0, 0, root)) == root

    page.tabs.setCurrentWidget(page.old_to_new)
    tab = page.old_to_new
    assert tab.model.count() == len(page.result().old_to_new)  # type: ignore[union-attr]  # worked out
    tab.words.setText("hop")
    tab.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [row.old_code for row in tab.model.rows()][:2] == [other, code]
    tab.copy_button.click()
    head, first, second = QGuiApplication.clipboard().text().splitlines()[:3]
    assert head.startswith("Ngày\tMã cũ\tĐơn vị cũ\tMã mới")
    assert first.split("\t")[1] == other
    assert second.split("\t")[:5] == [DAY, code, name, "A99.99001", "Đảng uỷ xã Hợp"]


def test_kinds_are_chosen_and_steps_taken_back(
    opened: OpenedWindow, page: ReorganisingPage
) -> None:
    page.start.buttons["hand"].click()
    settle(page)
    assert "điền các dòng" in page.foot.reason()
    table = page.plan.table
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_F2)
    box = table.viewport().findChild(QComboBox)
    assert isinstance(box, QComboBox)
    assert [box.itemText(place) for place in range(3)] == ["", "Thành lập", "Đổi tên"]
    box.setCurrentIndex(box.findText("Giải thể"))
    box.activated.emit(box.currentIndex())
    settle(page)
    (row,) = page.draft().rows  # type: ignore[union-attr]  # begun by hand
    assert row[0] == "Giải thể"
    page.plan.add_button.click()
    settle(page)
    assert page.plan.model.count() == 2
    QTest.keyClick(table, Qt.Key.Key_Delete)
    settle(page)
    assert page.plan.model.count() == 1
    for expected in (2, 1, 1, 0):
        page.plan.back_button.click()
        settle(page)
        draft = page.draft()
        assert (len(draft.rows) if draft is not None else 0) == expected
    assert page.start.isVisible()


def test_a_draft_that_was_let_go_is_taken_back(
    opened: OpenedWindow, page: ReorganisingPage
) -> None:
    rows = plan(opened)
    begin(page, rows)
    page.anew_button.click()
    assert page.start.isVisible()
    assert page.draft() is None
    act = opened.notices[-1].act
    assert act is not None
    act()
    settle(page)
    assert page.draft().rows == tuple(rows)  # type: ignore[union-attr]  # taken back
    begin(page, [row_of(kind="Giải thể", before="A99", day=DAY)])
    assert page.plan.model.count() == 5


def test_what_is_no_plan_is_said_and_the_draft_stays(
    opened: OpenedWindow, page: ReorganisingPage
) -> None:
    rows = plan(opened)
    begin(page, rows)
    QGuiApplication.clipboard().setText("một\nhai")
    page.paste_button.click()
    wait_until(lambda: opened.notices)
    settle(page)
    assert opened.notices[-1].key == "plan.no_table"
    assert page.draft().rows == tuple(rows)  # type: ignore[union-attr]  # as it was
    assert page.result() is not None


def test_a_dropped_list_is_opened_here(
    opened: OpenedWindow, page: ReorganisingPage, tmp_path: Path
) -> None:
    heads = tuple(each.label for each in columns())
    file = write_xlsx(tmp_path / "tha.xlsx", [heads, *plan(opened)])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
    QApplication.sendEvent(opened.window, enter)
    QApplication.sendEvent(opened.window, QDropEvent(QPointF(300, 300), copy, data, left, none))
    settle(page)
    assert opened.window.current_page() is page
    assert page.plan.title.text() == "tha"


def test_chosen_units_are_merged_by_hand(opened: OpenedWindow) -> None:
    wanted = [code for code, _ in communes(opened)[:2]]
    opened.window.go("units")
    units = opened.window.page("units")
    assert isinstance(units, UnitsPage)
    units.listing.filter.words.setText("dang uy xa")
    opened.settle()
    model = units.listing.model
    wait_until(lambda: model.count() and model.row(0) is not None)
    assert not units.arrange_button.isEnabled()
    flags = QItemSelectionModel.SelectionFlag
    for number in range(model.count()):
        if model.row(number).code in wanted:  # type: ignore[union-attr]  # all are here
            index = model.index(number, 0)
            units.listing.table.selectionModel().select(index, flags.Select | flags.Rows)
    assert units.arrange_button.isEnabled()
    actions = {action.data(): action for action in units.arrange_menu.actions()}
    possible = {kind for kind, action in actions.items() if action.isEnabled()}
    assert possible == {EventKind.MERGE, EventKind.ABSORB, EventKind.MOVE, EventKind.DISSOLVE}
    actions[EventKind.MERGE].trigger()
    page = opened.window.page("reorganising")
    assert isinstance(page, ReorganisingPage)
    wait_until(lambda: page.form is not None)
    form = page.form
    assert isinstance(form, ByHandForm)
    assert form.names is not None
    assert form.code is not None
    assert not form.add_button.isEnabled()
    wait_until(form.names.hasFocus)
    form.names.insert("Đảng uỷ xã Hợp")
    QTest.keyClicks(form.code, "A99.99001")
    form.basis.insert("Nghị quyết 7")
    form.day.set_iso(f"{DAY[-4:]}-01-01")
    QTest.keyClick(opened.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: page.form is None)
    settle(page)
    rows = page.draft().rows  # type: ignore[union-attr]  # added to
    assert {row[column("before")] for row in rows} == set(wanted)
    assert {row[column("basis")] for row in rows} == {"Nghị quyết 7"}
    assert page.foot.reason() == ""
    page.foot.apply_button.click()
    settle(page)
    assert names(opened, "dang uy xa hop", f"{DAY[-4:]}-01-01") == {"Đảng uỷ xã Hợp"}


def test_a_unit_that_is_open_is_split_by_hand(opened: OpenedWindow) -> None:
    units = opened.window.page("units")
    assert isinstance(units, UnitsPage)
    opened.window.go("units")
    opened.settle()
    code, name = communes(opened)[0]
    uid = opened.do(
        lambda session: (
            UnitList(BrowseUnits(UnitFilter(words=code))).read(session, 0, 1).rows[0].uid
        )
    )
    units.open_unit(uid)
    opened.settle()
    actions = {action.data(): action for action in units.arrange_menu.actions()}
    assert not actions[EventKind.MERGE].isEnabled()
    actions[EventKind.SPLIT].trigger()
    page = opened.window.page("reorganising")
    assert isinstance(page, ReorganisingPage)
    wait_until(lambda: page.form is not None)
    form = page.form
    assert form is not None
    assert form.names is not None
    form.names.setText("Đảng uỷ xã Một;")
    assert not form.add_button.isEnabled()
    form.names.setText("Đảng uỷ xã Một; Đảng uỷ xã Hai")
    form.day.set_iso(f"{DAY[-4:]}-01-01")
    form.add_button.click()
    wait_until(lambda: page.form is None)
    settle(page)
    (asked,) = page.result().questions  # type: ignore[union-attr]  # worked out
    assert name in asked.unit
    assert page.plan.table.hasFocus()


def test_one_thing_of_a_split_unit_is_given_elsewhere(
    samples: Path, tmp_path: Path, qapp: QApplication
) -> None:
    opened = OpenedWindow(copy_of(samples, tmp_path / "vault"))
    try:
        page = page_of(opened)
        begin(page, plan(opened)[2:])
        page.tabs.setCurrentWidget(page.questions)
        tab = page.questions
        rows = tab.model.rows()
        up, down = rows[0].asked.options
        assert (rows[0].part, rows[0].taker, len(rows) > 3) == (None, up, True)
        things = [number for number, row in enumerate(rows) if "eToken" in row.what]
        assert things, "no sample eToken hangs on the split unit"
        choose(tab, things[0])
        tab._takers.aboutToShow.emit()
        choices = [action.text() for action in tab._takers.actions()]
        assert choices[0] == "Cùng với phần còn lại"
        tab._takers.actions()[2].trigger()
        settle(page)
        row = tab.model.rows()[things[0]]
        assert (row.taker, row.follows) == (_same(rows[0].asked.options, down, row), False)
        assert tab.open_count() == 1, "the rest is still a question"
        tab.accept_button.click()
        settle(page)
        after = tab.model.rows()
        assert tab.open_count() == 0
        assert {row.taker for row in after} == set(after[0].asked.options)
        choose(tab, things[0])
        tab.give("")
        settle(page)
        assert {row.taker for row in tab.model.rows()} == {tab.model.rows()[0].taker}
    finally:
        opened.close()


def choose(tab: QuestionsTab, row: int) -> None:
    flags = QItemSelectionModel.SelectionFlag
    tab.table.selectionModel().select(
        tab.model.index(row, TAKER), flags.ClearAndSelect | flags.Rows
    )


def _same(before: Mapping[str, str], uid: str, row: QuestionRow) -> str:
    """Return what a new unit is called now: it is made anew each time the plan is worked out."""
    return next(now for now, title in row.asked.options.items() if title == before[uid])


def test_a_vault_that_is_read_only_applies_nothing(
    opened: OpenedWindow, page: ReorganisingPage
) -> None:
    begin(page, plan(opened)[:2])
    assert page.foot.apply_button.isEnabled()
    opened.context.set_read_only()
    settle(page)
    assert not page.foot.apply_button.isEnabled()
    assert "chỉ để đọc" in page.foot.reason()


@pytest.fixture
def running(province: Path, tmp_path: Path, qapp: QApplication) -> Iterator[RunningApplication]:
    running = RunningApplication(copy_of(province, tmp_path / "vault"), tmp_path / "bao-cao")
    running.unlock()
    yield running
    running.end()


def test_a_draft_survives_the_lock(running: RunningApplication, tmp_path: Path) -> None:
    running.window.go("reorganising")
    page = running.window.page("reorganising")
    assert isinstance(page, ReorganisingPage)
    wait_until(page.is_idle)
    rows = (
        row_of(kind="Chia tách", before="A99", after="Ban Một", code="A98", day=DAY),
        row_of(kind="Chia tách", before="A99", after="Ban Hai", code="A97", day=DAY),
    )
    begin(page, rows)
    QTest.keyClicks(page.plan.basis, "NQ 7")
    page.questions.accept_all()
    settle(page)
    draft = page.draft()
    assert isinstance(draft, PlanDraft)
    assert (draft.basis, len(draft.answers)) == ("NQ 7", 1)
    page.plan.table.go_to(1, column("after"))
    QTest.keyClick(page.plan.table, Qt.Key.Key_F2)
    editor = page.plan.table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("Ban Hai rưỡi")
    running.application.lock()
    running.end()
    vault = tmp_path / "vault"
    assert not any(b"Ban Hai" in file.read_bytes() for file in vault.rglob("*") if file.is_file())

    again = RunningApplication(vault, tmp_path / "bao-cao", locked=True)
    try:
        window = again.unlock()
        wait_until(again.messages)
        (bar,) = window.notices.bars()
        assert bar.notice.act is not None
        bar.notice.act()
        assert window.current_name() == "reorganising"
        page = window.page("reorganising")
        assert isinstance(page, ReorganisingPage)
        settle(page)
        half = row_of(kind="Chia tách", before="A99", after="Ban Hai rưỡi", code="A97", day=DAY)
        assert page.draft() == replace(draft, rows=(rows[0], half)), "a cell half written is kept"
        assert page.plan.model.count() == 2
        assert page.questions.open_count() == 0
    finally:
        again.end()


def test_the_scheme_of_a_plan_is_chosen(opened: OpenedWindow, page: ReorganisingPage) -> None:
    begin(page, [row_of(kind="Đổi mã", before="A99", code="VPTU-01", day=DAY)])
    assert not page.foot.apply_button.isEnabled(), "no code of the scheme that plans begin with"
    box = page.plan.scheme
    box.setCurrentIndex(box.findData("noi-bo"))
    box.activated.emit(box.currentIndex())
    settle(page)
    assert page.foot.reason() == ""
    page.plan.back_button.click()
    settle(page)
    assert (box.currentData(), page.foot.apply_button.isEnabled()) == ("qd20", False)


def test_the_form_for_chosen_units_survives_the_lock(
    running: RunningApplication, tmp_path: Path
) -> None:
    window = running.window
    found: list[str] = []
    running.application.worker.run(
        lambda session: UnitList(BrowseUnits()).read(session, 0, 1).rows[0].uid, found.append
    )
    wait_until(lambda: found)
    window.go("reorganising", Arrange(EventKind.RENAME, (found[0],)))
    page = window.page("reorganising")
    assert isinstance(page, ReorganisingPage)
    wait_until(lambda: page.form is not None)
    assert page.form is not None
    assert page.form.names is not None
    page.form.names.insert("Tên đang gõ")
    running.application.lock()
    running.end()
    again = RunningApplication(tmp_path / "vault", tmp_path / "bao-cao", locked=True)
    try:
        window = again.unlock()
        wait_until(again.messages)
        (bar,) = window.notices.bars()
        assert bar.notice.act is not None
        bar.notice.act()
        page = window.page("reorganising")
        assert isinstance(page, ReorganisingPage)
        wait_until(lambda: page.form is not None)
        assert page.form is not None
        assert page.form.names is not None
        assert page.form.names.text() == "Tên đang gõ"
        assert page.form.arrange == Arrange(EventKind.RENAME, (found[0],))
    finally:
        again.end()


def test_the_reform_asks_its_questions_and_stays_usable(tmp_path: Path, qapp: QApplication) -> None:
    new_vault(tmp_path / "vault").close()
    opened = OpenedWindow(tmp_path / "vault")
    try:
        page = page_of(opened)
        page.start.buttons["reform"].click()
        wait_until(page.is_idle, 60)
        assert page.tabs.tabText(1) == "Câu hỏi (441)"
        tab = page.questions
        tab.show_which.setCurrentIndex(2)
        assert tab.model.count() == 441
        row = tab.model.rows()[0]
        other = next(uid for uid in row.asked.options if uid != row.taker)
        answer = row.asked.keys[other]
        tab.model.setData(tab.model.index(0, TAKER), answer, Qt.ItemDataRole.EditRole)
        assert (tab.model.count(), tab.open_count()) == (440, 440)
        tab.accept_button.click()
        wait_until(page.is_idle, 60)
        assert page.foot.apply_button.isEnabled()
        tab.show_which.setCurrentIndex(0)
        answers = {one.key: one.answer for one in tab.model.rows()}
        assert answers[row.key] == answer
    finally:
        opened.close()


@pytest.mark.parametrize("size", [TEXT_SIZES[1], TEXT_SIZES[-1]])
def test_nothing_of_a_plan_is_cut_off_or_nameless(
    opened: OpenedWindow, page: ReorganisingPage, qapp: QApplication, size: float
) -> None:
    wear(qapp, Look(Scheme.CONTRAST, size))
    try:
        begin(page, [*plan(opened), row_of(kind="Giải thể", before="Ban Không Có", day=DAY)])
        found: dict[str, list[str]] = {}
        for number in range(page.tabs.count()):
            page.tabs.setCurrentIndex(number)
            found[page.tabs.tabText(number)] = faults(opened)
        uid = opened.do(lambda s: UnitList(BrowseUnits()).read(s, 0, 1).rows[0].uid)
        for kind in ARRANGEMENTS:
            opened.context.go("reorganising", Arrange(kind, (uid, uid)))
            found[kind] = faults(opened)
        assert {place: wrong for place, wrong in found.items() if wrong} == {}
    finally:
        wear(qapp, Look())


def faults(opened: OpenedWindow) -> list[str]:
    window = opened.window
    opened.settle()
    found = cut_off(window) + outside(window) + overlapping(window)
    if window.minimumSizeHint().width() > 1366:
        found.append(f"wants {window.minimumSizeHint().width()} px of width")
    for widget in shown(window.current_page()):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            face = QAccessible.queryAccessibleInterface(widget)
            if face is None or not face.text(QAccessible.Text.Name).strip():
                found.append(f"{type(widget).__name__} has no name")
    return found


def test_every_way_to_begin_has_a_button_and_a_command(
    opened: OpenedWindow, page: ReorganisingPage
) -> None:
    assert all(isinstance(button, QPushButton) for button in page.start.buttons.values())
    opened.context.go("reorganising", ("changes",))
    settle(page)
    # None of the places of 2026 is in this register: it is said, and nothing can be applied.
    assert {problem.code for problem in page.result().warnings} == {"plan.place_absent"}  # type: ignore[union-attr]  # worked out
    assert not page.foot.apply_button.isEnabled()


def test_a_plan_is_seen_on_paper_before_it_is_applied(
    opened: OpenedWindow, page: ReorganisingPage, tmp_path: Path
) -> None:
    begin(page, plan(opened))
    page.paper_button.click()
    papers = opened.window.page("papers")
    assert isinstance(papers, PapersPage)
    wait_until(lambda: papers.shown is not None and "PHUONG-AN" in papers.shown.paper.file_name)
    assert papers.options.papers.currentItem().text() == "Phương án sắp xếp"
    assert "chưa áp dụng" in papers.options._note.text()
    # Another paper and back: the plan is still there.
    papers.options.papers.setCurrentRow(1)
    wait_until(lambda: papers.shown is not None and "PHUONG-AN" not in papers.shown.paper.file_name)
    papers.options.papers.setCurrentRow(papers.options.papers.count() - 1)
    wait_until(lambda: papers.shown is not None and "PHUONG-AN" in papers.shown.paper.file_name)
    file = tmp_path / "phuong-an.pdf"
    papers.save_as(file)
    wait_until(file.exists)
    opened.settle()
