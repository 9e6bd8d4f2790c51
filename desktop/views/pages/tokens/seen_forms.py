"""What was read of devices: received into the stock, or counted in a box; what differs is said
before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.problems import Failure, Problem
from desktop.domain.texts import N_
from desktop.services.session import Session
from desktop.services.stock.command import DeliveryStatus
from desktop.services.stock.counting import CountBox, Counted, count_box
from desktop.services.stock.receiving import Received, ReceiveDelivery, receive_delivery
from desktop.views import mends
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.read_problems import worst_first
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.last_reading import LastReading
from desktop.views.pages.pieces import Said, clear, label
from desktop.views.pages.tokens.delivery_devices import boxes_of
from desktop.views.pages.tokens.seen_field import SeenField
from desktop.views.tables.model import shown_text
from desktop.views.words import count

# Of many problems the first are said; each names its line or its serial.
_SAID = 4


class _SeenForm(FormDialog):
    """What both forms share: the serials, the day, and what differs. Who makes one adds its fields,
    then calls `end`."""

    def __init__(self, context: Context, parent: QWidget, title: str) -> None:
        super().__init__(context, parent, title)
        self.setMinimumWidth(640)
        self._reading = LastReading(context, self)
        self.seen = SeenField(context)
        self.seen.touched.connect(self.forget)
        self.seen.changed.connect(self.look)
        self.on = DayField()
        self.on.setMaximumDate(QDate.currentDate())
        self.on.dateChanged.connect(lambda _day: self.look())
        self.says = label("")
        self._problems = QVBoxLayout()
        self._problems.setSpacing(Space.NEAR)

    def end(self, intro: str, save: str) -> None:
        """Add what differs, and what ends the form."""
        self._form.addRow(self.says)
        self._form.addRow(self._problems)
        self.finish(intro, save)
        self.seen.setFocus()

    def look(self) -> None:
        """Work out what differs; each form does it in its own way."""
        raise NotImplementedError

    def forget(self) -> None:
        """Let nothing be written by what was worked out of other serials."""
        raise NotImplementedError

    def tell(self, words: str, problems: Sequence[Problem]) -> None:
        """Say what was worked out."""
        _ = self._translate
        self.trouble.hide()
        self.says.setText(words)
        clear(self._problems)
        worst = sorted(problems, key=worst_first)
        for problem in worst[:_SAID]:
            line = problem.where.row
            place = _(N_("Line {line}: ")).format(line=line) if line else ""
            message = place + mends.message(problem, _)
            said = Said(problem.severity.value, *map(shown_text, (message, mends.mend(problem, _))))
            self._problems.addWidget(said)
        if len(worst) > _SAID:
            more = _(N_(" and {count} more")).format(count=count(len(worst) - _SAID))
            self._problems.addWidget(label(more.strip(), "quiet"))
        self.fit()

    def refuse(self, failure: Failure) -> None:
        """Say why it could not be worked out."""
        self.says.clear()
        clear(self._problems)
        self.fail(failure)


class ReceiveForm(_SeenForm):
    """Receives devices of a delivery into the stock."""

    def __init__(self, context: Context, parent: QWidget, status: DeliveryStatus) -> None:
        _ = context.translate
        number = status.delivery.number
        super().__init__(context, parent, _(N_("Receive delivery {number}")).format(number=number))
        self._number = number
        self.found: Received | None = None
        self.listed = QCheckBox(_(N_("All that is listed has come (nothing is scanned)")))
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.addItems(["", *boxes_of(status)])
        self.unlisted = QCheckBox(_(N_("Also take what is not in the list")))
        self.skip = QCheckBox(_(N_("Leave out what cannot be taken")))
        self.add_row(_(N_("Came on")), self.on)
        self.add_row(_(N_("Box")), self.box)
        self.add_row(_(N_("Serials")), self.seen)
        self.add_row("", self.listed)
        self.add_row("", self.unlisted)
        self.add_row("", self.skip)
        self.listed.toggled.connect(lambda on: self.seen.setEnabled(not on))
        for check in (self.listed, self.unlisted, self.skip):
            check.toggled.connect(lambda _on: self.look())
        self.box.currentTextChanged.connect(lambda _words: self.look())
        intro = N_(
            "Scan each device, or read those that are plugged in; what is missing or too much is"
            " named below."
        )
        self.end(_(intro), _(N_("Receive")))

    def look(self) -> None:
        """Hold what was read against the list."""
        self.forget()
        if not self.listed.isChecked() and not self.seen.told():
            self.tell("", ())
            return
        command = self._command(dry_run=True)
        self._reading.begin(
            self._translate(N_("Looking what differs")),
            lambda session: receive_delivery(session, command),
            self._show,
            self.refuse,
        )

    def forget(self) -> None:
        """Nothing is known of these serials yet."""
        self.found = None
        self.fit()

    def submit(self) -> None:
        """Receive them."""
        if not self.save.isEnabled():
            return
        command = self._command(dry_run=False)
        self.save.setEnabled(False)

        def work(session: Session) -> Received:
            return receive_delivery(session, command)

        def done(found: Received) -> None:
            if found.run is None:
                # The registers have changed since they were looked at.
                self._show(found)
                return
            words = self._translate(N_("Delivery {number}: {count} devices were received."))
            told = words.format(number=self._number, count=count(len(found.received)))
            self._context.notify(Notice(told, "good", key="delivery"))
            self.accept()

        self._context.change(work, self, done, self.fail)

    def fit(self) -> None:
        """Let it be done where there is something to receive, and nothing against it."""
        found = self.found
        good = found is not None and bool(found.received) and found.accepted
        self.save.setEnabled(good)

    def _show(self, found: Received) -> None:
        self.found = found
        words = self._translate(
            N_("Received now: {now}, before: {before}, still to come: {missing}.")
        )
        self.tell(
            words.format(
                now=count(len(found.received)),
                before=count(len(found.before)),
                missing=count(len(found.differences.missing)),
            ),
            found.problems,
        )

    def _command(self, *, dry_run: bool) -> ReceiveDelivery:
        listed = self.listed.isChecked()
        return ReceiveDelivery(
            self._number,
            self.on.iso(),
            () if listed else self.seen.told(),
            self.box.currentText().strip() or None,
            listed,
            self.unlisted.isChecked(),
            self.skip.isChecked(),
            dry_run,
        )


class CountForm(_SeenForm):
    """Counts a box of a delivery."""

    def __init__(self, context: Context, parent: QWidget, status: DeliveryStatus) -> None:
        _ = context.translate
        number = status.delivery.number
        title = _(N_("Count a box of delivery {number}")).format(number=number)
        super().__init__(context, parent, title)
        self._number = number
        self.found: Counted | None = None
        self.box = QComboBox()
        for box in boxes_of(status):
            self.box.addItem(shown_text(box), box)
        self.by = QLineEdit()
        self.by.setMaxLength(200)
        self.by.setPlaceholderText(_(N_("who records it")))
        self.add_row(_(N_("Box")), self.box)
        self.add_row(_(N_("Counted on")), self.on)
        self.add_row(_(N_("Counted by")), self.by)
        self.add_row(_(N_("Serials")), self.seen)
        self.box.currentIndexChanged.connect(lambda _place: self.look())
        self.end(_(N_("Scan every device in the box.")), _(N_("Record the count")))
        self.look()

    def look(self) -> None:
        """Hold what was read against what should be in the box."""
        self.forget()
        command = self._command(dry_run=True)
        self._reading.begin(
            self._translate(N_("Looking what differs")),
            lambda session: count_box(session, command),
            self._show,
            self.refuse,
        )

    def forget(self) -> None:
        """Nothing is known of these serials yet."""
        self.found = None
        self.fit()

    def submit(self) -> None:
        """Record the count."""
        if not self.save.isEnabled():
            return
        command = self._command(dry_run=False)
        self.save.setEnabled(False)

        def done(found: Counted) -> None:
            if found.run is None:
                self._show(found)
                return
            words = self._translate(N_("Box {box}: {expected} expected, {seen} seen."))
            told = words.format(box=command.box, expected=found.expected, seen=found.seen)
            right = not found.differences.missing and not found.differences.extra
            kind = "good" if right else "warning"
            self._context.notify(Notice(shown_text(told), kind, key="delivery"))
            self.accept()

        self._context.change(lambda session: count_box(session, command), self, done, self.fail)

    def fit(self) -> None:
        """Let it be recorded once all that was read could be read."""
        self.save.setEnabled(self.found is not None and self.found.accepted)

    def _show(self, found: Counted) -> None:
        self.found = found
        words = self._translate(N_("Box {box}: {expected} expected, {seen} seen."))
        told = words.format(box=self.box.currentText(), expected=found.expected, seen=found.seen)
        self.tell(told, found.problems)

    def _command(self, *, dry_run: bool) -> CountBox:
        return CountBox(
            self._number,
            self.box.currentData(),
            self.on.iso(),
            self.seen.told(),
            self.by.text(),
            dry_run,
        )
