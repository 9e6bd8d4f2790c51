"""The plan itself: its title and basis, its rows, and what stands in the way of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.cells import shown_date
from desktop.domain.problems import Problem
from desktop.domain.reorganisation import KIND_LABELS, EventKind
from desktop.domain.texts import N_
from desktop.services.browse_codes import scheme_choices
from desktop.services.reorganising.command import EventLine, Reorganised
from desktop.services.reorganising.plan_draft import PlanDraft
from desktop.services.reorganising.plan_table import columns
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.reorganising.problems_table import ProblemsList
from desktop.views.pages.reorganising.rows_model import DraftModel
from desktop.views.pages.reorganising.rows_table import DraftTable
from desktop.views.shell.drafts import PASSING
from desktop.views.tables.columns import Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.model import shown_text
from desktop.views.tables.table import Table
from desktop.views.words import begun, count


class PlanTab(QWidget):
    """Tells what a person does by the functions `on_…`; it changes no draft itself."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        self.on_named: Callable[[str, str], None] = lambda *_: None
        self.on_scheme: Callable[[str], None] = lambda _: None
        self.on_add: Callable[[int], None] = lambda _: None
        self.on_remove: Callable[[Sequence[int]], None] = lambda _: None
        self.on_take_back: Callable[[], None] = lambda: None
        self.on_question: Callable[[Problem], None] = lambda _: None
        self.model = DraftModel(context.worker, _, self)
        self.table = DraftTable(self.model, _, self)
        self.table.removed.connect(self._remove)
        self.table.chosen.connect(lambda _rows: self._allow())
        self.events = MemoryModel(context.worker, self._event_columns(), self)
        self._events_table = Table(self.events, _, self)
        self._events_table.setAccessibleName(_(N_("Events of the plan")))
        self.problems = ProblemsList(context)
        self.problems.led.connect(self._lead)
        self._frozen = self._can_take_back = self._is_shipped = False
        self._make_fields()
        self._make_buttons()
        self._lay_out()

    def show_draft(self, draft: PlanDraft, *, can_take_back: bool) -> None:
        """Show a draft's rows as they are now."""
        self._can_take_back = can_take_back
        self._is_shipped = draft.source is not None
        for field, text in ((self.title, draft.title), (self.basis, draft.basis)):
            if field.text() != text:
                field.setText(text)
        self.basis.setEnabled(not self._is_shipped)
        self.scheme.setCurrentIndex(self.scheme.findData(draft.scheme))
        self.scheme.setVisible(not self._is_shipped)
        self._stack.setCurrentIndex(1 if self._is_shipped else 0)
        self.model.show_draft(draft.rows)
        self._allow()

    def show_result(self, result: Reorganised) -> None:
        """Show what the plan does, and mark the cells that stand in its way."""
        self.model.mark((*result.conflicts, *result.warnings))
        if self._is_shipped:
            self.events.show_rows(result.events)
        self._show_problems(result.conflicts, result.warnings)
        _ = self._translate
        words = _(N_("{events} events: {begun} units begin, {ended} end, {changed} change"))
        units = result.units
        self._summary.setText(
            words.format(
                events=count(len(result.events)),
                begun=count(units.get("begun", 0)),
                ended=count(units.get("ended", 0)),
                changed=count(units.get("changed", 0)),
            )
        )

    def show_refused(self, problems: Sequence[Problem]) -> None:
        """Show why the plan cannot be worked out at all."""
        self.model.mark(problems)
        self.events.show_rows(())
        self._summary.clear()
        self._show_problems(problems, ())

    def freeze(self, *, frozen: bool) -> None:
        """Let nothing be written while the plan is applied, or after it."""
        self._frozen = self.model.frozen = frozen
        for field in (self.title, self.basis):
            field.setReadOnly(frozen)
        self.scheme.setEnabled(not frozen)
        self._allow()

    def write_first(self, place: int) -> None:
        """Go to the first cell of a row, to be written."""
        self.table.go_to(place, 0)

    def is_written(self) -> bool:
        """Say whether a cell is being written now."""
        return self.table.state() == self.table.State.EditingState

    def _make_fields(self) -> None:
        _ = self._translate
        self.title, self.basis = QLineEdit(), QLineEdit()
        for field, words, tip in (
            (self.title, N_("Title of the plan"), N_("What the journal calls this plan")),
            (self.basis, N_("Common basis"), N_("Stands for every row that names no basis")),
        ):
            field.setAccessibleName(_(words))
            field.setToolTip(_(tip))
            field.setMaxLength(200)
            # Kept with the plan itself.
            field.setProperty(PASSING, True)
            field.textEdited.connect(lambda _text: self._name())
        self.scheme = QComboBox()
        self.scheme.setAccessibleName(_(N_("Scheme of codes")))
        self.scheme.setToolTip(_(N_("The scheme that the codes of the rows are of")))
        self.scheme.setProperty(PASSING, True)
        for name, words in scheme_choices().items():
            self.scheme.addItem(begun(shown_text(words)), name)
        self.scheme.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.scheme.activated.connect(lambda _index: self.on_scheme(self.scheme.currentData()))

    def _make_buttons(self) -> None:
        _ = self._translate
        self.add_button = action_button(
            _(N_("Add a row")),
            "plus",
            self._add,
            shortcut="Ctrl+N",
            hint=_(N_("Add a row below the present one")),
        )
        self.remove_button = action_button(
            _(N_("Remove rows")), "trash-2", self._remove, hint=_(N_("Remove the rows (Delete)"))
        )
        self.back_button = action_button(
            _(N_("Take back")),
            "undo-2",
            lambda: self.on_take_back(),
            shortcut="Alt+Backspace",
            hint=_(N_("Take back the last change of this draft")),
        )

    def _lay_out(self) -> None:
        _ = self._translate
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        for words, field in ((N_("Title"), self.title), (N_("Common basis"), self.basis)):
            shown = QLabel(_(words))
            shown.setBuddy(field)
            head.addWidget(shown)
            head.addWidget(field, 1)
        over = QHBoxLayout()
        over.setSpacing(Space.NEAR)
        self._summary = label("", "quiet")
        for button in (self.add_button, self.remove_button, self.back_button):
            over.addWidget(button)
        over.addWidget(self._summary, 1)
        over.addWidget(self.scheme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._events_table)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(Space.NEAR)
        self._split.addWidget(self._stack)
        self._split.addWidget(self.problems)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self.problems.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(head)
        box.addLayout(over)
        box.addWidget(self._split, 1)

    def _allow(self) -> None:
        free = not self._frozen and not self._is_shipped
        self.add_button.setEnabled(free)
        self.remove_button.setEnabled(free and self.table.chosen_count() > 0)
        self.back_button.setEnabled(not self._frozen and self._can_take_back)

    def _show_problems(self, conflicts: Sequence[Problem], warnings: Sequence[Problem]) -> None:
        self.problems.show_problems(conflicts, warnings)
        self.problems.setVisible(bool(conflicts or warnings))

    def _lead(self, problem: Problem) -> None:
        if problem.code in ("reorganise.answer_wrong", "reorganise.part_answer_wrong"):
            self.on_question(problem)
            return
        row = problem.where.row
        if row is None or self._is_shipped or row > self.model.count():
            return
        labels = [column.label for column in columns()]
        column = problem.where.column
        self.table.go_to(row - 1, labels.index(column) if column in labels else 0)

    def _name(self) -> None:
        self.on_named(self.title.text(), self.basis.text())

    def _add(self) -> None:
        self.on_add(self.table.currentIndex().row())

    def _remove(self) -> None:
        numbers = self.table.chosen_numbers()
        if numbers and not self._frozen:
            self.on_remove(numbers)

    def _event_columns(self) -> list[Column]:
        _ = self._translate

        def kind(event: EventLine) -> str:
            return begun(_(KIND_LABELS[EventKind(event.kind)]))

        return [
            Column("kind", _(N_("Kind of change")), kind, sort="kind", width=16),
            Column(
                "before", _(N_("Old unit")), lambda event: "; ".join(event.before), "before", 44
            ),
            Column("after", _(N_("New unit")), lambda event: "; ".join(event.after), "after", 44),
            Column(
                "day", _(N_("Day of effect")), lambda event: shown_date(event.day), "iso_day", 13
            ),
            Column("basis", _(N_("Legal basis")), sort="basis", width=28),
        ]
