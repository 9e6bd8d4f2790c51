"""What letters declare of named units, beside what the registers compute of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.levels import LEVEL_LABELS, SecrecyLevel
from desktop.domain.routing import Fate
from desktop.domain.texts import N_
from desktop.services.declared.beside import Beside, BesideCoverage, ReadBeside, read_beside
from desktop.services.declared.command import DeclaredResult, ImportDeclared
from desktop.services.declared.importing import import_declared
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import shown_day
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import count, day

# A sign and a word for each fate: neither stands alone.
_FATES = {
    Fate.COVERED: ("✓", N_("in order"), "good"),
    Fate.UNCOVERED: ("✗", N_("not in order"), "error"),
    Fate.EXEMPT: ("→", N_("another way"), "quiet"),
}


class DeclaredDialog(QDialog):
    """Reads when it is opened. A row that is opened goes to the unit's page."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        _ = self._translate = context.translate
        self._context = context
        self.found: BesideCoverage | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Declared beside computed")))
        self.resize(1080, 640)
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(self.windowTitle())
        self.table.opened.connect(self._go)
        self.words = SearchLine(_(N_("Search what was declared")), self.model.search)
        self._told = label("", "quiet")
        there = QWidget()
        box = QVBoxLayout(there)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self._told)
        box.addWidget(self.words)
        box.addWidget(self.table, 1)
        self.words.found_within(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(there)
        self._stack.addWidget(
            Empty(
                "file-text",
                _(N_("No letter has been recorded yet")),
                _(
                    N_(
                        "Write below which letter it is and its day, then choose the file of its "
                        "table: a column of units, and one for each thing that it says of them."
                    )
                ),
            )
        )
        buttons = QDialogButtonBox()
        close = buttons.addButton(_(N_("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        whole.setSpacing(Space.NORMAL)
        whole.addWidget(label(self.windowTitle(), "heading"))
        whole.addWidget(self._stack, 1)
        whole.addLayout(self._letter())
        whole.addWidget(buttons)
        self.read()

    def read(self) -> None:
        """Read what was declared, and what is computed."""
        command = ReadBeside(self._context.as_of)
        self._context.read(lambda session: read_beside(session, command), self._show, self)

    def record(self, file: Path) -> None:
        """Record what the table in a file says, as one run."""
        command = ImportDeclared(file, self.source.text().strip(), self.on.iso(), skip_bad=True)

        def done(result: DeclaredResult) -> None:
            _ = self._translate
            words = _(N_("Recorded of “{source}”: {count} rows, {refused} refused."))
            told = words.format(
                source=command.source,
                count=count(result.rows.read),
                refused=count(result.rows.refused),
            )
            severity = "warning" if result.rows.refused else "good"
            self._context.notify(Notice(told, severity, key="declared"))
            for problem in result.rows.problems[:3]:
                self._context.notify(self._context.notice_of(problem))
            self.read()

        title = self._translate(N_("Recording what a letter says"))
        self._context.change(
            lambda session: import_declared(session, command), self, done, title=title
        )

    def _letter(self) -> QHBoxLayout:
        _ = self._translate
        self.source = QLineEdit()
        self.source.setMaxLength(200)
        self.source.setPlaceholderText(_(N_("Number of the letter, such as 15671-CV/VPTW")))
        self.source.setAccessibleName(_(N_("Letter")))
        self.on = DayField(shown_day(self._context))
        self.on.setAccessibleName(_(N_("Day of the letter")))
        self.on.setToolTip(self.on.accessibleName())
        self.choose = action_button(
            _(N_("Record from a file …")), "folder-open", self._choose,
            hint=_(N_("Choose the letter's table: what it says is kept beside the registers")),
        )  # fmt: skip
        self.source.textChanged.connect(lambda _text: self._allow())
        self._allow()
        line = QHBoxLayout()
        line.setSpacing(Space.NEAR)
        line.addWidget(self.source, 1)
        line.addWidget(self.on)
        line.addWidget(self.choose)
        return line

    def _allow(self) -> None:
        self.choose.setEnabled(self._context.editable and bool(self.source.text().strip()))

    def _choose(self) -> None:
        _ = self._translate
        kinds = _(N_("Tables")) + " (*.xlsx *.xlsm *.xls *.ods *.csv)"
        chosen, _kind = QFileDialog.getOpenFileName(self, _(N_("Table of the letter")), "", kinds)
        if chosen:
            self.record(Path(chosen))

    def _show(self, found: BesideCoverage) -> None:
        self.found = found
        self._told.setText("\n".join(self._counts(found)))
        self.model.show_rows(found.rows)
        self._stack.setCurrentIndex(0 if found.rows else 1)

    def _counts(self, found: BesideCoverage) -> list[str]:
        lines = []
        for each in found.counts:
            values = ", ".join(f"{value}: {count(number)}" for value, number in each.values)
            lines.append(f"{each.source} ({day(each.day)}) · {each.content} – {values}")
        return lines

    def _go(self, row: Beside) -> None:
        if row.uid is not None:
            self.accept()
            self._context.go("units", row.uid)

    def _columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column("subject", _(N_("Unit as named")), sort="subject", width=26),
            Column("says", _(N_("What the letter says")), _said, sort="says", width=44),
            Column("day", _(N_("Day")), lambda row: day(row.day), sort="iso_day", width=11),
            *(self._computed(level) for level in SecrecyLevel),
            Column("source", _(N_("Letter")), sort="source", width=22),
        ]

    def _computed(self, level: SecrecyLevel) -> Column:
        _ = self._translate

        def words(row: Beside) -> str:
            if row.fates is None:
                return _(N_("not in the registers"))
            mark, word, _role = _FATES[row.fates[level]]
            return f"{mark} {_(word)}"

        def role(row: Beside) -> str:
            return "quiet" if row.fates is None else _FATES[row.fates[level]][2]

        title = _(N_("Computed: {level}")).format(level=_(LEVEL_LABELS[level]))
        return Column(f"level{level}", title, words, sort=f"level{level}", width=18, role=role)


def _said(row: Beside) -> str:
    return "; ".join(f"{content}: {value}" for content, value in row.says)
