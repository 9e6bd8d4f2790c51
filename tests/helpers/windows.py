"""An opened window on a quick vault, without the first screen: for tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QTabWidget

from desktop.domain.texts import Translate
from desktop.services import units
from desktop.services.sample_vault import lay_samples
from desktop.services.session import Session
from desktop.services.surroundings import utc_now
from desktop.views.background import Worker
from desktop.views.context import Context, Notice
from desktop.views.pages.register import pages
from desktop.views.preferences import Preferences
from desktop.views.shell.window import MainWindow, PageMaker
from tests.helpers.surroundings import make_surroundings, vietnamese
from tests.helpers.vaults import new_vault, open_session

_LOOK_MS = 5
# The province with the fewest communes.
SMALL_PROVINCE = "12"


def laid_out_vault(folder: Path) -> Path:
    """Make a vault of a small province, closed."""

    def fill(session: Session) -> None:
        units.lay_out(session, units.LayOut("A99", "Tỉnh uỷ Mẫu", SMALL_PROVINCE))

    new_vault(folder, fill=fill).close()
    return folder


def sample_vault(folder: Path) -> Path:
    """Make a vault of a small province with sample clerks and eTokens, closed."""

    def fill(session: Session) -> None:
        units.lay_out(session, units.LayOut("A99", "Tỉnh uỷ Mẫu", SMALL_PROVINCE))
        lay_samples(session, folder)

    now = utc_now()
    new_vault(folder, fill=fill, surroundings=make_surroundings(now=now)).close()
    return folder


class OpenedWindow:
    """A window over a copy of a vault; `notices` are all that were shown. Close it at the end."""

    def __init__(
        self,
        vault: Path,
        makers: Mapping[str, PageMaker] | None = None,
        translate: Translate | None = None,
    ) -> None:
        translate = translate or vietnamese()
        self._waiting = 0
        self.notices: list[Notice] = []
        self.worker = Worker()
        self.worker.busy.connect(self._count)
        self.worker.start()
        # The window shows the real day, so the services get the real clock too.
        world = replace(
            make_surroundings(translate=translate, seed="window"),
            now=utc_now,
            progress=self.worker.report_progress,
        )
        opened: list[object] = []
        failed: list[object] = []
        self.worker.open(
            lambda: open_session(vault, surroundings=world), opened.append, failed.append
        )
        wait_until(lambda: opened or failed)
        if failed:
            raise failed[0]  # type: ignore[misc]  # a Failure
        self.context = Context(self.worker, translate, Preferences(), lambda _: None)
        self.context.noticed.connect(self.notices.append)
        self.window = MainWindow(self.context, makers or pages())
        self.window.resize(1366, 768)
        self.window.show()

    def do(self, work: Callable[[Session], Any]) -> Any:
        """Do work of the services on the worker's thread and return its result."""
        found: list[Any] = []
        failures: list[Any] = []
        self.worker.run(work, found.append, failures.append)
        wait_until(lambda: found or failures)
        if failures:
            raise failures[0]
        return found[0]

    def settle(self) -> None:
        """Let the window show all that it has asked for."""
        # What an answer leads to may ask again, and is laid out by the event loop.
        for _ in range(3):
            wait_until(lambda: self._waiting == 0)
            QApplication.processEvents()

    def places(self) -> Iterator[str]:
        """Go to every page and every tab of it, and yield its name once all is shown."""
        for name in pages():
            self.window.go(name)
            self.settle()
            found = self.window.current_page().findChildren(QTabWidget)
            tabs = next((each for each in found if each.isVisible()), None)
            if tabs is None:
                yield name
                continue
            for place in range(tabs.count()):
                tabs.setCurrentIndex(place)
                self.settle()
                yield f"{name}: {tabs.tabText(place)}"

    def _count(self, waiting: int) -> None:
        self._waiting = waiting

    def close(self) -> None:
        """Close the window and the vault."""
        self.window.close()
        self.worker.stop()
        self.window.deleteLater()
        QApplication.processEvents()


def copy_of(vault: Path, to: Path) -> Path:
    """Copy a closed vault."""
    shutil.copytree(vault, to)
    return to


def wait_until(ready: Callable[[], object], seconds: float = 60.0) -> None:
    """Let the window work until `ready()` is true; fail when it takes too long."""
    if ready():
        return
    loop, look, end = QEventLoop(), QTimer(), QTimer()
    failure: list[BaseException] = []

    def ask() -> None:
        try:
            if ready():
                loop.quit()
        except BaseException as error:
            failure.append(error)
            loop.quit()

    look.timeout.connect(ask)
    look.start(_LOOK_MS)
    end.setSingleShot(True)
    end.timeout.connect(lambda: loop.exit(1))
    end.start(round(seconds * 1000))
    late = loop.exec()
    look.stop()
    if failure:
        raise failure[0]
    if late:
        raise AssertionError(f"still not so after {seconds:g} s")
