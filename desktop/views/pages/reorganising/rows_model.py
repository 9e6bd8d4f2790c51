"""The rows of a draft as a table: every cell can be written, and bad ones are marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import N_, Translate
from desktop.services.reorganising.plan_table import Cells, columns
from desktop.views import mends
from desktop.views.background import Worker
from desktop.views.look.icons import icon
from desktop.views.look.style import look_of
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.model import ROW, Index, shown_text, without_steering

# Columns before those of the plan.
BEFORE = 2
# Titles shorter than the plan's headings, by field, and how wide each is in letters.
_SHOWN = {
    "kind": (N_("Kind of change"), 16),
    "before": (N_("Old unit"), 26),
    "after": (N_("New unit"), 26),
    "code": (N_("New code"), 13),
    "parent": (N_("Superior"), 16),
    "share": (N_("Part"), 11),
    "taker": (N_("Taker"), 14),
    "basis": (N_("Legal basis"), 18),
    "day": (N_("Day of effect"), 13),
    "operational": (N_("Day of operation"), 14),
}


@dataclass(frozen=True)
class DraftRow:
    """A row as it is shown: its place from 0, its cells, what is wrong by column of the plan
    (None: with the whole row)."""

    place: int
    cells: Cells
    problems: tuple[tuple[int | None, Problem], ...] = field(default=())


class DraftModel(MemoryModel):
    """Hands a written cell on to `on_written` (place, column of the plan, text)."""

    def __init__(self, worker: Worker, translate: Translate, parent: QObject | None = None) -> None:
        super().__init__(worker, _columns(translate), parent)
        self._translate = translate
        self._places = {column.label: place for place, column in enumerate(columns())}
        self._cells: Sequence[Cells] = ()
        self.frozen = False
        self.on_written: Callable[[int, int, str], None] = lambda *_: None

    def show_draft(self, rows: Sequence[Cells]) -> None:
        """Show the rows of a draft; the marks of rows that are the same stay until others come."""
        if len(rows) != len(self._cells):
            self._cells = rows
            self.show_rows(DraftRow(place, cells) for place, cells in enumerate(rows))
            return
        for place, (old, new) in enumerate(zip(self._cells, rows, strict=True)):
            if old is not new and old != new:
                self._put(DraftRow(place, new, self._seen[place].problems))
        self._cells = rows

    def mark(self, problems: Iterable[Problem]) -> None:
        """Mark the cells that the problems are about, and no others any more."""
        found: dict[int, list[tuple[int | None, Problem]]] = {}
        for problem in problems:
            if problem.where.row is not None:
                column = self._places.get(problem.where.column or "")
                found.setdefault(problem.where.row - 1, []).append((column, problem))
        for row in list(self._seen):
            marks = tuple(found.get(row.place, ()))
            if marks != row.problems:
                self._put(DraftRow(row.place, row.cells, marks))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the plan's own columns be written."""
        flags = super().flags(index)
        if index.column() >= BEFORE and not self.frozen:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Mark bad cells; give the whole text to the editor."""
        row = self.row(index.row())
        place = index.column() - BEFORE
        if row is None or place < 0 or role == ROW:
            return super().data(index, role)
        if role == Qt.ItemDataRole.EditRole:
            return without_steering(row.cells[place])
        here = [problem for column, problem in row.problems if column == place]
        if not here:
            return super().data(index, role)
        look, bad = look_of().colours, _is_bad(here)
        match role:
            case Qt.ItemDataRole.BackgroundRole:
                return QColor(look.error_soft if bad else look.warning_soft)
            case Qt.ItemDataRole.DecorationRole:
                name = "circle-x" if bad else "triangle-alert"
                return icon(name, look.error if bad else look.warning)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                words = [shown_text(mends.both(problem, self._translate)) for problem in here]
                return "\n".join(words)
        return super().data(index, role)

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Hand a written cell on."""
        row = self.row(index.row())
        place = index.column() - BEFORE
        if role != Qt.ItemDataRole.EditRole or row is None or place < 0 or self.frozen:
            return False
        if str(value).strip() != row.cells[place]:
            self.on_written(row.place, place, str(value))
        return True

    def _put(self, row: DraftRow) -> None:
        self._seen[row.place] = row
        last = len(self.columns) - 1
        self.dataChanged.emit(self.index(row.place, 0), self.index(row.place, last))


def _is_bad(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _columns(translate: Translate) -> list[Column]:
    def see_to(row: DraftRow) -> str:
        if not row.problems:
            return ""
        words, more = mends.message(row.problems[0][1], translate), len(row.problems) - 1
        return f"{words} (+{more})" if more else words

    def role(row: DraftRow) -> str | None:
        if not row.problems:
            return None
        return "error" if _is_bad(problem for _, problem in row.problems) else "warning"

    first = [
        Column("place", translate(N_("Row")), lambda row: str(row.place + 1), width=4,
               alignment=RIGHT),
        Column(
            "problems", translate(N_("What to see to")), see_to, width=26, role=role,
            icon=lambda row: {"error": "circle-x", "warning": "triangle-alert"}.get(
                role(row) or ""
            ),
            shown=False,
        ),
    ]  # fmt: skip
    rest = [
        Column(column.name, translate(words), _cell(place), width=width)
        for place, column in enumerate(columns())
        for words, width in (_SHOWN[column.name],)
    ]
    return [*first, *rest]


def _cell(place: int) -> Callable[[DraftRow], str]:
    return lambda row: row.cells[place]
