"""The screen of a handing-out day: scan, see whose it is, press Enter; by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.handing_out import GONE, OUTCOME_LABELS, Outcome
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.handing_out.command import (
    DayCounts,
    DayStatus,
    FindDevice,
    Line,
    ListDays,
    ReadDay,
    SwapDevice,
    Tick,
    Ticked,
    TickPin,
)
from desktop.services.handing_out.days import find_device, list_days, read_day
from desktop.services.handing_out.looking import look_up
from desktop.services.handing_out.ticking import swap_device, tick, tick_pin
from desktop.services.scan_tokens import Scanned, ScanTokens, scan_tokens
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.views import mends
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.pages.tokens.day_card import DayCard
from desktop.views.pages.tokens.day_forms import ProxyForm, StartForm, SwapForm
from desktop.views.pages.tokens.day_lists import DayLists
from desktop.views.pages.tokens.scan_field import ScanField
from desktop.views.words import begun, day

_Found = tuple[tuple[DayCounts, ...], DayStatus | None]


@dataclass
class _Done:
    """Something done at this screen: whose device, what in words, and its run once it is written
    (by the worker, before whatever is asked of it next)."""

    line: Line
    words: str
    run: int | None = None


class DayView(QWidget):
    """`left` is emitted when the list of tokens is wanted back."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self.status: DayStatus | None = None
        # The device that Enter hands over.
        self.line: Line | None = None
        self._wanted: int | None = None
        self._done: list[_Done] = []
        self._proxy = ("", "")
        # The field takes the keyboard once there is a day.
        self._awaited = False
        self._make_parts()
        self._lay_out()
        self._fit()

    def read(self) -> None:
        """Read the days, and the chosen one."""
        wanted = self._wanted

        def work(session: Session) -> _Found:
            days = list_days(session, ListDays())
            if not days:
                return days, None
            # What was chosen may be undone since.
            known = wanted if any(each.number == wanted for each in days) else None
            return days, read_day(session, ReadDay(known))

        self._context.read(work, self._show, self)

    def begin(self) -> None:
        """Be ready for the first device."""
        self.let_go()
        self._awaited = True
        self.read()

    def let_go(self) -> bool:
        """Put the shown device aside; say whether there was one."""
        shown = self.line is not None or self.card.trouble.isVisible()
        self.line = None
        self.card.rest("")
        self.lists.show_words("")
        self._fit()
        self.field.setFocus()
        return shown

    def scan(self, text: str) -> None:
        """Look up what was scanned or typed; nothing is Enter alone: hand over what is shown."""
        status = self.status
        if status is None:
            return
        if not text:
            self.tick(Outcome.HANDED)
            return
        self.lists.show_words("")
        found = look_up(status.lines, text)
        if len(found) == 1:
            self.show_line(found[0])
        elif found:
            self.line = None
            self.card.rest("")
            words = self._translate(N_("{count} in the list are called so: choose one there"))
            self.card.show_trouble(words.format(count=len(found)))
            self.lists.parts.setCurrentIndex(self.lists.parts.count() - 1)
            self.lists.show_words(text)
            self.lists.table.setFocus()
        else:
            command = FindDevice(status.number, text)
            self._context.read(
                lambda session: find_device(session, command),
                self.show_line,
                self,
                self._show_failure,
            )
        self._fit()

    def show_line(self, line: Line) -> None:
        """Show whose a device is."""
        self.line = line
        self.card.show_line(line)
        if line.outcome in GONE:
            QApplication.beep()
        self._fit()
        self.field.setFocus()

    def tick(self, outcome: Outcome) -> None:
        """Record what came of the shown device."""
        line, status = self.line, self.status
        if line is None or status is None or not self._context.editable:
            return
        if line.outcome in GONE:
            QApplication.beep()
            return
        if outcome is Outcome.ABSENT and line.outcome is Outcome.ABSENT:
            outcome = Outcome.WAITING
        self._tick(line, Tick(status.number, (line.token,), outcome, on=self.when.iso()))

    def take_back(self) -> None:
        """Take back what was done last at this screen."""
        if not self._done:
            self.card.show_trouble(self._translate(N_("Nothing was done here that is to undo.")))
            return
        last = self._done.pop()

        def work(session: Session) -> None:
            if last.run is not None:
                undo(session, Undo(last.run))

        def ended(_nothing: None) -> None:
            words = self._translate(N_("Undone: {what}")).format(what=last.words)
            self.line = None
            self.card.rest(words)
            self._fit()

        self._context.change(work, self, ended, self._show_failure)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let what a scanner types reach the field, wherever the keyboard was."""
        text = event.text()
        if text.isprintable() and text and self.field.isEnabled():
            self.field.setFocus()
            self.field.insert(text)
            return
        super().keyPressEvent(event)

    def _make_parts(self) -> None:
        _ = self._translate
        self.back = action_button(
            _(N_("Back to the list")), "chevron-left", self.left.emit, shortcut="Alt+Left"
        )
        self.days = QComboBox()
        self.days.setAccessibleName(_(N_("Handing-out day")))
        self.days.setToolTip(self.days.accessibleName())
        self.days.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.days.activated.connect(lambda _place: self._choose_day())
        self.when = DayField()
        self.when.setMaximumDate(QDate.currentDate())
        self.when.setAccessibleName(_(N_("Written as of")))
        self.when.setToolTip(_(N_("The day that is written with each device")))
        self.start = action_button(_(N_("Begin a day …")), "plus", self._start, shortcut="Ctrl+N")
        self.print = action_button(
            _(N_("List of signatures")), "printer", self._print, shortcut="Ctrl+P",
            hint=_(N_("Print the list that is signed: blank before, filled in after")),
        )  # fmt: skip
        self.field = ScanField()
        self.field.setPlaceholderText(_(N_("Scan or type a serial, then Enter")))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.scanned.connect(self.scan)
        self.field.taken_back.connect(self.take_back)
        self.card = DayCard(_)
        self.lists = DayLists(self._context)
        self.lists.opened.connect(self.show_line)
        self.hand = self._act(
            N_("Handed over"),
            "check",
            lambda: self.tick(Outcome.HANDED),
            "",
            N_("The subscriber has signed for the device in the list"),
        )
        self.absent = self._act(
            N_("Absent"), "user", lambda: self.tick(Outcome.ABSENT), "F2",
            N_("Absent, or not absent after all"),
        )  # fmt: skip
        self.proxy = self._act(
            N_("For another"), "users", self._ask_proxy, "F3",
            N_("Somebody with a letter of introduction receives for the subscriber"),
        )  # fmt: skip
        self.swap = self._act(
            N_("Other device"), "refresh-cw", self._ask_swap, "F4",
            N_("Give another device in the place of this one"),
        )  # fmt: skip
        self.pin = self._act(
            N_("PIN envelope"), "mailbox", self._tick_pin, "F6",
            N_("The envelope with the PIN was handed over, or was not after all"),
        )  # fmt: skip
        self.plugged = self._act(
            N_("Plugged in"), "usb", self._read_plugged, "F7",
            N_("Read the serial of the device that is plugged in"),
        )  # fmt: skip

    def _act(
        self, words: str, icon: str, act: Callable[[], None], keys: str, hint: str
    ) -> QPushButton:
        _ = self._translate
        made = action_button(
            f"{_(words)} ({keys or 'Enter'})", icon, act, hint=_(hint), main=not keys
        )
        # The keyboard stays with the field.
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if keys:
            # A button's own shortcut waits until it has been seen to go down: too long here.
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(made.click)
        return made

    def _lay_out(self) -> None:
        _ = self._translate
        top = QHBoxLayout()
        top.setSpacing(Space.NEAR)
        for each in (self.back, self.days, self.start, self.print):
            top.addWidget(each)
        top.addStretch(1)
        when = QLabel(self.when.accessibleName())
        when.setBuddy(self.when)
        top.addWidget(when)
        top.addWidget(self.when)
        acts = QGridLayout()
        acts.setSpacing(Space.NEAR)
        buttons = (self.hand, self.absent, self.proxy, self.swap, self.pin, self.plugged)
        for place, button in enumerate(buttons):
            acts.addWidget(button, place // 3, place % 3)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, Space.NEAR, 0)
        column.setSpacing(Space.NORMAL)
        column.addWidget(self.field)
        column.addWidget(self.card, 1)
        column.addLayout(acts)
        self.halves = QSplitter()
        self.halves.addWidget(left)
        self.halves.addWidget(self.lists)
        for place in (0, 1):
            self.halves.setStretchFactor(place, 1)
        self.halves.setSizes([1, 1])
        self.halves.setChildrenCollapsible(False)
        nothing = Empty(
            "package",
            _(N_("No handing-out day yet")),
            _(
                N_(
                    "Begin a day: its list has the devices that wait for a signature. Then scan "
                    "one device after the other; Enter hands it over."
                )
            ),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.halves)
        self.stack.addWidget(nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addLayout(top)
        box.addWidget(self.stack, 1)

    def _show(self, found: _Found) -> None:
        days, self.status = found
        self.days.clear()
        words = self._translate(N_("Day {number}, {day}"))
        for each in days:
            self.days.addItem(words.format(number=each.number, day=day(each.held_on)), each.number)
        status = self.status
        self.stack.setCurrentIndex(0 if status is not None else 1)
        if status is not None:
            if self._awaited:
                # At first the day itself; whoever comes later is written with another.
                held_on = QDate.fromString(status.held_on, "yyyy-MM-dd")
                self.when.setDate(min(held_on, QDate.currentDate()))
            self._wanted = status.number
            self.days.setCurrentIndex(self.days.findData(status.number))
            self.lists.show_day(status)
            self._show_anew(status)
        self._fit()
        if self._awaited:
            self._awaited = False
            (self.field if status is not None else self.start).setFocus()

    def _show_anew(self, status: DayStatus) -> None:
        """Show the device at hand as it is now."""
        if self.line is None:
            return
        known = {line.token: line for line in status.lines}
        now = known.get(self.line.token)
        if now is not None and now != self.line:
            self.line = now
            self.card.show_line(now)

    def _choose_day(self) -> None:
        self._awaited = True
        self._wanted = self.days.currentData()
        self._done.clear()
        self.let_go()
        self.read()

    def _start(self) -> None:
        def begun_day(number: int) -> None:
            self._awaited = True
            self._wanted = number
            self._done.clear()
            self.let_go()

        StartForm(self._context, self, begun_day).open()

    def _print(self) -> None:
        if self.status is not None:
            self._context.go("papers", PaperRequest("hand-out", round=self.status.number))

    def _ask_proxy(self) -> None:
        line, status = self.line, self.status
        if line is None or status is None or line.outcome in GONE:
            return

        def done(command: Tick) -> None:
            self._proxy = (command.receiver or "", command.paper or "")
            self._tick(line, replace(command, on=self.when.iso()))

        ProxyForm(self._context, self, line, self._proxy, done, day=status.number).open()

    def _ask_swap(self) -> None:
        line, status = self.line, self.status
        if line is None or status is None or line.outcome in GONE:
            return

        def done(command: SwapDevice) -> None:
            words = self._translate(N_("Device swapped"))
            self._write(line, words, lambda session: swap_device(session, command), keep=True)

        SwapForm(self._context, self, line, done, day=status.number).open()

    def _tick_pin(self) -> None:
        line, status = self.line, self.status
        if line is None or status is None:
            return
        given = line.pin_on is None
        command = TickPin(status.number, (line.token,), given, self.when.iso())
        words = N_("PIN envelope given") if given else N_("PIN envelope not given")
        words = begun(self._translate(words))
        self._write(line, words, lambda session: tick_pin(session, command), keep=True)

    def _tick(self, line: Line, command: Tick) -> None:
        words = begun(self._translate(OUTCOME_LABELS[command.outcome]))
        self._write(line, words, lambda session: tick(session, command))

    def _write(
        self,
        line: Line,
        words: str,
        work: Callable[[Session], Ticked],
        *,
        keep: bool = False,
    ) -> None:
        """Write, and be ready for the next device at once; `keep` leaves this one on the card."""
        if not self._context.editable:
            return
        made = _Done(line, f"{words}: {line.subscriber} · {line.serial}")
        self._done.append(made)
        self.line = None
        self.card.show_working(line, self._translate(N_("Being written …")))
        self._fit()
        self.field.setFocus()

        def watched(session: Session) -> Ticked:
            found = work(session)
            made.run = found.run
            return found

        def ended(found: Ticked) -> None:
            if self.line is not None:
                # The next one was scanned meanwhile.
                return
            if keep:
                self.show_line(found.lines[0])
            else:
                self.card.rest(made.words)

        def failed(failure: Failure) -> None:
            if made in self._done:
                self._done.remove(made)
            if self.line is None:
                self.show_line(line)
            self._show_failure(failure)

        self._context.change(watched, self, ended, failed)

    def _read_plugged(self) -> None:
        def done(found: Scanned) -> None:
            if len(found.devices) == 1:
                self.scan(found.devices[0].serial)
                return
            words = N_("No eToken is plugged in, or no driver on this PC sees one.")
            if found.devices:
                words = N_("Several devices are plugged in: leave only the one to hand out.")
            self.card.show_trouble(self._translate(words))

        self._context.read(
            lambda session: scan_tokens(session, ScanTokens()), done, self, self._show_failure
        )

    def _show_failure(self, failure: Failure) -> None:
        QApplication.beep()
        if self.line is None:
            self.card.rest("")
        lines = [mends.both(problem, self._translate) for problem in failure.problems[:3]]
        self.card.show_trouble("\n".join(lines))
        self._fit()

    def _fit(self) -> None:
        """Let what can be done now be pressed."""
        editable = self._context.editable
        self.start.setEnabled(editable)
        self.print.setEnabled(self.status is not None)
        self.days.setEnabled(self.days.count() > 1)
        self.field.setEnabled(self.status is not None)
        open_line = self.line is not None and self.line.outcome not in GONE
        for button in (self.hand, self.absent, self.proxy, self.swap):
            button.setEnabled(editable and open_line)
        self.pin.setEnabled(editable and self.line is not None)
        self.plugged.setEnabled(self.status is not None)
