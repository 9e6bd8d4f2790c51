"""The receiver signs minutes with their own device: which one is plugged in, then its PIN, once."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from desktop.domain.cells import serial_as_written
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.handover.command import Minutes, MinutesDone, SignMinutes
from desktop.services.handover.signing import sign_minutes
from desktop.services.token_drivers import drivers_here
from desktop.services.token_probe import FoundToken, look_everywhere
from desktop.views.aside import Aside
from desktop.views.context import Context, Notice
from desktop.views.pages.bundles import remembered
from desktop.views.pages.bundles.keys import ACCESS_WORDS, Key
from desktop.views.pages.bundles.pin import Asking
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.tables.model import shown_text

_Looked = tuple[tuple[FoundToken, ...], tuple[Failure, ...]]


class SignForm(FormDialog):
    """Offers the devices that are plugged in, first that which the minutes name. A wrong PIN is
    told and never tried again by itself: each try is asked for anew, with how many are left."""

    def __init__(self, context: Context, minutes: Minutes, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Sign with an eToken")))
        self.setMinimumWidth(640)
        self._minutes = minutes
        self._busy = False
        self._aside = Aside(self)
        self.asking = Asking(context, self)
        self.tokens = QComboBox()
        self.tokens.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.look_button = action_button(
            _(N_("Look again")), "refresh-cw", self.look, hint=_(N_("Look for tokens again"))
        )
        self.look_button.setAutoDefault(False)
        self.note = label("", "quiet")
        self.certificates = QCheckBox(_(N_("The certificates on it come into use")))
        self.add_row(_(N_("Device of the receiver")), self.tokens)
        self.add_row("", row(self.look_button))
        self.add_row("", self.note)
        if minutes.custody == "handed_over":
            self.certificates.setChecked(True)
            self.add_row("", self.certificates)
        party = minutes.told.receiver
        intro = _(N_("Minutes {number}: {receiver} signs with a device of their own."))
        receiver = party.name or party.organ or "—"
        self.finish(
            shown_text(intro.format(number=minutes.number, receiver=receiver)),
            _(N_("Enter the PIN …")),
        )
        self.look()

    def look(self) -> None:
        """Look for what is plugged in."""
        drivers = [each.path for each in drivers_here(remembered.paths("drivers"))]
        self.look_button.setEnabled(False)
        self._say(N_("Looking for tokens …"))

        def failed(failure: Failure) -> None:
            self.look_button.setEnabled(True)
            self.fail(failure)

        self._aside.run(lambda: look_everywhere(drivers), self._show, failed)

    def submit(self) -> None:
        """Ask for the PIN, then have it signed."""
        token: FoundToken | None = self.tokens.currentData()
        if token is None or not self.save.isEnabled():
            return
        self._be_busy(True)
        self.trouble.hide()
        words = self._translate(N_("Sign"))
        self.asking.ask(
            Key(token.spec, token.label, token), words, self._sign, lambda: self._be_busy(False)
        )

    def reject(self) -> None:
        """Close the form, but not while the device is at it."""
        if not self._busy:
            super().reject()

    def fit(self) -> None:
        """Let it be signed once a device is there."""
        self.save.setEnabled(not self._busy and self.tokens.currentData() is not None)

    def fail(self, failure: Failure) -> None:
        """Say what stood in the way; another try is for the person to ask for."""
        self._be_busy(False)
        super().fail(failure)

    def _sign(self, pin: str, final_try: bool) -> None:
        token: FoundToken = self.tokens.currentData()
        command = SignMinutes(
            self._minutes.number, token.spec, self.certificates.isChecked(), final_try
        )
        self._say(N_("The minutes are being signed. Leave the eToken plugged in."))

        def done(found: MinutesDone) -> None:
            words = self._translate(N_("Minutes {number} are signed."))
            notice = Notice(words.format(number=found.minutes.number), "good", key="papers")
            self._context.notify(notice)
            self._busy = False
            self.accept()

        self._context.change(
            lambda session: sign_minutes(session, command, lambda: pin), self, done, self.fail
        )

    def _be_busy(self, busy: bool) -> None:
        self._busy = busy
        self._say("")
        for part in (self.tokens, self.look_button, self.certificates):
            part.setEnabled(not busy)
        self.fit()

    def _show(self, looked: _Looked) -> None:
        found, failed = looked
        _ = self._translate
        self.look_button.setEnabled(True)
        named = {device.serial for device in self._minutes.told.devices}
        self.tokens.clear()
        for token in found:
            words = f"{token.label} · {token.serial} · {_(ACCESS_WORDS[token.access])}"
            self.tokens.addItem(shown_text(words), token)
        places = [
            place for place, token in enumerate(found) if serial_as_written(token.serial) in named
        ]
        self.tokens.setCurrentIndex(places[0] if places else 0)
        self._say("" if found else N_("No token was found. Plug it in, then look again."))
        self.fit()
        for failure in failed:
            self._context.show_failure(failure)
        # The button that was pressed could not be pressed meanwhile, and Qt took the keyboard away.
        (self.tokens if found else self.look_button).setFocus()

    def _say(self, words: str) -> None:
        self.note.setText(self._translate(words) if words else "")
        self._form.setRowVisible(self.note, bool(words))
