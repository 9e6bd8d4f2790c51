"""A table's rows, fetched in pages when they come into view; the model holds plain values."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtGui import Qt as QtOfTexts

from desktop.domain.problems import Failure
from desktop.views.background import Job, Worker
from desktop.views.look.icons import icon
from desktop.views.look.style import look_of
from desktop.views.tables.columns import Column

if TYPE_CHECKING:
    from desktop.services.session import Session

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 200
# Rows read at once where many are: for each two hundred the database would begin anew.
_BATCH_ROWS = 2000
# Pages kept: enough for the largest screen and a long flick of the wheel, a bounded memory.
_PAGES_KEPT = 40


@dataclass(frozen=True)
class Slice:
    """Rows `[offset, offset + len(rows))` of a list that has `count` rows in all."""

    rows: Sequence[Any]
    count: int


# Reads a slice: (session, offset, limit, sort, descending).
Fetch: TypeAlias = "Callable[[Session, int, int, str | None, bool], Slice]"

# Reads some rows of a list, some thousands at a time.
Batches: TypeAlias = "Callable[[Session], Iterator[Sequence[Any]]]"

ROW = Qt.ItemDataRole.UserRole


class RowsModel(QAbstractTableModel):
    """Rows of a list that may be long: the first page on `refresh`, others as they are seen."""

    def __init__(
        self, worker: Worker, columns: Sequence[Column], fetch: Fetch, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._worker = worker
        self._fetch = fetch
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._asked: dict[int, Job] = {}
        self._generation = 0
        self._sort: str | None = None
        self._descending = False
        # Told with (count) when a first page has come, or with a failure.
        self.on_loaded: Callable[[int], None] = lambda _: None
        self.on_failed: Callable[[Failure], None] = lambda _: None

    def refresh(self) -> None:
        """Read the list anew; the old rows stay until the new ones are here."""
        self._generation += 1
        for job in self._asked.values():
            job.cancel()
        self._asked.clear()
        self._ask(0)

    def set_order(self, sort: str | None, *, descending: bool) -> None:
        """Order the list by what the service calls `sort`, and read it anew if it has been read."""
        self._sort, self._descending = sort, descending
        if self._generation:
            self.refresh()

    def row(self, number: int) -> Any | None:
        """Return a row that is here already, or None."""
        page = self._pages.get(number // PAGE_ROWS)
        position = number % PAGE_ROWS
        return page[position] if page is not None and position < len(page) else None

    def rows_here(self, spans: Iterable[range]) -> list[Any]:
        """Return the rows that are here of runs of numbers, from top to bottom.

        Only what is here is looked at, however long the runs are.
        """
        found: list[Any] = []
        pages = sorted(self._pages)
        for span in spans:
            for page in pages:
                first = page * PAGE_ROWS
                start, stop = max(span.start - first, 0), span.stop - first
                if stop > start:
                    found += self._pages[page][start:stop]
        return found

    def read_rows(self, numbers: Sequence[int], done: Callable[[Sequence[Any]], None]) -> None:
        """Hand the rows of these numbers to `done`: at once where all are here, else when read."""
        here = [self.row(number) for number in numbers]
        if all(row is not None for row in here):
            done(here)
            return
        sort, descending, fetch = self._sort, self._descending, self._fetch
        pages = sorted({number // PAGE_ROWS for number in numbers})

        def work(session: Session) -> list[Any]:
            read = {
                page: fetch(session, page * PAGE_ROWS, PAGE_ROWS, sort, descending).rows
                for page in pages
            }
            places = (divmod(number, PAGE_ROWS) for number in numbers)
            return [read[page][place] for page, place in places if place < len(read[page])]

        self._worker.run(work, done, self.on_failed, owner=self)

    def batches(self, spans: Sequence[range]) -> Batches:
        """Return what reads the rows of runs of numbers, from top to bottom, in the order that the
        list has now."""
        sort, descending, fetch = self._sort, self._descending, self._fetch

        def read(session: Session) -> Iterator[Sequence[Any]]:
            for span in spans:
                for start in range(span.start, span.stop, _BATCH_ROWS):
                    limit = min(_BATCH_ROWS, span.stop - start)
                    yield fetch(session, start, limit, sort, descending).rows

        return read

    def work_long(
        self, title: str, work: Callable[[Worker, Session], T], done: Callable[[T], None]
    ) -> Job:
        """Do reading work that may take seconds, with its progress and a way to cancel it."""
        worker = self._worker
        return worker.long_work(
            title, lambda session: work(worker, session), done, self, self._fail_unless_cancelled
        )

    def _fail_unless_cancelled(self, failure: Failure) -> None:
        if any(problem.code != "work.cancelled" for problem in failure.problems):
            self.on_failed(failure)

    def count(self) -> int:
        """Return how many rows the list has in all."""
        return self._count

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name
        """Return how many rows the list has in all, here or not."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name
        """Return how many columns there are, shown or not."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell; one that is not here yet is asked for and shown as an ellipsis."""
        row = self._row_or_ask(index.row())
        column = self.columns[index.column()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return shown_text(column.text(row))
            case Qt.ItemDataRole.ToolTipRole:
                return shown_tip(column.text(row)) or None
            case Qt.ItemDataRole.ForegroundRole if column.role is not None:
                colour = column.role(row)
                return QColor(getattr(look_of().colours, colour)) if colour else None
            case Qt.ItemDataRole.DecorationRole if column.icon is not None:
                name = column.icon(row)
                colour = (column.role(row) if column.role else None) or "quiet"
                return icon(name, getattr(look_of().colours, colour)) if name else None
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Give a column's title; rows are counted from 1."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        return None

    def _row_or_ask(self, number: int) -> Any | None:
        page = number // PAGE_ROWS
        if page in self._pages:
            self._pages.move_to_end(page)
            return self.row(number)
        if page not in self._asked:
            self._ask(page)
        return None

    def _ask(self, page: int) -> None:
        generation = self._generation
        sort, descending, fetch = self._sort, self._descending, self._fetch

        def work(session: Session) -> Slice:
            return fetch(session, page * PAGE_ROWS, PAGE_ROWS, sort, descending)

        def done(found: Slice) -> None:
            if generation == self._generation:
                self._take(page, found)

        def failed(failure: Failure) -> None:
            if generation == self._generation:
                self._asked.pop(page, None)
                self.on_failed(failure)

        self._asked[page] = self._worker.run(work, done, failed, owner=self)

    def _take(self, page: int, found: Slice) -> None:
        self._asked.pop(page, None)
        if page == 0 or found.count != self._count:
            self.beginResetModel()
            self._pages = OrderedDict({page: found.rows})
            self._count = found.count
            self.endResetModel()
            self.on_loaded(self._count)
            return
        self._pages[page] = found.rows
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE_ROWS
        last = min(first + PAGE_ROWS, self._count) - 1
        # A page asked for while the list was longer holds nothing now.
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))


# Letters that nobody sees, and those that steer the direction of writing: with them a name could
# show as another, and move the words around it.
_STEERING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSEEN = (
    *(0x00AD, 0x180E, 0xFEFF, *range(0x200B, 0x200E), *range(0x2060, 0x2066)),
    *(*range(0x206A, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)),
)
_CONTROL = (*range(0x20), *range(0x7F, 0xA0))
_SHOWN = dict.fromkeys((*_STEERING, *_UNSEEN, *_CONTROL), "\ufffd") | dict.fromkeys(
    (0x09, 0x0A, 0x0D, 0x2028, 0x2029), " "
)
# Words of alphabets that are written from right to left.
_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_LEFTWARD_WORDS = re.compile(f"[{_LEFTWARD}]+(?:[^\\w]*[{_LEFTWARD}]+)*")
_ISOLATED = re.compile(f"\u2067({_LEFTWARD_WORDS.pattern})\u2069")
_LONGEST = 400


def shown_text(text: str) -> str:
    """Return `text` as it is safe to show on one line: not endless, no letters that are not seen,
    and what is written from right to left moves nothing around it."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    if cut.isascii() and cut.isprintable():
        return cut
    # Isolated (UAX 9): as if it were one letter. What is isolated already may come again, as a
    # part of a sentence.
    bare = _ISOLATED.sub(r"\1", cut).translate(_SHOWN)
    return _LEFTWARD_WORDS.sub("\u2067\\g<0>\u2069", bare)


def menu_text(text: str) -> str:
    """Return `text` as it is safe to show in a menu, where one & marks a key."""
    return shown_text(text).replace("&", "&&")


def shown_tip(text: str) -> str:
    """Return `text` as it is safe to show as a tooltip, which reads some words as HTML."""
    shown = shown_text(text)
    return f"<p>{escape(shown)}</p>" if QtOfTexts.mightBeRichText(shown) else shown


def without_steering(text: str) -> str:
    """Return the whole of `text` without letters that steer its direction, to be edited."""
    return text.translate(dict.fromkeys(_STEERING))
