"""The bundles that this vault has sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.checkcode import check_code, in_fours
from desktop.domain.texts import N_
from desktop.services.lists import ListRows, list_rows
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.pages.pieces import label, row
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice
from desktop.views.tables.table import Table
from desktop.views.words import local_time

STATES = {
    "sealed": N_("sealed"),
    "approved": N_("approved"),
    "written": N_("written"),
    "acknowledged": N_("acknowledged"),
    "answered": N_("answered"),
    "closed": N_("closed"),
    "void": N_("void"),
    "expired": N_("expired"),
}


class HistoryTab(QWidget):
    """A table, newest first; a bundle's paper opens by Enter or double click."""

    def __init__(self, context: Context, to_seal: Callable[[], None]) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._wanted: str | None = None
        columns = (
            Column("sequence", _(N_("Sequence")), lambda each: f"{each.sequence:06}", width=9),
            Column("created", _(N_("Sealed")), lambda each: local_time(each.created), width=18),
            Column("file", _(N_("File")), width=26),
            Column("state", _(N_("State")), self._state, width=14),
            Column("code", _(N_("Check code")), lambda each: check_code(each.digest), width=14),
            Column("digest", _(N_("Content digest")), lambda each: in_fours(each.digest), width=84),
            Column("sha256", _(N_("SHA-256 of the file")), width=70, shown=False),
        )
        self._model = RowsModel(context.worker, columns, self._fetch, self)
        self._model.on_failed = context.show_failure
        self._model.on_loaded = self._loaded
        self.table = Table(self._model, _, self)
        self.table.setAccessibleName(_(N_("Sealed bundles")))
        self.table.row_actions = self._actions
        self.table.opened.connect(self._print)
        self._paper = action_button(
            _(N_("Open its paper for print")),
            "printer",
            self._print_chosen,
            hint=_(N_("The sign-off sheet of the chosen bundle (Enter)")),
        )
        self._paper.setEnabled(False)
        self.table.chosen.connect(lambda rows: self._paper.setEnabled(len(rows) == 1))
        hint = label(_(N_("Where the files lie is not kept: they went out on a medium.")), "quiet")
        line = row(hint, self._paper, stretch=False)
        line.setStretch(0, 1)
        full = QWidget()
        box = QVBoxLayout(full)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(line)
        box.addWidget(self.table, 1)
        empty = Empty(
            "package",
            _(N_("No bundle has been sealed yet")),
            _(N_("A sealed bundle carries the registers, signed, to the central system.")),
            action_button(_(N_("Sign and seal")), "stamp", to_seal, main=True),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(full)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, Space.NORMAL, 0, 0)
        outer.addWidget(self._stack)

    def read(self) -> None:
        """Read the bundles anew."""
        self._model.refresh()

    def choose(self, uid: str) -> None:
        """Choose a bundle, now or when it is read."""
        self._wanted = uid
        self._choose_wanted()

    def _fetch(
        self, session: Session, offset: int, limit: int, _sort: str | None, _down: bool
    ) -> Slice:
        found = list_rows(session, ListRows("bundles"))
        return Slice(found.rows[offset : offset + limit], found.count)

    def _loaded(self, rows: int) -> None:
        self._stack.setCurrentIndex(1 if rows else 0)
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        for number in range(self._model.count()):
            found = self._model.row(number)
            if found is not None and found.uid == self._wanted:
                self.table.selectRow(number)
                self._wanted = None
                return

    def _state(self, found: Any) -> str:
        words = STATES.get(found.state)
        return self._context.translate(words) if words else found.state

    def _actions(self, rows: list[Any]) -> list[QAction]:
        if len(rows) != 1:
            return []
        chosen = rows[0]
        paper = QAction(self._context.translate(N_("Open its paper for print")), self)
        paper.triggered.connect(lambda: self._print(chosen))
        copy = QAction(self._context.translate(N_("Copy the digest")), self)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(chosen.digest))
        return [paper, copy]

    def _print(self, chosen: Any) -> None:
        self._context.go("papers", PaperRequest("sign-off", chosen.sequence))

    def _print_chosen(self) -> None:
        rows = self.table.chosen_rows()
        if len(rows) == 1:
            self._print(rows[0])
