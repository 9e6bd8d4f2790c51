"""A pair of hands that uses the window at random, the same way for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from bench.windows import settle
from desktop.views.shell.palette import Palette
from desktop.views.shell.window import MainWindow
from desktop.views.tables.table import Table

_PAGES = ("overview", "units", "endpoints", "tokens", "bundles", "papers", "journal", "settings")

_FILTERED = ("units", "endpoints", "tokens")


class Hands:
    """Goes to pages, scrolls, chooses, sorts, filters by words, and searches everything."""

    def __init__(self, window: MainWindow, words: Sequence[str], seed: int) -> None:
        self._window = window
        self._words = words
        self._random = random.Random(seed)
        self._acts = (self._go, self._scroll, self._choose, self._sort, self._filter, self._find)

    def act(self) -> None:
        """Do one thing and wait for what it brings."""
        self._random.choice(self._acts)()
        settle(self._window)

    def _go(self) -> None:
        self._window.go(self._random.choice(_PAGES))

    def _table(self) -> Table | None:
        tables = self._window.current_page().findChildren(Table)
        seen = [table for table in tables if table.isVisible() and table.model().rowCount()]
        return self._random.choice(seen) if seen else None

    def _scroll(self) -> None:
        table = self._table()
        if table is not None:
            bar = table.verticalScrollBar()
            bar.setValue(self._random.randint(bar.minimum(), bar.maximum()))

    def _choose(self) -> None:
        table = self._table()
        if table is not None:
            row = table.rowAt(self._random.randint(0, table.viewport().height()))
            if row >= 0:
                flags = QItemSelectionModel.SelectionFlag
                table.selectionModel().setCurrentIndex(
                    table.model().index(row, 0), flags.ClearAndSelect | flags.Rows
                )

    def _sort(self) -> None:
        table = self._table()
        if table is not None:
            header = table.horizontalHeader()
            column = self._random.randrange(header.count())
            if not header.isSectionHidden(column):
                header.sectionClicked.emit(column)

    def _filter(self) -> None:
        lines = self._window.current_page().findChildren(QLineEdit)
        seen = [line for line in lines if line.isVisible() and line.isEnabled()]
        if seen and self._window.current_name() in _FILTERED:
            # Every other time all rows are shown again.
            seen[0].setText(self._random.choice(("", self._random.choice(self._words))))

    def _find(self) -> None:
        self._window._open_palette()
        palette = self._window.findChild(Palette)
        if isinstance(palette, Palette):
            QTest.keyClicks(palette.line, self._random.choice(self._words))
            settle(self._window)
            QTest.keyClick(palette, Qt.Key.Key_Escape)
