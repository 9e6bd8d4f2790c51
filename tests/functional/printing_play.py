"""Prints on real queues from the real window by real keys; run by a test.

    python -m tests.functional.printing_play FOLDER VAULT SERVER

It ends the process SERVER of the print server on the way, and writes FOLDER/result.json at the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QRadioButton, QSpinBox, QWidget

from desktop.domain.papers import PAPERS
from desktop.domain.texts import Translate
from desktop.views.application import make_qt
from desktop.views.context import Notice
from desktop.views.pages.papers.page import PapersPage
from tests.helpers.applications import RunningApplication
from tests.helpers.print_server import AMERICAN, GOOD, REFUSING, answers
from tests.helpers.screen import SIZE, Hands, Play, Steps
from tests.helpers.surroundings import vietnamese

Part = TypeVar("Part", bound=QWidget)


class Printings:
    """The papers that are printed, in order."""

    def __init__(self, running: RunningApplication, folder: Path, server: int) -> None:
        self.hands = Hands(folder / "pictures")
        self._running = running
        self._folder = folder
        self._server = server
        self._notices: list[Notice] = []
        self._: Translate = vietnamese()

    def steps(self) -> Steps:
        window = self._running.unlock()
        window.context.noticed.connect(self._notices.append)
        window.setGeometry(0, 0, *SIZE)
        window.activateWindow()
        yield window.isActiveWindow
        window.go("papers")
        page = window.page("papers")
        assert isinstance(page, PapersPage)
        page.options.papers.setCurrentRow(list(PAPERS).index("codes"))
        yield lambda: page.shown is not None and page.options.command().paper == "codes"
        yield lambda: page._job is None
        assert page.shown is not None
        (self._folder / "paper.pdf").write_bytes(page.shown.paper.content)

        yield from self._print(page, GOOD, 2, 3, copies=2)
        yield from self._ended(page)
        yield from self._print(page, AMERICAN, 6, 6)
        yield from self._ended(page)
        yield from self._ask(page)
        self.hands.press("Escape")
        yield lambda: QApplication.activeModalWidget() is None
        yield from self._print(page, REFUSING, 1, 1)
        yield from self._ended(page)
        yield from self._print(page, GOOD, 1, 8)
        yield lambda: page._bar.value() > 0
        yield from self.hands.click(page._stop)
        yield from self._ended(page)
        yield from self._print(page, GOOD, 1, 2)
        yield lambda: page._bar.value() > 0
        os.kill(self._server, signal.SIGKILL)
        yield lambda: not answers(os.environ["CUPS_SERVER"])
        assert page._printing is not None, "the server ended too late"
        yield from self._ended(page)
        self.hands.picture("may-chu-in-da-dung")
        result = {
            "notices": [notice.key for notice in self._notices],
            "usable": page._print_button.isEnabled() and page.view.is_drawn(),
        }
        (self._folder / "result.json").write_text(json.dumps(result), encoding="utf-8")

    def _print(
        self, page: PapersPage, printer: str, first: int, last: int, copies: int = 1
    ) -> Steps:
        """Answer the dialog as somebody does who prints pages on a printer."""
        dialog = yield from self._ask(page)
        printers = _part(dialog, QComboBox, "printers")
        if printers.currentText() != printer:
            yield from self.hands.click(printers)
            yield printers.view().isVisible
            self.hands.type(printer)
            self.hands.press("Return")
            yield lambda: printers.currentText() == printer
        words = self._("Options >>")
        more = next(each for each in dialog.findChildren(QPushButton) if each.text() == words)
        yield from self.hands.click(more)
        yield from self.hands.click(_part(dialog, QRadioButton, "printRange"))
        for name, value in (("from", first), ("to", last), ("copies", copies)):
            field = _part(dialog, QSpinBox, name)
            if field.value() != value:
                yield from self.hands.fill(field, str(value))
                yield partial(_has, field, value)
        self.hands.picture(printer)
        self.hands.press("Return")
        yield lambda: page._printing is not None

    def _ask(self, page: PapersPage) -> Steps:  # type: ignore[misc]  # returns the dialog
        self.hands.press("ctrl+p")
        yield lambda: isinstance(QApplication.activeModalWidget(), QPrintDialog)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QPrintDialog)
        dialog.activateWindow()
        yield dialog.isActiveWindow
        return dialog

    def _ended(self, page: PapersPage) -> Steps:
        yield lambda: page._printing is None


def _part(dialog: QWidget, kind: type[Part], name: str) -> Part:
    """Return a part of Qt's dialog by the name that it has there."""
    found = dialog.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def _has(field: QSpinBox, value: int) -> bool:
    return field.value() == value


def main(folder: Path, vault: Path, server: int) -> None:
    """Play the printings."""
    qt = make_qt(sys.argv[:1])
    running = RunningApplication(vault, folder / "reports")
    printings = Printings(running, folder, server)

    def ended(error: BaseException | None) -> None:
        if error is not None:
            traceback.print_exception(error)
            printings.hands.picture("99-hong")
            sys.stderr.flush()
            # Whatever dialog it hangs in: this play is over.
            os._exit(1)
        qt.quit()

    play = Play(printings.steps(), ended)
    code = qt.exec()
    play.deleteLater()
    running.end()
    raise SystemExit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
