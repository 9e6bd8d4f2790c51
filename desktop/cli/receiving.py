"""`daumoi token receive --delivery` and `count-box`: what was read, held against a list."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import iso_date, positive
from desktop.cli.deliveries import add_number
from desktop.cli.imports import first_problems
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.stock import box_called
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.domain.stock import Differences
    from desktop.services.session import Session
    from desktop.services.stock.lines import Told


def register(commands: Registry, token: Any) -> None:
    """Add `token count-box` to the group `token`."""
    _ = commands.translate
    counted = commands.add_under(
        token,
        "count-box",
        N_("Counts a box: says what is missing in it and what is too much."),
        _count,
        command_name="token count-box",
    )
    add_number(counted, _)
    counted.add_argument("box", metavar=_(N_("BOX")), help=_(N_("the box, as the list calls it")))
    _add_seen(counted, _)
    counted.add_argument("--by", metavar=_(N_("NAME")), help=_(N_("who counted")))
    counted.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the day of the count (default: today)")),
    )
    counted.add_argument(
        "--dry-run", action="store_true", help=_(N_("say what differs, record nothing"))
    )


def add_receiving(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """Let `token receive` take devices of a delivery."""
    _ = translate
    group = parser.add_argument_group(_(N_("options of receiving a delivery")))
    group.add_argument(
        "--delivery",
        metavar="N",
        type=positive(_),
        help=_(N_("receive devices of this delivery into the stock")),
    )
    _add_seen(group, _)
    group.add_argument("--listed", action="store_true", help=_(N_("receive all that is listed")))
    group.add_argument("--box", metavar=_(N_("BOX")), help=_(N_("the box that they are in")))
    group.add_argument(
        "--unlisted", action="store_true", help=_(N_("also take what is not in the list"))
    )
    group.add_argument(
        "--skip-bad", action="store_true", help=_(N_("leave out what cannot be taken"))
    )
    group.add_argument(
        "--dry-run", action="store_true", help=_(N_("say what differs, receive nothing"))
    )


def _add_seen(parser: Any, translate: Translate) -> None:
    _ = translate
    parser.add_argument(
        "--lines",
        metavar=_(N_("FILE")),
        help=_(N_("serials, one a line, as a bar code scanner types them; - reads the input")),
    )
    parser.add_argument(
        "--plugged", action="store_true", help=_(N_("the devices that are plugged in"))
    )


def receive(invocation: Invocation) -> Answer:
    """Receive devices of the delivery that is named."""
    from desktop.services.stock.receiving import ReceiveDelivery, receive_delivery

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault(read_only=given.dry_run) as session:
        command = ReceiveDelivery(
            given.delivery,
            given.on or session.surroundings.today(),
            _seen(session, given, given.names),
            given.box,
            given.listed,
            given.unlisted,
            given.skip_bad,
            given.dry_run,
        )
        found = receive_delivery(session, command)
        warnings = session.warnings
    result = {
        **_differing(found.differences),
        "received": list(found.received),
        "before": list(found.before),
        "run": found.run,
        "dry_run": found.dry_run,
    }
    words = _(N_("Received now: {now}, before: {before}, still to come: {missing}."))
    counts = {"now": len(found.received), "before": len(found.before)}
    lines = [words.format(missing=len(found.differences.missing), **counts)]
    lines.append(_outcome(found.run, _, accepted=found.accepted))
    problems = first_problems((*warnings, *found.problems))
    return invocation.answer(result, tuple(lines), problems, 0 if found.accepted else 1)


def _count(invocation: Invocation) -> Answer:
    from desktop.services.stock.counting import CountBox, count_box

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault(read_only=given.dry_run) as session:
        command = CountBox(
            given.number,
            given.box,
            given.on or session.surroundings.today(),
            _seen(session, given, ()),
            given.by,
            given.dry_run,
        )
        found = count_box(session, command)
        warnings = session.warnings
    result = {
        **_differing(found.differences),
        "expected": found.expected,
        "seen": found.seen,
        "run": found.run,
    }
    words = N_("Counted in {box}: {expected} expected, {seen} seen.")
    counts = {"expected": found.expected, "seen": found.seen}
    lines = [Text(words, {"box": box_called(given.box), **counts}).render(_)]
    lines.append(_outcome(found.run, _, accepted=found.accepted))
    problems = first_problems((*warnings, *found.problems))
    return invocation.answer(result, tuple(lines), problems, 0 if found.accepted else 1)


def _seen(
    session: Session, given: argparse.Namespace, names: list[str] | tuple[str, ...]
) -> tuple[Told, ...]:
    from desktop.services.stock.lines import Told, lines_of, plugged_in, told_lines

    found = [Told(name) for name in names]
    if given.lines == "-":
        found += told_lines(sys.stdin.buffer.read())
    elif given.lines is not None:
        found += lines_of(Path(given.lines))
    if given.plugged:
        found += plugged_in(session)
    return tuple(found)


def _differing(found: Differences) -> dict[str, Any]:
    return {
        "found": dict(found.found),
        "missing": list(found.missing),
        "extra": [each.serial for each in found.extra],
        "twice": dict(found.twice),
        "elsewhere": [each._asdict() for each in found.elsewhere],
    }


def _outcome(run: int | None, translate: Translate, *, accepted: bool) -> str:
    if run is not None:
        return translate(N_("Written as run {run}.")).format(run=run)
    if not accepted:
        return translate(N_("Nothing was written: settle what is named first."))
    return translate(N_("Nothing was written."))
