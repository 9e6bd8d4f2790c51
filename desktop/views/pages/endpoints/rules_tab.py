"""Receiving rules: which endpoint takes what; given, changed, put in order, ended."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.services.receiving_rules import telling
from desktop.services.receiving_rules.browsing import read_rules
from desktop.services.receiving_rules.command import EndRules, OrderRules, ReadRules, RuleLine
from desktop.services.receiving_rules.editing import end_rules, order_rules
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.choice_kept import choice_kept
from desktop.views.pages.endpoints.forms import shown_day
from desktop.views.pages.endpoints.rule_form import RuleForm
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import day


class RulesTab(QWidget):
    """All rules, or those asked for one unit in the order in which they are."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self.lines: tuple[RuleLine, ...] | None = None
        # The unit whose rule was moved, and its place among the unit's rules then.
        self._moved: tuple[str, int] | None = None
        self.unit = UnitPicker(context)
        self.unit.setProperty("passing", True)
        self.unit.setAccessibleName(_(N_("Only what is asked for the unit")))
        self.unit.setPlaceholderText(_(N_("What is asked for the unit: its name, or code")))
        self.unit.picked.connect(lambda _uid: self.read())
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Receiving rules")))
        self.table.row_actions = self._row_actions
        self.table.opened.connect(lambda _row: self.change())
        self.table.chosen.connect(lambda _rows: self._allow())
        self.words = SearchLine(_(N_("Search the rules")), self.model.search)
        self.up = action_button(
            _(N_("Move up")), "", lambda: self._move(-1), hint=_(N_("Ask it before the one above")),
        )  # fmt: skip
        self.down = action_button(
            _(N_("Move down")), "", lambda: self._move(1), hint=_(N_("Ask it after the one below")),
        )  # fmt: skip
        self.edit = action_button(
            _(N_("Change …")), "pencil", self.change, hint=_(N_("Change the chosen rule (Enter)"))
        )
        self.end = action_button(
            _(N_("End")), "circle-x", self._end,
            hint=_(N_("End the chosen rules on the day that the window shows")),
        )  # fmt: skip
        self.add_button = action_button(_(N_("Give a rule …")), "plus", self.add, main=True)
        self.trouble = label("", "warning")
        self.trouble.hide()
        self._lay_out()
        self._allow()

    def read(self) -> None:
        """Read the rules of the day that the window shows, and later ones."""
        command = ReadRules(self._context.as_of, self.unit.meant())
        self._context.read(lambda session: read_rules(session, command), self._show, self)

    def show_unit(self, uid: str, name: str) -> None:
        """Show what is asked for a unit."""
        self.unit.set_unit(uid, name)
        self.read()

    def add(self) -> None:
        """Ask for a new rule, of the unit that is shown if there is one."""
        form = RuleForm(self._context, self)
        uid = self.unit.uid()
        if uid is not None:
            form.unit.set_unit(uid, self.unit.text())
            form.unit.picked.emit(uid)
        form.open()

    def change(self) -> None:
        """Ask what the chosen rule is to say."""
        chosen = self._chosen()
        if len(chosen) == 1 and self._context.editable:
            RuleForm(self._context, self, chosen[0]).open()

    def _chosen(self) -> list[RuleLine]:
        return [line for line in self.table.chosen_rows() if isinstance(line, RuleLine)]

    def _move(self, by: int) -> None:
        (line,) = self._chosen()
        own = self._own(line)
        place = own.index(line.rule.uid)
        own.insert(place + by, own.pop(place))
        # It may be another row then, which stands there.
        self._moved = line.rule.unit, place + by
        command = OrderRules(line.rule.unit, tuple(own), shown_day(self._context))
        self._do(lambda session: order_rules(session, command), N_("The order is changed."))

    def _end(self) -> None:
        uids = tuple(line.rule.uid for line in self._chosen())
        command = EndRules(uids, shown_day(self._context))
        self._do(lambda session: end_rules(session, command), N_("The rules are ended."))

    def _do(self, work: Callable[[Session], object], words: str) -> None:
        notice = Notice(self._translate(words), "good", key="rules")
        self._context.change(work, self, lambda _done: self._context.notify(notice))

    def _own(self, line: RuleLine) -> list[str]:
        """Return the rules of the same unit in their order, in which they were read."""
        lines = self.lines or ()
        return [each.rule.uid for each in lines if each.rule.unit == line.rule.unit]

    def _show(self, lines: tuple[RuleLine, ...]) -> None:
        _ = self._translate
        self.lines = lines
        with choice_kept(self.table, self.model):
            self.model.show_rows(lines)
        if self._moved is not None:
            unit, place = self._moved
            first = next((line for line in lines if line.rule.unit == unit), None)
            own = self._own(first) if first is not None else []
            chosen = set(own[place : place + 1])
            self._moved = None
            self.table.choose(lambda line: line.uid in chosen)
        never = sum(bool(line.beaten_by) for line in lines)
        words = _(N_("{count} rules can never win: one before them takes all that they speak of."))
        self.trouble.setText(words.format(count=never))
        self.trouble.setVisible(bool(never))
        self._stack.setCurrentIndex(0 if lines or self.unit.text() else 1)
        self._allow()

    def _allow(self) -> None:
        editable = self._context.editable
        chosen = self._chosen()
        one = chosen[0] if len(chosen) == 1 else None
        own = self._own(one) if one is not None else []
        place = own.index(one.rule.uid) if one is not None and one.rule.uid in own else -1
        for button in (self.add_button, self.add_first):
            button.setEnabled(editable)
        self.edit.setEnabled(editable and one is not None)
        self.end.setEnabled(editable and bool(chosen))
        self.up.setEnabled(editable and place > 0)
        self.down.setEnabled(editable and -1 < place < len(own) - 1)

    def _row_actions(self, _rows: list[RuleLine]) -> list[QAction]:
        found = []
        for button in (self.edit, self.up, self.down, self.end):
            if button.isEnabled():
                action = QAction(button.text(), self)
                action.triggered.connect(button.click)
                found.append(action)
        return found

    def _lay_out(self) -> None:
        _ = self._translate
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.unit, 1)
        head.addWidget(self.words, 1)
        for button in (self.up, self.down, self.edit, self.end, self.add_button):
            head.addWidget(button)
        self.words.found_within(self)
        there = QWidget()
        box = QVBoxLayout(there)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(head)
        box.addWidget(self.trouble)
        box.addWidget(self.table, 1)
        self.add_first = action_button(_(N_("Give a rule …")), "plus", self.add, main=True)
        nothing = Empty(
            "route",
            _(N_("No receiving rules yet")),
            _(
                N_(
                    "Any endpoint of a unit may take a document. A rule says which one does, by "
                    "type, level, network or sender; the units below inherit it."
                )
            ),
            self.add_first,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(there)
        self._stack.addWidget(nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _part(self, line: RuleLine) -> tuple[str, str | None, str | None]:
        """Return whether a rule takes part on the day that is shown: words, role, icon."""
        today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        if line.beaten_by:
            return N_("never wins"), "warning", "triangle-alert"
        if line.later:
            return N_("not yet"), "quiet", "hourglass"
        if line.to_date is not None and line.to_date <= today:
            return N_("yes; ended since"), "quiet", "history"
        return N_("yes"), None, None

    def _columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column("unit", _(N_("Unit")), lambda line: line.rule.unit_name, sort="unit", width=22),
            Column("number", _(N_("No.")), _number, width=6, alignment=RIGHT),
            Column(
                "types",
                _(N_("Type of document")),
                lambda line: telling.types_told(line.rule.types, _),
                sort="types",
                width=18,
            ),
            Column(
                "network",
                _(N_("Network")),
                lambda line: telling.network_told(line.rule, _),
                sort="network",
                width=17,
            ),
            Column(
                "levels",
                _(N_("Secrecy level")),
                lambda line: telling.levels_told(line.rule, _),
                sort="levels",
                width=16,
            ),
            Column(
                "sender",
                _(N_("Sender")),
                lambda line: telling.sender_told(line.rule, _),
                sort="sender",
                width=16,
            ),
            Column(
                "taker",
                _(N_("Receives")),
                lambda line: telling.taker_told(line.rule, _),
                sort="taker",
                width=24,
            ),
            Column("scope", _(N_("Holds for")), lambda line: telling.scope_told(line.rule, _),
                   width=14),
            Column("from_date", _(N_("From")), lambda line: day(line.from_date),
                   sort="iso_from", width=11),
            Column("to_date", _(N_("Until")), _until,
                   sort="iso_to", width=11),
            Column("basis", _(N_("Decision")), sort="basis", width=16),
            Column(
                "beaten_by",
                _(N_("Takes part")),
                lambda line: _(self._part(line)[0]),
                sort="beaten",
                width=18,
                role=lambda line: self._part(line)[1],
                icon=lambda line: self._part(line)[2],
            ),
        ]  # fmt: skip


def _until(line: RuleLine) -> str:
    return day(line.to_date) if line.to_date else ""


def _number(line: RuleLine) -> str:
    return str(line.rule.position)
