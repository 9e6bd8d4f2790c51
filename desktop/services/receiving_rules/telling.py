"""What a receiving rule says, in words."""

from __future__ import annotations

from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.target_rules import TargetRule
from desktop.domain.texts import N_, Text, Translate
from desktop.services.kinds import document_types


def types_told(types: frozenset[str], translate: Translate) -> str:
    """Return types of documents in the order of their list; none are all."""
    known = document_types()
    labels = [kind.label for code, kind in known.items() if code in types]
    labels += sorted(types - known.keys())
    return ", ".join(labels) or translate(N_("any type"))


def network_told(rule: TargetRule, translate: Translate) -> str:
    """Return the network that a rule is limited to."""
    if rule.environment is None:
        return translate(N_("both networks"))
    return translate(ENVIRONMENT_LABELS[Environment(rule.environment)])


def levels_told(rule: TargetRule, translate: Translate) -> str:
    """Return the levels that a rule speaks of."""
    first, last = (Text(LEVEL_LABELS[SecrecyLevel(n)]) for n in (rule.level_from, rule.level_to))
    if rule.level_from == rule.level_to:
        return first.render(translate)
    if rule.level_from == SecrecyLevel.KHONG_MAT and rule.level_to == SecrecyLevel.TUYET_MAT:
        return translate(N_("any level"))
    words = Text(N_("{first} to {last}"), {"first": first, "last": last})
    return words.render(translate)


def sender_told(rule: TargetRule, translate: Translate) -> str:
    """Return who must have sent it."""
    return rule.sender_name if rule.sender is not None else translate(N_("anybody"))


def taker_told(rule: TargetRule, translate: Translate) -> str:
    """Return who receives, and who else where the first has no endpoint in use."""
    if rule.fallback is None:
        return rule.role_label
    values = {"role": rule.role_label, "fallback": rule.fallback_label}
    return Text(N_("{role}; else {fallback}"), values).render(translate)


def scope_told(rule: TargetRule, translate: Translate) -> str:
    """Say whether the units below have the rule too."""
    return translate(N_("it and all below") if rule.inherited else N_("it alone"))
