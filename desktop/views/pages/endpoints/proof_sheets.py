"""What sheets with results told: how many rows were taken, and what is wrong in the others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.services.proofs.command import SheetsRead
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.read_problems import problem_columns, worst_first
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import IconButton, label
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.table import Table
from desktop.views.words import count


class ProofSheets(QWidget):
    """`again` is emitted when the good rows are to be taken though others are bad."""

    again = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        self._heading = label("", "heading")
        self.take_good = action_button(
            _(N_("Take the good rows")), "check", self.again.emit,
            hint=_(N_("Record the rows in which nothing is wrong; the others stay out")),
        )  # fmt: skip
        close = IconButton("x")
        close.setAccessibleName(_(N_("Close this list")))
        close.setToolTip(close.accessibleName())
        close.clicked.connect(lambda _on=False: self.hide())
        self.problems = MemoryModel(context.worker, problem_columns(_), self)
        table = Table(self.problems, _, self)
        table.setAccessibleName(_(N_("What is wrong in them")))
        top = QHBoxLayout()
        top.setSpacing(Space.NEAR)
        top.addWidget(self._heading, 1)
        top.addWidget(self.take_good)
        top.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        box.addLayout(top)
        box.addWidget(table, 1)

    def show_read(self, found: SheetsRead) -> None:
        """Show what was read."""
        _ = self._translate
        words = _(N_("{rows} rows read, {recorded} recorded, {refused} refused"))
        if found.held:
            words = _(N_("{rows} rows read, {refused} refused: nothing is recorded yet"))
        self._heading.setText(
            words.format(
                rows=count(found.read),
                recorded=count(found.recorded),
                refused=count(found.refused),
            )
        )
        self.take_good.setVisible(bool(found.held))
        self.problems.show_rows(sorted(found.problems, key=worst_first))
