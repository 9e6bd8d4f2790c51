"""Taking files in: certificates are seen first, revocation lists are applied at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.texts import N_
from desktop.services.certificates.lists import ListsTaken, TakeLists, take_lists
from desktop.views.context import Context, Notice
from desktop.views.pages.tokens.take_dialog import TakeDialog
from desktop.views.words import count

LISTS = "*.crl"
ALL_KINDS = f"*.cer *.crt *.pem *.p7b {LISTS}"


class Taking:
    """Asks for files over `owner`, and takes them in."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        self._context = context
        self._translate = context.translate
        self._owner = owner

    def choose(self, title: str, kinds: str, token: str | None = None) -> None:
        """Ask for files of these kinds; `token` is as of `certificates`."""
        words = N_("Certificates and revocation lists ({suffixes})")
        shown = self._translate(words).format(suffixes=kinds)
        dialog = QFileDialog(self._owner, title, "", shown)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(
            lambda chosen: self.take_paths(tuple(map(Path, chosen)), token)
        )
        dialog.open()

    def take_paths(self, files: tuple[Path, ...], token: str | None = None) -> None:
        """Take certificates in, and revocation lists."""
        lists = tuple(file for file in files if file.suffix.lower() == ".crl")
        certificates = tuple(file for file in files if file not in lists)
        if certificates:
            self.certificates(certificates, token)
        if lists:
            self.lists(lists)

    def certificates(self, files: tuple[Path, ...], token: str | None = None) -> None:
        """Show what would become of certificates; those that the registers do not know are on the
        device of the uid `token`, where it is told."""
        if self._may_take():
            TakeDialog(self._context, files, self._owner, token).open()

    def lists(self, files: tuple[Path, ...]) -> None:
        """Take revocation lists in."""
        if not self._may_take():
            return

        def done(taken: ListsTaken) -> None:
            words = self._translate(
                N_("Revocation lists taken in: {lists}; certificates whose state changed: {count}.")
            )
            shown = words.format(lists=count(len(taken.lists)), count=count(taken.changed))
            self._context.notify(Notice(shown, "good", key="certificates"))
            for doubt in taken.doubts:
                self._context.notify(self._context.notice_of(doubt))

        title = self._translate(N_("Taking revocation lists in"))
        command = TakeLists(files)
        self._context.change(
            lambda session: take_lists(session, command), self._owner, done, title=title
        )

    def _may_take(self) -> bool:
        """Say whether files can be taken in now; where not, tell why."""
        if not self._context.editable:
            words = N_(
                "Certificates are taken in as of today, and in a vault that is open for writing."
            )
            self._context.notify(Notice(self._translate(words), "warning", key="certificates"))
        return self._context.editable
