"""Backwards from a person or a device: what they receive and send, and what breaks without them.

Asked of `desktop.domain.routing`, of the same facts with and without the one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain import route_steps, routing
from desktop.domain.actors import Command
from desktop.domain.levels import DIRECTION_LABELS, ENVIRONMENT_LABELS, LEVEL_LABELS
from desktop.domain.problems import refuse
from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import Step
from desktop.domain.routing import CELLS, Cell, Fate
from desktop.domain.texts import N_, Text
from desktop.models import routing_reader
from desktop.models.breaking_reader import units_of_person, units_of_token
from desktop.services.document_words import worded
from desktop.services.routing import role_labels
from desktop.services.session import Session


@dataclass(frozen=True)
class WhatBreaks(Command):
    """Ask what goes by the person or the device of these uids on the day `as_of` (today), and what
    would break if the person were away, or the device's certificates revoked. One of the two."""

    name: ClassVar[str] = "route.backwards"
    person: str | None = None
    token: str | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Dependence:
    """A unit of which the one takes or sends documents: in which cells with others or alone.

    In the cells `breaks` nothing goes any more without the one; `step` is the link that then
    fails first, None where nothing breaks. Cells of `goes` include those of `breaks`.
    """

    uid: str
    unit: str
    code: str | None
    goes: tuple[Cell, ...]
    breaks: tuple[Cell, ...]
    step: Step | None


def what_breaks(session: Session, command: WhatBreaks) -> tuple[Dependence, ...]:
    """Return the units that the one serves, those where something breaks first.

    Raises `Refusal` `person.unknown` where neither is named.
    """
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        found = list(_dependences(connection, command, at))
    return tuple(
        sorted(found, key=lambda each: (not each.breaks, each.code or "~", each.unit, each.uid))
    )


def _dependences(connection: Connection, command: WhatBreaks, at: str) -> Iterator[Dependence]:
    if command.person is not None:
        units = units_of_person(connection, command.person, at)
    elif command.token is not None:
        units = units_of_token(connection, command.token, at)
    else:
        raise refuse("person.unknown")
    for uid in units:
        for facts in routing_reader.read_units(connection, at, role_labels(), uid):
            if command.person is not None:
                without, alone = _away(facts, command.person), _only(facts, command.person)
            else:
                (without,) = routing_reader.read_units(
                    connection, at, role_labels(), uid, without=command.token
                )
                alone = facts
            goes, breaks = _cells(facts, without, alone)
            if command.token is not None:
                # What goes without a certificate does not go by this one.
                goes = breaks
            if goes:
                yield _dependence(facts, without, goes, breaks, at)


def _cells(
    facts: UnitFacts, without: UnitFacts, alone: UnitFacts
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    fates = zip(
        CELLS,
        routing.all_fates(facts),
        routing.all_fates(without),
        routing.all_fates(alone),
        strict=True,
    )
    goes: list[Cell] = []
    breaks: list[Cell] = []
    for cell, now, then, by_one in fates:
        if now is Fate.COVERED and by_one is Fate.COVERED:
            goes.append(cell)
        if now is Fate.COVERED and then is Fate.UNCOVERED:
            breaks.append(cell)
    return tuple(goes), tuple(breaks)


def _dependence(
    facts: UnitFacts,
    without: UnitFacts,
    goes: tuple[Cell, ...],
    breaks: tuple[Cell, ...],
    at: str,
) -> Dependence:
    step = None
    if breaks:
        cell = breaks[0]
        step = route_steps.first_failure(without, cell.level, cell.environment, at, cell.direction)
        step = None if step is None else worded(without, step)
    code = route_steps.present_code(facts)
    return Dependence(facts.uid, facts.name, code, goes, breaks, step)


def _away(unit: UnitFacts, person: str) -> UnitFacts:
    """Return the unit without the person; who stands in stays bound to the holder's level."""
    return _with_people(unit, lambda uid: uid != person)


def _only(unit: UnitFacts, person: str) -> UnitFacts:
    return _with_people(unit, lambda uid: uid == person)


def _with_people(unit: UnitFacts, keeps: Callable[[str], bool]) -> UnitFacts:
    endpoints = [
        endpoint._replace(people=tuple(each for each in endpoint.people if keeps(each.uid)))
        for endpoint in unit.endpoints
    ]
    return unit._replace(endpoints=endpoints)


def cells_told(cells: tuple[Cell, ...]) -> Iterator[Text]:
    """Say cells in words, one direction and network after the other, with their levels."""
    for (direction, environment), group in groupby(cells, key=lambda cell: cell[:2]):
        levels = [Text(LEVEL_LABELS[cell.level]) for cell in group]
        values = {
            "direction": Text(DIRECTION_LABELS[direction]),
            "environment": Text(ENVIRONMENT_LABELS[environment]),
            "first": levels[0],
            "last": levels[-1],
        }
        if len(levels) == 1:
            yield Text(N_("{direction}, {environment}: {first}"), values)
        else:
            yield Text(N_("{direction}, {environment}: {first} to {last}"), values)
