"""The rule of `check` about use: nobody logged in at a unit that is configured."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain import route_steps
from desktop.domain.checks import Finding
from desktop.domain.problems import Severity
from desktop.domain.route_facts import UnitFacts
from desktop.domain.use import is_configured

RULE = "use.none"


def check_use(unit: UnitFacts, first: str, last: str) -> Iterator[Finding]:
    """Tell of a unit that nobody used from the day `first` to the day `last`, though it is
    configured, and by endpoints that were there; whoever asks has chosen it by its figures."""
    then = tuple(endpoint for endpoint in unit.endpoints if endpoint.opened <= last)
    if is_configured(unit._replace(endpoints=then)):
        values = {"unit": unit.name, "first": first, "last": last}
        code = route_steps.present_code(unit)
        yield Finding(RULE, Severity.WARNING, unit.uid, unit.name, code, RULE, values)
