"""The codes of a scheme: filter, table, how far they are, what is said of one being mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.code_states import AXIS, SYSTEM
from desktop.domain.texts import N_
from desktop.services.browse_codes import (
    BrowseCodes,
    CodeFilter,
    CodeLine,
    CodeList,
    ReadReserved,
    read_reserved,
    scheme_choices,
)
from desktop.services.code_states import ReadCodeStates, read_code_states
from desktop.services.session import Session
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.codes.editing import CodeEditing
from desktop.views.pages.codes.filters import CodeFilterBar
from desktop.views.pages.codes.signs import SIGNS, state_words
from desktop.views.pages.codes.states_panel import StatesPanel
from desktop.views.pages.codes.table import CODE, CodesModel, CodesTable
from desktop.views.pages.nothing import NothingThatDay
from desktop.views.pages.page import Empty
from desktop.views.pages.pieces import Column as ScrolledColumn
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.model import PAGE_ROWS, Slice
from desktop.views.words import count, day


class CodeListing(QWidget):
    """`opened` is emitted with a `CodeLine`; `chosen` when other rows are chosen; `released` with
    a reserved value to be released."""

    opened = Signal(object)
    chosen = Signal()
    released = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        # What is asked for, kept apart from the fields: the worker's thread reads it.
        self.wanted, self._as_of = CodeFilter(), context.as_of
        self._list = CodeList(BrowseCodes())
        self._counting: Job | None = None
        # The row that is to be the present one again once the rows were read anew, and its unit.
        self._present: tuple[int, str] | None = None
        self.filter = CodeFilterBar(context)
        self.panel = StatesPanel(context.translate)
        self.editing = CodeEditing(context, self)
        self._make_table()
        self._make_said()
        self._lay_out()
        self.filter.changed.connect(self.refresh)
        self.panel.chosen.connect(self._choose_state)
        self.panel.branched.connect(self.filter.show_under)
        self.panel.released.connect(self.released)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.focus_words)

    def read(self) -> None:
        """Read the list, the counts and what is reserved anew."""
        self.refresh()
        self.filter.read()

    def refresh(self) -> None:
        """Read the list anew with the filter as it is now."""
        self.wanted, self._as_of = self.filter.value(), self._context.as_of
        self.panel.show_filter(self.wanted)
        # The rows first: counting looks at every code.
        row = self.model.row(self.table.currentIndex().row())
        if self._present is None and row is not None:
            self._present = self.table.currentIndex().row(), row.unit
        self.model.refresh()
        self._count_states()

    def focus_words(self) -> None:
        """Put the keyboard into the search words."""
        self.filter.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.words.selectAll()

    def chosen_count(self) -> int:
        """Return how many rows are chosen, here or not."""
        return self.table.chosen_count()

    def chosen_lines(self) -> Callable[[Session], Sequence[CodeLine]]:
        """Return the work that gives all chosen rows, also those not read yet."""
        places = self.table.chosen_numbers()
        here = tuple(self.table.chosen_rows())
        if len(here) == len(places):
            return lambda _session: here
        listed = self._list
        return lambda session: listed.at(session, places)

    def _make_table(self) -> None:
        self.model = CodesModel(self._context.worker, self._columns(), self._fetch, self)
        self.model.editable = lambda: self._context.editable
        self.model.on_failed = self._context.show_failure
        self.model.on_loaded = self._show_count
        self.table = CodesTable(self.model, self._translate, self)
        self.table.setAccessibleName(self._translate(N_("Codes")))
        self.table.remember_columns("codes")
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self._tell_choice)
        self.table.on_typed = self.editing.type
        self.table.on_entered = self.editing.write
        self.table.on_left = self.editing.leave
        self.table.on_closed = self.editing.close
        self.editing.written.connect(self.table.end_edit)
        self.editing.said.connect(self._say_of_code)

    def _make_said(self) -> None:
        self._said = QLabel()
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._say_of_code("", "")

    def _lay_out(self) -> None:
        _ = self._translate
        clear = QPushButton(_(N_("Show all codes")))
        clear.clicked.connect(self.filter.clear)
        self._nothing = Empty(
            "search",
            _(N_("No code passes this filter")),
            _(N_("Change the words or the choices above, or show all codes again.")),
            clear,
        )
        self._none = Empty(
            "badge-check",
            _(N_("This scheme has no codes yet")),
            _(
                N_(
                    "Give a branch of the tree its codes with “Plan codes …”, or bring a table of "
                    "units and codes in with “Import” (Ctrl+I)."
                )
            ),
        )
        self.that_day = NothingThatDay(self._context)
        self._stack = QStackedWidget()
        for widget in (self.table, self._nothing, self._none, self.that_day):
            self._stack.addWidget(widget)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.NEAR)
        column.addWidget(self._stack, 1)
        column.addWidget(self._said)
        column.addLayout(self._foot())
        side = ScrolledColumn(self.panel)
        side.setAccessibleName(_(N_("How far the codes are")))
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # As narrow as its words let it be: the table wants the rest.
        side.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        beside = QHBoxLayout()
        beside.setSpacing(Space.NEAR)
        beside.addWidget(left, 1)
        beside.addWidget(side)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self.filter)
        box.addLayout(beside, 1)

    def _foot(self) -> QHBoxLayout:
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        columns = QPushButton(self._translate(N_("Columns")))
        columns.setToolTip(self._translate(N_("Choose which columns are shown")))
        columns.setMenu(self.table.columns_menu())
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(columns)
        return foot

    def _choose_state(self, system: str, state: str | None) -> None:
        wanted = replace(self.filter.value(), system=system, state=state)
        self.filter.set_value(wanted, self.filter.under.text())

    def _count_states(self) -> None:
        if self._counting is not None:
            self._counting.cancel()
        wanted = self.wanted
        states = ReadCodeStates(as_of=self._as_of, scheme=wanted.scheme, unit=wanted.under)
        self._counting = self._context.read(
            lambda session: read_code_states(session, states),
            self.panel.show_states,
            self.panel,
            failed=lambda _failure: None,
            idle=True,
        )
        reserved = ReadReserved(wanted.scheme)
        self._context.read(
            lambda session: read_reserved(session, reserved), self.panel.show_reserved, self.panel
        )

    def _fetch(
        self, session: Session, offset: int, limit: int, sort: str | None, down: bool
    ) -> Slice:
        if offset == 0:
            self._list = CodeList(BrowseCodes(self.wanted, self._as_of, sort, down))
        found = self._list.read(session, offset, limit)
        return Slice(found.rows, found.count)

    def _show_count(self, number: int) -> None:
        if number:
            self._stack.setCurrentWidget(self.table)
        elif not self.filter.is_empty():
            self._stack.setCurrentWidget(self._nothing)
        else:
            empty = self._none if self._as_of is None else self.that_day
            self._stack.setCurrentWidget(empty)
        if self._present is not None and number:
            self._be_there_again(*self._present)
        self._present = None
        self._tell_choice()

    def _be_there_again(self, place: int, unit: str) -> None:
        """Let the same unit's row be present and chosen; where it is not among the first rows, the
        keyboard stays at the place, and nothing is chosen: another unit is not what was meant."""
        around = [place, *range(min(PAGE_ROWS, self.model.count()))]
        rows = ((number, self.model.row(number)) for number in around)
        found = next((number for number, row in rows if row is not None and row.unit == unit), None)
        if found is not None:
            self.table.setCurrentIndex(self.model.index(found, CODE))
            return
        index = self.model.index(min(place, self.model.count() - 1), CODE)
        keep = QItemSelectionModel.SelectionFlag.NoUpdate
        self.table.selectionModel().setCurrentIndex(index, keep)

    def _tell_choice(self) -> None:
        _ = self._translate
        words = _(N_("{count} codes")).format(count=count(self.model.count()))
        chosen = self.chosen_count()
        if chosen > 1:
            words += " · " + _(N_("{count} chosen")).format(count=count(chosen))
        self._count.setText(words)
        self.chosen.emit()

    def _say_of_code(self, severity: str, words: str) -> None:
        """Say what would become of the code that is typed, or how one is mended."""
        if not words:
            words = self._translate(
                N_("F2 or typing mends a code: what is wrong with it is said here at once.")
            )
        self._said.setText(words)
        self._said.setProperty("role", severity or "quiet")
        self._said.style().polish(self._said)

    def said(self) -> str:
        """Return what is said of the code that is typed."""
        return self._said.text()

    def _columns(self) -> tuple[Column, ...]:
        _ = self._translate
        schemes = scheme_choices()

        def lock_words(row: Any) -> str:
            return "" if row.lock is None else row.lock or _(N_("Locked"))

        return (
            Column("value", _(N_("Identifier code")), sort="value", width=16),
            Column("name", _(N_("Name of the unit")), sort="unit", width=26),
            Column(
                "on_system",
                _(N_("On the system")),
                lambda row: state_words(row, SYSTEM, _),
                sort="system",
                width=15,
                role=lambda row: SIGNS.get(row.on_system, ("", "quiet"))[1],
                icon=lambda row: SIGNS.get(row.on_system, (None, ""))[0],
            ),
            Column(
                "on_axis",
                _(N_("On the axis")),
                lambda row: state_words(row, AXIS, _),
                sort="axis",
                width=18,
                role=lambda row: SIGNS.get(row.on_axis, ("", "quiet"))[1],
                icon=lambda row: SIGNS.get(row.on_axis, (None, ""))[0],
            ),
            Column(
                "lock",
                _(N_("Lock")),
                lock_words,
                sort="lock",
                width=10,
                icon=lambda row: "lock" if row.lock is not None else None,
            ),
            Column("from_date", _(N_("Since")), lambda row: day(row.from_date), "from", width=11),
            Column("to_date", _(N_("Until")), lambda row: day(row.to_date), width=11, shown=False),
            Column("system_reason", _(N_("Reason (system)")), width=24, shown=False),
            Column("axis_reason", _(N_("Reason (axis)")), width=24, shown=False),
            Column(
                "bundle",
                _(N_("Bundle")),
                lambda row: str(row.bundle or ""),
                width=7,
                shown=False,
                alignment=RIGHT,
            ),
            Column(
                "scheme", _(N_("Scheme")), lambda row: schemes[row.scheme], width=16, shown=False
            ),
        )
