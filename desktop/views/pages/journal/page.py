"""The journal: every run, what it did, and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from desktop.domain.texts import N_
from desktop.services.history import describe
from desktop.services.lists import ListRows, list_rows
from desktop.services.session import Session
from desktop.services.undo import Undo, UndoResult, undo
from desktop.services.vault_care import JournalCheck, VerifyJournal, verify_journal
from desktop.views.context import Context, Notice
from desktop.views.pages.page import Page
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.model import RowsModel, Slice
from desktop.views.tables.table import Table
from desktop.views.words import count, local_time


class JournalPage(Page):
    """Shows the runs, newest first; a chosen one can be undone, with those that build on it."""

    help_name = "08-nhat-ky"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Journal")))
        self._words = QLineEdit()
        self._words.setProperty("passing", True)
        self._words.setPlaceholderText(_(N_("Find in the journal")))
        self._words.setAccessibleName(self._words.placeholderText())
        self._words.setClearButtonEnabled(True)
        columns = (
            Column("number", _(N_("Run")), width=6, alignment=RIGHT),
            Column("at", _(N_("When")), lambda row: local_time(row.at), width=18),
            Column("actor", _(N_("Who")), width=14),
            Column("command", _(N_("What it did")), self._what, width=40),
            Column(
                "changes",
                _(N_("Changes")),
                lambda row: count(row.changes),
                width=10,
                alignment=RIGHT,
            ),
            Column("undoes", _(N_("Undoes run")), width=12, alignment=RIGHT),
            Column("hash", _(N_("Hash")), width=30, shown=False),
        )
        self._model = RowsModel(context.worker, columns, self._fetch, self)
        self._model.on_failed = context.show_failure
        self.table = Table(self._model, _, self)
        self.table.setAccessibleName(_(N_("Journal")))
        self.table.row_actions = self._row_actions
        self.body.addWidget(self._words)
        self.body.addWidget(self.table, 1)
        self._words.textChanged.connect(lambda _: self._model.refresh())
        self.add_action(
            _(N_("Check the chain")),
            "shield-check",
            self._check,
            hint=_(N_("Recompute every hash from the first run to the last")),
        )

    def beforehand(self) -> Sequence[Callable[[], object]]:
        """Read the runs."""
        return (self.read_if_stale,)

    def read(self) -> None:
        """Read the runs anew."""
        self._model.refresh()

    def _fetch(
        self, session: Session, offset: int, limit: int, _sort: str | None, _down: bool
    ) -> Slice:
        command = ListRows("runs", search=self._words.text() or None)
        found = list_rows(session, command)
        return Slice(found.rows[offset : offset + limit], found.count)

    def _what(self, row: Any) -> str:
        return describe(row.command, row.arguments).render(self.translate)

    def _row_actions(self, rows: list[Any]) -> list[QAction]:
        if len(rows) != 1:
            return []
        number = rows[0].number
        alone = QAction(self.translate(N_("Undo this run")), self)
        alone.triggered.connect(lambda: self._undo(number, with_later=False))
        later = QAction(self.translate(N_("Undo this run and those that build on it")), self)
        later.triggered.connect(lambda: self._undo(number, with_later=True))
        return [alone, later]

    def _undo(self, number: int, *, with_later: bool) -> None:
        def done(result: UndoResult) -> None:
            words = self.translate(N_("Undone: run {runs}."))
            runs = ", ".join(map(str, result.undone))
            self.context.notify(Notice(words.format(runs=runs), "good", key="undo"))

        command = Undo(number, with_later)
        title = self.translate(N_("Taking back a run"))
        self.context.change(lambda session: undo(session, command), self, done, title=title)

    def _check(self) -> None:
        def done(found: JournalCheck) -> None:
            for problem in found.problems:
                self.context.notify(self.context.notice_of(problem))
            if not found.problems:
                words = self.translate(N_("The chain of {runs} runs is whole."))
                self.context.notify(Notice(words.format(runs=found.head.run), "good", key="chain"))

        title = self.translate(N_("Checking the journal"))
        self.context.long_work(
            title, lambda session: verify_journal(session, VerifyJournal()), done, self
        )
