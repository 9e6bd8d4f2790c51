"""The ways in which a plan is begun, or rows come into it: files, the clipboard, by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTime
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.problems import Problem
from desktop.domain.texts import N_
from desktop.services.reorganising import place_changes, reform_table
from desktop.services.reorganising.plan_draft import (
    OpenedPlan,
    OpenPlan,
    PastePlan,
    PlanDraft,
    open_plan,
    paste_plan,
)
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.tables.model import shown_text

_SUFFIXES = "*.xlsx *.xlsm *.xls *.ods *.csv"
# Remarks on what was read that are shown: of more, the rows themselves tell.
_MOST_NOTES = 3

# Reads a draft in: (title of the work, the work, what to do with it).
ReadIn = Callable[[str, Callable[[Session], OpenedPlan], Callable[[OpenedPlan], None]], None]


class Beginnings:
    """`read_in` does the reading; `on_draft` is told another draft, `on_rows` one whose rows go to
    the end of the present one, `on_row` that an empty row is wanted."""

    def __init__(self, context: Context, window: QWidget, read_in: ReadIn) -> None:
        self._context = context
        self._window = window
        self._read_in = read_in
        self.on_draft: Callable[[PlanDraft], None] = lambda _: None
        self.on_rows: Callable[[PlanDraft], None] = lambda _: None
        self.on_row: Callable[[], None] = lambda: None

    def begin(self, way: str) -> None:
        """Begin a plan: open, paste, hand, reform, changes."""
        _ = self._context.translate
        match way:
            case "open":
                self.choose_file()
            case "paste":
                self.paste()
            case "hand":
                self.on_row()
            case "reform":
                title = _(N_("Reform of 1 July 2025"))
                self.on_draft(PlanDraft(title, source=reform_table.NAME))
            case "changes":
                self.on_draft(PlanDraft(_(N_("Changes of 2026")), source=place_changes.NAME))

    def choose_file(self) -> None:
        """Ask which list, and open it."""
        _ = self._context.translate
        words = _(N_("Tables ({suffixes})")).format(suffixes=_SUFFIXES)
        title = _(N_("List of the plan"))
        chosen, _kind = QFileDialog.getOpenFileName(self._window, title, "", words)
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, file: Path) -> None:
        """Open a list as the draft."""
        title = self._context.translate(N_("Reading {file}"))
        command = OpenPlan(file)
        self._read_in(
            title.format(file=shown_text(file.name)[:60]),
            lambda session: open_plan(session, command),
            lambda opened: self._take(opened, self.on_draft),
        )

    def paste(self) -> None:
        """Add the rows on the clipboard to the draft, or begin one with them."""
        text = QGuiApplication.clipboard().text()
        if not text or text.isspace():
            self._context.notify(self._context.notice_of(Problem("paste.empty")))
            return
        title = self._context.translate(N_("Pasted table {time}"))
        title = title.format(time=QTime.currentTime().toString("HH.mm.ss"))
        command = PastePlan(title, text)
        self._read_in(
            title,
            lambda session: paste_plan(session, command),
            lambda opened: self._take(opened, self.on_rows),
        )

    def _take(self, opened: OpenedPlan, take: Callable[[PlanDraft], None]) -> None:
        for note in opened.notes[:_MOST_NOTES]:
            self._context.notify(self._context.notice_of(note))
        take(opened.draft)


def may_be_list(files: Sequence[Path]) -> bool:
    """Say whether what is dropped is one file that may hold a list."""
    return len(files) == 1 and f"*{files[0].suffix.lower()}" in _SUFFIXES.split()
