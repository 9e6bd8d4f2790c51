"""What the forms of a new round share: with which letter, and until when."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.pages.endpoints.forms import shown_day
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.pieces import row

# So many days are proposed for answers.
_USUAL_DAYS = 10


class RoundDialog(FormDialog):
    """Asks for a new round. Who makes one adds its fields with `add_row`, then calls `end`."""

    def __init__(self, context: Context, parent: QWidget, title: str, intro: str) -> None:
        super().__init__(context, parent, title)
        self._intro = intro
        self.letter = QLineEdit()
        self.letter.setMaxLength(200)
        self.letter.setPlaceholderText(self._translate(N_("Number and date, as on the letter")))

    def end(self, due: str, last_day: str, save: str) -> None:
        """Add the last day (its box says `due`), and what ends the form; the button says `save`."""
        self.limited = QCheckBox(due)
        self.limited.setChecked(True)
        today = date.fromisoformat(shown_day(self._context))
        self.due = DayField((today + timedelta(days=_USUAL_DAYS)).isoformat())
        self.due.setAccessibleName(last_day)
        self.limited.toggled.connect(self.due.setEnabled)
        self.add_row("", row(self.limited, self.due))
        self.finish(self._intro, save)

    def due_day(self) -> str | None:
        """Return the last day, ISO 8601, None where there is none."""
        return self.due.iso() if self.limited.isChecked() else None

    def letter_words(self) -> str | None:
        """Return the number and date of the letter, None where there is none."""
        return self.letter.text().strip() or None
