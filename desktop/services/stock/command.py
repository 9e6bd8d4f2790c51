"""The commands of deliveries, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.models.stock_reader import BoxCount, DeliveryCounts, Item

__all__ = ["BoxCount", "DeliveryCounts", "Item"]


@dataclass(frozen=True)
class AddDelivery(Command):
    """Record a delivery from `sender`, with the letter of that number and day (ISO).

    `arrived_on` is the day it came, None while it is only announced.
    """

    name: ClassVar[str] = "delivery.add"
    sender: str = field(repr=False)
    letter: str | None = None
    letter_on: str | None = None
    arrived_on: str | None = None
    boxes: int | None = None
    kept_at: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class DeliveryAdded:
    """The number that the delivery got, and the run."""

    number: int
    run: int


@dataclass(frozen=True)
class ImportList(Command):
    """Import the issuer's list of what is in the delivery `number`.

    `mapping` gives headings their field by hand; `box` is that of rows without one.
    """

    name: ClassVar[str] = "delivery.list"
    number: int
    file: Path
    mapping: Mapping[str, str] = field(default_factory=dict)
    box: str | None = None
    dry_run: bool = False
    skip_bad: bool = False


@dataclass(frozen=True)
class ListDeliveries(Command):
    """Ask for all deliveries, the last first."""

    name: ClassVar[str] = "delivery.all"


@dataclass(frozen=True)
class ReadDelivery(Command):
    """Ask for the delivery `number` with its devices, by box and serial, and the counts."""

    name: ClassVar[str] = "delivery.read"
    number: int


@dataclass(frozen=True)
class DeliveryStatus:
    """A delivery with its devices and the counts of its boxes, the last first."""

    delivery: DeliveryCounts
    items: tuple[Item, ...]
    counts: tuple[BoxCount, ...]
