"""Locking by key and by time: the process is replaced, and what was typed is there again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.services.session import Session
from desktop.views import application, idle
from desktop.views.pages.journal.page import JournalPage
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.shell.drafts import KeptTyping
from tests.helpers.applications import RunningApplication
from tests.helpers.windows import copy_of, wait_until

MAKERS = {"settings": SettingsPage, "journal": JournalPage}


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
