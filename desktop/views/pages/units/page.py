"""Units and codes: the tree, the table with its filter, and each unit's own page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.reorganisation import EventKind
from desktop.domain.texts import N_
from desktop.services.browse_units import UnitFilter, UnitLine
from desktop.services.find import Found
from desktop.services.unit_page import ReadUnit, UnitPage, read_unit
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.day_note import DayNote
from desktop.views.pages.page import Page
from desktop.views.pages.pasting import PASTE_HINT, paste_rows
from desktop.views.pages.reorganising.by_hand import ARRANGEMENTS, Arrange, is_possible
from desktop.views.pages.units.edit_form import Subject
from desktop.views.pages.units.edit_panel import EditPanel
from desktop.views.pages.units.listing import UnitListing
from desktop.views.pages.units.tree import UnitTree
from desktop.views.pages.units.unit_view import UnitView


class UnitsPage(Page):
    """Everything about units: find, look, change, paste."""

    help_name = "02-co-quan-va-ma"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Units and codes")))
        words = N_("As on {date}: for looking only. Choose “Today” above to change units.")
        self.body.addWidget(DayNote(context, _(words)))
        self.tree = UnitTree(context)
        self.listing = UnitListing(context)
        self.unit = UnitView(context)
        self.stack = QStackedWidget()
        self.edit = EditPanel(context)
        for widget in (self.listing, self.unit, self.edit):
            self.stack.addWidget(widget)
        right = QWidget()
        box = QVBoxLayout(right)
        box.setContentsMargins(Space.SMALL, 0, 0, 0)
        box.addWidget(self.stack)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(Space.NEAR)
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
        self.tree.opened.connect(self.open_unit)
        self.listing.filter.branched.connect(self.tree.choose)
        self.listing.opened.connect(lambda line: self.open_unit(line.uid))
        self.listing.on_show_all = self._show_all
        self.unit.left.connect(self.show_list)
        self.unit.went.connect(self.open_unit)
        self.unit.asked.connect(self._edit_unit)
        self.unit.loaded.connect(self._allow)
        self.listing.chosen.connect(self._allow)
        self.edit.left.connect(self._leave_edit)
        self.edit.done.connect(self._end_edit)
        self._came_from: QWidget = self.listing
        self._make_actions()
        back = QShortcut(QKeySequence("Esc"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.go_back)

    def beforehand(self) -> Sequence[Callable[[], object]]:
        """Read the list."""
        return (self.read_if_stale,)

    def read(self) -> None:
        """Read the tree, the list, and the unit that is open."""
        self._allow()
        self.listing.read()
        self.tree.read()
        if self.stack.currentWidget() is self.unit:
            self.unit.read()

    def show_what(self, what: object) -> None:
        """Open a unit (`Found` or its uid), list what passes a `UnitFilter`, or with ("new",)
        begin a new unit."""
        match what:
            case ("new",):
                if self.add_button.isEnabled():
                    self._add_unit()
            case Found():
                self.open_unit(what.uid)
            case UnitFilter():
                self.show_list()
                self.listing.filter.under = what.under
                self.listing.filter.set_value(what)
                self.tree.choose(what.under)
            case str() | ("unit", str()):
                self.open_unit(what if isinstance(what, str) else what[1])

    def open_unit(self, uid: str) -> None:
        """Show a unit's page in the place of the list."""
        self.unit.show_unit(uid)
        self.stack.setCurrentWidget(self.unit)
        self.unit.back.setFocus()
        self._allow()

    def show_list(self) -> None:
        """Show the list again."""
        self.stack.setCurrentWidget(self.listing)
        self.listing.table.setFocus()
        self._allow()

    def go_back(self) -> None:
        """Leave what stands over the list."""
        if self.stack.currentWidget() is self.edit:
            self._leave_edit()
        elif self.stack.currentWidget() is not self.listing:
            self.show_list()

    def open_form(self) -> tuple[tuple[str, ...], QWidget] | None:
        """Return the form of a change, if one is open."""
        form = self.edit.form
        if self.stack.currentWidget() is not self.edit or form is None:
            return None
        return self.edit.place(), form

    def reopen_form(self, place: tuple[str, ...], ready: Callable[[QWidget], None]) -> None:
        """Open the form of a change again."""
        action, *uids = place
        if not self._may_edit():
            return

        def begin(subject: Subject) -> None:
            self.edit.laid_out.connect(ready, Qt.ConnectionType.SingleShotConnection)
            self._begin(action, subject)

        if len(uids) > 1:
            words = self.translate(N_("{count} units")).format(count=len(uids))
            begin(Subject(tuple(uids), words))
            return
        if not uids:
            begin(Subject((), ""))
            return
        command = ReadUnit(uids[0])

        def take(found: UnitPage) -> None:
            if action == "add":
                begin(self._below(found.line))
            elif found.line is not None:
                begin(Subject((found.uid,), found.title, found.line, found))

        self.context.read(lambda session: read_unit(session, command), take, self)

    def _make_actions(self) -> None:
        _ = self.translate
        # Its words would leave large letters no room for what is done every day.
        compare = self.add_action(
            "",
            "history",
            lambda: self.context.go("comparing"),
            hint=_(N_("See which units began, ended and changed between two days")),
        )
        compare.setAccessibleName(_(N_("Compare two days")))
        self.paste_button = self.add_action(
            _(N_("Paste")),
            "clipboard-paste",
            self._paste,
            shortcut="Ctrl+V",
            hint=_(PASTE_HINT),
        )
        self.change_button = self.add_action(
            _(N_("Change chosen")),
            "pencil",
            self._edit_chosen,
            shortcut="Ctrl+E",
            hint=_(N_("Change the chosen units together")),
        )
        self.arrange_button = self.add_action(
            _(N_("Rearrange")),
            "git-merge",
            lambda: None,
            hint=_(N_("Merge, rename, move, split or dissolve the chosen units by a plan")),
        )
        self.arrange_menu = QMenu(self)
        for kind, (words, _how_many) in ARRANGEMENTS.items():
            entry = self.arrange_menu.addAction(_(words))
            entry.setData(kind)
            entry.triggered.connect(partial(self._arrange, kind))
        self.arrange_menu.aboutToShow.connect(self._allow)
        self.arrange_button.setMenu(self.arrange_menu)
        self.add_button = self.add_action(
            _(N_("Add a unit")),
            "plus",
            self._add_unit,
            main=True,
            shortcut="Ctrl+N",
            hint=_(N_("Add a unit below the one that is open or chosen in the tree")),
        )
        table = self.listing.table
        for keys, action in (("F2", "rename"), ("Del", "close")):
            shortcut = QShortcut(QKeySequence(keys), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self._edit_row, action))
        table.row_actions = self._row_actions
        self._allow()

    def _row_actions(self, rows: list[Any]) -> list[QAction]:
        _ = self.translate
        found = []
        if len(rows) == 1:
            opens = QAction(_(N_("Open")), self)
            opens.setShortcut("Return")
            opens.triggered.connect(lambda: self.open_unit(rows[0].uid))
            found.append(opens)
        for action, words, keys in (
            ("rename", N_("Rename"), "F2"),
            ("code", N_("Give a code"), ""),
            ("move", N_("Move"), ""),
            ("retype", N_("Change type"), ""),
            ("close", N_("Close"), "Del"),
        ):
            one_only = action in ("rename", "code")
            if rows and self._may_edit() and (len(rows) == 1 or not one_only):
                entry = QAction(_(words), self)
                entry.setShortcut(keys)
                entry.triggered.connect(lambda _on=False, action=action: self._edit_row(action))
                found.append(entry)
        if rows and self._may_edit():
            found.append(self.arrange_menu.menuAction())
        return found

    def _may_edit(self) -> bool:
        return self.context.editable

    def _allow(self) -> None:
        """Let the actions be pressed where they can be done now."""
        editing = self.stack.currentWidget() is self.edit
        self.add_button.setEnabled(self._may_edit() and not editing)
        self.paste_button.setEnabled(self._may_edit() and not editing)
        listed = self.stack.currentWidget() is self.listing
        chosen = self.listing.chosen_count()
        self.change_button.setEnabled(self._may_edit() and listed and chosen > 0)
        shown = self.stack.currentWidget() is self.unit and self.unit.uid is not None
        chosen = chosen if listed else int(shown)
        self.arrange_button.setEnabled(self._may_edit() and chosen > 0)
        for entry in self.arrange_menu.actions():
            entry.setEnabled(self._may_edit() and is_possible(entry.data(), chosen))

    def _arrange(self, kind: EventKind, *_: object) -> None:
        """Let the planner make rows of the open or chosen units."""

        def take(uids: tuple[str, ...]) -> None:
            self.context.go("reorganising", Arrange(kind, uids))

        if self.stack.currentWidget() is self.unit and self.unit.uid is not None:
            take((self.unit.uid,))
            return
        self.context.read(self.listing.chosen_uids(), take, self)

    def _begin(self, action: str, subject: Subject) -> None:
        if self.stack.currentWidget() is not self.edit:
            self._came_from = self.unit if self.stack.currentWidget() is self.unit else self.listing
        self.edit.begin(action, subject)
        self.stack.setCurrentWidget(self.edit)
        # A change of many units wants the width for what becomes of each.
        self.tree.setVisible(len(subject.units) <= 1)
        self._allow()

    def _edit_unit(self, action: str) -> None:
        shown = self.unit.shown
        if shown is not None and shown.line is not None and self._may_edit():
            self._begin(action, Subject((shown.uid,), shown.title, shown.line, shown))

    def _edit_row(self, action: str) -> None:
        lines = self.listing.chosen_lines()
        if not self._may_edit() or not lines:
            return
        if self.listing.chosen_count() == 1:
            self._begin(action, Subject((lines[0].uid,), lines[0].name, lines[0]))
        elif action != "rename":
            self._edit_chosen(action)

    def _edit_chosen(self, action: str = "retype") -> None:
        count = self.listing.chosen_count()
        if count == 1:
            self._edit_row(action)
            return

        def take(uids: tuple[str, ...]) -> None:
            words = self.translate(N_("{count} units")).format(count=len(uids))
            self._begin(action, Subject(uids, words))

        self.context.read(self.listing.chosen_uids(), take, self)

    def _paste(self) -> None:
        """Paste rows; those that name no superior go under the unit that is open or chosen."""
        under = self.unit.uid if self.stack.currentWidget() is self.unit else self.tree.scope()
        paste_rows(self.context, "units", under)

    def _add_unit(self) -> None:
        """Add a unit below the one that is open, else below the tree's."""
        if self.stack.currentWidget() is self.unit and self.unit.shown is not None:
            line = self.unit.shown.line
            self._begin("add", self._below(line))
            return
        scope = self.tree.scope()
        if scope is None:
            self._begin("add", Subject((), ""))
            return
        command = ReadUnit(scope)

        def take(found: UnitPage) -> None:
            self._begin("add", self._below(found.line))

        self.context.read(lambda session: read_unit(session, command), take, self)

    def _below(self, line: UnitLine | None) -> Subject:
        if line is None:
            return Subject((), "")
        words = self.translate(N_("under {parent}")).format(parent=line.name)
        return Subject((), words, line)

    def _leave_edit(self) -> None:
        self.tree.show()
        self.stack.setCurrentWidget(self._came_from)
        if self._came_from is self.listing:
            self.listing.table.setFocus()
        else:
            self.unit.back.setFocus()
        self._allow()

    def _end_edit(self, uid: str | None) -> None:
        self.tree.show()
        if uid is not None and self._came_from is self.unit:
            self.open_unit(uid)
        else:
            if uid is not None:
                self.listing.choose_once_read(uid)
            self.show_list()
        self._allow()

    def _take_scope(self, uid: str | None) -> None:
        self.listing.filter.under = uid
        self.listing.refresh()
        # The keyboard stays in the tree.
        self.stack.setCurrentWidget(self.listing)
        self._allow()

    def _show_all(self) -> None:
        self.tree.choose_all()
        self.listing.filter.clear()
