"""The filter above the table of codes: words, branch, scheme, state on a system, locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.code_states import STATE_LABELS, SYSTEM_LABELS
from desktop.domain.texts import N_
from desktop.services.browse_codes import CodeFilter, scheme_choices
from desktop.services.unit_page import ReadUnit, read_unit
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.kept_filters import KeptFilters
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.pages.words_field import WordsField
from desktop.views.tables.model import shown_text
from desktop.views.words import begun

_YES = "yes"


class CodeFilterBar(QWidget):
    """`changed` is emitted when another filter is asked for."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        _ = context.translate
        self.words = WordsField(_)
        self.words.setPlaceholderText(_(N_("Words of the name or code (Ctrl+F)")))
        self.words.setAccessibleName(_(N_("Words of the name or code")))
        self.words.paused.connect(self.changed)
        self.under = UnitPicker(context)
        self.under.setPlaceholderText(_(N_("Under which unit")))
        self.under.setAccessibleName(self.under.placeholderText())
        self.under.setProperty("passing", True)
        self.under.picked.connect(lambda _uid: self.changed.emit())
        self.scheme = self._box(N_("Scheme of codes"), scheme_choices())
        systems = {name: begun(_(words)) for name, words in SYSTEM_LABELS.items()}
        self.system = self._box(N_("Where the state is asked for"), systems)
        states: dict[str | None, str] = {None: _(N_("Every code state"))}
        states.update((name, _(words)) for name, words in STATE_LABELS.items())
        self.state = self._box(N_("State of the code"), states)
        self.locked = QCheckBox(_(N_("Locked only")))
        self.locked.setToolTip(_(N_("Only codes that stay as they are when codes are planned")))
        self.locked.toggled.connect(lambda _on: self.changed.emit())
        self.kept = KeptFilters(context, "codes", self._values, self._choose, self.clear)
        self._lay_out()

    def read(self) -> None:
        """Read the kept filters."""
        self.kept.read()

    def value(self) -> CodeFilter:
        """Return the filter as it is set."""
        return CodeFilter(
            words=self.words.text().strip(),
            scheme=self.scheme.currentData(),
            system=self.system.currentData(),
            state=self.state.currentData(),
            under=self.under.meant(),
            locked=self.locked.isChecked(),
        )

    def set_value(self, wanted: CodeFilter, unit_name: str = "") -> None:
        """Set the filter; `changed` is emitted once. `unit_name` is what its unit is called."""
        fields = (self.words, self.scheme, self.system, self.state, self.under, self.locked)
        for field in fields:
            field.blockSignals(True)
        self.words.setText(wanted.words)
        for box, value in (
            (self.scheme, wanted.scheme),
            (self.system, wanted.system),
            (self.state, wanted.state),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.under.set_unit(wanted.under, unit_name)
        self.locked.setChecked(wanted.locked)
        for field in fields:
            field.blockSignals(False)
        self.words.stop_waiting()
        self.changed.emit()

    def show_under(self, uid: str | None, wanted: CodeFilter | None = None) -> None:
        """Set the filter to a branch of the tree, which is named first."""
        filter_then = replace(wanted or self.value(), under=uid)
        if uid is None:
            self.set_value(filter_then)
            return
        command = ReadUnit(uid, self._context.as_of)
        self._context.read(
            lambda session: read_unit(session, command).title,
            lambda title: self.set_value(filter_then, title),
            self,
        )

    def clear(self) -> None:
        """Let all codes of the scheme through."""
        now = self.value()
        self.set_value(CodeFilter(scheme=now.scheme, system=now.system))

    def is_empty(self) -> bool:
        """Say whether all codes of the scheme pass."""
        return not self._values()

    def _lay_out(self) -> None:
        # Two lines: in one, the choices would leave no room for the words.
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.words, 4)
        first.addWidget(self.under, 3)
        first.addWidget(self.kept)
        # The scheme's words are long, and say all in whole.
        for box, share in ((self.scheme, 5), (self.system, 2), (self.state, 2)):
            second.addWidget(box, share)
        second.addWidget(self.locked)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.NEAR)
        for line in (first, second):
            line.setSpacing(Space.NEAR)
            lines.addLayout(line)

    def _box(self, name: str, values: Mapping[str | None, str] | Mapping[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self._context.translate(name))
        box.setToolTip(box.accessibleName())
        for value, words in values.items():
            box.addItem(begun(shown_text(words)), value)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(9)
        box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + Space.SECTION)
        box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        return box

    def _values(self) -> dict[str, str]:
        """Return what is asked for, as it is kept; the scheme and system alone ask for nothing."""
        now = self.value()
        asked = {
            "words": now.words,
            "state": now.state or "",
            "under": now.under or "",
            "locked": _YES if now.locked else "",
        }
        asked = {name: value for name, value in asked.items() if value}
        return {**asked, "scheme": now.scheme, "system": now.system} if asked else {}

    def _choose(self, kept: Mapping[str, str]) -> None:
        plain = CodeFilter()
        wanted = CodeFilter(
            words=kept.get("words", ""),
            scheme=kept.get("scheme", plain.scheme),
            system=kept.get("system", plain.system),
            state=kept.get("state"),
            locked=kept.get("locked") == _YES,
        )
        self.show_under(kept.get("under"), wanted)
