"""Starting a round: whose communes are asked, until when, with which letter, into which folder."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.collecting.command import StartedRound, StartRound
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from desktop.views import mends
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import shown_day
from desktop.views.pages.pieces import label, row
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import count

# So many days are proposed for answers.
_USUAL_DAYS = 10


class RoundForm(QDialog):
    """Asks for a new round, and starts it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._translate = _ = context.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Start a round of forms")))
        self.setMinimumWidth(520)
        self.under = UnitPicker(context)
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.choose = QPushButton(_(N_("Choose …")))
        self.choose.setAccessibleName(_(N_("Choose the folder for the forms")))
        self.choose.setToolTip(self.choose.accessibleName())
        self.choose.clicked.connect(lambda _on=False: self._choose())
        self.limited = QCheckBox(_(N_("Answers are due by")))
        self.limited.setChecked(True)
        today = date.fromisoformat(shown_day(context))
        self.due = DayField((today + timedelta(days=_USUAL_DAYS)).isoformat())
        self.due.setAccessibleName(_(N_("Last day for answers")))
        self.limited.toggled.connect(self.due.setEnabled)
        self.letter = QLineEdit()
        self.letter.setMaxLength(200)
        self.letter.setPlaceholderText(_(N_("Number and date, as on the letter")))
        form = QFormLayout()
        form.setSpacing(Space.NEAR)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, field in (
            (N_("The communes of"), self.under),
            (N_("Sent with letter"), self.letter),
            (N_("Folder for the forms"), self.folder),
        ):
            name = QLabel(_(words))
            name.setBuddy(field)
            field.setAccessibleName(_(words))
            form.addRow(name, field)
        form.addRow("", row(self.choose))
        form.addRow("", row(self.limited, self.due))
        self.trouble = label("", "error")
        self.trouble.hide()
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(
            _(N_("Write the forms")), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.save.setProperty("role", "main")
        buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        box.addWidget(label(_(N_("Each commune gets a file of its own, filled in so far."))))
        box.addLayout(form)
        box.addWidget(self.trouble)
        box.addStretch(1)
        box.addWidget(buttons)
        self.under.picked.connect(lambda _uid: self._fit())
        self._fit()
        self.under.setFocus()

    def set_folder(self, folder: Path) -> None:
        """Take the folder for the forms."""
        self.folder.setText(str(folder))
        self._fit()

    def submit(self) -> None:
        """Write the forms and record the round."""
        if not self.save.isEnabled():
            return
        due = self.due.iso() if self.limited.isChecked() else None
        letter = self.letter.text().strip() or None
        folder = Path(self.folder.text())
        command = StartRound("", folder, due, letter, unit=self.under.uid())
        self.save.setEnabled(False)

        def work(session: Session) -> StartedRound:
            return start_round(session, command)

        def done(started: StartedRound) -> None:
            words = self._translate(N_("Round {number}: {count} forms in {folder}."))
            words = words.format(
                number=started.number, count=count(len(started.files)), folder=folder
            )
            self._context.notify(Notice(words, "good", key="round"))
            self.accept()

        title = self._translate(N_("Writing the forms"))
        self._context.change(work, self, done, self._fail, title)

    def _fail(self, failure: Failure) -> None:
        self.trouble.setText(shown_text(mends.both(failure.problems[0], self._translate)))
        self.trouble.show()
        self._fit()

    def _fit(self) -> None:
        self.save.setEnabled(self.under.uid() is not None and bool(self.folder.text()))

    def _choose(self) -> None:
        words = self._translate(N_("Folder for the forms"))
        chosen = QFileDialog.getExistingDirectory(self, words, self.folder.text())
        if chosen:
            self.set_folder(Path(chosen))
        self.save.setFocus()
