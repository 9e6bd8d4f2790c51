"""The questions of a plan: who takes what a split unit leaves, with an answer proposed for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.services.reorganising.command import Asked
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.reorganising.choice_cells import ChoiceCells
from desktop.views.pages.reorganising.memory_model import MemoryModel
from desktop.views.pages.reorganising.search_line import SearchLine
from desktop.views.tables.columns import Column
from desktop.views.tables.model import Index
from desktop.views.tables.table import Table
from desktop.views.words import count, day

_TAKER = 2
_TOLD = N_(
    "A unit that is split leaves endpoints, people, eTokens and units below it. Who takes them?"
    " Choose in the column “Who takes it” (Enter)."
)
_NONE = N_("This plan asks nothing: it splits no unit.")


class _Questions(MemoryModel):
    """Hands an answer on to `on_answered` (the question, the uid chosen)."""

    frozen = False
    on_answered: Callable[[Asked, str], None] = staticmethod(lambda *_: None)

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
            return row.default if row is not None and index.column() == _TAKER else None
        return super().data(index, role)

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Hand an answer on; choosing what is proposed is an answer too."""
        row = self.row(index.row())
        if row is None or role != Qt.ItemDataRole.EditRole or value not in row.options:
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
        self.model = _Questions(context.worker, self._columns(), self)
        self.model.on_answered = self._answer
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Questions")))
        self.table.setItemDelegate(ChoiceCells(self.table, self._choices))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.table.opened.connect(lambda _row: self._open())
        self.show_which = QComboBox()
        self.show_which.setAccessibleName(_(N_("Which questions to show")))
        self.show_which.setToolTip(self.show_which.accessibleName())
        self.show_which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for _number in range(2):
            self.show_which.addItem("")
        self.show_which.currentIndexChanged.connect(lambda _index: self._filter())
        self.words = SearchLine(_(N_("Search the questions")), self.model.search)
        self.accept_button = action_button(
            _(N_("Accept all proposals")),
            "check",
            self.accept_all,
            hint=_(N_("Answer every open question that is shown as it is proposed")),
        )
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.show_which)
        head.addWidget(self.words, 1)
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
        """Show the questions; what was chosen to be seen, and the row, stay."""
        place = self.table.currentIndex()
        self._asked = list(questions)
        self._say()
        self.model.show_rows(self._asked)
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
        chosen = [asked for asked in self.model.rows() if not asked.answered]
        self._take({asked.key: asked.default for asked in chosen})

    def _answer(self, asked: Asked, uid: str) -> None:
        self._take({asked.key: uid})

    def _take(self, chosen: Mapping[str, str]) -> None:
        """Show answers at once, and hand them on: the plan is worked out anew by them."""
        if not chosen or self._frozen:
            return
        answers = {
            asked.key: asked.keys[chosen[asked.key]] for asked in self._asked if asked.key in chosen
        }
        self.show_questions(
            [
                replace(asked, default=chosen[asked.key], answered=True)
                if asked.key in chosen
                else asked
                for asked in self._asked
            ]
        )
        self.on_answered(answers)

    def _open(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() and not self._frozen:
            index = index.siblingAtColumn(_TAKER)
            self.table.setCurrentIndex(index)
            self.table.edit(index)

    def _choices(self, index: Index) -> Sequence[tuple[str, str]] | None:
        row = self.model.row(index.row())
        return list(row.options.items()) if row is not None else ()

    def _filter(self) -> None:
        only_open = self.show_which.currentIndex() == 1
        self.model.keep_only(lambda asked: not (only_open and asked.answered))
        self._say()

    def _say(self) -> None:
        _ = self._translate
        left = self.open_count()
        self._told.setText(_(_TOLD if self._asked else _NONE))
        self.show_which.setItemText(
            0, _(N_("All questions: {count}")).format(count=count(len(self._asked)))
        )
        self.show_which.setItemText(1, _(N_("Open ones: {count}")).format(count=count(left)))
        self.accept_button.setEnabled(left > 0 and not self._frozen)

    def _columns(self) -> list[Column]:
        _ = self._translate
        states = {True: _(N_("Answered")), False: _(N_("Not answered"))}
        return [
            Column("unit", _(N_("Unit that is split")), sort="unit", width=38),
            Column("day", _(N_("Day")), lambda asked: day(asked.day), sort="iso_day", width=11),
            Column(
                "default",
                _(N_("Who takes it")),
                lambda asked: asked.options.get(asked.default, asked.default),
                sort="default",
                width=38,
            ),
            Column(
                "answered",
                _(N_("State")),
                lambda asked: states[asked.answered],
                sort="answered",
                width=12,
                role=lambda asked: "good" if asked.answered else "warning",
                icon=lambda asked: "check" if asked.answered else "circle-help",
            ),
        ]
