"""The table of units with its filter: read in slices, sorted, chosen, copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.services.browse_units import (
    CODE_STATES,
    BrowseUnits,
    UnitFilter,
    UnitLine,
    UnitList,
    type_label,
)
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.nothing import NothingThatDay
from desktop.views.pages.page import Empty
from desktop.views.pages.units.filters import FilterBar
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice
from desktop.views.tables.table import Table
from desktop.views.words import begun, day

_STATE_ROLES = {"refused": "error", "planned": "quiet", "sent": "warning", "live": "good"}
_STATE_ICONS = {
    "refused": "circle-x",
    "planned": "hourglass",
    "sent": "upload",
    "accepted": "check",
    "live": "circle-check",
}


class UnitListing(QWidget):
    """`opened` is emitted with a `UnitLine`; `chosen` when other rows are chosen."""

    opened = Signal(object)
    chosen = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        # What is asked for, kept apart from the fields: the worker's thread reads it.
        self._wanted, self._as_of = UnitFilter(), context.as_of
        self._list = UnitList(BrowseUnits())
        # Whose row is to be chosen once the list has been read anew.
        self._awaited: str | None = None
        self.filter = FilterBar(context)
        self.model = RowsModel(context.worker, self._columns(), self._fetch, self)
        self.model.on_failed = context.show_failure
        self.model.on_loaded = self._show_count
        self.table = Table(self.model, context.translate, self)
        self.table.setAccessibleName(self._translate(N_("Units")))
        self.table.remember_columns("units")
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self._tell_choice)
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch(1)
        columns = QPushButton(self._translate(N_("Columns")))
        columns.setToolTip(self._translate(N_("Choose which columns are shown")))
        columns.setMenu(self.table.columns_menu())
        foot.addWidget(columns)
        clear = QPushButton(self._translate(N_("Show all units")))
        clear.clicked.connect(self._show_all)
        words = N_("Change the words or the choices above, or show all units again.")
        self._nothing = Empty(
            "search",
            self._translate(N_("No unit passes this filter")),
            self._translate(words),
            clear,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        self.that_day = NothingThatDay(context)
        self._stack.addWidget(self.that_day)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self.filter)
        box.addWidget(self._stack, 1)
        box.addLayout(foot)
        self.filter.changed.connect(self.refresh)
        # Told when all units are to be shown again, the tree's choice included.
        self.on_show_all: Callable[[], None] = self.filter.clear
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.focus_words)

    def read(self) -> None:
        """Read the list and the choices of the filter anew."""
        self.refresh()
        self.filter.read()

    def refresh(self) -> None:
        """Read the list anew with the filter as it is now."""
        self._wanted, self._as_of = self.filter.value(), self._context.as_of
        self.model.refresh()

    def choose_once_read(self, uid: str) -> None:
        """Choose a unit's row and bring it into sight, when the list is read next."""
        self._awaited = uid

    def focus_words(self) -> None:
        """Put the keyboard into the search words."""
        self.filter.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.words.selectAll()

    def chosen_count(self) -> int:
        """Return how many rows are chosen, here or not."""
        return self.table.chosen_count()

    def chosen_lines(self) -> list[UnitLine]:
        """Return the chosen rows that are here."""
        return self.table.chosen_rows()

    def chosen_uids(self) -> Callable[[Session], tuple[str, ...]]:
        """Return the work that gives the uids of all chosen rows, also of those not read yet."""
        spans, rows = self.table.chosen_spans(), self.table.chosen_rows()
        if len(rows) == self.chosen_count():
            here = tuple(row.uid for row in rows)
            return lambda _session: here
        listed = self._list

        def work(session: Session) -> tuple[str, ...]:
            order = listed.uids(session)
            return tuple(uid for span in spans for uid in order[span.start : span.stop])

        return work

    def _fetch(
        self, session: Session, offset: int, limit: int, sort: str | None, down: bool
    ) -> Slice:
        if offset == 0:
            self._list = UnitList(BrowseUnits(self._wanted, self._as_of, sort, down))
        found = self._list.read(session, offset, limit)
        return Slice(found.rows, found.count)

    def _show_all(self) -> None:
        self.on_show_all()

    def _show_count(self, count: int) -> None:
        empty = self._as_of is not None and self._wanted == UnitFilter()
        self._stack.setCurrentIndex(0 if count else 2 if empty else 1)
        self._say()
        uid, self._awaited = self._awaited, None
        if uid is not None and count:
            self._choose(uid)

    def _choose(self, uid: str) -> None:
        listed = self._list

        def found(order: Sequence[str]) -> None:
            if listed is self._list and uid in order:
                index = self.model.index(order.index(uid), 0)
                self.table.setCurrentIndex(index)
                self.table.scrollTo(index)

        self._context.read(listed.uids, found, self)

    def _tell_choice(self) -> None:
        self._say()
        self.chosen.emit()

    def _say(self) -> None:
        _ = self._translate
        words = _(N_("{count} units")).format(count=f"{self.model.count():,}".replace(",", "."))
        chosen = self.chosen_count()
        if chosen > 1:
            words += " · " + _(N_("{count} chosen")).format(count=chosen)
        self._count.setText(words)

    def _columns(self) -> tuple[Column, ...]:
        _ = self._translate

        def state(row: Any) -> str:
            return begun(_(CODE_STATES.get(row.code_state, row.code_state or "")))

        return (
            Column("code", _(N_("Identifier code")), sort="code", width=16),
            Column("name", _(N_("Name of the unit")), sort="name", width=32),
            Column(
                "code_state",
                _(N_("State of the code")),
                state,
                width=13,
                role=lambda row: _STATE_ROLES.get(row.code_state),
                icon=lambda row: _STATE_ICONS.get(row.code_state),
            ),
            Column("type", _(N_("Type")), lambda row: type_label(row.type), sort="type", width=16),
            Column("parent_name", _(N_("Superior")), width=22),
            Column("place", _(N_("Place")), sort="place", width=8),
            Column("from_date", _(N_("From")), lambda row: day(row.from_date), "from", width=11),
            Column("to_date", _(N_("Until")), lambda row: day(row.to_date), width=11, shown=False),
            Column("short_name", _(N_("Short name")), width=12, shown=False),
        )
