"""What the tabs of rounds share: the rows of one, narrowed by a choice and by words, or, where
there is no round yet, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.choice_kept import choice_kept
from desktop.views.pages.page import Empty
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import count, day


class Part(NamedTuple):
    """A part of the rows that may be shown alone: its words, with a gap `{count}`, and which."""

    words: str
    holds: Callable[[Any], bool]


class RoundList(QWidget):
    """`table` names the table, `which` the choice of a part, `search` the line of words, `rounds`
    the choice of a round where the rows are of rounds. Who makes one has a `read`, which reads the
    round that is chosen."""

    def __init__(
        self,
        context: Context,
        columns: Sequence[Column],
        parts: Sequence[Part],
        *,
        table: str,
        which: str,
        search: str,
        rounds: str = "",
    ) -> None:
        super().__init__()
        self._context = context
        _ = self._translate = context.translate
        self._parts = parts
        self.model = MemoryModel(context.worker, columns, self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(table)
        self.rounds = QComboBox()
        self.rounds.setAccessibleName(rounds)
        self.rounds.setToolTip(rounds)
        self.rounds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rounds.activated.connect(lambda _place: self.read())
        self.which = QComboBox()
        self.which.setAccessibleName(which)
        self.which.setToolTip(which)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for _part in parts:
            self.which.addItem("")
        self.which.currentIndexChanged.connect(
            lambda place: self.model.keep_only(self._parts[place].holds)
        )
        self.words = SearchLine(search, self.model.search)
        self._told = label("", "quiet")

    def lay_out(
        self,
        buttons: Iterable[QWidget],
        nothing: Empty,
        *below: QWidget,
        foot: QLayout | None = None,
    ) -> None:
        """Put the buttons beside the search, `below` under the table where it can be made larger,
        `foot` under the table itself; `nothing` stands where there is no round."""
        line = QHBoxLayout()
        line.setSpacing(Space.NEAR)
        line.addWidget(self.rounds)
        if not self.rounds.accessibleName():
            self.rounds.hide()
        line.addWidget(self._told, 1)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.which)
        head.addWidget(self.words, 1)
        for button in buttons:
            head.addWidget(button)
        self.words.found_within(self)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.NEAR)
        column.addWidget(self.table, 1)
        if foot is not None:
            column.addLayout(foot)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(Space.NEAR)
        split.setChildrenCollapsible(False)
        for part in (upper, *below):
            split.addWidget(part)
        there = QWidget()
        box = QVBoxLayout(there)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(line)
        box.addLayout(head)
        box.addWidget(split, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(there)
        self._stack.addWidget(nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def read(self) -> None:
        """Read the rounds, and the chosen one; each tab does it in its own way."""
        raise NotImplementedError

    def show_last(self) -> None:
        """Let the next reading show the last round."""
        self.rounds.setCurrentIndex(-1)

    def show_rounds(self, rounds: Iterable[tuple[int, str]], number: int) -> None:
        """Offer these rounds (number, day), of which `number` is shown."""
        self.rounds.clear()
        words = self._translate(N_("Round {number}, {day}"))
        for each, begun_on in rounds:
            self.rounds.addItem(words.format(number=each, day=day(begun_on)), each)
        self.rounds.setCurrentIndex(self.rounds.findData(number))

    def show_rows(self, told: str, rows: Sequence[Any]) -> None:
        """Show a round: words about it, and its rows with how many each part has."""
        self._told.setText(told)
        for place, part in enumerate(self._parts):
            number = sum(map(part.holds, rows))
            words = self._translate(part.words).format(count=count(number))
            self.which.setItemText(place, words)
        with choice_kept(self.table, self.model):
            self.model.show_rows(rows)
        self._stack.setCurrentIndex(0)

    def show_nothing(self) -> None:
        """Say that there is no round yet, and what to do."""
        self.rounds.clear()
        self._stack.setCurrentIndex(1)
