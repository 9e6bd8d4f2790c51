"""`daumoi report`: papers for sign-off."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.arguments import add_as_of, add_scheme, add_under, iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.levels import LEVEL_BY_OPTION, Direction, Environment
from desktop.domain.papers import FORMS, PAPERS, PLAN_PAPERS
from desktop.domain.problems import Problem
from desktop.domain.texts import N_

if TYPE_CHECKING:
    from desktop.services.reports import ReportResult
    from desktop.services.session import Session

_USAGE_EXIT = 2
_NAMES = {**PAPERS, **PLAN_PAPERS}
# Options that are of some papers alone.
_OF_PAPERS = {
    "since": ("old-to-new",),
    "under": ("old-to-new", "endpoints", "coverage", "not-reached"),
    "plan": ("plan",),
    "accept_defaults": ("plan",),
    "level": ("coverage", "not-reached"),
    "environment": ("coverage", "not-reached"),
    "direction": ("coverage", "not-reached"),
    "round": ("reminder", "test-round", "hand-out"),
}


def register(registry: Registry) -> None:
    """Add the command."""
    _ = registry.translate
    parser = registry.add("report", N_("Prints a paper for sign-off into a PDF file."), report)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "paper", metavar=_(N_("NAME")), nargs="?", choices=_NAMES, help=", ".join(_NAMES)
    )
    which.add_argument("--list", action="store_true", help=_(N_("name the papers there are")))
    parser.add_argument("--out", metavar="F.pdf", type=Path, help=_(N_("the file to write")))
    add_as_of(parser, _)
    parser.add_argument(
        "--from",
        dest="since",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("of the table of old and new codes: its first day (default: the first event's)")),
    )
    parser.add_argument(
        "--to",
        dest="as_of",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        default=argparse.SUPPRESS,
        help=_(N_("of the table of old and new codes: its last day, the same as --as-of")),
    )
    add_under(parser, _)
    parser.add_argument(
        "--plan",
        metavar=_(N_("PLAN")),
        type=Path,
        help=_(N_("of a plan's paper: the plan's table, as `reorganise` takes it")),
    )
    parser.add_argument(
        "--accept-defaults",
        action="store_true",
        help=_(N_("take the proposed answer to every open question")),
    )
    add_scheme(parser, _)
    parser.add_argument(
        "--bundle",
        metavar="N",
        type=positive(_),
        help=_(N_("sequence number of the bundle of a sign-off sheet (default: the last)")),
    )
    parser.add_argument(
        "--level",
        choices=LEVEL_BY_OPTION,
        help=_(N_("of coverage and its list of units: the documents' level (default: khong-mat)")),
    )
    parser.add_argument(
        "--environment",
        choices=tuple(Environment),
        help=_(N_("of coverage and its list of units: the network (default: the level's)")),
    )
    parser.add_argument(
        "--direction",
        choices=tuple(Direction),
        help=_(N_("of coverage and its list of units: receive (default) or send")),
    )
    parser.add_argument(
        "--round",
        metavar="N",
        type=positive(_),
        help=_(N_("of the lists of a round or a handing-out day: its number (default: the last)")),
    )
    parser.add_argument(
        "--secrecy",
        metavar=_(N_("LEVEL")),
        choices=LEVEL_BY_OPTION,
        default="khong-mat",
        help=_(N_("secrecy mark of the paper: {levels}")).format(levels=", ".join(LEVEL_BY_OPTION)),
    )
    parser.add_argument(
        "--form", choices=FORMS, default="party", help=_(N_("form of Party or of state papers"))
    )


def report(invocation: Invocation) -> Answer:
    """Print a paper, or name those there are."""
    given, _ = invocation.options, invocation.translate
    if given.list:
        named = [{"name": name, "title": _(title)} for name, title in _NAMES.items()]
        lines = tuple(f"{paper['name']:11} {paper['title']}" for paper in named)
        return invocation.answer({"reports": named}, lines)
    wrong = _wrong(invocation)
    if wrong:
        what = Problem("usage.wrong", {"what": wrong})
        return Answer(given.command_name, None, (what,), _USAGE_EXIT)
    with invocation.open_vault(read_only=True) as session:
        made = _print_plan(session, given) if given.paper == "plan" else _print(session, given)
        warnings = session.warnings
    result = {"file": str(made.file), "pages": made.pages, "sha256": made.sha256}
    lines = (
        _(N_("Printed {pages} pages: {file}")).format(pages=made.pages, file=made.file),
        _(N_("SHA-256 of the file: {sha256}")).format(sha256=made.sha256),
    )
    return invocation.answer(result, lines, warnings)


def _wrong(invocation: Invocation) -> str:
    """Say what is wrong with the options together, if anything is."""
    given, _ = invocation.options, invocation.translate
    if given.out is None:
        return _(N_("--out F.pdf is missing"))
    if given.paper == "plan" and given.plan is None:
        return _(N_("--plan PLAN is missing"))
    for option, papers in _OF_PAPERS.items():
        if getattr(given, option) and given.paper not in papers:
            words = _(N_("--{option} is not for this paper, only for: {papers}"))
            shown = {"since": "from", "accept_defaults": "accept-defaults"}.get(option, option)
            return words.format(option=shown, papers=", ".join(papers))
    return ""


def _print(session: Session, given: argparse.Namespace) -> ReportResult:
    from desktop.services import reports

    command = reports.Report(
        paper=given.paper,
        out=given.out,
        as_of=given.as_of,
        sequence=given.bundle,
        secrecy=LEVEL_BY_OPTION[given.secrecy],
        form=given.form,
        since=given.since,
        under=given.under,
        level=None if given.level is None else LEVEL_BY_OPTION[given.level],
        environment=None if given.environment is None else Environment(given.environment),
        direction=Direction(given.direction or Direction.RECEIVE),
        round=given.round,
    )
    return reports.report(session, command)


def _print_plan(session: Session, given: argparse.Namespace) -> ReportResult:
    from desktop.services.plan_paper import PrintPlan, print_plan
    from desktop.services.reorganising.command import Reorganise

    plan = Reorganise(given.plan, given.accept_defaults, scheme=given.scheme)
    command = PrintPlan(
        given.plan.name,
        LEVEL_BY_OPTION[given.secrecy],
        given.form,
        plan=plan,
        out=given.out,
    )
    return print_plan(session, command)
