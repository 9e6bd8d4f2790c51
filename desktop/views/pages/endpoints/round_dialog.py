"""What the forms of a new round share: with which letter, until when, and what went wrong."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.views import mends
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import shown_day
from desktop.views.pages.pieces import label, row
from desktop.views.tables.model import shown_text

# So many days are proposed for answers.
_USUAL_DAYS = 10


class RoundDialog(QDialog):
    """Asks for a new round. Who makes one adds its fields with `add_row`, then calls `end`."""

    def __init__(self, context: Context, parent: QWidget, title: str, intro: str) -> None:
        super().__init__(parent)
        self._context = context
        self._translate = context.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._intro = intro
        self._form = QFormLayout()
        self._form.setSpacing(Space.NEAR)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.letter = QLineEdit()
        self.letter.setMaxLength(200)
        self.letter.setPlaceholderText(self._translate(N_("Number and date, as on the letter")))

    def add_row(self, words: str, field: QWidget | QLayout) -> None:
        """Add a field with its words, which become its accessible name too; without words, below
        the field above."""
        if not words or isinstance(field, QLayout):
            self._form.addRow(words, field)
            return
        name = QLabel(words)
        name.setBuddy(field)
        field.setAccessibleName(words)
        self._form.addRow(name, field)

    def end(self, due: str, last_day: str, save: str) -> None:
        """Add the last day (its box says `due`), and what ends the form; the button says `save`."""
        _ = self._translate
        self.limited = QCheckBox(due)
        self.limited.setChecked(True)
        today = date.fromisoformat(shown_day(self._context))
        self.due = DayField((today + timedelta(days=_USUAL_DAYS)).isoformat())
        self.due.setAccessibleName(last_day)
        self.limited.toggled.connect(self.due.setEnabled)
        self.add_row("", row(self.limited, self.due))
        self.trouble = label("", "error")
        self.trouble.hide()
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "main")
        buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        box.addWidget(label(self._intro))
        box.addLayout(self._form)
        box.addWidget(self.trouble)
        box.addStretch(1)
        box.addWidget(buttons)
        self.fit()

    def submit(self) -> None:
        """Begin the round as it is filled in; each form does it in its own way."""
        raise NotImplementedError

    def fit(self) -> None:
        """Let the round be begun once enough is filled in; each form knows when."""
        raise NotImplementedError

    def due_day(self) -> str | None:
        """Return the last day, ISO 8601, None where there is none."""
        return self.due.iso() if self.limited.isChecked() else None

    def letter_words(self) -> str | None:
        """Return the number and date of the letter, None where there is none."""
        return self.letter.text().strip() or None

    def fail(self, failure: Failure) -> None:
        """Say what stands in the way, and let it be tried again."""
        self.trouble.setText(shown_text(mends.both(failure.problems[0], self._translate)))
        self.trouble.show()
        self.fit()
