"""Tells in words what reorganisations did to one unit, each event once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.domain.folding import collation_key
from desktop.domain.reorganisation import PASSING_ON, EventKind
from desktop.domain.texts import N_, Text
from desktop.models import event_reader
from desktop.models.event_reader import EventOf
from desktop.models.passing_reader import Standings

# A unit ends by these without going anywhere, or is there again.
_ALONE = {
    EventKind.DISSOLVE: N_("dissolved"),
    EventKind.RESTORE: N_("restored"),
}


@dataclass(frozen=True)
class Happening:
    """Something that happened to a unit: from which day, and what in words."""

    day: str
    words: Text


@dataclass(frozen=True)
class EventsTold:
    """What the events did to a unit, oldest first. On the days `ended` it ended by one of them;
    the bases of `based` (day, basis) are said with them already."""

    happenings: tuple[Happening, ...]
    ended: frozenset[str]
    based: frozenset[tuple[str, str]]


def events_told(connection: Connection, unit: str) -> EventsTold:
    """Tell what a unit came of and what became of it, others by their names of that day."""
    events = event_reader.events_of(connection, unit)
    known = Standings(connection, {uid for each in events for uid in (*each.before, *each.after)})
    happenings: list[Happening] = []
    based: set[tuple[str, str]] = set()
    for found in events:
        if _is_said_by_another(found, unit, events):
            continue
        for words in _words(found, unit, known):
            if found.basis is not None:
                words = Text(N_("{what} (by {basis})"), {"what": words, "basis": found.basis})
                based.add((found.day, found.basis))
            happenings.append(Happening(found.day, words))
    ended = {
        found.day
        for found in events
        if unit in found.before and unit not in found.after and unit not in found.part
        and (found.kind in PASSING_ON or found.kind in _ALONE)
    }  # fmt: skip
    return EventsTold(tuple(happenings), frozenset(ended), frozenset(based))


def _is_said_by_another(found: EventOf, unit: str, events: Sequence[EventOf]) -> bool:
    """Say whether another event of the day tells the same of this unit.

    A split is told by the unit that is split, and by the new one together with what else it is
    made of.
    """
    same_day = [other for other in events if other.day == found.day and other is not found]
    if found.kind == EventKind.SPLIT:
        return unit in found.after and any(
            unit in other.after and set(found.before) <= set(other.before)
            for other in same_day
            if other.kind != EventKind.SPLIT
        )
    return unit in found.part and any(
        unit in other.before and set(found.after) <= set(other.after)
        for other in same_day
        if other.kind == EventKind.SPLIT
    )


def _words(found: EventOf, unit: str, known: Standings) -> Iterator[Text]:
    if found.kind in _ALONE:
        yield Text(_ALONE[EventKind(found.kind)])
    if found.kind not in PASSING_ON:
        return
    message, uids = _passing_on(found, unit)
    if not uids:
        return
    old = frozenset(found.before)
    in_part = found.part if unit in found.after and found.kind != EventKind.SPLIT else frozenset()
    named = [
        (uid in in_part, known.before(uid, found.day) if uid in old else known.on(uid, found.day))
        for uid in uids
    ]
    # Whole units first, each by its name.
    named.sort(key=lambda each: (each[0], collation_key(each[1].name), each[1].uid))
    shown = [
        Text(N_("a part of {unit}"), {"unit": one.name}) if part else one.name
        for part, one in named
    ]
    yield Text(message, {"units": _joined(shown)})


def _joined(names: Sequence[Text | str]) -> Text | str:
    """Put names beside each other, whatever language they are told in."""
    message = ", ".join(f"{{n{number}}}" for number in range(len(names)))
    return Text(message, {f"n{number}": name for number, name in enumerate(names)})


def _passing_on(found: EventOf, unit: str) -> tuple[str, list[str]]:
    """Return the words for an event as this unit saw it, and the others in it."""
    before = [uid for uid in found.before if uid != unit]
    after = [uid for uid in found.after if uid != unit]
    if unit in found.before and unit not in found.after:
        if found.kind == "split":
            return N_("split into {units}"), after
        if unit in found.part:
            return N_("a part goes to {units}"), after
        return N_("merged into {units}"), after
    if found.kind == "split":
        return N_("split off from {units}") if before else N_("{units} split off"), before or after
    if found.kind == "transfer":
        return N_("takes over {units}"), before
    return N_("merged from {units}"), before
