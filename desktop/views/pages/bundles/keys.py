"""Chooses a key: a PKCS#12 file, or a token that is plugged in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_, Translate
from desktop.services import token_probe
from desktop.services.token_drivers import drivers_here
from desktop.services.token_probe import Access, FoundToken
from desktop.views.aside import Aside
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.bundles import remembered
from desktop.views.pages.bundles.files import KEYS, LIBRARIES, FileField, filters
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.tables.model import shown_text

ACCESS_WORDS = {
    Access.OK: N_("PIN ready"),
    Access.FEW: N_("few tries of the PIN left"),
    Access.FINAL: N_("last try of the PIN"),
    Access.LOCKED: N_("PIN locked"),
    Access.UNKNOWN: N_("state of the PIN not known"),
}

_Looked = tuple[tuple[FoundToken, ...], tuple[Failure, ...]]


@dataclass(frozen=True)
class Key:
    """A chosen key: how services name it, and its token where it is on one."""

    spec: str
    name: str
    token: FoundToken | None = None


class KeyChooser(QWidget):
    """Radio buttons for the kinds of key, below them what belongs to the chosen one.

    `none` is the words for no key at all, where that may be chosen. Tokens are looked for when
    a person asks for them, never by itself: a driver may take its time.
    """

    changed = Signal()

    def __init__(self, context: Context, name: str, words: str, none: str = "") -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._name = name
        self._aside = Aside(self)
        self._looked = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        self._kinds = QButtonGroup(self)
        self._parts: dict[str, QWidget] = {}
        self.file = FileField(
            f"{name}.file", _(N_("Key file (.p12, .pfx)")), KEYS, context.translate
        )
        self.file.changed.connect(self.changed)
        self.tokens = QComboBox()
        self.tokens.setAccessibleName(_(N_("Tokens that are plugged in")))
        self.tokens.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.tokens.currentIndexChanged.connect(lambda _: self.changed.emit())
        pages: list[tuple[str, str, QWidget]] = [
            ("file", _(N_("Key file (PKCS#12)")), self.file),
            ("token", _(N_("eToken")), self._token_row()),
        ]
        if none:
            pages.insert(0, ("none", none, QWidget()))
        # Three of them do not fit side by side in a narrow column.
        choices = QVBoxLayout() if none else QHBoxLayout()
        choices.setSpacing(Space.SMALL if none else Space.SECTION)
        self.buttons: dict[str, QRadioButton] = {}
        for number, (kind, title, page) in enumerate(pages):
            button = QRadioButton(title)
            button.setAccessibleName(f"{words}: {title}")
            self._kinds.addButton(button, number)
            self.buttons[kind] = button
            choices.addWidget(button)
            self._parts[kind] = page
        choices.addStretch(1)
        box.addLayout(choices)
        for part in self._parts.values():
            box.addWidget(part)
        self._note = label("", "quiet")
        self._note.hide()
        box.addWidget(self._note)
        self._kinds.idToggled.connect(self._show_kind)
        self._kinds.button(0).setChecked(True)

    def key(self) -> Key | None:
        """Return the chosen key, or None where none is."""
        if self.buttons["token"].isChecked():
            token = self.tokens.currentData()
            return Key(token.spec, token.label, token) if token is not None else None
        path = self.file.path() if self.buttons["file"].isChecked() else None
        return Key(f"p12:{path}", path.name) if path is not None else None

    def look(self) -> None:
        """Look for tokens through every driver known here."""
        _ = self._context.translate
        drivers = [driver.path for driver in drivers_here(remembered.paths("drivers"))]
        if not drivers:
            self._say(_(N_("No token driver is known on this PC. Add the library of yours.")))
            return
        self._looked = True
        self.look_button.setEnabled(False)
        self._say(_(N_("Looking for tokens …")))

        def done(found: _Looked) -> None:
            self.look_button.setEnabled(True)
            self._show_tokens(*found)

        def failed(failure: Failure) -> None:
            self.look_button.setEnabled(True)
            self._say("")
            self._context.show_failure(failure)

        self._aside.run(lambda: token_probe.look_everywhere(drivers), done, failed)

    def _token_row(self) -> QWidget:
        _ = self._context.translate
        made = QWidget()
        self.look_button = action_button(
            _(N_("Look again")), "refresh-cw", self.look, hint=_(N_("Look for tokens again"))
        )
        add = action_button(
            _(N_("Add a driver …")),
            "plus",
            self._add_driver,
            hint=_(N_("Choose the PKCS#11 library that came with the token")),
        )
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.NEAR)
        lines.addWidget(self.tokens)
        lines.addLayout(row(self.look_button, add))
        return made

    def _show_kind(self, _: int, on: bool) -> None:
        if not on:
            return
        for kind, part in self._parts.items():
            part.setVisible(self.buttons[kind].isChecked())
        self._note.setVisible(self.buttons["token"].isChecked() and bool(self._note.text()))
        if self.buttons["token"].isChecked() and not self._looked:
            self.look()
        self.changed.emit()

    def _show_tokens(self, found: tuple[FoundToken, ...], failed: tuple[Failure, ...]) -> None:
        _ = self._context.translate
        chosen = self.key()
        self.tokens.blockSignals(True)
        self.tokens.clear()
        for token in found:
            words = f"{token.label} · {token.serial} · {_(ACCESS_WORDS[token.access])}"
            self.tokens.addItem(shown_text(words), token)
            if chosen is not None and chosen.spec == token.spec:
                self.tokens.setCurrentIndex(self.tokens.count() - 1)
        self.tokens.blockSignals(False)
        self._say("" if found else _(N_("No token was found. Plug it in, then look again.")))
        for failure in failed:
            self._context.show_failure(failure)
        self.changed.emit()

    def _say(self, words: str) -> None:
        self._note.setText(words)
        self._note.setVisible(bool(words) and self.buttons["token"].isChecked())

    def _add_driver(self) -> None:
        if add_driver(self, self._context.translate):
            self.look()


def add_driver(owner: QWidget, translate: Translate) -> bool:
    """Let the person choose a driver's library, which is kept; say whether one was."""
    words = translate(N_("Library of the token's driver"))
    pattern = filters(LIBRARIES, words, translate)
    chosen, _filter = QFileDialog.getOpenFileName(owner, words, "", pattern)
    if chosen:
        known = remembered.paths("drivers")
        remembered.keep("drivers", dict.fromkeys([Path(chosen), *known]))
    return bool(chosen)
