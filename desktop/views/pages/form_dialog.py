"""A dialog with a form: fields with their words, what went wrong, a button that writes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.views import mends
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import label
from desktop.views.tables.model import shown_text


class FormDialog(QDialog):
    """Who makes one adds its fields with `add_row`, then calls `finish`."""

    def __init__(self, context: Context, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self._context = context
        self._translate = context.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._form = QFormLayout()
        self._form.setSpacing(Space.NEAR)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)

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

    def finish(self, intro: str, save: str) -> None:
        """Put `intro` above the fields, and below them what ends the form; a button says `save`."""
        self.trouble = label("", "error")
        self.trouble.hide()
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "main")
        cancel = self._translate(N_("Cancel"))
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        box.addWidget(label(intro))
        box.addLayout(self._form)
        box.addWidget(self.trouble)
        box.addStretch(1)
        box.addWidget(buttons)
        self.fit()

    def submit(self) -> None:
        """Write what is filled in; each form does it in its own way."""
        raise NotImplementedError

    def fit(self) -> None:
        """Let it be written once enough is filled in; each form knows when."""
        raise NotImplementedError

    def fail(self, failure: Failure) -> None:
        """Say what stands in the way, and let it be tried again."""
        self.trouble.setText(shown_text(mends.both(failure.problems[0], self._translate)))
        self.trouble.show()
        self.fit()
