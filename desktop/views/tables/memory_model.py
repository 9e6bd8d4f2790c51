"""A table's rows that are all here: filtered by words and sorted without asking the vault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject

from desktop.domain.folding import collation_key, fold
from desktop.services.session import Session
from desktop.views.background import Worker
from desktop.views.tables.columns import Column
from desktop.views.tables.model import Batches, Index, RowsModel, Slice


class MemoryModel(RowsModel):
    """Shows rows that were handed over. A column's `sort` is any name; it sorts by what is shown,
    by the attribute itself where that is `iso_…`, as days are, or by the column's `order`."""

    def __init__(
        self, worker: Worker, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(worker, columns, lambda *_: Slice((), 0), parent)
        self._all: Sequence[Any] = ()
        self._seen: list[Any] = []
        self._words = ""
        self._passes: Callable[[Any], bool] = lambda _: True
        self._texts: list[str] | None = None

    def show_rows(self, rows: Iterable[Any]) -> None:
        """Show other rows."""
        self._all = rows = tuple(rows)
        self._texts = None
        self.refresh()
        if len(rows) >= _MANY:
            # Ready before the first letter is typed.
            self._worker.run(
                lambda _session: self._folded(rows),
                lambda texts: self._take_texts(rows, texts),
                owner=self,
                idle=True,
            )

    def search(self, words: str) -> None:
        """Show only the rows that hold all words, with or without tones."""
        self._words = words
        self.refresh()

    def keep_only(self, passes: Callable[[Any], bool]) -> None:
        """Show only the rows that pass."""
        self._passes = passes
        self.refresh()

    def set_order(self, sort: str | None, *, descending: bool) -> None:
        """Sort the rows, which are all here."""
        super().set_order(sort, descending=descending)
        self.refresh()

    def refresh(self) -> None:
        """Choose and sort what is shown."""
        self.beginResetModel()
        rows = [row for row in self._found() if self._passes(row)]
        column = next((each for each in self.columns if each.sort == self._sort), None)
        if self._sort is not None and column is not None:
            rows.sort(key=_order(column), reverse=self._descending)
        self._seen = rows
        self.endResetModel()
        self.on_loaded(len(rows))

    def rows(self) -> Sequence[Any]:
        """Return the rows that are shown, in their order."""
        return self._seen

    def row(self, number: int) -> Any | None:
        """Return a row that is shown."""
        return self._seen[number] if 0 <= number < len(self._seen) else None

    def rows_here(self, spans: Iterable[range]) -> list[Any]:
        """Return the rows of runs of numbers, from top to bottom."""
        return [row for span in spans for row in self._seen[span.start : span.stop]]

    def batches(self, spans: Sequence[range]) -> Batches:
        """Return what yields the rows of runs of numbers, from top to bottom."""
        seen = self._seen

        def read(_session: Session) -> Iterator[Sequence[Any]]:
            for span in spans:
                for start in range(span.start, span.stop, _MANY):
                    yield seen[start : min(start + _MANY, span.stop)]

        return read

    def count(self) -> int:
        """Return how many rows are shown."""
        return len(self._seen)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._seen)

    def _row_or_ask(self, number: int) -> Any | None:
        return self.row(number)

    def _folded(self, rows: Sequence[Any]) -> list[str]:
        return [fold(" ".join(column.text(row) for column in self.columns)) for row in rows]

    def _take_texts(self, rows: Sequence[Any], texts: list[str]) -> None:
        if rows is self._all:
            self._texts = texts

    def _found(self) -> Iterable[Any]:
        wanted = fold(self._words).split()
        if not wanted:
            return self._all
        if self._texts is None:
            self._texts = self._folded(self._all)
        return [
            row
            for row, text in zip(self._all, self._texts, strict=True)
            if all(word in text for word in wanted)
        ]


# To fold the words of more rows takes longer than nobody notices.
_MANY = 500


def _order(column: Column) -> Callable[[Any], Any]:
    if column.order is not None:
        return column.order
    if (column.sort or "").startswith("iso_"):
        return lambda row: str(getattr(row, column.name) or "")
    return lambda row: collation_key(column.text(row))
