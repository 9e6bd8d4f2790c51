"""Bugs of ours, wherever they come up: a report without secrets is saved; the window goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.problems import Problem
from desktop.services.fault_reports import FaultReport, save_report
from desktop.views.background import FAULT, fault_place
from desktop.views.opening import open_in_system


class Faults(QObject):
    """Saves each bug's report into `folder`. `reported` gives the problem to show, for those that
    nobody else shows: bugs on the GUI thread."""

    reported = Signal(object)
    _met = Signal(object, object)

    def __init__(
        self, folder: Path, page: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self._page = page
        self._before = sys.excepthook
        # Bugs of other threads are saved by the GUI thread too: it knows the page.
        self._met.connect(self._save, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Take what Python calls uncaught: with Qt, bugs in what a key or the mouse set off."""
        self._before, sys.excepthook = sys.excepthook, self._take

    def leave(self) -> None:
        """Let uncaught exceptions be as they were before."""
        if sys.excepthook == self._take:
            sys.excepthook = self._before

    def meet(self, error: BaseException) -> None:
        """Save a report of a bug that somebody else shows; may be called on any thread."""
        self._met.emit(FaultReport(type(error).__name__, fault_place(error), ""), False)

    def open_folder(self) -> None:
        """Show the folder with the reports."""
        open_in_system(self.folder)

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, Exception):
            self._before(kind, error, trace)
            return
        self._met.emit(FaultReport(kind.__name__, fault_place(error), ""), True)

    def _save(self, report: FaultReport, show: bool) -> None:
        found = FaultReport(report.kind, report.places, self._page())
        # On a full disk the notice still says where the bug is.
        with suppress(OSError):
            save_report(self.folder, found, datetime.now().astimezone())
        if show:
            self.reported.emit(Problem(FAULT, {"place": report.places}))
