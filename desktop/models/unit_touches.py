"""Counts what hangs on units: whom else a change of them or of their codes concerns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from desktop.domain.code_states import PLANNED
from desktop.models.many import among
from desktop.models.tables import (
    channel,
    code_state,
    endpoint,
    exemption,
    holding,
    identifier_code,
    line,
    stand_in,
    token,
    unit_profile,
    unit_version,
)
from desktop.models.unit_reader import in_force


class Touched(NamedTuple):
    """What hangs on units on a day.

    `people` hold or stand in at one of the `endpoints`; `children` stand right below one of the
    units; `codes_below` belong to others and continue one of their codes; `told` are their codes
    that a system knows of; `channels` and `lines` (BML) are those recorded for them,
    `terms` their profiles and exemptions.
    """

    endpoints: int = 0
    people: int = 0
    tokens: int = 0
    children: int = 0
    codes_below: int = 0
    told: int = 0
    channels: int = 0
    lines: int = 0
    terms: int = 0


def touched(connection: Connection, units: Collection[str], day: str) -> Touched:
    """Count what hangs on `units` on `day`."""
    e, t, v, c = endpoint, token, unit_version, identifier_code
    below = identifier_code.alias("below")
    continues = and_(
        below.c.scheme == c.c.scheme,
        below.c.value > c.c.value + ".",
        below.c.value < c.c.value + ".~",
        ~among(below.c.unit, units),
    )
    known = exists().where(code_state.c.code == c.c.uid, code_state.c.state != PLANNED)
    people = [
        select(table.c.person)
        .join_from(table, e, e.c.uid == table.c.endpoint)
        .where(among(e.c.unit, units), in_force(e, day), in_force(table, day))
        for table in (holding, stand_in)
    ]
    counted: list[Select[Any]] = [
        select(func.count()).where(among(e.c.unit, units), in_force(e, day)),
        select(func.count()).select_from(people[0].union(people[1]).subquery()),
        select(func.count()).where(among(t.c.unit, units)),
        select(func.count()).where(among(v.c.parent, units), in_force(v, day)),
        select(func.count(below.c.uid.distinct()))
        .join_from(c, below, continues)
        .where(among(c.c.unit, units), in_force(c, day), in_force(below, day)),
        select(func.count()).where(
            among(c.c.unit, units), in_force(c, day), or_(c.c.state != PLANNED, known)
        ),
        *(
            select(func.count()).where(among(table.c.unit, units), in_force(table, day))
            for table in (channel, line, unit_profile, exemption)
        ),
    ]
    found = [int(connection.execute(statement).scalar_one()) for statement in counted]
    # The last two are one.
    told = [*found[:-2], sum(found[-2:])]
    return Touched(*told)
