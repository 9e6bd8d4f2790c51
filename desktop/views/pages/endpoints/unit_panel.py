"""A unit's ways in: its line, its official channels, its endpoints; what is not expected of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.domain.exemptions import Profile
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import CHANNELS, UnitWays, role_label
from desktop.services.edit_ways import set_channels
from desktop.services.endpoint_edits import SetChannels
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import (
    add_row,
    choice,
    choose,
    form,
    shown_day,
)
from desktop.views.pages.endpoints.line_section import LineSection
from desktop.views.pages.endpoints.panel_pieces import Part, Section, link, writing
from desktop.views.pages.endpoints.term_sections import ExemptionSection, ProfileSection
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, label, row
from desktop.views.tables.model import shown_text


class UnitPanel(QWidget):
    """`asked` is emitted with ("add", uid), ("endpoint", uid), ("explain", uid, None) or
    ("page", uid): the unit's own page."""

    asked = Signal(object)

    def __init__(self, context: Context, ways: UnitWays) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._ways = ways
        self.uid = ways.uid
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, Space.NORMAL, Space.NORMAL)
        box.setSpacing(Space.NEAR)
        box.addWidget(label(ways.code or _(N_("no code")), "quiet" if ways.code else "error"))
        add = action_button(
            _(N_("Add an endpoint")), "plus", lambda: self.asked.emit(("add", ways.uid)), main=True
        )
        why = action_button(
            _(N_("Why does it not arrive?")),
            "route",
            lambda: self.asked.emit(("explain", ways.uid, None)),
        )
        writing(context, add)
        box.addLayout(row(add))
        box.addLayout(row(why))
        page = link(_(N_("Open the unit's own page")), lambda: self.asked.emit(("page", ways.uid)))
        box.addLayout(row(page))
        box.addWidget(self._endpoints())
        self.line = LineSection(context, ways, self._do)
        self.line_day, self.line_button = self.line.day, self.line.button
        self.profiles = ProfileSection(context, ways, self._do)
        self.exemptions = ExemptionSection(context, ways, self._do)
        box.addWidget(self.line)
        box.addWidget(self._channels())
        box.addWidget(self.profiles)
        box.addWidget(self.exemptions)
        box.addStretch(1)

    def focus_field(self, field: str) -> None:
        """Put the keyboard into what is to be filled in: the "line", the "channel", the "profile"
        or the "exemption"."""
        if field == "line":
            self.line_day.setFocus()
        elif field == "profile":
            self.profiles.ticks[Profile.NO_CLEAR].setFocus()
        elif field == "exemption":
            self.exemptions.add.button.setFocus()
        else:
            # The channel that holds twice, else the first.
            places = [where for where, _kind in self._ways.channels]
            twice = next((where for where in places if places.count(where) > 1), None)
            self.channels[Environment(twice) if twice else Environment.CLEAR].setFocus()

    def _endpoints(self) -> QWidget:
        _ = self._translate
        section = Section(_(N_("Endpoints")))
        if not self._ways.endpoints:
            section.box.addWidget(label(_(N_("This unit has no endpoint.")), "error"))
        for line in self._ways.endpoints:
            where = _(ENVIRONMENT_LABELS[Environment(line.environment)])
            words = f"{role_label(line.role)} ({where})"
            section.box.addWidget(link(words, partial(self.asked.emit, ("endpoint", line.uid))))
            level = _(LEVEL_LABELS[SecrecyLevel(line.ceiling)])
            person = line.person_name or _(N_("nobody yet"))
            section.box.addWidget(label(shown_text(f"{person} · {level}"), "small"))
        return section

    def _channels(self) -> QWidget:
        _ = self._translate
        self._channel_section = section = Section(_(N_("Official channels")))
        known = dict(self._ways.channels)
        if len(self._ways.channels) > len(known):
            words = _(N_("Two channels hold at once: choose one and save."))
            section.box.addWidget(Said("error", words))
        values: dict[object, str] = {None: _(N_("not recorded (the system)"))}
        values |= {kind: _(words) for kind, words in CHANNELS.items()}
        fields = form()
        self.channels: dict[Environment, QComboBox] = {}
        for environment in Environment:
            box = choice(values)
            choose(box, known.get(environment.value))
            add_row(fields, _(ENVIRONMENT_LABELS[environment]), box)
            self.channels[environment] = box
        self.channel_day = DayField(shown_day(self._context))
        add_row(fields, _(N_("From")), self.channel_day)
        save = action_button(_(N_("Save the channels")), "save", self._save_channels)
        writing(self._context, save)
        fields.addWidget(save)
        section.box.addLayout(fields)
        return section

    def _save_channels(self) -> None:
        on = self.channel_day.iso()
        known = list(self._ways.channels)
        others = []
        for environment, box in self.channels.items():
            kind = box.currentData()
            present = [each for where, each in known if where == environment.value]
            if present != ([] if kind is None else [kind]):
                others.append((environment, kind))
        if others:
            command = SetChannels(self._ways.uid, tuple(others), on)
            self._do(
                lambda session: set_channels(session, command),
                N_("The official channels are recorded."),
                self._channel_section,
            )

    def _do(self, work: Callable[[Session], object], words: str, part: Part) -> None:
        notice = Notice(self._translate(words), "good", key="endpoints")

        def done(_changed: object) -> None:
            part.written = True
            self._context.notify(notice)

        self._context.change(work, self, done)
