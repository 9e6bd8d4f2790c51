"""`daumoi import`, `undo` and `template`: tables into the registers, back out, and empty forms."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_scheme, iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.problems import Problem, Severity, refuse
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.services.certificates.command import ImportedCertificates
    from desktop.services.imports.command import ImportResult, RowFate

FORMS = ("units", "clerks", "tokens", "code-states", "statistics")
KINDS = (*FORMS, "declared")
CHANGES = ("event", "correction")

# A person reads the first rows of a preview, and the first problems; `--json` tells all of them.
_ROWS_SHOWN = 40
_PROBLEMS_SHOWN = 60

FATES = {
    "created": N_("new"),
    "updated": N_("changed"),
    "unchanged": N_("as it was"),
    "refused": N_("refused"),
    "held": N_("held back"),
}

_REFUSED = N_("Nothing was written: mend the refused rows, or leave them with --skip-bad.")


def register(commands: Registry) -> None:
    """Add the commands."""
    translate = commands.translate
    _register_import(commands, translate)
    undo = commands.add("undo", N_("Takes a run back, by a run of its own."), _undo)
    undo.add_argument(
        "number",
        metavar=translate(N_("RUN")),
        type=positive(translate),
        help=translate(N_("the run's number, as `list runs` shows it")),
    )
    undo.add_argument(
        "--with-later",
        action="store_true",
        help=translate(N_("also take back the later runs that build on it, newest first")),
    )
    template = commands.add("template", N_("Writes a form for people to fill in."), _template)
    template.add_argument(
        "kind", metavar=translate(N_("KIND")), choices=FORMS, help=", ".join(FORMS)
    )
    template.add_argument(
        "--out",
        metavar=translate(N_("FILE")),
        type=Path,
        required=True,
        help=translate(N_("the new .xlsx file")),
    )
    template.add_argument(
        "--under",
        metavar=translate(N_("CODE")),
        help=translate(N_("filled in with the unit of this code and what is below it")),
    )


def add_table(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """Add the file of a table, and how its columns are taken."""
    parser.add_argument(
        "file",
        metavar=translate(N_("FILE")),
        type=Path,
        help=translate(N_("the table: .xlsx, .xlsm, .xls, .ods or .csv")),
    )
    parser.add_argument(
        "--map",
        metavar=translate(N_("HEADING=FIELD")),
        action="append",
        type=_heading_and_field(translate),
        default=[],
        help=translate(N_("take the column of this heading for this field; may be repeated")),
    )


def add_rehearsal(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """Add the options that write nothing, or write without the bad rows."""
    parser.add_argument(
        "--dry-run", action="store_true", help=translate(N_("show every row's fate, write nothing"))
    )
    parser.add_argument(
        "--skip-bad",
        action="store_true",
        help=translate(N_("import the good rows without the bad")),
    )


def _register_import(commands: Registry, translate: Translate) -> None:
    parser = commands.add(
        "import",
        N_("Imports units, clerks, tokens, states of codes, use statistics, or what is declared."),
        _import,
    )
    parser.add_argument("kind", metavar=translate(N_("KIND")), choices=KINDS, help=", ".join(KINDS))
    add_table(parser, translate)
    parser.add_argument(
        "--from",
        dest="from_date",
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(N_("the day from which rows hold that name none (default: today)")),
    )
    parser.add_argument(
        "--to",
        dest="last_day",
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(N_("of statistics: the last day of rows that name none")),
    )
    add_scheme(parser, translate)
    parser.add_argument(
        "--changes",
        choices=CHANGES,
        help=translate(N_("what differences from known records are: events or corrections")),
    )
    add_rehearsal(parser, translate)
    parser.add_argument(
        "--source",
        metavar=translate(N_("TEXT")),
        help=translate(N_("of what is declared and of statistics: the letter that says it")),
    )
    parser.add_argument(
        "--published",
        metavar=translate(N_("VALUE=COUNT")),
        action="append",
        default=[],
        help=translate(
            N_("of what is declared: a count that it gives without names; may be repeated")
        ),
    )


def _import(invocation: Invocation) -> Answer:
    from desktop.services.imports.command import Changes, ImportFile
    from desktop.services.imports.importing import import_file

    given = invocation.options
    if given.last_day and given.kind != "statistics":
        raise refuse("statistics.only_there")
    if given.kind == "declared":
        return _import_declared(invocation)
    if given.published:
        raise refuse("declared.only_there")
    command = ImportFile(
        kind=given.kind,
        file=given.file,
        mapping=dict(given.map),
        from_date=given.from_date,
        scheme=given.scheme,
        changes=Changes(given.changes) if given.changes else None,
        dry_run=given.dry_run,
        skip_bad=given.skip_bad,
        last_day=given.last_day,
        source=given.source,
    )
    with invocation.open_vault(read_only=given.dry_run) as session:
        result = import_file(session, command)
        warnings = session.warnings
    problems = (*warnings, *result.problems)
    if given.json:
        return invocation.answer(import_object(result), (), problems, 0 if result.accepted else 1)
    lines = import_lines(result, invocation.translate)
    return invocation.answer({}, lines, first_problems(problems), 0 if result.accepted else 1)


def _import_declared(invocation: Invocation) -> Answer:
    from desktop.services.declared.command import ImportDeclared
    from desktop.services.declared.importing import import_declared

    given = invocation.options
    command = ImportDeclared(
        file=given.file,
        source=given.source,
        from_date=given.from_date,
        published=tuple(given.published),
        mapping=dict(given.map),
        dry_run=given.dry_run,
        skip_bad=given.skip_bad,
    )
    with invocation.open_vault(read_only=given.dry_run) as session:
        result = import_declared(session, command)
        warnings = session.warnings
    problems = (*warnings, *result.rows.problems)
    code = 0 if result.rows.accepted else 1
    if given.json:
        counts = [
            {
                "content": count.content,
                "value": count.value,
                "published": count.published,
                "named": count.named,
            }
            for count in result.counts
        ]
        more = {"unnamed": list(result.unnamed), "counts": counts}
        return invocation.answer({**import_object(result.rows), **more}, (), problems, code)
    lines = import_lines(result.rows, invocation.translate)
    return invocation.answer({}, lines, first_problems(problems), code)


def _heading_and_field(translate: Translate) -> Callable[[str], tuple[str, str]]:
    """Return the reader of `heading=field`; a heading may hold an equals sign itself."""

    def read(value: str) -> tuple[str, str]:
        heading, _, field = value.rpartition("=")
        if not heading.strip() or not field.strip():
            words = translate(N_("“{value}” is not written HEADING=FIELD"))
            raise argparse.ArgumentTypeError(words.format(value=value))
        return heading.strip(), field.strip()

    return read


def import_object(result: ImportResult) -> dict[str, Any]:
    """Return what became of an import's rows as JSON says it."""
    return {
        "kind": result.kind,
        "read": result.read,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "held": result.held,
        "run": result.run,
        "dry_run": result.dry_run,
        "columns": result.columns,
        "vintage": _vintage(result),
        "rows": [
            {
                "sheet": row.sheet,
                "row": row.row,
                "fate": row.fate.value,
                "uid": row.uid,
                "label": row.label,
                "changed": list(row.changed),
            }
            for row in result.rows
        ],
    }


def _vintage(result: ImportResult) -> dict[str, Any] | None:
    found = result.vintage
    if found is None:
        return None
    return {
        "fits": found.fits,
        "day": found.day,
        "told": found.told,
        "others": found.others,
        "rows": [{"sheet": row.sheet, "row": row.row, "place": row.shown} for row in found.misfits],
    }


def first_problems(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Keep what a person can read: errors before the rest, and how many more there are."""
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    ranked = sorted(problems, key=lambda problem: order[problem.severity])
    if len(ranked) <= _PROBLEMS_SHOWN:
        return tuple(ranked)
    rest = Problem("import.more_problems", {"count": len(ranked) - _PROBLEMS_SHOWN},
                   Severity.INFO)  # fmt: skip
    return (*ranked[:_PROBLEMS_SHOWN], rest)


def import_lines(result: ImportResult, translate: Translate) -> tuple[str, ...]:
    """Return what became of an import's rows as a person reads it."""
    from desktop.cli.table import table
    from desktop.services.imports.differences import columns_named

    def named(row: RowFate) -> str:
        found = columns_named(result.kind, row.changed)
        return ", ".join(text.render(translate) for text in found)

    lines: list[str] = []
    if result.dry_run:
        shown = [
            [str(row.row), translate(FATES[row.fate]), row.label, named(row)]
            for row in result.rows[:_ROWS_SHOWN]
        ]
        headings = [N_("Row"), N_("Fate"), N_("Record"), N_("Differs in")]
        lines += [*table([translate(words) for words in headings], shown), ""]
    fates = Counter(row.fate.value for row in result.rows)
    counts = ", ".join(
        f"{translate(words)} {fates[fate]}" for fate, words in FATES.items() if fates[fate]
    )
    lines.append(Text(N_("Rows read: {count}"), {"count": result.read}).render(translate))
    lines.append(counts)
    lines.append(outcome(result, _REFUSED).render(translate))
    return tuple(lines)


def outcome(result: ImportResult | ImportedCertificates, refused: str) -> Text:
    """Return what is said last; `refused` are the words for something that stood in the way."""
    if result.run is not None:
        return Text(
            N_("Written as run {run}; `daumoi undo {run}` takes it back."), {"run": result.run}
        )
    if result.dry_run:
        return Text(N_("A preview: nothing was written."))
    if not result.accepted:
        return Text(refused)
    return Text(N_("Nothing was written: the registers say the same already."))


def _undo(invocation: Invocation) -> Answer:
    from desktop.services.undo import Undo, undo

    given = invocation.options
    with invocation.open_vault() as session:
        done = undo(session, Undo(given.number, given.with_later))
        warnings = session.warnings
    line = Text(
        N_("Taken back: {runs}. Written as run {run}; that can be undone too."),
        {"runs": ", ".join(map(str, done.undone)), "run": done.run},
    )
    result = {"undone": list(done.undone), "run": done.run}
    return invocation.answer(result, (line.render(invocation.translate),), warnings)


def _template(invocation: Invocation) -> Answer:
    from desktop.services.imports.templates import WriteTemplate, write_template

    given = invocation.options
    command = WriteTemplate(given.kind, given.out, given.under)
    warnings: tuple[Problem, ...] = ()
    if given.under is None:
        rows = write_template(command, invocation.surroundings)
    else:
        with invocation.open_vault(read_only=True) as session:
            rows = write_template(command, invocation.surroundings, session)
            warnings = session.warnings
    line = Text(
        N_("Written: {file}, with {rows} rows filled in."), {"file": given.out, "rows": rows}
    )
    result = {"file": str(given.out), "rows": rows}
    return invocation.answer(result, (line.render(invocation.translate),), warnings)
