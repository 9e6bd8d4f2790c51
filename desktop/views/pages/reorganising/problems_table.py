"""What stands in the way of a plan and what else to see to, each leading to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.problems import Problem
from desktop.domain.texts import N_
from desktop.views import mends
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.model import shown_text
from desktop.views.tables.severities import role_of, sign_of
from desktop.views.tables.table import Table
from desktop.views.words import count


class ProblemsList(QWidget):
    """`led` is emitted with the problem whose cell a person wants to see."""

    led = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        # The problem whose cell was gone to last.
        self._led = -1
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("What stands in the way of the plan")))
        self.table.opened.connect(self.led)
        self._heading = label("", "heading")
        self.lead_button = action_button(
            _(N_("Go to the cell")),
            "arrow-right",
            self._lead,
            shortcut="F8",
            hint=_(N_("Go to the cell of the chosen problem, or of the next one")),
        )
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self._heading, 1)
        head.addWidget(self.lead_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        box.addLayout(head)
        box.addWidget(self.table, 1)

    def show_problems(self, conflicts: Sequence[Problem], warnings: Sequence[Problem]) -> None:
        """Show what stands in the way first."""
        self.model.show_rows((*conflicts, *warnings))
        self._led = -1
        words = [self._translate(N_("{count} conflicts")).format(count=count(len(conflicts)))]
        if warnings:
            said = self._translate(N_("{count} remarks"))
            words.append(said.format(count=count(len(warnings))))
        self._heading.setText(" · ".join(words))
        self.lead_button.setEnabled(any(problem.where.row for problem in self.model.rows()))

    def _lead(self) -> None:
        """Go to the chosen problem's cell; once there, the next time to the next one."""
        rows = self.model.rows()
        present = self.table.currentIndex().row()
        place = present + 1 if present == self._led else max(0, present)
        for number in (*range(place, len(rows)), *range(place)):
            if rows[number].where.row is not None:
                self.table.selectRow(number)
                self._led = number
                self.led.emit(rows[number])
                return

    def _columns(self) -> list[Column]:
        _ = self._translate

        def place(problem: Problem) -> str:
            where = problem.where
            return str(where.row) if where.row is not None else ""

        return [
            Column("code", _(N_("Row")), place, width=5, alignment=RIGHT),
            Column(
                "where",
                _(N_("Column")),
                lambda problem: problem.where.column or "",
                width=18,
            ),
            Column(
                "values",
                _(N_("What is wrong")),
                lambda problem: shown_text(mends.message(problem, _)),
                width=54,
                role=role_of,
                icon=sign_of,
            ),
            Column(
                "severity",
                _(N_("How to mend it")),
                lambda problem: shown_text(mends.mend(problem, _)),
                width=50,
            ),
        ]
