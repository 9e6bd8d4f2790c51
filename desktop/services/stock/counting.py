"""Counting a box (kiểm đếm hộp): what is in it, held against what should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.problems import Problem, Severity, refuse
from desktop.domain.stock import Differences, Serials, box_called, differences, same_box
from desktop.models import stock_reader
from desktop.models.stock_reader import Item
from desktop.models.tables import box_count
from desktop.services.endpoint_rows import written
from desktop.services.session import Session
from desktop.services.stock.deliveries import known_delivery
from desktop.services.stock.lines import Told, read_seen
from desktop.services.stock.receiving import named

# Where a device that is nobody's yet, or is in one of these, still lies in its box.
_IN_STOCK = (None, "requested", "stock", "transit", "returned")


@dataclass(frozen=True)
class CountBox(Command):
    """Count the box `box` of the delivery `number` on the day `on` (ISO): `seen` was in it.

    `counted_by` is who counted; None: who records it.
    """

    name: ClassVar[str] = "delivery.count"
    number: int
    box: str
    on: str
    seen: tuple[Told, ...] = field(default=(), repr=False)
    counted_by: str | None = field(default=None, repr=False)
    dry_run: bool = False


@dataclass(frozen=True)
class Counted:
    """How many should have been there and how many were, how they differ, and the run (None: it
    was not recorded)."""

    expected: int
    seen: int
    differences: Differences
    run: int | None
    problems: tuple[Problem, ...]

    @property
    def accepted(self) -> bool:
        """Say whether everything that was seen could be read."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def count_box(session: Session, command: CountBox) -> Counted:
    """Record a count in one run; nothing where a line is no serial.

    Raises `Refusal`: `delivery.unknown`, `delivery.box_unknown`, `delivery.day_to_come`,
    `text.too_long`.
    """
    today = session.surroundings.today()
    if command.on > today:
        raise refuse("delivery.day_to_come", day=shown_date(command.on))
    with session.reading(command) as connection:
        row = known_delivery(connection, command.number)
        items = stock_reader.items(connection, row.uid, today)
        expected = _expected(items, command)
        known = Serials(each.serial for each in items)
        read = read_seen(command.seen, known, command.box)
        found = differences({each.serial: None for each in expected}, read.seen)
        said = map(read.placed, _say(connection, command, items, found))
        problems = [*read.problems, *said]
    wrong = any(problem.severity is Severity.ERROR for problem in problems)
    run = None
    count = len(found.found) + len(found.extra)
    if not command.dry_run and not wrong:
        with session.unit_of_work(command) as work:
            values = {
                "uid": work.new_uid(),
                "delivery": row.uid,
                "box": command.box,
                "counted_on": command.on,
                "counted_by": written(command.counted_by or "", 200) or session.actor.label,
                "expected": len(expected),
                "seen": count,
                "missing": " ".join(found.missing),
                "extra": " ".join(each.serial for each in found.extra),
            }
            work.insert(box_count, [values])
        run = work.run.number if work.run is not None else None
    return Counted(len(expected), count, found, run, tuple(problems))


def _expected(items: tuple[Item, ...], command: CountBox) -> list[Item]:
    """Return what should be in the box: what was found in it, before that what its list says."""
    inside = [each for each in items if same_box(each.found_box or each.box, command.box)]
    if not inside:
        raise refuse("delivery.box_unknown", box=command.box, number=command.number)
    there = [each for each in inside if each.found_on is not None]
    return [each for each in there or inside if each.custody in _IN_STOCK]


def _say(
    connection: Connection, command: CountBox, items: tuple[Item, ...], found: Differences
) -> Iterator[Problem]:
    for serial, count in found.twice.items():
        yield _warning("delivery.seen_twice", serial=serial, count=count)
    if found.missing:
        told = {"count": len(found.missing), "serials": named(found.missing)}
        yield _warning("delivery.count_missing", box=box_called(command.box), **told)
    ours = {each.serial: each for each in items}
    others = stock_reader.holders(connection, {each.serial for each in found.extra})
    for each in found.extra:
        item = ours.get(each.serial)
        if item is not None and item.custody not in _IN_STOCK:
            yield _warning("delivery.in_use", serial=each.serial, subscriber=item.subscriber or "—")
        elif item is not None:
            box = item.found_box or item.box or "—"
            yield _warning("delivery.count_other_box", serial=each.serial, box=box_called(box))
        elif each.serial in others:
            values = {"serial": each.serial, "number": others[each.serial][0]}
            yield _warning("delivery.of_other", **values)
        else:
            yield _warning("delivery.count_unknown", serial=each.serial)


def _warning(code: str, **values: object) -> Problem:
    return Problem(code, values, Severity.WARNING)
