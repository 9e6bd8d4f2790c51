"""Plug and see: whose the tokens are that are plugged in, for as long as this is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.browse_tokens import ReadToken, read_token
from desktop.services.diagnosis_paper import PrintDiagnosis, print_diagnosis
from desktop.services.known_devices import KnowDevices, know_devices
from desktop.services.session import Session
from desktop.services.token_devices import Device, each_once
from desktop.services.token_diagnosis import DiagnosedDriver, Diagnosis, Inside, diagnose
from desktop.services.token_drivers import drivers_here
from desktop.views import mends
from desktop.views.aside import Aside
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.bundles import remembered
from desktop.views.pages.bundles.keys import add_driver
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Column, Said, clear, label
from desktop.views.pages.saving import ask_where, write_and_tell
from desktop.views.pages.tokens.forms import StepForm
from desktop.views.pages.tokens.pin_form import PinChanging
from desktop.views.pages.tokens.plugged_card import Acts, PluggedToken, plugged_card
from desktop.views.pages.tokens.watching import Watching
from desktop.views.tables.model import shown_text


class PluggedPanel(QWidget):
    """Shows each device that is plugged in. `left` goes back to the list, `opened` asks for a
    token's page by its uid."""

    left = Signal()
    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._translate = _
        self._devices: tuple[Device, ...] = ()
        self.found: tuple[PluggedToken, ...] = ()
        self._aside = Aside(self)
        self._pin = PinChanging(context, self)
        self._watching = Watching(self)
        self._watching.told.connect(self._take)
        self.back = action_button(
            _(N_("Back")), "chevron-left", self.left.emit, hint=_(N_("Back to the list (Esc)"))
        )
        add = action_button(
            _(N_("Add a driver …")),
            "plus",
            self._add_driver,
            hint=_(N_("Choose the PKCS#11 library that came with the token")),
        )
        self.print_button = action_button(
            _(N_("Print a diagnosis")),
            "printer",
            self._print,
            hint=_(N_("What drivers, readers and devices say, on a sheet of paper")),
        )
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.back)
        head.addWidget(label(_(N_("Plugged in")), "heading"), 1)
        head.addWidget(add)
        head.addWidget(self.print_button)
        self._drivers = QVBoxLayout()
        self._drivers.setSpacing(Space.NEAR)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(Space.WIDE)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.NEAR, 0)
        column.setSpacing(Space.WIDE)
        column.addLayout(self._drivers)
        column.addLayout(self._cards)
        column.addStretch(1)
        area = Column(inside)
        area.setAccessibleName(_(N_("eTokens that are plugged in")))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(head)
        box.addWidget(area, 1)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to follow what is plugged in."""
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of the drivers: nobody looks."""
        super().hideEvent(event)
        self._watching.stop()
        self._devices, self.found = (), ()
        self._show_cards()

    def read(self) -> None:
        """Ask the registers anew about what is plugged in."""
        devices, as_of = self._devices, self._context.as_of

        def work(session: Session) -> tuple[PluggedToken, ...]:
            known = know_devices(session, KnowDevices(devices))
            return tuple(
                PluggedToken(
                    each, read_token(session, ReadToken(each.token, as_of)) if each.token else None
                )
                for each in known
            )

        def done(found: tuple[PluggedToken, ...]) -> None:
            # Others may have been plugged in meanwhile; those were asked about too.
            if devices == self._devices:
                self.found = found
                self._show_cards()

        self._context.read(work, done, self)

    def print_to(self, path: Path) -> None:
        """Ask all drivers anew, and print what they say into a file."""
        _ = self._translate
        self.print_button.setEnabled(False)
        more = remembered.paths("drivers")
        told = (_(N_("Printing the diagnosis")), _(N_("The diagnosis is printed: {file}")))

        def printed(found: Diagnosis) -> None:
            self.print_button.setEnabled(True)
            command = PrintDiagnosis(found, path)

            def write(session: Session) -> Path:
                return print_diagnosis(session, command).file

            write_and_tell(self._context, self, write, told, "diagnosis")

        def failed(failure: Failure) -> None:
            self.print_button.setEnabled(True)
            self._context.show_failure(failure)

        self._aside.run(lambda: diagnose(more=more), printed, failed)

    def _watch(self) -> None:
        _ = self._translate
        drivers = drivers_here(remembered.paths("drivers"))
        clear(self._drivers)
        words = N_("Looking for tokens …")
        if not drivers:
            words = N_("No token driver is known on this PC. Add the library of yours.")
        self._drivers.addWidget(Said("info", _(words)))
        self._watching.start(drivers)

    def _take(self, seen: Sequence[DiagnosedDriver]) -> None:
        """Show what the drivers say; the registers are asked where devices are others."""
        found = [reader.device for driver in seen for reader in driver.readers]
        devices = each_once(device for device in found if device is not None)
        self._show_drivers(seen, any_device=bool(devices))
        if devices == self._devices:
            return
        self._devices = devices
        # What is pulled out goes at once, whatever the registers are busy with.
        here = set(map(_place, devices))
        self.found = tuple(each for each in self.found if _place(each.known.device) in here)
        self._show_cards()
        if devices:
            self.read()

    def _show_drivers(self, seen: Iterable[DiagnosedDriver], *, any_device: bool) -> None:
        _ = self._translate
        clear(self._drivers)
        inside: set[Inside] = set()
        asked = False
        for driver in seen:
            asked = asked or not driver.problems
            inside |= {reader.inside for reader in driver.readers}
            for problem in driver.problems:
                message, mend = mends.message(problem, _), mends.mend(problem, _)
                again = _(N_("It is tried again by itself after a while."))
                hint = f"{mend} {again}"
                self._drivers.addWidget(Said("warning", shown_text(message), shown_text(hint)))
        if Inside.STRANGE in inside:
            words = N_("A device is plugged in that its driver does not know.")
            self._drivers.addWidget(Said("warning", _(words)))
        if any_device or not asked:
            return
        if Inside.BLANK in inside:
            words = N_("A device is plugged in that is not set up yet.")
        elif Inside.EMPTY in inside:
            words = N_("There is a reader, but no eToken is plugged in.")
        else:
            words = N_("No reader is seen. Plug an eToken in.")
        self._drivers.addWidget(Said("info", _(words)))

    def _show_cards(self) -> None:
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        clear(self._cards)
        acts = Acts(self._open, self._step, self._change_pin, self._context.editable)
        for each in self.found:
            made = plugged_card(each, acts, self._translate)
            self._cards.addWidget(made)
            for button in made.findChildren(QPushButton):
                if name and button.objectName() == name:
                    button.setFocus()

    def _open(self, found: PluggedToken) -> None:
        if found.known.token is not None:
            self.opened.emit(found.known.token)

    def _step(self, found: PluggedToken) -> None:
        if found.page is not None:
            StepForm(self._context, [found.page.line], self).open()

    def _change_pin(self, found: PluggedToken) -> None:
        device = found.known.device
        self._pin.ask([device.module], device.named, found.known.token)

    def _add_driver(self) -> None:
        if add_driver(self, self._translate):
            self._watch()

    def _print(self) -> None:
        _ = self._translate
        pattern = _(N_("PDF files (*.pdf)"))
        name = "phieu-chan-doan-etoken.pdf"
        ask_where(self, _(N_("Print as PDF")), name, pattern, self.print_to)


def _place(device: Device) -> tuple[Path, int, str]:
    return device.module, device.slot, device.serial
