"""`daumoi token replace` and `token settle`: one device in the place of another, and what becomes
of devices after a reorganisation."""

from __future__ import annotations

from typing import Any

from desktop.cli import token_shown
from desktop.cli.arguments import iso_date
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.issuer_requests import DECISION_LABELS
from desktop.domain.texts import N_


def register(commands: Registry, group: Any) -> None:
    """Add the two commands below `token`."""
    _ = commands.translate
    replaced = commands.add_under(
        group,
        "replace",
        N_("Lets a new eToken take the place of a lost, damaged or returned one."),
        _replace,
        command_name="token replace",
    )
    replaced.add_argument("old", metavar="SERIAL|UID", help=_(N_("the device that is replaced")))
    replaced.add_argument(
        "--by", required=True, metavar="SERIAL|UID", help=_(N_("the device that takes its place"))
    )
    replaced.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("{day} (default: today)")).format(day=_(N_("the day"))),
    )
    replaced.add_argument("--reason", metavar=_(N_("TEXT")), help=_(N_("why, in a few words")))
    settled = commands.add_under(
        group,
        "settle",
        N_("Decides what becomes of eTokens whose unit was reorganised."),
        _settle,
        command_name="token settle",
    )
    settled.add_argument(
        "names",
        nargs="+",
        metavar="SERIAL|UID",
        help=_(N_("serials of the devices, or uids; all of them or none")),
    )
    settled.add_argument(
        "--decision",
        required=True,
        choices=tuple(DECISION_LABELS),
        help=_(N_("keep: nothing changes; reissue, revoke: a draft request; return: minutes")),
    )
    settled.add_argument("--reason", metavar=_(N_("TEXT")), help=_(N_("why, in a few words")))


def _replace(invocation: Invocation) -> Answer:
    from desktop.services.replace_token import ReplaceToken, replace_token
    from desktop.services.token_names import FindTokens, ReadTokens, find_tokens, read_tokens

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault() as session:
        new, old = find_tokens(session, FindTokens((given.by, given.old)))
        done = replace_token(session, ReplaceToken(new, old, given.on, given.reason))
        rows = read_tokens(session, ReadTokens((new, old)))
        warnings = session.warnings
    lines = (*token_shown.rows(rows, _), "", _(N_("Written as run {run}.")).format(run=done.run))
    result = {"tokens": token_shown.objects(rows), "run": done.run}
    return invocation.answer(result, lines, warnings)


def _settle(invocation: Invocation) -> Answer:
    from desktop.services.settle_tokens import SettleTokens, settle_tokens
    from desktop.services.token_names import FindTokens, ReadTokens, find_tokens, read_tokens

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault() as session:
        uids = find_tokens(session, FindTokens(tuple(given.names)))
        done = settle_tokens(session, SettleTokens(uids, given.decision, given.reason))
        rows = read_tokens(session, ReadTokens(uids))
        warnings = session.warnings
    lines = [*token_shown.rows(rows, _), ""]
    for words, number in (
        (N_("Request {number} was drawn up: print it, send it, record the answer."), done.request),
        (N_("Minutes {number} were drawn up: print them, and record the signed copy."),
         done.minutes),
    ):  # fmt: skip
        if number is not None:
            lines.append(_(words).format(number=number))
    lines.append(_(N_("Written as run {run}.")).format(run=done.run))
    result = {
        "tokens": token_shown.objects(rows),
        "settled": done.tasks,
        "request": done.request,
        "minutes": done.minutes,
        "run": done.run,
    }
    return invocation.answer(result, tuple(lines), warnings)
