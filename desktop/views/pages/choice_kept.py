"""What is chosen in a table stays chosen when its rows are read anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelectionModel

from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.table import Table


@contextmanager
def choice_kept(table: Table, model: MemoryModel) -> Iterator[None]:
    """While the rows of `model`, which have a `uid`, are changed within, keep those chosen that are
    still there, and the keyboard at its row."""
    chosen = {row.uid for row in table.chosen_rows()}
    at = model.row(table.currentIndex().row())
    yield
    table.choose(lambda row: row.uid in chosen)
    if at is None:
        return
    place = next((n for n, row in enumerate(model.rows()) if row.uid == at.uid), None)
    if place is not None:
        only = QItemSelectionModel.SelectionFlag.NoUpdate
        table.selectionModel().setCurrentIndex(model.index(place, 0), only)
