"""`daumoi test-documents record`: what came of test documents, from sheets or by their numbers."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.problems import Problem
from desktop.domain.proofs import Outcome
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.proofs.command import SheetsRead

_USAGE_EXIT = 2
# Options that are for a result said in the command itself.
_BY_HAND = ("number", "result", "note")


def register(commands: Registry, group: Any) -> None:
    """Add `record` below `test-documents`."""
    _ = commands.translate
    record = commands.add_under(
        group,
        "record",
        N_("Records which test documents arrived, from sheets or by their numbers."),
        _record,
        command_name="test-documents record",
    )
    record.add_argument(
        "files",
        metavar=_(N_("FILE")),
        nargs="*",
        type=Path,
        help=_(N_("sheets that came back (.xlsx .xlsm .xls .ods .csv), or folders of them")),
    )
    add_round(
        record,
        _,
        N_("the round (default: of sheets the one that each row or file is of; else the last)"),
    )
    record.add_argument(
        "--number",
        metavar="K",
        action="append",
        type=positive(_),
        help=_(N_("number of a test document; may be given several times")),
    )
    record.add_argument(
        "--result", choices=tuple(Outcome), help=_(N_("what came of it; unknown takes it back"))
    )
    record.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the day of results that name none, 2026-11-24 (default: today)")),
    )
    record.add_argument("--note", metavar=_(N_("TEXT")), help=_(N_("a note on it")))
    record.add_argument(
        "--skip-bad", action="store_true", help=_(N_("take the good rows though others are bad"))
    )
    record.add_argument(
        "--dry-run", action="store_true", help=_(N_("say what would happen; write nothing"))
    )


def add_round(parser: argparse.ArgumentParser, translate: Translate, words: str) -> None:
    """Add `--round NUMBER` with its words."""
    parser.add_argument(
        "--round",
        metavar=translate(N_("NUMBER")),
        type=positive(translate),
        help=translate(words),
    )


def _record(invocation: Invocation) -> Answer:
    wrong = _wrong(invocation)
    if wrong:
        what = Problem("usage.wrong", {"what": wrong})
        return Answer(invocation.options.command_name, None, (what,), _USAGE_EXIT)
    return _take(invocation) if invocation.options.files else _record_one(invocation)


def _wrong(invocation: Invocation) -> str:
    """Say what is wrong with the options together, if anything is."""
    given, _ = invocation.options, invocation.translate
    if given.files:
        mixed = [name for name in _BY_HAND if getattr(given, name) is not None]
        words = _(N_("--{option} is not for sheets, which say it themselves"))
        return words.format(option=mixed[0]) if mixed else ""
    if given.number is None or (given.result is None and given.note is None):
        return _(N_("name a FILE, or --number K with --result or --note"))
    if given.skip_bad or given.dry_run:
        return _(N_("--skip-bad and --dry-run are for sheets"))
    return ""


def _record_one(invocation: Invocation) -> Answer:
    from desktop.services.proofs.command import ReadRound, RecordOutcome
    from desktop.services.proofs.reading import read_round
    from desktop.services.proofs.recording import record_outcome

    given, _ = invocation.options, invocation.translate
    outcome = None if given.result is None else Outcome(given.result)
    with invocation.open_vault() as session:
        number = given.round or read_round(session, ReadRound()).number
        command = RecordOutcome(number, tuple(given.number), outcome, given.on, given.note)
        done = record_outcome(session, command)
        warnings = session.warnings
    words = N_("Round {round}: {count} test documents changed. Written as run {run}.")
    if done.run is None:
        words = N_("Round {round}: that was recorded already; nothing was changed.")
    line = _(words).format(round=done.round, count=done.changed, run=done.run)
    result = {"round": done.round, "recorded": done.changed, "run": done.run}
    return invocation.answer(result, (line,), warnings)


def _take(invocation: Invocation) -> Answer:
    from desktop.services.proofs.command import ReadSheets
    from desktop.services.proofs.taking import read_results

    given, _ = invocation.options, invocation.translate
    command = ReadSheets(tuple(given.files), given.round, given.on, given.skip_bad, given.dry_run)
    with invocation.open_vault(read_only=given.dry_run) as session:
        found = read_results(session, command)
        warnings = session.warnings
    problems = (*warnings, *found.problems)
    lines = tuple(_sheet_lines(found, _))
    return invocation.answer(_sheets_object(found), lines, problems, 0 if found.accepted else 1)


def _sheets_object(found: SheetsRead) -> dict[str, Any]:
    return {
        "files": list(found.files),
        "read": found.read,
        "recorded": found.recorded,
        "unchanged": found.unchanged,
        "blank": found.blank,
        "refused": found.refused,
        "held": found.held,
        "run": found.run,
        "dry_run": found.dry_run,
    }


def _sheet_lines(found: SheetsRead, translate: Translate) -> Iterable[str]:
    words = translate(
        N_(
            "{read} rows read: {recorded} recorded, {unchanged} recorded before, {blank} without a "
            "result, {refused} refused"
        )
    )
    yield words.format(
        read=found.read,
        recorded=found.recorded,
        unchanged=found.unchanged,
        blank=found.blank,
        refused=found.refused,
    )
    if found.held:
        yield translate(
            N_("Nothing was written, since rows are refused; --skip-bad takes the others.")
        )
    elif found.run is not None:
        yield translate(N_("Written as run {run}.")).format(run=found.run)
