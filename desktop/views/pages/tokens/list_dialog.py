"""A table about devices is read: what would become of each row is seen first, then one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure, Refusal
from desktop.domain.texts import N_
from desktop.services.imports.command import ImportResult, RowFate
from desktop.services.session import Session
from desktop.services.stock.columns import Layout, ReadColumns, read_columns
from desktop.views import mends
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.read_problems import problem_columns, worst_first
from desktop.views.pages.imports.mapping import ColumnsPanel
from desktop.views.pages.last_reading import LastReading
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, clear, label
from desktop.views.pages.tokens.take_dialog import FATES
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.model import shown_text
from desktop.views.tables.table import Table
from desktop.views.words import begun, count


@dataclass(frozen=True)
class Taking:
    """How a table is to be taken: `told` is the one thing that the dialog asks for besides."""

    dry_run: bool
    skip_bad: bool
    told: str | None
    mapping: Mapping[str, str]


Work = Callable[[Session, Taking], ImportResult]
# The columns of the file, and what would become of its rows, or why that cannot be told.
_Looked = tuple[Layout, ImportResult | None, Failure | None]


class ListDialog(QDialog):
    """Reads the file, a table of `kind`, when it is opened; `found` is what would become of its
    rows, once known. `told` are the words of what is asked for besides.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        title: str,
        table: tuple[str, Path],
        work: Work,
        told: str,
    ) -> None:
        super().__init__(parent)
        self._kind, self._file = table
        self._context = context
        self._translate = _ = context.translate
        self._work = work
        self._mapping: Mapping[str, str] = {}
        self._reading = LastReading(context, self)
        self.found: ImportResult | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumSize(820, 480)
        self.resize(1080, 640)
        self.told = QLineEdit()
        self.told.setMaxLength(200)
        self.told.editingFinished.connect(self._look_again)
        self.told.setAccessibleName(told)
        self._told_before = ""
        self.columns = ColumnsPanel(_, self)
        self.columns.on_chosen = self._map
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Rows of the table")))
        self.problems = MemoryModel(context.worker, problem_columns(_), self)
        self.problems_table = Table(self.problems, _, self)
        self.problems_table.setAccessibleName(_(N_("What is wrong in it")))
        self.skip = QCheckBox(_(N_("Leave out the rows that are refused")))
        self.skip.toggled.connect(lambda _on: self._allow())
        self.skip.hide()
        self._says = label("", "quiet")
        self._trouble = QVBoxLayout()
        self.take = action_button(_(N_("Take in")), "download", self.submit, main=True)
        self._lay_out(_(N_("File: {file}")).format(file=shown_text(str(self._file))), told)
        self._look()

    def submit(self) -> None:
        """Take it in, as one run."""
        if not self.take.isEnabled():
            return
        self.take.setEnabled(False)
        taking = Taking(False, self.skip.isChecked(), self._words(), self._mapping)

        def done(found: ImportResult) -> None:
            if not found.accepted:
                # The registers or the file have changed since they were looked at.
                self._show(found)
                return
            kind = "good" if found.run is not None else "info"
            self._context.notify(Notice(self._summary(found), kind, key="delivery"))
            self.accept()

        self._context.change(
            lambda session: self._work(session, taking),
            self,
            done,
            self._fail,
            self._translate(N_("Taking a table in")),
        )

    def _look_again(self) -> None:
        if self.told.text() != self._told_before:
            self._look()

    def _map(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self._look()

    def _look(self) -> None:
        """Work out what would become of the rows."""
        self._told_before = self.told.text()
        taking = Taking(True, False, self._words(), self._mapping)
        columns = ReadColumns(self._kind, self._file, self._mapping)
        self.found = None
        self._allow()

        def work(session: Session) -> _Looked:
            layout = read_columns(columns)
            try:
                return layout, self._work(session, taking), None
            except Refusal as refusal:
                # What the columns are taken for is how it is mended.
                return layout, None, refusal

        title = self._translate(N_("Reading a table"))
        self._reading.begin(title, work, self._take_looked, self._fail)

    def _take_looked(self, looked: _Looked) -> None:
        layout, found, failure = looked
        self.columns.show_layout(layout, self._mapping)
        if found is not None:
            self._show(found)
        elif failure is not None:
            self._fail(failure)

    def _words(self) -> str | None:
        return self.told.text().strip() or None

    def _show(self, found: ImportResult) -> None:
        self.found = found
        clear(self._trouble)
        self.model.show_rows(found.rows)
        self.problems.show_rows(sorted(found.problems, key=worst_first))
        self.problems_table.setVisible(bool(found.problems))
        self.skip.setVisible(bool(found.refused))
        self._says.setText(self._summary(found))
        self._allow()

    def _summary(self, found: ImportResult) -> str:
        words = N_("{created} new, {updated} changed, {unchanged} as they were, {refused} refused.")
        figures = {
            name: count(getattr(found, name))
            for name in ("created", "updated", "unchanged", "refused")
        }
        return self._translate(words).format(**figures)

    def _fail(self, failure: Failure) -> None:
        clear(self._trouble)
        self.model.show_rows(())
        self.problems_table.hide()
        self._says.clear()
        for problem in failure.problems[:3]:
            words = (mends.message(problem, self._translate), mends.mend(problem, self._translate))
            self._trouble.addWidget(Said(problem.severity.value, *map(shown_text, words)))
        self._allow()

    def _allow(self) -> None:
        found = self.found
        some = found is not None and bool(found.created + found.updated)
        clean = found is not None and (found.accepted or self.skip.isChecked())
        self.take.setEnabled(self._context.editable and some and clean)

    def _lay_out(self, file: str, told: str) -> None:
        _ = self._translate
        buttons = QDialogButtonBox()
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(told, self.told)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(Space.NEAR)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.problems_table)
        self.problems_table.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        box.addWidget(label(file))
        box.addLayout(form)
        box.addWidget(self._says)
        beside = QSplitter()
        beside.setHandleWidth(Space.NEAR)
        beside.setChildrenCollapsible(False)
        beside.addWidget(self.columns)
        beside.addWidget(split)
        beside.setStretchFactor(1, 1)
        box.addWidget(beside, 1)
        box.addLayout(self._trouble)
        box.addWidget(self.skip)
        box.addWidget(buttons)
        self.table.setFocus()

    def _columns(self) -> list[Column]:
        _ = self._translate

        def fate(row: RowFate) -> str:
            return begun(_(FATES[row.fate][0]))

        def role(row: RowFate) -> str:
            return FATES[row.fate][1]

        return [
            Column("sheet", _(N_("Sheet")), sort="sheet", width=14),
            Column("row", _(N_("Row")), lambda row: str(row.row), sort="row", width=8,
                   alignment=RIGHT, order=lambda row: row.row),
            Column("fate", _(N_("Fate")), fate, sort="fate", width=14, role=role),
            Column("label", _(N_("Device")), sort="label", width=60),
        ]  # fmt: skip
