"""The comparison of two days: the days and the unit above, the differences below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.folding import collation_key
from desktop.domain.periods import day_before
from desktop.domain.places import FIRST_DAY
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.comparing import (
    FATE_LABELS,
    CompareDates,
    Comparison,
    Difference,
    Fate,
    cause_words,
    compare_dates,
)
from desktop.services.session import Session
from desktop.views import mends
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice, shown_text
from desktop.views.tables.table import Table
from desktop.views.words import count, day

# A day that is being typed is several days on the way.
_PAUSE_MS = 400
_SIGNS = {
    Fate.BEGAN: ("plus", "good"),
    Fate.ENDED: ("minus", "warning"),
    Fate.CHANGED: ("pencil", "quiet"),
}


class CompareTab(QWidget):
    """Compares two days whenever one of them, or the unit, is another; holds the differences as
    plain values. Stands by itself: `read` makes it compare anew."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._translate = context.translate
        self._job: Job | None = None
        self._stale = True
        self.shown: Comparison | None = None
        self._rows: tuple[Difference, ...] = ()
        self.setAccessibleName(_(N_("Compare two days")))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        # Else what happened on that very day would lie before both.
        self.first = DayField(day_before(FIRST_DAY))
        self.second = DayField(context.as_of)
        self.unit = UnitPicker(context)
        self.unit.setProperty("passing", True)
        self.fate = QComboBox()
        self.fate.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for found in (self.first, self.second):
            found.dateChanged.connect(lambda _: self._pause.start())
        self.unit.picked.connect(lambda _: self._pause.start())
        self.fate.activated.connect(lambda _: self._filter())
        self._said = label("", "quiet")
        self.model = RowsModel(context.worker, self._columns(), self._fetch, self)
        self.model.on_failed = context.show_failure
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("What differs between the two days")))
        self.table.remember_columns("comparing")
        self.table.row_actions = self._row_actions
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _: self._tell())
        # The chosen line in full: cells cut long sentences.
        self._detail = label("")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(self._fields())
        box.addWidget(self._stack, 1)
        self._show_fates()
        context.changed.connect(self.grow_stale)

    def read(self) -> None:
        """Compare the two days anew; the former answer stays until the new one is here."""
        self._pause.stop()
        self._stale = False
        if self._job is not None:
            self._job.cancel()
        command = CompareDates(self.first.iso(), self.second.iso(), unit=self.unit.meant())
        job = self._context.long_work(
            self._translate(N_("Comparing two days")),
            lambda session: compare_dates(session, command),
            lambda found: self._take(job, found),
            self,
            lambda failure: self._fail(job, failure),
        )
        self._job = job

    def grow_stale(self) -> None:
        """Compare anew: at once when seen, else when shown next."""
        self._stale = True
        if self.isVisible():
            self.read()

    def compare(self, first: str, second: str) -> None:
        """Show two days (ISO 8601)."""
        self.first.set_iso(first)
        self.second.set_iso(second)
        self.read()

    def swap(self) -> None:
        """Change the two days over."""
        self.compare(self.second.iso(), self.first.iso())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Compare what has changed since it was seen last."""
        super().showEvent(event)
        if self._stale:
            self.read()

    def _fields(self) -> QVBoxLayout:
        """Lay the fields out in two rows: one would be too wide in large letters."""
        _ = self._translate
        above = self._row((N_("First day"), self.first), (N_("Second day"), self.second))
        above.addWidget(self._said, 1)
        below = self._row((N_("Below"), self.unit), (N_("Show"), self.fate))
        below.setStretchFactor(self.unit, 1)
        rows = QVBoxLayout()
        rows.setSpacing(Space.NEAR)
        rows.addLayout(above)
        rows.addLayout(below)
        self.unit.setToolTip(_(N_("Only the units below this one; blank: all units")))
        return rows

    def _row(self, *fields: tuple[str, QWidget]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.NEAR)
        for words, field in fields:
            name = QLabel(self._translate(words))
            name.setBuddy(field)
            field.setAccessibleName(self._translate(words))
            line.addWidget(name)
            line.addWidget(field)
        return line

    def _list(self) -> QWidget:
        _ = self._translate
        self.open_button = action_button(
            _(N_("Open the unit")),
            "arrow-right",
            self._open_chosen,
            hint=_(N_("Open the page of the chosen unit (Enter)")),
        )
        below = QHBoxLayout()
        below.setSpacing(Space.NEAR)
        below.addWidget(self._detail, 1)
        below.addWidget(self.open_button)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self.table, 1)
        box.addLayout(below)
        return whole

    def _columns(self) -> tuple[Column, ...]:
        _ = self._translate
        return (
            Column(
                "fate",
                _(N_("Fate")),
                lambda row: _(FATE_LABELS[row.fate]),
                sort="fate",
                width=11,
                role=lambda row: _SIGNS[row.fate][1],
                icon=lambda row: _SIGNS[row.fate][0],
            ),
            Column("code", _(N_("Identifier code")), sort="code", width=15),
            Column("name", _(N_("Unit")), sort="name", width=28),
            Column("parent", _(N_("Superior unit")), sort="parent", width=22),
            Column(
                "day",
                _(N_("Day")),
                lambda row: day(row.day) if row.day else "",
                sort="day",
                width=11,
            ),
            Column("words", _(N_("What happened")), lambda row: row.words(_), width=48),
            Column(
                "cause",
                _(N_("Event and basis")),
                lambda row: cause_words(row.cause).render(_) if row.cause is not None else "",
                width=30,
            ),
        )

    def _fetch(
        self, _session: Session, offset: int, limit: int, sort: str | None, down: bool
    ) -> Slice:
        rows = self._rows
        if sort is not None:

            def key(row: Difference) -> tuple[str, str]:
                value = getattr(row, sort)
                text = self._translate(FATE_LABELS[value]) if sort == "fate" else value or ""
                return collation_key(text), row.code or ""

            rows = tuple(sorted(rows, key=key, reverse=down))
        return Slice(rows[offset : offset + limit], len(rows))

    def _take(self, job: Job, found: Comparison) -> None:
        if job is not self._job:
            return
        self._job = None
        self.shown = found
        _ = self._translate
        words = _(N_("{first}: {before} units. {second}: {after} units."))
        self._said.setText(
            words.format(
                first=day(found.first),
                before=count(found.units_first),
                second=day(found.second),
                after=count(found.units_second),
            )
        )
        self._show_fates()
        if found.rows:
            self._filter()
            self._show(0)
        elif found.units_first or found.units_second:
            heading = _(N_("Nothing differs between the two days"))
            advice = _(N_("Choose days further apart, or leave the unit blank."))
            self._show(1, Empty("check", heading, advice))
        else:
            heading = _(N_("There was no unit on either day"))
            advice = _(N_("Choose later days, or bring in the list of units."))
            button = None
            if self._context.editable:
                words = _(N_("Import units"))
                button = action_button(words, "upload", lambda: self._context.go("imports"))
            self._show(1, Empty("building-2", heading, advice, button))

    def _fail(self, job: Job, failure: Failure) -> None:
        if job is not self._job:
            return
        self._job = None
        problem = failure.problems[0]
        if problem.code == "work.cancelled":
            self._stale = True
            return
        self.shown = None
        self._said.setText("")
        self._show_fates()
        button = None
        _ = self._translate
        if problem.code == "compare.days_reversed":
            words = _(N_("Change the days over"))
            button = action_button(words, "refresh-cw", self.swap, main=True)
        texts = mends.message(problem, _), mends.mend(problem, _)
        self._show(1, Empty("calendar", *texts, button))

    def _show(self, number: int, empty: QWidget | None = None) -> None:
        old = self._stack.widget(1)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        if empty is not None:
            self._stack.addWidget(empty)
        self._stack.setCurrentIndex(number)
        self.fate.setEnabled(number == 0)

    def _show_fates(self) -> None:
        """Offer all differences and those of each fate, with how many there are."""
        _ = self._translate
        chosen = self.fate.currentData()
        self.fate.clear()
        counts = self.shown.counts if self.shown is not None else {}
        self.fate.addItem(f"{_(N_('All'))} ({count(sum(counts.values()))})", None)
        for fate, words in FATE_LABELS.items():
            self.fate.addItem(f"{_(words)} ({count(counts.get(fate, 0))})", fate)
        self.fate.setCurrentIndex(max(0, self.fate.findData(chosen)))

    def _filter(self) -> None:
        wanted = self.fate.currentData()
        rows = self.shown.rows if self.shown is not None else ()
        self._rows = tuple(row for row in rows if wanted is None or row.fate == wanted)
        self.table.clearSelection()
        self.model.refresh()
        self._tell()

    def _chosen(self) -> Difference | None:
        rows = self.table.chosen_rows()
        return rows[0] if len(rows) == 1 else None

    def _tell(self) -> None:
        row = self._chosen()
        self.open_button.setEnabled(row is not None)
        if row is None:
            self._detail.setText("")
            return
        words = [row.name, row.words(self._translate)]
        if row.cause is not None:
            words.append(cause_words(row.cause).render(self._translate))
        self._detail.setText(shown_text(" · ".join(words)))

    def _row_actions(self, rows: list[Any]) -> list[QAction]:
        if len(rows) != 1:
            return []
        opens = QAction(self._translate(N_("Open the unit")), self)
        opens.setShortcut("Return")
        opens.triggered.connect(lambda: self._open(rows[0]))
        return [opens]

    def _open_chosen(self) -> None:
        row = self._chosen()
        if row is not None:
            self._open(row)

    def _open(self, row: Difference) -> None:
        self._context.go("units", ("unit", row.uid))
