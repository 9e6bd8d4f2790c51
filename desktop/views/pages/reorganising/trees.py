"""The touched part of the tree before and after the plan, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QSplitter, QTreeView, QVBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.reorganising.command import Reorganised, TreeUnit, UnitFate
from desktop.views.context import Context
from desktop.views.look.icons import icon
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of
from desktop.views.pages.pieces import label
from desktop.views.tables.model import Index, shown_text, shown_tip
from desktop.views.words import count

_FATES = {
    UnitFate.GOES_ON: (N_("Goes on"), "minus", "quiet"),
    UnitFate.ENDS: (N_("Ends"), "circle-x", "error"),
    UnitFate.NEW: (N_("New"), "plus", "good"),
    UnitFate.CHANGED: (N_("Changed"), "pencil", "warning"),
}
# By the table of a record that hangs on a unit which ends.
_REGISTERS = {
    "endpoint": N_("endpoints: {count}"),
    "holding": N_("persons in charge: {count}"),
    "stand_in": N_("stand-ins: {count}"),
    "person": N_("people: {count}"),
    "token": N_("eTokens: {count}"),
    "channel": N_("official channels: {count}"),
    "line": N_("lines: {count}"),
}
# A tree of no more units is opened wholly.
_OPENED = 400


class TreeModel(QAbstractItemModel):
    """The units of one tree: name, code, what the plan does to it."""

    def __init__(self, translate: Translate, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._translate = translate
        self._units: Sequence[TreeUnit] = ()
        self._children: dict[str | None, list[int]] = {}
        self._place: dict[int, int] = {}
        self._numbers: Mapping[str, int] = {}

    def show_units(self, units: Sequence[TreeUnit]) -> None:
        """Show another tree."""
        self.beginResetModel()
        self._units = units
        self._numbers = {unit.uid: number for number, unit in enumerate(units)}
        self._children, self._place = {}, {}
        for number, unit in enumerate(units):
            above = unit.parent if unit.parent in self._numbers else None
            siblings = self._children.setdefault(above, [])
            self._place[number] = len(siblings)
            siblings.append(number)
        self.endResetModel()

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own default
        """Return the index of a unit below another; its number is kept in it."""
        below = self._below(parent)
        if not 0 <= row < len(below):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 - Qt has two functions of this name
        """Return the index of the unit above."""
        if not index.isValid():
            return QModelIndex()
        above = self._numbers.get(self._units[int(index.internalId())].parent or "")
        if above is None:
            return QModelIndex()
        return self.createIndex(self._place[above], 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name
        """Return how many units stand below one."""
        return len(self._below(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name
        """Return the number of columns: name, code, fate."""
        return 3

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's title."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._translate((N_("Unit"), N_("Code"), N_("State"))[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell."""
        if not index.isValid():
            return None
        unit = self._units[int(index.internalId())]
        words, sign, colour = _FATES[unit.fate]
        text = (unit.name, unit.code or "", self._translate(words))[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown_text(text)
            case Qt.ItemDataRole.ToolTipRole:
                return shown_tip(text) or None
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == 0:
                parts = (unit.name, unit.code, self._translate(words))
                return shown_text(", ".join(part for part in parts if part))
            case Qt.ItemDataRole.ForegroundRole if index.column() == 2 or colour == "quiet":
                return QColor(getattr(look_of().colours, colour))
            case Qt.ItemDataRole.DecorationRole if index.column() == 2:
                return icon(sign, getattr(look_of().colours, colour))
        return None

    def _below(self, parent: Index) -> Sequence[int]:
        uid = self._units[int(parent.internalId())].uid if parent.isValid() else None
        return self._children.get(uid, ())


class TreesTab(QWidget):
    """Two trees, and above them what the plan touches, in counts."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        self._touched = label("", "quiet")
        self.before, self._before_view = self._tree(_(N_("Tree before the plan")))
        self.after, self._after_view = self._tree(_(N_("Tree after the plan")))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(Space.NEAR)
        for words, view in (
            (N_("Before the plan"), self._before_view),
            (N_("After the plan"), self._after_view),
        ):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.SMALL)
            column.addWidget(label(_(words), "heading"))
            column.addWidget(view, 1)
            split.addWidget(side)
        split.setSizes([1000, 1000])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self._touched)
        box.addWidget(split, 1)

    def show_result(self, result: Reorganised) -> None:
        """Show what a plan does."""
        self._touched.setText(self.touched_words(result))
        for model, view, units in (
            (self.before, self._before_view, result.before),
            (self.after, self._after_view, result.after),
        ):
            model.show_units(units)
            if len(units) <= _OPENED:
                view.expandAll()
            elif model.rowCount() == 1:
                view.expandToDepth(0)

    def touched_words(self, result: Reorganised) -> str:
        """Say how many records hang on the units that end, and how many become tasks."""
        _ = self._translate
        parts = [
            _(words).format(count=count(result.touched[name]))
            for name, words in _REGISTERS.items()
            if result.touched.get(name)
        ]
        if not parts:
            return _(N_("Nothing in the other registers hangs on the units that end."))
        listed = "; ".join(parts)
        told = _(N_("Goes on with who takes it: {list}.")).format(list=listed)
        if result.tasks:
            left = _(N_("Of these {count} become tasks for a person after applying."))
            told += " " + left.format(count=count(result.tasks))
        return told

    def _tree(self, name: str) -> tuple[TreeModel, QTreeView]:
        view = QTreeView()
        model = TreeModel(self._translate, view)
        view.setModel(model)
        view.setAccessibleName(name)
        view.setUniformRowHeights(True)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setTabKeyNavigation(False)
        letter = view.fontMetrics().averageCharWidth()
        head = view.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.resizeSection(1, letter * 18)
        head.resizeSection(2, letter * 18)
        return model, view
