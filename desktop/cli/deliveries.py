"""`daumoi token delivery` and `pre-assign`: deliveries, issuers' lists, whose each device is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.cli import token_shown
from desktop.cli.arguments import iso_date, positive
from desktop.cli.imports import (
    add_rehearsal,
    add_table,
    first_problems,
    import_lines,
    import_object,
)
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.domain.problems import Problem
    from desktop.services.imports.command import ImportResult
    from desktop.services.stock.command import DeliveryCounts, DeliveryStatus, Item


def register(commands: Registry, token: Any) -> None:
    """Add `delivery add`, `import`, `list` and `show`, and `pre-assign` to the group `token`."""
    _ = commands.translate
    group = commands.add_group_under(token, "delivery", N_("Deliveries of devices."))
    _register_add(commands, group)
    imported = commands.add_under(
        group,
        "import",
        N_("Imports the issuer's list of what is in a delivery."),
        _import,
        command_name="token delivery import",
    )
    add_number(imported, _)
    add_table(imported, _)
    add_rehearsal(imported, _)
    imported.add_argument(
        "--box", metavar=_(N_("TEXT")), help=_(N_("the box of rows that name none"))
    )
    commands.add_under(
        group, "list", N_("Lists the deliveries."), _list, command_name="token delivery list"
    )
    shown = commands.add_under(
        group,
        "show",
        N_("Shows a delivery: its devices, whose they are, and the counts of its boxes."),
        _show,
        command_name="token delivery show",
    )
    add_number(shown, _)
    shown.add_argument(
        "--only",
        choices=("outstanding", "unlisted", "spare"),
        help=_(N_("only devices not there yet, in no list, or nobody's yet")),
    )

    _register_assign(commands, token)


def _register_assign(commands: Registry, token: Any) -> None:
    _ = commands.translate
    assigned = commands.add_under(
        token,
        "pre-assign",
        N_("Says by a table whose each device is to be."),
        _assign,
        command_name="token pre-assign",
    )
    add_table(assigned, _)
    add_rehearsal(assigned, _)
    assigned.add_argument(
        "--on", metavar=_(N_("DATE")), type=iso_date(_), help=_(N_("the day (default: today)"))
    )
    assigned.add_argument(
        "--paper",
        metavar=_(N_("TEXT")),
        help=_(N_("number and date of the letter or the minutes")),
    )


def _register_add(commands: Registry, group: Any) -> None:
    _ = commands.translate
    added = commands.add_under(
        group, "add", N_("Records a delivery."), _add, command_name="token delivery add"
    )
    added.add_argument(
        "--from",
        dest="sender",
        metavar=_(N_("NAME")),
        required=True,
        help=_(N_("whom it comes from")),
    )
    added.add_argument(
        "--letter", metavar=_(N_("TEXT")), help=_(N_("number of the letter that goes with it"))
    )
    added.add_argument(
        "--letter-date",
        dest="letter_on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the day of the letter")),
    )
    added.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the day it came (without it: it is only announced)")),
    )
    added.add_argument("--boxes", metavar="N", type=positive(_), help=_(N_("how many boxes")))
    added.add_argument("--kept", metavar=_(N_("TEXT")), help=_(N_("where it is kept")))
    added.add_argument("--note", metavar=_(N_("TEXT")), help=_(N_("a remark")))


def add_number(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """Add the number of a delivery."""
    parser.add_argument(
        "number",
        metavar="N",
        type=positive(translate),
        help=translate(N_("the delivery's number, as `token delivery list` shows it")),
    )


def _add(invocation: Invocation) -> Answer:
    from desktop.services.stock.command import AddDelivery
    from desktop.services.stock.deliveries import add_delivery

    given, _ = invocation.options, invocation.translate
    command = AddDelivery(
        given.sender, given.letter, given.letter_on, given.on, given.boxes, given.kept, given.note
    )
    with invocation.open_vault() as session:
        done = add_delivery(session, command)
        warnings = session.warnings
    words = _(N_("Delivery {number}. Written as run {run}."))
    lines = (words.format(number=done.number, run=done.run),)
    return invocation.answer({"delivery": done.number, "run": done.run}, lines, warnings)


def _import(invocation: Invocation) -> Answer:
    from desktop.services.stock.command import ImportList
    from desktop.services.stock.listing import import_list

    given = invocation.options
    command = ImportList(
        given.number, given.file, dict(given.map), given.box, given.dry_run, given.skip_bad
    )
    with invocation.open_vault(read_only=given.dry_run) as session:
        result = import_list(session, command)
        warnings = session.warnings
    return imported(invocation, result, warnings)


def _assign(invocation: Invocation) -> Answer:
    from desktop.services.stock.assigning import AssignList, assign_list

    given = invocation.options
    command = AssignList(
        given.file, dict(given.map), given.on, given.paper, given.dry_run, given.skip_bad
    )
    with invocation.open_vault(read_only=given.dry_run) as session:
        result = assign_list(session, command)
        warnings = session.warnings
    return imported(invocation, result, warnings)


def imported(invocation: Invocation, result: ImportResult, warnings: tuple[Problem, ...]) -> Answer:
    """Answer with what became of a table's rows."""
    problems, code = (*warnings, *result.problems), 0 if result.accepted else 1
    if invocation.options.json:
        return invocation.answer(import_object(result), (), problems, code)
    lines = import_lines(result, invocation.translate)
    return invocation.answer({}, lines, first_problems(problems), code)


def _list(invocation: Invocation) -> Answer:
    from desktop.services.stock.command import ListDeliveries
    from desktop.services.stock.deliveries import list_deliveries

    with invocation.open_vault(read_only=True) as session:
        found = list_deliveries(session, ListDeliveries())
        warnings = session.warnings
    rows = [_delivery_object(each) for each in found]
    lines = _delivery_lines(found, invocation.translate)
    return invocation.answer({"rows": rows, "count": len(rows)}, lines, warnings)


def _show(invocation: Invocation) -> Answer:
    from desktop.services.stock.command import ReadDelivery
    from desktop.services.stock.deliveries import read_delivery

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        status = read_delivery(session, ReadDelivery(given.number))
        warnings = session.warnings
    items = [each for each in status.items if _is_wanted(each, given.only)]
    result = {
        **_delivery_object(status.delivery),
        "count": len(items),
        "rows": [_item_object(each) for each in items],
        "counts": [asdict(each) for each in status.counts],
    }
    return invocation.answer(result, _status_lines(status, items, invocation.translate), warnings)


def _is_wanted(item: Item, only: str | None) -> bool:
    match only:
        case "outstanding":
            return item.found_on is None
        case "unlisted":
            return not item.listed
        case "spare":
            return item.token is None
    return True


def _item_object(item: Item) -> dict[str, Any]:
    return {**asdict(item), "aside": item.aside._asdict() if item.aside is not None else None}


def _delivery_object(found: DeliveryCounts) -> dict[str, Any]:
    values = asdict(found)
    return {"delivery": values.pop("number"), **values}


def _delivery_lines(found: Sequence[DeliveryCounts], translate: Translate) -> tuple[str, ...]:
    if not found:
        return (translate(N_("No delivery was recorded yet.")),)
    headings = (
        N_("Number"), N_("Delivered by"), N_("Letter"), N_("Came on"), N_("In the list"),
        N_("There"), N_("In no list"), N_("Somebody's"), N_("Handed over"), N_("Kept at"),
    )  # fmt: skip
    rows = [
        (
            str(each.number),
            each.sender,
            " ".join(filter(None, (each.letter, _day(each.letter_on)))),
            _day(each.arrived_on),
            *map(str, (each.listed, each.found, each.unlisted, each.assigned, each.handed_over)),
            each.kept_at or "",
        )
        for each in found
    ]
    return table([translate(words) for words in headings], rows)


def _status_lines(
    status: DeliveryStatus, items: Sequence[Item], translate: Translate
) -> tuple[str, ...]:
    _ = translate
    lines = [*_delivery_lines([status.delivery], _), ""]
    headings = (N_("Serial"), N_("Box"), N_("Found on"), N_("Subscriber"), N_("Unit"), N_("State"),
                N_("Remark"))  # fmt: skip
    rows = [
        (
            each.serial,
            each.found_box or each.box or "",
            _day(each.found_on) or _(N_("not there")),
            each.subscriber or "",
            each.unit or "",
            _(CUSTODY_LABELS[each.custody]) if each.custody else "",
            _remark(each, _),
        )
        for each in items
    ]
    lines += table([_(words) for words in headings], rows)
    if status.counts:
        counted = (N_("Box"), N_("Counted on"), N_("By"), N_("Expected"), N_("Seen"),
                   N_("Missing"), N_("Too many"))  # fmt: skip
        found = [
            (
                each.box,
                _day(each.counted_on),
                each.counted_by or "",
                str(each.expected),
                str(each.seen),
                " ".join(each.missing),
                " ".join(each.extra),
            )
            for each in status.counts
        ]
        lines += ["", *table([_(words) for words in counted], found)]
    return tuple(lines)


def _remark(item: Item, translate: Translate) -> str:
    """Return the list's remark, and what became of the device where another took its place."""
    parts = [item.note] if item.note else []
    if item.aside is not None:
        parts.append(token_shown.set_aside(item.aside, translate))
    return "; ".join(parts)


def _day(day: str | None) -> str:
    return shown_date(day) if day else ""
