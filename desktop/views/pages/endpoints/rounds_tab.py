"""Rounds of forms: who has answered, who has not and how to reach them, and reading a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop.domain.problems import Failure
from desktop.domain.texts import N_, Translate
from desktop.services.collecting.command import (
    RETURNS,
    FormStatus,
    ReadAnswers,
    ReadRound,
    RoundRead,
    RoundStatus,
)
from desktop.services.collecting.listing import ListRounds, RoundBegun, list_rounds
from desktop.services.collecting.reading_back import read_answers, read_round
from desktop.services.session import Session
from desktop.services.undo import AskStanding, all_stand
from desktop.views.context import Context, Notice
from desktop.views.opening import open_in_system
from desktop.views.pages.endpoints.round_files import RoundFiles
from desktop.views.pages.endpoints.round_form import RoundForm
from desktop.views.pages.endpoints.round_list import Part, RoundList
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.words import count, day

_PARTS = (
    Part(N_("All forms: {count}"), lambda form: True),
    Part(N_("Not answered: {count}"), lambda form: form.answered_on is None),
    Part(N_("With refused rows: {count}"), lambda form: form.refused > 0),
)

# The rounds, the one that is shown, whether the runs that took the files below stand.
_Found = tuple[tuple[RoundBegun, ...], RoundStatus, bool]


class RoundsTab(RoundList):
    """One round, the last at first; the files of the folder that was read last stand below."""

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(
            context,
            _columns(_),
            _PARTS,
            table=_(N_("Forms of the round")),
            rounds=_(N_("Round of forms")),
            which=_(N_("Which forms to show")),
            search=_(N_("Search the forms")),
        )
        self.status: RoundStatus | None = None
        self.start_button = action_button(
            _(N_("Start a round …")), "plus", self.start,
            hint=_(N_("Write a form for each commune, filled in so far")),
        )  # fmt: skip
        self.read_button = action_button(
            _(N_("Read a folder …")), "folder-open", self._choose, main=True,
            hint=_(N_("Read all files that came back in one go")),
        )  # fmt: skip
        self.print = action_button(
            _(N_("Print reminders")), "printer", self._print,
            hint=_(N_("Show the list of those who have not answered as a paper")),
        )  # fmt: skip
        # The runs that took what the files below answered.
        self._taken: tuple[int, ...] = ()
        self.files = RoundFiles(context)
        self.files.hide()
        self.start_first = action_button(_(N_("Start a round …")), "plus", self.start, main=True)
        nothing = Empty(
            "mailbox",
            _(N_("No round of forms yet")),
            _(
                N_(
                    "Each commune gets a file of its own, filled in so far. What comes back, even"
                    " retyped or merged, is read in one go."
                )
            ),
            self.start_first,
        )
        self.lay_out((self.print, self.start_button, self.read_button), nothing, self.files)

    def read(self) -> None:
        """Read the rounds, and how far the chosen one is."""
        self._allow()
        wanted, asked = self.rounds.currentData(), AskStanding(self._taken)

        def work(session: Session) -> _Found:
            rounds = list_rounds(session, ListRounds())
            # What was chosen may be undone since.
            known = wanted if any(each.number == wanted for each in rounds) else None
            return rounds, read_round(session, ReadRound(known)), all_stand(session, asked)

        self._context.read(work, self._show, self, self._show_none)

    def start(self) -> None:
        """Ask for a new round."""
        form = RoundForm(self._context, self)
        # The new round is the last one.
        form.accepted.connect(self.show_last)
        form.open()

    def read_folder(self, folder: Path) -> None:
        """Take what the files of a folder answer to the round that is shown; sheets to be sent back
        are put into it."""
        number = self.status.number if self.status is not None else None
        command = ReadAnswers(folder, number, returns=folder / RETURNS)

        def work(session: Session) -> RoundRead:
            return read_answers(session, command)

        def done(found: RoundRead) -> None:
            self._taken = tuple(file.run for file in found.files if file.run is not None)
            self.files.show_read(found)
            self.files.show()
            returned = sum(file.returned is not None for file in found.files)
            if returned:
                words = self._translate(N_("{count} sheets to be sent back are in {folder}."))
                words = words.format(count=count(returned), folder=folder / RETURNS)
                self._context.notify(
                    Notice(
                        words,
                        "warning",
                        button=self._translate(N_("Open the folder")),
                        act=lambda: open_in_system(folder / RETURNS),
                        key="round",
                    )
                )

        title = self._translate(N_("Reading what came back"))
        self._context.change(work, self, done, title=title)

    def _print(self) -> None:
        number = self.status.number if self.status is not None else None
        self._context.go("papers", PaperRequest("reminder", round=number))

    def _choose(self) -> None:
        words = self._translate(N_("Folder of files that came back"))
        chosen = QFileDialog.getExistingDirectory(self, words, "")
        if chosen:
            self.read_folder(Path(chosen))

    def _show(self, answer: _Found) -> None:
        _ = self._translate
        rounds, found, stands = answer
        self.status = found
        self.show_rounds(((each.number, each.started_on) for each in rounds), found.number)
        if not stands:
            self.files.hide()
        counts = found.counts()
        words = _(N_("Round {number} of {unit}, begun {day}: {answered} of {count} have answered."))
        told = words.format(
            number=found.number,
            unit=found.unit,
            day=day(found.started_on),
            answered=count(counts["answered"]),
            count=count(counts["forms"]),
        )
        if found.due_on is not None:
            told += " " + _(N_("Last day for answers: {day}")).format(day=day(found.due_on))
        self.show_rows(told, found.forms)
        self._allow()

    def _show_none(self, failure: Failure) -> None:
        if any(problem.code != "collect.no_round_yet" for problem in failure.problems):
            self._context.show_failure(failure)
            return
        self.status = None
        self.show_nothing()
        self._allow()

    def _allow(self) -> None:
        editable = self._context.editable
        for button in (self.start_button, self.start_first):
            button.setEnabled(editable)
        self.read_button.setEnabled(editable and self.status is not None)


def _columns(translate: Translate) -> list[Column]:
    _ = translate
    return [
        Column("code", _(N_("Code")), lambda form: form.code or "—", sort="code", width=14),
        Column("name", _(N_("Unit")), sort="name", width=28),
        Column(
            "state",
            _(N_("State")),
            lambda form: _(_state(form)[0]),
            sort="state",
            width=20,
            role=lambda form: _state(form)[1],
            icon=lambda form: _state(form)[2],
        ),
        Column(
            "answered_on",
            _(N_("Answered")),
            lambda form: day(form.answered_on) if form.answered_on else "",
            sort="iso_answered",
            width=11,
        ),
        Column("refused", _(N_("Rows refused")), _refused, width=12, alignment=RIGHT),
        Column("letter", _(N_("Letter")), lambda form: form.letter or "", width=20),
        Column("reach", _(N_("Phone")), lambda form: "; ".join(form.reach), width=30),
    ]


def _refused(form: FormStatus) -> str:
    return str(form.refused) if form.refused else ""


def _state(form: FormStatus) -> tuple[str, str, str]:
    """Return the words, the colour's role and the icon of how far a form is answered."""
    if form.answered_on is None:
        return N_("No answer"), "warning", "hourglass"
    if form.refused:
        return N_("Answered in part"), "warning", "triangle-alert"
    return N_("Answered"), "good", "circle-check"
