"""Deliveries: recorded, listed, read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.cells import shown_date
from desktop.domain.folding import fold
from desktop.domain.problems import refuse
from desktop.models import stock_reader
from desktop.models.register_rows import all_rows
from desktop.models.tables import delivery
from desktop.services.endpoint_rows import written
from desktop.services.session import Session
from desktop.services.stock.command import (
    AddDelivery,
    DeliveryAdded,
    DeliveryCounts,
    DeliveryStatus,
    ListDeliveries,
    ReadDelivery,
)


def add_delivery(session: Session, command: AddDelivery) -> DeliveryAdded:
    """Record a delivery in one run.

    Raises `Refusal`: `delivery.sender_missing`, `delivery.day_to_come`, `delivery.letter_taken`
    (the same letter of the same sender), `text.too_long`.
    """
    sender, letter = written(command.sender, 200), written(command.letter or "", 200)
    if sender is None:
        raise refuse("delivery.sender_missing")
    today = session.surroundings.today()
    for day in (command.letter_on, command.arrived_on):
        if day is not None and day > today:
            raise refuse("delivery.day_to_come", day=shown_date(day))
    with session.unit_of_work(command) as work:
        for known in all_rows(work.connection, delivery):
            same = letter is not None and _key(known.sender, known.letter) == _key(sender, letter)
            # A number comes again every year; without both days it is taken for the same letter.
            days = {command.letter_on, known.letter_on} - {None}
            if same and len(days) < 2:
                raise refuse(
                    "delivery.letter_taken", letter=letter, sender=sender, number=known.number
                )
        number = stock_reader.last_number(work.connection) + 1
        row = {
            "uid": work.new_uid(),
            "number": number,
            "sender": sender,
            "letter": letter,
            "letter_on": command.letter_on,
            "arrived_on": command.arrived_on,
            "boxes": command.boxes,
            "kept_at": written(command.kept_at or "", 200),
            "note": written(command.note or ""),
        }
        work.insert(delivery, [row])
    if work.run is None:
        raise AssertionError("a delivery is always a change")
    return DeliveryAdded(number, work.run.number)


def list_deliveries(session: Session, command: ListDeliveries) -> tuple[DeliveryCounts, ...]:
    """Return all deliveries, the last first."""
    with session.reading(command) as connection:
        return stock_reader.deliveries(connection)


def read_delivery(session: Session, command: ReadDelivery) -> DeliveryStatus:
    """Return a delivery. Raises the refusal `delivery.unknown`."""
    today = session.surroundings.today()
    with session.reading(command) as connection:
        row = known_delivery(connection, command.number)
        (counts,) = stock_reader.deliveries(connection, command.number)
        return DeliveryStatus(
            counts,
            stock_reader.items(connection, row.uid, today),
            stock_reader.counts(connection, row.uid),
        )


def known_delivery(connection: Connection, number: int) -> Row[Any]:
    """Return the row of a delivery. Raises the refusal `delivery.unknown`."""
    found = stock_reader.delivery_of(connection, number)
    if found is None:
        raise refuse("delivery.unknown", number=number)
    return found


def _key(sender: str, letter: str | None) -> tuple[str, str]:
    return fold(sender), "".join(fold(letter or "").split())
