"""Starts the window: the look, the worker, the first screen, then the pages over the open vault.

The first screen is shown before anything of the database or of the main window is loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox

from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Translate
from desktop.services.surroundings import Surroundings
from desktop.services.vault import default_folder
from desktop.views import idle, preferences
from desktop.views.aside import NobodyToAsk
from desktop.views.background import Worker
from desktop.views.clean_clipboard import CleanClipboard
from desktop.views.context import Context, Notice
from desktop.views.faults import Faults
from desktop.views.look.style import load_fonts, wear
from desktop.views.pages.register import load_meanwhile, pages
from desktop.views.qt_words import QtWords
from desktop.views.start.screen import StartScreen

if TYPE_CHECKING:
    from desktop.services.office import Office
    from desktop.services.session import Session
    from desktop.views.shell.window import MainWindow, PageMaker

# The folder for reports of our own bugs, beside the vault: a vault is made in an empty folder.
_REPORTS = "daumoi-bao-cao"
_LOOK_AGAIN_MS = 30_000
_QUIET_SECONDS = 0.5
_ACTIVITY = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    # Words of an input method, as Vietnamese is typed, come without a key.
    QEvent.Type.InputMethod,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
}

# With these a person chooses something.
_TOUCHES = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin}


class Application(QObject):
    """The whole window program of one vault, from the first screen to the lock."""

    def __init__(
        self,
        qt: QApplication,
        translate: Translate,
        *,
        folder: Path | None = None,
        locked: bool = False,
        makers: Mapping[str, PageMaker] | None = None,
        restart: Callable[[list[str]], None] | None = None,
        reports: Path | None = None,
    ) -> None:
        """`makers` are the pages, `restart` takes the arguments of the process that follows on
        this one, `reports` is the folder for reports of our own bugs; tests give their own."""
        super().__init__()
        self._qt = qt
        self._translate = translate
        self._restart = restart or _replace_process
        self._makers = makers or pages()
        self._qt_words = QtWords(translate, self)
        qt.installTranslator(self._qt_words)
        self._clipboard = CleanClipboard(self)
        self.preferences = preferences.load()
        self.worker = Worker(self)
        self.worker.start()
        self.faults = Faults(reports or default_folder().with_name(_REPORTS), self._page_seen, self)
        self.faults.reported.connect(self._show_fault)
        self.faults.watch()
        self.worker.on_fault = self.faults.meet
        world = Surroundings(NobodyToAsk(), translate, progress=self.worker.report_progress)
        self.start_screen = StartScreen(
            self.worker, world, folder or self.preferences.vault, locked=locked
        )
        self.start_screen.opened.connect(self._open_window)
        self.window: MainWindow | None = None
        self._folder = folder or self.preferences.vault or Path()
        self.idle_timer = QTimer(self)
        self.idle_timer.setSingleShot(True)
        self.idle_timer.timeout.connect(self._lock_when_idle)
        # Timers stand still while the PC sleeps: whoever wakes it finds the lock screen.
        self._seen = idle.seconds()
        self.wake_timer = QTimer(self)
        self.wake_timer.setInterval(_LOOK_AGAIN_MS)
        self.wake_timer.timeout.connect(self._lock_when_overslept)
        qt.aboutToQuit.connect(self.end)

    def show(self) -> None:
        """Show the first screen; the rest is loaded while the passphrase is typed and stretched."""
        self.start_screen.show()
        self._loading = load_meanwhile(self)

    def lock(self) -> None:
        """Close the vault, end the worker, and put a fresh process with the lock screen in place.

        What was decrypted in this process's memory goes with it.
        """
        if self.window is not None:
            self.window.place.keep()
        self.worker.stop(self._keep_typing())
        self.end()
        if self.window is not None:
            # What runs beside it only while it is seen, as drivers of eTokens do, is let go of.
            self.window.hide()
        self._restart(["--locked", "--vault", str(self._folder)])

    def end(self) -> None:
        """Keep what is under way or half typed on the pages, close the vault, end the worker."""
        self.idle_timer.stop()
        self.wake_timer.stop()
        # After a lock there is no thread left to do it, and it is done.
        self.worker.stop(self._keep_typing())
        self.faults.leave()

    def keep(self, changed: preferences.Preferences) -> None:
        """Take and save changed preferences, and wear the look at once."""
        self.preferences = changed
        preferences.save(changed)
        wear(self._qt, changed.look)
        self._wait_for_idle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See that somebody is here; let the wheel scroll, never choose."""
        kind = event.type()
        # Every event of the program comes by here, tens of thousands while a page is built.
        if kind not in _ACTIVITY:
            return False
        if not self._overslept():
            self._wait_for_idle()
        elif not self.worker.is_busy():
            QTimer.singleShot(0, self._lock_when_overslept)
            return True
        if kind in _TOUCHES:
            self._choices.look()
        if isinstance(event, QKeyEvent) and self._locks_over_a_dialog(event):
            return True
        if kind == QEvent.Type.Wheel and isinstance(watched, QComboBox | QAbstractSpinBox):
            # Who scrolls a form would change what is chosen under the pointer, unseen.
            event.ignore()
            return True
        return False

    def _locks_over_a_dialog(self, event: QKeyEvent) -> bool:
        """Lock by the key of the lock button, which a dialog keeps from being pressed."""
        window = self.window
        if window is None or QApplication.activeModalWidget() is None:
            return False
        from desktop.views.shell.topbar import LOCK_KEYS

        if (
            event.type() != QEvent.Type.KeyPress
            or QKeySequence(event.keyCombination()) != LOCK_KEYS
        ):
            return False
        QTimer.singleShot(0, window, window.lock)
        return True

    @contextmanager
    def _not_listening(self) -> Iterator[None]:
        """Hear no events while a page is built: there are thousands, and none is a person's."""
        self._qt.removeEventFilter(self)
        try:
            yield
        finally:
            self._qt.installEventFilter(self)

    def _open_window(self, folder: Path) -> None:
        from desktop.services.office import ReadOffice, read_office
        from desktop.views.shell.dialog_choices import DialogChoices
        from desktop.views.shell.window import MainWindow

        # Now the first page is waited for; the others come when nobody waits (see Beforehand).
        self._loading.stop()
        self._choices = DialogChoices(self._translate)
        self._folder = folder
        self.preferences = self.preferences.with_vault(folder)
        preferences.save(self.preferences)
        context = Context(self.worker, self._translate, self.preferences, self.keep, self)
        context.open_reports = self.faults.open_folder
        context.undisturbed = self._not_listening
        self.window = MainWindow(context, self._makers)
        self.window.locked.connect(self.lock)
        context.read(
            lambda session: read_office(session, ReadOffice()), self._say_office, self.window
        )
        self.window.show()
        self.start_screen.close()
        self._qt.installEventFilter(self)
        self.wake_timer.start()
        self._wait_for_idle()

    def _say_office(self, office: Office) -> None:
        from desktop.views.pages.imports.kept import offer_import
        from desktop.views.pages.reorganising.kept import offer_plan
        from desktop.views.shell.beforehand import Beforehand
        from desktop.views.shell.drafts import offer_draft

        if self.window is not None:
            self.window.set_office(office.name)
            self.window.status.show_vault(
                str(self._folder), office.user, read_only=office.read_only
            )
            if office.read_only:
                self._say_read_only()
            self.window.undo.read()
            offer_draft(self.window.context, self.window)
            offer_import(self.window.context, self.window)
            offer_plan(self.window.context, self.window)
            self.beforehand = Beforehand(self.window, list(self._makers), self._is_quiet)

    def _is_quiet(self) -> bool:
        """Say whether nothing is asked of the window, by hand or on the worker."""
        return self.worker.is_resting() and idle.seconds() - self._seen > _QUIET_SECONDS

    def _say_read_only(self) -> None:
        """Say it before somebody fills in a form that could not be written."""
        if self.window is not None:
            context, _ = self.window.context, self._translate
            context.set_read_only()
            words = N_(
                "The vault is open to read only: look up, check and print; nothing can be changed."
            )
            hint = N_("To change something, lock the vault and open it for writing.")
            context.notify(Notice(_(words), "warning", _(hint), key="read-only"))

    def _keep_typing(self) -> Callable[[Session], None] | None:
        if self.window is None:
            return None
        from desktop.services.window_drafts import keep_draft
        from desktop.views.shell.drafts import dialog_drafts, draft_on

        works = self.window.keepings()
        for name, page in self.window.made_pages().items():
            drafts = [draft_on(name, page), *dialog_drafts(name, page, self._choices)]
            works += [partial(keep_draft, draft=draft) for draft in drafts if draft is not None]
        return partial(_do_all, works) if works else None

    def _page_seen(self) -> str:
        return self.window.current_name() if self.window is not None else "start"

    def _show_fault(self, problem: Problem) -> None:
        if self.window is not None:
            context = self.window.context
            context.notify(context.notice_of(problem))
        else:
            self.start_screen.show_problem(problem)

    def _lock_when_idle(self) -> None:
        """Lock, but not over an import or a seal that somebody left to run."""
        if self.worker.is_busy():
            self.idle_timer.start(_LOOK_AGAIN_MS)
        else:
            self.lock()

    def _overslept(self) -> bool:
        """Say whether nobody was here for longer than the vault may stay open."""
        limit = self.preferences.idle_minutes * 60
        return bool(limit) and self.window is not None and idle.seconds() - self._seen > limit

    def _lock_when_overslept(self) -> None:
        if self._overslept() and not self.worker.is_busy():
            self.lock()

    def _wait_for_idle(self) -> None:
        self._seen = idle.seconds()
        minutes = self.preferences.idle_minutes
        if minutes and self.window is not None:
            self.idle_timer.start(minutes * 60_000)
        else:
            self.idle_timer.stop()


def make_qt(arguments: list[str]) -> QApplication:
    """Make Qt's application with our name, fonts and saved look."""
    QCoreApplication.setOrganizationName("daumoi")
    QCoreApplication.setApplicationName("daumoi")
    qt = QApplication(arguments)
    qt.setStyle("Fusion")
    load_fonts()
    wear(qt, preferences.load().look)
    return qt


def _do_all(works: list[Callable[[Session], None]], session: Session) -> None:
    for work in works:
        work(session)


def _replace_process(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "desktop", *arguments]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - our own program again, fresh
