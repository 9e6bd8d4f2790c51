"""Taking certificates in: what would become of each is seen first, then one run writes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop.domain.certificate_matching import KNOWN_BY_LABELS
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.certificates.command import (
    ImportCertificates,
    ImportedCertificates,
    PlacedCertificate,
)
from desktop.services.certificates.importing import import_certificates
from desktop.services.imports.command import Fate
from desktop.views import mends
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, clear, label
from desktop.views.tables.columns import Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.model import shown_text
from desktop.views.tables.table import Table
from desktop.views.words import count, day

# More are counted, not said one by one; the row that is chosen says its own.
_SAID = 3
FATES = {
    Fate.CREATED: (N_("new"), "good"),
    Fate.UPDATED: (N_("changed"), "good"),
    Fate.UNCHANGED: (N_("as it was"), "quiet"),
    Fate.REFUSED: (N_("refused"), "error"),
    Fate.HELD: (N_("held back"), "warning"),
}


class TakeDialog(QDialog):
    """Reads the files when it is opened; `found` is what would become of them, once known.

    `token` is the uid of the device that they are said to be on, None where nobody said.
    """

    def __init__(
        self,
        context: Context,
        files: tuple[Path, ...],
        parent: QWidget,
        token: str | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._translate = _ = context.translate
        self._command = ImportCertificates(files, token, dry_run=True)
        self._job: Job | None = None
        self.found: ImportedCertificates | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Take certificates in")))
        self.setMinimumSize(820, 480)
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Certificates in the files")))
        self.table.chosen.connect(lambda rows: self._say(rows[0] if len(rows) == 1 else None))
        self._told = QVBoxLayout()
        self._told.setSpacing(Space.NEAR)
        self.replace = QCheckBox(_(N_("They follow the certificates in use on their devices")))
        self.replace.toggled.connect(lambda _on: self._look())
        self.skip = QCheckBox(_(N_("Leave out what is refused")))
        self.skip.toggled.connect(lambda _on: self._allow())
        self.replace.hide()
        self.skip.hide()
        buttons = QDialogButtonBox()
        self.take = action_button(_(N_("Take in")), "download", self.submit, main=True)
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        intro = N_(
            "Each certificate goes to the device that its key or number leads to; nothing is "
            "guessed. Choose a row to read what is said of it."
        )
        if token is not None:
            intro = N_(
                "The certificates go to the device that is open; one that is another device's is "
                "refused. Choose a row to read what is said of it."
            )
        box.addWidget(label(_(intro)))
        box.addWidget(self.table, 1)
        box.addLayout(self._told)
        box.addWidget(self.replace)
        box.addWidget(self.skip)
        box.addWidget(buttons)
        self._look()

    def submit(self) -> None:
        """Take them in, as one run."""
        if not self.take.isEnabled():
            return
        self.take.setEnabled(False)
        command = replace(self._command, dry_run=False, skip_bad=self.skip.isChecked())

        def done(found: ImportedCertificates) -> None:
            taken = found.count(Fate.CREATED) + found.count(Fate.UPDATED)
            words = self._translate(N_("Certificates taken in: {count}."))
            kind = "good" if found.run is not None else "info"
            notice = Notice(words.format(count=count(taken)), kind, key="certificates")
            self._context.notify(notice)
            self.accept()

        title = self._translate(N_("Taking certificates in"))
        self._context.change(
            lambda session: import_certificates(session, command), self, done, self._fail, title
        )

    def _look(self) -> None:
        """Work out what would become of them."""
        if self._job is not None:
            self._job.cancel()
        self._command = replace(self._command, replace=self.replace.isChecked())
        command = self._command
        self.found = None
        self._allow()
        self._job = self._context.read(
            lambda session: import_certificates(session, command), self._show, self, self._fail
        )

    def _show(self, found: ImportedCertificates) -> None:
        self._job = None
        self.found = found
        self.model.show_rows(found.certificates)
        asked = any(problem.code == "certificate.replaces" for problem in found.problems)
        self.replace.setVisible(asked or self.replace.isChecked())
        self.skip.setVisible(bool(found.count(Fate.REFUSED)))
        self._say(None)
        self._allow()

    def _say(self, row: PlacedCertificate | None) -> None:
        """Say what there is to say of one row, or the first of all."""
        if self.found is None:
            return
        _ = self._translate
        rows = [row] if row is not None else list(self.found.certificates)
        said = [
            problem
            for each in rows
            for problem in (*([each.problem] if each.problem else []), *each.doubts)
        ]
        clear(self._told)
        for problem in said[:_SAID]:
            words = mends.message(problem, _), mends.mend(problem, _)
            self._told.addWidget(Said(problem.severity.value, *map(shown_text, words)))
        if len(said) > _SAID:
            more = _(N_(" and {count} more")).format(count=count(len(said) - _SAID))
            self._told.addWidget(label(more.strip(), "quiet"))

    def _fail(self, failure: Failure) -> None:
        _ = self._translate
        self._job = None
        clear(self._told)
        for problem in failure.problems[:_SAID]:
            words = mends.message(problem, _), mends.mend(problem, _)
            self._told.addWidget(Said(problem.severity.value, *map(shown_text, words)))
        self._allow()

    def _allow(self) -> None:
        found = self.found
        good = found is not None and bool(found.count(Fate.CREATED) + found.count(Fate.UPDATED))
        clean = found is not None and not found.count(Fate.REFUSED)
        self.take.setEnabled(self._context.editable and good and (clean or self.skip.isChecked()))

    def _columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column("file", _(N_("File")), sort="file", width=18),
            Column(
                "place", _(N_("Place in the file")), lambda row: str(row.place), width=14
            ),
            Column(
                "fate",
                _(N_("Fate")),
                lambda row: _(FATES[row.fate][0]),
                sort="fate",
                width=12,
                role=lambda row: FATES[row.fate][1],
            ),
            Column("subject", _(N_("Subject")), lambda row: row.subject or "—", width=22),
            Column("last", _(N_("Last day")), lambda row: day(row.last), width=11),
            Column("holder", _(N_("Device")), lambda row: row.holder or "—", width=24),
            Column(
                "by", _(N_("Known by")), lambda row: _(KNOWN_BY_LABELS[row.by]) if row.by else "",
                width=14,
            ),
            Column("unit", _(N_("Unit")), lambda row: row.unit or "", width=24),
            Column("number", _(N_("Number")), lambda row: row.number or "", width=22),
        ]  # fmt: skip
