"""The window answers while services work, survives what goes wrong, and asks before it closes."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from desktop.domain.problems import refuse
from desktop.domain.texts import Text
from desktop.services.session import Session
from desktop.services.units import LayOut
from desktop.views.aside import Aside
from desktop.views.pages.journal.page import JournalPage
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.shell.closing import AskBeforeClosing, WaitBeforeLocking
from tests.helpers.applications import RunningApplication
from tests.helpers.vaults import PASSPHRASE
from tests.helpers.windows import copy_of, wait_until

# Two plain pages: what is tested here is the window around them.
MAKERS = {"journal": JournalPage, "settings": SettingsPage}


@pytest.fixture
def running(province: Path, tmp_path: Path, qapp: QApplication) -> Iterator[RunningApplication]:
    vault = copy_of(province, tmp_path / "vault")
    running = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS)
    running.unlock()
    yield running
    running.end()


class SlowWork:
    """Work of a service that ends when it is let go, or at its next report when cancelled."""

    def __init__(self, running: RunningApplication) -> None:
        self._worker = running.application.worker
        self.began, self.go_on = threading.Event(), threading.Event()
        self.ended: list[str] = []

    def __call__(self, session: Session) -> str:
        self.began.set()
        assert self.go_on.wait(20)
        self._worker.report_progress(LayOut.name, 1, 2)  # type: ignore[arg-type]  # never shown
        return "whole"


def start_slow(running: RunningApplication) -> SlowWork:
    work = SlowWork(running)
    context = running.window.context
    context.change(
        work,
        running.window,
        work.ended.append,
        lambda failure: work.ended.append(failure.problems[0].code),
    )
    wait_until(work.began.is_set)
    return work


def test_the_window_answers_while_a_service_works(running: RunningApplication) -> None:
    work = start_slow(running)
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(1)
    QTest.keyClick(running.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: running.window.current_name() == "settings")
    wait_until(lambda: len(ticks) > 5)
    assert work.ended == []
    work.go_on.set()
    wait_until(lambda: work.ended == ["whole"])


def test_a_failing_service_says_its_sentence_and_the_window_goes_on(
    running: RunningApplication,
) -> None:
    def fail(session: Session) -> None:
        raise refuse("unit.code.duplicate", value="A99.77", holder="Phòng Thử", since="2026")

    running.window.context.change(fail, running.window)
    wait_until(running.messages)
    assert "A99.77" in running.messages()[0]
    running.window.go("settings")
    assert running.window.current_name() == "settings"
    work = start_slow(running)
    work.go_on.set()
    wait_until(lambda: work.ended == ["whole"])


def test_a_bug_of_a_service_is_reported_without_what_it_worked_on(
    running: RunningApplication,
) -> None:
    def stumble(session: Session) -> None:
        secret = "Nguyễn Văn Kín"
        raise KeyError(secret)

    running.window.context.change(stumble, running.window)
    folder = running.application.faults.folder
    wait_until(lambda: running.messages() and list(folder.glob("*.txt")))
    (report,) = folder.glob("*.txt")
    text = report.read_text(encoding="utf-8")
    assert "Kín" not in text
    assert "Kín" not in running.messages()[0]
    assert "KeyError" in text
    assert "test_never_frozen.py:" in text
    assert "page journal" in text
    (bar,) = running.window.notices.bars()
    assert bar.notice.button
    assert bar.notice.act is not None


@pytest.mark.parametrize("thread", ["gui", "aside"])
def test_a_bug_beside_the_worker_is_reported_too(running: RunningApplication, thread: str) -> None:
    def stumble() -> None:
        raise ZeroDivisionError("Nguyễn Văn Kín")

    if thread == "gui":
        QTimer.singleShot(0, stumble)
    else:
        aside = Aside(running.window)
        aside.run(stumble, lambda _: None, running.window.context.show_failure)
    folder = running.application.faults.folder
    wait_until(lambda: list(folder.glob("*.txt")) and running.messages())
    (report,) = folder.glob("*.txt")
    assert "Kín" not in report.read_text(encoding="utf-8")
    assert len(running.messages()) == 1
    running.window.go("settings")
    assert running.window.current_name() == "settings"


def test_work_that_gives_way_tells_how_far_it_is(running: RunningApplication) -> None:
    worker = running.application.worker
    told: list[tuple[int, int]] = []
    what = Text("Reading anew …")
    worker.run(
        lambda _session: worker.report_progress(what, 1, 2),
        idle=True,
        progress=lambda _what, done, total: told.append((done, total)),
    )
    wait_until(lambda: told == [(1, 2)])


def asked(running: RunningApplication) -> AskBeforeClosing:
    running.window.close()
    found = running.window.findChild(AskBeforeClosing)
    assert isinstance(found, AskBeforeClosing)
    assert running.window.isVisible()
    return found


def test_closing_over_work_asks_and_waits_for_it(running: RunningApplication) -> None:
    work = start_slow(running)
    asked(running).wait_button.click()
    assert running.window.isVisible()
    work.go_on.set()
    wait_until(lambda: not running.window.isVisible())
    assert work.ended == ["whole"]


def test_closing_over_work_can_stop_it(running: RunningApplication) -> None:
    work = start_slow(running)
    asked(running).stop_button.click()
    work.go_on.set()
    wait_until(lambda: not running.window.isVisible())
    assert work.ended == ["work.cancelled"]


def test_closing_over_work_can_be_thought_better_of(running: RunningApplication) -> None:
    work = start_slow(running)
    asked(running).stay_button.click()
    work.go_on.set()
    wait_until(lambda: work.ended == ["whole"])
    assert running.window.isVisible()
    running.window.close()
    assert not running.window.isVisible()


def lock_over_work(running: RunningApplication) -> WaitBeforeLocking:
    QTest.keyClick(running.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: running.window.findChild(WaitBeforeLocking) is not None)
    found = running.window.findChild(WaitBeforeLocking)
    assert isinstance(found, WaitBeforeLocking)
    assert found.isVisible()
    assert running.restarts == []
    # Who locked may be on the way out: nothing is to be read behind the question.
    assert cover(running).geometry() == running.window.rect()
    assert cover(running).visibleRegion() == running.window.rect()
    return found


def test_a_lock_that_waits_covers_an_open_dialog_too(running: RunningApplication) -> None:
    work = start_slow(running)
    dialog = QDialog(running.window)
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: running.window.findChild(WaitBeforeLocking) is not None)
    (over,) = (each for each in dialog.findChildren(QLabel) if each.isVisible())
    assert over.geometry() == dialog.rect()
    work.go_on.set()
    wait_until(lambda: running.restarts)


def cover(running: RunningApplication) -> QLabel:
    (found,) = (
        each
        for each in running.window.findChildren(
            QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        if each.isVisible()
    )
    return found


def test_locking_over_work_waits_for_it_unasked(running: RunningApplication) -> None:
    work = start_slow(running)
    lock_over_work(running)
    work.go_on.set()
    wait_until(lambda: running.restarts)
    assert work.ended == ["whole"]
    assert len(running.restarts) == 1


def test_locking_over_work_can_stop_it(running: RunningApplication) -> None:
    work = start_slow(running)
    lock_over_work(running).stop_button.click()
    work.go_on.set()
    wait_until(lambda: running.restarts)
    assert work.ended == ["work.cancelled"]


def test_locking_over_work_can_be_thought_better_of(running: RunningApplication) -> None:
    work = start_slow(running)
    lock_over_work(running).stay_button.click()
    work.go_on.set()
    wait_until(lambda: work.ended == ["whole"])
    running.window.go("settings")
    wait_until(lambda: running.window.current_page().visibleRegion() != QRegion())
    assert running.restarts == []


def test_a_second_window_on_the_vault_is_told_and_can_read(
    running: RunningApplication, tmp_path: Path
) -> None:
    second = RunningApplication(tmp_path / "vault", tmp_path / "bao-cao", makers=MAKERS)
    try:
        unlock = second.application.start_screen.unlock
        unlock.passphrase.setText(PASSPHRASE)
        unlock.open_button.click()
        notices = second.application.start_screen.notices
        wait_until(notices.bars)
        assert notices.bars()[0].notice.key == "vault.busy"
        assert second.application.window is None
        window = second.unlock(read_only=True)
        assert window.isVisible()
    finally:
        second.end()


class Knot:
    """Garbage that only a collector finds; it says on which thread it was freed."""

    def __init__(self, freed: list[threading.Thread]) -> None:
        self._freed = freed
        self.itself = self

    def __del__(self) -> None:
        self._freed.append(threading.current_thread())


def test_cycles_are_freed_on_the_windows_thread_alone(running: RunningApplication) -> None:
    freed: list[threading.Thread] = []
    made: list[list[list[int]]] = []

    def make_much(_: Session) -> list[list[int]]:
        # More than Python's own collector would let pass.
        return [[n] for n in range(3 * gc.get_threshold()[0])]

    Knot(freed)
    running.application.worker.run(make_much, made.append)
    wait_until(lambda: made)
    wait_until(lambda: freed)
    assert set(freed) == {threading.main_thread()}
    running.end()
    assert gc.isenabled()


class Asking(QObject):
    """A view that asks for something and takes the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []

    def name(self, _: Session) -> str:
        return self.objectName()


def test_an_answered_job_holds_no_view(running: RunningApplication) -> None:
    view = Asking()
    job = running.application.worker.run(view.name, view.answers.append, owner=view)
    wait_until(lambda answers=view.answers: answers)
    gone = weakref.ref(view)
    del view
    assert gone() is None
    assert job.owner is None
