"""`daumoi report`: papers for sign-off."""

from __future__ import annotations

from pathlib import Path

from desktop.cli.arguments import add_as_of, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.levels import LEVEL_BY_OPTION
from desktop.domain.papers import FORMS, PAPERS
from desktop.domain.problems import Problem
from desktop.domain.texts import N_

_USAGE_EXIT = 2


def register(registry: Registry) -> None:
    """Add the command."""
    _ = registry.translate
    parser = registry.add("report", N_("Prints a paper for sign-off into a PDF file."), report)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "paper", metavar=_(N_("NAME")), nargs="?", choices=PAPERS, help=", ".join(PAPERS)
    )
    which.add_argument("--list", action="store_true", help=_(N_("name the papers there are")))
    parser.add_argument("--out", metavar="F.pdf", type=Path, help=_(N_("the file to write")))
    add_as_of(parser, _)
    parser.add_argument(
        "--bundle",
        metavar="N",
        type=positive(_),
        help=_(N_("sequence number of the bundle of a sign-off sheet (default: the last)")),
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
        named = [{"name": name, "title": _(title)} for name, title in PAPERS.items()]
        lines = tuple(f"{paper['name']:10} {paper['title']}" for paper in named)
        return invocation.answer({"reports": named}, lines)
    if given.out is None:
        what = Problem("usage.wrong", {"what": _(N_("--out F.pdf is missing"))})
        return Answer(given.command_name, None, (what,), _USAGE_EXIT)
    from desktop.services import reports

    command = reports.Report(
        paper=given.paper,
        out=given.out,
        as_of=given.as_of,
        sequence=given.bundle,
        secrecy=LEVEL_BY_OPTION[given.secrecy],
        form=given.form,
    )
    with invocation.open_vault(read_only=True) as session:
        made = reports.report(session, command)
        warnings = session.warnings
    result = {"file": str(made.file), "pages": made.pages, "sha256": made.sha256}
    lines = (
        _(N_("Printed {pages} pages: {file}")).format(pages=made.pages, file=made.file),
        _(N_("SHA-256 of the file: {sha256}")).format(sha256=made.sha256),
    )
    return invocation.answer(result, lines, warnings)
