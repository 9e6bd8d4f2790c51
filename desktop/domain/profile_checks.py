"""The rules of `check` about profiles and exemptions: what does not fit, and what ends soon."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain import route_steps, routing
from desktop.domain.checks import Finding
from desktop.domain.exemptions import ENDING_DAYS, Profile
from desktop.domain.levels import Environment
from desktop.domain.periods import last_day
from desktop.domain.problems import Severity
from desktop.domain.route_facts import EndpointFacts, UnitFacts


class EndingExemption(NamedTuple):
    """An exemption in force with its unit; `until` is its first day without effect."""

    uid: str
    unit: str
    code: str | None
    decision: str
    level: int
    until: str


def check_profiles(unit: UnitFacts, clerk_roles: Collection[str]) -> Iterator[Finding]:
    """Find the endpoints in use that do not fit what the unit is used for.

    Where only clerks are expected, what receives and is of another role than `clerk_roles`; where
    the clear network is not used, what stands there.
    """
    for endpoint in unit.endpoints if unit.profiles else ():
        if endpoint.state != "active":
            continue
        if Profile.NO_CLEAR in unit.profiles and endpoint.environment == Environment.CLEAR:
            yield _at_endpoint("profile.in_clear", unit, endpoint)
        if (
            Profile.CLERK_LEVEL in unit.profiles
            and routing.serves(endpoint)
            and endpoint.role not in clerk_roles
        ):
            yield _at_endpoint("profile.above_clerk", unit, endpoint)


def _at_endpoint(rule: str, unit: UnitFacts, endpoint: EndpointFacts) -> Finding:
    values = {
        "unit": unit.name,
        "endpoint": route_steps.endpoint_text(endpoint),
        "environment": route_steps.environment_text(endpoint.environment),
    }
    code = route_steps.present_code(unit)
    return Finding(rule, Severity.WARNING, unit.uid, unit.name, code, rule, values, endpoint.uid)


def ending_by(at: str) -> str:
    """Return the last day on which an exemption that ends is still told: 30 days after `at`."""
    return (date.fromisoformat(at) + timedelta(days=ENDING_DAYS)).isoformat()


def check_endings(exemptions: Iterable[EndingExemption]) -> Iterator[Finding]:
    """Tell of the exemptions that will end soon; the reader has chosen them.

    One that has ended is told no more: if nothing was done the gap itself is found.
    """
    for ending in exemptions:
        values = {
            "unit": ending.unit,
            "decision": ending.decision,
            "level": route_steps.level_text(ending.level),
            "until": last_day(ending.until),
        }
        yield Finding(
            "exemption.ending",
            Severity.WARNING,
            ending.uid,
            ending.unit,
            ending.code,
            "exemption.ending",
            values,
        )
