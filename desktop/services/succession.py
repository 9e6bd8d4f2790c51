"""Who came of whom: the units that follow an old one in the end, and those a new one came of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.reorganisation import Edge
from desktop.models import event_reader
from desktop.services.session import Session
from desktop.services.unit_codes import title_of


@dataclass(frozen=True)
class ReadSuccession(Command):
    """Ask who follows `unit` on the day `as_of` (today where None), and whom it came of."""

    name: ClassVar[str] = "unit.succession"
    unit: str
    as_of: str | None = None


@dataclass(frozen=True)
class Relative:
    """A unit at the end of a chain of events: its uid, as people know it, whole or in part.

    `day` is that of the last event of the chain.
    """

    uid: str
    title: str
    day: str
    whole: bool


@dataclass(frozen=True)
class Succession:
    """Final successors and first predecessors, each once, in the order of their events."""

    successors: tuple[Relative, ...]
    predecessors: tuple[Relative, ...]


def read_succession(session: Session, command: ReadSuccession) -> Succession:
    """Follow the events from a unit forward and backward, through as many as there are."""
    day = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        backward = _ends(
            command.unit, lambda uid: event_reader.edges_to(connection, uid, day), ahead=False
        )
        return Succession(
            successors(connection, command.unit, day), _told(connection, backward, day)
        )


def successors(connection: Connection, unit: str, day: str) -> tuple[Relative, ...]:
    """Return who follows a unit in the end, through all events up to `day`."""
    forward = _ends(unit, lambda uid: event_reader.edges_from(connection, uid, day), ahead=True)
    return _told(connection, forward, day)


def later_successors(connection: Connection, unit: str, day: str) -> tuple[Relative, ...]:
    """Return those who follow a unit in the end, where they are others than its own event named:
    nobody where all of these stand yet."""
    found = successors(connection, unit, day)
    direct = {edge.after for edge in event_reader.edges_from(connection, unit, day)}
    return found if {relative.uid for relative in found} - direct else ()


def _ends(
    unit: str, step: Callable[[str], Iterator[Edge]], *, ahead: bool
) -> dict[str, tuple[str, bool]]:
    """Walk along the edges; return where they end, with the last day and whether all went whole.

    A later edge only counts where it follows in time: forward not before, backward not after.
    """
    ends: dict[str, tuple[str, bool]] = {}
    waiting: list[tuple[str, str | None, bool]] = [(unit, None, True)]
    seen = {unit}
    while waiting:
        here, day, whole = waiting.pop(0)
        edges = [edge for edge in step(here) if day is None or _follows(edge.day, day, ahead=ahead)]
        if not edges and day is not None:
            ends[here] = (day, whole)
        for edge in edges:
            other = edge.after if ahead else edge.before
            if other not in seen:
                seen.add(other)
                waiting.append((other, edge.day, whole and edge.whole))
    return ends


def _follows(edge: str, day: str, *, ahead: bool) -> bool:
    return edge > day if ahead else edge < day


def _told(
    connection: Connection, ends: dict[str, tuple[str, bool]], day: str
) -> tuple[Relative, ...]:
    found = [
        Relative(uid, title_of(connection, uid, day), since, whole)
        for uid, (since, whole) in ends.items()
    ]
    return tuple(sorted(found, key=lambda relative: (relative.day, relative.title)))
