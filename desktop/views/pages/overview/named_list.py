"""The named list behind a figure: each unit, what is wrong, how to mend it, and the way there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.folding import collation_key
from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import Severity
from desktop.domain.texts import N_
from desktop.services.overview import Item
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.mending import Place, place_of
from desktop.views.pages.page import action_button
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice, shown_text
from desktop.views.tables.table import Table
from desktop.views.words import count

_ICONS = {
    Severity.ERROR: ("circle-alert", "error"),
    Severity.WARNING: ("triangle-alert", "warning"),
    Severity.INFO: ("hourglass", "quiet"),
}


class NamedList(QWidget):
    """Shows the items of one figure. `left` is emitted when the person goes back."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._items: tuple[Item, ...] = ()
        self._level: SecrecyLevel | None = None
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._heading.setWordWrap(True)
        self._note = QLabel()
        self._note.setProperty("role", "quiet")
        self._note.setWordWrap(True)
        back = action_button(
            _(N_("Back to the overview")), "chevron-left", self.left.emit, shortcut="Alt+Left"
        )
        # The chosen line in full: cells cut long sentences.
        self._detail = QLabel()
        self._detail.setWordWrap(True)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.mend = action_button(
            _(N_("Go where it is mended")),
            "arrow-right",
            self._mend,
            main=True,
            hint=_(N_("Go where the chosen line is mended (Enter)")),
        )
        self.why = action_button(
            _(N_("Why does it not arrive?")),
            "route",
            self._explain,
            hint=_(N_("Explain link by link why documents do not reach this unit")),
        )
        self.model = RowsModel(context.worker, self._columns(), self._fetch, self)
        self.model.on_failed = context.show_failure
        self.model.on_loaded = self._choose_first
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("What is to be mended")))
        self.table.row_actions = self._row_actions
        self.table.opened.connect(lambda _row: self._mend())
        self.table.chosen.connect(lambda _rows: self._allow())
        top = QHBoxLayout()
        top.setSpacing(Space.NEAR)
        top.addWidget(back)
        top.addStretch(1)
        top.addWidget(self.why)
        top.addWidget(self.mend)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(top)
        box.addWidget(self._heading)
        box.addWidget(self._note)
        box.addWidget(self.table, 1)
        box.addWidget(self._detail)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.left)
        self._allow()

    def show_items(
        self,
        heading: str,
        note: str,
        items: tuple[Item, ...],
        total: int,
        level: SecrecyLevel | None = None,
    ) -> None:
        """Show a list; `total` counts what was found, of which `items` are the first.

        `level` is the level of documents that the list is about, None where it is about none.
        """
        _ = self._translate
        self._heading.setText(f"{heading}: {count(total)}")
        if total > len(items):
            cut = _(
                N_("The first {shown} of {total} are listed; the rest follow as these are done.")
            )
            note = " ".join((note, cut.format(shown=count(len(items)), total=count(total))))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._items = items
        self._level = level
        self.table.clearSelection()
        self.model.refresh()
        self._allow()

    def _fetch(
        self, _session: Session, offset: int, limit: int, sort: str | None, down: bool
    ) -> Slice:
        items = self._items
        if sort is not None:

            def key(item: Item) -> Any:
                return collation_key(getattr(item, sort) or "")

            items = tuple(sorted(items, key=key, reverse=down))
        return Slice(items[offset : offset + limit], len(items))

    def _columns(self) -> tuple[Column, ...]:
        _ = self._translate
        return (
            Column("code", _(N_("Identifier code")), width=16, sort="code"),
            Column("unit", _(N_("Unit")), width=30, sort="unit"),
            Column(
                "message",
                _(N_("What is wrong")),
                lambda item: item.message.render(_),
                width=58,
                role=lambda item: _ICONS[item.severity][1],
                icon=lambda item: _ICONS[item.severity][0],
            ),
            Column(
                "fix",
                _(N_("How to mend it")),
                lambda item: item.fix.render(_) if item.fix else "",
                width=50,
            ),
        )

    def _chosen(self) -> Item | None:
        rows = self.table.chosen_rows()
        return rows[0] if len(rows) == 1 else None

    def _choose_first(self, rows: int) -> None:
        if rows and not self.table.chosen_rows():
            self.table.selectRow(0)

    def _allow(self) -> None:
        item = self._chosen()
        _ = self._translate
        parts = [] if item is None else [item.message.render(_)]
        parts += [item.fix.render(_)] if item is not None and item.fix else []
        self._detail.setText(shown_text(" → ".join(parts)))
        self.mend.setEnabled(item is not None and self._place(item) is not None)
        self.why.setEnabled(item is not None and item.uid is not None)

    def _place(self, item: Item) -> Place | None:
        return place_of(item.rule, item.uid, item.record)

    def _row_actions(self, rows: list[Any]) -> list[QAction]:
        found = []
        for button, act in ((self.mend, self._mend), (self.why, self._explain)):
            if len(rows) == 1 and button.isEnabled():
                action = QAction(button.text(), self)
                action.triggered.connect(act)
                found.append(action)
        return found

    def _mend(self) -> None:
        item = self._chosen()
        place = self._place(item) if item is not None else None
        if place is not None:
            self._context.go(*place)

    def _explain(self) -> None:
        item = self._chosen()
        if item is not None and item.uid is not None:
            self._context.go("endpoints", ("explain", item.uid, self._level))
