"""Recording what came of the chosen test documents: day, note, and a button for each outcome."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from desktop.domain.proofs import Outcome
from desktop.domain.texts import N_
from desktop.services.proofs.command import DocumentStatus
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.tables.model import without_steering


class ProofMarks(QObject):
    """The line below the table. `marked` is emitted with an `Outcome`, or with None where only the
    note is to be recorded."""

    marked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        _ = context.translate
        self._chosen: list[DocumentStatus] = []
        self._line = QHBoxLayout()
        self._line.setSpacing(Space.NEAR)
        self._day = DayField()
        self._day.setAccessibleName(_(N_("Day of the result")))
        self._note = QLineEdit()
        self._note.setMaxLength(1000)
        self._note.setAccessibleName(_(N_("Note on the chosen documents")))
        self._note.setPlaceholderText(self._note.accessibleName())
        self._note.setClearButtonEnabled(True)
        self._note.textEdited.connect(lambda _text: self.allow())
        self._note.returnPressed.connect(self._keep_note)
        self.arrived = action_button(
            _(N_("Arrived")), "circle-check", lambda: self.marked.emit(Outcome.ARRIVED),
            shortcut="Ctrl+D", hint=_(N_("Record that the chosen documents arrived")),
        )  # fmt: skip
        self.lost = action_button(
            _(N_("Did not arrive")), "circle-x", lambda: self.marked.emit(Outcome.LOST),
            shortcut="Ctrl+Shift+D", hint=_(N_("Record that the chosen documents did not arrive")),
        )  # fmt: skip
        self.unknown = action_button(
            _(N_("Not known yet")), "hourglass", lambda: self.marked.emit(Outcome.UNKNOWN),
            hint=_(N_("Take back what was recorded of the chosen documents")),
        )  # fmt: skip
        self.keep_note = action_button(
            _(N_("Save the note")), "save", self._keep_note,
            hint=_(N_("Record the note alone (Enter in the note)")),
        )  # fmt: skip
        words = QLabel(_(N_("On")))
        words.setBuddy(self._day)
        self._line.addWidget(words)
        for widget in (self._day, self.arrived, self.lost, self.unknown):
            self._line.addWidget(widget)
        self._line.addWidget(self._note, 1)
        self._line.addWidget(self.keep_note)
        self.allow()

    def row(self) -> QHBoxLayout:
        """Return the line."""
        return self._line

    def day(self) -> str:
        """Return the day of the result, ISO 8601."""
        return self._day.iso()

    def note(self) -> str | None:
        """Return the note that was typed, None where none was."""
        return self._note.text() if self._note.isModified() else None

    def write_note(self, words: str) -> None:
        """Type a note."""
        self._note.setText(words)
        self._note.setModified(True)
        self.allow()

    def show_chosen(self, rows: list[DocumentStatus]) -> None:
        """Be about these documents; the note is that of a single one."""
        self._chosen = rows
        note = rows[0].note if len(rows) == 1 else None
        self._note.setText(without_steering(note or ""))
        self.allow()

    def allow(self) -> None:
        """Let be recorded what there is to be recorded."""
        editable = self._context.editable
        chosen = bool(self._chosen) and editable
        for widget in (self.arrived, self.lost, self._day, self._note):
            widget.setEnabled(chosen)
        known = any(each.outcome is not Outcome.UNKNOWN for each in self._chosen)
        self.unknown.setEnabled(chosen and known)
        self.keep_note.setEnabled(chosen and self._note.isModified())

    def _keep_note(self) -> None:
        if self.keep_note.isEnabled():
            self.marked.emit(None)
