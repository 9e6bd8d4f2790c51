"""Cells of a table that are written by choosing: the editor is a list of what may stand there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem, QTableView, QWidget

from desktop.views.tables.model import shown_text
from desktop.views.tables.rows import Index, RowDelegate

# What may stand in a cell: (value, words); None where it is written freely.
Choices = Callable[[Index], Sequence[tuple[str, str]] | None]


class ChoiceCells(RowDelegate):
    """Opens a list in the cells for which `choices` gives one; what stands there and is none of
    them is offered too."""

    def __init__(self, table: QTableView, choices: Choices) -> None:
        super().__init__(table)
        self._choices = choices

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Make the list, or a line where the cell is written freely."""
        choices = self._choices(index)
        if choices is None:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.setAccessibleName(str(index.model().headerData(index.column(), _ACROSS)))
        for value, words in choices:
            box.addItem(shown_text(words), value)
        box.activated.connect(lambda _place: self._chosen(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Show what stands in the cell."""
        if not isinstance(editor, QComboBox):
            super().setEditorData(editor, index)
            return
        value = str(index.data(Qt.ItemDataRole.EditRole) or "")
        place = editor.findData(value)
        if place < 0:
            editor.insertItem(0, shown_text(value), value)
            place = 0
        editor.setCurrentIndex(place)

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Write what was chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)
        else:
            super().setModelData(editor, model, index)

    def _chosen(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


_ACROSS = Qt.Orientation.Horizontal
