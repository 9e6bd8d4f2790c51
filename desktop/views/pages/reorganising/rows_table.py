"""The table in which the rows of a plan are written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.reorganising.plan_table import columns
from desktop.views.pages.reorganising.choice_cells import ChoiceCells
from desktop.views.pages.reorganising.rows_model import BEFORE, DraftModel
from desktop.views.tables.model import Index
from desktop.views.tables.table import Table

# Columns of the plan that stand before the day: kind, old unit, new unit, code.
_SAID_FIRST = 4


class DraftTable(Table):
    """F2, Enter, typing or a double click writes a cell. `removed` is emitted when the chosen rows
    are to go (Delete)."""

    removed = Signal()

    def __init__(self, model: DraftModel, translate: Translate, parent: QWidget) -> None:
        super().__init__(model, translate, parent)
        self.setAccessibleName(translate(N_("Rows of the plan")))
        self.setItemDelegate(ChoiceCells(self, _choices))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._draft = model
        # What every row says comes first; the model keeps the order of the plan's headings.
        names = [column.name for column in model.columns]
        for place, name in enumerate(("day", "basis"), start=BEFORE + _SAID_FIRST):
            head = self.horizontalHeader()
            head.moveSection(head.visualIndex(names.index(name)), place)
        self.row_actions = lambda rows: self._actions(any_chosen=bool(rows))

    def go_to(self, place: int, column: int) -> None:
        """Choose the cell of a row and a column of the plan, and bring it into view."""
        index = self.model().index(place, column + BEFORE)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus()

    def write_cell(self) -> None:
        """Open the present cell to be written; beside the plan's columns, its first one."""
        index = self.currentIndex()
        if index.isValid() and index.column() < BEFORE:
            index = index.siblingAtColumn(BEFORE)
            self.setCurrentIndex(index)
        if index.isValid() and not self._draft.frozen:
            self.edit(index)

    def finish_cell(self) -> None:
        """Write the cell that is being written, as far as it is."""
        if self.state() == self.State.EditingState:
            for editor in self.viewport().findChildren(QLineEdit):
                self.commitData(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Write by F2 or Enter, remove rows by Delete; the rest is the table's."""
        if self.state() == self.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.write_cell()
        else:
            super().keyPressEvent(event)

    def _actions(self, *, any_chosen: bool) -> list[QAction]:
        if not any_chosen or self._draft.frozen:
            return []
        made = []
        for words, keys, act in (
            (N_("Write the cell"), "F2", self.write_cell),
            (N_("Remove the rows"), "Del", self.removed.emit),
        ):
            action = QAction(self._translate(words), self)
            action.setShortcut(keys)
            action.triggered.connect(act)
            made.append(action)
        return made


def _choices(index: Index) -> Sequence[tuple[str, str]] | None:
    place = index.column() - BEFORE
    choices = columns()[place].choices if place >= 0 else ()
    return [("", ""), *((choice, choice) for choice in choices)] if choices else None
