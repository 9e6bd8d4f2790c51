"""Judging a bundle that came: drop the file, and see whether to use it and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.surroundings import Surroundings
from desktop.services.verify import Verdict, Verify, verify
from desktop.views.aside import Aside, NobodyToAsk
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.bundles.files import (
    BUNDLES,
    CERTIFICATES,
    LISTS,
    FileList,
    filters,
)
from desktop.views.pages.bundles.keys import KeyChooser
from desktop.views.pages.bundles.pin import Asking
from desktop.views.pages.bundles.verdict import VerdictView
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import Column, card, label
from desktop.views.shell.drafts import PASSING
from desktop.views.shell.drops import dropped_files
from desktop.views.tables.model import shown_text, shown_tip

_LEFT = 2
_RIGHT = 3


class VerifyTab(QWidget):
    """What it is judged by on the left, the verdict on the right. It needs no vault: a judgement
    goes on beside whatever the registers are busy with."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._world = Surroundings(NobodyToAsk(), context.translate)
        self._aside = Aside(self)
        self.asking = Asking(context, self)
        self._file: Path | None = None
        self.setAcceptDrops(True)
        self.view: VerdictView | None = None
        self.anchors = FileList(
            "anchors",
            _(N_("Authorities trusted (certificates)")),
            CERTIFICATES,
            context.translate,
        )
        self.lists = FileList("lists", _(N_("Revocation lists (CRL)")), LISTS, context.translate)
        for files in (self.anchors, self.lists):
            files.changed.connect(self.judge)
        self.key = KeyChooser(context, "decrypt", _(N_("Key of the recipient")), _(N_("no key")))
        self.digest = QLineEdit()
        self.digest.setPlaceholderText(_(N_("Content digest or check code on the paper")))
        self.digest.setAccessibleName(self.digest.placeholderText())
        self.digest.setProperty(PASSING, True)
        self.digest.returnPressed.connect(self.judge)
        self._result = Column(self._empty())
        self._result.setAccessibleName(_(N_("Verdict")))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, Space.NORMAL, 0, 0)
        line.setSpacing(Space.WIDE)
        line.addWidget(self._left(), _LEFT)
        line.addWidget(self._result, _RIGHT)

    def take(self, file: Path) -> None:
        """Judge `file`."""
        self._file = file
        self._name.setText(shown_text(file.name))
        self._name.setToolTip(shown_tip(str(file)))
        self._result.show_widget(self._under_way())
        self.judge()

    def judge(self) -> None:
        """Judge the file that was chosen last; a secret is asked only where it is encrypted."""
        if self._file is None:
            return
        file, command = self._file, self._command()

        def done(verdict: Verdict) -> None:
            encrypted = any(each.code == "verify.encrypted" for each in verdict.reasons)
            if encrypted and self.key.key() is not None:
                self._decrypt(file)
            else:
                self._show(lambda view: view.show_verdict(file, verdict))

        self._run(file, command, done)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Judge what is dropped."""
        event.acceptProposedAction()
        self.take_dropped(dropped_files(event.mimeData()))

    def take_dropped(self, files: tuple[Path, ...]) -> None:
        """Judge the one file that was dropped; others are told of."""
        _ = self._context.translate
        if len(files) == 1:
            self.take(files[0])
            return
        words = (
            N_("Drop one file at a time.") if files else N_("Only files of this PC can be judged.")
        )
        self._context.notify(Notice(_(words), "warning", key="verify"))

    def _command(self) -> Verify:
        expected = "".join(self.digest.text().split())
        # Ten characters are a check code, a digest has sixty-four.
        short = len(expected.replace("-", "")) < 32
        return Verify(
            self._file or Path(),
            trust=self.anchors.paths(),
            lists=self.lists.paths(),
            digest=expected if expected and not short else None,
            code=expected if expected and short else None,
        )

    def _run(self, file: Path, command: Verify, done: Callable[[Verdict], None]) -> None:
        self.again.setEnabled(False)

        def judged(verdict: Verdict) -> None:
            self.again.setEnabled(True)
            done(verdict)

        def failed(failure: Failure) -> None:
            self.again.setEnabled(True)
            self._show(lambda view: view.show_failure(file, failure))

        world = self._world
        self._aside.run(lambda: verify(command, world), judged, failed)

    def _decrypt(self, file: Path) -> None:
        key = self.key.key()
        if key is None:
            return
        command = self._command()

        def entered(secret: str, final_try: bool) -> None:
            opened = Verify(
                command.file,
                command.trust,
                command.lists,
                digest=command.digest,
                code=command.code,
                decrypt_key=key.spec,
                decrypt_pin=lambda: secret,
                final_try=final_try,
            )
            self._run(
                file, opened, lambda found: self._show(lambda view: view.show_verdict(file, found))
            )

        words = self._context.translate(N_("Decrypt and judge"))
        self.asking.ask(key, words, entered, lambda: None)

    def _show(self, fill: Callable[[VerdictView], None]) -> None:
        self.view = VerdictView(self._context.translate)
        fill(self.view)
        self._result.show_widget(self.view)

    def _under_way(self) -> Empty:
        _ = self._context.translate
        words = _(N_("Its packaging, signatures, certificates and every file in it are checked."))
        return Empty("shield-check", _(N_("The file is being judged …")), words)

    def _empty(self) -> Empty:
        _ = self._context.translate
        return Empty(
            "shield-check",
            _(N_("No file has been judged yet")),
            _(N_("Drop a bundle anywhere on this page. Nothing of it is written or taken in.")),
        )

    def _left(self) -> QWidget:
        _ = self._context.translate
        self._name = label(_(N_("Drop a bundle here, or choose it.")), "quiet")
        choose = action_button(
            _(N_("Choose a file …")), "folder-open", self._choose, main=True, shortcut="Ctrl+O"
        )
        self.again = action_button(_(N_("Judge again")), "refresh-cw", self.judge)
        self.again.setEnabled(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.NEAR)
        buttons.addWidget(choose)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, Space.NEAR, 0)
        box.setSpacing(Space.NORMAL)
        hint = label(_(N_("They come from their issuer, never from the bundle itself.")), "quiet")
        box.addWidget(card(_(N_("File")), self._name, buttons))
        box.addWidget(card(_(N_("Judged by")), hint, self.anchors, self.lists))
        box.addWidget(card(_(N_("If it is encrypted: the recipient's key")), self.key))
        box.addWidget(card(_(N_("What the paper says, if you have it")), self.digest))
        box.addStretch(1)
        column = Column(whole)
        column.setAccessibleName(_(N_("Judged by")))
        return column

    def _choose(self) -> None:
        _ = self._context.translate
        words = _(N_("Bundle to judge"))
        start = str(self._file.parent) if self._file else ""
        chosen, _filter = QFileDialog.getOpenFileName(
            self, words, start, filters(BUNDLES, words, _)
        )
        if chosen:
            self.take(Path(chosen))
