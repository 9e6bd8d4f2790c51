"""The filters above the tables of endpoints and of people."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.services.browse_endpoints import (
    STATES,
    EndpointFilter,
    PersonFilter,
    ReadOne,
    read_unit_ways,
)
from desktop.services.kinds import endpoint_roles
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import (
    choice,
    choose,
    environment_choices,
    level_choices,
)
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.pages.words_field import WordsField


class _Bar(QWidget):
    """Words first, then choices; `changed` is emitted when another filter is asked for."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        # Two lines: with large letters one would cut the choices.
        self._first, self._row = QHBoxLayout(), QHBoxLayout()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.NEAR)
        for line in (self._first, self._row):
            line.setSpacing(Space.NEAR)
            lines.addLayout(line)
        self.words = WordsField(_)
        self.words.paused.connect(self.changed)
        self._first.addWidget(self.words, 4)

    def _name_words(self, words: str) -> None:
        self.words.setPlaceholderText(words)
        self.words.setAccessibleName(words)

    def _box(self, every: str, values: Mapping[object, str], words: str) -> QComboBox:
        box = choice({None: self._translate(every), **values}, self._translate(words))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self._row.addWidget(box)
        return box

    def _tick(self, words: str, hint: str) -> QCheckBox:
        box = QCheckBox(self._translate(words))
        box.setToolTip(self._translate(hint))
        box.toggled.connect(lambda _on: self.changed.emit())
        self._row.addWidget(box)
        return box

    def _under(self) -> UnitPicker:
        picker = UnitPicker(self._context)
        picker.setProperty("passing", True)
        picker.setPlaceholderText(self._translate(N_("Under which unit")))
        picker.setAccessibleName(picker.placeholderText())
        picker.picked.connect(lambda _uid: self.changed.emit())
        self._first.addWidget(picker, 3)
        self._row.addStretch(1)
        return picker


class EndpointBar(_Bar):
    """The filter of endpoints."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        _ = context.translate
        self._name_words(_(N_("Unit, code, person or account")))
        roles: dict[object, str] = {code: r.label for code, r in endpoint_roles().items()}
        self.role = self._box(N_("Every role"), roles, N_("Role"))
        self.environment = self._box(
            N_("Both networks"), environment_choices(_), N_("Network of the endpoint")
        )
        states: dict[object, str] = {state: _(words) for state, words in STATES.items()}
        self.state = self._box(N_("Every state"), states, N_("State of the endpoint"))
        self.lacks = self._tick(
            N_("Nobody there"), N_("Only endpoints with neither a holder nor a stand-in")
        )
        self.under = self._under()
        # The unit alone, without what lies under it, while the words in the field mean it.
        self._only: str | None = None

    def value(self) -> EndpointFilter:
        """Return the filter as it is set."""
        uid = self.under.meant()
        only = uid if uid is not None and uid == self._only else None
        return EndpointFilter(
            words=self.words.text().strip(),
            role=self.role.currentData(),
            environment=self.environment.currentData(),
            state=self.state.currentData(),
            unit=only,
            under=None if only else uid,
            lacks_person=self.lacks.isChecked(),
        )

    def is_empty(self) -> bool:
        """Say whether everything is let through."""
        return self.value() == EndpointFilter()

    def clear(self) -> None:
        """Let everything through."""
        self.set_value(EndpointFilter())

    def set_value(self, wanted: EndpointFilter, unit_name: str = "") -> None:
        """Set the filter; `changed` is emitted once. `unit_name` is that of its unit, if known."""
        for widget in (self.words, self.lacks, self.under):
            widget.blockSignals(True)
        self.words.stop_waiting()
        self.words.setText(wanted.words)
        self.lacks.setChecked(wanted.lacks_person)
        choose(self.role, wanted.role)
        choose(self.environment, wanted.environment)
        choose(self.state, wanted.state)
        uid = wanted.unit or wanted.under
        self._only = wanted.unit
        self.under.set_unit(uid, unit_name or ("…" if uid else ""))
        for widget in (self.words, self.lacks, self.under):
            widget.blockSignals(False)
        if uid is not None and not unit_name:
            self._read_name(uid)
        self.changed.emit()

    def _read_name(self, uid: str) -> None:
        command = ReadOne(uid, self._context.as_of)

        def done(name: str) -> None:
            if self.under.uid() == uid:
                self.under.blockSignals(True)
                self.under.set_unit(uid, name)
                self.under.blockSignals(False)

        self._context.worker.run(
            lambda session: read_unit_ways(session, command).name, done, owner=self
        )


class PersonBar(_Bar):
    """The filter of people."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        _ = context.translate
        self._name_words(_(N_("Name, post, phone or mail")))
        levels = level_choices(_)
        self.clearance = self._box(N_("Every clearance"), levels, N_("Clearance"))
        self.idle = self._tick(
            N_("Holds nothing"), N_("Only people who hold no endpoint and stand in nowhere")
        )
        self.under = self._under()

    def value(self) -> PersonFilter:
        """Return the filter as it is set."""
        return PersonFilter(
            words=self.words.text().strip(),
            clearance=self.clearance.currentData(),
            under=self.under.meant(),
            idle=self.idle.isChecked(),
        )

    def is_empty(self) -> bool:
        """Say whether everybody is let through."""
        return self.value() == PersonFilter()

    def clear(self) -> None:
        """Let everybody through."""
        for widget in (self.words, self.idle, self.under):
            widget.blockSignals(True)
        self.words.clear()
        self.idle.setChecked(False)
        choose(self.clearance, None)
        self.under.set_unit(None, "")
        for widget in (self.words, self.idle, self.under):
            widget.blockSignals(False)
        self.changed.emit()
