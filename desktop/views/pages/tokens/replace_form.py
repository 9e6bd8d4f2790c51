"""Another device in the place of one that is lost, damaged, given back or destroyed."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.texts import N_
from desktop.services.browse_tokens import TokenLine
from desktop.services.find import Found
from desktop.services.replace_token import ReplaceToken, replace_token
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.pages.tokens.forms import TokenDialog, named
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import begun


class TokenPicker(UnitPicker):
    """The same for a device, by its serial, which may be scanned, or its subscriber."""

    kind = "token"
    nothing = N_("No device has this serial or subscriber: choose one from the list.")
    several = N_("Several devices are this subscriber's: choose one from the list.")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setPlaceholderText(context.translate(N_("Scan its serial, or words of its name")))

    def shown(self, one: Found) -> str:
        """Return the device's serial and subscriber."""
        return shown_text(f"{one.name or '—'} · {one.detail}")


class ReplaceForm(TokenDialog):
    """Asks which device takes the place of the one of `line`."""

    def __init__(self, context: Context, line: TokenLine, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Another device in its place")), named(line), parent)
        self._line = line
        self.by = TokenPicker(context)
        self.day = DayField()
        self.day.setMaximumDate(QDate.currentDate())
        self.reason = QLineEdit()
        self.form.addRow(_(N_("Now")), QLabel(begun(_(CUSTODY_LABELS[line.custody]))))
        for words, field in (
            (N_("New device"), self.by),
            (N_("On"), self.day),
            (N_("Reason"), self.reason),
        ):
            self.form.addRow(_(words), field)
            field.setAccessibleName(_(words))
        note = QLabel(_(N_("The new device gets the subscriber and the unit of the old one.")))
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        self.form.addRow("", note)
        self.by.picked.connect(lambda _uid: self._fit())
        self._fit()
        self.by.setFocus()

    def place(self) -> tuple[str, ...]:
        """What takes this token's place."""
        return ("replace", self._line.uid)

    def submit(self) -> None:
        """Bind the devices to each other."""
        new = self.by.uid()
        if new is None:
            return
        reason = self.reason.text().strip() or None
        command = ReplaceToken(new, self._line.uid, self.day.iso(), reason)
        words = self.translate(N_("Another device took the place of {token}."))
        told = words.format(token=named(self._line))
        self.change(lambda session: replace_token(session, command), told)

    def _fit(self) -> None:
        self.save.setEnabled(self.by.uid() is not None)
