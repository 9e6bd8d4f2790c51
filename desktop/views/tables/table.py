"""The table that people work with: sort by the head, choose columns, copy as a sheet expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QPoint,
    QSettings,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from desktop.domain.texts import N_, Translate
from desktop.views.background import Job
from desktop.views.look.style import look_of
from desktop.views.tables.copying import Copying, SheetText, rows_for_sheets
from desktop.views.tables.model import Index, RowsModel
from desktop.views.tables.rows import RowDelegate

# Columns are kept so long after the last change of their widths.
_SAVE_AFTER_MS = 500
# Rows that are copied before the key is up again.
_AT_ONCE = 200


class Table(QTableView):
    """Shows a `RowsModel`. `opened` is emitted with the row that a person opens (Enter, double
    click); `chosen` with the list of chosen rows that are here."""

    opened = Signal(object)
    # As Python's own object: a list of Qt's would be made anew, row by row.
    chosen = Signal(object)
    # Width of a letter that the columns were made for; none before they are made.
    _letter = 0

    def __init__(
        self, model: RowsModel, translate: Translate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translate = translate
        self._rows = model
        self._copying: Job | None = None
        # Entries for a row's menu: given the chosen rows, returns the actions that apply.
        self.row_actions: Callable[[list[Any]], list[QAction]] = lambda _: []
        self.setModel(model)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._make_head()
        self._fit_rows()
        self._letter = self.fontMetrics().averageCharWidth()
        self.setItemDelegate(RowDelegate(self))
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().selectionChanged.connect(
            lambda *_: self.chosen.emit(self.chosen_rows())
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)

    def chosen_rows(self) -> list[Any]:
        """Return the chosen rows that are here, from top to bottom."""
        return self._rows.rows_here(self.chosen_spans())

    def selectRow(self, row: int) -> None:  # noqa: N802 - Qt's name
        """Choose one row and no other. Qt's own would add to what is chosen, or take it away, where
        somebody happens to hold Ctrl while rows come in."""
        flags = QItemSelectionModel.SelectionFlag
        index = self._rows.index(row, 0)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def choose(self, wanted: Callable[[Any], bool]) -> None:
        """Choose the rows that are here and `wanted`, and no others."""
        selection = QItemSelection()
        for number in range(self._rows.rowCount()):
            row = self._rows.row(number)
            if row is not None and wanted(row):
                index = self._rows.index(number, 0)
                selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)

    def chosen_spans(self) -> list[range]:
        """Return the chosen rows, here or not, as runs of numbers from top to bottom.

        All rows of a register are one run: what looks at them one by one would be waited for.
        """
        ranges: Iterable[QItemSelectionRange] = self.selectionModel().selection()  # type: ignore[assignment]  # a list of ranges, which PySide's stubs leave out
        found: list[range] = []
        for top, bottom in sorted((part.top(), part.bottom()) for part in ranges):
            # Parts of one row may be ranges of their own.
            first = max(top, found[-1].stop) if found else top
            if first <= bottom:
                found.append(range(first, bottom + 1))
        return found

    def chosen_count(self) -> int:
        """Return how many rows are chosen, here or not."""
        return sum(map(len, self.chosen_spans()))

    def chosen_numbers(self) -> list[int]:
        """Return the numbers of the chosen rows, here or not, from top to bottom."""
        return [number for span in self.chosen_spans() for number in span]

    def copy(self) -> None:
        """Copy the chosen rows, tab-separated with their titles, as a spreadsheet expects.

        Many rows, and those that are not here yet, are read and written away from the window.
        """
        rows, number = self.chosen_rows(), self.chosen_count()
        columns = [self._rows.columns[place] for place in self._shown_columns()]
        if len(rows) == number <= _AT_ONCE:
            if rows:
                lines = ([column.text(row) for column in columns] for row in rows)
                titles = [column.title for column in columns]
                QGuiApplication.clipboard().setMimeData(rows_for_sheets([titles, *lines]))
            return
        if self._copying is not None:
            self._copying.cancel()
        work = Copying(columns, self._rows.batches(self.chosen_spans()), number)
        self._copying = self._rows.work_long(
            self._translate(N_("Copying rows")), work.work, self._take_copied
        )

    def remember_columns(self, name: str) -> None:
        """Show the columns as they were arranged last at this PC, and keep how they are arranged.

        The order of the rows is not kept: a list begins in its own order.
        """
        head = self.horizontalHeader()
        kept = QSettings().value(_key(name))
        if isinstance(kept, QByteArray):
            head.restoreState(kept)
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        save = QTimer(self)
        save.setSingleShot(True)
        save.setInterval(_SAVE_AFTER_MS)
        save.timeout.connect(lambda: QSettings().setValue(_key(name), head.saveState()))
        head.sectionResized.connect(lambda *_: save.start())
        head.sectionMoved.connect(lambda *_: save.start())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Give rows and columns room for letters of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._letter:
            self._fit_rows()
            self._fit_columns()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Draw the whole row's frame anew, not only that of one cell."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the frame of the present row."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the frame of the present row away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)

    def _fit_columns(self) -> None:
        """Let every column show as many letters as before."""
        before, self._letter = self._letter, self.fontMetrics().averageCharWidth()
        if before != self._letter:
            head = self.horizontalHeader()
            for number in range(head.count()):
                # A hidden one has no size but that which it will be shown with, kept by Qt.
                if not head.isSectionHidden(number):
                    width = round(head.sectionSize(number) * self._letter / before)
                    head.resizeSection(number, width)

    def _take_copied(self, copied: SheetText) -> None:
        self._copying = None
        QGuiApplication.clipboard().setMimeData(copied.data())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy, and open by Enter; the rest is the view's own."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _open(self, number: int) -> None:
        row = self._rows.row(number)
        if row is not None:
            self.opened.emit(row)

    def _make_head(self) -> None:
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        # Rows are chosen, never columns: to paint its titles the head would ask of each cell of the
        # chosen rows whether it can be chosen. What is chosen in its own model is nothing.
        head.setSelectionModel(QItemSelectionModel(self._rows, head))
        head.setSortIndicatorShown(True)
        head.setSortIndicatorClearable(True)
        head.setStretchLastSection(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        letter = self.fontMetrics().averageCharWidth()
        for number, column in enumerate(self._rows.columns):
            head.resizeSection(number, max(column.width, len(column.title) + 4) * letter + 16)
            head.setSectionHidden(number, not column.shown)
        head.sortIndicatorChanged.connect(self._sort)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._choose_columns)

    def _sort(self, section: int, order: Qt.SortOrder) -> None:
        sort = self._rows.columns[section].sort if section >= 0 else None
        if section >= 0 and sort is None:
            # This column has no order: keep the list as it was, and say so by no arrow.
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            return
        self._rows.set_order(sort, descending=order == Qt.SortOrder.DescendingOrder)

    def _choose_columns(self, position: QPoint) -> None:
        menu = self.columns_menu()
        menu.exec(self.horizontalHeader().mapToGlobal(position))

    def columns_menu(self) -> QMenu:
        """Return a menu with every column to be shown or hidden."""
        menu = QMenu(self)
        head = self.horizontalHeader()
        for number, column in enumerate(self._rows.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not head.isSectionHidden(number))
            action.toggled.connect(lambda on, number=number: head.setSectionHidden(number, not on))
        return menu

    def _show_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.row_actions(self.chosen_rows()))
        if not menu.isEmpty():
            menu.addSeparator()
        copy = menu.addAction(self._translate(N_("Copy rows")))
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(bool(self.chosen_rows()))
        copy.triggered.connect(self.copy)
        menu.exec(self.viewport().mapToGlobal(position))

    def _shown_columns(self) -> list[int]:
        head = self.horizontalHeader()
        order = [head.logicalIndex(position) for position in range(head.count())]
        return [number for number in order if not head.isSectionHidden(number)]


def _key(name: str) -> str:
    # Widths are in pixels: those for one size of letters would cut the words of another.
    return f"columns/{name}/{look_of().text_size:g}"
