"""`daumoi token hand-out`: a day on which many devices are handed out, one after the other."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.handing_out import OUTCOME_LABELS, Outcome
from desktop.domain.problems import Problem, Refusal
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.handing_out.command import DayStatus, Line
    from desktop.services.session import Session
    from desktop.services.stock.lines import Told


def register(commands: Registry, token: Any) -> None:
    """Add `token hand-out start`, `list`, `show`, `tick` and `swap` to the group `token`."""
    _ = commands.translate
    group = commands.add_group_under(token, "hand-out", N_("Handing-out days."))

    def add(name: str, summary: str, run: Any) -> argparse.ArgumentParser:
        command = f"token hand-out {name}"
        return commands.add_under(group, name, summary, run, command_name=command)

    start = add("start", N_("Begins a handing-out day with the list of who is to come."), _start)
    start.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the day, also one to come (default: today)")),
    )
    who = start.add_mutually_exclusive_group()
    who.add_argument(
        "--under",
        metavar=_(N_("CODE")),
        help=_(N_("only the unit of this code and what is below it")),
    )
    who.add_argument(
        "--delivery", metavar="N", type=positive(_), help=_(N_("only devices of this delivery"))
    )
    start.add_argument("--place", metavar=_(N_("TEXT")), help=_(N_("where it is held")))
    add("list", N_("Lists the handing-out days."), _list)
    shown = add("show", N_("Shows a day: who has come, and who is still to come."), _show)
    _add_day(shown, _)
    shown.add_argument(
        "--only", choices=tuple(Outcome), help=_(N_("only devices of which this came"))
    )
    ticked = add("tick", N_("Records what came of devices, those of each line at once."), _tick)
    _add_day(ticked, _)
    ticked.add_argument("serials", nargs="*", metavar="SERIAL", help=_(N_("serials of devices")))
    ticked.add_argument(
        "--lines",
        metavar=_(N_("FILE")),
        help=_(N_("serials, one a line, as a bar code scanner types them; - reads the input")),
    )
    what = ticked.add_mutually_exclusive_group()
    what.add_argument("--absent", action="store_true", help=_(N_("who was to come is absent")))
    what.add_argument(
        "--proxy", metavar=_(N_("NAME")), help=_(N_("who receives for the subscriber"))
    )
    what.add_argument(
        "--pin", action="store_true", help=_(N_("the envelopes with the PINs, not the devices"))
    )
    ticked.add_argument(
        "--paper",
        metavar=_(N_("TEXT")),
        help=_(N_("number and date of the letter of introduction")),
    )
    ticked.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("when it was (default: the handing-out day, or today before it)")),
    )
    swapped = add("swap", N_("Gives a subscriber another device than was meant."), _swap)
    _add_day(swapped, _)
    swapped.add_argument("serial", metavar="SERIAL", help=_(N_("the device that was meant")))
    swapped.add_argument("other", metavar="SERIAL", help=_(N_("the device that is given")))
    swapped.add_argument("--reason", metavar=_(N_("TEXT")), help=_(N_("why, in a few words")))


def _add_day(parser: argparse.ArgumentParser, translate: Translate) -> None:
    parser.add_argument(
        "number",
        metavar="N",
        type=positive(translate),
        help=translate(N_("the day's number, as `token hand-out list` shows it")),
    )


def _start(invocation: Invocation) -> Answer:
    from desktop.services.handing_out.command import StartDay
    from desktop.services.handing_out.days import start_day

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault() as session:
        held_on = given.on or session.surroundings.today()
        command = StartDay(held_on, given.under, delivery=given.delivery, place=given.place)
        done = start_day(session, command)
        warnings = session.warnings
    words = _(N_("Handing-out day {number}: {count} devices. Written as run {run}."))
    lines = (words.format(number=done.number, count=done.devices, run=done.run),)
    result = {"day": done.number, "devices": done.devices, "run": done.run}
    return invocation.answer(result, lines, warnings)


def _list(invocation: Invocation) -> Answer:
    from desktop.services.handing_out.command import ListDays
    from desktop.services.handing_out.days import list_days

    _ = invocation.translate
    with invocation.open_vault(read_only=True) as session:
        found = list_days(session, ListDays())
        warnings = session.warnings
    rows = []
    for each in found:
        values = asdict(each)
        rows.append({"day": values.pop("number"), **values})
    headings = (N_("Number"), N_("Day"), N_("Held at"), N_("Devices"), N_("Received and signed"),
                N_("By others"), N_("Absent"))  # fmt: skip
    cells = [
        (
            str(each.number),
            shown_date(each.held_on),
            each.place or "",
            *map(str, (each.total, each.handed, each.proxy, each.absent)),
        )
        for each in found
    ]
    lines = table([_(words) for words in headings], cells)
    return invocation.answer({"rows": rows, "count": len(rows)}, lines, warnings)


def _show(invocation: Invocation) -> Answer:
    from desktop.services.handing_out.command import ReadDay
    from desktop.services.handing_out.days import read_day

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        status = read_day(session, ReadDay(given.number))
        warnings = session.warnings
    chosen = [line for line in status.lines if given.only in (None, line.outcome)]
    result = {
        "day": status.number,
        "held_on": status.held_on,
        "place": status.place,
        "counts": {outcome.value: count for outcome, count in status.counts().items()},
        "units": [each._asdict() for each in status.by_unit()],
        "count": len(chosen),
        "rows": [asdict(line) for line in chosen],
    }
    lines = (*_progress(status, invocation.translate), "", *_rows(chosen, invocation.translate))
    return invocation.answer(result, lines, warnings)


def _tick(invocation: Invocation) -> Answer:
    given, _ = invocation.options, invocation.translate
    done: list[Line] = []
    runs: list[int] = []
    problems: list[Problem] = []
    with invocation.open_vault() as session:
        for told in _told(given):
            # As at the table: what stands against one device does not stop the next.
            try:
                lines, run = _tick_one(session, given, told)
            except Refusal as refusal:
                problems += (replace(problem, where=told.where) for problem in refusal.problems)
                continue
            done += lines
            runs += [run] if run is not None else []
        warnings = session.warnings
    result = {"rows": [asdict(line) for line in done], "runs": runs}
    shown = tuple(_rows(done, _)) if done else ()
    return invocation.answer(result, shown, (*warnings, *problems), 1 if problems else 0)


def _tick_one(
    session: Session, given: argparse.Namespace, told: Told
) -> tuple[tuple[Line, ...], int | None]:
    from desktop.services.handing_out.command import FindDevice, Tick, TickPin
    from desktop.services.handing_out.days import find_device
    from desktop.services.handing_out.ticking import tick, tick_pin
    from desktop.services.stock.lines import one_device

    uid = find_device(session, FindDevice(given.number, one_device(told))).token
    if given.pin:
        found = tick_pin(session, TickPin(given.number, (uid,), on=given.on))
        return found.lines, found.run
    outcome = Outcome.ABSENT if given.absent else Outcome.HANDED
    if given.proxy is not None:
        outcome = Outcome.PROXY
    command = Tick(given.number, (uid,), outcome, given.proxy, given.paper, given.on)
    found = tick(session, command)
    return found.lines, found.run


def _told(given: argparse.Namespace) -> Iterator[Told]:
    from desktop.services.stock.lines import Told, lines_of, told_lines

    yield from (Told(serial) for serial in given.serials)
    if given.lines == "-":
        yield from told_lines(sys.stdin.buffer.read())
    elif given.lines is not None:
        yield from lines_of(Path(given.lines))


def _swap(invocation: Invocation) -> Answer:
    from desktop.services.handing_out.command import FindDevice, SwapDevice
    from desktop.services.handing_out.days import find_device
    from desktop.services.handing_out.ticking import swap_device

    given = invocation.options
    with invocation.open_vault() as session:
        uid = find_device(session, FindDevice(given.number, given.serial)).token
        command = SwapDevice(given.number, uid, given.other, given.reason)
        done = swap_device(session, command)
        warnings = session.warnings
    result = {"rows": [asdict(line) for line in done.lines], "run": done.run}
    return invocation.answer(result, tuple(_rows(done.lines, invocation.translate)), warnings)


def _progress(status: DayStatus, translate: Translate) -> tuple[str, ...]:
    rows = [(each.unit, f"{each.done}/{each.total}") for each in status.by_unit()]
    done = sum(each.done for each in status.by_unit())
    rows.append((translate(N_("In all")), f"{done}/{len(status.lines)}"))
    return table([translate(N_("Unit")), translate(N_("Handed out"))], rows)


def _rows(lines: Sequence[Line], translate: Translate) -> tuple[str, ...]:
    headings = (N_("No."), N_("Serial"), N_("Subscriber"), N_("Post"), N_("Unit"), N_("Phone"),
                N_("What came of it"), N_("Received by"))  # fmt: skip
    cells = [
        (
            str(line.number or ""),
            line.serial,
            line.subscriber,
            line.post or "",
            line.unit,
            line.phone or "",
            translate(OUTCOME_LABELS[line.outcome]),
            " ".join(filter(None, (line.receiver, line.paper))),
        )
        for line in lines
    ]
    return table([translate(words) for words in headings], cells)
