"""`daumoi collect`: a round of forms to communes, and the folder of files that comes back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.collecting.command import AnswerFile, FormStatus, RoundRead, RoundStatus


def register(commands: Registry) -> None:
    """Add `collect start`, `collect read` and `collect status`."""
    translate = commands.translate
    group = commands.add_group("collect", N_("Rounds of forms to communes and back."))
    start = commands.add_under(
        group,
        "start",
        N_("Writes a form for each commune, for a round of answers."),
        _start,
        command_name="collect start",
    )
    start.add_argument(
        "--under",
        metavar=translate(N_("CODE")),
        required=True,
        help=translate(N_("the unit whose communes are asked")),
    )
    start.add_argument(
        "--out",
        metavar=translate(N_("FOLDER")),
        type=Path,
        required=True,
        help=translate(N_("the folder for the forms")),
    )
    start.add_argument(
        "--due",
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(N_("the last day for answers, 2026-11-24")),
    )
    start.add_argument(
        "--letter",
        metavar=translate(N_("TEXT")),
        help=translate(N_("number and date of the letter that the forms go out with")),
    )
    read = commands.add_under(
        group,
        "read",
        N_("Reads the folder of files that came back from communes."),
        _read,
        command_name="collect read",
    )
    read.add_argument("folder", metavar=translate(N_("FOLDER")), type=Path)
    _add_round(read, translate)
    read.add_argument(
        "--returns",
        metavar=translate(N_("FOLDER")),
        type=Path,
        help=translate(
            N_("where the sheets that go back are written (default: tra-lai in FOLDER)")
        ),
    )
    read.add_argument(
        "--again",
        action="store_true",
        help=translate(N_("read files anew that were read before")),
    )
    read.add_argument(
        "--dry-run", action="store_true", help=translate(N_("say what would happen; write nothing"))
    )
    status = commands.add_under(
        group,
        "status",
        N_("Says who has answered a round, and who has not."),
        _status,
        command_name="collect status",
    )
    _add_round(status, translate)


def _add_round(parser: Any, translate: Translate) -> None:
    parser.add_argument(
        "--round",
        metavar=translate(N_("NUMBER")),
        type=positive(translate),
        help=translate(N_("the round (default: the last one)")),
    )


def _start(invocation: Invocation) -> Answer:
    from desktop.services.collecting.command import StartRound
    from desktop.services.collecting.starting import start_round

    given = invocation.options
    command = StartRound(given.under, given.out, given.due, given.letter)
    with invocation.open_vault() as session:
        done = start_round(session, command)
        warnings = session.warnings
    files = [str(file) for file in done.files]
    words = invocation.translate(
        N_("Round {number}: {count} forms in {folder}. Written as run {run}.")
    )
    line = words.format(number=done.number, count=len(files), folder=given.out, run=done.run)
    result = {"round": done.number, "files": files, "run": done.run}
    return invocation.answer(result, (line,), warnings)


def _read(invocation: Invocation) -> Answer:
    from desktop.services.collecting.command import RETURNS, ReadAnswers
    from desktop.services.collecting.reading_back import read_answers

    given = invocation.options
    returns = given.returns or given.folder / RETURNS
    command = ReadAnswers(given.folder, given.round, returns, given.again, given.dry_run)
    with invocation.open_vault(read_only=given.dry_run) as session:
        done = read_answers(session, command)
        warnings = session.warnings
    problems = (*warnings, *done.problems)
    code = 1 if any(problem.severity == "error" for problem in problems) else 0
    if given.json:
        return invocation.answer(_read_object(done), (), problems, code)
    return invocation.answer({}, tuple(_read_lines(done, invocation.translate)), problems, code)


def _read_object(done: RoundRead) -> dict[str, Any]:
    return {
        "round": done.number,
        "files": [
            {
                "file": file.file,
                "fate": file.fate.value,
                "units": list(file.units),
                "letter": file.letter,
                "accepted": file.accepted,
                "refused": file.refused,
                "run": file.run,
                "returned": str(file.returned) if file.returned is not None else None,
            }
            for file in done.files
        ],
        "answered": done.answered,
        "refused": done.refused,
        "unreadable": done.unreadable,
        "missing": [_form_object(form) for form in done.missing],
    }


def _form_object(form: FormStatus) -> dict[str, Any]:
    return {
        "code": form.code,
        "name": form.name,
        "file": form.file,
        "answered_on": form.answered_on,
        "answered_by": form.answered_by,
        "letter": form.letter,
        "accepted": form.accepted,
        "refused": form.refused,
        "reach": list(form.reach),
    }


def _read_lines(done: RoundRead, translate: Translate) -> Iterable[str]:
    yield from table(
        [translate(words) for words in (
            N_("File"), N_("What became of it"), N_("Rows taken"), N_("Rows refused"), N_("For"),
        )],
        [_file_row(file, translate) for file in done.files],
    )  # fmt: skip
    for file in done.files:
        if file.returned is not None:
            yield translate(N_("To be sent back: {file}")).format(file=file.returned)
    yield ""
    words = translate(N_("Round {number}: {answered} of {count} have answered."))
    yield words.format(number=done.number, answered=done.answered, count=done.forms)
    if done.unreadable:
        words = translate(N_("Files of which nothing could be read: {count}."))
        yield words.format(count=done.unreadable)
    yield from _missing_lines(done.missing, translate)


def _file_row(file: AnswerFile, translate: Translate) -> list[str]:
    from desktop.services.collecting.command import FATE_LABELS

    return [
        file.file,
        translate(FATE_LABELS[file.fate]),
        str(file.accepted),
        str(file.refused),
        ", ".join(file.units) or "—",
    ]


def _missing_lines(missing: Iterable[FormStatus], translate: Translate) -> Iterable[str]:
    rows = [[form.code or "—", form.name, "; ".join(form.reach) or "—"] for form in missing]
    if rows:
        yield translate(N_("No answer yet from:"))
        headings = (N_("Code"), N_("Unit"), N_("Phone"))
        yield from table([translate(words) for words in headings], rows)


def _status(invocation: Invocation) -> Answer:
    from desktop.services.collecting.command import ReadRound
    from desktop.services.collecting.reading_back import read_round

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        found = read_round(session, ReadRound(given.round))
        warnings = session.warnings
    counts = found.counts()
    if given.json:
        result = {
            "round": found.number,
            "unit": found.unit,
            "started_on": found.started_on,
            "due_on": found.due_on,
            "letter": found.letter,
            **counts,
            "rows": [_form_object(form) for form in found.forms],
        }
        return invocation.answer(result, (), warnings)
    return invocation.answer({}, tuple(_status_lines(found, invocation.translate)), warnings)


def _status_lines(found: RoundStatus, translate: Translate) -> Iterable[str]:
    counts = found.counts()
    words = translate(
        N_("Round {number} of {unit}, begun {day}: {answered} of {count} have answered.")
    )
    yield words.format(
        number=found.number,
        unit=found.unit,
        day=shown_date(found.started_on),
        answered=counts["answered"],
        count=counts["forms"],
    )
    if found.due_on is not None:
        yield translate(N_("Last day for answers: {day}")).format(day=shown_date(found.due_on))
    rows = [
        [
            form.code or "—",
            form.name,
            shown_date(form.answered_on or ""),
            str(form.accepted),
            str(form.refused),
            form.letter or "—",
        ]
        for form in found.forms
        if form.answered_on is not None
    ]
    headings = N_("Code"), N_("Unit"), N_("Answered"), N_("Rows taken"), N_("Rows refused")
    if rows:
        yield from table([translate(words) for words in (*headings, N_("Letter"))], rows)
    yield from _missing_lines([form for form in found.forms if form.answered_on is None], translate)
