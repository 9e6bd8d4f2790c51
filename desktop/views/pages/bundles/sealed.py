"""What was sealed just now: the file, its digests, and what to do with it next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.checkcode import check_code, in_fours
from desktop.domain.texts import N_, Translate
from desktop.services.bundles import SealResult
from desktop.views.look.scale import Space
from desktop.views.opening import open_in_system
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, breakable, card, label, row, sign
from desktop.views.tables.model import shown_text
from desktop.views.words import size


class SealedCard(QWidget):
    """Shows a `SealResult`. `print_sheet` opens its paper, `again` goes back to sealing."""

    def __init__(
        self,
        sealed: SealResult,
        translate: Translate,
        print_sheet: Callable[[int], None],
        again: Callable[[], None],
    ) -> None:
        super().__init__()
        _ = translate
        self._sealed = sealed
        head = QHBoxLayout()
        head.setSpacing(Space.NORMAL)
        head.addWidget(sign("circle-check", "good", 40))
        words = _(N_("Bundle {sequence} is signed and sealed"))
        title = label(words.format(sequence=f"{sealed.sequence:06}"), "title")
        head.addWidget(title, 1)
        proof = Said(
            "good",
            _(N_("Written, read back from the medium and compared: equal.")),
            _(N_("Take the medium out by the system's own “eject”, so that nothing is lost.")),
        )
        self.paper = action_button(
            _(N_("Open its paper for print")),
            "printer",
            lambda: print_sheet(sealed.sequence),
            main=True,
        )
        folder = action_button(
            _(N_("Open the folder")), "folder-open", lambda: open_in_system(sealed.file.parent)
        )
        copy = action_button(_(N_("Copy the digest")), "copy", self._copy)
        back = action_button(_(N_("Back to sealing")), "chevron-left", again)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addWidget(card("", head, proof, facts(_facts(sealed, _))))
        box.addLayout(row(self.paper, folder, copy, back))
        box.addStretch(1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._sealed.digest)


def _facts(sealed: SealResult, translate: Translate) -> list[tuple[str, str]]:
    _ = translate
    return [
        (_(N_("File")), f"{sealed.file} ({size(sealed.size)})"),
        (_(N_("SHA-256 of the file")), in_fours(sealed.sha256)),
        (_(N_("Content digest")), in_fours(sealed.digest)),
        (_(N_("Check code")), check_code(sealed.digest)),
        (_(N_("Signed by")), f"{sealed.signer} ({sealed.scheme})"),
        (
            _(N_("Encryption")),
            _(N_("encrypted to its recipients"))
            if sealed.encrypted
            else _(N_("not encrypted: the policy of this vault allows it")),
        ),
    ]


def facts(pairs: list[tuple[str, str]]) -> QGridLayout:
    """Lay out words with their values, which can be copied."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.SECTION)
    grid.setVerticalSpacing(Space.SMALL)
    for number, (words, value) in enumerate(pairs):
        grid.addWidget(label(words, "quiet", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop)
        shown = label(breakable(shown_text(value)))
        shown.setAccessibleName(f"{words}: {value}")
        grid.addWidget(shown, number, 1)
    grid.setColumnStretch(1, 1)
    return grid
