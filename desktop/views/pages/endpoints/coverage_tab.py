"""Coverage: how many units receive and send, on which network, at which level; and who does not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.levels import LEVEL_LABELS, Direction, Environment, SecrecyLevel
from desktop.domain.route_steps import STEP_LABELS
from desktop.domain.routing import CELLS, Cell
from desktop.domain.texts import N_, said
from desktop.services.coverage import Counts, Coverage, CoverageAnswer, CoverageReader, Missing
from desktop.services.coverage_sheet import cell_words, save_coverage
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.choice_kept import choice_kept
from desktop.views.pages.endpoints.declared_dialog import DeclaredDialog
from desktop.views.pages.endpoints.vacancies import vacancy_column, vacancy_words
from desktop.views.pages.last_reading import LastReading
from desktop.views.pages.mending import Place, place_of
from desktop.views.pages.page import action_button
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.pages.pieces import label
from desktop.views.pages.saving import ask_for_workbook, write_workbook
from desktop.views.pages.units.picker import only_below
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.model import shown_text
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import begun, count, day

# So many of those mended are named; the workbook names all.
_NAMED = 5
# The widths at first, of 1366: the counts are all seen, what is left goes to the names.
_COUNTS, _REST = 612, 534


class CellCounts:
    """A row of the counts: a cell, and how many units have which fate in it."""

    def __init__(self, cell: Cell, counts: Counts, words: str, level: str) -> None:
        self.cell, self.counts = cell, counts
        self.words, self.level = words, level


class CoverageTab(QWidget):
    """The counts on the left; on the right the units that are not in order in the chosen row."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self.answer: CoverageAnswer | None = None
        self._reader = CoverageReader()
        self._reading = LastReading(context, self)
        self._cell = Cell(Direction.RECEIVE, Environment.CLEAR, SecrecyLevel.KHONG_MAT)
        self.under = only_below(context, self.read)
        self.compare = QCheckBox(_(N_("What has changed since")))
        self.since = DayField()
        self.since.setAccessibleName(self.compare.text())
        self.since.setEnabled(False)
        self.compare.toggled.connect(self.since.setEnabled)
        self.compare.toggled.connect(lambda _on: self.read())
        self.since.editingFinished.connect(self._compare_anew)
        self.counts = MemoryModel(context.worker, self._count_columns(), self)
        self.cells = Table(self.counts, _, self)
        self.cells.setAccessibleName(_(N_("Units by direction, network and level")))
        self.cells.chosen.connect(lambda _rows: self._choose_cell())
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Units that are not in order")))
        self.table.row_actions = self._row_actions
        self.table.opened.connect(lambda _row: self._explain())
        self.table.chosen.connect(lambda _rows: self._allow())
        self.words = SearchLine(_(N_("Search these units")), self.model.search)
        self.only_new = QCheckBox(_(N_("Only new ones")))
        self.only_new.toggled.connect(lambda _on: self._keep())
        self.why = action_button(
            _(N_("Explain")), "route", self._explain,
            hint=_(N_("Explain link by link what keeps the chosen unit from it (Enter)")),
        )  # fmt: skip
        self.mend = action_button(
            _(N_("Go where it is mended")), "arrow-right", self._mend, main=True
        )
        self.save = action_button(
            _(N_("Save as a workbook …")), "download", self._save,
            hint=_(N_("Write the counts and these units with their phones into an .xlsx file")),
        )  # fmt: skip
        self.print = action_button(
            _(N_("Print")), "printer", self._print,
            hint=_(N_("Show the counts and the list of these units with their phones as a paper")),
        )  # fmt: skip
        self.declared = action_button(
            _(N_("Declared …")), "file-text", self._open_declared,
            hint=_(N_("What letters say of units, beside what is computed")),
        )  # fmt: skip
        self._told = label("", "quiet")
        self._heading = label("", "heading")
        # The chosen unit in full: cells cut long sentences.
        self._detail = label("", "")
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._allow()

    def read(self) -> None:
        """Count anew."""
        command = Coverage(
            self._cell.level,
            as_of=self._context.as_of,
            environment=self._cell.environment,
            direction=self._cell.direction,
            since=self.since.iso() if self.compare.isChecked() else None,
            unit=self.under.meant(),
        )
        self._allow()
        self._reading.begin(
            self._translate(N_("Reading who is reached")),
            lambda session: self._reader.read(session, command),
            self._show,
        )

    def save_to(self, path: Path) -> None:
        """Write what is shown into a workbook."""
        answer = self.answer
        if answer is None:
            return

        def write(session: Session) -> Path:
            return save_coverage(session.surroundings, answer, path, replace=True).file

        write_workbook(self._context, self, write, "coverage")

    def _compare_anew(self) -> None:
        if self.compare.isChecked() and self.answer and self.answer.since != self.since.iso():
            self.read()

    def _show(self, answer: CoverageAnswer) -> None:
        self.answer = answer
        _ = self._translate
        self.counts.show_rows(
            CellCounts(cell, each, cell_words(cell, _), _(LEVEL_LABELS[cell.level]))
            for cell, each in zip(CELLS, answer.by_cell, strict=True)
        )
        self._mark_cell()
        self._heading.setText(f"{begun(cell_words(answer.cell, _))}: {count(answer.uncovered)}")
        told = [self._partly(answer), self._changes(answer), self._excused(answer)]
        told = [words for words in told if words]
        self._told.setText("\n".join(told))
        self._told.setVisible(bool(told))
        self.only_new.setVisible(answer.since is not None)
        self.table.setColumnHidden(len(self.model.columns) - 1, answer.since is None)
        with choice_kept(self.table, self.model):
            self.model.show_rows(answer.missing)
            self._keep()
        self._allow()

    def _changes(self, answer: CoverageAnswer) -> str:
        if answer.since is None:
            return ""
        _ = self._translate
        words = _(
            N_("Since {date}: {new} units more are missing, {mended} are missing no more.")
        ).format(
            date=day(answer.since),
            new=count(sum(bool(gap.since_then) for gap in answer.missing)),
            mended=count(len(answer.mended)),
        )
        names = "; ".join(gap.unit for gap in answer.mended[:_NAMED])
        more = len(answer.mended) - _NAMED
        rest = _(N_(" and {count} more")).format(count=count(more)) if more > 0 else ""
        head = _(N_("No longer missing:"))
        return f"{words} {head} {names}{rest}." if names else words

    def _partly(self, answer: CoverageAnswer) -> str:
        if not answer.partly:
            return ""
        words = N_("{count} of them are reached but for documents of some type or sender.")
        return self._translate(words).format(count=count(answer.partly))

    def _excused(self, answer: CoverageAnswer) -> str:
        """Name the units that a decision lets be without a way, with its last day."""
        if not answer.excused:
            return ""
        _ = self._translate
        words = _(N_("{unit}: by {decision}, until {until}"))
        names = "; ".join(
            words.format(unit=each.unit, decision=each.decision, until=day(each.until))
            for each in answer.excused[:_NAMED]
        )
        more = len(answer.excused) - _NAMED
        rest = _(N_(" and {count} more")).format(count=count(more)) if more > 0 else ""
        head = _(N_("Exempt by a decision ({count}):")).format(count=count(len(answer.excused)))
        return f"{head} {names}{rest}"

    def _mark_cell(self) -> None:
        """Choose the row of the cell that is shown, unless it is chosen."""
        rows = self.counts.rows()
        place = next((n for n, row in enumerate(rows) if row.cell == self._cell), None)
        if place is not None and [row.cell for row in self.cells.chosen_rows()] != [self._cell]:
            self.cells.selectRow(place)

    def _choose_cell(self) -> None:
        rows = self.cells.chosen_rows()
        if len(rows) == 1 and rows[0].cell != self._cell:
            self._cell = rows[0].cell
            self.read()

    def _keep(self) -> None:
        new = self.only_new.isChecked() and not self.only_new.isHidden()
        self.model.keep_only(lambda gap: bool(gap.since_then) or not new)

    def _chosen(self) -> Missing | None:
        rows = self.table.chosen_rows()
        return rows[0] if len(rows) == 1 else None

    def _place(self) -> Place | None:
        gap = self._chosen()
        if gap is None:
            return None
        return place_of(gap.step.code, gap.uid, None, self._cell.environment)

    def _allow(self) -> None:
        self.why.setEnabled(self._chosen() is not None)
        self.mend.setEnabled(self._place() is not None)
        for button in (self.save, self.print):
            button.setEnabled(self.answer is not None and not self.under.is_unclear())
        self._detail.setText(shown_text(self._told_of(self._chosen())))

    def _told_of(self, gap: Missing | None) -> str:
        if gap is None:
            return ""
        _ = self._translate
        mend = f" → {said(gap.step.fix, _)}" if gap.step.fix is not None else ""
        reach = f" ☎ {'; '.join(gap.reach)}" if gap.reach else ""
        vacant = vacancy_words(gap.vacancy, _)
        age = f" {_(N_('Nobody for'))}: {vacant}." if vacant else ""
        return f"{said(gap.step.message, _)}{age}{mend}{reach}"

    def _explain(self) -> None:
        gap = self._chosen()
        if gap is not None:
            self._context.go("endpoints", ("explain", gap.uid, self._cell))

    def _mend(self) -> None:
        place = self._place()
        if place is not None:
            self._context.go(*place)

    def _row_actions(self, rows: list[Missing]) -> list[QAction]:
        found = []
        for button in (self.mend, self.why):
            if len(rows) == 1 and button.isEnabled():
                action = QAction(button.text(), self)
                action.triggered.connect(button.click)
                found.append(action)
        return found

    def _open_declared(self) -> None:
        DeclaredDialog(self._context, self).open()

    def _print(self) -> None:
        uid = self.under.uid()
        under = None if uid is None else (uid, self.under.text())
        self._context.go("papers", PaperRequest("coverage", cell=self._cell, under=under))

    def _save(self) -> None:
        _ = self._translate
        name = f"do-phu-{self.answer.as_of if self.answer else ''}.xlsx"
        words = _(N_("Save as a workbook"))
        ask_for_workbook(self._context, self, words, name, self.save_to)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.NEAR)
        top.addWidget(self.under, 1)
        top.addWidget(self.compare)
        top.addWidget(self.since)
        top.addWidget(self.declared)
        top.addWidget(self.print)
        top.addWidget(self.save)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.words, 1)
        head.addWidget(self.only_new)
        head.addWidget(self.why)
        head.addWidget(self.mend)
        self.words.found_within(self)
        named = QWidget()
        right = QVBoxLayout(named)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(Space.NEAR)
        right.addWidget(self._heading)
        right.addWidget(self._told)
        right.addLayout(head)
        right.addWidget(self.table, 1)
        right.addWidget(self._detail)
        split = QSplitter()
        split.setHandleWidth(Space.NEAR)
        split.setChildrenCollapsible(False)
        split.addWidget(self.cells)
        split.addWidget(named)
        split.setSizes([_COUNTS, _REST])
        split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NEAR, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(top)
        box.addWidget(split, 1)

    def _count_columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column(
                "words", _(N_("Direction, network, level")), lambda row: begun(row.words), width=30
            ),
            Column(
                "covered",
                _(N_("In order")),
                lambda row: count(row.counts.covered),
                width=8,
                alignment=RIGHT,
                role=lambda row: "good" if row.counts.covered else None,
            ),
            Column(
                "uncovered",
                _(N_("Not in order")),
                lambda row: count(row.counts.uncovered),
                width=9,
                alignment=RIGHT,
                role=lambda row: "error" if row.counts.uncovered else None,
            ),
            Column(
                "exempt",
                _(N_("Another way")),
                lambda row: count(row.counts.exempt),
                width=9,
                alignment=RIGHT,
            ),
        ]

    def _columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column("code", _(N_("Code")), lambda gap: gap.code or "—", sort="code", width=14),
            Column("unit", _(N_("Unit")), sort="unit", width=28),
            Column("superior", _(N_("Superior unit")), sort="superior", width=22),
            Column(
                "step",
                _(N_("First link that fails")),
                lambda gap: _(STEP_LABELS[gap.step.name]),
                sort="step",
                width=18,
            ),
            Column(
                "message",
                _(N_("What is wrong")),
                lambda gap: said(gap.step.message, _),
                sort="message",
                width=48,
            ),
            vacancy_column("vacant_since", _, sort="iso_vacant"),
            Column("reach", _(N_("Phone")), lambda gap: "; ".join(gap.reach), width=30),
            Column(
                "since_then",
                _(N_("New")),
                lambda gap: _(N_("new")) if gap.since_then else "",
                sort="since_then",
                width=7,
                role=lambda gap: "error" if gap.since_then else None,
            ),
        ]
