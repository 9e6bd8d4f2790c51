"""The certificates on a token, and the form by which one takes a step or is asked for."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.custody import CERTIFICATE_LABELS
from desktop.domain.periods import last_day
from desktop.domain.texts import N_
from desktop.services.browse_tokens import CertificateOf, TokenPage
from desktop.services.edit_certificates import (
    RequestCertificates,
    StepCertificates,
    request_certificates,
    step_certificates,
)
from desktop.services.edit_tokens import lifecycle
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import label, sign
from desktop.views.pages.tokens.forms import TokenDialog, named, needs_of, said_step
from desktop.views.pages.tokens.listing import CERTIFICATE_SIGNS, PLAIN_SIGN, certificate_state
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day


def certificates_box(context: Context, found: TokenPage, parent: QWidget) -> QLayout:
    """Return the list of a token's certificates, each with what may be done with it."""
    _ = context.translate
    box = QVBoxLayout()
    box.setSpacing(Space.NORMAL)
    if not found.certificates:
        words = N_("No certificate is known of this device. A table of tokens may bring it in.")
        box.addWidget(label(_(words), "quiet"))
    for one in found.certificates:
        box.addLayout(_certificate(context, found, one, parent))
    ended = lifecycle().certificate.ended
    if context.editable and all(one.state in ended for one in found.certificates):
        button = QPushButton(_(N_("Ask for a certificate")))
        button.clicked.connect(lambda _=False: CertificateForm(context, found, None, parent).open())
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        box.addLayout(row)
    return box


def _certificate(
    context: Context, found: TokenPage, one: CertificateOf, parent: QWidget
) -> QLayout:
    _ = context.translate
    state = certificate_state(one.state, one.to_date, found.as_of)
    picture, role = CERTIFICATE_SIGNS.get(state, PLAIN_SIGN)
    period = _(N_("{state}; from {begin} until {end}")).format(
        state=_(CERTIFICATE_LABELS[state]),
        begin=day(one.from_date),
        end=day(last_day(one.to_date)) or "…",
    )
    about = " · ".join(filter(None, (one.subject, one.issuer)))
    words = QVBoxLayout()
    words.setSpacing(Space.HAIR)
    words.addWidget(label(shown_text(called(one, context))))
    words.addWidget(label(begun(period), role))
    if one.state == "revocation_pending":
        told = N_("Not revoked yet: this waits for the issuer's confirmation.")
        words.addWidget(label(_(told), "warning"))
    if about:
        words.addWidget(label(shown_text(about), "quiet"))
    line = QHBoxLayout()
    line.setSpacing(Space.NEAR)
    line.addWidget(sign(picture, role))
    line.addLayout(words, 1)
    if lifecycle().certificate.after(one.state) and context.editable:
        button = QPushButton(_(N_("Change state")))
        button.setAccessibleName(
            _(N_("Change the state of the certificate {number}")).format(
                number=called(one, context)
            )
        )
        button.clicked.connect(lambda _=False: CertificateForm(context, found, one, parent).open())
        line.addWidget(button)
    return line


def called(one: CertificateOf, context: Context) -> str:
    """Return what a certificate is called: its number, or that it has none yet."""
    return one.number or context.translate(N_("no number yet"))


class CertificateForm(TokenDialog):
    """Takes a step with one certificate; without one, asks the issuer for it."""

    def __init__(
        self, context: Context, page: TokenPage, one: CertificateOf | None, parent: QWidget
    ) -> None:
        _ = context.translate
        title = N_("Ask for a certificate") if one is None else N_("State of the certificate")
        subject = named(page.line) if one is None else called(one, context)
        super().__init__(context, _(title), subject, parent)
        self._page = page
        self._one = one
        now = "none" if one is None else one.state
        self._now = now
        self.step = QComboBox()
        for state in lifecycle().certificate.after(now):
            self.step.addItem(begun(_(CERTIFICATE_LABELS[state])), state)
        self.day = DayField()
        self.day.setMaximumDate(QDate.currentDate())
        self.number = QLineEdit()
        self.paper = QLineEdit()
        self.reason = QLineEdit()
        self.why = QLabel()
        self.why.setProperty("role", "quiet")
        self.why.setWordWrap(True)
        self.form.addRow(_(N_("Now")), QLabel(begun(_(CERTIFICATE_LABELS[now]))))
        for words, field in (
            (N_("Becomes"), self.step),
            (N_("On"), self.day),
            (N_("Number of the certificate"), self.number),
            (N_("Letter, minutes"), self.paper),
            (N_("Reason"), self.reason),
        ):
            self.form.addRow(_(words), field)
            field.setAccessibleName(_(words))
        self.form.addRow("", self.why)
        self.step.currentIndexChanged.connect(lambda _: self._fit())
        self._fit()

    def place(self) -> tuple[str, ...]:
        """The certificates of this token."""
        if self._one is None:
            return ("request", self._page.line.uid)
        return ("certificate", self._page.line.uid, self._one.uid)

    def submit(self) -> None:
        """Take the step, or write down what was asked for."""
        state = self.step.currentData()
        on, paper, reason = self.day.iso(), _text(self.paper), _text(self.reason)
        one = self._one
        if one is None:
            asked = RequestCertificates((self._page.line.uid,), on, paper, reason)
            words = self.translate(N_("A certificate for {token} was asked for.")).format(
                token=named(self._page.line)
            )
            self.change(lambda session: request_certificates(session, asked), words)
            return
        step = StepCertificates((one.uid,), state, on, _text(self.number), paper, reason)
        words = self.translate(N_("Certificate {number}: {state}.")).format(
            number=_text(self.number) or called(one, self.context),
            state=self.translate(CERTIFICATE_LABELS[state]),
        )
        self.change(lambda session: step_certificates(session, step), words)

    def _fit(self) -> None:
        step = lifecycle().certificate.step(self._now, self.step.currentData() or "")
        needs = needs_of([step])
        numberless = self._one is not None and not self._one.number
        self.form.setRowVisible(self.number, numberless and "number" in needs)
        self.form.setRowVisible(self.reason, "reason" in needs)
        self.why.setText(said_step([step]))


def _text(field: QLineEdit) -> str | None:
    return field.text().strip() or None
