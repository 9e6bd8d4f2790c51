"""The filter above the table of units: words, type, what is missing, code state; kept by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.services.browse_units import (
    CODE_STATES,
    LACKS,
    ReadBranch,
    UnitFilter,
    type_choices,
)
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.kept_filters import KeptFilters
from desktop.views.pages.words_field import WordsField
from desktop.views.tables.model import shown_text
from desktop.views.words import begun

_PAGE = "units"


class FilterBar(QWidget):
    """`changed` is emitted when the filter is another one; `under` is set by the tree, and
    `branched` emitted with it where a kept filter brings its own branch."""

    changed = Signal()
    branched = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        _ = context.translate
        self.under: str | None = None
        # Two lines: in one, the choices would leave no room for the words.
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.NEAR)
        first, row = QHBoxLayout(), QHBoxLayout()
        for each in (first, row):
            each.setSpacing(Space.NEAR)
            lines.addLayout(each)
        self.words = WordsField(_)
        self.words.setPlaceholderText(_(N_("Words of the name or code (Ctrl+F)")))
        self.words.setAccessibleName(_(N_("Words of the name or code")))
        self.words.paused.connect(self.changed)
        self.type = self._box(N_("Every type"), N_("Type of unit"))
        self.lacks = self._box(N_("Whatever is missing or not"), N_("What is missing"))
        for name, words in LACKS.items():
            self.lacks.addItem(begun(_(words)), name)
        self.state = self._box(N_("Every code state"), N_("State of the code"))
        for name, words in CODE_STATES.items():
            self.state.addItem(_(N_("Code {state}")).format(state=_(words)), name)
        self.kept = KeptFilters(context, _PAGE, self._values, self._choose, self.clear)
        first.addWidget(self.words, 1)
        first.addWidget(self.kept)
        for box in (self.type, self.lacks, self.state):
            row.addWidget(box, 1)

    def read(self) -> None:
        """Read the types in use and the kept filters."""
        command = ReadBranch(None, self._context.as_of)
        self._context.read(lambda session: type_choices(session, command), self._take_types, self)
        self.kept.read()

    def value(self) -> UnitFilter:
        """Return the filter as it is set."""
        return UnitFilter(
            self.words.text().strip(),
            self.type.currentData(),
            self.under,
            self.lacks.currentData(),
            self.state.currentData(),
        )

    def set_value(self, wanted: UnitFilter) -> None:
        """Set the filter; `changed` is emitted once. The branch of the tree is left as it is."""
        for widget in (self.words, self.type, self.lacks, self.state):
            widget.blockSignals(True)
        self.words.setText(wanted.words)
        for box, value in (
            (self.type, wanted.type),
            (self.lacks, wanted.lacks),
            (self.state, wanted.code_state),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        for widget in (self.words, self.type, self.lacks, self.state):
            widget.blockSignals(False)
        self.changed.emit()

    def clear(self) -> None:
        """Let all units through."""
        self.set_value(UnitFilter())

    def is_empty(self) -> bool:
        """Say whether nothing is asked for (the branch of the tree apart)."""
        return self.value() == UnitFilter(under=self.under)

    def _box(self, every: str, name: str) -> QComboBox:
        box = QComboBox()
        box.addItem(self._context.translate(every), None)
        box.setAccessibleName(self._context.translate(name))
        box.setToolTip(box.accessibleName())
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(9)
        box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        return box

    def _take_types(self, found: Mapping[str, str]) -> None:
        current = self.type.currentData()
        self.type.blockSignals(True)
        while self.type.count() > 1:
            self.type.removeItem(1)
        for code, label in found.items():
            self.type.addItem(shown_text(label), code)
        self.type.setCurrentIndex(max(0, self.type.findData(current)))
        self.type.view().setMinimumWidth(self.type.view().sizeHintForColumn(0) + Space.SECTION)
        self.type.blockSignals(False)

    def _values(self) -> Mapping[str, str]:
        return {name: value for name, value in asdict(self.value()).items() if value}

    def _choose(self, values: Mapping[str, str]) -> None:
        self.under = values.get("under")
        known = {name: values.get(name) for name in ("type", "lacks", "code_state")}
        self.set_value(UnitFilter(words=values.get("words", ""), under=self.under, **known))
        self.branched.emit(self.under)
