"""The rules of `check` about which endpoint is chosen: nobody takes it, or a rule never wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desktop.domain import route_steps, routing
from desktop.domain.checks import Finding
from desktop.domain.levels import Environment, SecrecyLevel, default_environment
from desktop.domain.problems import Severity
from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import environment_text, level_text, present_code, rule_text
from desktop.domain.target_rules import Document, TargetRule
from desktop.domain.texts import listed


def check_choices(unit: UnitFacts, type_labels: Mapping[str, str]) -> Iterator[Finding]:
    """Find the rules that choose endpoints which the unit does not have in use.

    Only on networks where it has some in use: where it has none, that is said by itself.
    `type_labels` are the words for types of documents by code.
    """
    for place in Environment:
        if not any(
            endpoint.environment == place and routing.serves(endpoint)
            for endpoint in unit.endpoints
        ):
            continue
        left = _without_a_taker(unit, place) if unit.rules else {}
        for rule, documents in left.items():
            levels = sorted({level for found in documents.values() for level in found})
            told = [route_steps.documents_text(unit, each, type_labels) for each in documents]
            values = {
                "unit": unit.name,
                "rule": rule_text(rule),
                "role": rule.role_label,
                "fallback": rule.fallback_label,
                "environment": environment_text(place),
                "documents": listed(told),
                "levels": listed([level_text(level) for level in levels]),
            }
            case = "rule.no_taker.either" if rule.fallback else "rule.no_taker"
            code = present_code(unit)
            yield Finding("rule.no_taker", Severity.ERROR, unit.uid, unit.name, code, case, values)


def _without_a_taker(
    unit: UnitFacts, place: Environment
) -> dict[TargetRule, dict[Document, list[SecrecyLevel]]]:
    """Return the rules that decide on documents which none of their endpoints in use takes, with
    these documents and their levels."""
    found: dict[TargetRule, dict[Document, list[SecrecyLevel]]] = {}
    for level in SecrecyLevel:
        if default_environment(level) == Environment.SECRET and place == Environment.CLEAR:
            # It does not travel there at all.
            continue
        for document, rule in routing.documents(unit, level, place):
            if rule is not None and not _taken(unit, place, rule, document):
                found.setdefault(rule, {}).setdefault(document, []).append(level)
    return found


def _taken(unit: UnitFacts, place: Environment, rule: TargetRule, document: Document) -> bool:
    role = routing.role_of(unit, place, rule, document)
    return any(
        endpoint.role == role
        and endpoint.environment == place
        and routing.endpoint_term(endpoint, document=document) > routing.NOTHING
        for endpoint in unit.endpoints
    )


def never_wins(rule: TargetRule, by: Sequence[TargetRule], code: str | None) -> Finding:
    """Tell of a rule that those `by` leave nothing for; `code` is its unit's."""
    numbers = ", ".join(str(other.position) for other in by)
    values = {"unit": rule.unit_name, "number": rule.position, "by": numbers}
    return Finding(
        "rule.beaten", Severity.WARNING, rule.unit, rule.unit_name, code, "rule.beaten", values
    )
