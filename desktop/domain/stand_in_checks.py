"""The rule of `check` about standing in where nobody holds the endpoint any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from desktop.domain.checks import Finding
from desktop.domain.problems import Severity


class LoneStandIn(NamedTuple):
    """Who stands in at an endpoint that nobody holds from the day `bare` on; `label` names the
    endpoint in words."""

    unit: str
    name: str
    code: str | None
    endpoint: str
    label: str
    person: str
    bare: str


def check_lone_stand_ins(found: Iterable[LoneStandIn]) -> Iterator[Finding]:
    """Tell of those who stand in for nobody; the reader has found them."""
    for each in found:
        values = {
            "person": each.person,
            "endpoint": each.label,
            "unit": each.name,
            "date": each.bare,
        }
        yield Finding(
            "endpoint.stand_in_alone",
            Severity.WARNING,
            each.unit,
            each.name,
            each.code,
            "endpoint.stand_in_alone",
            values,
            each.endpoint,
        )
