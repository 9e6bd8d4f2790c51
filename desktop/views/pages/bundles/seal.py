"""Sealing, from top to bottom: what changed, what is in the way, who signs, for whom, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure, Severity
from desktop.domain.texts import N_
from desktop.services.bundle_preview import BundlePreview, PreviewBundle, preview
from desktop.services.bundles import Seal, SealResult, seal
from desktop.services.checks import Check, check
from desktop.services.session import Session
from desktop.views import mends
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.bundles.changes import ChangesDialog, ChangesGrid
from desktop.views.pages.bundles.files import CERTIFICATES, FileList
from desktop.views.pages.bundles.keys import Key, KeyChooser
from desktop.views.pages.bundles.pin import Asking
from desktop.views.pages.bundles.sealed import SealedCard
from desktop.views.pages.bundles.target import TargetChooser
from desktop.views.pages.page import action_button
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.pages.pieces import Column, Said, card, clear, label, row
from desktop.views.words import count

_Counts = Mapping[str, int]


@dataclass(frozen=True)
class _Chosen:
    """Everything that sealing needs but the secret."""

    key: Key
    folder: Path
    recipients: tuple[Path, ...]
    sheet: bool

    def command(self, *, final_try: bool) -> Seal:
        return Seal(self.key.spec, self.folder, self.recipients, self.sheet, final_try)


class SealTab(QWidget):
    """Seals the registers. `sealed` is emitted when a new bundle is there."""

    sealed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._preview: BundlePreview | None = None
        self._counts: _Counts | None = None
        self._job: Job | None = None
        # What the notes were made of, so that they stand still while a path is typed.
        self._told: object = ()
        self.asking = Asking(context, self)
        self.changes = ChangesGrid(context, self._show_records)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(Space.NEAR)
        self.signer = KeyChooser(context, "signer", _(N_("Signer")))
        self._recipient = label("")
        self.recipients = FileList(
            "recipients",
            _(N_("Certificates that the bundle is encrypted to")),
            CERTIFICATES,
            context.translate,
        )
        self.target = TargetChooser(context)
        self.sheet = QCheckBox(_(N_("Put the sign-off sheet (PDF) into the bundle")))
        for part in (self.signer, self.recipients, self.target):
            part.changed.connect(self._show_state)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._form())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NORMAL, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self._stack, 1)
        self._foot = self._make_foot()
        box.addWidget(self._foot)
        context.progressed.connect(self._show_progress)
        self._show_state()

    def read(self) -> None:
        """Read what the next bundle would say, then how the registers stand."""
        self._context.read(
            lambda session: preview(session, PreviewBundle()), self._take_preview, self
        )
        self._context.read(_findings, self._take_findings, self, idle=True)
        self.target.look()

    def is_told(self) -> bool:
        """Say whether what the next bundle would say is there."""
        return self._preview is not None

    def missing(self) -> list[str]:
        """Return what is still to be chosen or mended before sealing, in words."""
        _ = self._context.translate
        shown = self._preview
        found = []
        if self._context.read_only:
            return [_(N_("a vault opened for writing"))]
        if shown is None:
            return [_(N_("the registers are being read"))]
        if shown.blocks:
            found.append(_(N_("what stands in the way above")))
        if self.signer.key() is None:
            found.append(_(N_("who signs")))
        if not self.recipients.paths() and not shown.plaintext_allowed:
            found.append(_(N_("a recipient's certificate")))
        if self.target.folder() is None:
            found.append(_(N_("the folder")))
        return found

    def start(self) -> None:
        """Ask for the secret, then seal."""
        chosen = self._chosen()
        if chosen is None or self._job is not None or self.missing():
            return
        self.button.setEnabled(False)

        def entered(secret: str, final_try: bool) -> None:
            self._seal(chosen.command(final_try=final_try), secret)

        words = self._context.translate(N_("Sign and seal"))
        self.asking.ask(chosen.key, words, entered, self._show_state)

    def _chosen(self) -> _Chosen | None:
        key, folder = self.signer.key(), self.target.folder()
        if key is None or folder is None:
            return None
        return _Chosen(key, folder, self.recipients.paths(), self.sheet.isChecked())

    def _seal(self, command: Seal, secret: str) -> None:
        self._context.settled.emit("seal")
        title = self._context.translate(N_("Sealing the bundle"))
        self._job = self._context.long_work(
            title,
            lambda session: seal(session, command, lambda: secret),
            self._show_sealed,
            self,
            self._fail,
        )
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        self._show_state()

    def _show_sealed(self, result: SealResult) -> None:
        self._job = None
        done = SealedCard(result, self._context.translate, self._print_sheet, self.show_form)
        self._drop_result()
        self._stack.addWidget(Column(done))
        self._stack.setCurrentIndex(1)
        self._foot.hide()
        self._show_state()
        done.paper.setFocus()
        self._context.settled.emit("seal")
        self._context.changed.emit()
        self.sealed.emit()

    def _fail(self, failure: Failure) -> None:
        self._job = None
        if failure.problems[0].code == "work.cancelled":
            words = self._context.translate(
                N_("Sealing was stopped: no file was left, no number used.")
            )
            self._context.notify(Notice(words, "info", key="seal"))
        else:
            self._context.show_failure(failure, topic="seal")
        # The token may have another state now.
        if self.signer.buttons["token"].isChecked():
            self.signer.look()
        self._show_state()

    def show_form(self) -> None:
        """Go back from a result to the form."""
        self._drop_result()
        self._foot.show()
        self._show_state()

    def _drop_result(self) -> None:
        old = self._stack.widget(1)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()

    def _print_sheet(self, sequence: int) -> None:
        self._context.go("papers", PaperRequest("sign-off", sequence))

    def _form(self) -> QWidget:
        _ = self._context.translate
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, Space.NEAR, 0)
        box.setSpacing(Space.NORMAL)
        for part in (
            card(_(N_("1. What changed since the last bundle")), self.changes),
            card(_(N_("2. Before you sign")), self._notes),
            card(_(N_("3. Who signs")), self.signer),
            card(_(N_("4. For whom")), self._recipient, self.recipients),
            card(_(N_("5. Where it is written")), self.target, self.sheet),
        ):
            box.addWidget(part)
        box.addStretch(1)
        column = Column(whole)
        column.setAccessibleName(_(N_("Sign and seal")))
        return column

    def _make_foot(self) -> QWidget:
        _ = self._context.translate
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.NORMAL)
        self._missing = label("", "quiet")
        line.addWidget(self._missing, 1)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(_(N_("Progress of sealing")))
        self._stop = action_button(
            _(N_("Stop")), "x", self._cancel, hint=_(N_("Stop; nothing is left half-done"))
        )
        line.addWidget(self._bar, 1)
        line.addWidget(self._stop)
        self.button: QPushButton = action_button(
            _(N_("Sign and seal")), "stamp", self.start, main=True, shortcut="Ctrl+Return"
        )
        line.addWidget(self.button)
        return foot

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._stop.setEnabled(False)

    def _show_progress(self, _: str, done: int, total: int) -> None:
        if self._job is not None:
            self._bar.setRange(0, max(total, 1))
            self._bar.setValue(done)

    def _take_preview(self, found: BundlePreview) -> None:
        _ = self._context.translate
        self._preview = found
        self.changes.show_preview(found)
        words = _(N_("The bundle is declared to: {recipient}."))
        self._recipient.setText(words.format(recipient=found.recipient))
        self._show_state()

    def _take_findings(self, counts: _Counts) -> None:
        self._counts = counts
        self._show_state()

    def _show_records(self, file: str, change: str) -> None:
        dialog = ChangesDialog(self._context, file, change, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_state(self) -> None:
        _ = self._context.translate
        busy = self._job is not None
        missing = self.missing()
        self._missing.setVisible(not busy)
        words = _(N_("Still missing: {what}.")).format(what="; ".join(missing))
        self._missing.setText(words if missing else "")
        self._bar.setVisible(busy)
        self._stop.setVisible(busy)
        self.button.setEnabled(not busy and not missing)
        self._show_notes()

    def _show_notes(self) -> None:
        _ = self._context.translate
        shown = self._preview
        told = (shown, bool(self.recipients.paths()), self._counts)
        if told == self._told:
            return
        self._told = told
        clear(self._notes)
        if shown is None:
            self._notes.addWidget(Said("info", _(N_("The registers are being read …"))))
            return
        said = [
            Said("error", mends.message(problem, _), mends.mend(problem, _))
            for problem in shown.blocks
        ]
        if not self.recipients.paths():
            said.append(self._plaintext_note(allowed=shown.plaintext_allowed))
        for each in said:
            self._notes.addWidget(each)
        self._notes.addLayout(self._findings_note())

    def _plaintext_note(self, *, allowed: bool) -> Said:
        _ = self._context.translate
        if allowed:
            return Said(
                "warning",
                _(N_("No recipient is chosen: the bundle will not be encrypted.")),
                _(N_("The policy of this vault allows it. Whoever finds the medium can read it.")),
            )
        return Said(
            "error",
            _(N_("No recipient is chosen, and the policy of this vault asks for one.")),
            _(N_("Add the recipient's certificate in part 4, or change the policy in Settings.")),
        )

    def _findings_note(self) -> QHBoxLayout:
        _ = self._context.translate
        if self._counts is None:
            return row(Said("info", _(N_("The registers are being checked …"))))
        errors, warnings = (self._counts[each.value] for each in (Severity.ERROR, Severity.WARNING))
        if not errors and not warnings:
            return row(Said("good", _(N_("The checks find nothing to mend."))))
        words = _(N_("The checks find {errors} errors and {warnings} warnings in the registers."))
        note = Said(
            "warning",
            words.format(errors=count(errors), warnings=count(warnings)),
            _(N_("They do not stop sealing, but the receiver will find them too.")),
        )
        show = action_button(
            _(N_("Show what is to be done")), "arrow-right", lambda: self._context.go("overview")
        )
        line = row(note, stretch=False)
        line.setStretch(0, 1)
        line.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        return line


def _findings(session: Session) -> _Counts:
    counts = check(session, Check()).counts
    return {each.value: found for each in Severity if isinstance(found := counts[each.value], int)}
