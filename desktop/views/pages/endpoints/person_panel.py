"""One person: details, clearance, and what they hold; or the form of a new person."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.levels import ENVIRONMENT_LABELS, Environment, SecrecyLevel
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import PersonCard, role_label
from desktop.services.edit_people import add_person, change_person
from desktop.services.endpoint_edits import AddPerson, Changed, ChangePerson, PersonDetails
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.absence import Absence
from desktop.views.pages.endpoints.erase_dialog import EraseDialog
from desktop.views.pages.endpoints.forms import (
    add_row,
    choice,
    choose,
    form,
    level_choices,
    shown_day,
)
from desktop.views.pages.endpoints.panel_pieces import Part, Section, link, writing
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.words import day


class PersonPanel(QWidget):
    """`asked` is emitted with ("endpoint", uid), with what `Absence` asks for, or with ("person",
    uid) once a new one is written.

    `save` is laid out by who shows the panel.
    """

    asked = Signal(object)

    def __init__(self, context: Context, found: PersonCard | None) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self._card = found
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, Space.NORMAL, Space.NORMAL)
        box.setSpacing(Space.NEAR)
        self._details = Part("")
        self._details.setLayout(self._details_box())
        box.addWidget(self._details)
        if found is not None:
            box.addWidget(self._endpoints(found))
            self.absence = Absence(context, found.uid)
            self.absence.asked.connect(self.asked)
            box.addWidget(self.absence)
            box.addWidget(self._leaving(found))
        box.addStretch(1)

    def _details_box(self) -> QVBoxLayout:
        _ = self._translate
        card = self._card
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        self.name = _line(card.name if card else "", 200)
        self.post = _line(card.post if card else "", 200)
        self.phone = _line(card.phone if card else "", 100)
        self.mail = _line(card.mail if card else "", 200)
        self.unit = UnitPicker(self._context)
        if card is not None:
            self.unit.set_unit(card.unit, card.unit_name or ("…" if card.unit else ""))
        self.clearance = choice(level_choices(_))
        choose(self.clearance, (card.clearance if card else None) or 0)
        self.basis = _line(card.clearance_basis if card else "", 1000)
        until = card.clearance_until if card else None
        self.limited = QCheckBox(_(N_("The clearance ends on a day")))
        self.limited.setChecked(until is not None)
        self.until = DayField(until or shown_day(self._context))
        self.until.setAccessibleName(_(N_("First day without the clearance")))
        self.until.setToolTip(self.until.accessibleName())
        fields = form()
        add_row(fields, _(N_("Full name")), self.name)
        add_row(fields, _(N_("Post")), self.post)
        add_row(fields, _(N_("Phone")), self.phone)
        add_row(fields, _(N_("Mail")), self.mail)
        add_row(fields, _(N_("Unit")), self.unit)
        add_row(fields, _(N_("Clearance")), self.clearance)
        add_row(fields, _(N_("Decision that gave the clearance")), self.basis)
        fields.addLayout(row(self.limited, self.until))
        words = N_("Save") if card is not None else N_("Add the person")
        self.save = action_button(_(words), "save", self._save, main=True, shortcut="Ctrl+S")
        box.addLayout(fields)
        for text in (self.name, self.post, self.phone, self.mail, self.basis):
            text.textChanged.connect(lambda _text: self._allow())
        self.clearance.currentIndexChanged.connect(lambda _index: self._allow())
        self.unit.picked.connect(lambda _uid: self._allow())
        self.limited.toggled.connect(lambda _on: self._allow())
        self.until.dateChanged.connect(lambda _date: self._allow())
        self._first = self.details()
        self._context.date_changed.connect(self._allow)
        self._allow()
        return box

    def _leaving(self, card: PersonCard) -> QWidget:
        _ = self._translate
        section = Section(_(N_("Personal data")))
        self.erase = action_button(
            _(N_("Erase personal data …")), "trash-2", partial(self._ask_to_erase, card.uid),
            hint=_(N_("Shows first what is erased; it cannot be undone")),
        )  # fmt: skip
        writing(self._context, self.erase)
        section.box.addLayout(row(self.erase))
        return section

    def _ask_to_erase(self, uid: str) -> None:
        EraseDialog(self._context, uid, self.window()).open()

    def details(self) -> PersonDetails:
        """Return what is typed."""
        level = SecrecyLevel(self.clearance.currentData())
        cleared = level > SecrecyLevel.KHONG_MAT
        return PersonDetails(
            self.name.text().strip(),
            self.post.text().strip(),
            self.phone.text().strip(),
            self.mail.text().strip(),
            self.unit.uid(),
            level,
            self.basis.text().strip(),
            self.until.iso() if cleared and self.limited.isChecked() else None,
        )

    @property
    def uid(self) -> str | None:
        """The person's uid, None for a new one."""
        return self._card.uid if self._card is not None else None

    def is_changed(self) -> bool:
        """Say whether something was typed that is not saved."""
        return self.details() != self._first or self.unit.is_unclear()

    def _allow(self) -> None:
        cleared = self.clearance.currentData() > SecrecyLevel.KHONG_MAT
        self.basis.setEnabled(cleared)
        self.limited.setEnabled(cleared)
        self.until.setEnabled(cleared and self.limited.isChecked())
        self.save.setEnabled(
            self.is_changed()
            and bool(self.details().name)
            and not self.unit.is_unclear()
            and self._context.editable
        )

    def _save(self) -> None:
        details = self.details()
        if self._card is not None:
            changing = ChangePerson(self._card.uid, details)
            self._context.change(lambda session: change_person(session, changing), self, self._done)
        else:
            adding = AddPerson(details)
            self._context.change(lambda session: add_person(session, adding), self, self._done)

    def _done(self, changed: Changed) -> None:
        self._details.written = True
        words = self._translate(N_("The person is saved."))
        self._context.notify(Notice(words, "good", key="endpoints"))
        if self._card is None:
            self.asked.emit(("person", changed.uid))

    def _endpoints(self, card: PersonCard) -> QWidget:
        _ = self._translate
        section = Section(_(N_("Endpoints")))
        if not card.endpoints:
            section.box.addWidget(label(_(N_("Holds no endpoint and stands in nowhere.")), "quiet"))
        for held in card.endpoints:
            where = _(ENVIRONMENT_LABELS[Environment(held.environment)])
            words = f"{role_label(held.role)} – {held.unit_name or '—'} ({where})"
            section.box.addWidget(link(words, partial(self.asked.emit, ("endpoint", held.uid))))
            since = _(N_("from {date}")).format(date=day(held.from_date))
            if held.to_date:
                since = _(N_("from {since} until {until}")).format(
                    since=day(held.from_date), until=day(held.to_date)
                )
            if held.stands_in:
                since += " · " + _(N_("stands in"))
            section.box.addWidget(label(since, "small"))
        return section


def _line(text: str | None, longest: int) -> QLineEdit:
    field = QLineEdit(text or "")
    field.setMaxLength(longest)
    field.setCursorPosition(0)
    return field
