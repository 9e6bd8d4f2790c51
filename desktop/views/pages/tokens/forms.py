"""The two forms of tokens: a step from hand to hand, and whose token it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.lifecycle import Step
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.browse_tokens import TokenLine
from desktop.services.edit_tokens import (
    AssignTokens,
    MoveTokens,
    TokensChanged,
    assign_tokens,
    lifecycle,
    move_tokens,
)
from desktop.services.find import Found
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.views import mends
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.form_dialog import TallDialog
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, count

_DAY_WORDS = {
    "received": N_("Received by the unit on"),
    "handed_over": N_("Signed for on"),
}
_RECEIVER_WORDS = {"received": N_("Received by"), "handed_over": N_("Signed by")}
# What a step mostly means for the certificates on the device: state, words, chosen at first.
_CERTIFICATES = {
    "handed_over": ("active", N_("The certificates on it come into use"), True),
    "returned": ("on_hold", N_("Put the certificates on it on hold"), False),
    "lost": ("revocation_pending", N_("Ask for the certificates on it to be revoked"), True),
    "damaged": ("revocation_pending", N_("Ask for the certificates on it to be revoked"), False),
}


class TokenDialog(TallDialog):
    """What both forms have: fields, a place for what stands in the way, Save and Cancel."""

    def __init__(self, context: Context, title: str, subject: str, parent: QWidget) -> None:
        super().__init__(parent)
        _ = context.translate
        self.context = context
        self.translate = _
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        box = QVBoxLayout()
        box.setSpacing(Space.NORMAL)
        head = QLabel(shown_text(subject))
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setProperty("role", "heading")
        head.setWordWrap(True)
        self.form = QFormLayout()
        self.form.setSpacing(Space.NEAR)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.trouble = QLabel()
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setProperty("role", "error")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(_(N_("Save")), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "main")
        buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        box.addWidget(head)
        box.addLayout(self.form)
        box.addWidget(self.trouble)
        box.addStretch(1)
        self.hold(box, buttons)

    def place(self) -> tuple[str, ...]:
        """Return what the page needs to open this form again: its kind and its tokens."""
        raise NotImplementedError

    def submit(self) -> None:
        """Do what the form says; each form overrides this."""

    def change(self, work: Callable[[Session], TokensChanged], words: str) -> None:
        """Write; what stands in the way is shown here, and the form stays."""
        self.save.setEnabled(False)
        self.context.change(work, self, lambda found: self._done(found, words), self._failed)

    def _done(self, found: TokensChanged, words: str) -> None:
        tell_changed(self.context, found, words)
        self.accept()

    def _failed(self, failure: Failure) -> None:
        self.save.setEnabled(True)
        lines = [mends.both(problem, self.translate) for problem in failure.problems[:3]]
        if len(failure.problems) > len(lines):
            more = self.translate(N_("{count} more tokens stand in the way."))
            lines.append(more.format(count=len(failure.problems) - len(lines)))
        self.trouble.setText("\n".join(map(shown_text, lines)))
        self.trouble.show()


class StepForm(TokenDialog):
    """Takes one step with one token or several."""

    def __init__(self, context: Context, lines: Sequence[TokenLine], parent: QWidget) -> None:
        _ = context.translate
        several = _(N_("{count} tokens chosen")).format(count=count(len(lines)))
        subject = named(lines[0]) if len(lines) == 1 else several
        super().__init__(context, _(N_("Next step of the token")), subject, parent)
        self._lines = tuple(lines)
        self.step = QComboBox()
        for custody in lifecycle().custody.in_common({line.custody for line in lines}):
            self.step.addItem(begun(_(CUSTODY_LABELS[custody])), custody)
        self.day = DayField()
        self.day.setMaximumDate(QDate.currentDate())
        self.receiver = QLineEdit()
        self.serial = QLineEdit()
        self.paper = QLineEdit()
        self.reason = QLineEdit()
        self.certificates = QCheckBox()
        self.why = QLabel()
        self.why.setProperty("role", "quiet")
        self.why.setWordWrap(True)
        now = {line.custody for line in lines}
        state = ", ".join(_(CUSTODY_LABELS[each]) for each in CUSTODY_LABELS if each in now)
        self.form.addRow(_(N_("Now")), QLabel(begun(state)))
        for words, field in (
            (N_("Becomes"), self.step),
            (N_("On"), self.day),
            (N_("Received by"), self.receiver),
            (N_("Serial of the device"), self.serial),
            (N_("Letter, minutes"), self.paper),
            (N_("Reason"), self.reason),
        ):
            self.form.addRow(_(words), field)
            field.setAccessibleName(_(words))
        self.form.addRow("", self.certificates)
        self.form.addRow("", self.why)
        self.step.currentIndexChanged.connect(lambda _: self._fit())
        self._fit()

    def place(self) -> tuple[str, ...]:
        """A step of these tokens."""
        return ("step", *(line.uid for line in self._lines))

    def submit(self) -> None:
        """Take the step."""
        custody = self.step.currentData()
        named_state = _CERTIFICATES.get(custody)
        with_certificates = named_state is not None and self.certificates.isChecked()
        command = MoveTokens(
            tokens=tuple(line.uid for line in self._lines),
            custody=custody,
            on=self.day.iso(),
            receiver=self.receiver.text().strip() or None,
            certificate=named_state[0] if named_state is not None and with_certificates else None,
            serial=self.serial.text().strip() or None,
            paper=self.paper.text().strip() or None,
            reason=self.reason.text().strip() or None,
        )
        words = self.translate(N_("{count} tokens: {custody}.")).format(
            count=count(len(self._lines)), custody=self.translate(CUSTODY_LABELS[custody])
        )
        self.change(lambda session: move_tokens(session, command), words)

    def _fit(self) -> None:
        """Show the fields that this step asks for."""
        _ = self.translate
        custody = self.step.currentData()
        self.save.setEnabled(custody is not None)
        if custody is None:
            words = N_("The chosen tokens have no step in common: choose those in the same state.")
            self.trouble.setText(_(words))
            self.trouble.show()
        self._say(self.day, _DAY_WORDS.get(custody, N_("On")))
        self._say(self.receiver, _RECEIVER_WORDS.get(custody, N_("Received by")))
        self.form.setRowVisible(self.receiver, custody in _RECEIVER_WORDS)
        no_serial = len(self._lines) == 1 and self._lines[0].serial is None
        self.form.setRowVisible(self.serial, no_serial and custody is not None)
        states = lifecycle().custody
        steps = [states.step(line.custody, custody or "") for line in self._lines]
        self.form.setRowVisible(self.reason, "reason" in needs_of(steps))
        self.why.setText(said_step(steps))
        known = _CERTIFICATES.get(custody)
        self.form.setRowVisible(self.certificates, known is not None)
        if known is not None:
            self.certificates.setText(_(known[1]))
            self.certificates.setChecked(known[2])

    def _say(self, field: QWidget, words: str) -> None:
        label = self.form.labelForField(field)
        if isinstance(label, QLabel):
            label.setText(self.translate(words))
        field.setAccessibleName(self.translate(words))


class PersonPicker(UnitPicker):
    """The same for a person."""

    kind = "person"
    nothing = N_("Nobody has just this name: choose a person from the list, or empty the field.")
    several = N_("Several people have this name: choose one from the list.")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setPlaceholderText(context.translate(N_("Words of the person's name")))

    def shown(self, one: Found) -> str:
        """Return the person's name and unit."""
        return shown_text(" · ".join(filter(None, (one.name, one.detail))))


class AssignForm(TokenDialog):
    """Says whose token it is."""

    def __init__(self, context: Context, line: TokenLine, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Whose token it is")), named(line), parent)
        self._line = line
        self.person = PersonPicker(context)
        self.nobody = QCheckBox(_(N_("Nobody for now")))
        self.form.addRow(_(N_("Now")), QLabel(begun(shown_text(line.person or _(N_("nobody"))))))
        self.form.addRow(_(N_("Person")), self.person)
        self.person.setAccessibleName(_(N_("Person")))
        self.form.addRow("", self.nobody)
        note = QLabel(_(N_("The token goes to the person's unit with them.")))
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        self.form.addRow("", note)
        self.nobody.toggled.connect(lambda on: self.person.setEnabled(not on))
        self.nobody.toggled.connect(lambda _: self._fit())
        self.person.picked.connect(lambda _: self._fit())
        self._fit()
        self.person.setFocus()

    def place(self) -> tuple[str, ...]:
        """Whose this token is."""
        return ("assign", self._line.uid)

    def submit(self) -> None:
        """Assign the token."""
        person = None if self.nobody.isChecked() else self.person.uid()
        if person is None and not self.nobody.isChecked():
            return
        command = AssignTokens((self._line.uid,), person)
        words = self.translate(N_("The token {token} was assigned.")).format(
            token=named(self._line)
        )
        self.change(lambda session: assign_tokens(session, command), words)

    def _fit(self) -> None:
        self.save.setEnabled(self.nobody.isChecked() or self.person.uid() is not None)


def needs_of(steps: Sequence[Step | None]) -> set[str]:
    """Return what any of these steps needs to be told."""
    return {need for step in steps if step is not None for need in step.needs}


def said_step(steps: Sequence[Step | None]) -> str:
    """Say what these steps say happened, each once."""
    return "\n".join(dict.fromkeys(step.why for step in steps if step is not None))


def named(line: TokenLine) -> str:
    """Return what a token is called: its serial and its subscriber."""
    return f"{line.serial or '—'} · {line.subscriber}"


def tell_changed(context: Context, found: TokensChanged, words: str) -> None:
    """Say what was done, with a button that takes it back."""
    run = found.run
    if run is None:
        context.notify(Notice(context.translate(N_("Nothing changed.")), "info", key="tokens"))
        return

    def take_back() -> None:
        undone = context.translate(N_("Undone: run {runs}.")).format(runs=run)
        context.change(
            lambda session: undo(session, Undo(run)),
            context,
            lambda _: context.notify(Notice(undone, "good", key="undo")),
        )

    notice = Notice(
        words, "good", button=context.translate(N_("Undo")), act=take_back, key="tokens"
    )
    context.notify(notice)
