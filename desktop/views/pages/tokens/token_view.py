"""A token's own page: where it is, whose it is, its certificates, and what was done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.cells import shown_date
from desktop.domain.custody import (
    ACCESS_LABELS,
    CERTIFICATE_LABELS,
    CUSTODY_LABELS,
    PURPOSE_LABELS,
)
from desktop.domain.texts import N_, said
from desktop.services.breaking import Dependence, WhatBreaks, cells_told, what_breaks
from desktop.services.browse_tokens import (
    ReadToken,
    RunOfToken,
    TokenPage,
    read_token,
    read_token_runs,
)
from desktop.services.edit_tokens import lifecycle
from desktop.services.find import Found
from desktop.services.replace_token import OUT_OF_USE
from desktop.services.settle_tokens import DECISION_LABELS, Settled, SettleTokens, settle_tokens
from desktop.services.token_drivers import drivers_here
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.bundles import remembered
from desktop.views.pages.endpoints.panel_pieces import link
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import card, clear, label, sign
from desktop.views.pages.tokens.certificates import certificates_box
from desktop.views.pages.tokens.forms import AssignForm, StepForm, named
from desktop.views.pages.tokens.listing import (
    CERTIFICATE_SIGNS,
    CUSTODY_SIGNS,
    PLAIN_SIGN,
    certificate_state,
)
from desktop.views.pages.tokens.moves import moves_box
from desktop.views.pages.tokens.pin_form import PinChanging
from desktop.views.pages.tokens.replace_form import ReplaceForm
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day, local_time

_SUBSCRIBERS = {"person": N_("a person"), "organ": N_("an organ")}
# What a run changed, in words; what is not named here is not told.
_CHANGED = {
    "token.custody": N_("where it is"),
    "token.received_on": N_("received on"),
    "token.signed_on": N_("signed on"),
    "token.receiver": N_("received by"),
    "token.serial": N_("serial"),
    "token.subscriber": N_("subscriber"),
    "token.person": N_("person"),
    "token.unit": N_("unit"),
    "token.access": N_("PIN"),
    "token.request": N_("request"),
    "certificate.number": N_("number of the certificate"),
    "certificate.state": N_("state of the certificate"),
    "certificate.from_date": N_("beginning of the certificate"),
    "certificate.to_date": N_("end of the certificate"),
}
# Changes whose values are references, of which the words would say nothing.
_ONLY_NAMED = frozenset({"token.person", "token.unit"})
_VALUES = {
    "token.custody": CUSTODY_LABELS,
    "token.access": ACCESS_LABELS,
    "certificate.state": CERTIFICATE_LABELS,
}
_MOST_CHANGES = 8
_DECISION_HINTS = {
    "keep": N_("Only closes the task"),
    "reissue": N_("Draws up a draft request to change what the certificate says"),
    "return": N_("Draws up minutes of giving back, which wait for a signature"),
    "revoke": N_("Draws up a draft request to revoke the certificates"),
}


class TokenView(QWidget):
    """Shows one token; `left` is emitted to go back to the list."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._translate = _
        self.uid: str | None = None
        self.shown: TokenPage | None = None
        self.back = action_button(
            _(N_("Back")), "chevron-left", self.left.emit, hint=_(N_("Back to the list (Esc)"))
        )
        self._title = label("", "heading")
        self._state = QHBoxLayout()
        self._state.setSpacing(Space.NEAR)
        self.step_button = action_button(
            _(N_("Next step")),
            "arrow-right",
            self.open_step,
            main=True,
            shortcut="Ctrl+E",
            hint=_(N_("Received, handed over, returned, lost, damaged …")),
        )
        self.assign_button = action_button(
            _(N_("Give to a person")), "user", self.open_assign, shortcut="Ctrl+G"
        )
        self.pin_button = action_button(
            _(N_("Change the PIN")),
            "lock",
            self.open_pin,
            hint=_(N_("Change the PIN of the device, which must be plugged in")),
        )
        self.replace_button = action_button(
            _(N_("Another device …")),
            "refresh-cw",
            self.open_replace,
            hint=_(N_("Let another device take the place of this lost, damaged or returned one")),
        )
        self.replace_button.hide()
        self._pin = PinChanging(context, self)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.back)
        head.addWidget(self._title, 1)
        head.addWidget(self.replace_button)
        head.addWidget(self.pin_button)
        head.addWidget(self.assign_button)
        head.addWidget(self.step_button)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(_(N_("What is known of the token")))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(head)
        box.addLayout(self._state)
        box.addWidget(self._area, 1)

    def show_token(self, uid: str) -> None:
        """Read a token and show it."""
        self.uid = uid
        self.read()

    def read(self) -> None:
        """Read the token anew, and after it what was done with it."""
        if self.uid is None:
            return
        command = ReadToken(self.uid, self._context.as_of)
        self._context.read(lambda session: read_token(session, command), self._show, self)

    def open_step(self) -> None:
        """Ask for the token's next step."""
        if self.shown is not None and self.step_button.isEnabled():
            StepForm(self._context, [self.shown.line], self).open()

    def open_assign(self) -> None:
        """Ask whose token it is."""
        if self.shown is not None:
            AssignForm(self._context, self.shown.line, self).open()

    def open_pin(self) -> None:
        """Look for the device, and ask for its PINs."""
        if self.shown is None or self.shown.line.serial is None:
            return
        drivers = [driver.path for driver in drivers_here(remembered.paths("drivers"))]
        self._pin.ask(drivers, self.shown.line.serial, self.uid)

    def open_replace(self) -> None:
        """Ask which device takes its place."""
        if self.shown is not None:
            ReplaceForm(self._context, self.shown.line, self).open()

    def _show(self, found: TokenPage) -> None:
        if found.line.uid != self.uid:
            return
        self.shown = found
        line = found.line
        self._title.setText(shown_text(named(line)))
        self._show_state(found)
        editable = self._context.editable
        self.step_button.setEnabled(editable and bool(lifecycle().custody.after(line.custody)))
        self.assign_button.setEnabled(editable)
        self.pin_button.setEnabled(editable and line.serial is not None)
        replaceable = line.custody in OUT_OF_USE and found.replaced_by is None
        self.replace_button.setVisible(replaceable)
        self.replace_button.setEnabled(editable)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, Space.NEAR, 0)
        box.setSpacing(Space.WIDE)
        if found.tasks:
            box.addWidget(card(self._translate(N_("To be settled")), self._tasks(found)))
        box.addWidget(card(self._translate(N_("Device")), self._facts(found)))
        on_it = certificates_box(self._context, found, self)
        box.addWidget(card(self._translate(N_("Certificates")), on_it))
        moves = moves_box(found.moves, self._translate)
        box.addWidget(card(self._translate(N_("From hand to hand")), moves))
        self._breaks = QVBoxLayout()
        self._breaks.setSpacing(Space.HAIR)
        self._breaks.addWidget(label(self._translate(N_("Reading …")), "quiet"))
        box.addWidget(card(self._translate(N_("If its certificates are revoked")), self._breaks))
        self._history = QVBoxLayout()
        self._history.setSpacing(Space.NEAR)
        self._history.addWidget(label(self._translate(N_("Reading …")), "quiet"))
        box.addWidget(card(self._translate(N_("What was done with it")), self._history))
        box.addStretch(1)
        self._area.setWidget(page)
        history, command = self._history, ReadToken(line.uid, self._context.as_of)

        def take(runs: tuple[RunOfToken, ...]) -> None:
            if history is self._history:
                self._show_runs(runs)

        self._context.read(lambda session: read_token_runs(session, command), take, page)
        breaks, asked = self._breaks, WhatBreaks(token=line.uid, as_of=self._context.as_of)

        def tell(found: tuple[Dependence, ...]) -> None:
            if breaks is self._breaks:
                self._show_breaks(found)

        self._context.read(lambda session: what_breaks(session, asked), tell, page)

    def _show_breaks(self, found: tuple[Dependence, ...]) -> None:
        _ = self._translate
        clear(self._breaks)
        if not found:
            words = _(N_("Nothing that goes now would stop."))
            self._breaks.addWidget(label(words, "quiet"))
        for each in found:
            words = f"{each.unit} ({each.code})" if each.code else each.unit
            asked = ("explain", each.uid, each.breaks[0])
            self._breaks.addWidget(link(words, partial(self._context.go, "endpoints", asked)))
            for told in cells_told(each.breaks):
                self._breaks.addWidget(label(begun(said(told, _)), "error"))

    def _show_state(self, found: TokenPage) -> None:
        _ = self._translate
        clear(self._state)
        line = found.line
        picture, role = CUSTODY_SIGNS[line.custody]
        self._state.addWidget(sign(picture, role))
        self._state.addWidget(label(begun(_(CUSTODY_LABELS[line.custody])), role, wrap=False))
        state = certificate_state(line.certificate_state, line.until, found.as_of)
        picture, role = CERTIFICATE_SIGNS.get(state, PLAIN_SIGN)
        self._state.addSpacing(Space.WIDE)
        self._state.addWidget(sign(picture, role))
        words = _(N_("certificate: {state}")).format(state=_(CERTIFICATE_LABELS[state]))
        self._state.addWidget(label(begun(words), role, wrap=False))
        self._state.addStretch(1)

    def _tasks(self, found: TokenPage) -> QLayout:
        """Return what a reorganisation left to be decided, with the decisions."""
        _ = self._translate
        box = QVBoxLayout()
        box.setSpacing(Space.NEAR)
        for subject in found.tasks:
            box.addWidget(label(shown_text(begun(subject)), "warning"))
        if self._context.editable:
            row = QHBoxLayout()
            row.setSpacing(Space.NEAR)
            for decision, words in DECISION_LABELS.items():
                button = QPushButton(begun(_(words)))
                button.setToolTip(_(_DECISION_HINTS[decision]))
                button.clicked.connect(partial(self._settle, decision))
                row.addWidget(button)
            row.addStretch(1)
            box.addLayout(row)
        return box

    def _settle(self, decision: str, _checked: bool = False) -> None:
        if self.uid is None:
            return
        command = SettleTokens((self.uid,), decision)
        words = self._translate(N_("Settled: {what}.")).format(
            what=self._translate(DECISION_LABELS[decision])
        )

        def done(_found: Settled) -> None:
            self._context.notify(Notice(words, "good", key="papers"))

        self._context.change(lambda session: settle_tokens(session, command), self, done)

    def _facts(self, found: TokenPage) -> QLayout:
        _ = self._translate
        line, facts = found.line, found.facts
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.SECTION)
        grid.setVerticalSpacing(Space.NEAR)
        subscriber = f"{line.subscriber} ({_(_SUBSCRIBERS[line.subscriber_type])})"
        purpose = _(PURPOSE_LABELS.get(line.purpose, line.purpose))
        unit = partial(self._context.go, "units", line.unit) if line.unit else None
        holder = Found("person", facts.person or "", line.person or "", "")
        person = partial(self._context.go, "endpoints", holder) if facts.person else None
        told: list[tuple[str, str | None, Callable[[], None] | None]] = [
            (N_("Serial"), line.serial, None),
            (N_("Subscriber"), subscriber, None),
            (N_("Unit"), line.unit_name, unit),
            (N_("Person"), line.person, person),
            (N_("Purpose"), begun(purpose), None),
            (N_("Received on"), day(line.received_on), None),
            (N_("Received by"), facts.receiver, None),
            (N_("Signed on"), day(line.signed_on), None),
            (N_("PIN"), begun(_(ACCESS_LABELS.get(line.access, line.access))), None),
            (N_("Kind of device"), facts.model, None),
            (N_("Label"), facts.label, None),
            (N_("Letter of request"), facts.request, None),
            (N_("Post"), facts.post, None),
            (N_("Phone"), facts.phone, None),
            (N_("Mail"), facts.mail, None),
            (N_("Note"), facts.note, None),
            *self._others(found),
        ]
        for place, (name, value, act) in enumerate(each for each in told if each[1]):
            down, across = divmod(place, 2)
            grid.addWidget(label(_(name), "quiet", wrap=False), down, 2 * across)
            widget: QWidget = label(shown_text(value or ""))
            if act is not None:
                widget = _link(shown_text(value or ""), act)
            grid.addWidget(widget, down, 2 * across + 1)
        for across in (1, 3):
            grid.setColumnStretch(across, 1)
        return grid

    def _others(self, found: TokenPage) -> list[tuple[str, str | None, Callable[[], None] | None]]:
        """Return what the token is bound to: another device, and minutes that wait."""
        _ = self._translate
        told: list[tuple[str, str | None, Callable[[], None] | None]] = []
        for words, other in (
            (N_("Takes the place of"), found.replaces),
            (N_("Its place was taken by"), found.replaced_by),
        ):
            if other is not None:
                name = f"{other.serial or '—'} · {other.subscriber}"
                told.append((words, name, partial(self._context.go, "tokens", other.uid)))
        if found.aside is not None:
            # A device that was somebody's before it was this one's.
            words = _(N_("on {day}: {subscriber} got {other}"))
            day, subscriber, other_device, token = found.aside
            text = words.format(day=shown_date(day), subscriber=subscriber, other=other_device)
            told.append((N_("Set aside"), text, partial(self._context.go, "tokens", token)))
        if found.line.minutes is not None:
            waits = _(N_("minutes {number} to be signed")).format(number=found.line.minutes)
            told.append((N_("Waits for"), begun(waits), None))
        return told

    def _show_runs(self, runs: tuple[RunOfToken, ...]) -> None:
        _ = self._translate
        clear(self._history)
        for run in runs:
            words = run.words.render(_)
            title = _(N_("Run {run}, {time}, {who}: {what}")).format(
                run=run.number, time=local_time(run.at), who=run.actor, what=words
            )
            self._history.addWidget(label(shown_text(title)))
            changes = [self._change(*each) for each in run.changed if _is_told(*each)]
            if changes:
                told = label("; ".join(map(shown_text, changes[:_MOST_CHANGES])), "quiet")
                told.setContentsMargins(Space.WIDE, 0, 0, 0)
                self._history.addWidget(told)

    def _change(self, name: str, before: str | None, after: str | None) -> str:
        _ = self._translate
        what = _(_CHANGED[name])
        if name in _ONLY_NAMED:
            return _(N_("{what} changed")).format(what=what)
        old, new = self._value(name, before), self._value(name, after)
        return f"{what}: {old} → {new}" if before is not None else f"{what}: {new}"

    def _value(self, name: str, value: str | None) -> str:
        if value is None:
            return "—"
        if name in _VALUES:
            return self._translate(_VALUES[name].get(value, value))
        return day(value) if name.endswith(("_on", "_date")) else value


def _is_told(name: str, before: str | None, _after: str | None) -> bool:
    return name in _CHANGED and not (name in _ONLY_NAMED and before is None)


def _link(words: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("role", "link")
    button.clicked.connect(lambda _=False: act())
    return button
