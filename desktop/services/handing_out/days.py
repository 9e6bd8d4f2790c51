"""Handing-out days: begun with the list of who is to come, and read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.cells import CellFault, read_serial
from desktop.domain.folding import collation_key
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.stock import Serials
from desktop.models import handout_reader, stock_reader, token_keys
from desktop.models.handout_reader import Line
from desktop.models.tables import handout, handout_line
from desktop.services.endpoint_rows import written
from desktop.services.handing_out.command import (
    DayCounts,
    DayStarted,
    DayStatus,
    FindDevice,
    ListDays,
    ReadDay,
    StartDay,
)
from desktop.services.lists import find_unit
from desktop.services.session import Session
from desktop.services.stock.deliveries import known_delivery


def start_day(session: Session, command: StartDay) -> DayStarted:
    """Begin a day in one run: its list is by the units' codes and the names of subscribers.

    Raises `Refusal`: `handout.nobody_waits`, `delivery.unknown`, `unit.code_unknown`,
    `unit.code_clash`, `text.too_long`.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        under = command.unit
        if command.under is not None:
            under = find_unit(work.connection, command.under, today)
        if command.delivery is not None:
            known_delivery(work.connection, command.delivery)
        found = handout_reader.coming(work.connection, today, under, command.delivery)
        if not found:
            raise refuse("handout.nobody_waits")
        number = handout_reader.last_number(work.connection) + 1
        uid = work.new_uid()
        day = {
            "uid": uid,
            "number": number,
            "held_on": command.held_on,
            "place": written(command.place or "", 200),
        }
        work.insert(handout, [day])
        fresh = zip(work.new_uids(len(found)), sorted(found, key=_place), strict=True)
        work.insert(
            handout_line,
            [
                {"uid": of_line, "handout": uid, "number": place, "token": line.token}
                for place, (of_line, line) in enumerate(fresh, start=1)
            ],
        )
    if work.run is None:
        raise AssertionError("a day is always a change")
    return DayStarted(number, len(found), work.run.number)


def list_days(session: Session, command: ListDays) -> tuple[DayCounts, ...]:
    """Return all days, the last first."""
    with session.reading(command) as connection:
        return handout_reader.days(connection)


def read_day(session: Session, command: ReadDay) -> DayStatus:
    """Return a day with its devices. Raises `Refusal`: `handout.no_day`, `handout.no_day_yet`."""
    today = session.surroundings.today()
    with session.reading(command) as connection:
        row = known_day(connection, command.number)
        lines = handout_reader.lines(connection, row.uid, today)
    return DayStatus(row.uid, row.number, row.held_on, row.place, lines)


def find_device(session: Session, command: FindDevice) -> Line:
    """Return the device with this serial, in the day's list or not.

    Raises `Refusal`: what `read_serial` says of the serial, `handout.nobodys` (it came with a
    delivery and is nobody's yet), `handout.serial_unknown`, `handout.no_day`.
    """
    try:
        serial = read_serial(command.serial)
    except CellFault as fault:
        raise Refusal(Problem(fault.code, fault.values)) from None
    today = session.surroundings.today()
    with session.reading(command) as connection:
        row = known_day(connection, command.number)
        listed = {line.serial: line for line in handout_reader.lines(connection, row.uid, today)}
        known = Serials(listed).find(serial)
        if known is not None:
            return listed[known]
        delivered = Serials(stock_reader.all_serials(connection)).find(serial) or serial
        tokens = token_keys.tokens_with(connection, [serial, delivered])
        if tokens:
            return handout_reader.guests(connection, list(tokens.values()), today)[0]
        if stock_reader.holders(connection, [delivered]):
            raise refuse("handout.nobodys", serial=delivered)
    raise refuse("handout.serial_unknown", serial=serial)


def known_day(connection: Connection, number: int | None) -> Row[Any]:
    """Return the row of a day, the last one where `number` is None.

    Raises `Refusal`: `handout.no_day`, `handout.no_day_yet`.
    """
    last = handout_reader.last_number(connection)
    if not last:
        raise refuse("handout.no_day_yet")
    found = handout_reader.day_of(connection, last if number is None else number)
    if found is None:
        raise refuse("handout.no_day", number=number)
    return found


def _place(line: Line) -> tuple[bool, str, object, object, str]:
    name = collation_key(line.subscriber)
    return line.code is None, line.code or "", collation_key(line.unit), name, line.serial
