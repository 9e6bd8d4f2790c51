"""Test documents: those of a round, their results recorded here or read from sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from desktop.domain.problems import Failure
from desktop.domain.proofs import OUTCOME_LABELS, Outcome
from desktop.domain.texts import N_
from desktop.services.proofs.command import (
    DocumentStatus,
    ListRounds,
    ReadRound,
    ReadSheets,
    Recorded,
    RecordOutcome,
    RoundCounts,
    RoundStatus,
    SheetsRead,
)
from desktop.services.proofs.reading import list_rounds, read_round
from desktop.services.proofs.recording import record_outcome
from desktop.services.proofs.sheet import save_list
from desktop.services.proofs.taking import read_results
from desktop.services.proofs.words import round_words
from desktop.services.session import Session
from desktop.services.undo import AskStanding, all_stand
from desktop.views.context import Context, Notice
from desktop.views.pages.endpoints.proof_columns import document_columns
from desktop.views.pages.endpoints.proof_form import ProofForm
from desktop.views.pages.endpoints.proof_marks import ProofMarks
from desktop.views.pages.endpoints.proof_sheets import ProofSheets
from desktop.views.pages.endpoints.round_list import Part, RoundList
from desktop.views.pages.last_reading import LastReading
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.pages.saving import ask_for_workbook, write_workbook
from desktop.views.words import count

_PARTS = (
    Part(N_("All documents: {count}"), lambda each: True),
    Part(N_("Not known yet: {count}"), lambda each: each.outcome is Outcome.UNKNOWN),
    Part(N_("Did not arrive: {count}"), lambda each: each.outcome is Outcome.LOST),
    Part(N_("Arrived: {count}"), lambda each: each.outcome is Outcome.ARRIVED),
)
# The rounds, the one that is shown, whether the run that took the sheets below stands.
_Found = tuple[tuple[RoundCounts, ...], RoundStatus, bool]


class ProofsTab(RoundList):
    """One round, the last at first. `asked` is emitted with ("endpoint", uid) or ("explain", uid of
    a unit)."""

    asked = Signal(object)

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(
            context,
            document_columns(_),
            _PARTS,
            table=_(N_("Test documents of the round")),
            rounds=_(N_("Round of test documents")),
            which=_(N_("Which test documents to show")),
            search=_(N_("Search the test documents")),
        )
        self.status: RoundStatus | None = None
        self._reading = LastReading(context, self)
        # What the next reading shall choose: the numbers, and the row where none of them is shown.
        self._keep: tuple[frozenset[int], int] = (frozenset(), -1)
        self.marks = ProofMarks(context)
        self.marks.marked.connect(self.mark)
        self.table.chosen.connect(self.marks.show_chosen)
        self.table.row_actions = self._row_actions
        self.table.opened.connect(lambda each: self.asked.emit(("endpoint", each.endpoint)))
        self.sheets = ProofSheets(context)
        self.sheets.hide()
        self.sheets.again.connect(lambda: self.read_paths(self._paths, skip_bad=True))
        self._paths: tuple[Path, ...] = ()
        # The run that took what the sheets below told.
        self._taken: int | None = None
        self._make_buttons()
        nothing = Empty(
            "stamp",
            _(N_("No round of test documents yet")),
            _(
                N_(
                    "A test document is a real one without content that matters: whoever says it "
                    "has come proves that documents reach that endpoint. Plan a round, send the "
                    "documents by their numbers, and record here which ones arrive."
                )
            ),
            self.plan_first,
        )
        buttons = (self.print, self.save_button, self.plan_button, self.read_button)
        self.lay_out(buttons, nothing, self.sheets, foot=self.marks.row())

    def read(self) -> None:
        """Read the rounds, and the chosen one with its documents."""
        self._allow()
        wanted = self.rounds.currentData()
        asked = AskStanding(() if self._taken is None else (self._taken,))

        def work(session: Session) -> _Found:
            rounds = list_rounds(session, ListRounds())
            # What was chosen may be undone since.
            known = wanted if any(each.number == wanted for each in rounds) else None
            return rounds, read_round(session, ReadRound(known)), all_stand(session, asked)

        title = self._translate(N_("Reading the round"))
        self._reading.begin(title, work, self._show, self._show_none)

    def plan(self, under: str | None = None) -> None:
        """Ask for a new round, of the endpoints below the unit `under` where one is named."""
        if self._context.editable:
            form = ProofForm(self._context, self, under)
            # The new round is the last one.
            form.accepted.connect(self.show_last)
            form.open()

    def mark(self, outcome: Outcome | None) -> None:
        """Record an outcome for the chosen documents (None: their note alone)."""
        numbers = tuple(each.number for each in self.table.chosen_rows())
        status = self.status
        if not numbers or status is None or not self._context.editable:
            return
        command = RecordOutcome(
            status.number, numbers, outcome, self.marks.day(), self.marks.note()
        )
        self._keep = (frozenset(numbers), self.table.chosen_numbers()[0])

        def done(recorded: Recorded) -> None:
            words = self._translate(N_("{count} test documents recorded."))
            message = words.format(count=count(recorded.changed))
            self._context.notify(Notice(message, "good", key="proofs"))

        self._context.change(lambda session: record_outcome(session, command), self, done)

    def read_paths(self, paths: Sequence[Path], *, skip_bad: bool = False) -> None:
        """Take the results of the round that is shown from files or folders."""
        status = self.status
        if status is None or not paths:
            return
        self._paths = tuple(paths)
        command = ReadSheets(self._paths, status.number, skip_bad=skip_bad)

        def done(found: SheetsRead) -> None:
            self._taken = found.run
            self.sheets.show_read(found)
            self.sheets.setVisible(bool(found.problems))
            if found.run is not None or not found.problems:
                words = self._translate(N_("{count} results recorded from sheets."))
                message = words.format(count=count(found.recorded))
                self._context.notify(Notice(message, "good", key="proofs"))

        title = self._translate(N_("Reading the results"))
        self._context.change(
            lambda session: read_results(session, command), self, done, title=title
        )

    def save_to(self, path: Path) -> None:
        """Write the round's list into a workbook."""
        status = self.status
        if status is None:
            return

        def write(session: Session) -> Path:
            return save_list(session.surroundings, status, path).file

        write_workbook(self._context, self, write, "proofs")

    def _show(self, found: _Found) -> None:
        rounds, self.status, stands = found
        self.show_rounds(((each.number, each.planned_on) for each in rounds), self.status.number)
        if not stands:
            self.sheets.hide()
        self.show_rows(round_words(self.status, self._translate), self.status.documents)
        self._choose_again()
        self._allow()

    def _choose_again(self) -> None:
        """Choose what was recorded last; where it is not shown any more, what has moved up there,
        so that the keyboard goes on."""
        numbers, place = self._keep
        self._keep = (frozenset(), -1)
        rows = self.model.rows()
        found = [at for at, each in enumerate(rows) if each.number in numbers]
        if not found and place >= 0 and rows:
            found = [min(place, len(rows) - 1)]
        if not found:
            return
        choice = self.table.selectionModel()
        only = QItemSelectionModel.SelectionFlag
        choice.setCurrentIndex(self.model.index(found[0], 0), only.NoUpdate)
        for at in found:
            choice.select(self.model.index(at, 0), only.Select | only.Rows)

    def _show_none(self, failure: Failure) -> None:
        if {problem.code for problem in failure.problems} != {"tests.no_round_yet"}:
            self._context.show_failure(failure)
            return
        self.status = None
        self.show_nothing()
        self._allow()

    def _allow(self) -> None:
        editable, there = self._context.editable, self.status is not None
        for button in (self.plan_button, self.plan_first):
            button.setEnabled(editable)
        self.read_button.setEnabled(editable and there)
        for button in (self.print, self.save_button):
            button.setEnabled(there)
        self.marks.allow()

    def _row_actions(self, rows: list[DocumentStatus]) -> list[QAction]:
        _ = self._translate
        found = []
        for outcome in (Outcome.ARRIVED, Outcome.LOST, Outcome.UNKNOWN):
            words = _(N_("Record: {result}")).format(result=_(OUTCOME_LABELS[outcome]))
            action = QAction(words, self)
            action.setEnabled(bool(rows) and self._context.editable)
            action.triggered.connect(lambda _on=False, outcome=outcome: self.mark(outcome))
            found.append(action)
        if len(rows) == 1:
            for words, what in (
                (N_("Show the endpoint"), ("endpoint", rows[0].endpoint)),
                (N_("Why does it not arrive?"), ("explain", rows[0].unit)),
            ):
                action = QAction(_(words), self)
                action.triggered.connect(lambda _on=False, what=what: self.asked.emit(what))
                found.append(action)
        return found

    def _make_buttons(self) -> None:
        _ = self._translate
        plan = _(N_("Plan a round …"))
        self.plan_button = action_button(
            plan, "plus", self.plan,
            hint=_(N_("Give each receiving endpoint a test document with a number")),
        )  # fmt: skip
        self.plan_first = action_button(plan, "plus", self.plan, main=True)
        self.print = action_button(
            _(N_("Print the list")), "printer", self._print,
            hint=_(N_("Show the list of the round as a paper, with a box for each result")),
        )  # fmt: skip
        self.save_button = action_button(
            _(N_("Save as a workbook …")), "download", self._save,
            hint=_(N_("Write the round's list into an .xlsx file, to be filled in and read back")),
        )  # fmt: skip
        self.read_button = action_button(
            _(N_("Read results")), "folder-open", lambda: None, main=True,
            hint=_(N_("Take the results from sheets that came back")),
        )  # fmt: skip
        menu = QMenu(self.read_button)
        menu.addAction(_(N_("From files …")), self._choose_files)
        menu.addAction(_(N_("From a folder …")), self._choose_folder)
        self.read_button.setMenu(menu)

    def _print(self) -> None:
        number = self.status.number if self.status is not None else None
        self._context.go("papers", PaperRequest("test-round", round=number))

    def _save(self) -> None:
        _ = self._translate
        name = f"gui-thu-dot-{self.status.number if self.status else ''}.xlsx"
        words = _(N_("Save as a workbook"))
        ask_for_workbook(self._context, self, words, name, self.save_to)

    def _choose_files(self) -> None:
        _ = self._translate
        patterns = _(N_("Tables (*.xlsx *.xlsm *.xls *.ods *.csv)"))
        dialog = QFileDialog(self, _(N_("Sheets with results")), "", patterns)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.read_paths([Path(each) for each in paths]))
        dialog.open()

    def _choose_folder(self) -> None:
        words = self._translate(N_("Folder of files that came back"))
        chosen = QFileDialog.getExistingDirectory(self, words, "")
        if chosen:
            self.read_paths([Path(chosen)])
