"""The table of codes, whose code is mended in its own cell and judged while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.browse_codes import CodeLine
from desktop.views.tables.model import ROW, RowsModel, without_steering
from desktop.views.tables.rows import RowDelegate
from desktop.views.tables.table import Table

Index = QModelIndex | QPersistentModelIndex

# Where the code stands among the columns.
CODE = 0
_LONGEST = 80
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CodesModel(RowsModel):
    """Rows of codes; `editable` says whether they may be changed now."""

    editable: Callable[[], bool] = staticmethod(lambda: False)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the code be edited where it may be."""
        flags = super().flags(index)
        if index.column() == CODE and self.row(index.row()) is not None and self.editable():
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the code alone to its editor."""
        row = self.row(index.row())
        if role == Qt.ItemDataRole.EditRole and row is not None and index.column() == CODE:
            return without_steering(row.value)
        return super().data(index, role)


class CodesTable(Table):
    """F2, typing, or a double click on the code mends it. `on_typed` is told each letter, with its
    editor; `on_entered` what Enter asks for, which closes the editor by `end_edit`; `on_left` what
    was typed and left, `on_closed` that the editor has gone."""

    def __init__(self, model: CodesModel, translate: Translate, parent: QWidget) -> None:
        super().__init__(model, translate, parent)
        self.on_typed: Callable[[CodeLine, str, QLineEdit], None] = lambda *_: None
        self.on_entered: Callable[[CodeLine, str], None] = lambda *_: None
        self.on_left: Callable[[CodeLine, str], None] = lambda *_: None
        self.on_closed: Callable[[], None] = lambda: None
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)
        self._cells = _CodeCells(self, translate)
        self.setItemDelegate(self._cells)
        self.doubleClicked.disconnect()
        self.doubleClicked.connect(self._double_clicked)

    def is_edited(self) -> bool:
        """Say whether a code is being mended now."""
        return self.state() == self.State.EditingState

    def mend(self) -> None:
        """Open the present row's code to be mended."""
        index = self.currentIndex().siblingAtColumn(CODE)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def end_edit(self) -> None:
        """Close the editor; what was typed is settled."""
        self._cells.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Mend by F2, or by typing whatever column is the present one."""
        editing = self.is_edited()
        if not editing and event.key() == Qt.Key.Key_F2:
            self.mend()
            return
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        if not editing and plain and event.text().strip() and event.text().isprintable():
            index = self.currentIndex().siblingAtColumn(CODE)
            if index.isValid():
                self.setCurrentIndex(index)
        super().keyPressEvent(event)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() == CODE and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.mend()
        else:
            self._open(index.row())


class _CodeCells(RowDelegate):
    """Makes the editor of a code: Enter asks to write, Esc leaves, elsewhere leaves too."""

    def __init__(self, table: CodesTable, translate: Translate) -> None:
        super().__init__(table)
        self._codes = table
        self._name = translate(N_("New code"))
        self._editor: QLineEdit | None = None
        self._row: CodeLine | None = None

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Make the field in which the code is typed."""
        editor = QLineEdit(parent)
        editor.setMaxLength(_LONGEST)
        editor.setAccessibleName(self._name)
        # What is typed here is written or left at once: it is no form that a lock would lose.
        editor.setProperty("passing", True)
        row = index.data(ROW)
        editor.textEdited.connect(lambda text: self._codes.on_typed(row, text, editor))
        self._editor, self._row = editor, row
        return editor

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, _model: QAbstractItemModel, _index: Index
    ) -> None:
        """Write nothing: leaving the field is no order to write."""
        if isinstance(editor, QLineEdit) and self._row is not None and editor.isModified():
            self._codes.on_left(self._row, editor.text())

    def destroyEditor(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Forget the field."""
        self._editor = None
        super().destroyEditor(editor, index)
        self._codes.on_closed()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand on what Enter asks for, and keep the field until that is settled."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _ENTER
            and isinstance(editor, QLineEdit)
            and self._row is not None
        ):
            if not editor.isReadOnly():
                self._codes.on_entered(self._row, editor.text())
            return True
        return super().eventFilter(editor, event)

    def end(self) -> None:
        """Close the field without a word of what was left."""
        if self._editor is not None:
            self._editor.setModified(False)
            self.closeEditor.emit(self._editor)
