"""Starting a round: whose communes are asked, until when, with which letter, into which folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from desktop.domain.texts import N_
from desktop.services.collecting.command import StartedRound, StartRound
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.pages.endpoints.round_dialog import RoundDialog
from desktop.views.pages.pieces import row
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.words import count


class RoundForm(RoundDialog):
    """Asks for a new round, and starts it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        _ = context.translate
        intro = _(N_("Each commune gets a file of its own, filled in so far."))
        super().__init__(context, parent, _(N_("Start a round of forms")), intro)
        self.under = UnitPicker(context)
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.choose = QPushButton(_(N_("Choose …")))
        self.choose.setAccessibleName(_(N_("Choose the folder for the forms")))
        self.choose.setToolTip(self.choose.accessibleName())
        self.choose.clicked.connect(lambda _on=False: self._choose())
        self.add_row(_(N_("The communes of")), self.under)
        self.add_row(_(N_("Sent with letter")), self.letter)
        self.add_row(_(N_("Folder for the forms")), self.folder)
        self.add_row("", row(self.choose))
        self.end(
            _(N_("Answers are due by")), _(N_("Last day for answers")), _(N_("Write the forms"))
        )
        self.under.picked.connect(lambda _uid: self.fit())
        self.under.setFocus()

    def set_folder(self, folder: Path) -> None:
        """Take the folder for the forms."""
        self.folder.setText(str(folder))
        self.fit()

    def submit(self) -> None:
        """Write the forms and record the round."""
        if not self.save.isEnabled():
            return
        folder = Path(self.folder.text())
        command = StartRound("", folder, self.due_day(), self.letter_words(), unit=self.under.uid())
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
        self._context.change(work, self, done, self.fail, title)

    def fit(self) -> None:
        """Let the forms be written once unit and folder are chosen."""
        self.save.setEnabled(self.under.uid() is not None and bool(self.folder.text()))

    def _choose(self) -> None:
        words = self._translate(N_("Folder for the forms"))
        chosen = QFileDialog.getExistingDirectory(self, words, self.folder.text())
        if chosen:
            self.set_folder(Path(chosen))
        self.save.setFocus()
