"""The fields of one action on units, and the command that they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from desktop.domain import codes
from desktop.domain.code_states import PLANNED
from desktop.domain.texts import N_
from desktop.services.browse_units import CODE_STATES, UnitLine
from desktop.services.unit_codes import AdviseCode, CodeAdvice, advise_code
from desktop.services.unit_edits import (
    AddUnit,
    CloseUnits,
    DescribeUnit,
    EditUnits,
    GiveCode,
    MoveUnits,
    RenameUnit,
    RetypeUnits,
    SetCodeStates,
)
from desktop.services.unit_page import UnitPage
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.units.fields import LONGEST, CodeField, MannerField, choices, line
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import without_steering
from desktop.views.words import begun

_WHOLE = 32_767

# What the actions are called; those of the first kind may change many units at once.
BULK = {
    "retype": N_("Change type"),
    "move": N_("Move under another superior"),
    "code_state": N_("Set the state of the codes"),
    "close": N_("Close from a day"),
}
TITLES = BULK | {
    "rename": N_("Rename"),
    "code": N_("Give a code"),
    "contact": N_("Contact"),
    "add": N_("Add a unit"),
}


@dataclass(frozen=True)
class Subject:
    """What is to be changed: uids, and what they are called in words.

    `line` and `page` are what is known of a single unit; for a new unit, `line` is the superior.
    """

    units: tuple[str, ...]
    title: str
    line: UnitLine | None = None
    page: UnitPage | None = None


class EditForm(QWidget):
    """`changed` is emitted when a field is another one."""

    changed = Signal()

    def __init__(
        self, context: Context, action: str, subject: Subject, types: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self._action = action
        self._subject = subject
        self._types = types
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(Space.NEAR)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._fields: dict[str, QWidget] = {}
        self._manner: MannerField | None = None
        # The state of a code was chosen by hand.
        self._state_chosen = False
        self._day = DayField()
        self._day.dateChanged.connect(lambda _date: self.changed.emit())
        self._basis = line(self.changed.emit)
        self._make_fields()
        self._make_circumstances()
        self.changed.connect(self._ask_advice)
        self._ask_advice()

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        first = next(iter(self._fields.values()), self._day)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def field(self, name: str) -> QWidget:
        """Return a field by its name."""
        return self._fields[name]

    def command(self) -> EditUnits | None:
        """Build the command from the fields; None while something needed is missing."""
        units, day = self._subject.units, self._day.iso()
        made: EditUnits
        match self._action:
            case "rename":
                made = RenameUnit(units, day, self._text("name"), self._text("short_name"))
            case "retype" if kind := self._choice("type"):
                made = RetypeUnits(units, day, kind)
            case "move" if parent := self._parent():
                made = MoveUnits(units, day, parent)
            case "close":
                made = CloseUnits(units, day)
            case "code_state" if state := self._choice("state"):
                made = SetCodeStates(units, day, state)
            case "code" if value := self._code().line.text().strip():
                made = GiveCode(units, day, value, state=self._choice("state"))
            case "contact":
                texts = (self._text("phone"), self._text("contact"), self._text("note"))
                made = DescribeUnit(units, day, *texts)
            case "add" if self._text("name").strip() and not self._is_parent_unclear():
                made = self._addition(day)
            case _:
                return None
        correction = self._manner is not None and self._manner.is_correction()
        return replace(made, correction=correction, basis=self._basis.text().strip() or None)

    def _addition(self, day: str) -> AddUnit:
        return AddUnit(
            (),
            day,
            self._parent(),
            self._text("name"),
            self._text("short_name") or None,
            self._choice("type") or None,
            self._text("place") or None,
            self._code().line.text().strip() or None,
        )

    def _make_fields(self) -> None:
        known, page = self._subject.line, self._subject.page
        match self._action:
            case "rename":
                name = self._add_line("name", N_("Name of the unit"), known.name if known else None)
                name.selectAll()
                self._add_line("short_name", N_("Short name"), known.short_name if known else None)
            case "retype":
                first = {"": self._translate(N_("Choose the type"))} if known is None else {}
                chosen = known.type if known is not None else None
                self._add_choice("type", N_("Type of unit"), {**first, **self._types}, chosen)
            case "move":
                self._add_parent(None)
            case "code":
                self._add_code(known.code if known else None)
                self._add_state()
                self._code().changed.connect(self._fit_state)
            case "code_state":
                self._add_state()
            case "contact":
                kept = page.contact if page is not None else None
                self._add_line("phone", N_("Phone"), kept.phone if kept else None)
                self._add_line("contact", N_("Contact"), kept.contact if kept else None)
                self._add_line("note", N_("Note"), kept.note if kept else None)
            case "add":
                self._add_line("name", N_("Name of the unit"))
                self._add_line("short_name", N_("Short name"))
                none = {"": self._translate(N_("No type"))}
                self._add_choice("type", N_("Type of unit"), {**none, **self._types})
                self._add_parent(known)
                self._add_code()
                self._add_line("place", N_("Code of the place"))

    def _make_circumstances(self) -> None:
        """Add what goes with every dated change: its manner, its day, its basis."""
        action, known = self._action, self._subject.line
        replaces = action == "code" and known is not None and known.code is not None
        if action in ("rename", "retype", "move") or replaces:
            self._manner = MannerField(self._translate)
            self._manner.changed.connect(self.changed)
            self._put(N_("What is this?"), self._manner)
        if action in ("contact", "code_state"):
            for widget in (self._day, self._basis):
                widget.setParent(self)
                widget.hide()
            return
        closing = action == "close"
        self._put(
            N_("First day on which it is no more") if closing else N_("From the day"), self._day
        )
        self._put(N_("Basis"), self._basis)
        self._basis.setPlaceholderText(
            begun(self._translate(N_("number and day of the decision, if any")))
        )

    def _add_line(self, name: str, words: str, value: str | None = None) -> QLineEdit:
        # A name that is too long is said to be so: its rule must see all of it.
        field = line(self.changed.emit, longest=_WHOLE if name == "name" else LONGEST)
        field.setText(without_steering(value or ""))
        self._fields[name] = field
        self._put(words, field)
        return field

    def _add_choice(
        self, name: str, words: str, values: Mapping[str, str], chosen: str | None = None
    ) -> None:
        box = choices(values, self.changed.emit)
        if chosen is not None:
            box.setCurrentIndex(max(0, box.findData(chosen)))
        self._fields[name] = box
        self._put(words, box)

    def _add_state(self) -> None:
        words = {name: self._translate(label) for name, label in CODE_STATES.items()}
        known = self._subject.line
        self._add_choice(
            "state", N_("State of the code"), words, known.code_state if known else None
        )
        box = self._fields["state"]
        if isinstance(box, QComboBox):
            box.activated.connect(lambda _index: self._choose_state())

    def _fit_state(self) -> None:
        """Let another code be planned: how far the old one is says nothing of it."""
        known, box = self._subject.line, self._fields["state"]
        if known is None or not isinstance(box, QComboBox) or self._state_chosen:
            return
        same = codes.normalise(self._code().line.text()) == (known.code or "")
        state = known.code_state if same else PLANNED
        box.setCurrentIndex(max(0, box.findData(state)))

    def _choose_state(self) -> None:
        self._state_chosen = True

    def _add_parent(self, known: UnitLine | None) -> None:
        picker = UnitPicker(self._context)
        if known is not None:
            shown = f"{known.name} ({known.code})" if known.code else known.name
            picker.set_unit(known.uid, shown)
        picker.picked.connect(lambda _uid: self.changed.emit())
        self._fields["parent"] = picker
        self._put(N_("Superior"), picker)

    def _add_code(self, value: str | None = None) -> None:
        code = CodeField(self._translate)
        code.line.setText(value or "")
        code.line.selectAll()
        code.changed.connect(self.changed)
        self._fields["code"] = code
        self._put(N_("Identifier code"), code)

    def _put(self, words: str, field: QWidget) -> None:
        label = QLabel(self._translate(words))
        label.setBuddy(field)
        field.setAccessibleName(self._translate(words))
        self._form.addRow(label, field)

    def _ask_advice(self) -> None:
        """Ask what is wrong with the code as it stands, and which is the next free one."""
        if "code" not in self._fields:
            return
        code, known = self._code(), self._subject.line
        if self._action == "add":
            unit, parent = None, self._parent()
        else:
            unit = known.uid if known is not None else None
            parent = known.parent if known is not None else None
        command = AdviseCode(unit, parent, code.line.text(), self._day.iso())

        def take(found: CodeAdvice) -> None:
            code.offer(found.next_free)
            code.show_wrong(wrong=found.problem is not None)

        self._context.worker.run(lambda session: advise_code(session, command), take, owner=code)

    def _text(self, name: str) -> str:
        field = self._fields[name]
        return field.text() if isinstance(field, QLineEdit) else ""

    def _choice(self, name: str) -> str:
        field = self._fields[name]
        return str(field.currentData()) if isinstance(field, QComboBox) else ""

    def _parent(self) -> str | None:
        field = self._fields["parent"]
        return field.uid() if isinstance(field, UnitPicker) else None

    def _is_parent_unclear(self) -> bool:
        field = self._fields["parent"]
        return isinstance(field, UnitPicker) and field.is_unclear()

    def _code(self) -> CodeField:
        field = self._fields["code"]
        assert isinstance(field, CodeField)  # noqa: S101 - put there by _add_code
        return field
