"""Profiles and exemptions: what is not missing at a unit, and what is missing by a decision."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from desktop.domain.periods import overlap
from desktop.domain.texts import N_


class Profile(StrEnum):
    """What a unit is and is not used for. No exemption: nothing is missing there.

    `CLERK_LEVEL`: only clerks' endpoints are expected; delivery is as ever. `NO_CLEAR`: the unit
    does not use the clear network, so that its documents go on the secret one.
    """

    CLERK_LEVEL = "clerk_level"
    NO_CLEAR = "no_clear"


PROFILE_LABELS = {
    Profile.CLERK_LEVEL: N_("clerks only"),
    Profile.NO_CLEAR: N_("without the clear network"),
}
# An exemption that ends within so many days is told beforehand.
ENDING_DAYS = 30


class Exemption(NamedTuple):
    """A decision that a unit may be without a way for documents of `level` and above.

    `environment` or `direction` None is both; `until` is the first day on which it no longer holds.
    """

    level: int
    environment: str | None
    direction: str | None
    decision: str
    until: str

    def covers(self, level: int, environment: str, direction: str) -> bool:
        """Say whether documents of `level` there are among those that it is about."""
        return (
            level >= self.level
            and self.environment in (None, environment)
            and self.direction in (None, direction)
        )


def clash(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two exemptions of one unit are about the same documents on a day they share.

    Both are rows: `environment`, `direction`, `from_date`, `to_date`. Each goes upwards from its
    level, so that two always meet at the highest one.
    """
    return all(
        one[name] is None or other[name] is None or one[name] == other[name]
        for name in ("environment", "direction")
    ) and overlap(one["from_date"], one["to_date"], other["from_date"], other["to_date"])
