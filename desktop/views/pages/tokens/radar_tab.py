"""The radar: which certificates end soon, by unit, and whom to call about each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.custody import PURPOSE_LABELS
from desktop.domain.texts import N_
from desktop.services.certificates.radar import (
    RADAR_DAYS,
    EndingHere,
    RadarAnswer,
    ReadRadar,
    UnitEnding,
    read_radar,
)
from desktop.services.certificates.radar_sheet import save_radar
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.last_reading import LastReading
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.saving import ask_for_workbook, write_workbook
from desktop.views.pages.units.picker import only_below
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import begun, count, day

_ENDED = N_("ended: {count}")
_WITHIN = N_("in {days} days: {count}")
_ROLES = {0: "error", 7: "error", 30: "warning", 60: "quiet", 90: "quiet"}


class RadarTab(QWidget):
    """The figures of each unit and the list; choosing units leaves theirs. `opened` is emitted with
    the uid of a device."""

    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self.answer: RadarAnswer | None = None
        self._reading = LastReading(context, self)
        self._days = RADAR_DAYS[0]
        self.days = QComboBox()
        self.days.setAccessibleName(_(N_("Which certificates are shown")))
        self.days.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.days.activated.connect(self._choose_days)
        self.under = only_below(context, self.read)
        self.by_unit = MemoryModel(context.worker, self._unit_columns(), self)
        self.units = Table(self.by_unit, _, self)
        self.units.setAccessibleName(_(N_("Units with certificates that end")))
        self.units.chosen.connect(lambda _rows: self._keep())
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.model.on_loaded = self._show_rows
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Certificates ending")))
        self.table.opened.connect(self._open)
        self.table.row_actions = self._row_actions
        self.words = SearchLine(_(N_("Search these certificates")), self.model.search)
        self.save = action_button(
            _(N_("Save as a workbook …")), "download", self._save,
            hint=_(N_("Write the figures and this list with its phones into an .xlsx file")),
        )  # fmt: skip
        self._rows = QStackedWidget()
        self._lay_out()
        self.save.setEnabled(False)

    def read(self) -> None:
        """Read the radar anew."""
        command = ReadRadar(unit=self.under.meant(), as_of=self._context.as_of)
        self._reading.begin(
            self._translate(N_("Reading which certificates end")),
            lambda session: read_radar(session, command),
            self._show,
        )

    def save_to(self, path: Path) -> None:
        """Write what was read into a workbook."""
        answer = self.answer
        if answer is None:
            return

        def write(session: Session) -> Path:
            return save_radar(session.surroundings, answer, path)

        write_workbook(self._context, self, write, "radar")

    def _show(self, answer: RadarAnswer) -> None:
        self.answer = answer
        _ = self._translate
        with QSignalBlocker(self.days):
            self.days.clear()
            for days in RADAR_DAYS:
                words = _(_WITHIN).format(days=days, count=count(answer.counts[days]))
                self.days.addItem(begun(words), days)
            self.days.addItem(begun(_(_ENDED).format(count=count(answer.counts[0]))), 0)
            self.days.setCurrentIndex(self.days.findData(self._days))
        self.model.show_rows(answer.rows)
        self.by_unit.show_rows(answer.units)
        self._keep_units()
        self._keep()
        self.save.setEnabled(bool(answer.rows))

    def _choose_days(self, _place: int) -> None:
        self._days = self.days.currentData()
        self._keep_units()
        self._keep()

    def _keep_units(self) -> None:
        days = self._days
        self.by_unit.keep_only(lambda row: row.counts[days] > 0)

    def _keep(self) -> None:
        """Show what ends within the chosen days, or has ended, of the chosen units."""
        days, units = self._days, {row.unit for row in self.units.chosen_rows()}
        self.model.keep_only(
            lambda row: (
                (row.band == 0) == (days == 0)
                and row.band <= days
                and (not units or row.line.unit in units)
            )
        )

    def _show_rows(self, rows: int) -> None:
        self._rows.setCurrentIndex(0 if rows else 1)

    def _open(self, row: EndingHere) -> None:
        if row.line.token is not None:
            self.opened.emit(row.line.token)
        elif row.line.unit is not None:
            self._context.go("units", row.line.unit)

    def _row_actions(self, rows: list[EndingHere]) -> list[QAction]:
        if len(rows) != 1:
            return []
        found = []
        if rows[0].line.token is not None:
            device = QAction(self._translate(N_("Open the device")), self)
            device.triggered.connect(lambda: self._open(rows[0]))
            found.append(device)
        unit = rows[0].line.unit
        if unit is not None:
            page = QAction(self._translate(N_("Unit's page")), self)
            page.triggered.connect(lambda: self._context.go("units", unit))
            found.append(page)
        return found

    def _save(self) -> None:
        day_of = self.answer.as_of if self.answer is not None else ""
        name = f"chung-thu-sap-het-han-{day_of}.xlsx"
        words = self._translate(N_("Save as a workbook"))
        ask_for_workbook(self._context, self, words, name, self.save_to)

    def _lay_out(self) -> None:
        _ = self._translate
        top = QHBoxLayout()
        top.setSpacing(Space.NEAR)
        top.addWidget(self.days)
        top.addWidget(self.under, 1)
        top.addWidget(self.words, 1)
        top.addWidget(self.save)
        self.words.found_within(self)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.units)
        split.addWidget(self.table)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        self._rows.addWidget(split)
        self._rows.addWidget(
            Empty(
                "badge-check",
                _(N_("No certificate ends so soon")),
                _(N_("Choose more days, another unit or other words above.")),
            )
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(top)
        box.addWidget(self._rows, 1)

    def _unit_columns(self) -> list[Column]:
        _ = self._translate
        figures = [
            Column(
                f"in_{days}",
                _(N_("Run out")) if days == 0 else _(N_("{days} days")).format(days=days),
                _figure(days),
                sort=f"in_{days}",
                width=9,
                alignment=RIGHT,
                order=_size(days),
            )
            for days in (0, *reversed(RADAR_DAYS))
        ]
        nobody = _(N_("of no unit"))
        return [
            Column("code", _(N_("Code")), lambda row: row.code or "—", sort="code", width=14),
            Column("name", _(N_("Unit")), lambda row: row.name or nobody, sort="name", width=26),
            *figures,
        ]

    def _columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column(
                "last",
                _(N_("Last day")),
                lambda row: day(row.last),
                sort="last",
                width=11,
                role=lambda row: _ROLES[row.band],
                order=lambda row: row.last,
            ),
            Column(
                "left",
                _(N_("Days left")),
                lambda row: str(row.left),
                sort="left",
                width=9,
                alignment=RIGHT,
                order=lambda row: row.left,
            ),
            Column(
                "subscriber", _(N_("Subscriber")), lambda row: row.line.subscriber,
                sort="subscriber", width=22,
            ),
            Column("phone", _(N_("Phone")), lambda row: row.line.phone or "", width=14),
            Column(
                "unit", _(N_("Unit")), lambda row: row.line.unit_name or "", sort="unit", width=26
            ),
            Column(
                "serial", _(N_("Serial")), lambda row: row.line.serial or "", sort="serial",
                width=14,
            ),
            Column(
                "purpose",
                _(N_("Purpose")),
                lambda row: begun(_(PURPOSE_LABELS.get(row.line.purpose, row.line.purpose))),
                width=12,
            ),
            Column(
                "number", _(N_("Number of the certificate")), lambda row: row.line.number, width=24
            ),
        ]  # fmt: skip


def _figure(days: int) -> Callable[[UnitEnding], str]:
    """Return what writes how many of a unit's end within so many days."""
    return lambda row: count(row.counts[days])


def _size(days: int) -> Callable[[UnitEnding], int]:
    """Return what sorts units by it."""
    return lambda row: row.counts[days]
