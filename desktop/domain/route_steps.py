"""The chain of `desktop.domain.routing`, link by link, for a person to read.

The decision is made there; here each term gets its words. A step is a code of
`desktop.domain.sentences.checks` with values, and fails if and only if its term is below the level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from desktop.domain import routing
from desktop.domain.exemptions import Exemption, Profile
from desktop.domain.levels import (
    ENVIRONMENT_LABELS,
    LEVEL_LABELS,
    Direction,
    Environment,
    SecrecyLevel,
)
from desktop.domain.periods import last_day
from desktop.domain.problems import Problem, Severity
from desktop.domain.route_facts import (
    CertificateStanding,
    CodeState,
    EndpointFacts,
    PersonFacts,
    UnitFacts,
    WayIn,
)
from desktop.domain.routing import EVERYTHING, NOTHING, Fate
from desktop.domain.sentences.causes import CAUSES
from desktop.domain.sentences.checks import HOLDING, SENTENCES
from desktop.domain.target_rules import ANY_DOCUMENT, Choice, Document, TargetRule
from desktop.domain.texts import N_, Text, listed


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
    "profile": N_("Profile"),
    "exemption": N_("Exemption"),
    "code": N_("Code"),
    "channel": N_("Channel"),
    "rule": N_("Receiving rule"),
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
    """One link: `allows` is its term, a level or `NOTHING`; `code` and `values` are its words.

    `document` is there where only such documents fail at it, and not all that were asked about;
    `about` are the words for them.
    """

    name: str
    status: StepStatus
    allows: int
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    document: Document | None = None
    about: Text | None = None

    @property
    def message(self) -> Text:
        """The link in words."""
        holding = HOLDING.get(self.code)
        words = Text(SENTENCES[self.code].message if holding is None else holding, self.values)
        if self.about is None:
            return words
        return Text(N_("{documents}: {words}"), {"documents": self.about, "words": words})

    @property
    def fix(self) -> Text | None:
        """How to mend it; None where there is nothing to mend."""
        sentence = SENTENCES.get(self.code)
        return None if sentence is None else Text(sentence.fix, self.values)

    @property
    def cause(self) -> Text | None:
        """What most likely lies behind it; None where it does not fail."""
        cause = CAUSES.get(self.code.removesuffix(".sending"))
        if self.status is not StepStatus.FAILED or cause is None:
            return None
        return Text(N_("Likely cause: {cause}"), {"cause": Text(cause)})

    def problem(self) -> Problem:
        """Return a step that does not simply hold as a problem."""
        return Problem(self.code, self.values, _SEVERITIES[self.status])


@dataclass(frozen=True)
class Taker:
    """Someone who can take the document, or send it: who, at which endpoint."""

    endpoint: EndpointFacts
    person: PersonFacts


@dataclass(frozen=True)
class Route:
    """The decision for one unit, level, environment and direction, explained.

    `delivered` if and only if `fate` is covered; `takers` are all who can take it then. `steps` go
    along the best way in, or the way that comes farthest: `way` is that one. They are those of
    `document`: of all that the one asked about may be, the first that does not arrive.
    """

    fate: Fate
    deliverable: int
    takers: tuple[Taker, ...]
    steps: tuple[Step, ...]
    way: WayIn | None = None
    document: Document = ANY_DOCUMENT

    @property
    def delivered(self) -> bool:
        """Say whether the document arrives here."""
        return self.fate is Fate.COVERED

    @property
    def first_failed(self) -> Step | None:
        """Return the first link that lets the document down, or None: also where that is no gap."""
        if self.fate is Fate.EXEMPT:
            return None
        return next((step for step in self.steps if step.status is StepStatus.FAILED), None)


def explain(
    unit: UnitFacts,
    level: SecrecyLevel,
    environment: Environment,
    at: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> Route:
    """Explain what becomes of a `document` of `level` for `unit`, or from it.

    The facts are those of day `at`.
    """
    fate = routing.fate(unit, level, environment, direction, document)
    takers: tuple[Taker, ...] = ()
    if fate is Fate.COVERED:
        takers = tuple(
            Taker(way[0], way[1])
            for way in routing.chosen_ways(unit, level, environment, direction, document)
            if way[1] is not None
            and min(routing.way_terms(unit, way, direction, document)) >= level
        )
    asked = _asked(unit, level, environment, at, direction, document)
    return Route(
        fate, asked.reached, takers, tuple(asked.links()), asked.farthest(), asked.document
    )


def first_failure(
    unit: UnitFacts,
    level: SecrecyLevel,
    environment: Environment,
    at: str,
    direction: Direction = Direction.RECEIVE,
) -> Step | None:
    """Return the first link of `explain` that fails, without making the others."""
    for step in _asked(unit, level, environment, at, direction, ANY_DOCUMENT).links():
        if step.status is StepStatus.EXEMPT:
            return None
        if step.status is StepStatus.FAILED:
            return step
    return None


@dataclass(frozen=True)
class Variation:
    """One of the documents that the one asked about may be, and what becomes of it: `rule` decides
    on it, `failed` is the first link that lets it down, None where it arrives."""

    document: Document
    rule: TargetRule | None
    failed: Step | None


def variations(
    unit: UnitFacts,
    level: SecrecyLevel,
    environment: Environment,
    at: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> Iterator[Variation]:
    """Yield what becomes of every document that is told apart from what nobody names; none where
    they go by another way, or by a decision need not go."""
    fate = routing.fate(unit, level, environment, direction, document)
    if fate is Fate.EXEMPT:
        return
    for meant, rule in routing.documents(unit, level, environment, direction, document)[1:]:
        asked = _Asked(unit, level, environment, at, direction, meant)
        failed = (step for step in asked.links() if step.status is StepStatus.FAILED)
        yield Variation(meant, rule, next(failed, None))


def _asked(
    unit: UnitFacts,
    level: SecrecyLevel,
    environment: Environment,
    at: str,
    direction: Direction,
    document: Document,
) -> _Asked:
    hardest = routing.hardest(unit, level, environment, direction, document)
    return _Asked(unit, level, environment, at, direction, hardest, document)


@dataclass(frozen=True)
class _Asked:
    """What is asked, and each link that answers it, for `document`: one of those that the one asked
    about, `whole`, may be; None where it is asked about alone."""

    unit: UnitFacts
    level: SecrecyLevel
    environment: Environment
    at: str
    direction: Direction
    document: Document
    whole: Document | None = None

    @property
    def narrowed(self) -> bool:
        """Say whether what is asked about may be other documents too, which arrive."""
        return self.whole not in (None, self.document)

    @cached_property
    def reached(self) -> int:
        """The deliverable level."""
        if self.whole is not None:
            return routing.deliverable_level(
                self.unit, self.level, self.environment, self.direction, self.whole
            )
        choice = self._choice()
        decided = (self.document, None if choice is None else choice.rule)
        return routing.reached_by(self.unit, self.environment, self.direction, decided)

    def _choice(self) -> Choice | None:
        return routing.rule_of(
            self.unit, self.level, self.environment, self.direction, self.document
        )

    def links(self) -> Iterator[Step]:
        if routing.exempt(self.unit, self.level, self.environment):
            # What goes by another way asks nothing of this system's links.
            yield self._apart()
            return
        excused = routing.exemption_of(self.unit, self.level, self.environment, self.direction)
        if excused is not None and self.level > self.reached:
            yield self._excused(excused)
        yield self._code()
        yield self._channel()
        if self.environment == Environment.CLEAR and self.level > SecrecyLevel.KHONG_MAT:
            # Nothing may carry it there, so that nothing there is to be mended for it.
            yield self._level()
            return
        choice = self._choice()
        best = self.farthest()
        if choice is not None:
            yield self._rule(choice)
        if best is not None:
            yield from self._way(best)
        elif choice is None:
            yield self._no_endpoint()
        yield self._line()
        yield self._level()

    def farthest(self) -> WayIn | None:
        """Return the way whose first failing link comes last; of equals the one that carries
        most."""

        def reach(way: WayIn) -> tuple[int, int]:
            terms = routing.way_terms(self.unit, way, self.direction, self.document)
            passed = next((n for n, term in enumerate(terms) if term < self.level), len(terms))
            return passed, min(terms)

        ways = routing.chosen_ways(
            self.unit, self.level, self.environment, self.direction, self.document
        )
        return max(ways, key=reach, default=None)

    def _apart(self) -> Step:
        channel = routing.channel_of(self.unit, self.environment)
        term = routing.channel_term(self.unit, self.environment)
        values = {"unit": self.unit.name, "level": level_text(self.level)}
        if routing.unused(self.unit, self.environment):
            return self._step("profile", StepStatus.EXEMPT, term, Profile.NO_CLEAR, values)
        return self._step("channel", StepStatus.EXEMPT, term, channel or "apart", values)

    def _excused(self, excused: Exemption) -> Step:
        values = {
            "unit": self.unit.name,
            "level": level_text(excused.level),
            "decision": excused.decision,
            "until": last_day(excused.until),
        }
        return self._step("exemption", StepStatus.EXEMPT, self.reached, "decided", values)

    def _code(self) -> Step:
        term = routing.code_term(self.unit)
        code = self.unit.code
        if code is None:
            return self._step("code", StepStatus.FAILED, term, "missing", {"unit": self.unit.name})
        values = {"code": code.value, "unit": self.unit.name, "date": code.until or ""}
        status = StepStatus.OK if code.state == CodeState.LIVE else StepStatus.WARNING
        if term == NOTHING:
            status = StepStatus.FAILED
        return self._step("code", status, term, code.state, values)

    def _channel(self) -> Step:
        channel = routing.channel_of(self.unit, self.environment)
        term = routing.channel_term(self.unit, self.environment)
        values = {"unit": self.unit.name, "level": level_text(self.level)}
        kind = channel or "none"
        failed = "in_clear" if self.environment == Environment.CLEAR else f"{kind}_level"
        return self._judged("channel", term, (kind, failed), values)

    def _rule(self, choice: Choice) -> Step:
        """The rule that won, with those that it beats."""
        rule = choice.rule
        values: dict[str, object] = {
            "unit": self.unit.name,
            "environment": environment_text(self.environment),
            "rule": rule_text(rule),
            "role": rule.role_label,
            "fallback": rule.fallback_label,
            "beaten": listed([rule_text(other) for other in choice.beaten]),
        }
        role = routing.role_of(self.unit, self.environment, rule, self.document)
        there = any(
            endpoint.role == role and endpoint.environment == self.environment
            for endpoint in self.unit.endpoints
        )
        if not there:
            return self._step("rule", StepStatus.FAILED, NOTHING, "no_endpoint", values)
        if role != rule.role:
            return self._step("rule", StepStatus.WARNING, EVERYTHING, "falls_back", values)
        how = "wins_over" if choice.beaten else "wins"
        return self._step("rule", StepStatus.OK, EVERYTHING, how, values)

    def _no_endpoint(self) -> Step:
        values = {"unit": self.unit.name, "environment": environment_text(self.environment)}
        elsewhere = any(
            routing.serves(each, self.direction) and not routing.unused(self.unit, each.environment)
            for each in self.unit.endpoints
        )
        how = "elsewhere" if elsewhere else "none"
        return self._step("endpoint", StepStatus.FAILED, NOTHING, how, values)

    def _way(self, way: WayIn) -> Iterator[Step]:
        """Yield the links of endpoint, person, clearance and certificate."""
        endpoint, person = way
        values: dict[str, object] = {
            "unit": self.unit.name,
            "endpoint": endpoint_text(endpoint),
            "environment": environment_text(self.environment),
            "ceiling": level_text(endpoint.ceiling),
            "level": level_text(self.level),
            "date": endpoint.vacant_since or endpoint.opened,
        }
        serves = routing.serves(endpoint, self.direction)
        right_type = routing.takes_type(endpoint, self.document)
        failed = "ceiling" if right_type else "other_types"
        failed = failed if serves else self._not_serving(endpoint)
        term = routing.endpoint_term(endpoint, self.direction, self.document)
        yield self._judged("endpoint", term, ("takes", failed), values)
        if person is None:
            values = {**values, "people": ", ".join(endpoint.on_leave)}
            nobody = "left" if endpoint.vacant_since else "nobody"
            nobody = "away" if endpoint.on_leave else nobody
            yield self._step("person", StepStatus.FAILED, NOTHING, nobody, values)
            return
        values = {**values, "person": person.name}
        stands = "stands_in" if person.stands_in else "holds"
        if person.covers is not None:
            stands, values = "covers", {**values, "away": person.covers}
        yield self._step("person", StepStatus.OK, EVERYTHING, stands, values)
        yield self._clearance(person, values)
        yield self._certificate(person, values)

    def _not_serving(self, endpoint: EndpointFacts) -> str:
        if endpoint.state != "active":
            return endpoint.state
        if not endpoint.receives and not endpoint.sends:
            return "neither"
        return "sends_only" if self.direction is Direction.RECEIVE else "receives_only"

    def _clearance(self, person: PersonFacts, values: Mapping[str, object]) -> Step:
        passed = "enough" if self.level > SecrecyLevel.KHONG_MAT else "not_needed"
        failed = "lapsed" if person.lapsed else "capped" if person.capped else "low"
        cleared = {
            **values,
            "clearance": level_text(person.clearance),
            "date": person.lapsed or "",
        }
        return self._judged("clearance", person.clearance, (passed, failed), cleared)

    def _certificate(self, person: PersonFacts, values: Mapping[str, object]) -> Step:
        term = routing.certificate_term(self.unit, person)
        if self.level == SecrecyLevel.KHONG_MAT:
            return self._judged("certificate", term, ("not_needed", ""), values)
        found = routing.certificate_of(self.unit, person)
        if found is None:
            return self._judged("certificate", term, ("", "missing"), values)
        unsigned = found.standing is CertificateStanding.UNSIGNED
        passed = "unsigned" if unsigned else "valid" if found.until else "valid_always"
        failed = _UNUSABLE.get(found.standing, "")
        last = last_day(found.until)
        details = {
            **values,
            "number": found.number,
            "holder": self._certificate_holder(person),
            "until": last,
            "at": self.at,
        }
        return self._judged("certificate", term, (passed, failed), details, warn=unsigned)

    def _certificate_holder(self, person: PersonFacts) -> Text | str:
        """Say whose the certificate is with which `person` would open the document."""
        if routing.opens_as_organ(self.unit, person):
            return self.unit.name
        return Text(N_("{person} of {unit}"), {"person": person.name, "unit": self.unit.name})

    def _line(self) -> Step:
        values: dict[str, object] = {"unit": self.unit.name, "level": level_text(self.level)}
        passed = "there" if self.level > SecrecyLevel.KHONG_MAT else "not_needed"
        failed = "missing"
        if self.unit.coming is not None:
            failed, values["date"] = self.unit.coming
        return self._judged("line", routing.line_term(self.unit), (passed, failed), values)

    def _level(self) -> Step:
        reached = self.reached
        values = {"level": level_text(self.level), "reached": level_text(max(reached, 0))}
        failed = "below" if reached > NOTHING else "nothing"
        return self._judged("level", reached, ("reached", failed), values)

    def _judged(
        self,
        name: str,
        term: int,
        hows: tuple[str, str],
        values: Mapping[str, object],
        *,
        warn: bool = False,
    ) -> Step:
        """Make a step of a term: `hows` is how it is when it lets the level through, and when
        not."""
        passed, failed = hows
        if term < self.level:
            return self._step(name, StepStatus.FAILED, term, failed, values)
        status = StepStatus.WARNING if warn else StepStatus.OK
        return self._step(name, status, term, passed, values)

    def _step(
        self, name: str, status: StepStatus, term: int, how: str, values: Mapping[str, object]
    ) -> Step:
        # Where the words for receiving would mislead, there are others for sending.
        code, sending = f"route.{name}.{how}", f"route.{name}.{how}.sending"
        if self.direction is Direction.SEND and sending in _WORDS:
            code = sending
        alone = self.narrowed and status is StepStatus.FAILED and name in _OF_DOCUMENTS
        return Step(name, status, term, code, values, self.document if alone else None)


# The links at which one document may fail and another not.
_OF_DOCUMENTS = frozenset(("rule", "endpoint", "person", "clearance", "certificate", "level"))
_WORDS = SENTENCES.keys() | HOLDING.keys()
_UNUSABLE = {
    CertificateStanding.NOT_ACTIVE: "not_active",
    CertificateStanding.REVOKING: "revoking",
    CertificateStanding.NOT_YET: "not_yet",
    CertificateStanding.EXPIRED: "expired",
    CertificateStanding.NOT_IN_HAND: "not_in_hand",
    CertificateStanding.LOCKED: "locked",
}
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


def rule_text(rule: TargetRule) -> Text:
    """Name a rule as people know it: by its number and whose it is."""
    values = {"number": rule.position, "unit": rule.unit_name}
    return Text(N_("rule {number} of {unit}"), values)


def documents_text(unit: UnitFacts, document: Document, type_labels: Mapping[str, str]) -> Text:
    """Name the documents that `document` stands for by type and sender; the sender is one that a
    rule of the unit names."""
    senders = (each.sender_name for each in unit.rules if each.senders == document.senders)
    sender = next(senders, "") if document.senders else ""
    kind = document.type
    values = {"type": type_labels.get(kind, kind) if kind else "", "sender": sender}
    if kind is None:
        return Text(N_("Documents from {sender}") if sender else N_("Documents"), values)
    return Text(
        N_("Documents of type {type} from {sender}") if sender else N_("Documents of type {type}"),
        values,
    )


def endpoint_text(endpoint: EndpointFacts) -> str:
    """Name an endpoint: its role, with its account where it has one."""
    return f"{endpoint.label} ({endpoint.account})" if endpoint.account else endpoint.label
