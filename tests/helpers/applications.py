"""The whole window program without its process: first screen, window, lock; ended properly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.views.application import Application
from desktop.views.shell.window import MainWindow, PageMaker
from tests.helpers.surroundings import vietnamese
from tests.helpers.vaults import PASSPHRASE
from tests.helpers.windows import wait_until


class RunningApplication:
    """An `Application` over a vault of `tests.helpers.vaults`; `restarts` are the arguments of the
    processes that would have followed. Call `end` at the end."""

    def __init__(
        self,
        vault: Path,
        reports: Path,
        *,
        makers: Mapping[str, PageMaker] | None = None,
        locked: bool = False,
    ) -> None:
        self.restarts: list[list[str]] = []
        self._ended = False
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        self.application = Application(
            qt,
            vietnamese(),
            folder=vault,
            locked=locked,
            makers=makers,
            restart=self.restarts.append,
            reports=reports,
        )
        self.application.show()

    @property
    def window(self) -> MainWindow:
        """The main window, once the vault is open."""
        assert self.application.window is not None
        return self.application.window

    def unlock(self, *, read_only: bool = False) -> MainWindow:
        """Type the passphrase and open the vault."""
        unlock = self.application.start_screen.unlock
        unlock.passphrase.setText(PASSPHRASE)
        (unlock.read_button if read_only else unlock.open_button).click()
        wait_until(lambda: self.application.window is not None)
        wait_until(lambda: self.window.status.is_told())
        return self.window

    def messages(self) -> list[str]:
        """Return the words of the notices that the window shows."""
        return [bar.notice.message for bar in self.window.notices.bars()]

    def end(self) -> None:
        """Close everything; nothing of it is left, on any thread. May be called again."""
        if self._ended:
            return
        self._ended = True
        self.application.end()
        for widget in (self.application.start_screen, self.application.window):
            if widget is not None:
                widget.close()
                widget.deleteLater()
        self.application.deleteLater()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
