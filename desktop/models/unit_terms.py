"""Reads what a unit is used for, what it may be without, and how far its line has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop.domain.lines import CARRYING, LineStage
from desktop.domain.periods import holds
from desktop.models.tables import exemption, line, unit_profile


@dataclass(frozen=True)
class StageHeld:
    """A stage of a unit's line over a period, which is empty where the next came the same day."""

    uid: str
    stage: str
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class ProfileHeld:
    """A profile of a unit over a period."""

    uid: str
    profile: str
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class ExemptionHeld:
    """An exemption of a unit over a period; `environment` and `direction` None are both."""

    uid: str
    environment: str | None
    direction: str | None
    level: int
    decision: str
    from_date: str
    to_date: str


@dataclass(frozen=True)
class UnitTerms:
    """All of them of one unit, of all time, oldest first."""

    stages: tuple[StageHeld, ...] = ()
    profiles: tuple[ProfileHeld, ...] = ()
    exemptions: tuple[ExemptionHeld, ...] = ()

    @property
    def uids(self) -> frozenset[str]:
        """The uids of their rows."""
        return frozenset(
            row.uid for rows in (self.stages, self.profiles, self.exemptions) for row in rows
        )


def unit_terms(connection: Connection, uid: str) -> UnitTerms:
    """Return a unit's profiles, exemptions and stages of its line."""
    s, p, x = line.c, unit_profile.c, exemption.c
    stages = select(s.uid, s.stage, s.from_date, s.to_date).where(s.unit == uid)
    profiles = select(p.uid, p.profile, p.from_date, p.to_date).where(p.unit == uid)
    exemptions = select(
        x.uid, x.environment, x.direction, x.level, x.decision, x.from_date, x.to_date
    ).where(x.unit == uid)
    order = {stage.value: place for place, stage in enumerate(LineStage)}
    found = [StageHeld(*row) for row in connection.execute(stages)]
    found.sort(key=lambda held: (held.from_date, held.to_date or "9", order[held.stage], held.uid))
    return UnitTerms(
        tuple(found),
        tuple(
            ProfileHeld(*row)
            for row in connection.execute(profiles.order_by(p.from_date, p.profile, p.uid))
        ),
        tuple(
            ExemptionHeld(*row)
            for row in connection.execute(exemptions.order_by(x.from_date, x.level, x.uid))
        ),
    )


def carrying_since(stages: Sequence[StageHeld], date: str) -> str | None:
    """Return since when the line has carried documents without a break up to the day `date`, or
    None where it does not on that day."""
    since: str | None = None
    for held in reversed(stages):
        if held.stage in CARRYING and (
            holds(held.from_date, held.to_date, date)
            or (since is not None and held.to_date == since)
        ):
            since = held.from_date
    return since
