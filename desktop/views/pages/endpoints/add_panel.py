"""The form of a new endpoint, and the changes of many endpoints at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.levels import ENVIRONMENT_LABELS, Environment, SecrecyLevel
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import STATES, ReadOne, UnitWays, read_unit_ways
from desktop.services.edit_endpoints import add_endpoint, change_endpoints, close_endpoints
from desktop.services.endpoint_edits import AddEndpoint, Changed, ChangeEndpoints, CloseEndpoints
from desktop.services.kinds import endpoint_roles, unit_types
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
from desktop.views.pages.endpoints.panel_pieces import Section
from desktop.views.pages.endpoints.types_field import TypesField
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.words import begun, count

# Reads which endpoints are chosen, on the thread of the session.
ChosenUids = Callable[[Session], tuple[str, ...]]


class AddPanel(QWidget):
    """`asked` is emitted with ("endpoint", uid) once the endpoint is there.

    `save` is laid out by who shows the panel.
    """

    asked = Signal(object)

    def __init__(
        self, context: Context, unit: str | None = None, environment: Environment | None = None
    ) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._tier: str | None = None
        # A level chosen by hand stays when the unit's usual one becomes known.
        self._level_is_chosen = False
        self.unit = UnitPicker(context)
        self.role = choice({code: role.label for code, role in endpoint_roles().items()})
        self.environment = choice({})
        self.receives = QCheckBox(_(N_("Receives")))
        self.sends = QCheckBox(_(N_("Sends")))
        self.ceiling = choice(level_choices(_))
        self.kinds = TypesField(_)
        self.account = QLineEdit()
        self.account.setMaxLength(200)
        self.since = DayField(shown_day(context))
        self.person = PersonField(context)
        self.basis = QLineEdit()
        self.basis.setMaxLength(1000)
        self.save = action_button(
            _(N_("Add the endpoint")), "plus", self._save, main=True, shortcut="Ctrl+S"
        )
        fields = form()
        add_row(fields, _(N_("Unit")), self.unit)
        add_row(fields, _(N_("Role")), self.role)
        add_row(fields, _(N_("Network")), self.environment)
        fields.addLayout(row(self.receives, self.sends))
        add_row(fields, _(N_("Highest level")), self.ceiling)
        add_row(fields, _(N_("Type of document")), self.kinds)
        add_row(fields, _(N_("Account")), self.account)
        add_row(fields, _(N_("From")), self.since)
        add_row(fields, _(N_("Who holds it (may be named later)")), self.person)
        add_row(fields, _(N_("Decision")), self.basis)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, Space.NORMAL, Space.NORMAL)
        box.addLayout(fields)
        box.addStretch(1)
        self.role.currentIndexChanged.connect(lambda _index: self._take_role())
        self.environment.currentIndexChanged.connect(lambda _index: self._take_environment())
        self.unit.picked.connect(self._take_unit)
        self.ceiling.activated.connect(lambda _index: self._choose_level())
        if environment is not None:
            # The first role whose usual network this is; another may be chosen.
            roles = endpoint_roles().items()
            usual = (code for code, role in roles if role.environments[0] is environment)
            choose(self.role, next(usual, None))
        self._take_role()
        if environment is not None:
            choose(self.environment, environment.value)
            self._take_environment()
        if unit is not None:
            self.unit.set_unit(unit, "…")
            self._take_unit(unit)
        context.date_changed.connect(self._allow)
        self._allow()

    def _take_unit(self, uid: str | None) -> None:
        self._allow()
        if uid is None:
            return
        command = ReadOne(uid, self._context.as_of)

        def done(ways: UnitWays) -> None:
            if self.unit.uid() == uid:
                self.unit.show_unit(uid, f"{ways.name} ({ways.code})" if ways.code else ways.name)
                kind = unit_types().get(ways.type or "")
                self._tier = kind.tier if kind is not None else None
                if not self._level_is_chosen:
                    self._take_environment()

        self._context.read(lambda session: read_unit_ways(session, command), done, self)

    def _take_role(self) -> None:
        role = endpoint_roles()[self.role.currentData()]
        self.environment.blockSignals(True)
        self.environment.clear()
        for each in role.environments:
            words = begun(self._translate(ENVIRONMENT_LABELS[each]))
            self.environment.addItem(words, each.value)
        self.environment.blockSignals(False)
        self.receives.setChecked(role.receives)
        self.sends.setChecked(role.sends)
        self._take_environment()

    def _take_environment(self) -> None:
        """Offer the role's usual level; on the clear network nothing is secret."""
        role = endpoint_roles()[self.role.currentData()]
        self._level_is_chosen = False
        clear = self.environment.currentData() == Environment.CLEAR
        choose(self.ceiling, 0 if clear else int(role.ceiling(self._tier)))
        self.ceiling.setEnabled(not clear)

    def _choose_level(self) -> None:
        self._level_is_chosen = True

    def _allow(self) -> None:
        self.save.setEnabled(self.unit.uid() is not None and self._context.editable)

    def _save(self) -> None:
        uid = self.unit.uid()
        if uid is None:
            return
        command = AddEndpoint(
            unit=uid,
            role=self.role.currentData(),
            environment=Environment(self.environment.currentData()),
            from_date=self.since.iso(),
            receives=self.receives.isChecked(),
            sends=self.sends.isChecked(),
            ceiling=SecrecyLevel(self.ceiling.currentData()),
            account=self.account.text(),
            document_types=self.kinds.types(),
            someone=self.person.someone(),
            basis=self.basis.text(),
        )

        def done(changed: Changed) -> None:
            words = self._translate(N_("The endpoint is set up."))
            self._context.notify(Notice(words, "good", key="endpoints"))
            self.asked.emit(("endpoint", changed.uid))

        self._context.change(lambda session: add_endpoint(session, command), self, done)


class ManyPanel(QWidget):
    """Changes all chosen endpoints in one run."""

    def __init__(self, context: Context, number: int, chosen: ChosenUids) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._chosen = chosen
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, Space.NORMAL, Space.NORMAL)
        box.setSpacing(Space.NEAR)
        words = _(N_("What is set here is set for all {count}; each button is one run."))
        box.addWidget(label(words.format(count=count(number)), "quiet"))
        self.state = choice({state: _(words) for state, words in STATES.items()})
        choose(self.state, "suspended")
        self.state_button = self._part(
            box, N_("State"), self.state, N_("Set the state"), self._set_state
        )
        self.ceiling = choice(level_choices(_))
        self.ceiling_button = self._part(
            box, N_("Highest level"), self.ceiling, N_("Set the level"), self._set_ceiling
        )
        self.on = DayField(shown_day(context))
        self.close_button = self._part(
            box, N_("First day on which they are no more"), self.on, N_("Close them"), self._close
        )
        self.close_button.setProperty("role", "danger")
        box.addStretch(1)
        context.date_changed.connect(self._allow)
        self._allow()

    def _part(
        self, box: QVBoxLayout, heading: str, field: QWidget, words: str, act: Callable[[], None]
    ) -> QPushButton:
        section = Section(self._translate(heading))
        field.setAccessibleName(self._translate(heading))
        button = QPushButton(self._translate(words))
        button.clicked.connect(lambda _on=False: act())
        section.box.addWidget(field)
        section.box.addLayout(row(button))
        box.addWidget(section)
        return button

    def _allow(self) -> None:
        for button in (self.state_button, self.ceiling_button, self.close_button):
            button.setEnabled(self._context.editable)

    def _set_state(self) -> None:
        state = self.state.currentData()
        self._do(
            lambda session: change_endpoints(
                session, ChangeEndpoints(self._chosen(session), state=state)
            )
        )

    def _set_ceiling(self) -> None:
        level = SecrecyLevel(self.ceiling.currentData())
        self._do(
            lambda session: change_endpoints(
                session, ChangeEndpoints(self._chosen(session), ceiling=level)
            )
        )

    def _close(self) -> None:
        on = self.on.iso()
        self._do(
            lambda session: close_endpoints(session, CloseEndpoints(self._chosen(session), on))
        )

    def _do(self, work: Callable[[Session], Changed]) -> None:
        def done(changed: Changed) -> None:
            words = self._translate(N_("{count} endpoints are changed."))
            shown = words.format(count=count(changed.rows))
            self._context.notify(Notice(shown, "good", key="endpoints"))

        self._context.change(work, self, done)
