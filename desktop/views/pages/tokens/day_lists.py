"""Beside the scanned device: how far each unit is, and who is still to come."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.handing_out import GONE, OUTCOME_LABELS, Outcome
from desktop.domain.texts import N_
from desktop.services.handing_out.command import DayStatus, Line
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.table import Table
from desktop.views.words import begun, count

_PARTS: tuple[tuple[str, Callable[[Line], bool]], ...] = (
    (N_("Still to come: {count}"), lambda line: line.outcome not in GONE),
    (N_("Absent: {count}"), lambda line: line.outcome is Outcome.ABSENT),
    (N_("Received by others: {count}"), lambda line: line.outcome is Outcome.PROXY),
    (N_("PIN envelope not given: {count}"), lambda line: line.pin_on is None),
    (N_("All: {count}"), lambda line: True),
)
_SIGNS = {
    Outcome.WAITING: ("hourglass", "quiet"),
    Outcome.HANDED: ("circle-check", "good"),
    Outcome.PROXY: ("users", "warning"),
    Outcome.ABSENT: ("user", "warning"),
}


class DayLists(QWidget):
    """`opened` is emitted with the line that a person opens."""

    opened = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        self._lines: tuple[Line, ...] = ()
        self.counter = label("", "figure")
        self.units = MemoryModel(context.worker, self._unit_columns(), self)
        units = Table(self.units, _, self)
        units.setAccessibleName(_(N_("How far each unit is")))
        self.parts = QComboBox()
        self.parts.setAccessibleName(_(N_("Which devices to show")))
        self.parts.setToolTip(self.parts.accessibleName())
        for place, (words, _passes) in enumerate(_PARTS):
            self.parts.addItem(words, place)
        self.parts.activated.connect(lambda _place: self.show_words(""))
        self.lines = MemoryModel(context.worker, self._line_columns(), self)
        self.table = Table(self.lines, _, self)
        self.table.setAccessibleName(_(N_("Devices of the handing-out day")))
        self.table.opened.connect(self.opened)
        top = QHBoxLayout()
        top.addWidget(self.counter, 1)
        top.addWidget(self.parts)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(top)
        box.addWidget(units, 2)
        box.addWidget(self.table, 3)

    def show_day(self, status: DayStatus) -> None:
        """Show a day."""
        self._lines = status.lines
        counts = status.counts()
        gone = sum(counts[outcome] for outcome in GONE)
        self.counter.setText(f"{count(gone)}/{count(len(status.lines))}")
        self.counter.setAccessibleName(
            self._translate(N_("{gone} of {count} devices handed out")).format(
                gone=count(gone), count=count(len(status.lines))
            )
        )
        for place, (words, passes) in enumerate(_PARTS):
            number = count(sum(map(passes, status.lines)))
            self.parts.setItemText(place, self._translate(words).format(count=number))
        self.units.show_rows(status.by_unit())
        self.lines.show_rows(status.lines)
        self.lines.keep_only(_PARTS[self.parts.currentIndex()][1])

    def show_words(self, words: str) -> None:
        """Show of the chosen part only who is called so."""
        self.lines.search(words)
        self.lines.keep_only(_PARTS[self.parts.currentIndex()][1])

    def _unit_columns(self) -> tuple[Column, ...]:
        _ = self._translate
        return (
            Column(
                "done",
                _(N_("Handed out")),
                lambda each: f"{each.done}/{each.total}",
                sort="done",
                width=10,
                alignment=RIGHT,
                order=lambda each: each.done - each.total,
                role=lambda each: "good" if each.done == each.total else None,
                icon=lambda each: "check" if each.done == each.total else None,
            ),
            Column("unit", _(N_("Unit")), sort="unit", width=40),
        )

    def _line_columns(self) -> tuple[Column, ...]:
        _ = self._translate
        return (
            Column("number", _(N_("No.")), sort="number", width=6, alignment=RIGHT,
                   order=lambda line: line.number),
            Column("subscriber", _(N_("Subscriber")), sort="subscriber", width=20),
            Column("phone", _(N_("Phone")), width=13),
            Column("unit", _(N_("Unit")), sort="unit", width=24),
            Column(
                "outcome",
                _(N_("What came of it")),
                lambda line: begun(_(OUTCOME_LABELS[line.outcome])),
                sort="outcome",
                width=20,
                role=lambda line: _SIGNS[line.outcome][1],
                icon=lambda line: _SIGNS[line.outcome][0],
            ),
            Column("serial", _(N_("Serial")), sort="serial", width=14),
            Column("receiver", _(N_("Received by")), width=20, shown=False),
        )  # fmt: skip
