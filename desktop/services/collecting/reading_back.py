"""Reading a folder of files that came back: every good row in, every bad one named."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from desktop.domain.problems import Problem, Severity, Where, refuse
from desktop.domain.texts import N_, Text
from desktop.models import collection_reader
from desktop.services.collecting.agreement import set_against
from desktop.services.collecting.answers import Answer, files_in, is_table, read_files
from desktop.services.collecting.assigning import Assigning
from desktop.services.collecting.command import (
    AnswerFile,
    FileFate,
    ReadAnswers,
    ReadRound,
    RoundRead,
    RoundStatus,
)
from desktop.services.collecting.heirs import heirs_of
from desktop.services.collecting.not_tables import told_of
from desktop.services.collecting.taking import Taking
from desktop.services.collecting.weighing import Weighing
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import uids
from desktop.services.session import Session
from desktop.services.unit_codes import title_of


def read_answers(session: Session, command: ReadAnswers) -> RoundRead:
    """Take what the files of a folder answer, each in a run of its own.

    Raises `Refusal` (`collect.no_round`, `collect.no_round_yet`, `collect.no_files`,
    `collect.returns_there`) and `WorldFailure` (a folder that is
    not there, sheets to be sent back that cannot be written). What was taken before stays.
    """
    return _Reading(session, command).result()


def read_round(session: Session, command: ReadRound) -> RoundStatus:
    """Say how far a round is. Raises `Refusal` `collect.no_round`, `collect.no_round_yet`."""
    with session.reading(command) as connection:
        row = _round(session, command.number, command)
        today = session.surroundings.today()
        heirs = heirs_of(session, connection, collection_reader.forms_of(connection, row.uid))
        return RoundStatus(
            row.number,
            title_of(connection, row.unit, today),
            row.started_on,
            row.due_on,
            row.letter,
            collection_reader.form_states(connection, row.uid, today, heirs),
        )


def _round(session: Session, number: int | None, command: ReadAnswers | ReadRound) -> Row[Any]:
    with session.reading(command) as connection:
        wanted = number or collection_reader.last_number(connection)
        row = collection_reader.round_of(connection, wanted)
    if row is None and not wanted:
        raise refuse("collect.no_round_yet")
    if row is None:
        raise refuse("collect.no_round", number=wanted)
    return row


# What is said of a file that need not be read.
_SETTLED = {
    FileFate.READ_BEFORE: "collect.read_before",
    FileFate.COPY: "collect.copy",
}


class _Reading:
    def __init__(self, session: Session, command: ReadAnswers) -> None:
        self._session = session
        self._command = command
        self._world = session.surroundings
        self._round = _round(session, command.number, command)
        with session.reading(command) as connection:
            self._known = KnownUnits(connection, DEFAULT_SCHEME)
            forms = collection_reader.forms_of(connection, self._round.uid)
            self._heirs = heirs_of(session, connection, forms)
            sent = collection_reader.forms_sent(connection)
            self._before = collection_reader.files_read(connection, self._round.uid)
            later = collection_reader.answers_after(connection, self._round.number)
            after = heirs_of(session, connection, later)
        self._later = {
            each: told for unit, told in later.items() for each in (unit, *after.get(unit, ()))
        }
        self._forms = {unit: [form] for unit, form in forms.items()}
        for unit, heirs in self._heirs.items():
            for heir in heirs:
                self._forms.setdefault(heir, []).append(forms[unit])
        self._contents = {uid: json.loads(form.content) for uid, form in sent.items()}
        self._rows_sent: dict[str, set[str]] = {}
        for uid, form in sent.items():
            self._rows_sent.setdefault(form.collection, set()).update(self._contents[uid])
        self._marked = {
            uid: {form.unit, *self._heirs.get(form.unit, ())} for uid, form in sent.items()
        }

    def result(self) -> RoundRead:
        """Read all files, then take them one by one."""
        command, today = self._command, self._world.today()
        found = files_in(command.folder, command.returns)
        tables = [path for path in found if is_table(path)]
        told = [
            told_of(path, path.relative_to(command.folder).as_posix())
            for path in found
            if not is_table(path)
        ]
        if not tables and all(file.fate is FileFate.PASSED for file in told):
            raise refuse("collect.no_files", folder=str(command.folder))
        answers: list[Answer] = []
        before: list[Answer] = []
        seen: set[str] = set()
        number = self._round.number
        assigning = Assigning(self._known, self._forms, self._marked, number, today)
        fresh = uids(self._world.random_bytes)
        for done, answer in enumerate(read_files(command.folder, tables, self._world.translate)):
            self._world.progress(Text(N_("Files read")), done, len(tables))
            fate = self._known_fate(answer, seen)
            content = answer.content()
            if fate is None and self._is_untouched(answer, content):
                told.append(_unfilled(answer))
                continue
            if fate is not None:
                told.append(_settled(answer.name, fate, answer.letter))
            if fate is FileFate.READ_BEFORE:
                answer.settled = frozenset(range(len(answer.entries)))
                before.append(answer)
            if fate is None:
                of_round = answer.mark.round if answer.mark is not None else self._round.uid
                sent = self._rows_sent.get(of_round, ())
                answer.as_sent = frozenset(n for n, row in enumerate(content) if row in sent)
                assigning.assign(answer, self._round.uid, fresh)
                answers.append(answer)
        if any(answer.settled for answer in answers):
            for answer in before:
                assigning.assign(answer, self._round.uid, fresh)
        corrected = {row for answer in (*answers, *before) for row in answer.corrects}
        for answer in answers:
            answer.give_way(corrected)
        own = [answer for answer in answers if answer.is_of(self._round.uid)]
        late = [answer for answer in answers if not answer.is_of(self._round.uid)]
        weighing = Weighing(self._known, assigning.commune_of, fresh, today)
        for of_round, group in ((True, own), (False, late)):
            beside = (each for each in before if each.is_of(self._round.uid) is of_round)
            set_against([*group, *beside], today, weighing.refused_alone)
        taking = Taking(
            self._session, command, self._round, weighing, self._forms, self._before, self._later
        )
        # Who answers the round itself has the word before a form of another one.
        for done, answer in enumerate([*own, *late]):
            self._world.progress(Text(N_("Answers taken")), done, len(answers))
            told.append(taking.take(answer))
        with self._session.reading(command) as connection:
            forms = collection_reader.form_states(connection, self._round.uid, today, self._heirs)
        missing = tuple(form for form in forms if form.uid not in taking.answered)
        told.sort(key=lambda file: file.file)
        return RoundRead(number, tuple(told), len(forms), missing)

    def _is_untouched(self, answer: Answer, content: list[str]) -> bool:
        """Say whether a form came back as it went out; one whose sender names the letter that it
        comes with says that all of it holds."""
        if answer.mark is None or answer.letter is not None:
            return False
        sent = self._contents.get(answer.mark.form)
        return sent is not None and sent == content

    def _known_fate(self, answer: Answer, seen: set[str]) -> FileFate | None:
        """Say of a file that it was read before or is a copy of another one; None: it is new.

        Of one that was taken in part only the rows that wait are to be taken: what the others say
        may have been changed since.
        """
        digest = answer.sha256
        if digest in seen:
            return FileFate.COPY
        if digest:
            seen.add(digest)
        before = self._before.get(digest)
        if before is None or self._command.again:
            return None
        if not before.waiting:
            return FileFate.READ_BEFORE
        answer.settled = frozenset(
            place
            for place, entry in enumerate(answer.entries)
            if (entry.where.sheet or "", entry.where.row or 0) not in before.waiting
        )
        return None


def _unfilled(answer: Answer) -> AnswerFile:
    """Return what is said of a form that came back as it went out."""
    code = "collect.untouched" if answer.is_prefilled else "collect.untouched_blank"
    problem = Problem(code, {"file": answer.name}, Severity.WARNING, Where(answer.name))
    return AnswerFile(answer.name, FileFate.UNFILLED, problems=(problem,))


def _settled(name: str, fate: FileFate, letter: str | None = None) -> AnswerFile:
    """Return what is said of a file that is not read."""
    problem = Problem(_SETTLED[fate], {"file": name}, Severity.INFO, Where(name))
    return AnswerFile(name, fate, letter=letter, problems=(problem,))
