"""The rules of `check` about which endpoint is chosen: nobody takes it, or a rule never wins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.domain import routing
from desktop.domain.checks import Finding
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.problems import Severity
from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import environment_text, present_code, rule_text
from desktop.domain.target_rules import Document, TargetRule


def check_choices(unit: UnitFacts) -> Iterator[Finding]:
    """Find the rules that choose endpoints which the unit does not have in use.

    Only on networks where it has some in use: where it has none, that is said by itself.
    """
    for place in Environment:
        if not any(
            endpoint.environment == place and routing.serves(endpoint)
            for endpoint in unit.endpoints
        ):
            continue
        for rule in unit.rules:
            if _chooses_nobody(unit, rule, place):
                values = {
                    "unit": unit.name,
                    "rule": rule_text(rule),
                    "role": rule.role_label,
                    "environment": environment_text(place),
                }
                yield Finding(
                    "rule.no_taker",
                    Severity.ERROR,
                    unit.uid,
                    unit.name,
                    present_code(unit),
                    "rule.no_taker",
                    values,
                )


def _chooses_nobody(unit: UnitFacts, rule: TargetRule, place: Environment) -> bool:
    senders = frozenset({rule.sender}) if rule.sender is not None else frozenset[str]()
    kinds: list[str | None] = [*sorted(rule.types)] or [None]
    for kind in kinds:
        document = Document(kind, senders)
        won = any(
            choice is not None and choice.rule is rule
            for level in SecrecyLevel
            if (choice := routing.rule_of(unit, level, place, document=document))
        )
        role = routing.role_of(unit, place, rule, document)
        if won and not any(
            endpoint.role == role
            and endpoint.environment == place
            and routing.endpoint_term(endpoint, document=document) > routing.NOTHING
            for endpoint in unit.endpoints
        ):
            return True
    return False


def never_wins(rule: TargetRule, by: Sequence[TargetRule], code: str | None) -> Finding:
    """Tell of a rule that those `by` leave nothing for; `code` is its unit's."""
    numbers = ", ".join(str(other.position) for other in by)
    values = {"unit": rule.unit_name, "number": rule.position, "by": numbers}
    return Finding(
        "rule.beaten", Severity.WARNING, rule.unit, rule.unit_name, code, "rule.beaten", values
    )
