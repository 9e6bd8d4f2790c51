"""Shows an answer: one JSON object, or lines for a person with problems below."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from desktop.cli.invocation import Answer
from desktop.domain import sentences
from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import N_, Translate

_SEVERITY_LABELS = {
    Severity.ERROR: N_("Error"),
    Severity.WARNING: N_("Warning"),
    Severity.INFO: N_("Note"),
}


# More than this nobody reads on a screen.
_MOST_TOLD = 500
# What moves the cursor, hides text or turns it round: names of files are other people's.
_MOVING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def show(answer: Answer, translate: Translate, *, as_json: bool) -> int:
    """Write the answer (problems for people go to standard error); return the exit code."""
    if as_json:
        sys.stdout.write(json.dumps(as_object(answer, translate), ensure_ascii=False) + "\n")
    else:
        for line in answer.lines:
            sys.stdout.write(_MOVING.sub("�", line) + "\n")
        for problem in answer.problems[:_MOST_TOLD]:
            sys.stderr.write(_paragraph(problem, translate) + "\n")
        more = len(answer.problems) - _MOST_TOLD
        if more > 0:
            words = translate(N_("{count} more are not shown here; --json tells them all."))
            sys.stderr.write(words.format(count=more) + "\n")
    sys.stdout.flush()
    return answer.exit_code


def written_as(run: int | None, translate: Translate) -> str:
    """Say as which run something was written, and how to take it back."""
    words = translate(N_("Written as run {run}; `daumoi undo {run}` takes it back."))
    return words.format(run=run)


def as_object(answer: Answer, translate: Translate) -> dict[str, Any]:
    """Return the object that `--json` prints, in the form of `formats.md`."""
    return {
        "ok": answer.exit_code == 0,
        "command": answer.command,
        "result": answer.result if answer.exit_code <= 1 else None,
        "problems": [_problem_object(problem, translate) for problem in answer.problems],
    }


def _problem_object(problem: Problem, translate: Translate) -> dict[str, Any]:
    where = problem.where
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "where": {
            "file": where.file,
            "sheet": where.sheet,
            "row": where.row,
            "column": where.column,
        },
        "message": sentences.message(problem, translate),
        "fix": sentences.fix(problem, translate),
    }


def _paragraph(problem: Problem, translate: Translate) -> str:
    label = translate(_SEVERITY_LABELS[problem.severity])
    place = _place(problem, translate)
    lines = [_one_line(f"{label}: {place}{sentences.message(problem, translate)}")]
    mend = _one_line(sentences.fix(problem, translate))
    if mend:
        lines.append(f"  → {mend}")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return _MOVING.sub("�", re.sub(r"\s*[\n\r\u2028\u2029]\s*", " ", text))


def _place(problem: Problem, translate: Translate) -> str:
    where = problem.where
    words = ((N_("sheet"), where.sheet), (N_("row"), where.row), (N_("column"), where.column))
    parts = [f"{translate(word)} {value}" for word, value in words if value]
    shown = ", ".join([where.file, *parts] if where.file else parts)
    return f"{shown}: " if shown else ""
