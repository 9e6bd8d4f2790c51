"""Locking by key and by time: the process is replaced, and what was typed is there again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton

from desktop.services.imports.pasting import PasteTable
from desktop.services.session import Session
from desktop.views import application, idle
from desktop.views.day_field import DayField
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.imports.files import Files
from desktop.views.pages.imports.page import ImportPage
from desktop.views.pages.journal.page import JournalPage
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.shell.drafts import KeptTyping
from tests.helpers.applications import RunningApplication
from tests.helpers.windows import copy_of, wait_until
from tests.helpers.workbooks import write_xlsx

MAKERS = {"settings": SettingsPage, "journal": JournalPage, "imports": ImportPage}


@pytest.fixture
def vault(province: Path, tmp_path: Path) -> Path:
    return copy_of(province, tmp_path / "vault")


@pytest.fixture
def running(vault: Path, tmp_path: Path, qapp: QApplication) -> Iterator[RunningApplication]:
    running = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS)
    running.unlock()
    yield running
    running.end()


def lock_by_key(running: RunningApplication) -> None:
    QTest.keyClick(running.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: running.restarts)


def type_into_page(running: RunningApplication, words: str, text: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(words)
    running.window.current_page().body.addWidget(line)
    line.show()
    line.insert(text)
    line.setModified(True)
    return line


def test_ctrl_l_ends_the_work_and_another_process_follows(
    running: RunningApplication, vault: Path
) -> None:
    lock_by_key(running)
    assert running.restarts == [["--locked", "--vault", str(vault)]]
    assert not running.application.worker.is_alive()


def test_the_process_itself_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(application.os, "execv", lambda *arguments: replaced.append(arguments))
    application._replace_process(["--locked", "--vault", "kho"])
    ((program, arguments),) = replaced
    assert arguments == [program, "-m", "desktop", "--locked", "--vault", "kho"]


def test_nobody_at_the_pc_locks_but_not_over_work(running: RunningApplication) -> None:
    app = running.application
    app.keep(replace(app.preferences, idle_minutes=5))
    assert app.idle_timer.remainingTime() > 4 * 60_000
    # The time passes in the timer only: its end is what is tested.
    waiting: list[str] = []
    go_on = threading.Event()

    def slow(session: Session) -> None:
        assert go_on.wait(20)

    running.window.context.change(slow, running.window, lambda _: waiting.append("done"))
    app.idle_timer.timeout.emit()
    assert running.restarts == []
    go_on.set()
    wait_until(lambda: waiting)
    app.idle_timer.timeout.emit()
    assert len(running.restarts) == 1


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let hours pass that no timer counts, as a PC that sleeps does."""
    passed = [idle.seconds()]
    monkeypatch.setattr(idle, "seconds", lambda: passed[0])

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    return sleep


def test_who_wakes_the_pc_finds_the_lock_screen(
    slept: Callable[[float], None], running: RunningApplication
) -> None:
    app = running.application
    app.keep(replace(app.preferences, idle_minutes=10))
    slept(9 * 60)
    QTest.keyClick(running.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    app.wake_timer.timeout.emit()
    assert running.restarts == []

    page = running.window.current_name()
    slept(11 * 60)
    # What was pressed is not done: it may not have been the person who opened the vault.
    QTest.keyClick(running.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert running.window.current_name() == page
    wait_until(lambda: running.restarts)
    assert len(running.restarts) == 1


def test_typing_through_an_input_method_is_somebody_being_there(
    slept: Callable[[float], None], running: RunningApplication
) -> None:
    app = running.application
    app.keep(replace(app.preferences, idle_minutes=10))
    line = type_into_page(running, "Tên đơn vị", "")
    for _ in range(3):
        slept(9 * 60)
        words = QInputMethodEvent()
        words.setCommitString("ữ")
        QApplication.sendEvent(line, words)
    app.wake_timer.timeout.emit()
    assert running.restarts == []
    assert line.text() == "ữữữ"


def test_a_pc_that_slept_locks_without_a_touch(
    slept: Callable[[float], None], running: RunningApplication
) -> None:
    app = running.application
    app.keep(replace(app.preferences, idle_minutes=10))
    assert app.wake_timer.isActive()
    slept(8 * 3600)
    app.wake_timer.timeout.emit()
    assert len(running.restarts) == 1


def test_a_pc_that_slept_over_work_locks_once_the_work_has_ended(
    slept: Callable[[float], None], running: RunningApplication
) -> None:
    app = running.application
    app.keep(replace(app.preferences, idle_minutes=10))
    ended: list[str] = []
    go_on = threading.Event()

    def slow(session: Session) -> None:
        assert go_on.wait(20)

    running.window.context.change(slow, running.window, lambda _: ended.append("done"))
    slept(8 * 3600)
    QTest.mouseMove(running.window)
    QTest.keyClick(running.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    app.wake_timer.timeout.emit()
    assert running.restarts == []
    go_on.set()
    wait_until(lambda: ended)
    app.wake_timer.timeout.emit()
    assert len(running.restarts) == 1
    assert ended == ["done"]


def test_never_means_never(running: RunningApplication) -> None:
    app = running.application
    app.keep(replace(app.preferences, idle_minutes=0))
    assert not app.idle_timer.isActive()
    app.keep(replace(app.preferences, idle_minutes=10))
    assert app.idle_timer.isActive()


def test_typing_is_offered_again_after_the_lock_once(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    type_into_page(running, "Tên đơn vị", "Phòng Đang Gõ Dở")
    secret = type_into_page(running, "Mã PIN", "123456")
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    type_into_page(running, "Tìm", "lọc").setProperty("passing", True)
    lock_by_key(running)
    running.end()

    again = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS, locked=True)
    try:
        window = again.unlock()
        wait_until(again.messages)
        (bar,) = window.notices.bars()
        assert bar.notice.act is not None
        bar.notice.act()
        shown = window.findChild(KeptTyping)
        assert isinstance(shown, KeptTyping)
        assert window.current_name() == "settings"
        lines = shown.findChildren(QLineEdit)
        assert [(line.accessibleName(), line.text()) for line in lines] == [
            ("Tên đơn vị", "Phòng Đang Gõ Dở")
        ]
        # What kept it is no step to be undone.
        assert not window.undo.redo.isEnabled()
        assert "gõ" not in window.undo.undo.toolTip()
        shown.close()
        wait_until(again.application.worker.is_resting)
    finally:
        again.end()

    third = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS, locked=True)
    try:
        third.unlock()
        asked: list[object] = []
        third.application.worker.run(lambda session: asked.append(1))
        wait_until(lambda: asked)
        assert third.messages() == []
    finally:
        third.end()


@contextmanager
def opened_again(vault: Path, tmp_path: Path) -> Iterator[RunningApplication]:
    """Unlock, and lock at the end."""
    again = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS, locked=True)
    try:
        again.unlock()
        wait_until(again.application.worker.is_resting)
        yield again
        again.application.lock()
    finally:
        again.end()


def test_a_draft_stays_until_it_is_taken_or_let_go(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    type_into_page(running, "Tên đơn vị", "Phòng Đang Gõ Dở")
    lock_by_key(running)
    running.end()
    with opened_again(vault, tmp_path) as second:
        # Left alone, and other things typed.
        assert second.window.notices.bars()
        second.window.go("journal")
        type_into_page(second, "Số văn bản", "QĐ 12")
    with opened_again(vault, tmp_path) as third:
        (bar,) = third.window.notices.bars()
        assert "Cài đặt" in bar.notice.message
        bar.close_button.click()
        wait_until(third.window.notices.bars)
        wait_until(third.application.worker.is_resting)
    with opened_again(vault, tmp_path) as fourth:
        (bar,) = fourth.window.notices.bars()
        assert "Nhật ký" in bar.notice.message
        bar.close_button.click()
        wait_until(fourth.application.worker.is_resting)
    with opened_again(vault, tmp_path) as fifth:
        assert fifth.messages() == []


def test_what_was_typed_on_a_page_behind_is_kept_too(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    type_into_page(running, "Tên đơn vị", "Phòng Đang Gõ Dở")
    running.window.go("journal")
    lock_by_key(running)
    running.end()
    with opened_again(vault, tmp_path) as again:
        (bar,) = again.window.notices.bars()
        assert "Cài đặt" in bar.notice.message


def test_closing_the_window_keeps_what_was_typed(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    type_into_page(running, "Tên đơn vị", "Phòng Đang Gõ Dở")
    running.window.close()
    running.end()
    with opened_again(vault, tmp_path) as again:
        (bar,) = again.window.notices.bars()
        assert "Cài đặt" in bar.notice.message


class Question(FormDialog):
    """A form like those of pages, with a field of each kind."""

    def __init__(self, running: RunningApplication) -> None:
        context = running.window.context
        super().__init__(context, running.window.current_page(), "Thêm quy tắc")
        self.role, self.other = QComboBox(), QComboBox()
        for box in (self.role, self.other):
            box.addItems(["Văn thư cơ quan", "Văn thư mật"])
        self.day = DayField("2026-01-01")
        self.unit = UnitPicker(context)
        self.tick = QCheckBox("Cả đơn vị bên dưới")
        self.why = QLineEdit()
        self.add_row("Vai trò", self.role)
        self.add_row("Vai trò khác", self.other)
        self.add_row("Từ ngày", self.day)
        self.add_row("Đơn vị", self.unit)
        self.add_row("", self.tick)
        self.add_row("Căn cứ", self.why)
        self.finish("Ai nhận?", "Lưu")

    def fit(self) -> None:
        """It may always be saved."""


def fill_in(dialog: Question) -> None:
    """Type and choose, as a person does."""
    dialog.why.setFocus()
    QTest.keyClicks(dialog.why, "QD 12")
    dialog.role.setCurrentIndex(1)
    dialog.day.set_iso("2026-07-01")
    dialog.unit.set_unit("uid", "Văn phòng Tỉnh uỷ")
    dialog.tick.setChecked(True)


def kept_typing(running: RunningApplication) -> list[tuple[str, str]]:
    (bar,) = running.window.notices.bars()
    assert bar.notice.act is not None
    bar.notice.act()
    shown = running.window.findChild(KeptTyping)
    assert isinstance(shown, KeptTyping)
    return [(line.accessibleName(), line.text()) for line in shown.findChildren(QLineEdit)]


def test_the_lock_key_locks_over_a_dialog_and_keeps_what_was_chosen_there(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    dialog = Question(running)
    dialog.setModal(True)
    dialog.open()
    fill_in(dialog)
    QTest.keyClick(dialog.why, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: running.restarts)
    running.end()
    with opened_again(vault, tmp_path) as again:
        assert sorted(kept_typing(again)) == [
            ("Căn cứ", "QD 12"),
            ("Cả đơn vị bên dưới", "Có"),
            ("Từ ngày", "01/07/2026"),
            ("Vai trò", "Văn thư mật"),
            ("Đơn vị", "Văn phòng Tỉnh uỷ"),
        ]


def test_a_dialog_that_only_stood_open_keeps_nothing(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    dialog = Question(running)
    dialog.open()
    QTest.keyClick(dialog.why, Qt.Key.Key_Tab)
    running.application.idle_timer.timeout.emit()
    assert len(running.restarts) == 1
    running.end()
    with opened_again(vault, tmp_path) as again:
        assert again.messages() == []


def test_a_dialog_that_asks_for_a_secret_keeps_no_choices(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    dialog = Question(running)
    dialog.why.setEchoMode(QLineEdit.EchoMode.Password)
    dialog.open()
    fill_in(dialog)
    running.application.lock()
    running.end()
    with opened_again(vault, tmp_path) as again:
        assert again.messages() == []


def bring_in(running: RunningApplication, what: object, rows: int) -> ImportPage:
    """Go to the page of imports with files, a pasted table or a kept import; wait for its rows."""
    page = running.window.page("imports")
    assert isinstance(page, ImportPage)
    running.window.go("imports", what)
    wait_until(lambda: is_seen(page, rows))
    return page


def is_seen(page: ImportPage, rows: int) -> bool:
    table = page.view.table
    return (
        table is not None
        and page.is_idle()
        and table.model().rowCount() == rows
        and table.model().row(0) is not None
    )


def mend(page: ImportPage, row: int, column: int, text: str) -> None:
    table = page.view.table
    assert table is not None
    model = table.model()
    model.setData(model.index(row, column), text, Qt.ItemDataRole.EditRole)
    wait_until(lambda: page.is_idle() and table.model().row(row).mended)


@pytest.mark.parametrize("pasted", [False, True])
def test_an_import_is_gone_on_with_after_the_window_was_closed(
    running: RunningApplication, vault: Path, tmp_path: Path, pasted: bool
) -> None:
    table = (("Mã định danh", "Tên cơ quan"), ("A99.77", "Ban Một"), ("A99.78", "Ban Hai"))
    what: object = Files((write_xlsx(tmp_path / "bảng.xlsx", table),))
    if pasted:
        what = PasteTable("bảng.xlsx", "\n".join("\t".join(row) for row in table))
    mend(bring_in(running, what, 2), 1, 5, "Ban Hai đã sửa")
    before = {path.name for path in tmp_path.iterdir()}
    running.window.close()
    running.end()
    # Kept in the vault, and nowhere beside it.
    assert {path.name for path in tmp_path.iterdir()} == before
    assert not any(b"Ban Hai" in path.read_bytes() for path in files_in(vault))

    again = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS)
    try:
        window = again.unlock()
        wait_until(again.messages)
        (bar,) = window.notices.bars()
        assert "bảng.xlsx" in bar.notice.message
        assert bar.notice.act is not None
        bar.notice.act()
        page = window.page("imports")
        assert isinstance(page, ImportPage)
        wait_until(lambda: is_seen(page, 2))
        assert page.view.table is not None
        assert page.view.table.model().row(1).cells[1] == "Ban Hai đã sửa"
        assert page.view.write_button.isEnabled()
    finally:
        again.end()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_import_that_was_written_is_not_offered_again(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    table = (("Mã định danh", "Tên cơ quan"), ("A99.77", "Ban Một"))
    page = bring_in(running, Files((write_xlsx(tmp_path / "bảng.xlsx", table),)), 1)
    page.view.write_button.click()
    wait_until(lambda: page.view.table is None)
    running.window.close()
    running.end()
    again = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS)
    try:
        again.unlock()
        asked: list[object] = []
        again.application.worker.run(lambda session: asked.append(1))
        wait_until(lambda: asked)
        assert again.messages() == []
    finally:
        again.end()


def test_two_imports_left_alone_are_both_offered(
    running: RunningApplication, vault: Path, tmp_path: Path
) -> None:
    head = "Mã định danh\tTên cơ quan\n"
    bring_in(running, PasteTable("Bảng dán", f"{head}A99.77\tBan Một\n"), 1)
    lock_by_key(running)
    running.end()
    with opened_again(vault, tmp_path) as second:
        assert second.window.notices.bars()
        other = f"{head}A99.78\tBan Hai\nA99.79\tBan Ba\n"
        bring_in(second, PasteTable("Bảng dán", other), 2)
    with opened_again(vault, tmp_path) as third:
        page = third.window.page("imports")
        assert isinstance(page, ImportPage)
        go_on(third)
        wait_until(lambda: is_seen(page, 1))
        wait_until(third.window.notices.bars)
        # Taken up while the first is under way, the second waits its turn.
        go_on(third)
        assert len(page.queue) == 1
        page.leave()
        wait_until(lambda: is_seen(page, 2))
        wait_until(third.application.worker.is_resting)
        assert third.messages() == []


def go_on(running: RunningApplication) -> None:
    (bar,) = running.window.notices.bars()
    assert bar.notice.button == "Tiếp tục nhập"
    bar.findChildren(QPushButton)[0].click()
