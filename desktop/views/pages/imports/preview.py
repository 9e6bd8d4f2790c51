"""The preview of an import: each row with its fate, bad cells marked, cells mended in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.domain import sentences
from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import N_, Translate
from desktop.services.imports.command import Fate
from desktop.services.imports.draft_values import Preview, PreviewRow
from desktop.views.background import Worker
from desktop.views.look.icons import icon
from desktop.views.look.style import look_of
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.model import ROW, Fetch, RowsModel, shown_text, without_steering
from desktop.views.tables.table import Table

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
# The mends that the command line's sentences word as its options, as they are done in the window.
_CHOOSE_CHANGES = N_(
    "Say above what differences are: something that happened on the day, or a mistyped record."
)
_WINDOW_MENDS = {
    "import.name_differs": _CHOOSE_CHANGES,
    "import.code_differs": _CHOOSE_CHANGES,
    "import.parent_differs": _CHOOSE_CHANGES,
    "import.type_differs": _CHOOSE_CHANGES,
    "import.place_differs": _CHOOSE_CHANGES,
    "import.subscriber_differs": _CHOOSE_CHANGES,
    "import.token_unit_differs": _CHOOSE_CHANGES,
    "import.certificate_differs": _CHOOSE_CHANGES,
    "import.event_too_early": N_("Choose a later day above, or say that the record was mistyped."),
    "import.holding_too_early": N_("Choose a later day above, or write one in the row."),
    "import.holding_since": N_(
        "Say above that differences are mistyped records if the row is right."
    ),
    "import.columns_passed": N_("If one is needed, choose its field at the left."),
    "import.columns_doubled": N_("If one of them is the right one, choose its field at the left."),
    "import.heading_absent": N_("Choose the fields of the columns anew."),
    "import.no_table": N_("Choose the field of at least two columns at the left."),
}
# Columns of the preview that stand before those of the file.
BEFORE = 4


def words_of(problem: Problem, translate: Translate) -> str:
    """Say what is wrong and how to mend it here."""
    return f"{sentences.message(problem, translate)} {mend_of(problem, translate)}"


def mend_of(problem: Problem, translate: Translate) -> str:
    """Say how to mend a problem in the window."""
    own = _WINDOW_MENDS.get(problem.code)
    return translate(own) if own is not None else sentences.fix(problem, translate)


class PreviewModel(RowsModel):
    """The rows of a preview. `on_mended` is told (row, column of the file, text)."""

    def __init__(
        self, worker: Worker, preview: Preview, fetch: Fetch, translate: Translate, parent: QWidget
    ) -> None:
        super().__init__(worker, _columns(preview, translate), fetch, parent)
        self._translate = translate
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
        mark = row.marks.get(place)
        match role:
            case Qt.ItemDataRole.EditRole:
                return without_steering(row.cells[place])
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
        if str(value).strip() != row.cells[place]:
            self.on_mended(row, place, str(value))
        return True

    def _tip(self, row: PreviewRow, place: int) -> str:
        parts = [shown_text(row.cells[place]), self._problems_of(row, place)]
        if place in row.mended:
            parts.append(self._translate(N_("Changed here; the file stays as it is.")))
        return "\n".join(part for part in parts if part)

    def _problems_of(self, row: PreviewRow, place: int) -> str:
        heading = self.columns[place + BEFORE].title
        return "\n".join(
            shown_text(words_of(problem, self._translate))
            for problem in row.problems
            if problem.where.column == heading
        )


class PreviewTable(Table):
    """F2, Enter, typing or a double click mends a cell; Delete leaves rows out."""

    def __init__(self, model: PreviewModel, translate: Translate, parent: QWidget) -> None:
        super().__init__(model, translate, parent)
        self.on_left_out: Callable[[Sequence[PreviewRow]], None] = lambda _: None
        self.setAccessibleName(translate(N_("Preview of the rows")))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )

    def mend(self) -> None:
        """Open the chosen cell to be mended; beside the cells of the file, the first bad one."""
        index = self.currentIndex()
        row = index.data(ROW)
        if row is None or row.fate is None:
            return
        if index.column() < BEFORE:
            index = index.siblingAtColumn(min(row.marks, default=0) + BEFORE)
            self.setCurrentIndex(index)
        self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Mend by F2 or Enter, leave the chosen rows out by Delete; the rest is the table's."""
        if self.state() == self.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Delete:
            self.on_left_out(self.chosen_rows())
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.mend()
        else:
            super().keyPressEvent(event)


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
            lambda row: _first_problem(row, translate),
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


def _first_problem(row: PreviewRow, translate: Translate) -> str:
    if row.problems:
        words = sentences.message(row.problems[0], translate)
        more = len(row.problems) - 1
        return f"{words} (+{more})" if more else words
    return ""
