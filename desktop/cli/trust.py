"""`daumoi trust`: the authorities that certificates may lead to."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.cells import shown_date
from desktop.domain.periods import day_before
from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.services.certificates.authorities import AnchorAdded, AuthorityRow


def register(commands: Registry) -> None:
    """Add the commands."""
    translate = commands.translate
    group = commands.add_group("trust", N_("Authorities that certificates may lead to."))
    added = commands.add_under(
        group,
        "add",
        N_("Trusts an authority whose fingerprint was compared with paper."),
        _add,
        command_name="trust add",
    )
    added.add_argument(
        "file",
        metavar=translate(N_("FILE")),
        type=Path,
        help=translate(N_("the authority's own certificate")),
    )
    added.add_argument(
        "--fingerprint",
        required=True,
        metavar="SHA-256",
        help=translate(N_("its SHA-256 fingerprint as read from paper, never from the file")),
    )
    commands.add_under(
        group,
        "list",
        N_("Lists the authorities that are known, the trusted ones first."),
        _list,
        command_name="trust list",
    )
    removed = commands.add_under(
        group,
        "remove",
        N_("Trusts an authority no longer."),
        _remove,
        command_name="trust remove",
    )
    removed.add_argument(
        "fingerprint",
        metavar="SHA-256",
        help=translate(N_("its fingerprint, or the beginning of it")),
    )


def _add(invocation: Invocation) -> Answer:
    from desktop.services.certificates.authorities import AddAnchor, add_anchor

    given = invocation.options
    with invocation.open_vault() as session:
        done = add_anchor(session, AddAnchor(given.file, given.fingerprint))
        words = N_("{subject} is trusted now; {linked} certificates here bear its signature.")
        return _done(invocation, done, words, session.warnings)


def _remove(invocation: Invocation) -> Answer:
    from desktop.services.certificates.authorities import DropAnchor, drop_anchor

    with invocation.open_vault() as session:
        done = drop_anchor(session, DropAnchor(invocation.options.fingerprint))
        return _done(invocation, done, N_("{subject} is trusted no longer."), session.warnings)


def _done(
    invocation: Invocation, done: AnchorAdded, words: str, warnings: tuple[Problem, ...]
) -> Answer:
    _ = invocation.translate
    values = {"subject": done.subject, "linked": done.linked}
    nothing = Text(N_("Nothing to change: it is so already."))
    said = Text(words, values) if done.run is not None else nothing
    lines = (said.render(_),)
    return invocation.answer(asdict(done), lines, warnings)


def _list(invocation: Invocation) -> Answer:
    from desktop.services.certificates.authorities import ListAuthorities, list_authorities

    with invocation.open_vault(read_only=True) as session:
        rows = list_authorities(session, ListAuthorities())
        warnings = session.warnings
    result = {"authorities": [asdict(row) for row in rows]}
    return invocation.answer(result, _lines(rows, invocation.translate), warnings)


def _lines(rows: tuple[AuthorityRow, ...], translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table

    if not rows:
        return (translate(N_("No authority is known.")),)
    headings = (N_("Authority"), N_("Trusted"), N_("Last day"), N_("Issuer"), N_("List made"),
                N_("Fingerprint (SHA-256)"))  # fmt: skip
    cells = [
        (
            row.subject,
            translate(N_("yes") if row.anchor else N_("no")),
            shown_date(day_before(row.to_date)) if row.to_date else "",
            row.issuer,
            shown_date(row.made_at[:10]) if row.made_at else "—",
            row.fingerprint,
        )
        for row in rows
    ]
    return table([translate(words) for words in headings], cells)
