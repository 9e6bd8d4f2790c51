"""Asks for a PIN or passphrase, once, after showing how many tries there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure, world_failed
from desktop.domain.texts import N_, Translate
from desktop.services import token_probe
from desktop.services.diagnosis_words import limits_words
from desktop.services.token_drivers import pin_limits
from desktop.services.token_probe import Access, FoundToken
from desktop.views.aside import Aside
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.bundles.keys import Key
from desktop.views.pages.pieces import Said, label
from desktop.views.tables.model import shown_text
from desktop.views.words import begun

_WIDTH = 480

# What is told before the PIN is typed: how grave it is, and the words.
PIN_STATES = {
    Access.OK: (
        "info",
        N_("The token reports no wrong tries."),
        N_("The PIN is tried once. It is never tried again by itself."),
    ),
    Access.FEW: (
        "warning",
        N_("Wrong PINs were entered before: few tries are left."),
        N_("Do not guess. Ask the token's holder if you are not sure."),
    ),
    Access.FINAL: (
        "error",
        N_("This is the last try: one more wrong PIN locks the token."),
        N_("Better enter it in the token's own program, or ask the token's holder first."),
    ),
    Access.LOCKED: (
        "error",
        N_("The token is locked after too many wrong PINs."),
        N_("Ask the cipher officer to have it unlocked or recovered by its issuer."),
    ),
    Access.UNKNOWN: (
        "warning",
        N_("The token does not say how many tries are left."),
        N_("The PIN is tried once. Check it before: a few wrong PINs lock a token."),
    ),
}


class PinDialog(QDialog):
    """Asks for the secret of `key`. `entered` gives it, with whether the last try may be used;
    the dialog keeps nothing of it."""

    entered = Signal(str, bool)

    def __init__(self, key: Key, button: str, translate: Translate, parent: QWidget) -> None:
        super().__init__(parent)
        _ = translate
        token = key.token
        words = _(N_("PIN of the token")) if token else _(N_("Passphrase of the key file"))
        self.setWindowTitle(words)
        self.setMinimumWidth(_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        name = f"{token.label} · {token.serial}" if token else key.name
        box.addWidget(label(shown_text(name), "heading"))
        self.state = token.access if token else None
        if self.state is not None:
            severity, message, hint = PIN_STATES[self.state]
            box.addWidget(Said(severity, _(message), _(hint)))
        limits = pin_limits(token.module) if token else None
        if limits is not None and self.state is not Access.LOCKED:
            box.addWidget(label(begun(limits_words(limits, _)), "quiet"))
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(words)
        self.secret.setAccessibleName(words)
        self.secret.textChanged.connect(lambda _: self._show_button())
        self.last = QCheckBox(_(N_("I know that this is the last try, and I am sure of the PIN")))
        self.last.toggled.connect(lambda _: self._show_button())
        buttons = QDialogButtonBox()
        self.button = QPushButton(button)
        self.button.setProperty("role", "main")
        self.button.setDefault(True)
        self.button.clicked.connect(self._enter)
        leave = QPushButton(_(N_("Cancel")))
        leave.clicked.connect(self.reject)
        if self.state is not Access.LOCKED:
            box.addWidget(self.secret)
            if self.state is Access.FINAL:
                box.addWidget(self.last)
            buttons.addButton(self.button, QDialogButtonBox.ButtonRole.AcceptRole)
            self.setFocusProxy(self.secret)
        buttons.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
        box.addWidget(buttons)
        # Words that are broken into lines make Qt guess too high.
        self.resize(_WIDTH, box.totalHeightForWidth(_WIDTH))
        self._show_button()

    def _show_button(self) -> None:
        sure = self.state is not Access.FINAL or self.last.isChecked()
        self.button.setEnabled(bool(self.secret.text()) and sure)

    def _enter(self) -> None:
        secret = self.secret.text()
        self.secret.clear()
        self.accept()
        self.entered.emit(secret, self.state is Access.FINAL)


class Asking:
    """Looks at a key's token just before its PIN is asked, then asks, and hands the secret on."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        self._context = context
        self._owner = owner
        self._aside = Aside(owner)
        self.dialog: PinDialog | None = None

    def ask(
        self,
        key: Key,
        button: str,
        then: Callable[[str, bool], None],
        left: Callable[[], None],
    ) -> None:
        """Ask for the secret of `key`; `then` gets it with whether the last try may be used,
        `left` is called where there will be none."""

        def failed(failure: Failure) -> None:
            self._context.show_failure(failure)
            left()

        def seen(token: FoundToken | None) -> None:
            if token is None:
                failed(world_failed("pkcs11.no_token", token=key.name))
            else:
                self._open(Key(key.spec, key.name, token), button, then, left)

        if key.token is None:
            self._open(key, button, then, left)
            return
        module, name = key.token.module, key.token.label
        self._aside.run(lambda: token_probe.access_of(module, name), seen, failed)

    def _open(
        self,
        key: Key,
        button: str,
        then: Callable[[str, bool], None],
        left: Callable[[], None],
    ) -> None:
        dialog = PinDialog(key, button, self._context.translate, self._owner)
        dialog.entered.connect(then)
        dialog.rejected.connect(left)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()
