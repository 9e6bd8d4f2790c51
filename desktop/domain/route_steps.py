"""The chain of `desktop.domain.routing`, link by link, for a person to read.

The decision is made there; here each term gets its words. A step is a code of
`desktop.domain.sentences.checks` with values, and fails if and only if its term is below the level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain import routing
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.problems import Problem, Severity
from desktop.domain.routing import (
    EVERYTHING,
    NOTHING,
    CertificateStanding,
    CodeState,
    EndpointFacts,
    Fate,
    PersonFacts,
    UnitFacts,
    WayIn,
)
from desktop.domain.sentences.checks import HOLDING, SENTENCES
from desktop.domain.texts import N_, Text


class StepStatus(StrEnum):
    """How a link does; `EXEMPT` is one that rightly sends the document another way."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    EXEMPT = "exempt"


# A sign and a word for each state of a link: neither stands alone, nor by its colour.
SIGNS = {
    StepStatus.OK: ("✓", N_("holds")),
    StepStatus.WARNING: ("⚠", N_("take care")),
    StepStatus.FAILED: ("✗", N_("fails")),
    StepStatus.EXEMPT: ("→", N_("another way")),
}
STEP_LABELS = {
    "sender": N_("Sender"),
    "code": N_("Code"),
    "channel": N_("Channel"),
    "endpoint": N_("Endpoint"),
    "person": N_("Holder or stand-in"),
    "clearance": N_("Clearance"),
    "certificate": N_("Certificate"),
    "line": N_("Line (BML)"),
    "level": N_("Deliverable level"),
}
_SEVERITIES = {
    StepStatus.WARNING: Severity.WARNING,
    StepStatus.FAILED: Severity.ERROR,
    StepStatus.EXEMPT: Severity.INFO,
}


@dataclass(frozen=True)
class Step:
    """One link: `allows` is its term, a level or `NOTHING`; `code` and `values` are its words."""

    name: str
    status: StepStatus
    allows: int
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> Text:
        """The link in words."""
        holding = HOLDING.get(self.code)
        return Text(SENTENCES[self.code].message if holding is None else holding, self.values)

    @property
    def fix(self) -> Text | None:
        """How to mend it; None where there is nothing to mend."""
        sentence = SENTENCES.get(self.code)
        return None if sentence is None else Text(sentence.fix, self.values)

    def problem(self) -> Problem:
        """Return a step that does not simply hold as a problem."""
        return Problem(self.code, self.values, _SEVERITIES[self.status])


@dataclass(frozen=True)
class Taker:
    """Someone who can take the document: who, at which endpoint."""

    endpoint: EndpointFacts
    person: PersonFacts


@dataclass(frozen=True)
class Route:
    """The decision for one unit, level and environment, explained.

    `delivered` if and only if `fate` is covered; `takers` are all who can take it then. `steps` go
    along the best way in, or the way that comes farthest: `way` is that one.
    """

    fate: Fate
    deliverable: int
    takers: tuple[Taker, ...]
    steps: tuple[Step, ...]
    way: WayIn | None = None

    @property
    def delivered(self) -> bool:
        """Say whether the document arrives here."""
        return self.fate is Fate.COVERED

    @property
    def first_failed(self) -> Step | None:
        """Return the first link that lets the document down, or None."""
        return next((step for step in self.steps if step.status is StepStatus.FAILED), None)


def explain(unit: UnitFacts, level: SecrecyLevel, environment: Environment, at: str) -> Route:
    """Explain what becomes of a document of `level` for `unit`; the facts are those of day `at`."""
    fate = routing.fate(unit, level, environment)
    takers: tuple[Taker, ...] = ()
    if fate is Fate.COVERED:
        takers = tuple(
            Taker(way[0], way[1])
            for way in routing.ways_in(unit, environment)
            if way[1] is not None and min(routing.way_terms(unit, way)) >= level
        )
    reached = routing.deliverable_level(unit, environment)
    links = tuple(_links(unit, level, environment, at))
    return Route(fate, reached, takers, links, _farthest(unit, environment, level))


def first_failure(
    unit: UnitFacts, level: SecrecyLevel, environment: Environment, at: str
) -> Step | None:
    """Return the first link of `explain` that fails, without making the others."""
    links = _links(unit, level, environment, at)
    return next((step for step in links if step.status is StepStatus.FAILED), None)


def _links(
    unit: UnitFacts, level: SecrecyLevel, environment: Environment, at: str
) -> Iterator[Step]:
    if routing.exempt(unit, level, environment):
        # What goes by another way asks nothing of this system's links.
        yield _channel(unit, level, environment)
        return
    yield _code(unit)
    yield _channel(unit, level, environment)
    best = _farthest(unit, environment, level)
    if best is None:
        yield _no_endpoint(unit, environment)
    else:
        yield from _way(unit, best, level, environment, at)
    yield _line(unit, level)
    yield _level(level, routing.deliverable_level(unit, environment))


def _farthest(unit: UnitFacts, environment: Environment, level: int) -> WayIn | None:
    """Return the way whose first failing link comes last; of equals the one that carries most."""

    def reach(way: WayIn) -> tuple[int, int]:
        terms = routing.way_terms(unit, way)
        passed = next((n for n, term in enumerate(terms) if term < level), len(terms))
        return passed, min(terms)

    return max(routing.ways_in(unit, environment), key=reach, default=None)


def _judged(
    name: str,
    term: int,
    level: int,
    codes: tuple[str, str],
    values: Mapping[str, object],
    *,
    warn: bool = False,
) -> Step:
    """Make a step of a term: `codes` are its words when it lets the level through, and when not."""
    passed, failed = codes
    if term < level:
        return Step(name, StepStatus.FAILED, term, f"route.{name}.{failed}", values)
    status = StepStatus.WARNING if warn else StepStatus.OK
    return Step(name, status, term, f"route.{name}.{passed}", values)


def _code(unit: UnitFacts) -> Step:
    term = routing.code_term(unit)
    code = unit.code
    if code is None:
        return Step("code", StepStatus.FAILED, term, "route.code.missing", {"unit": unit.name})
    values = {"code": code.value, "unit": unit.name, "date": code.until or ""}
    return _judged(
        "code",
        term,
        SecrecyLevel.KHONG_MAT,
        (code.state, code.state),
        values,
        warn=code.state != CodeState.LIVE,
    )


def _channel(unit: UnitFacts, level: SecrecyLevel, environment: Environment) -> Step:
    channel = routing.channel_of(unit, environment)
    term = routing.channel_term(unit, environment)
    values = {"unit": unit.name, "level": level_text(level)}
    if routing.exempt(unit, level, environment):
        code = f"route.channel.{channel or 'apart'}"
        return Step("channel", StepStatus.EXEMPT, term, code, values)
    kind = channel or "none"
    in_clear = environment is Environment.CLEAR and level > SecrecyLevel.KHONG_MAT
    passed = "in_clear" if in_clear else kind
    return _judged("channel", term, level, (passed, f"{kind}_level"), values, warn=in_clear)


def _no_endpoint(unit: UnitFacts, environment: Environment) -> Step:
    values = {"unit": unit.name, "environment": environment_text(environment)}
    code = "elsewhere" if any(routing.takes(e) for e in unit.endpoints) else "none"
    return Step("endpoint", StepStatus.FAILED, NOTHING, f"route.endpoint.{code}", values)


def _way(
    unit: UnitFacts, way: WayIn, level: SecrecyLevel, environment: Environment, at: str
) -> Iterator[Step]:
    """Yield the links of endpoint, person, clearance and certificate."""
    endpoint, person = way
    values: dict[str, object] = {
        "unit": unit.name,
        "endpoint": endpoint_text(endpoint),
        "environment": environment_text(environment),
        "ceiling": level_text(endpoint.ceiling),
        "level": level_text(level),
        "date": endpoint.vacant_since or "",
    }
    failed = "ceiling" if routing.takes(endpoint) else _not_taking(endpoint)
    yield _judged("endpoint", routing.endpoint_term(endpoint), level, ("takes", failed), values)
    if person is None:
        nobody = "route.person.left" if endpoint.vacant_since else "route.person.nobody"
        yield Step("person", StepStatus.FAILED, NOTHING, nobody, values)
        return
    values = {**values, "person": person.name}
    stands = "route.person.stands_in" if person.stands_in else "route.person.holds"
    yield Step("person", StepStatus.OK, EVERYTHING, stands, values)
    yield _clearance(person, level, values)
    yield _certificate(unit, person, level, values, at)


def _not_taking(endpoint: EndpointFacts) -> str:
    return "sends_only" if endpoint.state == "active" else endpoint.state


def _clearance(person: PersonFacts, level: SecrecyLevel, values: Mapping[str, object]) -> Step:
    passed = "enough" if level > SecrecyLevel.KHONG_MAT else "not_needed"
    failed = "lapsed" if person.lapsed else "capped" if person.capped else "low"
    cleared = {
        **values,
        "clearance": level_text(person.clearance),
        "date": person.lapsed or "",
    }
    return _judged("clearance", person.clearance, level, (passed, failed), cleared)


_UNUSABLE = {
    CertificateStanding.NOT_ACTIVE: "not_active",
    CertificateStanding.NOT_YET: "not_yet",
    CertificateStanding.EXPIRED: "expired",
    CertificateStanding.NOT_IN_HAND: "not_in_hand",
    CertificateStanding.LOCKED: "locked",
}


def _certificate(
    unit: UnitFacts,
    person: PersonFacts,
    level: SecrecyLevel,
    values: Mapping[str, object],
    at: str,
) -> Step:
    term = routing.certificate_term(unit, person)
    if level == SecrecyLevel.KHONG_MAT:
        return _judged("certificate", term, level, ("not_needed", ""), values)
    found = routing.certificate_of(unit, person)
    if found is None:
        return _judged("certificate", term, level, ("", "missing"), values)
    unsigned = found.standing is CertificateStanding.UNSIGNED
    passed = "unsigned" if unsigned else "valid" if found.until else "valid_always"
    failed = _UNUSABLE.get(found.standing, "")
    details = {**values, "number": found.number, "until": found.until or "", "at": at}
    return _judged("certificate", term, level, (passed, failed), details, warn=unsigned)


def _line(unit: UnitFacts, level: SecrecyLevel) -> Step:
    values = {"unit": unit.name, "level": level_text(level)}
    passed = "there" if level > SecrecyLevel.KHONG_MAT else "not_needed"
    return _judged("line", routing.line_term(unit), level, (passed, "missing"), values)


def _level(level: SecrecyLevel, reached: int) -> Step:
    values = {"level": level_text(level), "reached": level_text(max(reached, 0))}
    failed = "below" if reached > NOTHING else "nothing"
    return _judged("level", reached, level, ("reached", failed), values)


_LEVEL_TEXTS = tuple(Text(LEVEL_LABELS[level]) for level in SecrecyLevel)
_ENVIRONMENT_TEXTS = {where: Text(label) for where, label in ENVIRONMENT_LABELS.items()}


def present_code(unit: UnitFacts) -> str | None:
    """Return the unit's code, or None where it has none or its last one has ended."""
    if unit.code is None or unit.code.state == CodeState.RETIRED:
        return None
    return unit.code.value


def level_text(level: int) -> Text:
    """Return a level's name for a sentence."""
    return _LEVEL_TEXTS[level]


def environment_text(environment: str) -> Text:
    """Return an environment's name for a sentence."""
    return _ENVIRONMENT_TEXTS[Environment(environment)]


def endpoint_text(endpoint: EndpointFacts) -> str:
    """Name an endpoint: its role, with its account where it has one."""
    return f"{endpoint.label} ({endpoint.account})" if endpoint.account else endpoint.label
