"""What a person chose in dialogs, so that a lock over one keeps it too; texts are kept as typed."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from desktop.domain.texts import N_, Translate
from desktop.services.window_drafts import FilledField, Typed
from desktop.views.words import day


class DialogChoices:
    """Knows how each dialog stood before a person's first key or click in it."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate
        self._first: WeakKeyDictionary[QDialog, tuple[FilledField, ...]] = WeakKeyDictionary()

    def look(self) -> None:
        """Look at the dialog that is about to get a key or a click, if it was not looked at."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog not in self._first:
            self._first[dialog] = _choices(dialog)

    def made_in(self, dialog: QDialog) -> tuple[Typed, ...]:
        """Return what was chosen in a dialog otherwise than by typing, each with its words."""
        if dialog not in self._first:
            return ()
        before = set(self._first[dialog])
        found = (each for each in _choices(dialog) if each not in before)
        made = (Typed(each.label, self._said(each)) for each in found)
        return tuple(each for each in made if each.text)

    def _said(self, field: FilledField) -> str:
        match field.kind:
            case "tick":
                return self._translate(N_("Yes") if field.value else N_("No"))
            case "day":
                return day(field.value)
        return field.shown or field.value


def _choices(dialog: QDialog) -> tuple[FilledField, ...]:
    """Return the fields of a dialog but plain texts; none where it asks for a secret."""
    if any(
        line.echoMode() is not QLineEdit.EchoMode.Normal for line in dialog.findChildren(QLineEdit)
    ):
        return ()
    # Loads the fields of all forms, which the start of the window does not wait for.
    from desktop.views.pages.refill import read_fields

    return tuple(field for field in read_fields(dialog) if field.kind != "text")
