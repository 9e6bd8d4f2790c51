"""Giving a unit a receiving rule, or letting one say something else."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QWidget,
)

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.texts import N_
from desktop.services.endpoint_edits import Changed
from desktop.services.kinds import endpoint_roles
from desktop.services.receiving_rules.command import AddRule, ChangeRule, RuleDetails, RuleLine
from desktop.services.receiving_rules.editing import add_rule, change_rule
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.pages.endpoints.forms import (
    choice,
    choose,
    environment_choices,
    level_choices,
    shown_day,
)
from desktop.views.pages.endpoints.types_field import TypesField
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.units.picker import UnitPicker


class RuleForm(FormDialog):
    """Asks what a rule says, and writes it; with `line` it changes that one."""

    def __init__(self, context: Context, parent: QWidget, line: RuleLine | None = None) -> None:
        _ = context.translate
        title = N_("Give a receiving rule") if line is None else N_("Change a receiving rule")
        super().__init__(context, parent, _(title))
        self._line = line
        roles: dict[object, str] = {
            code: role.label for code, role in endpoint_roles().items() if role.receives
        }
        self.unit = UnitPicker(context)
        self.kinds = TypesField(_)
        both: dict[object, str] = {None: _(N_("both networks"))}
        self.environment = choice({**both, **environment_choices(_)})
        self.level_from = choice(level_choices(_))
        self.level_to = choice(level_choices(_))
        choose(self.level_to, int(SecrecyLevel.TUYET_MAT))
        self.from_unit = UnitPicker(context)
        self.from_unit.setPlaceholderText(_(N_("Anybody; words of the name, or the code")))
        self.role = choice(roles)
        nobody: dict[object, str] = {None: _(N_("nobody else"))}
        self.fallback = choice({**nobody, **roles})
        self.inherited = QCheckBox(_(N_("The units below have it too")))
        self.inherited.setChecked(True)
        self.basis = QLineEdit()
        self.basis.setMaxLength(1000)
        self.on = DayField(shown_day(context))
        self._lay_out()
        if line is not None:
            self._fill(line)
        for picker in (self.unit, self.from_unit):
            picker.picked.connect(lambda _uid: self.fit())
        self.fit()
        (self.kinds if line is not None else self.unit).setFocus()

    def submit(self) -> None:
        """Write the rule."""
        unit = self.unit.uid()
        if unit is None or not self.save.isEnabled():
            return
        details, on, line = self._details(), self.on.iso(), self._line
        self.save.setEnabled(False)

        def work(session: Session) -> Changed:
            if line is not None:
                return change_rule(session, ChangeRule(line.rule.uid, details, on))
            return add_rule(session, AddRule(unit, details, on))

        def done(_changed: Changed) -> None:
            words = N_("The rule is given.") if line is None else N_("The rule is changed.")
            self._context.notify(Notice(self._translate(words), "good", key="rules"))
            self.accept()

        self._context.change(work, self, done, self.fail)

    def _details(self) -> RuleDetails:
        place = self.environment.currentData()
        return RuleDetails(
            self.role.currentData(),
            self.fallback.currentData(),
            self.kinds.types(),
            Environment(place) if place is not None else None,
            SecrecyLevel(self.level_from.currentData()),
            SecrecyLevel(self.level_to.currentData()),
            self.from_unit.uid(),
            self.inherited.isChecked(),
            self.basis.text(),
        )

    def _fill(self, line: RuleLine) -> None:
        rule = line.rule
        self.unit.set_unit(rule.unit, rule.unit_name)
        # A rule stays with its unit.
        self.unit.setEnabled(False)
        self.kinds.set_types(rule.types)
        choose(self.environment, rule.environment)
        choose(self.level_from, rule.level_from)
        choose(self.level_to, rule.level_to)
        self.from_unit.set_unit(rule.sender, rule.sender_name)
        choose(self.role, rule.role)
        choose(self.fallback, rule.fallback)
        self.inherited.setChecked(rule.inherited)
        self.basis.setText(line.basis)

    def fit(self) -> None:
        """Let it be written once the unit is named, and the sender is one or anybody."""
        named = self.unit.uid() is not None and not self.from_unit.is_unclear()
        self.save.setEnabled(named)

    def _lay_out(self) -> None:
        _ = self._translate
        for words, field in (
            (N_("Unit that has it"), self.unit),
            (N_("Type of document"), self.kinds),
            (N_("Network"), self.environment),
            (N_("Lowest level"), self.level_from),
            (N_("Highest level"), self.level_to),
            (N_("Sender, with all below it"), self.from_unit),
            (N_("Receives"), self.role),
            (N_("Where none is in use"), self.fallback),
            (N_("Decision"), self.basis),
            (N_("From"), self.on),
        ):
            self.add_row(_(words), field)
        self.add_row("", self.inherited)
        words = N_("Of a unit's rules the first that fits wins, then those of the unit above.")
        self.finish(_(words), _(N_("Write")))
