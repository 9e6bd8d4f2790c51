"""The form in which units that were chosen become rows of the plan."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.reorganisation import EventKind
from desktop.domain.texts import N_
from desktop.services.reorganising.by_hand import ArrangeUnits, ReadTitles, titles
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.units.fields import line
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text

# What can be done with chosen units; the last says how many must be chosen: (least, most).
ARRANGEMENTS: dict[EventKind, tuple[str, tuple[int, int | None]]] = {
    EventKind.MERGE: (N_("Merge into a new unit"), (2, None)),
    EventKind.ABSORB: (N_("Merge into an existing unit"), (1, None)),
    EventKind.RENAME: (N_("Rename by a decision"), (1, 1)),
    EventKind.MOVE: (N_("Move to another superior"), (1, None)),
    EventKind.SPLIT: (N_("Split into several units"), (1, 1)),
    EventKind.DISSOLVE: (N_("Dissolve"), (1, None)),
}
_NAMES = {
    EventKind.MERGE: N_("Name of the new unit"),
    EventKind.RENAME: N_("New name"),
    EventKind.SPLIT: N_("Names of the new units, with a semicolon between them"),
}
_INTO = {
    EventKind.ABSORB: N_("Unit that takes them in"),
    EventKind.MOVE: N_("New superior"),
}
# Titles of units that are named one by one; of more, their number.
_MOST_TITLES = 6


@dataclass(frozen=True)
class Arrange:
    """What the planner is asked for by another page: `kind` for the units `units` (uids)."""

    kind: EventKind
    units: tuple[str, ...]


def is_possible(kind: EventKind, chosen: int) -> bool:
    """Say whether something can be done with so many units."""
    least, most = ARRANGEMENTS[kind][1]
    return least <= chosen <= (most if most is not None else chosen)


class ByHandForm(QWidget):
    """`said` is emitted with the `ArrangeUnits` to make rows of, `left` when none are wanted."""

    said = Signal(object)
    left = Signal()

    def __init__(self, context: Context, arrange: Arrange) -> None:
        super().__init__()
        self.arrange = arrange
        _ = self._translate = context.translate
        kind = arrange.kind
        self.names: QLineEdit | None = None
        self.into: UnitPicker | None = None
        self.code: QLineEdit | None = None
        form = QFormLayout()
        form.setSpacing(Space.NEAR)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if kind in _NAMES:
            self.names = line(self._allow, longest=2_000)
            self._add(form, _NAMES[kind], self.names)
        if kind in _INTO:
            self.into = UnitPicker(context)
            self.into.picked.connect(lambda _uid: self._allow())
            self._add(form, _INTO[kind], self.into)
        if kind in (EventKind.MERGE, EventKind.RENAME, EventKind.MOVE) and (
            kind is EventKind.MERGE or len(arrange.units) == 1
        ):
            self.code = line(self._allow, longest=80)
            self.code.setPlaceholderText(_(N_("May be left blank")))
            self._add(form, N_("New code"), self.code)
        self.day = DayField()
        self._add(form, N_("Day of effect"), self.day)
        self.basis = line(self._allow)
        self._add(form, N_("Legal basis"), self.basis)
        self._units = label("", "quiet")
        self.add_button = action_button(
            _(N_("Add to the plan")), "plus", self._say, main=True, shortcut="Ctrl+Return"
        )
        cancel = action_button(_(N_("Cancel")), "x", self.left.emit, hint=_(N_("Cancel (Esc)")))
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(Space.NEAR)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.add_button)
        inner = QWidget()
        inner.setMaximumWidth(760)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addWidget(label(_(ARRANGEMENTS[kind][0]), "heading"))
        box.addWidget(self._units)
        box.addLayout(form)
        box.addLayout(foot)
        box.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(inner, 100)
        across.addStretch(1)
        command = ReadTitles(arrange.units)
        context.read(lambda session: titles(session, command), self._name, self)
        self._allow()
        first = self.names or self.into or self.day
        # The page is shown after this.
        QTimer.singleShot(0, first, lambda: first.setFocus(Qt.FocusReason.OtherFocusReason))

    def command(self) -> ArrangeUnits | None:
        """Return what is said, or None while something is missing."""
        names: tuple[str, ...] = ()
        if self.names is not None:
            parts = [self.names.text()]
            if self.arrange.kind is EventKind.SPLIT:
                parts = self.names.text().split(";")
            names = tuple(name for part in parts if (name := " ".join(part.split())))
            if len(names) < (2 if self.arrange.kind is EventKind.SPLIT else 1):
                return None
        into = self.into.uid() if self.into is not None else None
        if self.into is not None and into is None:
            return None
        return ArrangeUnits(
            self.arrange.kind,
            self.arrange.units,
            self.day.iso(),
            names,
            into,
            self.code.text() if self.code is not None else "",
            self.basis.text(),
        )

    def _add(self, form: QFormLayout, words: str, field: QWidget) -> None:
        shown = QLabel(self._translate(words))
        shown.setBuddy(field)
        field.setAccessibleName(shown.text())
        form.addRow(shown, field)

    def _allow(self) -> None:
        if hasattr(self, "add_button"):
            self.add_button.setEnabled(self.command() is not None)

    def _say(self) -> None:
        command = self.command()
        if command is not None:
            self.said.emit(command)

    def _name(self, found: tuple[str, ...]) -> None:
        words = "; ".join(found[:_MOST_TITLES])
        if len(found) > _MOST_TITLES:
            more = self._translate(N_("and {count} more"))
            words = f"{words}; {more.format(count=len(found) - _MOST_TITLES)}"
        self._units.setText(shown_text(words))
