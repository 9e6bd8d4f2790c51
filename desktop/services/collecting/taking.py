"""Taking what one file answers: its good rows in one run, its bad ones named and sent back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from desktop.domain.cells import shown_date
from desktop.domain.problems import Problem, Severity, Where
from desktop.domain.texts import Text
from desktop.models import collection_reader
from desktop.models.collection_reader import LaterAnswer, ReadFile
from desktop.models.tables import collection_answer
from desktop.services.collecting.answers import Answer
from desktop.services.collecting.command import (
    AnswerFile,
    FileFate,
    ReadAnswers,
    TakeAnswer,
)
from desktop.services.collecting.left_out import left_out
from desktop.services.collecting.marks import Mark
from desktop.services.collecting.returning import Returning
from desktop.services.collecting.sources import Source, Sources
from desktop.services.collecting.weighing import Weighed, Weighing
from desktop.services.imports.differences import field_of
from desktop.services.session import Session


class Taking:
    """Takes the files of one reading of the round whose row is `of_round`.

    `forms` are by the uid of the unit that answers for them, `before` the files that were read
    earlier by their SHA-256, `later` what units have answered to later rounds.
    """

    def __init__(
        self,
        session: Session,
        command: ReadAnswers,
        of_round: Row[Any],
        weighing: Weighing,
        forms: Mapping[str, Sequence[str]],
        before: Mapping[str, ReadFile],
        later: Mapping[str, LaterAnswer],
    ) -> None:
        self._session = session
        self._command = command
        self._round = of_round
        # The forms that are answered, each with the files that did it.
        self._answered: dict[str, set[str]] = {}
        for sha256, file in before.items():
            self._note_answered(sha256, file.counts)
        self._weighing = weighing
        self._title = weighing.title
        self._forms = forms
        self._before = before
        self._later = later
        self._sources = Sources({form for found in forms.values() for form in found})
        self._today = session.surroundings.today()
        self._returning = Returning(command.returns, session.surroundings, self._mark_for)

    def take(self, answer: Answer) -> AnswerFile:
        """Take one file, and say what became of it; in a dry run only say it."""
        if not answer.is_readable:
            told = _told(answer, answer.problems)
            return AnswerFile(answer.name, FileFate.REFUSED, problems=told)
        if not answer.is_of(self._round.uid):
            self._bar_late(answer)
        rows = self._weighing.weigh(answer)
        if self._bar_answered_later(answer, rows):
            rows = self._weighing.weigh(answer)
        fate = FileFate.IN_PART if rows.refused else FileFate.TAKEN
        if not rows.filled:
            fate = FileFate.REFUSED if rows.refused else FileFate.UNFILLED
        if answer.replaced and not rows.refused and answer.settled.issuperset(rows.filled):
            fate = FileFate.REPLACED
        problems = [*answer.problems, *rows.problems, *self._changed_answers(answer, rows)]
        if answer.is_of(self._round.uid) and not answer.settled:
            with self._session.reading(self._command) as connection:
                problems += left_out(connection, answer, self._today)
        if fate is FileFate.UNFILLED:
            was_blank = answer.mark is None or not answer.mark.endpoints
            letter_only = answer.letter is not None and was_blank
            code = "collect.letter_only" if letter_only else "collect.unfilled"
            problems.append(Problem(code, {"file": answer.name}, Severity.WARNING, Where()))
        communes = Counter(answer.commune_of(place) for place in rows.filled)
        result = AnswerFile(
            file=answer.name,
            fate=fate,
            units=tuple(self._title(unit) for unit in communes if unit),
            letter=answer.letter,
            accepted=len(rows.filled),
            refused=len(rows.refused),
            problems=_told(answer, problems),
        )
        for commune in communes:
            self._note_answered(answer.sha256, self._forms.get(commune or "", ()))
        if self._command.dry_run:
            return result
        if rows.refused:
            result = replace(result, returned=self._returning.write(answer, rows.refused))
        if not answer.settled.issuperset(rows.filled):
            result = replace(result, run=self._write(answer, rows, communes))
        return result

    @property
    def answered(self) -> frozenset[str]:
        """Return the forms that are answered by what was taken, or in a dry run would be."""
        return frozenset(self._answered)

    def _changed_answers(self, answer: Answer, rows: Weighed) -> Iterator[Problem]:
        """Say, side by side, where a row changes what a commune has answered by another file."""
        for place, changes in rows.changes.items():
            if not self._is_answered_else(answer, answer.commune_of(place) or ""):
                continue
            change = changes[0]
            source = self._source_of(rows, place, change.field)
            if source is None or source.sha256 == answer.sha256:
                continue
            values = {
                "file": source.file,
                "day": shown_date(source.read_on),
                "field": change.label,
                "said": change.new or Text("—"),
                "now": change.old or Text("—"),
            }
            where = answer.entries[place].at(change.field)
            yield Problem("collect.changes_answer", values, Severity.WARNING, where)

    def _source_of(self, rows: Weighed, place: int, field: str) -> Source | None:
        """Return the file of this round that gave what a row changes in a field."""
        uid = rows.endpoints.get(place)
        found = [each for each in rows.differences[place] if field_of(each) == field]
        if uid is None or not found:
            return None
        with self._session.reading(self._command) as connection:
            return self._sources.source_of(connection, uid, found[0])

    def _bar_answered_later(self, answer: Answer, rows: Weighed) -> bool:
        """Bar the rows that would change what communes have answered to a later round since; say
        whether there were any."""
        barred = False
        for place in rows.writing:
            commune = answer.commune_of(place)
            later = self._later.get(commune or "")
            if commune is None or later is None or later.sha256 == answer.sha256:
                continue
            values = {
                "unit": self._title(commune),
                "number": later.round,
                "file": later.file,
                "round": self._round.number,
            }
            where = answer.entries[place].where
            answer.faults[place] = Problem("collect.answered_later", values, where=where)
            barred = True
        return barred

    def _note_answered(self, sha256: str, forms: Iterable[str]) -> None:
        for form in forms:
            self._answered.setdefault(form, set()).add(sha256)

    def _is_answered_else(self, answer: Answer, commune: str) -> bool:
        """Say whether another file has answered for a commune."""
        forms = self._forms.get(commune, ())
        return any(self._answered.get(form, set()) - {answer.sha256} for form in forms)

    def _bar_late(self, answer: Answer) -> None:
        """Bar the rows of communes that have answered the round by another file: what the form of
        another round says of them is older, or should have been said in this one's."""
        for place, about in answer.units.items():
            if not answer.is_blank(place) and self._is_answered_else(answer, about.commune):
                values = {"unit": self._title(about.commune), "number": self._round.number}
                where = answer.entries[place].where
                answer.faults.setdefault(
                    place, Problem("collect.other_round_late", values, where=where)
                )

    def _mark_for(self, answer: Answer) -> Mark | None:
        """Return the mark of the sheet that goes back: of this round's form, if it is for one.

        A mended row of a cluster comes back without the others: it must not pass for a stray one
        in the form of somebody else.
        """
        if answer.mark is None or answer.is_cluster:
            return None
        if answer.is_of(self._round.uid):
            return replace(answer.mark, endpoints=frozenset())
        forms = [form for commune in answer.speaks_for for form in self._forms.get(commune, ())]
        return Mark(self._round.uid, forms[0]) if len(forms) == 1 else None

    def _write(
        self, answer: Answer, rows: Weighed, communes: Mapping[str | None, int]
    ) -> int | None:
        """Write what the rows change and the answer to each form; what was answered so already, by
        this very file, is no run."""
        wrong = Counter(answer.commune_of(place) for place in rows.refused)
        places = [answer.entries[place].where for place in sorted(rows.refused)]
        waiting = [(where.sheet or "", where.row or 0) for where in places]
        new = {answer.commune_of(place) for place in rows.filled if place not in answer.settled}
        accepted = {
            form: (count, wrong[commune])
            for commune, count in communes.items()
            if commune in new
            for form in self._forms.get(commune or "", ())
        }
        before = self._before.get(answer.sha256)
        known = before is not None and before.says(waiting, accepted)
        if known and not rows.plan.writes:
            return None
        with self._session.unit_of_work(TakeAnswer(answer.name, self._round.number)) as work:
            rows.plan.write(work)
            number = collection_reader.last_answer(work.connection)
            work.insert(
                collection_answer,
                [
                    {
                        "uid": work.new_uid(),
                        "form": form,
                        "number": number + place,
                        "file": answer.name,
                        "sha256": answer.sha256,
                        "letter": answer.letter,
                        "answered_on": self._today,
                        "accepted": good,
                        "refused": bad,
                        "waiting": json.dumps(waiting),
                    }
                    for place, (form, (good, bad)) in enumerate(accepted.items(), start=1)
                ],
            )
        self._weighing.written(rows.plan)
        return work.run.number if work.run is not None else None


def _told(answer: Answer, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Keep what matters to a person, at the file as the folder has it: what was passed over in a
    form is not told file by file."""
    return tuple(
        replace(problem, where=replace(problem.where, file=answer.name))
        for problem in problems
        if problem.severity is not Severity.INFO
    )
