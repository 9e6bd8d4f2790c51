"""The table of a preview: cells are mended in place, rows left out, and a person stays where they
are while the rows are worked out anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.imports.draft_values import Found, Place, PreviewRow
from desktop.views.pages.imports.changed_cells import ChangedCells
from desktop.views.pages.imports.preview import BEFORE, PreviewModel
from desktop.views.tables.model import ROW
from desktop.views.tables.table import Table

# Letters of a column whose cells show what is recorded and what will be.
_TWO_VALUES = 40


@dataclass(frozen=True)
class Held:
    """Where a person is in a preview: places are sheets and rows of the file."""

    current: Place | None
    column: int
    chosen: tuple[Place, ...]
    top: Place | None
    across: int

    def places(self) -> set[Place]:
        """Return every place that matters."""
        return {place for place in (self.current, self.top, *self.chosen) if place is not None}


class PreviewTable(Table):
    """F2, Enter, typing or a double click mends a cell; Delete leaves rows out. `edited` is
    emitted when an editor has gone, whatever came of it."""

    edited = Signal()

    def __init__(self, model: PreviewModel, translate: Translate, parent: QWidget) -> None:
        super().__init__(model, translate, parent)
        self.on_left_out: Callable[[], None] = lambda: None
        self.setAccessibleName(translate(N_("Preview of the rows")))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        cells = ChangedCells(self)
        # By the event loop: the editor has gone by then.
        cells.closeEditor.connect(lambda *_: self.edited.emit(), Qt.ConnectionType.QueuedConnection)
        self.setItemDelegate(cells)

    def is_edited(self) -> bool:
        """Say whether a cell is being mended now."""
        return self.state() == self.State.EditingState

    def make_room(self, columns: Iterable[int]) -> None:
        """Make columns of the file wide enough for two values, where a row changes a record."""
        head, letter = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        for column in columns:
            wanted = _TWO_VALUES * letter
            if head.sectionSize(column + BEFORE) < wanted:
                head.resizeSection(column + BEFORE, wanted)

    def held(self) -> Held:
        """Return where the person is: the current cell, the chosen rows, what is scrolled to."""
        current = self.currentIndex()
        return Held(
            _place_of(current.data(ROW)),
            current.column(),
            tuple((row.sheet, row.row) for row in self.chosen_rows()),
            _place_of(self.indexAt(QPoint(1, 1)).siblingAtColumn(BEFORE).data(ROW)),
            self.horizontalScrollBar().value(),
        )

    def hold(self, held: Held, found: Mapping[Place, Found]) -> None:
        """Be there again in rows that were worked out anew.

        Where the current row is no longer among them, the next one is current and chosen.
        """
        chosen = QItemSelection()
        model = self.model()
        last = model.columnCount() - 1
        for place in held.chosen:
            if (there := found.get(place)) is not None and there.is_there:
                chosen.select(model.index(there.number, 0), model.index(there.number, last))
        if held.top is not None and (top := found.get(held.top)) is not None:
            first = model.index(top.number, BEFORE)
            self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)
        if held.current is not None and (current := found.get(held.current)) is not None:
            number = current.number
            if held.chosen and chosen.isEmpty():
                chosen.select(model.index(number, 0), model.index(number, last))
            self.selectionModel().setCurrentIndex(
                model.index(number, held.column), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.horizontalScrollBar().setValue(held.across)

    def mend(self) -> None:
        """Open the chosen cell to be mended; beside the cells of the file, the first bad one."""
        index = self.currentIndex()
        row = index.data(ROW)
        if row is None or row.fate is None:
            return
        if index.column() < BEFORE:
            index = index.siblingAtColumn(min(row.marks, default=0) + BEFORE)
            self.setCurrentIndex(index)
        self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Mend by F2 or Enter, leave the chosen rows out by Delete; the rest is the table's."""
        if self.state() == self.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Delete:
            self.on_left_out()
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.mend()
        else:
            super().keyPressEvent(event)


def _place_of(row: PreviewRow | None) -> Place | None:
    return (row.sheet, row.row) if row is not None else None
