"""A unit's page: what it is, what it was, what hangs on it, and the actions on it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.services.browse_units import type_label
from desktop.services.unit_page import (
    ReadUnit,
    UnitPage,
    read_unit,
)
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import breakable
from desktop.views.pages.units.unit_sections import Sections
from desktop.views.tables.model import shown_text, shown_tip
from desktop.views.words import day

# The names over time, below, say a longer one whole.
_LONGEST_TITLE = 120


class UnitView(QWidget):
    """Shows one unit. `left` is emitted to go back, `went` with another unit's uid, `asked` with
    the name of an action on this one."""

    left = Signal()
    went = Signal(str)
    asked = Signal(str)
    loaded = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        _ = context.translate
        self._sections = Sections(context, self.asked.emit, self.went.emit)
        self.uid: str | None = None
        self.shown: UnitPage | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.NEAR)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        self.back = action_button(
            _(N_("Back")), "chevron-left", self.left.emit, hint=_(N_("Back to the list (Esc)"))
        )
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        outer.addLayout(head)
        self._note = QLabel()
        self._note.setProperty("role", "quiet")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        outer.addWidget(self._note)
        self.actions_row = QWidget()
        outer.addWidget(self.actions_row)
        self.buttons = self._make_actions()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(_(N_("What is known of the unit")))
        outer.addWidget(self._area, 1)

    def show_unit(self, uid: str) -> None:
        """Read a unit and show it."""
        self.uid = uid
        self.read()

    def read(self) -> None:
        """Read the unit anew."""
        if self.uid is None:
            return
        command = ReadUnit(self.uid, self._context.as_of)
        self._context.read(lambda session: read_unit(session, command), self._show, self)

    def _make_actions(self) -> dict[str, QPushButton]:
        _ = self._translate
        row = QHBoxLayout(self.actions_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        made: dict[str, QPushButton] = {}
        for name, words, sign, keys in (
            ("rename", N_("Rename"), "pencil", "F2"),
            ("code", N_("Give a code"), "badge-check", "Ctrl+G"),
            ("move", N_("Move"), "git-merge", "Ctrl+M"),
            ("retype", N_("Change type"), "type", "Ctrl+T"),
            ("contact", N_("Contact"), "user", ""),
            ("close", N_("Close"), "circle-x", "Del"),
        ):
            button = action_button(_(words), sign, partial(self.asked.emit, name), shortcut=keys)
            made[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return made

    def _show(self, found: UnitPage) -> None:
        if found.uid != self.uid:
            return
        self.shown = found
        line = found.line
        title = shown_text(found.title)
        cut = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"
        self._title.setText(breakable(cut))
        self._title.setToolTip(shown_tip(title) if cut != title else "")
        self._note.setText(breakable(self._summary(found)))
        editable = self._context.editable and line is not None
        for button in self.buttons.values():
            button.setEnabled(editable)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, Space.NEAR, 0)
        box.setSpacing(Space.WIDE)
        for section in self._sections.of(found):
            box.addWidget(section)
        box.addStretch(1)
        place = self._area.verticalScrollBar().value()
        self._area.setWidget(page)
        self._area.verticalScrollBar().setValue(place)
        self.loaded.emit()

    def _summary(self, found: UnitPage) -> str:
        _ = self._translate
        line = found.line
        if line is None:
            return _(N_("Not in force on {date}.")).format(date=day(found.as_of))
        parts = [
            line.code or _(N_("no code")),
            type_label(line.type) or _(N_("no type")),
            line.short_name or "",
            _(N_("under {parent}")).format(parent=line.parent_name) if line.parent_name else "",
            _(N_("place {place}")).format(place=line.place) if line.place else "",
            _(N_("since {date}")).format(date=day(line.from_date)),
        ]
        return shown_text(" · ".join(part for part in parts if part))
