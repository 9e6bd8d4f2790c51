"""The preview of an import: each row with its fate, bad cells marked, cells mended in place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from desktop.domain.problems import Severity
from desktop.domain.texts import N_, Translate
from desktop.services.imports.command import Fate
from desktop.services.imports.draft_values import Preview, PreviewRow
from desktop.views import mends
from desktop.views.background import Worker
from desktop.views.look.icons import icon
from desktop.views.look.style import look_of
from desktop.views.pages.imports.changed_cells import ARROW, CHANGED, change_words
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.model import ROW, Fetch, RowsModel, shown_text, without_steering

Index = QModelIndex | QPersistentModelIndex

FATES: dict[Fate | None, tuple[str, str, str]] = {
    # fate: words, icon, colour role
    Fate.CREATED: (N_("new"), "plus", "good"),
    Fate.UPDATED: (N_("changed"), "pencil", "focus"),
    Fate.UNCHANGED: (N_("as it was"), "minus", "quiet"),
    Fate.REFUSED: (N_("refused"), "circle-x", "error"),
    Fate.HELD: (N_("held back"), "hourglass", "warning"),
    None: (N_("left out"), "x", "quiet"),
}
_SIGNS = {
    Severity.ERROR: ("circle-alert", "error", "error_soft"),
    Severity.WARNING: ("triangle-alert", "warning", "warning_soft"),
    Severity.INFO: ("info", "focus", "surface"),
}
# Columns of the preview that stand before those of the file.
BEFORE = 4
# Letters of a column whose cells show what is recorded and what will be.
_TWO_VALUES = 40


class PreviewModel(RowsModel):
    """The rows of a preview. `on_mended` is told (row, column of the file, text)."""

    def __init__(
        self, worker: Worker, preview: Preview, fetch: Fetch, translate: Translate, parent: QWidget
    ) -> None:
        super().__init__(worker, _columns(preview, translate), fetch, parent)
        self._translate = translate
        # Cells mended since the rows were worked out, by (sheet, row, column of the file).
        self._pending: dict[tuple[str, int, int], str] = {}
        self.on_mended: Callable[[PreviewRow, int, str], None] = lambda *_: None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the cells of the file be edited."""
        flags = super().flags(index)
        row = self.row(index.row())
        if index.column() >= BEFORE and row is not None and row.fate is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Mark bad and mended cells; give the whole text to the editor."""
        row = self.row(index.row())
        place = index.column() - BEFORE
        if row is None or place < 0:
            return super().data(index, role)
        mended = self._pending.get((row.sheet, row.row, place))
        if mended is not None and role != ROW:
            return self._pending_data(index, mended, role)
        mark = row.marks.get(place)
        changed = self._changed(row, place)
        match role:
            case Qt.ItemDataRole.EditRole:
                return without_steering(row.cells[place])
            case Qt.ItemDataRole.DisplayRole if changed is not None:
                return ARROW.join(changed)
            case Qt.ItemDataRole.AccessibleTextRole if changed is not None:
                words = self._translate(N_("{old} becomes {new}"))
                return words.format(old=changed[0], new=changed[1])
            case _ if role == CHANGED:
                return changed
            case Qt.ItemDataRole.BackgroundRole if mark is not None:
                return QColor(getattr(look_of().colours, _SIGNS[mark][2]))
            case Qt.ItemDataRole.ForegroundRole if row.fate is None:
                return QColor(look_of().colours.quiet)
            case Qt.ItemDataRole.DecorationRole if mark is not None:
                name, colour, _ = _SIGNS[mark]
                return icon(name, getattr(look_of().colours, colour))
            case Qt.ItemDataRole.DecorationRole if place in row.mended:
                return icon("pencil", look_of().colours.focus)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(row, place)
            case Qt.ItemDataRole.AccessibleDescriptionRole if mark is not None:
                return self._problems_of(row, place)
        return super().data(index, role)

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Hand a mended cell on; the row changes when it has been worked out anew."""
        row = self.row(index.row())
        place = index.column() - BEFORE
        if role != Qt.ItemDataRole.EditRole or row is None or place < 0:
            return False
        where = (row.sheet, row.row, place)
        if str(value).strip() != self._pending.get(where, row.cells[place]):
            self._pending[where] = str(value).strip()
            self.dataChanged.emit(index, index)
            self.on_mended(row, place, str(value))
        return True

    def renew(self, count: int, pages: Mapping[int, Sequence[PreviewRow]]) -> None:
        """Take rows that were worked out anew in the place of those that are here."""
        self._generation += 1
        for job in self._asked.values():
            job.cancel()
        self._asked.clear()
        self.beginResetModel()
        self._pending.clear()
        self._pages = OrderedDict(pages)
        self._count = count
        self.endResetModel()
        self.on_loaded(count)

    def _pending_data(self, index: Index, text: str, role: int) -> Any:
        """Show what was typed until the row has been worked out anew."""
        match role:
            case Qt.ItemDataRole.EditRole:
                return text
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return shown_text(text)
            case Qt.ItemDataRole.DecorationRole:
                return icon("hourglass", look_of().colours.quiet)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._translate(N_("Mended here; the rows are being worked out anew."))
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[index.column()].alignment
        return None

    def _changed(self, row: PreviewRow, place: int) -> tuple[str, str] | None:
        """Return what is recorded now of a cell that changes it, and what will be."""
        if place not in row.before:
            return None
        nothing = self._translate(N_("(nothing)"))
        olds = [old.render(self._translate) if old else nothing for old in row.before[place]]
        return shown_text("; ".join(olds)), shown_text(row.cells[place])

    def _tip(self, row: PreviewRow, place: int) -> str:
        changed = self._changed(row, place)
        parts = [ARROW.join(changed) if changed else shown_text(row.cells[place])]
        parts.append(self._problems_of(row, place))
        if place in row.mended:
            parts.append(self._translate(N_("Changed here; the file stays as it is.")))
        return "\n".join(part for part in parts if part)

    def _problems_of(self, row: PreviewRow, place: int) -> str:
        heading = self.columns[place + BEFORE].title
        return "\n".join(
            shown_text(mends.both(problem, self._translate))
            for problem in row.problems
            if problem.where.column == heading
        )


def _columns(preview: Preview, translate: Translate) -> list[Column]:
    first = [
        Column("sheet", translate(N_("Sheet")), width=12, shown=preview.sheets > 1),
        Column("row", translate(N_("Row")), width=6, alignment=RIGHT),
        Column(
            "fate",
            translate(N_("Fate")),
            lambda row: translate(FATES[row.fate][0]),
            width=14,
            role=lambda row: FATES[row.fate][2],
            icon=lambda row: FATES[row.fate][1],
        ),
        Column(
            "problems",
            translate(N_("What to see to")),
            lambda row: _to_see_to(row, translate),
            width=44,
            role=lambda row: _SIGNS[row.problems[0].severity][1] if row.problems else None,
            icon=lambda row: _SIGNS[row.problems[0].severity][0] if row.problems else None,
        ),
    ]
    rest = [
        Column(name, shown_text(heading), _cell(number), width=20)
        for number, (name, heading) in enumerate(preview.columns)
    ]
    return [*first, *rest]


def _cell(number: int) -> Callable[[PreviewRow], str]:
    return lambda row: row.cells[number]


def _to_see_to(row: PreviewRow, translate: Translate) -> str:
    """Say the first problem of a row, or the first of its changes, and how many more there are."""
    if row.problems:
        words, more = mends.message(row.problems[0], translate), len(row.problems) - 1
    elif row.changes:
        words, more = change_words(row.changes[0], translate), len(row.changes) - 1
    else:
        return ""
    return f"{words} (+{more})" if more else words
