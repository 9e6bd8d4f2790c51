"""What is asked of a plan of codes: below which unit, by which rule, from which day."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from desktop.domain.code_planning import Rule
from desktop.domain.problems import Problem
from desktop.domain.texts import N_
from desktop.services.browse_codes import scheme_choices
from desktop.services.code_planning.command import PlanCodes
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import count

_RULES = {
    Rule.NEXT: N_("The next free number"),
    Rule.COMMUNE: N_("The commune's number"),
    Rule.ORDER: N_("In the order of the units"),
    Rule.LIST: N_("By a list"),
    Rule.QD20: N_("From the codes of the older form"),
}
_NOTES = {
    Rule.NEXT: N_("Each unit below gets the number after the highest that was ever given there."),
    Rule.COMMUNE: N_("Units of communes get the commune's five digits, bodies the next number."),
    Rule.ORDER: N_("Units are numbered 01, 02 … as they stand in the tree."),
    Rule.LIST: N_("A list says each unit's code: one column with units, one with codes."),
    Rule.QD20: N_("A code of the older form is read backwards, and its zero groups left out."),
}
_SUFFIXES = "*.xlsx *.xlsm *.xls *.ods *.csv"


class PlanForm(QWidget):
    """`changed` is emitted when another plan is asked for; the basis alone makes no other."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._file: Path | None = None
        self._pasted: str | None = None
        self.unit = UnitPicker(context)
        self.unit.picked.connect(lambda _uid: self.changed.emit())
        self.rule = QComboBox()
        for rule, words in _RULES.items():
            self.rule.addItem(_(words), rule.value)
        self.rule.currentIndexChanged.connect(lambda _index: self._choose_rule())
        self.scheme = QComboBox()
        for name, words in scheme_choices().items():
            self.scheme.addItem(shown_text(words), name)
        self.scheme.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.scheme.setMinimumContentsLength(16)
        for box in (self.rule, self.scheme):
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.scheme.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.day = DayField()
        self.day.dateChanged.connect(lambda _date: self.changed.emit())
        self.basis = QLineEdit()
        self.basis.setMaxLength(400)
        self.basis.setPlaceholderText(_(N_("Number and day of the decision, if any")))
        self.replace = QCheckBox(_(N_("Also replace codes that others know")))
        self.replace.setToolTip(
            _(N_("Codes that were sent or are in use are closed and retired for the new ones"))
        )
        self.replace.toggled.connect(lambda _on: self.changed.emit())
        self._make_list()
        self._lay_out()
        self._choose_rule()

    def begin(self, unit: str | None, name: str, scheme: str) -> None:
        """Begin a plan below a unit; what was chosen of the rule and the list is forgotten."""
        self._file = self._pasted = None
        self.blockSignals(True)
        self.unit.set_unit(unit, name)
        self.scheme.setCurrentIndex(max(0, self.scheme.findData(scheme)))
        self.rule.setCurrentIndex(0)
        self.replace.setChecked(False)
        self.basis.clear()
        self.day.set_iso(DayField().iso())
        self.blockSignals(False)
        self._choose_rule()

    def take_pasted(self, text: str) -> None:
        """Plan by a list that was copied in a spreadsheet."""
        self._file, self._pasted = None, text
        self._show_list()
        self._to_list()

    def take_file(self, file: Path) -> None:
        """Plan by the list in a file."""
        self._file, self._pasted = file, None
        self._show_list()
        self._to_list()

    def command(self) -> PlanCodes | None:
        """Return the plan that is asked for; None while something needed is missing."""
        unit, rule = self.unit.uid(), Rule(self.rule.currentData())
        if unit is None or (rule is Rule.LIST and not self._has_list()):
            return None
        return PlanCodes(
            under=self.unit.text(),
            rule=rule,
            file=self._file if rule is Rule.LIST else None,
            pasted=self._pasted if rule is Rule.LIST else None,
            on=self.day.iso(),
            scheme=self.scheme.currentData(),
            replace=self.replace.isChecked(),
            basis=self.basis.text().strip() or None,
            unit=unit,
        )

    def missing(self) -> str:
        """Say what is needed before a plan can be worked out; nothing where all is there."""
        _ = self._translate
        if self.unit.uid() is None:
            return _(N_("Choose the unit below which codes are given."))
        if Rule(self.rule.currentData()) is Rule.LIST and not self._has_list():
            return _(N_("Choose the file of the list, or paste it."))
        return ""

    def _has_list(self) -> bool:
        return self._file is not None or self._pasted is not None

    def _make_list(self) -> None:
        _ = self._translate
        self.file_button = action_button(
            _(N_("File …")),
            "file-spreadsheet",
            self._choose_file,
            hint=_(N_("Choose the spreadsheet that gives the units their codes")),
        )
        self.paste_button = action_button(
            _(N_("Paste list")),
            "clipboard-paste",
            self._paste,
            hint=_(N_("Paste two columns copied in a spreadsheet: units, and their new codes")),
        )
        self._list_words = label("", "quiet")

    def _lay_out(self) -> None:
        _ = self._translate
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, Space.NEAR, 0)
        form.setSpacing(Space.NEAR)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form = form
        self._note = label("", "quiet")
        self._put(N_("Codes for the units below"), self.unit)
        self._put(N_("Rule"), self.rule)
        form.addRow(self._note)
        self._list_row = QWidget()
        box = row(self.file_button, self.paste_button)
        box.setContentsMargins(0, 0, 0, 0)
        self._list_row.setLayout(box)
        form.addRow(self._list_row)
        form.addRow(self._list_words)
        self._put(N_("Scheme of codes"), self.scheme)
        self._put(N_("New codes hold from"), self.day)
        self._put(N_("Basis"), self.basis)
        form.addRow(self.replace)

    def _put(self, words: str, field: QWidget) -> None:
        name = QLabel(self._translate(words))
        name.setBuddy(field)
        field.setAccessibleName(self._translate(words))
        self._form.addRow(name, field)

    def _choose_rule(self) -> None:
        rule = Rule(self.rule.currentData())
        self._note.setText(self._translate(_NOTES[rule]))
        for widget in (self._list_row, self._list_words):
            self._form.setRowVisible(widget, rule is Rule.LIST)
        # What is made from the older form is always of one scheme.
        self.scheme.setEnabled(rule is not Rule.QD20)
        self._show_list()
        self.changed.emit()

    def _to_list(self) -> None:
        place = self.rule.findData(Rule.LIST.value)
        if place == self.rule.currentIndex():
            self.changed.emit()
        else:
            self.rule.setCurrentIndex(place)

    def _show_list(self) -> None:
        _ = self._translate
        if self._file is not None:
            words = self._file.name
        elif self._pasted is not None:
            lines = sum(bool(line.strip()) for line in self._pasted.splitlines())
            words = _(N_("{count} pasted rows")).format(count=count(lines))
        else:
            words = _(N_("No list yet."))
        self._list_words.setText(shown_text(words))

    def _choose_file(self) -> None:
        _ = self._translate
        words = _(N_("Spreadsheets")) + f" ({_SUFFIXES})"
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _(N_("List of units and their codes")), "", words
        )
        if chosen:
            self.take_file(Path(chosen))

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if not text or text.isspace():
            self._context.notify(self._context.notice_of(Problem("paste.empty")))
            return
        self.take_pasted(text)

    def keyboard_first(self) -> None:
        """Put the keyboard into the first field that is still empty."""
        first = self.rule if self.unit.uid() is not None else self.unit
        first.setFocus(Qt.FocusReason.OtherFocusReason)
