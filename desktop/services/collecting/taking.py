"""Taking what one file answers: its good rows in one run, its bad ones named and sent back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.domain.problems import Problem, Severity, Where
from desktop.models import collection_reader
from desktop.models.collection_reader import ReadFile
from desktop.models.tables import collection_answer
from desktop.services.collecting.answers import Answer
from desktop.services.collecting.command import (
    KIND,
    AnswerFile,
    FileFate,
    ReadAnswers,
    TakeAnswer,
)
from desktop.services.collecting.returning import Returning
from desktop.services.imports.clerks import UNIT_FIELDS, plan_clerks
from desktop.services.imports.command import ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, uids
from desktop.services.session import Session


class Taking:
    """Takes the files of one reading. `forms` are by the uid of the unit that answers for them,
    `before` the files that were read earlier by their SHA-256."""

    def __init__(
        self,
        session: Session,
        command: ReadAnswers,
        number: int,
        known: KnownUnits,
        forms: Mapping[str, Sequence[str]],
        before: Mapping[str, ReadFile],
    ) -> None:
        self._session = session
        self._command = command
        self._number = number
        self._known = known
        self._forms = forms
        self._before = before
        self._today = session.surroundings.today()
        self._fresh = uids(session.surroundings.random_bytes)
        self._returning = Returning(command.returns, session.surroundings)

    def take(self, answer: Answer) -> AnswerFile:
        """Take one file, and say what became of it; in a dry run only say it."""
        if not answer.is_readable:
            told = _told(answer, answer.problems)
            return AnswerFile(answer.name, FileFate.REFUSED, problems=told)
        entries = [
            entry._replace(fault=answer.faults[place]) if place in answer.faults else entry
            for place, entry in enumerate(answer.entries)
        ]
        plan = Plan(self._fresh)
        command = ImportFile(KIND, answer.path, skip_bad=True)
        plan_clerks(self._known, command, entries, plan, self._today)
        found = {place: plan.problem_of(place) for place in range(len(entries))}
        refused = {place: problem for place, problem in found.items() if problem is not None}
        filled = [
            place
            for place, entry in enumerate(entries)
            if place not in refused and not UNIT_FIELDS.issuperset(entry.values)
        ]
        fate = FileFate.IN_PART if refused else FileFate.TAKEN
        if not filled:
            fate = FileFate.REFUSED if refused else FileFate.UNFILLED
        problems = [*answer.problems, *plan.problems]
        if fate is FileFate.UNFILLED:
            values = {"file": answer.name}
            problems.append(Problem("collect.unfilled", values, Severity.WARNING, Where()))
        communes = Counter(answer.commune_of(place) for place in filled)
        result = AnswerFile(
            file=answer.name,
            fate=fate,
            units=tuple(self._known.title(unit, self._today) for unit in communes if unit),
            letter=answer.letter,
            accepted=len(filled),
            refused=len(refused),
            problems=_told(answer, problems),
        )
        if self._command.dry_run:
            return result
        if refused:
            result = replace(result, returned=self._returning.write(answer, refused))
        if filled:
            result = replace(result, run=self._write(answer, plan, communes, refused))
        return result

    def _write(
        self,
        answer: Answer,
        plan: Plan,
        accepted: Mapping[str | None, int],
        refused: Mapping[int, Problem],
    ) -> int | None:
        wrong = Counter(answer.commune_of(place) for place in refused)
        places = [answer.entries[place].where for place in sorted(refused)]
        waiting = json.dumps([[where.sheet or "", where.row or 0] for where in places])
        before = self._before.get(answer.sha256, ReadFile())
        with self._session.unit_of_work(TakeAnswer(answer.name, self._number)) as work:
            plan.write(work)
            number = collection_reader.last_answer(work.connection)
            rows = []
            for commune, count in accepted.items():
                for form in self._forms.get(commune or "", ()):
                    number += 1
                    rows.append(
                        {
                            "uid": work.new_uid(),
                            "form": form,
                            "number": number,
                            "file": answer.name,
                            "sha256": answer.sha256,
                            "letter": answer.letter,
                            "answered_on": self._today,
                            "accepted": count + self._taken_before(before, form),
                            "refused": wrong[commune],
                            "waiting": waiting,
                        }
                    )
            work.insert(collection_answer, rows)
        return work.run.number if work.run is not None else None

    def _taken_before(self, before: ReadFile, form: str) -> int:
        """Return how many rows of this very file were taken for a form, if only those that waited
        were read now."""
        return 0 if self._command.again else before.accepted.get(form, 0)


def _told(answer: Answer, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Keep what matters to a person, at the file as the folder has it: what was passed over in a
    form is not told file by file."""
    return tuple(
        replace(problem, where=replace(problem.where, file=answer.name))
        for problem in problems
        if problem.severity is not Severity.INFO
    )
