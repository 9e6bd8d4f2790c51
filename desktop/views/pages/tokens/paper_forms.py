"""The forms of papers about devices: of minutes, and of requests to the issuer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.domain.issuer_requests import KIND_LABELS
from desktop.domain.texts import N_
from desktop.services.browse_tokens import TokenLine
from desktop.services.handover.command import (
    KIND_LABELS as MINUTES_LABELS,
)
from desktop.services.handover.command import (
    PIN_LABELS,
    CancelMinutes,
    DrawMinutes,
    Minutes,
    Party,
    RecordSigned,
)
from desktop.services.handover.drawing import draw_minutes
from desktop.services.handover.signing import cancel_minutes, record_signed
from desktop.services.requests.answering import answer_request, send_request
from desktop.services.requests.command import (
    AnswerRequest,
    DrawRequest,
    Item,
    Kind,
    Request,
    SendRequest,
)
from desktop.services.requests.drawing import draw_request
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.pages.bundles.files import FileField
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.words import begun, count

_SCANS = "*.pdf *.jpg *.jpeg *.png"


class PaperForm(FormDialog):
    """What these forms share: a change in the vault, and words when it is done."""

    def write(self, work: Callable[[Session], object], words: str) -> None:
        """Write; what stands in the way is shown here, and the form stays."""
        self.save.setEnabled(False)

        def done(_found: object) -> None:
            self._context.notify(Notice(words, "good", key="papers"))
            self.accept()

        self._context.change(work, self, done, self.fail)

    def fit(self) -> None:
        """What is missing is said when it is written."""
        self.save.setEnabled(True)

    def line(self, words: str) -> QLineEdit:
        """Add a line to type in."""
        field = QLineEdit()
        self.add_row(self._translate(words), field)
        return field

    def day(self, words: str) -> DayField:
        """Add a day, not one to come."""
        field = DayField()
        field.setMaximumDate(QDate.currentDate())
        self.add_row(self._translate(words), field)
        return field


class MinutesForm(PaperForm):
    """Draws up minutes about devices."""

    def __init__(
        self, context: Context, lines: Sequence[TokenLine], custody: str, parent: QWidget
    ) -> None:
        _ = context.translate
        title = _(N_("Minutes: {what}")).format(what=_(MINUTES_LABELS[custody]))
        super().__init__(context, parent, title)
        self._tokens = tuple(line.uid for line in lines)
        self._custody = custody
        self.on = self.day(N_("Day of the minutes"))
        self.giver = self._party(N_("Handed over by"))
        self.receiver = self._party(N_("Taken over by"))
        self.condition = self.line(N_("Condition of the devices"))
        self.condition.setPlaceholderText(_(N_("whole, works")))
        self.pin = QComboBox()
        for value, words in PIN_LABELS.items():
            self.pin.addItem(begun(_(words)), value)
        self.add_row(_(N_("PIN")), self.pin)
        self.reason = self.line(N_("Reason"))
        intro = _(N_("{count} devices. Who is not named here is written by hand on the paper."))
        self.finish(intro.format(count=count(len(lines))), _(N_("Draw up")))

    def _party(self, words: str) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        _ = self._translate
        name = self.line(words)
        post = self.line(N_("Post"))
        organ = self.line(N_("Organ or unit"))
        for field, what in ((post, N_("Post")), (organ, N_("Organ or unit"))):
            field.setAccessibleName(f"{_(words)}: {_(what)}")
        return name, post, organ

    def submit(self) -> None:
        """Draw them up."""
        command = DrawMinutes(
            self._tokens,
            self._custody,
            self.on.iso(),
            Party(*(field.text() for field in self.giver)),
            Party(*(field.text() for field in self.receiver)),
            self.condition.text(),
            self.pin.currentData(),
            self.reason.text(),
        )
        words = self._translate(N_("The minutes wait for a signature: see “Requests, minutes”."))
        self.write(lambda session: draw_minutes(session, command), words)


class SignedForm(PaperForm):
    """Records that minutes were signed."""

    def __init__(self, context: Context, minutes: Minutes, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("The minutes were signed")))
        self._number = minutes.number
        self._signed = minutes.signed_on
        self.paper = QLineEdit()
        self.certificates = QCheckBox(_(N_("The certificates on it come into use")))
        if minutes.signed_on is None:
            self.on = self.day(N_("Signed on"))
            self.add_row(_(N_("Number and date")), self.paper)
        self.scan = FileField("handover_scan", _(N_("Signed copy")), _SCANS, _)
        # The last one was of other minutes.
        self.scan.line.clear()
        self.add_row(_(N_("Signed copy")), self.scan)
        if minutes.signed_on is None and minutes.custody == "handed_over":
            self.certificates.setChecked(True)
            self.add_row("", self.certificates)
        intro = _(N_("Minutes {number}. A copy (PDF, JPEG, PNG) is kept encrypted in the vault."))
        self.finish(intro.format(number=minutes.number), _(N_("Save")))

    def submit(self) -> None:
        """Record it."""
        on = self._signed or self.on.iso()
        command = RecordSigned(
            self._number, on, self.paper.text(), self.scan.path(), self.certificates.isChecked()
        )
        words = self._translate(N_("Minutes {number} are signed.")).format(number=self._number)
        self.write(lambda session: record_signed(session, command), words)


class CancelForm(PaperForm):
    """Gives up minutes that wait."""

    def __init__(self, context: Context, minutes: Minutes, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Give up the minutes")))
        self._number = minutes.number
        self.reason = self.line(N_("Reason"))
        intro = _(N_("Minutes {number} will never be signed; the devices stay where they are."))
        self.finish(intro.format(number=minutes.number), _(N_("Give up")))

    def submit(self) -> None:
        """Give them up."""
        command = CancelMinutes(self._number, self.reason.text())
        words = self._translate(N_("Minutes {number} are given up.")).format(number=self._number)
        self.write(lambda session: cancel_minutes(session, command), words)


class RequestForm(PaperForm):
    """Draws up a request about the chosen devices."""

    def __init__(
        self, context: Context, lines: Sequence[TokenLine], kind: Kind, parent: QWidget
    ) -> None:
        _ = context.translate
        title = _(N_("Request: {what}")).format(what=_(KIND_LABELS[kind]))
        super().__init__(context, parent, title)
        self._tokens = tuple(line.uid for line in lines)
        self._kind = kind
        self.reason = self.line(N_("Reason"))
        intro = _(N_("{count} devices. It is a draft until its letter is recorded."))
        self.finish(intro.format(count=count(len(lines))), _(N_("Draw up")))

    def submit(self) -> None:
        """Draw it up."""
        command = DrawRequest(self._kind, self._tokens, (), None, self.reason.text())
        words = self._translate(N_("The request is a draft: see “Requests, minutes”."))
        self.write(lambda session: draw_request(session, command), words)


class SendForm(PaperForm):
    """Records that a request went out."""

    def __init__(self, context: Context, request: Request, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("The request was sent")))
        self._number = request.number
        self.letter = self.line(N_("Number and date of the letter"))
        self.on = self.day(N_("Sent on"))
        intro = _(N_("Request {number}: {what}, {count}.")).format(
            number=request.number,
            what=_(KIND_LABELS[request.kind]),
            count=count(len(request.items)),
        )
        self.finish(intro, _(N_("Save")))

    def submit(self) -> None:
        """Record it."""
        command = SendRequest(self._number, self.letter.text(), self.on.iso())
        words = self._translate(N_("Request {number} waits for the answer."))
        self.write(
            lambda session: send_request(session, command), words.format(number=self._number)
        )


class AnswerForm(PaperForm):
    """Records the issuer's answer to items of a request."""

    def __init__(
        self, context: Context, request: Request, items: Sequence[Item], parent: QWidget
    ) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("The issuer's answer")))
        self._number = request.number
        self._places = tuple(item.place for item in items)
        self.answer = QComboBox()
        self.answer.addItem(begun(_(N_("confirmed"))), False)
        self.answer.addItem(begun(_(N_("refused"))), True)
        self.add_row(_(N_("Answer")), self.answer)
        self.on = self.day(N_("Answered on"))
        self.paper = self.line(N_("Number and date of the answer"))
        self.reason = self.line(N_("Reason of the refusal"))
        self.certificate = QLineEdit()
        gives_number = request.kind in (Kind.NEW, Kind.RENEW, Kind.CHANGE)
        if len(items) == 1 and gives_number:
            self.add_row(_(N_("Number of the certificate")), self.certificate)
        names = ", ".join(item.subscriber for item in items[:3])
        if len(items) > 3:
            names += ", …"
        intro = _(N_("Request {number}: {count} waiting ({names})."))
        self.finish(
            intro.format(number=request.number, count=count(len(items)), names=names), _(N_("Save"))
        )
        self.answer.currentIndexChanged.connect(lambda _: self._show())
        self._show()

    def submit(self) -> None:
        """Record it."""
        refused = bool(self.answer.currentData())
        command = AnswerRequest(
            self._number,
            refused,
            self._places,
            self.on.iso(),
            self.paper.text(),
            self.reason.text() if refused else None,
            None if refused else self.certificate.text().strip() or None,
        )
        words = self._translate(N_("The answer to request {number} is recorded."))
        self.write(
            lambda session: answer_request(session, command), words.format(number=self._number)
        )

    def _show(self) -> None:
        refused = bool(self.answer.currentData())
        self.reason.setEnabled(refused)
        self.certificate.setEnabled(not refused)


def pdf_path(chosen: str) -> Path:
    """Return the file that was chosen to be saved, as a PDF."""
    out = Path(chosen)
    return out if out.suffix else out.with_suffix(".pdf")
