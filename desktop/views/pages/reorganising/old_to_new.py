"""The old → new table that a plan gives: searched, sorted, copied."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.services.reorganising.command import OldToNew, Reorganised
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import count, day


class OldToNewTab(QWidget):
    """Who went where: a line for each unit before and each that follows it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.model.on_loaded = self._say
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Table from old to new")))
        self.words = SearchLine(_(N_("Search old and new units")), self.model.search)
        self.words.found_within(self)
        self.copy_button = action_button(
            _(N_("Copy the table")),
            "copy",
            self._copy_all,
            hint=_(N_("Copy every line that is shown, to be pasted into a spreadsheet")),
        )
        self._count = label("", "quiet", wrap=False)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.words, 1)
        head.addWidget(self._count)
        head.addWidget(self.copy_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        self._say(0)

    def show_result(self, result: Reorganised) -> None:
        """Show the table of a plan."""
        self.model.show_rows(result.old_to_new)

    def _copy_all(self) -> None:
        self.table.selectAll()
        self.table.copy()

    def _say(self, lines: int) -> None:
        self._count.setText(self._translate(N_("{count} lines")).format(count=count(lines)))
        self.copy_button.setEnabled(lines > 0)

    def _columns(self) -> list[Column]:
        _ = self._translate
        whole = {True: _(N_("Whole")), False: _(N_("In part"))}

        def part(line: OldToNew) -> str:
            return whole[line.whole]

        return [
            Column("day", _(N_("Day")), lambda line: day(line.day), sort="iso_day", width=11),
            Column("old_code", _(N_("Old code")), sort="old_code", width=15),
            Column("old_name", _(N_("Old unit")), sort="old_name", width=34),
            Column("new_code", _(N_("New code")), sort="new_code", width=15),
            Column("new_name", _(N_("New unit")), sort="new_name", width=34),
            Column("whole", _(N_("Part")), part, sort="whole", width=11),
        ]
