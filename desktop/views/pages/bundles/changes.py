"""What changed since the last bundle: counts by register, and the records behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.registers import REGISTER_LABELS
from desktop.domain.texts import N_
from desktop.services.bundle_preview import (
    BundlePreview,
    Changed,
    ListChanges,
    NameRecords,
    list_changes,
    name_records,
)
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import clear, label
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice
from desktop.views.tables.table import Table
from desktop.views.words import count, local_time

CHANGES = {
    "added": N_("Added"),
    "changed": N_("Changed"),
    "closed": N_("Closed"),
}
FIELDS = {
    "access": N_("state of the PIN"),
    "account": N_("account"),
    "basis": N_("legal basis"),
    "ceiling": N_("ceiling"),
    "channels": N_("channels"),
    "clearance": N_("clearance"),
    "clearance_basis": N_("basis of the clearance"),
    "clearance_until": N_("end of the clearance"),
    "contact": N_("contact"),
    "custody": N_("custody"),
    "environment": N_("environment"),
    "from": N_("valid from"),
    "holdings": N_("who holds it"),
    "label": N_("label"),
    "lines": N_("encrypted line"),
    "mail": N_("e-mail"),
    "model": N_("model"),
    "name": N_("name"),
    "note": N_("note"),
    "person": N_("person"),
    "phone": N_("phone"),
    "post": N_("post"),
    "receives": N_("receives"),
    "role": N_("role"),
    "sends": N_("sends"),
    "serial": N_("serial"),
    "signed_on": N_("signed for on"),
    "stand_ins": N_("who stands in"),
    "state": N_("state"),
    "subscriber": N_("subscriber"),
    "to": N_("valid until"),
    "unit": N_("unit"),
    "value": N_("value"),
    "versions": N_("name, type or superior"),
}


class ChangesGrid(QWidget):
    """A row for each register with data: rows, added, changed, closed. A count that is not zero
    is a button that opens its records by `show_records(file, change)`."""

    def __init__(self, context: Context, show_records: Callable[[str, str], None]) -> None:
        super().__init__()
        self._translate = context.translate
        self._show_records = show_records
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(Space.NEAR)

    def show_preview(self, preview: BundlePreview) -> None:
        """Show what the next bundle would say."""
        _ = self._translate
        clear(self._box)
        self._box.addWidget(label(self._summary(preview)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.SECTION)
        grid.setVerticalSpacing(Space.HAIR)
        for column, title in enumerate((N_("Register"), N_("Rows"), *CHANGES.values())):
            head = label(_(title), "quiet", wrap=False)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(head, 0, column, side)
        full = [file for file in REGISTER_LABELS if self._says_something(preview, file)]
        for number, file in enumerate(full, start=1):
            title = _(REGISTER_LABELS[file])
            grid.addWidget(label(title, wrap=False), number, 0)
            rows = label(count(preview.rows[file]), wrap=False)
            grid.addWidget(rows, number, 1, Qt.AlignmentFlag.AlignRight)
            for column, change in enumerate(CHANGES, start=2):
                figure = getattr(preview.changes[file], change)
                cell = self._cell(file, change, figure, title)
                grid.addWidget(cell, number, column, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(len(CHANGES) + 2, 1)
        self._box.addLayout(grid)
        empty = [_(name) for file, name in REGISTER_LABELS.items() if file not in full]
        if empty:
            words = _(N_("Registers without data: {names}.")).format(names="; ".join(empty))
            self._box.addWidget(label(words, "quiet"))

    def _summary(self, preview: BundlePreview) -> str:
        _ = self._translate
        sequence = f"{preview.sequence:06}"
        if preview.last is None:
            words = _(N_("Bundle {sequence} is the first one: every row in it is new."))
            return words.format(sequence=sequence)
        words = (
            N_("Bundle {sequence}; {changed} records differ from bundle {last} of {date}.")
            if preview.changed
            else N_("Bundle {sequence}; nothing differs from bundle {last} of {date}.")
        )
        return _(words).format(
            sequence=sequence,
            changed=count(preview.changed),
            last=f"{preview.last.sequence:06}",
            date=local_time(preview.last.created),
        )

    @staticmethod
    def _says_something(preview: BundlePreview, file: str) -> bool:
        counts = preview.changes[file]
        return bool(preview.rows[file] or counts.added or counts.changed or counts.closed)

    def _cell(self, file: str, change: str, figure: int, register: str) -> QWidget:
        _ = self._translate
        if not figure:
            return label("0", "quiet", wrap=False)
        button = QPushButton(count(figure))
        button.setProperty("role", "link")
        button.setAccessibleName(f"{register}: {_(CHANGES[change])} {count(figure)}")
        button.setToolTip(_(N_("Show these records")))
        button.clicked.connect(lambda: self._show_records(file, change))
        return button


@dataclass(frozen=True)
class _Row:
    name: str
    unit: str
    fields: str


class ChangesDialog(QDialog):
    """The records of one register that were added, changed or closed."""

    def __init__(self, context: Context, file: str, change: str, parent: QWidget) -> None:
        super().__init__(parent)
        _ = context.translate
        self._translate = context.translate
        self._file = file
        self._change = change
        self._records: tuple[Changed, ...] | None = None
        title = f"{_(REGISTER_LABELS[file])}: {_(CHANGES[change])}"
        self.setWindowTitle(title)
        self.resize(820, 520)
        columns = [
            Column("name", _(N_("Record")), width=44),
            Column("unit", _(N_("Unit")), width=40),
        ]
        if change != "added":
            columns.append(Column("fields", _(N_("What differs")), width=30))
        self.model = RowsModel(context.worker, columns, self._fetch, self)
        self.model.on_failed = context.show_failure
        self.model.on_loaded = lambda rows: self._count.setText(
            _(N_("{count} records")).format(count=count(rows))
        )
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        table = Table(self.model, context.translate, self)
        table.setAccessibleName(title)
        buttons = QDialogButtonBox()
        close = buttons.addButton(_(N_("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        box.addWidget(label(title, "heading"))
        box.addWidget(self._count)
        box.addWidget(table, 1)
        box.addWidget(buttons)
        self.model.refresh()

    def _fetch(
        self, session: Session, offset: int, limit: int, _sort: str | None, _down: bool
    ) -> Slice:
        if self._records is None:
            self._records = list_changes(session, ListChanges(self._file, self._change))
        some = self._records[offset : offset + limit]
        names = name_records(session, NameRecords(self._file, tuple(each.uid for each in some)))
        gone = self._translate(N_("(taken back by an undo)"))
        rows = [
            _Row(
                named.name or gone,
                named.unit,
                ", ".join(self._translate(FIELDS.get(field, field)) for field in each.fields),
            )
            for each, named in zip(some, names, strict=True)
        ]
        return Slice(rows, len(self._records))
