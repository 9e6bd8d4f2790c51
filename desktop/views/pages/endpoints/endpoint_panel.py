"""One endpoint: what it is, who holds it and who stands in; each change is one run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.periods import holds
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import STATES, EndpointCard, Held
from desktop.services.edit_endpoints import change_endpoints, close_endpoints
from desktop.services.edit_holdings import (
    add_stand_in,
    assign,
    end_holding,
    end_stand_in,
    order_stand_ins,
)
from desktop.services.endpoint_edits import (
    AddStandIn,
    Assign,
    Changed,
    ChangeEndpoints,
    CloseEndpoints,
    EndHolding,
    EndStandIn,
    OrderStandIns,
)
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import (
    PersonField,
    add_row,
    choice,
    choose,
    form,
    level_choices,
    shown_day,
)
from desktop.views.pages.endpoints.panel_pieces import Part, Section, Toggle, link, writing
from desktop.views.pages.endpoints.proof_columns import proof_label
from desktop.views.pages.endpoints.types_field import TypesField
from desktop.views.pages.endpoints.vacancies import vacancy_words
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, label, row
from desktop.views.tables.model import shown_text
from desktop.views.words import day


class EndpointPanel(QWidget):
    """`asked` is emitted with ("unit", uid), ("person", uid) or ("explain", uid, level)."""

    asked = Signal(object)

    def __init__(self, context: Context, found: EndpointCard) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self._card = found
        self._today = shown_day(context)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, Space.NORMAL, Space.NORMAL)
        box.setSpacing(Space.NEAR)
        self._add_head(box)
        box.addWidget(self._people())
        box.addWidget(self._deputies())
        box.addWidget(self._details())
        box.addWidget(self._ending())
        box.addStretch(1)

    def _add_head(self, box: QVBoxLayout) -> None:
        _ = self._translate
        line = self._card.line
        unit = line.unit_name or _(N_("a unit that has ended"))
        words = f"{unit} ({line.code})" if line.code else unit
        box.addWidget(
            link(
                words,
                lambda: self.asked.emit(("unit", line.unit)),
                _(N_("Show the unit's ways in")),
            )
        )
        level = SecrecyLevel(line.ceiling)
        where = _(ENVIRONMENT_LABELS[Environment(line.environment)])
        since = _(N_("since {date}")).format(date=day(line.from_date))
        if line.to_date:
            since = _(N_("from {since} until {until}")).format(
                since=day(line.from_date), until=day(line.to_date)
            )
        box.addWidget(label(f"{where} · {since}", "quiet"))
        box.addWidget(proof_label(self._card, self._today, _))
        why = action_button(
            _(N_("Why does it not arrive?")),
            "route",
            lambda: self.asked.emit(("explain", line.unit, level)),
        )
        box.addLayout(row(why))

    def _details(self) -> QWidget:
        _ = self._translate
        line = self._card.line
        self._what = section = Section(_(N_("What it does")))
        states: dict[object, str] = {state: _(words) for state, words in STATES.items()}
        self.state = choice(states)
        choose(self.state, line.state)
        self.ceiling = choice(level_choices(_))
        choose(self.ceiling, line.ceiling)
        self.receives = QCheckBox(_(N_("Receives")))
        self.receives.setChecked(line.receives)
        self.sends = QCheckBox(_(N_("Sends")))
        self.sends.setChecked(line.sends)
        self.account = QLineEdit(line.account or "")
        self.account.setMaxLength(200)
        self.kinds = TypesField(_, self._card.document_types)
        writing(self._context, self.kinds)
        self.note = QLineEdit(self._card.note or "")
        self.note.setMaxLength(1000)
        fields = form()
        add_row(fields, _(N_("State")), self.state)
        add_row(fields, _(N_("Highest level")), self.ceiling)
        fields.addLayout(row(self.receives, self.sends))
        add_row(fields, _(N_("Type of document")), self.kinds)
        add_row(fields, _(N_("Account")), self.account)
        add_row(fields, _(N_("Note")), self.note)
        self.save = action_button(
            _(N_("Save")), "save", self._save, main=True, shortcut="Ctrl+S",
            hint=_(N_("Save what the endpoint does")),
        )  # fmt: skip
        section.box.addLayout(fields)
        section.box.addLayout(row(self.save))
        for box in (self.state, self.ceiling):
            box.currentIndexChanged.connect(lambda _index: self._allow())
        for tick in (self.receives, self.sends):
            tick.toggled.connect(lambda _on: self._allow())
        self.kinds.changed.connect(self._allow)
        for text in (self.account, self.note):
            text.textChanged.connect(lambda _text: self._allow())
        self._allow()
        return section

    @property
    def uid(self) -> str:
        """The endpoint's uid."""
        return self._card.line.uid

    def focus_field(self, field: str) -> None:
        """Put the keyboard into what is to be filled in: "person", "ceiling" or "state"."""
        if field == "person":
            if self.hand_over.button.isEnabled():
                self.hand_over.button.setChecked(True)
                self.person.setFocus()
        else:
            (self.ceiling if field == "ceiling" else self.state).setFocus()

    def _command(self) -> ChangeEndpoints:
        return ChangeEndpoints(
            (self._card.line.uid,),
            state=self.state.currentData(),
            ceiling=SecrecyLevel(self.ceiling.currentData()),
            receives=self.receives.isChecked(),
            sends=self.sends.isChecked(),
            account=self.account.text(),
            note=self.note.text(),
            document_types=self.kinds.types(),
        )

    def is_changed(self) -> bool:
        """Say whether something was typed that is not saved."""
        line, asked = self._card.line, self._command()
        return (
            (asked.state, asked.ceiling, asked.receives, asked.sends)
            != (line.state, line.ceiling, line.receives, line.sends)
            or set(asked.document_types or ()) != set(self._card.document_types)
            or (asked.account or "").strip() != (line.account or "")
            or (asked.note or "").strip() != (self._card.note or "")
        )

    def _allow(self) -> None:
        self.save.setEnabled(self.is_changed() and self._context.editable)

    def _save(self) -> None:
        command = self._command()
        words = N_("The endpoint is changed.")
        self._do(lambda session: change_endpoints(session, command), words, self._what)

    def _people(self) -> QWidget:
        _ = self._translate
        section = Section(_(N_("Who holds it")))
        now = [h for h in self._card.holdings if h.to_date is None or h.to_date > self._today]
        if not any(holds(h.from_date, h.to_date, self._today) for h in now):
            section.box.addWidget(label(_(N_("Nobody holds it.")), "error"))
        if (vacancy := self._card.line.vacancy) is not None:
            age = vacancy_words(vacancy, _)
            section.box.addWidget(Said("error", age) if vacancy.pressing else label(age, "small"))
        for held in now:
            section.box.addLayout(self._person_row(held, self._end_holding))
        self.hand_over = Toggle(
            section,
            _(N_("Hand it to somebody")) if now else _(N_("Name who holds it")),
            "user",
            self._assign_form(bool(now)),
        )
        writing(self._context, self.hand_over.button)
        before = [h for h in self._card.holdings if h not in now]
        if before:
            section.box.addWidget(label(_(N_("Before")), "small"))
        for held in before:
            words = _(N_("{name}: {since} – {until}"))
            shown = words.format(name=held.name, since=day(held.from_date), until=day(held.to_date))
            section.box.addWidget(label(shown_text(shown), "quiet"))
        return section

    def _person_row(self, held: Held, end: Callable[[Held, str, Part], None]) -> QVBoxLayout:
        _ = self._translate
        lines = QVBoxLayout()
        lines.setSpacing(0)
        top = QHBoxLayout()
        name = link(
            held.name,
            lambda: self.asked.emit(("person", held.person)),
            _(N_("Show this person's details and clearance")),
        )
        top.addWidget(name)
        top.addStretch(1)
        lines.addLayout(top)
        level = SecrecyLevel(held.clearance or 0)
        if held.clearance_until is not None and held.clearance_until <= self._today:
            level = SecrecyLevel.KHONG_MAT
        since = _(N_("from {date}")).format(date=day(held.from_date))
        if held.to_date:
            since = _(N_("from {since} until {until}")).format(
                since=day(held.from_date), until=day(held.to_date)
            )
        cleared = _(N_("cleared up to {level}")).format(level=_(LEVEL_LABELS[level]))
        parts = (held.post, held.phone, since, cleared, held.reason)
        words = " · ".join(part for part in parts if part)
        lines.addWidget(label(shown_text(words), "small"))
        on = DayField(self._today)
        fields = form()
        add_row(fields, _(N_("First day on which it no longer holds")), on)
        act = QPushButton(_(N_("End")))
        fields.addWidget(act)
        words = _(N_("End what {name} holds")).format(name=held.name)
        toggle = Toggle(lines, _(N_("End …")), "", fields, words)
        act.clicked.connect(lambda _on=False: end(held, on.iso(), toggle))
        writing(self._context, toggle.button)
        top.addWidget(toggle.button)
        return lines

    def _assign_form(self, somebody: bool) -> QVBoxLayout:
        _ = self._translate
        self.person = PersonField(self._context)
        self.since = DayField(self._today)
        self.basis = QLineEdit()
        self.basis.setMaxLength(1000)
        self.beside = QCheckBox(_(N_("Beside those who hold it now")))
        self.beside.setToolTip(_(N_("Otherwise they end on that day, without a gap")))
        self.beside.setVisible(somebody)
        self.give = action_button(_(N_("Hand over")), "check", self._assign, main=True)
        fields = form()
        add_row(fields, _(N_("Person")), self.person)
        add_row(fields, _(N_("From")), self.since)
        add_row(fields, _(N_("Decision")), self.basis)
        if somebody:
            fields.addWidget(self.beside)
        fields.addWidget(self.give)
        self.person.changed.connect(lambda: self.give.setEnabled(self.person.someone() is not None))
        self.give.setEnabled(False)
        return fields

    def _assign(self) -> None:
        someone = self.person.someone()
        if someone is None:
            return
        command = Assign(
            self._card.line.uid,
            self.since.iso(),
            someone,
            self.basis.text(),
            self.beside.isChecked(),
        )
        words = N_("The endpoint is handed over.")
        self._do(lambda session: assign(session, command), words, self.hand_over)

    def _end_holding(self, held: Held, on: str, part: Part) -> None:
        command = EndHolding(held.uid, on)
        self._do(lambda session: end_holding(session, command), N_("The holding is ended."), part)

    def _deputies(self) -> QWidget:
        _ = self._translate
        section = Section(_(N_("Who stands in, in this order")))
        found = self._card.stand_ins
        if not found:
            section.box.addWidget(label(_(N_("Nobody stands in.")), "quiet"))
        for number, held in enumerate(found):
            lines = self._person_row(held, self._end_stand_in)
            if number:
                up = link(_(N_("Move up")), partial(self._move_up, number))
                writing(self._context, up)
                lines.addLayout(row(up))
            section.box.addLayout(lines)
        self.deputy = PersonField(self._context)
        self.deputy_since = DayField(self._today)
        self.deputy_limited = QCheckBox(_(N_("Until a day")))
        self.deputy_until = DayField(self._today)
        self.deputy_until.setAccessibleName(_(N_("First day on which it no longer holds")))
        self.deputy_until.setEnabled(False)
        self.deputy_limited.toggled.connect(self.deputy_until.setEnabled)
        self.reason = QLineEdit()
        self.reason.setMaxLength(1000)
        act = action_button(_(N_("Let stand in")), "check", self._add_stand_in, main=True)
        act.setEnabled(False)
        self.deputy.changed.connect(lambda: act.setEnabled(self.deputy.someone() is not None))
        fields = form()
        add_row(fields, _(N_("Person")), self.deputy)
        add_row(fields, _(N_("From")), self.deputy_since)
        fields.addLayout(row(self.deputy_limited, self.deputy_until))
        add_row(fields, _(N_("Reason")), self.reason)
        fields.addWidget(act)
        self.stand_in = Toggle(section, _(N_("Name a stand-in")), "users", fields)
        writing(self._context, self.stand_in.button)
        return section

    def _add_stand_in(self) -> None:
        someone = self.deputy.someone()
        if someone is None:
            return
        until = self.deputy_until.iso() if self.deputy_limited.isChecked() else None
        command = AddStandIn(
            self._card.line.uid, self.deputy_since.iso(), someone, until, self.reason.text()
        )
        words = N_("The stand-in is named.")
        self._do(lambda session: add_stand_in(session, command), words, self.stand_in)

    def _end_stand_in(self, held: Held, on: str, part: Part) -> None:
        command = EndStandIn(held.uid, on)
        words = N_("The standing-in is ended.")
        self._do(lambda session: end_stand_in(session, command), words, part)

    def _move_up(self, number: int) -> None:
        order = [held.uid for held in self._card.stand_ins]
        order[number - 1 : number + 1] = order[number], order[number - 1]
        command = OrderStandIns(self._card.line.uid, tuple(order))
        words = N_("The order is changed.")
        self._do(lambda session: order_stand_ins(session, command), words, None)

    def _ending(self) -> QWidget:
        _ = self._translate
        section = Section(_(N_("Closing it")))
        on = DayField(self._today)
        fields = form()
        add_row(fields, _(N_("First day on which it is no more")), on)
        words = N_("All who hold it and stand in end on that day. For a pause, suspend it.")
        fields.addWidget(label(_(words), "small"))

        def act() -> None:
            command = CloseEndpoints((self._card.line.uid,), on.iso())
            words = N_("The endpoint is closed.")
            self._do(lambda session: close_endpoints(session, command), words, toggle)

        button = QPushButton(_(N_("Close the endpoint")))
        button.setProperty("role", "danger")
        button.clicked.connect(lambda _on=False: act())
        fields.addWidget(button)
        toggle = Toggle(section, _(N_("Close the endpoint …")), "circle-x", fields)
        writing(self._context, toggle.button)
        return section

    def _do(self, work: Callable[[Session], Changed], words: str, part: Part | None) -> None:
        """Do the change that is asked for in a part; the page then reads this panel anew."""
        notice = Notice(self._translate(words), "good", key="endpoints")

        def done(changed: Changed) -> None:
            if part is not None:
                part.written = True
            self._context.notify(notice)
            for problem in changed.warnings:
                self._context.notify(self._context.notice_of(problem))

        self._context.change(work, self, done)
