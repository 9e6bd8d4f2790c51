"""Reading a folder of files that came back: every good row in, every bad one named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from desktop.domain.problems import Problem, Severity, Where, refuse
from desktop.domain.texts import N_, Text
from desktop.models import collection_reader
from desktop.models.tables import collection_answer
from desktop.services.collecting.agreement import set_against
from desktop.services.collecting.answers import (
    Answer,
    Assigning,
    files_in,
    is_table,
    read_files,
)
from desktop.services.collecting.command import (
    KIND,
    AnswerFile,
    FileFate,
    ReadAnswers,
    ReadRound,
    RoundRead,
    RoundStatus,
    TakeAnswer,
)
from desktop.services.collecting.returning import write_return
from desktop.services.imports.clerks import UNIT_FIELDS, plan_clerks
from desktop.services.imports.command import DEFAULT_SCHEME, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, uids
from desktop.services.session import Session


def read_answers(session: Session, command: ReadAnswers) -> RoundRead:
    """Take what the files of a folder answer, each in a run of its own.

    Raises `Refusal` (`collect.no_round`, `collect.no_files`) and `WorldFailure` (a folder that is
    not there, sheets to be sent back that cannot be written). What was taken before stays.
    """
    return _Reading(session, command).result()


def read_round(session: Session, command: ReadRound) -> RoundStatus:
    """Say how far a round is. Raises `Refusal` `collect.no_round`."""
    with session.reading(command) as connection:
        row = _round(session, command.number, command)
        today = session.surroundings.today()
        known = KnownUnits(connection, DEFAULT_SCHEME)
        return RoundStatus(
            row.number,
            known.title(row.unit, today),
            row.started_on,
            row.due_on,
            row.letter,
            collection_reader.form_states(connection, row.uid, today),
        )


def _round(session: Session, number: int | None, command: ReadAnswers | ReadRound) -> Row[Any]:
    with session.reading(command) as connection:
        wanted = number or collection_reader.last_number(connection)
        row = collection_reader.round_of(connection, wanted)
    if row is None:
        raise refuse("collect.no_round", number=wanted)
    return row


class _Reading:
    def __init__(self, session: Session, command: ReadAnswers) -> None:
        self._session = session
        self._command = command
        self._world = session.surroundings
        self._today = self._world.today()
        self._round = _round(session, command.number, command)
        with session.reading(command) as connection:
            self._known = KnownUnits(connection, DEFAULT_SCHEME)
            self._forms = collection_reader.forms_of(connection, self._round.uid)
            self._before = collection_reader.files_read(connection, self._round.uid)
        self._fresh = uids(self._world.random_bytes)

    def result(self) -> RoundRead:
        found = files_in(self._command.folder, self._command.returns)
        tables = [path for path in found if is_table(path)]
        if not tables:
            raise refuse("collect.no_files", folder=str(self._command.folder))
        told = [self._passed(path.name) for path in found if not is_table(path)]
        answers: list[Answer] = []
        seen: set[str] = set()
        assigning = Assigning(self._known, self._forms, self._round.number, self._today)
        for done, answer in enumerate(
            read_files(self._command.folder, tables, self._world.translate)
        ):
            self._world.progress(Text(N_("Files read")), done, len(tables))
            fate = self._known_file(answer, seen)
            if fate is not None:
                told.append(fate)
                continue
            assigning.assign(answer, self._round.uid, Plan(self._fresh))
            answers.append(answer)
        set_against(answers, self._today)
        for done, answer in enumerate(answers):
            self._world.progress(Text(N_("Answers taken")), done, len(answers))
            told.append(self._take(answer))
        with self._session.reading(self._command) as connection:
            forms = collection_reader.form_states(connection, self._round.uid, self._today)
        missing = tuple(form for form in forms if form.answered_on is None)
        told.sort(key=lambda file: file.file)
        return RoundRead(self._round.number, tuple(told), len(forms), missing)

    def _passed(self, name: str) -> AnswerFile:
        problem = Problem("collect.passed", {"file": name}, Severity.INFO, Where(name))
        return AnswerFile(name, FileFate.PASSED, problems=(problem,))

    def _known_file(self, answer: Answer, seen: set[str]) -> AnswerFile | None:
        """Say of a file that it was read before, or is a copy of another one; None: it is new."""
        digest = answer.sha256
        fate = None
        if digest in self._before and not self._command.again:
            fate, code = FileFate.READ_BEFORE, "collect.read_before"
        elif digest and digest in seen:
            fate, code = FileFate.COPY, "collect.copy"
        seen.add(digest)
        if fate is None:
            return None
        where = Where(answer.path.name)
        problem = Problem(code, {"file": answer.name}, Severity.INFO, where)
        return AnswerFile(answer.name, fate, letter=answer.letter, problems=(problem,))

    def _take(self, answer: Answer) -> AnswerFile:
        if not answer.is_readable:
            return AnswerFile(answer.name, FileFate.REFUSED, problems=_told(answer.problems))
        entries = [
            entry._replace(fault=answer.faults[place]) if place in answer.faults else entry
            for place, entry in enumerate(answer.entries)
        ]
        plan = Plan(self._fresh)
        command = ImportFile(KIND, answer.path, skip_bad=True)
        plan_clerks(self._known, command, entries, plan, self._today)
        refused = {
            place: problem
            for place in range(len(entries))
            if (problem := plan.problem_of(place)) is not None
        }
        filled = [
            place
            for place in range(len(entries))
            if place not in refused and not UNIT_FIELDS.issuperset(entries[place].values)
        ]
        communes = dict.fromkeys(
            answer.units[place].commune for place in filled if place in answer.units
        )
        problems = [*answer.problems, *plan.problems]
        fate = FileFate.IN_PART if refused else FileFate.TAKEN
        if not filled:
            fate = FileFate.REFUSED if refused else FileFate.UNFILLED
        if fate is FileFate.UNFILLED:
            values = {"file": answer.name}
            problems.append(
                Problem("collect.unfilled", values, Severity.WARNING, Where(answer.path.name))
            )
        found = AnswerFile(
            file=answer.name,
            fate=fate,
            units=tuple(self._known.title(unit, self._today) for unit in communes),
            letter=answer.letter,
            accepted=len(filled),
            refused=len(refused),
            problems=_told(problems),
        )
        if self._command.dry_run:
            return found
        if refused and self._command.returns is not None:
            sheet = write_return(self._command.returns, answer, refused, self._world)
            found = replace(found, returned=sheet)
        if filled:
            found = replace(found, run=self._write(answer, plan, list(communes), found))
        return found

    def _write(
        self, answer: Answer, plan: Plan, communes: Sequence[str], found: AnswerFile
    ) -> int | None:
        command = TakeAnswer(answer.name, self._round.number)
        with self._session.unit_of_work(command) as work:
            plan.write(work)
            work.insert(
                collection_answer,
                [
                    {
                        "uid": work.new_uid(),
                        "form": self._forms[unit],
                        "file": answer.name,
                        "sha256": answer.sha256,
                        "letter": answer.letter,
                        "answered_on": self._today,
                        "accepted": found.accepted,
                        "refused": found.refused,
                    }
                    for unit in communes
                ],
            )
        return work.run.number if work.run is not None else None


def _told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Keep what matters to a person: what was passed over in a form is not told file by file."""
    return tuple(problem for problem in problems if problem.severity is not Severity.INFO)
