"""The form of a new delivery: whom it comes from, its letter, its days, and the issuer's list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QWidget

from desktop.domain.texts import N_
from desktop.services.stock.command import AddDelivery, DeliveryAdded
from desktop.services.stock.deliveries import add_delivery
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.pages.bundles.files import FileField
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.pieces import row

_MOST_BOXES = 9999
_LISTS = "*.xlsx *.xlsm *.xls *.ods *.csv"


class DeliveryForm(FormDialog):
    """Records a delivery; `done` is told its number, and the list that was named with it."""

    def __init__(
        self, context: Context, parent: QWidget, done: Callable[[int, Path | None], None]
    ) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Record a delivery")))
        self._done = done
        self.giver, self.letter = QLineEdit(), QLineEdit()
        self.kept_at, self.note = QLineEdit(), QLineEdit()
        for field in (self.giver, self.letter, self.kept_at):
            field.setMaxLength(200)
        self.dated, self.letter_on = self._day(N_("Letter of"), N_("Day of the letter"))
        self.arrived, self.arrived_on = self._day(N_("It came on"), N_("Day on which it came"))
        self.arrived.setChecked(True)
        self.boxes = QSpinBox()
        self.boxes.setRange(0, _MOST_BOXES)
        self.boxes.setSpecialValueText("—")
        self.file = FileField("delivery_list", _(N_("The issuer's list")), _LISTS, _)
        # The last one was of another delivery.
        self.file.line.clear()
        self.add_row(_(N_("Delivered by")), self.giver)
        self.add_row(_(N_("Number of the letter")), self.letter)
        self.add_row("", row(self.dated, self.letter_on))
        self.add_row("", row(self.arrived, self.arrived_on))
        self.add_row(_(N_("Boxes")), self.boxes)
        self.add_row(_(N_("Kept at")), self.kept_at)
        self.add_row(_(N_("Remark")), self.note)
        self.add_row(_(N_("The issuer's list")), self.file)
        intro = N_(
            "The list may be taken in later too. Its rows are seen before anything of it is"
            " written."
        )
        self.finish(_(intro), _(N_("Record it")))
        self.giver.textChanged.connect(lambda _words: self.fit())
        self.giver.setFocus()

    def submit(self) -> None:
        """Record it."""
        if not self.save.isEnabled():
            return
        command = AddDelivery(
            self.giver.text(),
            self.letter.text(),
            self.letter_on.iso() if self.dated.isChecked() else None,
            self.arrived_on.iso() if self.arrived.isChecked() else None,
            self.boxes.value() or None,
            self.kept_at.text(),
            self.note.text(),
        )
        file = self.file.path()
        self.save.setEnabled(False)

        def done(added: DeliveryAdded) -> None:
            words = self._translate(N_("Delivery {number} is recorded."))
            notice = Notice(words.format(number=added.number), "good", key="delivery")
            self._context.notify(notice)
            self.accept()
            self._done(added.number, file)

        self._context.change(lambda session: add_delivery(session, command), self, done, self.fail)

    def fit(self) -> None:
        """Let it be recorded once its sender is named."""
        self.save.setEnabled(bool(self.giver.text().strip()))

    def _day(self, words: str, name: str) -> tuple[QCheckBox, DayField]:
        box, field = QCheckBox(self._translate(words)), DayField()
        field.setMaximumDate(QDate.currentDate())
        field.setAccessibleName(self._translate(name))
        field.setEnabled(False)
        box.toggled.connect(field.setEnabled)
        return box, field
