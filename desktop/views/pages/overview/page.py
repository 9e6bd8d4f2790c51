"""The overview: what is to be done now, in order; each figure opens its named list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.levels import LEVEL_LABELS, SecrecyLevel
from desktop.domain.problems import Failure
from desktop.domain.texts import N_, Text
from desktop.services.overview import (
    Item,
    Overview,
    OverviewReader,
    ReadOverview,
    ReadUncovered,
    read_uncovered,
)
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.nothing import NothingThatDay
from desktop.views.pages.overview.cards import CoverageCard, DoneLine, FigureCard
from desktop.views.pages.overview.named_list import NamedList
from desktop.views.pages.page import Empty, Page
from desktop.views.words import count, day

_COVERAGE_WIDTH = 44


class OverviewPage(Page):
    """Shows the figures read last until new ones are here; reading gives way to other work."""

    help_name = "01-tong-quan"
    # What is known before each unit is looked at; from the worker's thread.
    _begun = Signal(object)

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Overview")))
        self._reader = OverviewReader()
        self._begun.connect(self._take_begun, Qt.ConnectionType.QueuedConnection)
        self._job: Job | None = None
        self.found: Overview | None = None
        # The first figures, until all are found.
        self.begun: Overview | None = None
        # The kind or level whose list is open, so that it is shown anew after a change.
        self._open: str | SecrecyLevel | None = None
        self._state = QLabel(_(N_("Reading what is to be done …")))
        self._state.setProperty("role", "quiet")
        self._state.setWordWrap(True)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(Space.WIDE)
        self._columns.setContentsMargins(0, 0, Space.NEAR, 0)
        self._ground = QWidget()
        self._ground.setObjectName("ground")
        self._ground.setLayout(self._columns)
        area = QScrollArea()
        area.setWidget(self._ground)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = NamedList(context)
        self.list.left.connect(self._leave_list)
        self.stack = QStackedWidget()
        self.stack.addWidget(area)
        self.stack.addWidget(self.list)
        self.body.addWidget(self._state)
        self.body.addWidget(self.stack, 1)
        self.cards: list[FigureCard] = []
        self._shown: list[QWidget] = []

    def read(self) -> None:
        """Read what is to be done, when nothing else is to be read."""
        if self._job is not None:
            self._job.cancel()
        self._say(
            N_("Reading what is to be done …") if self.found is None else N_("Reading anew …")
        )
        command = ReadOverview(self.context.as_of)
        begun = self._begun.emit
        self._job = self.context.read(
            lambda session: self._reader.read(session, command, begun),
            self._take,
            self,
            self._fail,
            idle=True,
            progress=self._show_progress,
        )

    def show_what(self, what: object) -> None:
        """Open the list of the kind `what`."""
        if isinstance(what, str):
            self._open_kind(what)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Do not read what nobody looks at; it is read when the page is seen again."""
        super().hideEvent(event)
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._stale = True

    def _fail(self, failure: Failure) -> None:
        if any(problem.code == "work.cancelled" for problem in failure.problems):
            return
        self._job = None
        self._say(N_("What is to be done could not be read; press F5 to try again."))
        self.context.show_failure(failure)

    def _show_progress(self, _what: Text, done: int, total: int) -> None:
        if self._job is not None and total:
            words = self.translate(N_("Reading what is to be done: {done} of {total} units …"))
            self._state.setText(words.format(done=count(done), total=count(total)))

    def _say(self, words: str) -> None:
        self._state.setText(self.translate(words))

    def _take(self, found: Overview) -> None:
        self._job = None
        _ = self.translate
        words = _(N_("As the registers are on {date}, after run {run}."))
        said = words.format(date=day(found.as_of), run=found.run)
        if self.context.as_of is not None:
            said += " " + _(N_("Who signed for eTokens, and bundles: always as of today."))
        self._state.setText(said)
        if found != self.found:
            self.found, self.begun = found, None
            self._show(found)

    def _take_begun(self, found: Overview) -> None:
        """Show the first figures where there are none yet."""
        if self._job is not None and self.found is None:
            self.begun = found
            self._show(found)

    def _show(self, found: Overview) -> None:
        focused = self._focused()
        for old in self._shown:
            self._columns.removeWidget(old)
            old.deleteLater()
        if self._is_before_all(found):
            self.cards = []
            self._shown = [NothingThatDay(self.context)]
            self._leave_list()
        else:
            self._shown = [self._to_do(found)]
            if not found.begun:
                self._shown.append(self._coverage(found))
        for widget, stretch in zip(self._shown, (1, 0), strict=False):
            self._columns.addWidget(widget, stretch)
        if isinstance(self._open, str):
            self._open_kind(self._open)
        elif self._open is not None:
            self._open_level(self._open)
        for card in self.cards:
            if card.key == focused:
                card.setFocus()

    def _is_before_all(self, found: Overview) -> bool:
        """Say whether the past day is one before the first unit: nothing to do is no merit then."""
        return not found.begun and found.units == 0 and self.context.as_of is not None

    def _focused(self) -> str | None:
        return next((card.key for card in self.cards if card.hasFocus()), None)

    def _to_do(self, found: Overview) -> QWidget:
        column = QWidget()
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        self.cards = []
        if found.all_done:
            _ = self.translate
            words = _(
                N_("Every unit has its code, its endpoints and its people. Seal a bundle next.")
            )
            box.addWidget(Empty("badge-check", _(N_("All is done")), words))
        for each in found.to_do:
            if each.count:
                card = FigureCard(each, self.translate, self._open_kind)
                self.cards.append(card)
                box.addWidget(card)
        box.addSpacing(Space.NEAR)
        for each in found.to_do:
            if not each.count:
                box.addWidget(DoneLine(each, self.translate))
        box.addStretch(1)
        return column

    def _coverage(self, found: Overview) -> QWidget:
        column = QWidget()
        column.setFixedWidth(self.fontMetrics().averageCharWidth() * _COVERAGE_WIDTH + 80)
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(CoverageCard(found, self.translate, self._open_level))
        box.addStretch(1)
        return column

    def _open_kind(self, key: str) -> None:
        self._open = key
        found = self.found or self.begun
        to_do = found.to_do if found is not None else ()
        for each in to_do:
            if each.kind.key == key:
                title, why = self.translate(each.kind.title), self.translate(each.kind.why)
                self.list.show_items(title, why, each.items, each.count)
                self._show_list()

    def _open_level(self, level: SecrecyLevel) -> None:
        self._open = level
        _ = self.translate
        words = _(N_("Units that documents of level {level} do not reach"))
        title = words.format(level=_(LEVEL_LABELS[level]))

        def done(found: tuple[int, tuple[Item, ...]]) -> None:
            total, items = found
            note = _(N_("For each unit, the first link that fails."))
            self.list.show_items(title, note, items, total, level)
            self._show_list()

        command = ReadUncovered(level, self.context.as_of)
        self.context.long_work(title, lambda session: read_uncovered(session, command), done, self)

    def _show_list(self) -> None:
        if self.stack.currentWidget() is not self.list:
            self.stack.setCurrentWidget(self.list)
            self.list.table.setFocus()

    def _leave_list(self) -> None:
        self._open = None
        self.stack.setCurrentIndex(0)
        if self.cards:
            self.cards[0].setFocus()
