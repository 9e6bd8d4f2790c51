"""The rules of `check`: what is wrong in the registers on a day, where, and how to mend it.

A rule's id is stable: scripts filter by it. Whether documents arrive is asked of
`desktop.domain.routing`, so that a finding and a route cannot contradict each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from desktop.domain import code_states, route_steps, routing
from desktop.domain.code_states import ToldState
from desktop.domain.codes import Scheme
from desktop.domain.levels import Direction, SecrecyLevel
from desktop.domain.lines import STAGE_LABELS, LineStage
from desktop.domain.periods import holds, last_day, overlap
from desktop.domain.problems import Severity, refuse
from desktop.domain.route_facts import (
    CertificateStanding,
    ChannelKind,
    CodeState,
    EndpointFacts,
    PersonFacts,
    UnitFacts,
    better,
)
from desktop.domain.sentences.checks import SENTENCES
from desktop.domain.texts import Text

# Every rule, in the order in which findings are told.
RULES = (
    "code.missing",
    "code.refused",
    "code.duplicate",
    "code.outside_parent",
    "code.mismatch",
    "unit.parent_ended",
    "channel.twice",
    "unit.no_receiver",
    "rule.no_taker",
    "rule.beaten",
    "endpoint.no_person",
    "endpoint.stand_in_alone",
    "endpoint.test_lost",
    "endpoint.unproved",
    "level.above_clearance",
    "level.above_line",
    "certificate.missing",
    "certificate.expired",
    "certificate.unusable",
    "certificate.unsigned",
    "certificate.ended",
    "certificate.ending",
    "certificate.weak",
    "certificate.usage",
    "certificate.extension",
    "certificate.duplicate",
    "certificate.other_unit",
    "certificate.unchained",
    "certificate.revoked",
    "certificate.clock",
    "certificate.list",
    "certificate.too_long",
    "certificate.name",
    "token.minutes_waiting",
    "token.at_large",
    "token.revocation_waiting",
    "use.none",
    "profile.above_clerk",
    "profile.in_clear",
    "exemption.ending",
)
# A certificate that ends within so many days is told beforehand.
ENDING_DAYS = 90


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found at a unit: `unit` is its name, `code` its code if it has one.

    `case` is the rule, or the rule with the case of it that has words of its own.
    """

    rule: str
    severity: Severity
    uid: str
    unit: str
    code: str | None
    case: str
    values: Mapping[str, object] = field(default_factory=dict)
    # The uid of the endpoint that it is about, where it is about one.
    endpoint: str | None = None

    @property
    def message(self) -> Text:
        """What is wrong."""
        return Text(SENTENCES[self.case].message, self.values)

    @property
    def fix(self) -> Text:
        """How to mend it."""
        return Text(SENTENCES[self.case].fix, self.values)


class HeldCode(NamedTuple):
    """A code with its period `[from_date, to_date)` and the unit that holds it."""

    uid: str
    unit: str
    scheme: str
    value: str
    from_date: str
    to_date: str | None


class EndingCertificate(NamedTuple):
    """A certificate in use with its unit; `until` is its first day without effect."""

    uid: str
    unit: str
    code: str | None
    number: str
    subscriber: str
    until: str


def known_rule(rule: str | None) -> str | None:
    """Return `rule` if there is such a rule; raises the refusal `check.rule_unknown`."""
    if rule is not None and rule not in RULES:
        raise refuse("check.rule_unknown", rule=rule, known=", ".join(RULES))
    return rule


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings: errors first, then by rule, code, unit and words."""
    severities = tuple(Severity)
    places = {rule: place for place, rule in enumerate(RULES)}
    return sorted(
        findings,
        key=lambda found: (
            severities.index(found.severity),
            places[found.rule],
            found.case,
            found.code is None,
            found.code or "",
            found.unit,
            found.uid,
        ),
    )


def check_unit(unit: UnitFacts) -> Iterator[Finding]:
    """Apply the rules about one unit's code, channels and endpoints."""
    yield from _check_code(unit)
    yield from _check_channels(unit)
    kinds = {channel for _, channel in unit.channels}
    elsewhere = kinds & {ChannelKind.PRIVATE, ChannelKind.PAPER}
    usual = routing.travels_in(unit, SecrecyLevel.KHONG_MAT)
    excused = routing.exemption_of(unit, SecrecyLevel.KHONG_MAT, usual) is not None
    used = [each for each in unit.endpoints if not routing.unused(unit, each.environment)]
    serving = [endpoint for endpoint in used if routing.serves(endpoint)]
    if not elsewhere and not excused and not serving:
        yield _at_unit(unit, "unit.no_receiver")
    elif serving and not excused and all(endpoint.types for endpoint in serving):
        yield _at_unit(unit, "unit.no_receiver", case="unit.no_receiver.types")
    for endpoint in used:
        if endpoint.state == "active":
            yield from _check_endpoint(unit, endpoint)


def _at_unit(
    unit: UnitFacts,
    rule: str,
    values: Mapping[str, object] | None = None,
    *,
    severity: Severity = Severity.ERROR,
    case: str | None = None,
    endpoint: str | None = None,
) -> Finding:
    code = route_steps.present_code(unit)
    words = {"unit": unit.name} if values is None else values
    return Finding(rule, severity, unit.uid, unit.name, code, case or rule, words, endpoint)


def _check_code(unit: UnitFacts) -> Iterator[Finding]:
    if unit.code is None:
        yield _at_unit(unit, "code.missing")
    elif unit.code.state == CodeState.RETIRED:
        values = {"unit": unit.name, "code": unit.code.value, "date": unit.code.until}
        yield _at_unit(unit, "code.missing", values, case="code.missing.retired")
    elif unit.code.state == CodeState.REFUSED:
        yield _at_unit(unit, "code.refused", {"unit": unit.name, "code": unit.code.value})


def _check_channels(unit: UnitFacts) -> Iterator[Finding]:
    if len(unit.channels) < 2:
        return
    for environment in sorted({where for where, _ in unit.channels}):
        kinds = [kind for where, kind in unit.channels if where == environment]
        if len(kinds) > 1:
            values = {
                "unit": unit.name,
                "environment": route_steps.environment_text(environment),
                "channels": ", ".join(kinds),
            }
            yield _at_unit(unit, "channel.twice", values)


def _check_endpoint(unit: UnitFacts, endpoint: EndpointFacts) -> Iterator[Finding]:
    values: dict[str, object] = {
        "unit": unit.name,
        "endpoint": route_steps.endpoint_text(endpoint),
        "environment": route_steps.environment_text(endpoint.environment),
        "ceiling": route_steps.level_text(endpoint.ceiling),
    }
    if not endpoint.people:
        does = {Direction.RECEIVE: endpoint.receives, Direction.SEND: endpoint.sends}
        asked = [direction for direction in Direction if does[direction]]
        if asked and all(_excused(unit, endpoint, 0, direction) for direction in asked):
            return
        since = endpoint.vacant_since
        yield _at_unit(
            unit,
            "endpoint.no_person",
            {**values, "date": since, "people": ", ".join(endpoint.on_leave)},
            severity=Severity.ERROR if endpoint.receives else Severity.WARNING,
            case=_nobody(endpoint),
            endpoint=endpoint.uid,
        )
        return
    if not endpoint.receives or endpoint.ceiling == SecrecyLevel.KHONG_MAT:
        return
    if not unit.line and not _excused(unit, endpoint, SecrecyLevel.MAT):
        coming = {}
        if unit.coming is not None:
            stage, since = unit.coming
            coming = {"stage": Text(STAGE_LABELS[LineStage(stage)]), "date": since}
        yield _at_unit(
            unit,
            "level.above_line",
            {**values, **coming},
            severity=Severity.WARNING,
            case="level.above_line.coming" if coming else None,
            endpoint=endpoint.uid,
        )
    best = max(endpoint.people, key=lambda person: person.clearance)
    lacking = best.clearance < endpoint.ceiling
    if lacking and not _excused(unit, endpoint, best.clearance + 1):
        lapsed = "level.above_clearance.lapsed" if best.lapsed else None
        cleared = {
            **values,
            "person": best.name,
            "clearance": route_steps.level_text(best.clearance),
            "date": best.lapsed,
        }
        yield _at_unit(unit, "level.above_clearance", cleared, case=lapsed, endpoint=endpoint.uid)
    # Who is not cleared far enough does not help with a certificate.
    able = [each for each in endpoint.people if each.clearance >= endpoint.ceiling]
    yield from _check_certificates(unit, endpoint, able or [best], values)


def _nobody(endpoint: EndpointFacts) -> str | None:
    """Return the case of an endpoint where nobody is: all on leave, gone, or never there."""
    if endpoint.on_leave:
        return "endpoint.no_person.away"
    return "endpoint.no_person.left" if endpoint.vacant_since else None


def _excused(
    unit: UnitFacts,
    endpoint: EndpointFacts,
    level: int,
    direction: Direction = Direction.RECEIVE,
) -> bool:
    """Say whether a decision lets the unit be without what fails there from `level` on."""
    return routing.exemption_of(unit, level, endpoint.environment, direction) is not None


def _check_certificates(
    unit: UnitFacts,
    endpoint: EndpointFacts,
    people: Sequence[PersonFacts],
    values: Mapping[str, object],
) -> Iterator[Finding]:
    person = people[0]
    found = routing.certificate_of(unit, person)
    for other in people[1:]:
        theirs = routing.certificate_of(unit, other)
        if better(theirs, found) is not found:
            person, found = other, theirs
    if routing.certificate_term(unit, person) < SecrecyLevel.MAT and _excused(
        unit, endpoint, SecrecyLevel.MAT
    ):
        return
    if found is None:
        missing = {**values, "person": person.name}
        yield _at_unit(unit, "certificate.missing", missing, endpoint=endpoint.uid)
    elif found.standing is not CertificateStanding.VALID:
        rule, severity = _CERTIFICATE_RULES.get(found.standing, _UNUSABLE)
        details = {
            **values,
            "person": unit.name if routing.opens_as_organ(unit, person) else person.name,
            "number": found.number,
            "until": last_day(found.until),
        }
        revoking = found.standing is CertificateStanding.REVOKING
        case = "certificate.unusable.revoking" if revoking else None
        yield _at_unit(unit, rule, details, severity=severity, case=case, endpoint=endpoint.uid)


_UNUSABLE = ("certificate.unusable", Severity.ERROR)
_CERTIFICATE_RULES = {
    CertificateStanding.EXPIRED: ("certificate.expired", Severity.ERROR),
    CertificateStanding.UNSIGNED: ("certificate.unsigned", Severity.WARNING),
}


def check_duplicates(
    held: Sequence[HeldCode], names: Mapping[str, str], at: str
) -> Iterator[Finding]:
    """Find codes that two units hold at once, or one unit twice under one scheme.

    `held` are all holdings of the values that occur more than once. One on the day `at` is an
    error, one that begins later a warning; what has ended by then is history.
    """
    by_value: dict[str, list[HeldCode]] = {}
    for code in sorted(held, key=lambda code: (code.from_date, code.unit, code.uid)):
        by_value.setdefault(code.value, []).append(code)
    for codes in by_value.values():
        for one, other in combinations(codes, 2):
            twice = one.unit == other.unit
            if (twice and one.scheme != other.scheme) or not overlap(
                one.from_date, one.to_date, other.from_date, other.to_date
            ):
                continue
            begins = max(one.from_date, other.from_date)
            ends = min(one.to_date or "9999-12-31", other.to_date or "9999-12-31")
            if ends <= at:
                continue
            values = {
                "unit": names[other.unit],
                "other": names[one.unit],
                "code": other.value,
                "date": begins,
            }
            yield Finding(
                "code.duplicate",
                Severity.ERROR if holds(begins, ends, at) else Severity.WARNING,
                other.unit,
                names[other.unit],
                other.value,
                "code.duplicate.twice" if twice else "code.duplicate",
                values,
            )


def check_nesting(
    codes: Mapping[tuple[str, str], Collection[str]],
    parents: Mapping[str, str | None],
    names: Mapping[str, str],
    schemes: Mapping[str, Scheme],
) -> Iterator[Finding]:
    """Find codes that do not extend the code above, where the scheme says that they must.

    `codes` are the values in force by (unit, scheme). The code above is that of the nearest unit
    upwards that has one under the same scheme.
    """
    for (unit, name), values in codes.items():
        scheme = schemes[name]
        if not scheme.child_extends_parent or unit not in names:
            continue
        above = _nearest_above(unit, name, codes, parents)
        if above is None:
            continue
        for value in values:
            if not any(scheme.extends(value, code) for code in codes[above, name]):
                words = {
                    "unit": names[unit],
                    "code": value,
                    "parent": names[above],
                    "parent_code": ", ".join(sorted(codes[above, name])),
                }
                yield Finding(
                    "code.outside_parent",
                    Severity.ERROR,
                    unit,
                    names[unit],
                    value,
                    "code.outside_parent",
                    words,
                )


def _nearest_above(
    unit: str,
    scheme: str,
    codes: Mapping[tuple[str, str], Collection[str]],
    parents: Mapping[str, str | None],
) -> str | None:
    visited = {unit}
    above = parents.get(unit)
    while above is not None and above not in visited:
        if (above, scheme) in codes:
            return above
        visited.add(above)
        above = parents.get(above)
    return None


def check_parents(parents: Mapping[str, str | None], names: Mapping[str, str]) -> Iterator[Finding]:
    """Find units below one that is not there on the day: nobody sees them in the tree.

    `parents` give for every unit of the day the one above it.
    """
    for unit, above in parents.items():
        if above is not None and above not in parents:
            words = {"unit": names[unit], "parent": names.get(above, "—")}
            yield Finding(
                "unit.parent_ended",
                Severity.ERROR,
                unit,
                names[unit],
                None,
                "unit.parent_ended",
                words,
            )


def check_states(told: Iterable[ToldState], names: Mapping[str, str], at: str) -> Iterator[Finding]:
    """Find codes that a system does not have as the registers do: refused on the axis, out of
    step, or ended here and still in use there.

    What the central system refused is told with the unit's own code.
    """
    for each in told:
        ended = each.to_date is not None and each.to_date <= at
        values = {
            "unit": names[each.unit],
            "code": each.value,
            "system": Text(code_states.SYSTEM_LABELS[each.system]),
            "date": each.to_date if ended else each.on_date,
            "reason": each.reason or "—",
        }
        rule, case, severity = "code.mismatch", "code.mismatch", Severity.ERROR
        if ended:
            case, severity = "code.mismatch.ended", Severity.WARNING
        elif each.state == code_states.REFUSED:
            rule, case = "code.refused", "code.refused.axis"
        yield Finding(rule, severity, each.unit, names[each.unit], each.value, case, values)


def ending_by(at: str) -> str:
    """Return the last day on which an ending certificate is still told: 90 days after `at`."""
    return (date.fromisoformat(at) + timedelta(days=ENDING_DAYS)).isoformat()


def check_endings(certificates: Iterable[EndingCertificate], at: str) -> Iterator[Finding]:
    """Tell of the certificates in use that have ended by the day `at`, or will soon; the reader has
    chosen them."""
    for ending in certificates:
        values = {
            "number": ending.number,
            "subscriber": ending.subscriber,
            "until": last_day(ending.until),
        }
        over = ending.until <= at
        rule = "certificate.ended" if over else "certificate.ending"
        severity = Severity.ERROR if over else Severity.WARNING
        yield Finding(rule, severity, ending.uid, ending.unit, ending.code, rule, values)
