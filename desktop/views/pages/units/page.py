"""Units and codes: the tree, the table with its filter, and each unit's own page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.services.browse_units import UnitFilter
from desktop.services.find import Found
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import Page
from desktop.views.pages.units.listing import UnitListing
from desktop.views.pages.units.tree import UnitTree
from desktop.views.pages.units.unit_view import UnitView
from desktop.views.words import day


class UnitsPage(Page):
    """Everything about units: find, look, change, paste."""

    help_name = "02-co-quan-va-ma"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Units and codes")))
        self._date_note = QLabel()
        self._date_note.setProperty("role", "warning")
        self._date_note.setWordWrap(True)
        self._date_note.hide()
        self.body.addWidget(self._date_note)
        self.tree = UnitTree(context)
        self.listing = UnitListing(context)
        self.unit = UnitView(context)
        self.stack = QStackedWidget()
        for widget in (self.listing, self.unit):
            self.stack.addWidget(widget)
        right = QWidget()
        box = QVBoxLayout(right)
        box.setContentsMargins(Space.NEAR, 0, 0, 0)
        box.addWidget(self.stack)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.tree)
        self._split.addWidget(right)
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        letter = self.fontMetrics().averageCharWidth()
        self.tree.setMinimumWidth(letter * 20)
        self._split.setSizes([letter * 38, 900])
        self.body.addWidget(self._split, 1)
        self.tree.scoped.connect(self._take_scope)
        self.listing.opened.connect(lambda line: self.open_unit(line.uid))
        self.listing.on_show_all = self._show_all
        self.unit.left.connect(self.show_list)
        self.unit.went.connect(self.open_unit)
        back = QShortcut(QKeySequence("Esc"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.go_back)

    def read(self) -> None:
        """Read the tree, the list, and the unit that is open."""
        as_of = self.context.as_of
        if as_of is not None:
            words = self.translate(
                N_("As on {date}: for looking only. Choose “Today” above to change units.")
            )
            self._date_note.setText(words.format(date=day(as_of)))
        self._date_note.setVisible(as_of is not None)
        self.tree.read()
        self.listing.read()
        if self.stack.currentWidget() is self.unit:
            self.unit.read()

    def show_what(self, what: object) -> None:
        """Open a unit (`Found` or its uid), or list what passes a `UnitFilter`."""
        match what:
            case Found():
                self.open_unit(what.uid)
            case UnitFilter():
                self.show_list()
                self.listing.filter.under = what.under
                self.listing.filter.set_value(what)
            case str():
                self.open_unit(what)

    def open_unit(self, uid: str) -> None:
        """Show a unit's page in the place of the list."""
        self.unit.show_unit(uid)
        self.stack.setCurrentWidget(self.unit)
        self.unit.back.setFocus()

    def show_list(self) -> None:
        """Show the list again."""
        self.stack.setCurrentWidget(self.listing)
        self.listing.table.setFocus()

    def go_back(self) -> None:
        """Leave what stands over the list."""
        if self.stack.currentWidget() is not self.listing:
            self.show_list()

    def _take_scope(self, uid: str | None) -> None:
        self.listing.filter.under = uid
        self.listing.refresh()
        self.show_list_quietly()

    def show_list_quietly(self) -> None:
        """Show the list and leave the keyboard where it is."""
        self.stack.setCurrentWidget(self.listing)

    def _show_all(self) -> None:
        self.tree.choose_all()
        self.listing.filter.clear()
