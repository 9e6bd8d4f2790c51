"""The columns of a file, each with the field that it is taken for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.imports.draft_values import PASSED, ColumnSeen, Layout
from desktop.views.look.scale import Space
from desktop.views.pages.imports.wrapping_combo import WrappingCombo
from desktop.views.pages.pieces import breakable
from desktop.views.tables.model import shown_text

# A heading longer than this is cut; its tooltip has all of it.
_LONGEST = 60


class ColumnsPanel(QScrollArea):
    """One choice for each column; `on_chosen` is told the whole mapping made by hand."""

    def __init__(self, translate: Translate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._translate = translate
        self.on_chosen: Callable[[Mapping[str, str]], None] = lambda _: None
        self._by_hand: dict[str, str] = {}
        self._shown: object = None
        self.choices: dict[str, QComboBox] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate(N_("Columns of the file")))
        self.setMinimumWidth(220)

    def show_layout(self, layout: Layout, by_hand: Mapping[str, str]) -> None:
        """Show the columns of a file; `by_hand` is the mapping that holds.

        Where they are the same columns, only what they are taken for changes: who chooses by
        keyboard stays where they are.
        """
        self._by_hand = dict(by_hand)
        shown = (layout.fields, tuple(column.heading for column in layout.columns))
        if self.widget() is not None and shown == self._shown:
            for column in layout.columns:
                _show_field(self.choices[column.heading], column.field)
            return
        self._shown = shown
        self.choices.clear()
        content = QWidget()
        content.setObjectName("columns")
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, Space.NEAR, 0)
        box.setSpacing(Space.SMALL)
        head = QLabel(self._translate(N_("Columns of the file")))
        head.setProperty("role", "heading")
        box.addWidget(head)
        if layout.remembered:
            box.addWidget(
                _quiet(self._translate(N_("As chosen for the last file with these headings.")))
            )
        for column in layout.columns:
            box.addSpacing(Space.SMALL)
            self._add(box, column, layout)
        box.addStretch(1)
        self.setWidget(content)

    def has_keyboard(self) -> bool:
        """Say whether one of the choices has the keyboard."""
        return any(choice.hasFocus() for choice in self.choices.values())

    def _add(self, box: QVBoxLayout, column: ColumnSeen, layout: Layout) -> None:
        heading = shown_text(column.heading)
        label = QLabel(heading if len(heading) <= _LONGEST else f"{heading[:_LONGEST]}…")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setToolTip(heading)
        choice = WrappingCombo()
        choice.addItem(self._translate(N_("— not read —")), PASSED)
        for name, words in layout.fields:
            choice.addItem(words, name)
        choice.setAccessibleName(
            self._translate(N_("Field of the column “{heading}”")).format(heading=heading)
        )
        _show_field(choice, column.field)
        choice.activated.connect(
            lambda _, heading=column.heading, choice=choice: self._choose(heading, choice)
        )
        choice.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]  # scrolling past must not choose
        label.setBuddy(choice)
        self.choices[column.heading] = choice
        box.addWidget(label)
        if column.samples:
            samples = _quiet(breakable(shown_text(" · ".join(column.samples))[:_LONGEST]))
            samples.setProperty("role", "small")
            box.addWidget(samples)
        box.addWidget(choice)

    def _choose(self, heading: str, choice: QComboBox) -> None:
        self._by_hand[heading] = choice.currentData()
        self.on_chosen(dict(self._by_hand))


def _show_field(choice: QComboBox, field: str | None) -> None:
    choice.setCurrentIndex(max(0, choice.findData(field)))
    choice.setToolTip(choice.currentText())


def _quiet(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "quiet")
    label.setWordWrap(True)
    return label
