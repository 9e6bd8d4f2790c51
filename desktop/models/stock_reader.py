"""Reads deliveries: what is in them, what of it is there, and whose it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from desktop.models.many import among, plain_rows
from desktop.models.tables import box_count, delivery, delivery_item, token, unit_version
from desktop.models.token_history import SetAside, set_aside
from desktop.models.unit_reader import in_force


@dataclass(frozen=True)
class DeliveryCounts:
    """A delivery with how many devices its list has, how many are there (of these `unlisted` in no
    list), how many are somebody's, and how many were handed over. Days are ISO."""

    uid: str
    number: int
    sender: str
    letter: str | None
    letter_on: str | None
    arrived_on: str | None
    boxes: int | None
    kept_at: str | None
    note: str | None
    listed: int
    found: int
    unlisted: int
    assigned: int
    handed_over: int

    @property
    def outstanding(self) -> int:
        """How many of the list are not there."""
        return self.listed - (self.found - self.unlisted)


@dataclass(frozen=True)
class Item:
    """A device of a delivery; `subscriber`, `unit` (its name) and `custody` are of the token with
    its serial, None where it is nobody's yet. `aside` says when it was swapped for another."""

    uid: str
    serial: str
    model: str | None
    listed: bool
    box: str | None
    found_on: str | None
    found_box: str | None
    note: str | None
    token: str | None
    subscriber: str | None
    unit: str | None
    custody: str | None
    aside: SetAside | None = None


@dataclass(frozen=True)
class BoxCount:
    """A count of a box: when and by whom, and the serials that were missing or too many."""

    box: str
    counted_on: str
    counted_by: str | None
    expected: int
    seen: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]


def last_number(connection: Connection) -> int:
    """Return the number of the last delivery, 0 before the first."""
    return connection.execute(select(func.max(delivery.c.number))).scalar() or 0


def delivery_of(connection: Connection, number: int) -> Row[Any] | None:
    """Return the row of a delivery, or None."""
    return connection.execute(select(delivery).where(delivery.c.number == number)).first()


def deliveries(connection: Connection, number: int | None = None) -> tuple[DeliveryCounts, ...]:
    """Return every delivery, the last first; or the one of that number alone."""
    d, i, t = delivery.c, delivery_item.c, token.c
    statement = (
        select(
            d.uid, d.number, d.sender, d.letter, d.letter_on, d.arrived_on, d.boxes, d.kept_at,
            d.note,
            func.count(i.uid).filter(i.listed == 1), func.count(i.found_on),
            func.count(i.found_on).filter(i.listed == 0), func.count(t.uid),
            func.count(t.uid).filter(t.custody == "handed_over"),
        )
        .select_from(delivery)
        .outerjoin(delivery_item, i.delivery == d.uid)
        .outerjoin(token, t.serial == i.serial)
        .group_by(d.uid)
        .order_by(d.number.desc())
    )  # fmt: skip
    if number is not None:
        statement = statement.where(d.number == number)
    return tuple(DeliveryCounts(*row) for row in plain_rows(connection, statement))


def items(connection: Connection, delivery_uid: str, at: str) -> tuple[Item, ...]:
    """Return the devices of a delivery by box and serial; units as they are called on `at`."""
    i, t, v = delivery_item.c, token.c, unit_version.c
    statement = (
        select(
            i.uid, i.serial, i.model, i.listed, i.box, i.found_on, i.found_box, i.note,
            t.uid, t.subscriber, v.name, t.custody,
        )
        .select_from(delivery_item)
        .outerjoin(token, t.serial == i.serial)
        .outerjoin(unit_version, and_(v.unit == t.unit, in_force(unit_version, at)))
        .where(i.delivery == delivery_uid)
        .order_by(func.coalesce(i.found_box, i.box), i.serial)
    )  # fmt: skip
    found = list(plain_rows(connection, statement))
    aside = set_aside(connection, [serial for _, serial, *_ in found])
    return tuple(
        _with_aside(Item(uid, serial, model, bool(listed), *rest), aside)
        for uid, serial, model, listed, *rest in found
    )


def _with_aside(item: Item, aside: Mapping[str, SetAside]) -> Item:
    """Say of a device that it was swapped for another, where it did not come back since."""
    found = aside.get(item.serial)
    return item if found is None or found.token == item.token else replace(item, aside=found)


def counts(connection: Connection, delivery_uid: str) -> tuple[BoxCount, ...]:
    """Return the counts of a delivery's boxes, the last recorded first."""
    c = box_count.c
    statement = select(
        c.box, c.counted_on, c.counted_by, c.expected, c.seen, c.missing, c.extra
    ).where(c.delivery == delivery_uid)
    rows = plain_rows(connection, statement.order_by(c.counted_on.desc(), c.box, c.uid))
    return tuple(
        BoxCount(box, on, by, expected, seen, tuple(missing.split()), tuple(extra.split()))
        for box, on, by, expected, seen, missing, extra in rows
    )


def holders(connection: Connection, serials: Collection[str]) -> dict[str, tuple[int, str, bool]]:
    """Return by serial which delivery has it: its number, the item's uid, and whether it is in the
    list. Where several have it, the first."""
    i, d = delivery_item.c, delivery.c
    statement = (
        select(i.serial, d.number, i.uid, i.listed)
        .join(delivery, d.uid == i.delivery)
        .where(among(i.serial, serials))
        .order_by(d.number.desc())
    )
    return {
        serial: (number, uid, bool(listed))
        for serial, number, uid, listed in plain_rows(connection, statement)
    }


def known_serials(connection: Connection) -> list[str]:
    """Return the serial of every device of a delivery or of the registers."""
    registered = select(token.c.serial).where(token.c.serial.is_not(None))
    serials = [serial for (serial,) in plain_rows(connection, registered)]
    return [*all_serials(connection), *serials]


def all_serials(connection: Connection) -> list[str]:
    """Return the serial of every device of a delivery."""
    return [serial for (serial,) in plain_rows(connection, select(delivery_item.c.serial))]
