"""Trusting an authority: its certificate from a file, its fingerprint as it is typed from paper."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.texts import N_
from desktop.services.certificates.authorities import AddAnchor, AnchorAdded, add_anchor
from desktop.views.context import Context, Notice
from desktop.views.pages.bundles.files import FileField
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.pieces import label
from desktop.views.tables.model import shown_text
from desktop.views.words import count

_DIGITS = 64
_NO_DIGIT = re.compile(r"[^0-9A-Fa-f]")


class AuthorityForm(FormDialog):
    """Shows nothing of the file's own fingerprint: what is typed must come from the paper."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Trust an authority")))
        self.setMinimumWidth(680)
        words = _(N_("The authority's own certificate"))
        self.file = FileField("authority", words, "*.cer *.crt *.pem *.der", _)
        # The last one was another authority's.
        self.file.line.clear()
        self.fingerprint = QLineEdit()
        self.fingerprint.setPlaceholderText("AB12 CD34 …")
        self.typed = label("", "quiet")
        self.add_row(words, self.file)
        self.add_row(_(N_("SHA-256 fingerprint on the paper")), self.fingerprint)
        self.add_row("", self.typed)
        intro = N_(
            "Type the fingerprint from the authority's paper, never from the file: only the two"
            " together tell that nobody has changed the file on its way here."
        )
        self.finish(_(intro), _(N_("Trust it")))
        self.file.changed.connect(self.fit)
        self.fingerprint.textChanged.connect(lambda _words: self.fit())
        self.file.setFocus()

    def submit(self) -> None:
        """Trust it, where the two fit."""
        path = self.file.path()
        if path is None or not self.save.isEnabled():
            return
        command = AddAnchor(path, self.fingerprint.text())
        self.save.setEnabled(False)
        self.trouble.hide()

        def done(added: AnchorAdded) -> None:
            words = N_("{subject} is trusted now; {linked} certificates here bear its signature.")
            told = self._translate(words).format(
                subject=shown_text(added.subject), linked=count(added.linked)
            )
            if added.run is None:
                told = self._translate(N_("Nothing to change: it is so already."))
            kind = "good" if added.run is not None else "info"
            self._context.notify(Notice(told, kind, key="authority"))
            self.accept()

        self._context.change(lambda session: add_anchor(session, command), self, done, self.fail)

    def fit(self) -> None:
        """Let it be trusted once a file is named and the whole fingerprint is typed."""
        typed = len(_NO_DIGIT.sub("", self.fingerprint.text()))
        words = self._translate(N_("{typed} of {all} digits"))
        self.typed.setText(words.format(typed=typed, all=_DIGITS))
        self.save.setEnabled(self.file.path() is not None and typed == _DIGITS)
