"""Use: figures of a period beside who is configured; first of all who is and is not used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.domain.use import FIGURE_LABELS, USE_LABELS, Figures, Use
from desktop.services.session import Session
from desktop.services.use import ORDER, ReadUse, UnitUse, UseAnswer, read_use
from desktop.services.use_sheet import save_use
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.choice_kept import choice_kept
from desktop.views.pages.endpoints.forms import shown_day
from desktop.views.pages.last_reading import LastReading
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.saving import ask_for_workbook, write_workbook
from desktop.views.pages.units.picker import only_below
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import begun, count, day

# So many names that the registers do not know are told; the workbook tells all.
_NAMED = 5
_KINDS = (*ORDER, None)
_ROLES = {
    Use.NOT_USED: "error",
    Use.NOT_COVERED: "warning",
    Use.NO_FIGURES: "quiet",
    Use.IN_USE: "good",
    Use.NEITHER: "quiet",
}


class UseTab(QWidget):
    """The units of one kind, or all, over a period; opening a row goes to its unit's page."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self.answer: UseAnswer | None = None
        self._reading = LastReading(context, self)
        # The period that was chosen by hand; None is the latest.
        self._chosen_period: tuple[str, str] | None = None
        # The units that are shown; None is all.
        self._kind: Use | None = Use.NOT_USED
        self.periods = QComboBox()
        self.periods.setAccessibleName(_(N_("Figures of")))
        self.periods.activated.connect(self._choose_period)
        self.under = only_below(context, self.read)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(_(N_("Which units are shown")))
        self.kinds.activated.connect(self._choose_kind)
        for combo in (self.periods, self.kinds):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.model.on_loaded = self._show_rows
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Units and their use")))
        self.table.opened.connect(self._open)
        self.table.row_actions = self._row_actions
        self.table.chosen.connect(lambda _rows: self._allow())
        self.words = SearchLine(_(N_("Search these units")), self.model.search)
        self.unit = action_button(
            _(N_("Unit's page")), "building-2", self._open_chosen,
            hint=_(N_("Go to the page of the chosen unit (Enter)")),
        )  # fmt: skip
        self.save = action_button(
            _(N_("Save as a workbook …")), "download", self._save,
            hint=_(N_("Write these units with their figures and phones into an .xlsx file")),
        )  # fmt: skip
        self._told = label("", "quiet")
        self._stack, self._rows = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._allow()

    def read(self) -> None:
        """Read the figures and the coverage anew."""
        command = ReadUse(
            as_of=self._context.as_of, period=self._chosen_period, unit=self.under.meant()
        )
        self._allow()
        self._reading.begin(
            self._translate(N_("Reading who uses what is set up")),
            lambda session: read_use(session, command),
            self._show,
            self._fail,
        )

    def save_to(self, path: Path) -> None:
        """Write what was read into a workbook."""
        answer = self.answer
        if answer is None:
            return

        def write(session: Session) -> Path:
            return save_use(session.surroundings, answer, path)

        write_workbook(self._context, self, write, "use")

    def _show(self, answer: UseAnswer) -> None:
        self.answer = answer
        _ = self._translate
        with QSignalBlocker(self.periods):
            self.periods.clear()
            for period in answer.periods:
                self.periods.addItem(f"{day(period.first)} – {day(period.last_day)}")
            here = answer.periods.index(answer.period) if answer.period is not None else -1
            self.periods.setCurrentIndex(here)
        with QSignalBlocker(self.kinds):
            self.kinds.clear()
            for use, units in answer.counts.items():
                self.kinds.addItem(f"{begun(_(USE_LABELS[use]))} ({count(units)})")
            self.kinds.addItem(_(N_("All units ({count})")).format(count=count(len(answer.rows))))
            self.kinds.setCurrentIndex(_KINDS.index(self._kind))
        with choice_kept(self.table, self.model):
            self.model.show_rows(answer.rows)
            self._keep()
        self._told.setText(self._unknown(answer))
        self._told.setVisible(bool(answer.unknown))
        if answer.period is not None:
            self._stack.setCurrentIndex(0)
        elif answer.periods:
            self._say_before_all(answer)
        else:
            self._stack.setCurrentIndex(1)
        self._allow()

    def _say_before_all(self, answer: UseAnswer) -> None:
        """Say that the first figures come after the day that the window shows."""
        _ = self._translate
        first = answer.periods[-1]
        at = day(shown_day(self._context))
        self._before.heading.setText(_(N_("No figures of use up to {date}")).format(date=at))
        words = _(N_("The first that were brought in are of {first} – {last}."))
        told = words.format(first=day(first.first), last=day(first.last_day))
        if self._context.as_of is not None:
            told += " " + _(N_("Choose a later day above, or return to today."))
        self._before.words.setText(told)
        self.today.setVisible(self._context.as_of is not None)
        self._stack.setCurrentIndex(2)

    def _unknown(self, answer: UseAnswer) -> str:
        _ = self._translate
        names = ", ".join(answer.unknown[:_NAMED])
        more = " …" if len(answer.unknown) > _NAMED else ""
        words = _(N_("Counted, not in the registers then: {count} ({names})."))
        return words.format(count=count(len(answer.unknown)), names=names + more)

    def _fail(self, failure: Failure) -> None:
        if any(problem.code == "use.period_unknown" for problem in failure.problems):
            # Its figures were undone meanwhile.
            self._chosen_period = None
            self.read()
            return
        self._context.show_failure(failure)

    def _choose_period(self, place: int) -> None:
        if self.answer is not None:
            self._chosen_period = self.answer.periods[place]
            self.read()

    def _choose_kind(self, place: int) -> None:
        self._kind = _KINDS[place]
        self._keep()

    def _keep(self) -> None:
        kind = self._kind
        self.model.keep_only(lambda row: kind in (None, row.use))

    def _show_rows(self, rows: int) -> None:
        self._rows.setCurrentIndex(0 if rows else 1)

    def _allow(self) -> None:
        self.unit.setEnabled(len(self.table.chosen_rows()) == 1)
        there = self.answer is not None and self.answer.period is not None
        self.save.setEnabled(there and not self.under.is_unclear())

    def _open(self, row: UnitUse) -> None:
        self._context.go("units", row.uid)

    def _open_chosen(self) -> None:
        rows = self.table.chosen_rows()
        if len(rows) == 1:
            self._open(rows[0])

    def _row_actions(self, rows: list[UnitUse]) -> list[QAction]:
        if len(rows) != 1:
            return []
        action = QAction(self.unit.text(), self)
        action.triggered.connect(self.unit.click)
        return [action]

    def _save(self) -> None:
        _ = self._translate
        period = self.answer.period if self.answer is not None else None
        name = f"su-dung-{period.last_day if period is not None else ''}.xlsx"
        words = _(N_("Save as a workbook"))
        ask_for_workbook(self._context, self, words, name, self.save_to)

    def _lay_out(self) -> None:
        _ = self._translate
        top = QHBoxLayout()
        top.setSpacing(Space.NEAR)
        of_period = label(_(N_("Figures of")), "quiet", wrap=False)
        of_period.setBuddy(self.periods)
        for widget in (of_period, self.periods, self.kinds):
            top.addWidget(widget)
        top.addWidget(self.under, 1)
        top.addWidget(self.save)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.words, 1)
        head.addWidget(self.unit)
        self.words.found_within(self)
        there = QWidget()
        box = QVBoxLayout(there)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(top)
        box.addWidget(self._told)
        box.addLayout(head)
        self._rows.addWidget(self.table)
        self._rows.addWidget(
            Empty(
                "search",
                _(N_("No unit to show")),
                _(N_("Choose other units, another period or other words above.")),
            )
        )
        box.addWidget(self._rows, 1)
        self.bring = action_button(
            _(N_("Import")), "upload", lambda: self._context.go("imports", None), main=True
        )
        self._stack.addWidget(there)
        self._stack.addWidget(
            Empty(
                "table-2",
                _(N_("No figures of use have been brought in yet")),
                _(
                    N_(
                        "Bring in a table of logins and documents for each unit and period; then "
                        "the units that are configured and not used are named here."
                    )
                ),
                self.bring,
            )
        )
        self.today = QPushButton(_(N_("Return to today")))
        self.today.clicked.connect(lambda _on=False: self._context.set_date(None))
        self._before = Empty("history", "", "", self.today)
        self._stack.addWidget(self._before)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, Space.NEAR, 0, 0)
        whole.addWidget(self._stack)

    def _columns(self) -> list[Column]:
        _ = self._translate
        figures = [
            Column(
                name,
                _(words),
                _words_of(place),
                sort=name,
                width=len(_(words)) + 1,
                alignment=RIGHT,
                order=_size_of(place),
            )
            for place, (name, words) in enumerate(zip(Figures._fields, FIGURE_LABELS, strict=True))
        ]
        return [
            Column("code", _(N_("Code")), lambda row: row.code or "—", sort="code", width=14),
            Column("unit", _(N_("Unit")), sort="unit", width=30),
            Column(
                "use",
                _(N_("Use")),
                lambda row: _(USE_LABELS[row.use]),
                sort="use",
                width=26,
                role=lambda row: _ROLES[row.use],
            ),
            *figures[:2],
            Column("reach", _(N_("Phone")), lambda row: "; ".join(row.reach), width=28),
            Column("superior", _(N_("Superior unit")), sort="superior", width=22),
            *figures[2:],
            Column(
                "sources", _(N_("Source")), lambda row: "; ".join(row.sources), sort="sources",
                width=20,
            ),
        ]  # fmt: skip


def _figure(row: UnitUse, place: int) -> int | None:
    """Return one of a unit's figures, None where it is not known."""
    return row.figures[place] if row.figures is not None else None


def _words_of(place: int) -> Callable[[UnitUse], str]:
    """Return what writes a figure; nothing where it is not known."""

    def words(row: UnitUse) -> str:
        figure = _figure(row, place)
        return "" if figure is None else count(figure)

    return words


def _size_of(place: int) -> Callable[[UnitUse], int]:
    """Return what sorts units by a figure, those not known before all."""

    def size(row: UnitUse) -> int:
        figure = _figure(row, place)
        return -1 if figure is None else figure

    return size
