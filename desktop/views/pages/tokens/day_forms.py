"""The small forms of a handing-out day: beginning it, receiving for another, another device."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.domain.handing_out import Outcome
from desktop.domain.texts import N_
from desktop.services.handing_out.command import DayStarted, Line, StartDay, SwapDevice, Tick
from desktop.services.handing_out.days import start_day
from desktop.services.stock.command import DeliveryCounts, ListDeliveries
from desktop.services.stock.deliveries import list_deliveries
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import count


class StartForm(FormDialog):
    """Begins a handing-out day; `done` is told its number."""

    def __init__(self, context: Context, parent: QWidget, done: Callable[[int], None]) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Begin a handing-out day")))
        self._done = done
        self.day = DayField()
        self.place = QLineEdit()
        self.unit = UnitPicker(context)
        self.delivery = QComboBox()
        self.delivery.addItem(_(N_("of any delivery")), None)
        self.add_row(_(N_("Day")), self.day)
        self.add_row(_(N_("Held at")), self.place)
        self.add_row(_(N_("Below the unit (blank: all)")), self.unit)
        self.add_row(_(N_("Devices")), self.delivery)
        intro = N_(
            "The list of the day has the devices that wait for their subscribers' signature."
        )
        self.finish(_(intro), _(N_("Begin the day")))
        self.unit.line.textChanged.connect(lambda _words: self.fit())
        self.unit.picked.connect(lambda _uid: self.fit())
        context.read(lambda session: list_deliveries(session, ListDeliveries()), self._offer, self)

    def submit(self) -> None:
        """Begin the day."""
        if not self.save.isEnabled():
            return
        command = StartDay(
            self.day.iso(),
            unit=self.unit.uid(),
            delivery=self.delivery.currentData(),
            place=self.place.text(),
        )
        self.save.setEnabled(False)

        def begun(started: DayStarted) -> None:
            words = self._translate(N_("Handing-out day {number} is begun: {count} devices."))
            words = words.format(number=started.number, count=count(started.devices))
            self._context.notify(Notice(words, "good", key="handout"))
            self._done(started.number)
            self.accept()

        self._context.change(lambda session: start_day(session, command), self, begun, self.fail)

    def fit(self) -> None:
        """Let it be begun unless the unit is not clear yet."""
        self.save.setEnabled(not self.unit.text().strip() or self.unit.uid() is not None)

    def _offer(self, found: tuple[DeliveryCounts, ...]) -> None:
        words = self._translate(N_("of delivery {number}, {sender}"))
        for each in found:
            shown = words.format(number=each.number, sender=each.sender)
            self.delivery.addItem(shown_text(shown), each.number)


class ProxyForm(FormDialog):
    """Asks who receives for another; `done` is given the tick. `before` is (name, paper) of who
    received last: one person often fetches for the whole unit."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        line: Line,
        before: tuple[str, str],
        done: Callable[[Tick], None],
        *,
        day: int,
    ) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Received by somebody else")))
        self._line, self._day, self._done = line, day, done
        self.receiver, self.paper = QLineEdit(before[0]), QLineEdit(before[1])
        self.add_row(_(N_("Who has come")), self.receiver)
        self.add_row(_(N_("Letter of introduction")), self.paper)
        intro = _(N_("{subscriber}'s own signature is then still to come."))
        self.finish(intro.format(subscriber=shown_text(line.subscriber)), _(N_("Record it")))
        for field in (self.receiver, self.paper):
            field.textChanged.connect(lambda _words: self.fit())
        self.receiver.selectAll()
        self.receiver.setFocus()

    def submit(self) -> None:
        """Hand the tick over."""
        if not self.save.isEnabled():
            return
        told = (self.receiver.text(), self.paper.text())
        self._done(Tick(self._day, (self._line.token,), Outcome.PROXY, *told))
        self.accept()

    def fit(self) -> None:
        """Let it be recorded once both are told."""
        told = self.receiver.text().strip() and self.paper.text().strip()
        self.save.setEnabled(bool(told))


class SwapForm(FormDialog):
    """Asks for another device; `done` is given what is to be done."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        line: Line,
        done: Callable[[SwapDevice], None],
        *,
        day: int,
    ) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Give another device")))
        self._line, self._day, self._done = line, day, done
        self.serial, self.reason = QLineEdit(), QLineEdit()
        self.add_row(_(N_("Scan the other device")), self.serial)
        self.add_row(_(N_("Reason")), self.reason)
        words = _(N_("In the place of the device {serial} of {subscriber}."))
        words = words.format(serial=line.serial, subscriber=shown_text(line.subscriber))
        self.finish(words, _(N_("Swap")))
        self.serial.textChanged.connect(lambda _words: self.fit())
        self.serial.setFocus()

    def submit(self) -> None:
        """Hand over what is to be done."""
        if not self.save.isEnabled():
            return
        told = (self.serial.text(), self.reason.text())
        self._done(SwapDevice(self._day, self._line.token, *told))
        self.accept()

    def fit(self) -> None:
        """Let it be done once a device is named."""
        self.save.setEnabled(bool(self.serial.text().strip()))
