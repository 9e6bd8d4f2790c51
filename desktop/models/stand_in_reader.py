"""Reads the stand-ins that go on where nobody holds their endpoint any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, and_, exists, func, or_, select

from desktop.domain.periods import first_bare_day
from desktop.domain.stand_in_checks import LoneStandIn
from desktop.models.many import among
from desktop.models.tables import endpoint, holding, person, stand_in, unit_version
from desktop.models.unit_reader import in_force, known_as


def lone_stand_ins(
    connection: Connection, at: str, role_labels: Mapping[str, str]
) -> Iterator[LoneStandIn]:
    """Yield the standings-in of active endpoints that reach, on the day `at` or later, into days
    on which nobody holds the endpoint that somebody held before."""
    e, s, h, v = endpoint.c, stand_in.c, holding.c, unit_version.c
    begins = func.max(s.from_date, at)
    held_on = exists().where(h.endpoint == e.uid, h.from_date <= begins, h.to_date.is_(None))
    held_before = exists().where(h.endpoint == e.uid, h.to_date.is_not(None))
    statement = (
        select(
            e.unit, v.name, known_as(e.unit, at), e.uid, e.role, e.account,
            person.c.name, begins, s.to_date, e.to_date,
        )
        .select_from(stand_in)
        .join(endpoint, e.uid == s.endpoint)
        .join(person, person.c.uid == s.person)
        .join(unit_version, and_(v.unit == e.unit, in_force(unit_version, at)))
        .where(e.state == "active", or_(s.to_date.is_(None), s.to_date > at))
        .where(held_before, ~held_on)
        .order_by(s.uid)
    )  # fmt: skip
    rows = connection.execute(statement).all()
    periods: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    held = select(h.endpoint, h.from_date, h.to_date).where(among(h.endpoint, [r[3] for r in rows]))
    for uid, since, until in connection.execute(held):
        periods[uid].append((since, until))
    for unit, name, code, uid, role, account, who, since, until, closes in rows:
        last = min((day for day in (until, closes) if day is not None), default=None)
        bare = first_bare_day(since, last, periods[uid])
        # What nobody has held yet is told as an endpoint without a person.
        if bare is not None and min(begun for begun, _ in periods[uid]) < bare:
            label = role_labels.get(role, role)
            words = f"{label} ({account})" if account else label
            known = None if code == unit else code
            gone = max(end for _, end in periods[uid] if end is not None and end <= bare)
            yield LoneStandIn(unit, name, known, uid, words, who, gone)
