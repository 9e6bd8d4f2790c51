"""When a person is away: what breaks without them, and who stands in meanwhile."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout

from desktop.domain.texts import N_, said
from desktop.services.breaking import Dependence, WhatBreaks, cells_told, what_breaks
from desktop.services.endpoint_edits import Changed, CoverLeave
from desktop.services.leaves import cover_leave
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import PersonField, add_row, form, shown_day
from desktop.views.pages.endpoints.panel_pieces import Section, Toggle, link
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import clear, label
from desktop.views.tables.model import shown_text
from desktop.views.words import begun

# A leave is mostly a few days.
_DAYS = 7
# More units are counted, not named.
_NAMED = 12


class Absence(Section):
    """`asked` is emitted with ("explain", uid of a unit, a cell) for what would break."""

    asked = Signal(object)

    def __init__(self, context: Context, person: str) -> None:
        super().__init__(context.translate(N_("When away")))
        self._context = context
        self._translate = _ = context.translate
        self._person = person
        self.found: tuple[Dependence, ...] | None = None
        self._told = QVBoxLayout()
        self._told.setSpacing(Space.HAIR)
        self._told.addWidget(label(_(N_("Reading …")), "quiet"))
        self.box.addLayout(self._told)
        self.deputy = PersonField(context)
        self.since = DayField(shown_day(context))
        self.back = DayField(shown_day(context))
        self.back.setDate(self.since.date().addDays(_DAYS))
        self.since.dateChanged.connect(self._keep_order)
        self.reason = QLineEdit(_(N_("Leave")))
        self.reason.setMaxLength(1000)
        self.cover = action_button(
            _(N_("Let stand in everywhere")), "check", self._cover, main=True,
            hint=_(N_("At all endpoints that this person holds then, as one run")),
        )  # fmt: skip
        fields = form()
        add_row(fields, _(N_("Who stands in")), self.deputy)
        add_row(fields, _(N_("First day away")), self.since)
        add_row(fields, _(N_("First day back")), self.back)
        add_row(fields, _(N_("Reason")), self.reason)
        fields.addWidget(self.cover)
        self.form = Toggle(self, _(N_("Cover a leave …")), "calendar", fields)
        self.deputy.changed.connect(self._allow)
        self._allow()
        command = WhatBreaks(person=person, as_of=context.as_of)
        context.read(lambda session: what_breaks(session, command), self._show, self)

    def _keep_order(self, day: QDate) -> None:
        if self.back.date() <= day:
            self.back.setDate(day.addDays(1))

    def _allow(self) -> None:
        self.form.button.setEnabled(self._context.editable)
        self.cover.setEnabled(self._context.editable and self.deputy.someone() is not None)

    def _show(self, found: tuple[Dependence, ...]) -> None:
        self.found = found
        clear(self._told)
        _ = self._translate
        broken = [each for each in found if each.breaks]
        if not found:
            words = N_("No document goes by this person on the day.")
        elif not broken:
            words = N_("Without this person everything still goes: others are there.")
        else:
            words = N_("Without this person, nothing goes any more at:")
        self._told.addWidget(label(_(words), "error" if broken else "quiet"))
        for each in broken[:_NAMED]:
            self._told.addWidget(self._link(each))
            for told in cells_told(each.breaks):
                self._told.addWidget(label(begun(said(told, _)), "small"))
        if len(broken) > _NAMED:
            more = _(N_(" and {count} more")).format(count=len(broken) - _NAMED)
            self._told.addWidget(label(more.strip(), "small"))

    def _link(self, each: Dependence) -> QPushButton:
        words = f"{each.unit} ({each.code})" if each.code else each.unit
        asked = ("explain", each.uid, each.breaks[0])
        return link(shown_text(words), partial(self.asked.emit, asked))

    def _cover(self) -> None:
        someone = self.deputy.someone()
        if someone is None:
            return
        command = CoverLeave(
            self._person, self.since.iso(), self.back.iso(), someone, self.reason.text()
        )

        def done(changed: Changed) -> None:
            self.form.written = True
            words = self._translate(N_("Somebody stands in at {count} endpoints."))
            notice = Notice(words.format(count=changed.rows), "good", key="endpoints")
            self._context.notify(notice)
            for problem in changed.warnings:
                self._context.notify(self._context.notice_of(problem))

        self._context.change(lambda session: cover_leave(session, command), self, done)
