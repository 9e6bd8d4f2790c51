"""What a person chooses for a whole file: kind, sheet, the day, what differences mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QDate, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.imports.command import KINDS, Changes
from desktop.services.imports.draft_values import Choice, Layout
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.tables.model import shown_text

KIND_WORDS = {
    "units": N_("Units and codes"),
    "clerks": N_("Clerk endpoints"),
    "tokens": N_("eTokens and certificates"),
    "code-states": N_("States of codes on the systems"),
    "statistics": N_("Use statistics"),
}
_CHANGES = {
    None: N_("Ask me, row by row"),
    Changes.EVENT: N_("Something that happened on that day"),
    Changes.CORRECTION: N_("A mistyped record, mended in place"),
}


class Choices(QWidget):
    """A row of choices; `on_chosen` is told the choice as it is now."""

    def __init__(self, translate: Translate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = translate
        self._translate = translate
        self._choice = Choice("units")
        self.on_chosen: Callable[[Choice], None] = lambda _: None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.NEAR)
        self.kind = _combo(_(N_("Kind of table")), _(N_("Which register the rows belong to")))
        for kind in KINDS:
            self.kind.addItem(_(KIND_WORDS[kind]), kind)
        self.sheet = _combo(_(N_("Sheet")), _(N_("Which sheets of the file are read")))
        self.day = DayField()
        self.day.setAccessibleName(_(N_("Holds from")))
        self.day.setToolTip(_(N_("The day from which rows hold that name none themselves")))
        self.last = DayField()
        self.last.setAccessibleName(_(N_("Last day")))
        self.last.setToolTip(
            _(N_("The last day of figures whose rows name none; Enter takes the days shown"))
        )
        self.changes = _combo(
            _(N_("Differences are")),
            _(N_("What it means where a row says otherwise than the registers")),
        )
        for changes, words in _CHANGES.items():
            self.changes.addItem(_(words), changes)
        labels: list[QLabel] = []
        for words, widget in (
            (N_("Kind"), self.kind),
            (N_("Sheet"), self.sheet),
            (N_("From"), self.day),
            (N_("Last day"), self.last),
            (N_("Differences"), self.changes),
        ):
            label = QLabel(_(words))
            label.setProperty("role", "quiet")
            label.setBuddy(widget)
            row.addWidget(label)
            row.addWidget(widget)
            labels.append(label)
        self.take = QPushButton(_(N_("Take these days")))
        self.take.setToolTip(_(N_("The figures are of the days shown here")))
        self.take.clicked.connect(lambda _on=False: self._take_days())
        row.addWidget(self.take)
        row.addStretch(1)
        # What figures of days have, and what records that last have.
        self._of_figures = (labels[3], self.last)
        self._of_records = (labels[4], self.changes)
        self.kind.activated.connect(lambda _: self._choose_kind())
        self.sheet.activated.connect(lambda _: self._say(sheet=self.sheet.currentData()))
        self.changes.activated.connect(lambda _: self._say(changes=self.changes.currentData()))
        for field in (self.day, self.last):
            field.editingFinished.connect(self._choose_day)
            field.lineEdit().returnPressed.connect(self._take_days)
        self.day.dateChanged.connect(lambda _: None if self.day.hasFocus() else self._choose_day())
        self.last.dateChanged.connect(
            lambda _: None if self.last.hasFocus() else self._choose_day()
        )

    def show_choice(self, choice: Choice, layout: Layout) -> None:
        """Show what holds for a file."""
        self._choice = choice
        self.kind.setCurrentIndex(self.kind.findData(choice.kind))
        self.sheet.clear()
        if len(layout.sheets) > 1:
            self.sheet.addItem(self._translate(N_("All sheets")), None)
        for sheet in layout.sheets:
            self.sheet.addItem(shown_text(sheet.name)[:40], sheet.name)
        wanted = self.sheet.findData(choice.sheet)
        self.sheet.setCurrentIndex(max(0, wanted))
        self.sheet.setEnabled(self.sheet.count() > 1)
        self.changes.setCurrentIndex(self.changes.findData(choice.changes))
        for field, day in zip((self.day, self.last), self._days(), strict=True):
            with QSignalBlocker(field):
                field.setDate(day)
        of_figures = choice.kind == "statistics"
        for part in (*self._of_figures, *self._of_records):
            part.setVisible((part in self._of_figures) == of_figures)
        self.take.setVisible(of_figures and choice.last_day is None)

    def _choose_kind(self) -> None:
        if self.kind.currentData() != self._choice.kind:
            # Another kind has other fields: what was said by hand of the columns does not hold.
            self._say(kind=self.kind.currentData(), mapping={}, last_day=None)

    def _choose_day(self) -> None:
        if (self.day.date(), self.last.date()) != self._days():
            self._say_days()

    def _take_days(self) -> None:
        """Take the days of figures as they are shown."""
        if self._choice.kind == "statistics" and self._choice.last_day is None:
            self._say_days()

    def _say_days(self) -> None:
        if self._choice.kind == "statistics":
            self._say(from_date=self.day.iso(), last_day=self.last.iso())
        else:
            self._say(from_date=self.day.iso())

    def _days(self) -> tuple[QDate, QDate]:
        """Return the days that are chosen; of figures, those of last week before any are."""
        today = QDate.currentDate()
        first, last = self._choice.from_date, self._choice.last_day
        if self._choice.kind != "statistics":
            return _day(first, today), _day(last, today)
        monday = today.addDays(-6 - today.dayOfWeek())
        return _day(first, monday), _day(last, monday.addDays(6))

    def _say(self, **changed: object) -> None:
        self._choice = replace(self._choice, **changed)  # type: ignore[arg-type]  # each caller names one field with its own type
        self.on_chosen(self._choice)


def _day(iso: str | None, otherwise: QDate) -> QDate:
    return QDate.fromString(iso, "yyyy-MM-dd") if iso else otherwise


def _combo(name: str, tip: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMaximumWidth(280)
    return combo
