"""The questions of a plan: who takes what a split unit leaves, with an answer proposed for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.services.reorganising.command import Asked
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.reorganising.choice_cells import ChoiceCells
from desktop.views.pages.reorganising.question_rows import (
    QuestionRow,
    answered,
    question_rows,
)
from desktop.views.tables.columns import Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.model import Index, shown_text
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import count, day

_TAKER = 3
_TOLD = N_(
    "A unit that is split leaves endpoints, people, eTokens and units below it. Who takes them?"
    " Choose in the column “Who takes it” (Enter), for all of them or one by one."
)
_NONE = N_("This plan asks nothing: it splits no unit.")


class _Questions(MemoryModel):
    """Hands an answer on to `on_answered` (the row, the answer)."""

    frozen = False
    on_answered: Callable[[QuestionRow, str], None] = staticmethod(lambda *_: None)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the answer be chosen."""
        flags = super().flags(index)
        if index.column() == _TAKER and not self.frozen:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the uid to the list of choices."""
        if role == Qt.ItemDataRole.EditRole:
            row = self.row(index.row())
            if row is None or index.column() != _TAKER:
                return None
            return row.answer
        return super().data(index, role)

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Hand an answer on; choosing what is proposed is an answer too."""
        row = self.row(index.row())
        if row is None or role != Qt.ItemDataRole.EditRole or not row.may_be(value):
            return False
        self.on_answered(row, value)
        return True


class QuestionsTab(QWidget):
    """`on_answered` is told answers by the keys of their questions."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        self.on_answered: Callable[[Mapping[str, str]], None] = lambda _: None
        self._asked: list[Asked] = []
        self._frozen = False
        self._is_late = False
        self.model = _Questions(context.worker, self._columns(), self)
        self.model.on_answered = self._answer
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Questions")))
        cells = ChoiceCells(self.table, self._choices)
        self.table.setItemDelegate(cells)
        cells.closeEditor.connect(self._show_late)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.table.opened.connect(lambda _row: self._open())
        self.show_which = QComboBox()
        self.show_which.setAccessibleName(_(N_("Which questions to show")))
        self.show_which.setToolTip(self.show_which.accessibleName())
        self.show_which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for _number in range(3):
            self.show_which.addItem("")
        self.show_which.currentIndexChanged.connect(lambda _index: self._filter())
        self.words = SearchLine(_(N_("Search the questions")), self.model.search)
        self.accept_button = action_button(
            _(N_("Accept all proposals")),
            "check",
            self.accept_all,
            hint=_(N_("Answer every open question that is shown as it is proposed")),
        )
        self.give_button = QPushButton(_(N_("Give the chosen rows to")))
        self.give_button.setToolTip(_(N_("Give all chosen rows to one unit at once")))
        self._takers = QMenu(self.give_button)
        self._takers.aboutToShow.connect(self._offer)
        self.give_button.setMenu(self._takers)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.show_which)
        head.addWidget(self.words, 1)
        head.addWidget(self.give_button)
        head.addWidget(self.accept_button)
        self.words.found_within(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        self._told = label("", "quiet")
        box.addWidget(self._told)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        self.show_questions(())

    def show_questions(self, questions: Sequence[Asked]) -> None:
        """Show the questions; what was chosen to be seen, and the row, stay.

        While an answer is being chosen the rows stay as they are until it is.
        """
        self._asked = list(questions)
        self._say()
        self._is_late = self.table.state() == self.table.State.EditingState
        if not self._is_late:
            self._show()

    def _show_late(self) -> None:
        if self._is_late:
            self._is_late = False
            self._show()

    def _show(self) -> None:
        place = self.table.currentIndex()
        self.model.show_rows(question_rows(self._asked, self._translate))
        if place.row() >= 0 and self.model.count():
            row = min(place.row(), self.model.count() - 1)
            self.table.setCurrentIndex(self.model.index(row, place.column()))

    def freeze(self, *, frozen: bool) -> None:
        """Let nothing be answered while the plan is written, or after it."""
        self._frozen = self.model.frozen = frozen
        self._say()

    def open_count(self) -> int:
        """Return how many questions nobody has answered."""
        return sum(not asked.answered for asked in self._asked)

    def accept_all(self) -> None:
        """Answer every open question that is shown as it is proposed."""
        self._take({row.key: row.answer for row in self.model.rows() if row.is_open})

    def give(self, answer: str) -> None:
        """Give all chosen rows one answer."""
        self._take({row.key: answer for row in self.table.chosen_rows()})

    def _answer(self, row: QuestionRow, answer: str) -> None:
        self._take({row.key: answer})

    def _take(self, chosen: Mapping[str, str]) -> None:
        """Show answers at once, and hand them on: the plan is worked out anew by them."""
        if chosen and not self._frozen:
            self.show_questions(answered(self._asked, chosen))
            self.on_answered(chosen)

    def _offer(self) -> None:
        """Offer the units that every chosen row may be given to."""
        self._takers.clear()
        for answer, words in self._common():
            # An ampersand alone would be taken for a key.
            action = self._takers.addAction(shown_text(words).replace("&", "&&"))
            action.triggered.connect(lambda _on=False, answer=answer: self.give(answer))

    def _common(self) -> list[tuple[str, str]]:
        rows = self.table.chosen_rows()
        choices = rows[0].choices(self._translate) if rows else []
        return [choice for choice in choices if all(row.may_be(choice[0]) for row in rows)]

    def _allow(self) -> None:
        self.give_button.setEnabled(not self._frozen and bool(self._common()))

    def _open(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() and not self._frozen:
            index = index.siblingAtColumn(_TAKER)
            self.table.setCurrentIndex(index)
            self.table.edit(index)

    def _choices(self, index: Index) -> Sequence[tuple[str, str]] | None:
        row = self.model.row(index.row())
        return row.choices(self._translate) if row is not None else ()

    def _filter(self) -> None:
        self.model.keep_only(_SHOWN[self.show_which.currentIndex()])
        self._say()

    def _say(self) -> None:
        _ = self._translate
        left = self.open_count()
        self._told.setText(_(_TOLD if self._asked else _NONE))
        units, things = len(self._asked), sum(len(asked.parts) for asked in self._asked)
        for place, (words, number) in enumerate(
            (
                (N_("All that split units leave: {count}"), units + things),
                (N_("Split units alone: {count}"), units),
                (N_("Open ones: {count}"), left),
            )
        ):
            self.show_which.setItemText(place, _(words).format(count=count(number)))
        self._allow()
        self.accept_button.setEnabled(left > 0 and not self._frozen)

    def _columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column("unit", _(N_("Unit that is split")), sort="unit", width=34),
            Column("what", _(N_("What it leaves")), sort="what", width=32),
            Column("iso_day", _(N_("Day")), lambda row: day(row.iso_day), sort="iso_day", width=11),
            Column(
                "taker",
                _(N_("Who takes it")),
                lambda row: row.asked.options.get(row.taker, row.taker),
                sort="taker",
                width=34,
            ),
            Column(
                "state",
                _(N_("State")),
                lambda row: _(_state(row)[0]),
                sort="state",
                width=16,
                role=lambda row: _state(row)[1],
                icon=lambda row: _state(row)[2],
            ),
        ]


def _state(row: QuestionRow) -> tuple[str, str, str]:
    """Return the words, the colour's role and the icon of how far a row is answered."""
    if row.is_open:
        return N_("Not answered"), "warning", "circle-help"
    if row.follows:
        return N_("With the rest"), "quiet", "link"
    return N_("Answered"), "good", "check"


# What is shown by each choice of the list: everything, the units, the open ones.
_SHOWN: tuple[Callable[[QuestionRow], bool], ...] = (
    lambda row: True,
    lambda row: row.part is None,
    lambda row: row.is_open,
)
