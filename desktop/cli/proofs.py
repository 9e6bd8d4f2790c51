"""`daumoi test-documents`: rounds of test documents, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import proof_results
from desktop.cli.arguments import iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.levels import (
    LEVEL_BY_OPTION,
    LEVEL_LABELS,
    OPTION_BY_LEVEL,
    Environment,
    SecrecyLevel,
)
from desktop.domain.proofs import OUTCOME_LABELS, Outcome
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.proofs.command import DocumentStatus, RoundCounts, RoundStatus


def register(commands: Registry) -> None:
    """Add `test-documents plan`, `list` and `record`."""
    _ = commands.translate
    group = commands.add_group(
        "test-documents", N_("Rounds of test documents: planned, sent, their results recorded.")
    )
    _add_plan(commands, group)
    listing = commands.add_under(
        group,
        "list",
        N_("Lists the rounds of test documents, or the documents of one."),
        _list,
        command_name="test-documents list",
    )
    proof_results.add_round(listing, _, N_("the documents of this round"))
    listing.add_argument(
        "--result",
        choices=tuple(Outcome),
        help=_(N_("of the last round, or that of --round: only documents with this result")),
    )
    listing.add_argument(
        "--out",
        metavar="F.xlsx",
        type=Path,
        help=_(N_("write the round's list, to be filled in, into this workbook")),
    )
    proof_results.register(commands, group)


def _add_plan(commands: Registry, group: Any) -> None:
    _ = commands.translate
    plan = commands.add_under(
        group,
        "plan",
        N_("Plans a test document for every receiving endpoint of a unit and all below it."),
        _plan,
        command_name="test-documents plan",
    )
    plan.add_argument(
        "--from",
        dest="sender",
        metavar=_(N_("CODE")),
        required=True,
        help=_(N_("code of the unit that sends them")),
    )
    plan.add_argument(
        "--under",
        metavar=_(N_("CODE")),
        required=True,
        help=_(N_("the unit whose endpoints, and those below it, are tested")),
    )
    plan.add_argument(
        "--environment",
        choices=tuple(Environment),
        help=_(N_("only endpoints on this network (default: both; mat from Mật up)")),
    )
    plan.add_argument(
        "--level",
        choices=tuple(LEVEL_BY_OPTION),
        default="khong-mat",
        help=_(N_("level of the documents (default: khong-mat)")),
    )
    plan.add_argument(
        "--unproved",
        metavar="N",
        type=positive(_),
        help=_(N_("only endpoints that no test document has proved in the last N days")),
    )
    plan.add_argument(
        "--letter",
        metavar=_(N_("TEXT")),
        help=_(N_("number and date of the letter that goes with the round")),
    )
    plan.add_argument(
        "--due",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the last day for results, 2026-11-24")),
    )
    plan.add_argument(
        "--out",
        metavar="F.xlsx",
        type=Path,
        help=_(N_("write the round's list, to be filled in, into this workbook")),
    )


def _plan(invocation: Invocation) -> Answer:
    from desktop.services.proofs.command import PlanRound
    from desktop.services.proofs.planning import plan_round

    given = invocation.options
    command = PlanRound(
        given.sender,
        given.under,
        environment=None if given.environment is None else Environment(given.environment),
        level=LEVEL_BY_OPTION[given.level],
        unproved=given.unproved,
        letter=given.letter,
        due=given.due,
        out=given.out,
    )
    with invocation.open_vault() as session:
        done = plan_round(session, command)
        warnings = session.warnings
    _ = invocation.translate
    words = _(N_("Round {number}: {count} test documents. Written as run {run}."))
    lines = [words.format(number=done.number, count=done.documents, run=done.run)]
    if done.file is not None:
        lines.append(_(N_("Written: {file}")).format(file=done.file))
    result = {
        "round": done.number,
        "documents": done.documents,
        "run": done.run,
        "file": str(done.file) if done.file is not None else None,
    }
    return invocation.answer(result, tuple(lines), warnings)


def _list(invocation: Invocation) -> Answer:
    from desktop.services.proofs.command import ListRounds, ReadRound
    from desktop.services.proofs.reading import list_rounds, read_round
    from desktop.services.proofs.sheet import save_list

    given, _ = invocation.options, invocation.translate
    one = given.round is not None or given.result is not None or given.out is not None
    with invocation.open_vault(read_only=True) as session:
        warnings = session.warnings
        if not one:
            found = list_rounds(session, ListRounds())
            rows = [_round_object(each) for each in found]
            lines = tuple(_round_lines(found, _))
            return invocation.answer({"rows": rows, "count": len(rows)}, lines, warnings)
        status = read_round(session, ReadRound(given.round))
        if given.out is not None:
            save_list(session.surroundings, status, given.out)
    documents = [each for each in status.documents if given.result in (None, each.outcome.value)]
    result = {
        "round": status.number,
        "sender": status.unit,
        "letter": status.letter,
        "planned_on": status.planned_on,
        "due_on": status.due_on,
        **status.counts(),
        "count": len(documents),
        "rows": [_document_object(each) for each in documents],
        "file": str(given.out) if given.out is not None else None,
    }
    return invocation.answer(result, tuple(_document_lines(status, documents, _)), warnings)


def _round_object(found: RoundCounts) -> dict[str, Any]:
    return {
        "round": found.number,
        "letter": found.letter,
        "planned_on": found.planned_on,
        "due_on": found.due_on,
        "documents": found.documents,
        "arrived": found.arrived,
        "lost": found.lost,
        "waiting": found.waiting,
    }


def _round_lines(found: Iterable[RoundCounts], translate: Translate) -> Iterable[str]:
    rows = [
        [
            str(each.number),
            shown_date(each.planned_on),
            shown_date(each.due_on) if each.due_on else "—",
            str(each.documents),
            str(each.arrived),
            str(each.lost),
            str(each.waiting),
            each.letter or "—",
        ]
        for each in found
    ]
    if not rows:
        yield translate(N_("No round of test documents was planned yet."))
        return
    headings = (
        N_("Round of test documents"), N_("Planned on"), N_("Due"), N_("Documents"), N_("Arrived"),
        N_("Did not arrive"), N_("Not known yet"), N_("Letter"),
    )  # fmt: skip
    yield from table([translate(words) for words in headings], rows)


def _document_object(found: DocumentStatus) -> dict[str, Any]:
    return {
        "number": found.number,
        "code": found.code,
        "name": found.name,
        "superior": found.superior,
        "endpoint": found.endpoint,
        "role": found.role,
        "environment": found.environment,
        "account": found.account,
        "level": OPTION_BY_LEVEL[SecrecyLevel(found.level)],
        "person": found.person,
        "reach": list(found.reach),
        "result": found.outcome.value,
        "on": found.result_on,
        "note": found.note,
    }


def _document_lines(
    status: RoundStatus, documents: Iterable[DocumentStatus], translate: Translate
) -> Iterable[str]:
    from desktop.services.proofs.words import round_words

    yield round_words(status, translate)
    rows = [
        [
            str(each.number),
            each.code or "—",
            each.name,
            each.account or "—",
            translate(LEVEL_LABELS[SecrecyLevel(each.level)]),
            translate(OUTCOME_LABELS[each.outcome]),
            shown_date(each.result_on) if each.result_on else "",
            "; ".join(each.reach) or "—",
        ]
        for each in documents
    ]
    headings = (
        N_("Number"), N_("Code"), N_("Unit"), N_("Account"), N_("Level"), N_("Result"), N_("Day"),
        N_("Phone"),
    )  # fmt: skip
    if rows:
        yield from table([translate(words) for words in headings], rows)
