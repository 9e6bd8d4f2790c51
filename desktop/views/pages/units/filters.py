"""The filter above the table of units: words, type, what is missing, code state; kept by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
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
from desktop.services.saved_filters import (
    DropFilter,
    KeepFilter,
    ReadFilters,
    drop_filter,
    keep_filter,
    read_filters,
)
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.tables.model import menu_text, shown_text
from desktop.views.words import begun

_PAGE = "units"
# A pause after the last letter typed; shorter than anybody waits for an answer.
_PAUSE_MS = 120


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
        self._kept: Mapping[str, Mapping[str, str]] = {}
        # Two lines: in one, the choices would leave no room for the words.
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.NEAR)
        first, row = QHBoxLayout(), QHBoxLayout()
        for each in (first, row):
            each.setSpacing(Space.NEAR)
            lines.addLayout(each)
        self.words = QLineEdit()
        self.words.setProperty("passing", True)
        self.words.setPlaceholderText(_(N_("Words of the name or code (Ctrl+F)")))
        self.words.setAccessibleName(_(N_("Words of the name or code")))
        self.words.setToolTip(_(N_("Beginnings of words, tones may be left out (Ctrl+F)")))
        self.words.setClearButtonEnabled(True)
        self.words.setMaxLength(200)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.words.textChanged.connect(lambda _text: self._pause.start())
        self.type = self._box(N_("Every type"), N_("Type of unit"))
        self.lacks = self._box(N_("Whatever is missing or not"), N_("What is missing"))
        for name, words in LACKS.items():
            self.lacks.addItem(begun(_(words)), name)
        self.state = self._box(N_("Every code state"), N_("State of the code"))
        for name, words in CODE_STATES.items():
            self.state.addItem(_(N_("Code {state}")).format(state=_(words)), name)
        self.saved = action_button(
            _(N_("Filters")),
            "filter",
            lambda: None,
            hint=_(N_("Choose a kept filter, or keep this one by name")),
        )
        self.saved.setAccessibleName(_(N_("Kept filters")))
        self._menu = QMenu(self.saved)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.saved.setMenu(self._menu)
        first.addWidget(self.words, 1)
        first.addWidget(self.saved)
        for box in (self.type, self.lacks, self.state):
            row.addWidget(box, 1)

    def read(self) -> None:
        """Read the types in use and the kept filters."""
        command = ReadBranch(None, self._context.as_of)
        self._context.read(lambda session: type_choices(session, command), self._take_types, self)
        self._context.read(
            lambda session: read_filters(session, ReadFilters(_PAGE)), self._take_kept, self
        )

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

    def _take_kept(self, found: Mapping[str, Mapping[str, str]]) -> None:
        self._kept = found

    def _fill_menu(self) -> None:
        _ = self._context.translate
        self._menu.clear()
        for label in self._kept:
            action = self._menu.addAction(menu_text(label))
            action.triggered.connect(lambda _on=False, label=label: self.choose(label))
        if self._kept:
            self._menu.addSeparator()
        clear = self._menu.addAction(_(N_("Clear the filter")), self.clear)
        clear.setEnabled(not self.is_empty())
        keep = self._menu.addAction(_(N_("Keep this filter …")), self._ask_name)
        keep.setEnabled(not self.is_empty() or self.under is not None)
        if self._kept:
            forget = self._menu.addMenu(_(N_("Forget a filter")))
            for label in self._kept:
                action = forget.addAction(menu_text(label))
                action.triggered.connect(lambda _on=False, label=label: self._forget(label))

    def kept(self) -> list[str]:
        """Return the names of the kept filters."""
        return list(self._kept)

    def choose(self, label: str) -> None:
        """Set the filter kept under a name."""
        values = self._kept[label]
        self.under = values.get("under")
        known = {name: values.get(name) for name in ("type", "lacks", "code_state")}
        self.set_value(UnitFilter(words=values.get("words", ""), under=self.under, **known))
        self.branched.emit(self.under)

    def keep(self, label: str) -> None:
        """Keep the filter as it is set under a name."""
        values = {name: value for name, value in asdict(self.value()).items() if value}
        command = KeepFilter(_PAGE, label, values)
        self._context.change(lambda session: keep_filter(session, command), self, self._take_kept)

    def _forget(self, label: str) -> None:
        command = DropFilter(_PAGE, label)
        self._context.change(lambda session: drop_filter(session, command), self, self._take_kept)

    def _ask_name(self) -> None:
        ask = NameQuestion(self._context, self)
        ask.accepted.connect(lambda: self.keep(ask.line.text()))
        ask.open()


class NameQuestion(QDialog):
    """Asks for the name of a filter."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        _ = context.translate
        self.setWindowTitle(_(N_("Keep this filter")))
        box = QVBoxLayout(self)
        label = QLabel(_(N_("Name of the filter")))
        self.line = QLineEdit()
        self.line.setMaxLength(60)
        self.line.setMinimumWidth(320)
        label.setBuddy(self.line)
        buttons = QDialogButtonBox()
        keep = buttons.addButton(_(N_("Keep")), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        keep.setEnabled(False)
        self.line.textChanged.connect(lambda text: keep.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for widget in (label, self.line, buttons):
            box.addWidget(widget)
