"""Care of the vault: is it whole, does its journal fit together; each said in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.domain.problems import Failure, Problem
from desktop.domain.texts import N_
from desktop.services.session import Session
from desktop.services.vault_care import CheckVault, VerifyJournal, check, verify_journal
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.words import count

_TOPIC = "vault-care"
# The number of runs, and what is not as it should be.
Found = tuple[int, tuple[Problem, ...]]


class VaultCare(QWidget):
    """Two checks that read the whole vault, away from the window; nothing is written."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self.check_button = action_button(
            _(N_("See whether the vault is whole")), "shield-check", self.check
        )
        self.journal_button = action_button(
            _(N_("See whether the journal fits together")), "history", self.verify_journal
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        words = N_(
            "Both read everything and change nothing. Do this after a power cut, and before you "
            "rely on a copy. A backup is a copy of the vault's whole folder while it is locked."
        )
        box.addWidget(label(_(words), "quiet"))
        box.addLayout(row(self.check_button, self.journal_button))

    def check(self) -> None:
        """See whether every page, structure and reference of the vault is whole."""

        def work(session: Session) -> Found:
            found = check(session, CheckVault())
            return found.runs or 0, found.problems

        self._do(work, self.check_button, N_("Checking the vault"), N_("The vault is whole."))

    def verify_journal(self) -> None:
        """See whether the chain of all runs fits together."""

        def work(session: Session) -> Found:
            found = verify_journal(session, VerifyJournal())
            return found.head.run, found.problems

        words = N_("The journal is intact: {runs} runs fit together.")
        self._do(work, self.journal_button, N_("Checking the journal"), words)

    def _do(
        self,
        work: Callable[[Session], Found],
        button: QPushButton,
        title: str,
        words: str,
    ) -> None:
        if not button.isEnabled():
            return
        button.setEnabled(False)
        self._context.settled.emit(_TOPIC)

        def done(found: Found) -> None:
            button.setEnabled(True)
            runs, problems = found
            if problems:
                self._context.show_failure(Failure(*problems), _TOPIC)
                return
            said = self._translate(words).format(runs=count(runs))
            self._context.notify(Notice(said, "good", key=_TOPIC))

        def failed(failure: Failure) -> None:
            button.setEnabled(True)
            self._context.show_failure(failure, _TOPIC)

        self._context.long_work(self._translate(title), work, done, self, failed)
