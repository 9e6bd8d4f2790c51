"""What a unit is used for, and what it may be without by a decision, each with its form."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout

from desktop.domain.exemptions import PROFILE_LABELS, Profile
from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.periods import holds, last_day
from desktop.domain.texts import N_, said
from desktop.services.browse_endpoints import ExemptionHeld, UnitWays
from desktop.services.edit_terms import end_exemption, set_exemption, set_profiles
from desktop.services.term_edits import EndExemption, SetExemption, SetProfiles
from desktop.services.term_words import what_is_exempt
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.pages.endpoints.forms import (
    add_row,
    choice,
    direction_choices,
    environment_choices,
    form,
    level_choices,
    shown_day,
)
from desktop.views.pages.endpoints.line_section import Do
from desktop.views.pages.endpoints.panel_pieces import Section, Toggle, writing
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, label
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day


class ProfileSection(Section):
    """A tick for each profile; all that is changed is saved in one run."""

    def __init__(self, context: Context, ways: UnitWays, do: Do) -> None:
        super().__init__(context.translate(N_("What it is used for")))
        _ = context.translate
        self._unit, self._do = ways.uid, do
        today = shown_day(context)
        since = {
            held.profile: held.from_date
            for held in ways.terms.profiles
            if holds(held.from_date, held.to_date, today)
        }
        self._known = frozenset(since)
        self.ticks: dict[Profile, QCheckBox] = {}
        for profile, words in PROFILE_LABELS.items():
            shown = begun(_(words))
            if profile in since:
                from_day = _(N_("since {date}")).format(date=day(since[profile]))
                shown = f"{shown} ({from_day})"
            tick = QCheckBox(shown)
            tick.setChecked(profile in since)
            tick.toggled.connect(lambda _on: self._allow())
            self.ticks[profile] = tick
            self.box.addWidget(tick)
        self.below = QCheckBox(_(N_("The same of all units below it")))
        self.below.toggled.connect(lambda _on: self._allow())
        self.day = DayField(today)
        self.save = action_button(_(N_("Save what it is used for")), "save", self._save)
        self._may_write = context.editable
        fields = form()
        add_row(fields, _(N_("From")), self.day)
        fields.addWidget(self.below)
        fields.addWidget(self.save)
        self.box.addLayout(fields)
        self._allow()

    def _allow(self) -> None:
        self.save.setEnabled(self._may_write and bool(self._asked()))

    def _asked(self) -> list[tuple[Profile, bool]]:
        """Return what is to be saved: what is others, or all of it for the units below."""
        return [
            (profile, tick.isChecked())
            for profile, tick in self.ticks.items()
            if self.below.isChecked() or tick.isChecked() != (profile in self._known)
        ]

    def _save(self) -> None:
        asked = tuple(self._asked())
        command = SetProfiles(self._unit, asked, self.day.iso(), self.below.isChecked())
        words = N_("What the unit is used for is recorded.")
        self._do(lambda session: set_profiles(session, command), words, self)


class ExemptionSection(Section):
    """The exemptions that hold or are to come, each with its end, and a form for another."""

    def __init__(self, context: Context, ways: UnitWays, do: Do) -> None:
        super().__init__(context.translate(N_("Exemptions")))
        self._context, self._translate = context, context.translate
        self._unit, self._do, self._today = ways.uid, do, shown_day(context)
        held = [each for each in ways.terms.exemptions if each.to_date > self._today]
        if not held:
            self.box.addWidget(
                label(self._translate(N_("The unit is exempt from nothing.")), "quiet")
            )
        for each in held:
            self._show(each)
        self.add = Toggle(self, self._translate(N_("Record an exemption")), "plus", self._form())
        writing(context, self.add.button)

    def _show(self, held: ExemptionHeld) -> None:
        _ = self._translate
        words = _(N_("Exempt {what}")).format(what=said(what_is_exempt(held), _))
        period = _(N_("from {since} until the end of {until}, by {decision}")).format(
            since=day(held.from_date), until=day(last_day(held.to_date)), decision=held.decision
        )
        self.box.addWidget(Said("info", words, shown_text(period)))
        on = DayField(self._today)
        fields = form()
        add_row(fields, _(N_("First day on which it no longer holds")), on)
        act = QPushButton(_(N_("End")))
        fields.addWidget(act)
        name = _(N_("End the exemption by {decision}")).format(decision=held.decision)
        toggle = Toggle(self, _(N_("End …")), "", fields, name)
        act.clicked.connect(lambda _on=False: self._end(held.uid, on, toggle))
        writing(self._context, toggle.button)

    def _form(self) -> QVBoxLayout:
        _ = self._translate
        self.level = choice(level_choices(_))
        both: dict[object, str] = {None: _(N_("both networks"))}
        self.environment = choice(both | environment_choices(_))
        either: dict[object, str] = {None: _(N_("receives and sends"))}
        self.direction = choice(either | direction_choices(_))
        self.number = QLineEdit()
        self.number.setMaxLength(200)
        self.number.setPlaceholderText("12-QĐ/TU")
        self.dated, self.since = DayField(self._today), DayField(self._today)
        self.last = DayField(self._today)
        self.save = action_button(_(N_("Record the exemption")), "check", self._add, main=True)
        fields = form()
        for words, field in (
            (N_("Documents of this level and above"), self.level),
            (N_("Network"), self.environment),
            (N_("Direction"), self.direction),
            (N_("Number of the decision"), self.number),
            (N_("Date of the decision"), self.dated),
            (N_("First day of the exemption"), self.since),
            (N_("Last day of the exemption"), self.last),
        ):
            add_row(fields, _(words), field)
        fields.addWidget(self.save)
        return fields

    def _add(self) -> None:
        # Without a number there is no decision, and the service says so.
        number = self.number.text().strip()
        environment, direction = self.environment.currentData(), self.direction.currentData()
        command = SetExemption(
            self._unit,
            SecrecyLevel(self.level.currentData()),
            f"{number}, {day(self.dated.iso())}" if number else "",
            self.since.iso(),
            self.last.iso(),
            Environment(environment) if environment else None,
            Direction(direction) if direction else None,
        )
        words = N_("The exemption is recorded.")
        self._do(lambda session: set_exemption(session, command), words, self.add)

    def _end(self, uid: str, on: DayField, part: Toggle) -> None:
        command = EndExemption((uid,), on.iso())
        words = N_("The exemption has ended.")
        self._do(lambda session: end_exemption(session, command), words, part)
