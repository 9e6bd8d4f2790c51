"""Changes the PIN of a device that is plugged in: looks at it, asks, tries once, tells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure, Problem, refuse, world_failed
from desktop.domain.texts import N_
from desktop.services import token_probe
from desktop.services.change_pin import ChangePin, PinChanged, change_pin, refuse_unfit
from desktop.services.diagnosis_words import limits_words
from desktop.services.token_drivers import pin_limits
from desktop.services.token_probe import Access, FoundToken
from desktop.views import mends
from desktop.views.aside import Aside
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.bundles.pin import PIN_STATES
from desktop.views.pages.form_dialog import TallDialog
from desktop.views.pages.pieces import Said, breakable, clear, label
from desktop.views.tables.model import shown_text
from desktop.views.words import begun

_WIDTH = 480


class PinForm(TallDialog):
    """Asks for the old PIN and twice the new one. Once the device was asked to change it, the form
    only tells what became of that: whoever wants another try opens it anew, and sees what is left.
    `uid` is the token of the registers, where it is known.
    """

    def __init__(
        self, context: Context, token: FoundToken, parent: QWidget, uid: str | None = None
    ) -> None:
        super().__init__(parent)
        _ = context.translate
        self._context = context
        self._token = token
        self._uid = uid
        self._limits = pin_limits(token.module)
        self._busy = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Change the PIN")))
        self.setMinimumWidth(_WIDTH)
        box = QVBoxLayout()
        box.setSpacing(Space.NORMAL)
        self._state = QVBoxLayout()
        self.old, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        self._form = QFormLayout()
        self._form.setSpacing(Space.NEAR)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, field in (
            (N_("PIN that holds now"), self.old),
            (N_("New PIN"), self.new),
            (N_("New PIN again"), self.again),
        ):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(_(words))
            field.textChanged.connect(lambda _: self._fit())
            self._form.addRow(_(words), field)
        self.last = QCheckBox(_(N_("I know that this is the last try, and I am sure of the PIN")))
        self.last.toggled.connect(lambda _: self._fit())
        told = N_("Its maker tells no length; often it is 6 to 16 characters.")
        self.length = label(begun(limits_words(self._limits, _) or _(told)), "quiet")
        self.trouble = label("", "error")
        self.trouble.hide()
        buttons = QDialogButtonBox()
        self.button = QPushButton(_(N_("Change the PIN")))
        self.button.setProperty("role", "main")
        self.button.setDefault(True)
        self.button.clicked.connect(self.submit)
        self.leave = QPushButton(_(N_("Cancel")))
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        buttons.addButton(self.button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.leave, QDialogButtonBox.ButtonRole.RejectRole)
        name = " · ".join(filter(None, (token.label, token.serial)))
        box.addWidget(label(breakable(shown_text(name)), "heading"))
        box.addLayout(self._state)
        box.addLayout(self._form)
        box.addWidget(self.length)
        box.addWidget(self.last)
        box.addWidget(self.trouble)
        box.addStretch(1)
        self.hold(box, buttons)
        self.old.setFocus()
        self._show_state()
        self._fit()

    def submit(self) -> None:
        """Have the PIN changed; what needs no device to be seen is told first."""
        if not self.button.isEnabled():
            return
        old, new, final = self.old.text(), self.new.text(), self.last.isChecked()
        try:
            refuse_unfit(old, new, self._limits)
            if self.again.text() != new:
                raise refuse("pin.differs")
        except Failure as failure:
            self._show_trouble(failure)
            return
        self._end_asking()
        self._busy = True
        self.leave.setEnabled(False)
        words = self._context.translate(
            N_("The PIN is being changed. Leave the eToken plugged in.")
        )
        self._say("info", words)
        name = self._token.serial or self._token.label
        command = ChangePin(self._token.module, name, final, self._uid)
        self._context.change(
            lambda session: change_pin(session, command, lambda: old, lambda: new),
            self,
            self._done,
            self._failed,
        )

    def reject(self) -> None:
        """Close the form, but not while the device is at it."""
        if not self._busy:
            super().reject()

    def _show_state(self) -> None:
        _ = self._context.translate
        access = self._token.access
        if access is Access.UNKNOWN:
            problem = world_failed("pkcs11.pin_not_set", token=self._token.label).problems[0]
            self._tell(problem)
        else:
            severity, message, hint = PIN_STATES[access]
            self._say(severity, _(message), _(hint))
        self.last.setVisible(access is Access.FINAL)
        if access in (Access.LOCKED, Access.UNKNOWN):
            self._end_asking()

    def _fit(self) -> None:
        sure = self._token.access is not Access.FINAL or self.last.isChecked()
        full = all(field.text() for field in (self.old, self.new, self.again))
        self.button.setEnabled(full and sure)

    def _done(self, found: PinChanged) -> None:
        _ = self._context.translate
        words = _(N_("The PIN of “{label}” ({serial}) is changed."))
        told = words.format(label=found.label, serial=found.serial)
        self._context.notify(Notice(shown_text(told), "good", key="pin"))
        self._busy = False
        self.accept()

    def _failed(self, failure: Failure) -> None:
        self._busy = False
        self.leave.setEnabled(True)
        self.leave.setFocus()
        self._tell(failure.problems[0])
        # How the PIN stands was written down, whatever became of it.
        self._context.changed.emit()

    def _end_asking(self) -> None:
        """Take the fields away, with what was typed."""
        for field in (self.old, self.new, self.again):
            field.clear()
            self._form.setRowVisible(field, False)
        for part in (self.length, self.last, self.trouble, self.button):
            part.hide()
        self.leave.setFocus()
        self.leave.setText(self._context.translate(N_("Close")))

    def _show_trouble(self, failure: Failure) -> None:
        words = [mends.both(problem, self._context.translate) for problem in failure.problems]
        self.trouble.setText("\n".join(map(shown_text, words)))
        self.trouble.show()
        self.new.clear()
        self.again.clear()
        self.new.setFocus()

    def _tell(self, problem: Problem) -> None:
        _ = self._context.translate
        self._say("error", mends.message(problem, _), mends.mend(problem, _))

    def _say(self, severity: str, message: str, hint: str = "") -> None:
        clear(self._state)
        self._state.addWidget(Said(severity, shown_text(message), shown_text(hint)))


class PinChanging:
    """Looks at a device just before its PIN is asked, then opens the form."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        self._context = context
        self._owner = owner
        self._aside = Aside(owner)

    def ask(self, modules: Sequence[Path], serial: str, uid: str | None = None) -> None:
        """Ask for the PINs of the device with this serial, which one of these drivers sees; `uid`
        is the token of the registers that it is."""
        self._aside.run(
            lambda: token_probe.find_device(modules, serial),
            lambda token: PinForm(self._context, token, self._owner, uid).open(),
            self._context.show_failure,
        )
