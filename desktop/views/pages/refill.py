"""Forms that survive a lock: their fields are read as plain values, and filled in again."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from desktop.services.window_drafts import FilledField
from desktop.views.day_field import DayField
from desktop.views.pages.endpoints.forms import PersonField
from desktop.views.pages.endpoints.types_field import TypesField
from desktop.views.pages.units.picker import UnitPicker

_YES = "yes"


def read_fields(form: QWidget) -> tuple[FilledField, ...]:
    """Return what is filled in, from top to bottom; never a secret."""
    return tuple(read_field(field) for field in fields_of(form))


def fill(form: QWidget, fields: tuple[FilledField, ...]) -> None:
    """Fill the fields in again, in the order in which they were read: what a choice sets by itself
    comes before what was set by hand. A field that is no more is passed over."""
    for kept in fields:
        for field in fields_of(form):
            now = read_field(field)
            if (now.label, now.kind) == (kept.label, kept.kind):
                if now != kept or kept.kind == "choice":
                    write_field(field, kept)
                break


def fields_of(form: QWidget, *, hidden: bool = False) -> Iterator[QWidget]:
    """Yield the fields that can be filled in, those that are not seen only where `hidden`."""
    for widget in form.findChildren(QWidget):
        if not (hidden or widget.isVisibleTo(form)) or _is_inner(widget, form):
            continue
        if isinstance(widget, QLineEdit) and (
            widget.echoMode() is not QLineEdit.EchoMode.Normal or widget.isReadOnly()
        ):
            continue
        if isinstance(
            widget,
            QLineEdit
            | QComboBox
            | DayField
            | QCheckBox
            | QRadioButton
            | PersonField
            | TypesField
            | UnitPicker,
        ):
            yield widget


def _is_inner(widget: QWidget, form: QWidget) -> bool:
    """Say whether it is a part of a field: the line of a date, the name of a known person."""
    parent = widget.parentWidget()
    while parent is not None and parent is not form:
        if isinstance(parent, DayField | QComboBox | UnitPicker):
            return True
        if isinstance(parent, PersonField) and widget is parent.name:
            return True
        parent = parent.parentWidget()
    return False


def read_field(field: QWidget) -> FilledField:
    """Return how a field is filled in, as plain values."""
    label = field.accessibleName()
    match field:
        case PersonField():
            return FilledField(label, "someone", field.known() or "", field.name.text())
        case UnitPicker():
            return FilledField(label, "unit", field.uid() or "", field.text())
        case QLineEdit():
            return FilledField(label, "text", field.text())
        case DayField():
            return FilledField(label, "day", field.iso())
        case QComboBox():
            return FilledField(label, "choice", field.currentText())
        case TypesField():
            return FilledField(label, "types", " ".join(field.types()))
        case QAbstractButton():
            return FilledField(field.text(), "tick", _YES if field.isChecked() else "")
    raise TypeError(type(field).__name__)


def write_field(field: QWidget, kept: FilledField) -> None:
    """Fill a field in as another of its kind was."""
    match field:
        case PersonField():
            field.set_person(kept.value or None, kept.shown)
        case UnitPicker():
            field.set_unit(kept.value or None, kept.shown)
            field.picked.emit(field.uid())
        case QLineEdit():
            field.setText(kept.value)
            # So that another lock finds it again as typed.
            field.setModified(True)
        case DayField():
            field.set_iso(kept.value)
        case QComboBox() if (place := field.findText(kept.value)) >= 0:
            field.setCurrentIndex(place)
            # Chosen by hand, also where it is what the form chose by itself just now.
            field.activated.emit(place)
        case TypesField():
            field.set_types(kept.value.split())
        case QAbstractButton():
            field.setChecked(kept.value == _YES)
