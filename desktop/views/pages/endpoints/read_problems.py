"""The table of what is wrong in sheets that came back: each with its place and how to mend it."""

from __future__ import annotations

from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import N_, Translate
from desktop.views import mends
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.severities import role_of, sign_of


def problem_columns(translate: Translate) -> list[Column]:
    """Return the columns of a table of problems."""
    _ = translate
    return [
        Column(
            "message",
            _(N_("What is wrong")),
            lambda problem: mends.message(problem, _),
            sort="message",
            width=44,
            role=role_of,
            icon=sign_of,
        ),
        Column("file", _(N_("File")), lambda p: p.where.file or "", sort="file", width=20),
        Column("row", _(N_("Row")), lambda p: str(p.where.row or ""), width=7, alignment=RIGHT),
        Column("column", _(N_("Column")), lambda p: p.where.column or "", width=16),
        Column("fix", _(N_("How to mend it")), lambda p: mends.mend(p, _), width=40),
    ]


def worst_first(problem: Problem) -> tuple[int, str, int]:
    """Sort problems: errors first, then by file and row."""
    severity = (Severity.ERROR, Severity.WARNING, Severity.INFO).index(problem.severity)
    return severity, problem.where.file or "", problem.where.row or 0
