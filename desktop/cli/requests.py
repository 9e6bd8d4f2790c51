"""`daumoi token requests`: what the issuer is asked for, and what it answers."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_under, iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.custody import CERTIFICATE_LABELS
from desktop.domain.issuer_requests import (
    ANSWER_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    Kind,
    RequestState,
)
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.services.requests.command import Request, RequestDone
    from desktop.services.session import Session

# Room for a line about each device of the largest registers.
_MOST_OF_CITIZEN_IDS = 2**21
_BATCHES = ("ending", "lost", "returned", "locked", "without-token")


def register(commands: Registry, group: Any) -> None:
    """Add `token requests …` below `token`."""
    _ = commands.translate
    requests = commands.add_group_under(
        group, "requests", N_("Requests to the issuer: drawn up, printed, sent, answered.")
    )

    def add(
        name: str, summary: str, run: Callable[[Invocation], Answer]
    ) -> argparse.ArgumentParser:
        command = f"token requests {name}"
        return commands.add_under(requests, name, summary, run, command_name=command)

    _add_draw(add("draw", N_("Draws up a request, a draft."), _draw), _)
    listing = add("list", N_("Lists the requests."), _list)
    listing.add_argument(
        "--state", choices=tuple(RequestState), help=_(N_("only requests that are so far"))
    )
    _add_number(add("show", N_("Shows a request with all that it is about."), _show), _)
    for name, summary, run, ending in (
        ("print", N_("Prints the form of a request."), _print, "pdf"),
        ("sheet", N_("Writes the list of a request as a workbook."), _sheet, "xlsx"),
    ):
        parser = add(name, summary, run)
        _add_number(parser, _)
        parser.add_argument(
            "--out",
            required=True,
            metavar=f"F.{ending}",
            type=Path,
            help=_(N_("the file that is written")),
        )
        _add_citizen_ids(parser, _)
    sent = add("send", N_("Records that a request was sent."), _send)
    _add_number(sent, _)
    sent.add_argument(
        "--letter", required=True, metavar=_(N_("TEXT")), help=_(N_("its number and date"))
    )
    _add_on(sent, _, N_("the day it was sent (default: today)"))
    _add_answer(add("answer", N_("Records what the issuer answered to a request."), _answered), _)
    _add_number(add("cancel", N_("Gives up a draft."), _cancel), _)


def _add_draw(draw: argparse.ArgumentParser, translate: Translate) -> None:
    _ = translate
    draw.add_argument(
        "names",
        nargs="*",
        metavar="SERIAL|UID",
        help=_(N_("serials of the devices, or uids; all of them or none")),
    )
    draw.add_argument("--kind", choices=tuple(Kind), help=_(N_("what is asked for")))
    draw.add_argument(
        "--person",
        dest="people",
        action="append",
        default=[],
        metavar="UID",
        help=_(N_("somebody who has no device yet; may be given several times")),
    )
    draw.add_argument(
        "--from",
        dest="batch",
        choices=_BATCHES,
        help=_(N_("about all that the registers find: the kind follows from it")),
    )
    draw.add_argument(
        "--days",
        type=positive(_),
        default=90,
        metavar=_(N_("NUMBER")),
        help=_(N_("of --from ending: certificates that end within so many days (default: 90)")),
    )
    add_under(draw, _)
    _add_on(draw, _, N_("the day of the request (default: today)"))
    draw.add_argument("--reason", metavar=_(N_("TEXT")), help=_(N_("why, in a few words")))


def _add_answer(answer: argparse.ArgumentParser, translate: Translate) -> None:
    _ = translate
    _add_number(answer, _)
    answer.add_argument(
        "--place",
        dest="places",
        action="append",
        default=[],
        type=positive(_),
        metavar="K",
        help=_(N_("only what stands at this place; may be given several times")),
    )
    answer.add_argument("--refused", action="store_true", help=_(N_("the answer was no")))
    answer.add_argument(
        "--paper", metavar=_(N_("TEXT")), help=_(N_("number and date of the answer"))
    )
    answer.add_argument("--reason", metavar=_(N_("TEXT")), help=_(N_("why it was refused")))
    answer.add_argument(
        "--number",
        dest="certificate",
        metavar="N",
        help=_(N_("the number of the certificate issued")),
    )
    answer.add_argument(
        "--until",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the last day of that certificate")),
    )
    _add_on(answer, _, N_("the day of the answer (default: today)"))


def _add_number(parser: argparse.ArgumentParser, translate: Translate) -> None:
    parser.add_argument(
        "number",
        metavar=translate(N_("NUMBER")),
        type=positive(translate),
        help=translate(N_("the number of the request, as the list shows it")),
    )


def _add_on(parser: argparse.ArgumentParser, translate: Translate, words: str) -> None:
    parser.add_argument(
        "--on", metavar=translate(N_("DATE")), type=iso_date(translate), help=translate(words)
    )


def _add_citizen_ids(parser: argparse.ArgumentParser, translate: Translate) -> None:
    _ = translate
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument(
        "--ask-citizen-ids",
        action="store_true",
        help=_(N_("ask for each citizen's number on the terminal; it is kept nowhere")),
    )
    asked.add_argument(
        "--citizen-ids-file",
        metavar=_(N_("FILE")),
        help=_(N_("private file (mode 0600) with lines “place number”; - reads one line")),
    )


def _draw(invocation: Invocation) -> Answer:
    from desktop.services.requests.command import DrawRequest, FindBatch
    from desktop.services.requests.drawing import draw_batch, draw_request
    from desktop.services.token_names import FindTokens, find_tokens

    given, _ = invocation.options, invocation.translate
    named = bool(given.names or given.people)
    wrong = ""
    if named == (given.batch is not None):
        wrong = _(N_("name devices or people, or give --from"))
    elif (given.kind is None) == named:
        wrong = _(N_("--kind is needed where devices or people are named, and only there"))
    if wrong:
        return _usage(invocation, wrong)
    with invocation.open_vault() as session:
        if given.batch is not None:
            batch = FindBatch(given.batch, given.under, given.days)
            return _answer(invocation, draw_batch(session, batch, given.on, given.reason))
        kind, people = Kind(given.kind), tuple(given.people)
        names = tuple(given.names)
        tokens = find_tokens(session, FindTokens(names)) if names else ()
        done = draw_request(session, DrawRequest(kind, tokens, people, given.on, given.reason))
        return _answer(invocation, done)


def _usage(invocation: Invocation, words: str) -> Answer:
    from desktop.domain.problems import Problem

    what = Problem("usage.wrong", {"what": words})
    return Answer(invocation.options.command_name, None, (what,), 2)


def _list(invocation: Invocation) -> Answer:
    from desktop.services.requests.command import ListRequests
    from desktop.services.requests.drawing import list_requests

    given = invocation.options
    state = RequestState(given.state) if given.state else None
    with invocation.open_vault(read_only=True) as session:
        found = list_requests(session, ListRequests(state))
        warnings = session.warnings
    result = {"requests": [_object(each) for each in found], "count": len(found)}
    return invocation.answer(result, tuple(_table(found, invocation.translate)), warnings)


def _show(invocation: Invocation) -> Answer:
    with invocation.open_vault(read_only=True) as session:
        found = _read(session, invocation)
        warnings = session.warnings
    lines = (*_table((found,), invocation.translate), "", *_items(found, invocation.translate))
    return invocation.answer({"request": _object(found)}, lines, warnings)


def _read(session: Session, invocation: Invocation) -> Request:
    from desktop.services.requests.command import ReadRequest
    from desktop.services.requests.drawing import read_request

    return read_request(session, ReadRequest(invocation.options.number))


def _print(invocation: Invocation) -> Answer:
    from desktop.services.requests.command import DrawForm
    from desktop.services.requests.forms import print_form

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault(read_only=True) as session:
        numbers = _citizen_ids(invocation, _read(session, invocation))
        made = print_form(session, DrawForm(given.number, citizen_ids=numbers), given.out)
        warnings = session.warnings
    result = {"file": str(made.file), "pages": made.pages, "sha256": made.sha256}
    line = _(N_("Written: {file} ({pages} pages)")).format(file=made.file, pages=made.pages)
    return invocation.answer(result, (line,), warnings)


def _sheet(invocation: Invocation) -> Answer:
    from desktop.services.requests.command import WriteList
    from desktop.services.requests.forms import write_list

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault(read_only=True) as session:
        numbers = _citizen_ids(invocation, _read(session, invocation))
        file = write_list(session, WriteList(given.number, given.out, numbers))
        warnings = session.warnings
    line = _(N_("Written: {file}")).format(file=file)
    return invocation.answer({"file": str(file)}, (line,), warnings)


def _citizen_ids(invocation: Invocation, request: Request) -> Mapping[int, str]:
    """Return the citizens' numbers by place: asked for, or from a private file; else none."""
    from desktop.services.requests.citizen_ids import read_lines
    from desktop.services.requests.layouts import takes_citizen_id

    given = invocation.options
    if given.ask_citizen_ids:
        question = N_("Citizen's number of {name} (nothing: written by hand): ")
        asked = {
            item.place: invocation.secret(None, Text(question, {"name": item.subscriber}))
            for item in request.items
            if takes_citizen_id(request, item)
        }
        return {place: text for place, text in asked.items() if text.strip()}
    if given.citizen_ids_file is None:
        return {}
    text = invocation.secret(given.citizen_ids_file, Text(""), _MOST_OF_CITIZEN_IDS)
    return read_lines(request, text, given.citizen_ids_file)


def _send(invocation: Invocation) -> Answer:
    from desktop.services.requests.answering import send_request
    from desktop.services.requests.command import SendRequest

    given = invocation.options
    with invocation.open_vault() as session:
        done = send_request(session, SendRequest(given.number, given.letter, given.on))
        return _answer(invocation, done)


def _answered(invocation: Invocation) -> Answer:
    from desktop.services.requests.answering import answer_request
    from desktop.services.requests.command import AnswerRequest

    given = invocation.options
    with invocation.open_vault() as session:
        command = AnswerRequest(
            given.number,
            given.refused,
            tuple(given.places),
            given.on,
            given.paper,
            given.reason,
            given.certificate,
            given.until,
        )
        return _answer(invocation, answer_request(session, command))


def _cancel(invocation: Invocation) -> Answer:
    from desktop.services.requests.command import CancelRequest
    from desktop.services.requests.drawing import cancel_request

    with invocation.open_vault() as session:
        done = cancel_request(session, CancelRequest(invocation.options.number))
        return _answer(invocation, done)


def _answer(invocation: Invocation, done: RequestDone) -> Answer:
    _, request = invocation.translate, done.request
    lines = [*_table((request,), _), "", *_items(request, _), ""]
    if done.run is not None:
        lines.append(_(N_("Written as run {run}.")).format(run=done.run))
    if request.kind is Kind.REVOKE and request.state is RequestState.SENT:
        lines.append(_(N_("Not revoked yet: this waits for the issuer's confirmation.")))
    result = {"request": _object(request), "run": done.run}
    return invocation.answer(result, tuple(lines))


def _object(request: Request) -> dict[str, Any]:
    return {
        "number": request.number,
        "kind": request.kind.value,
        "state": request.state.value,
        "drawn_on": request.drawn_on,
        "letter": request.letter,
        "sent_on": request.sent_on,
        "reason": request.reason,
        "items": [asdict(item) for item in request.items],
    }


def _table(found: tuple[Request, ...], translate: Translate) -> Iterator[str]:
    _ = translate
    headings = (N_("Request"), N_("Of"), N_("Asked for"), N_("How many"), N_("State"),
                N_("Letter"))  # fmt: skip
    rows = [
        (
            str(each.number),
            shown_date(each.drawn_on),
            _(KIND_LABELS[each.kind]),
            str(len(each.items)),
            _(STATE_LABELS[each.state]),
            each.letter or "",
        )
        for each in found
    ]
    yield from table([_(words) for words in headings], rows)


def _items(request: Request, translate: Translate) -> Iterator[str]:
    _ = translate
    headings = (N_("No."), N_("Subscriber"), N_("Unit"), N_("Serial"), N_("Certificate"),
                N_("State"), N_("Answer"), N_("Reason"))  # fmt: skip
    rows = [
        (
            str(item.place),
            item.subscriber,
            item.unit_name or "",
            item.serial or "",
            item.number or "",
            _(CERTIFICATE_LABELS[item.state]) if item.state else "",
            _(ANSWER_LABELS[item.answer]),
            item.reason or "",
        )
        for item in request.items
    ]
    yield from table([_(words) for words in headings], rows)
