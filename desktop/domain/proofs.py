"""Test documents (văn bản gửi thử): what came of each, and how old an endpoint's last proof is.

An endpoint is proved on the day on which a test document arrived there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from desktop.domain.checks import Finding
from desktop.domain.problems import Severity
from desktop.domain.texts import N_

# After so many days without a proof an endpoint is a finding, unless the vault says otherwise.
UNPROVED_DAYS = 90


class Outcome(StrEnum):
    """What came of a test document; `UNKNOWN` until somebody says."""

    ARRIVED = "arrived"
    LOST = "lost"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, stored: str | None) -> Outcome:
        """Return the outcome that a row of the register says, where None is not known yet."""
        return cls.UNKNOWN if stored is None else cls(stored)

    @property
    def stored(self) -> str | None:
        """What a row of the register says of it."""
        return None if self is Outcome.UNKNOWN else self.value


OUTCOME_LABELS = {
    Outcome.ARRIVED: N_("arrived"),
    Outcome.LOST: N_("did not arrive"),
    Outcome.UNKNOWN: N_("not known yet"),
}


class UnprovedUnit(NamedTuple):
    """A unit with how many of its receiving endpoints in use are unproved, of how many."""

    uid: str
    name: str
    code: str | None
    unproved: int
    total: int


class LostDocument(NamedTuple):
    """The last test document with an outcome of an endpoint, which did not arrive; `label` names
    the endpoint in words."""

    unit: str
    name: str
    code: str | None
    endpoint: str
    label: str
    round: int
    number: int
    day: str


def proved_since(at: str, days: int) -> str:
    """Return the first day on which a proof still counts on the day `at`: it may be `days` old."""
    return (date.fromisoformat(at) - timedelta(days=days)).isoformat()


def age(day: str, at: str) -> int:
    """Return how many days before the day `at` the day `day` lies."""
    return (date.fromisoformat(at) - date.fromisoformat(day)).days


def check_unproved(units: Iterable[UnprovedUnit], days: int) -> Iterator[Finding]:
    """Tell of the units with endpoints that no test document has proved in the last `days` days;
    the reader has counted them."""
    for unit in units:
        values = {
            "unit": unit.name,
            "count": unit.unproved,
            "total": unit.total,
            "days": days,
        }
        yield Finding(
            "endpoint.unproved",
            Severity.WARNING,
            unit.uid,
            unit.name,
            unit.code,
            "endpoint.unproved",
            values,
        )


def check_lost(documents: Iterable[LostDocument]) -> Iterator[Finding]:
    """Tell of the endpoints whose last test document did not arrive; the reader has found them."""
    for lost in documents:
        values = {
            "endpoint": lost.label,
            "unit": lost.name,
            "round": lost.round,
            "number": lost.number,
            "date": lost.day,
        }
        yield Finding(
            "endpoint.test_lost",
            Severity.ERROR,
            lost.unit,
            lost.name,
            lost.code,
            "endpoint.test_lost",
            values,
            lost.endpoint,
        )
