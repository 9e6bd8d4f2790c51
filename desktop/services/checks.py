"""Checks the registers on a day: every rule of `desktop.domain.checks`, or one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain import (
    checks,
    codes,
    profile_checks,
    proofs,
    rule_checks,
    stand_in_checks,
    token_checks,
)
from desktop.domain.actors import Command
from desktop.domain.checks import Finding
from desktop.domain.problems import Severity
from desktop.domain.route_facts import UnitFacts
from desktop.domain.use_checks import check_use
from desktop.models import (
    checks_reader,
    proof_reader,
    routing_reader,
    stand_in_reader,
    token_checks_reader,
    unit_reader,
)
from desktop.services.certificates.checking import certificate_findings
from desktop.services.code_schemes import scheme
from desktop.services.document_words import type_labels
from desktop.services.kinds import clerk_roles
from desktop.services.receiving_rules.browsing import lines_of
from desktop.services.routing import role_labels
from desktop.services.session import Session
from desktop.services.use import Unused, unused_at


@dataclass(frozen=True)
class Check(Command):
    """Check the registers as they are on `as_of` (today), by every rule or by `rule` alone."""

    name: ClassVar[str] = "check"
    as_of: str | None = None
    rule: str | None = None


@dataclass(frozen=True)
class CheckAnswer:
    """The findings, errors first; `counts` by severity, and under `rules` by rule."""

    as_of: str
    findings: tuple[Finding, ...]
    counts: Mapping[str, int | Mapping[str, int]]


def check(session: Session, command: Check) -> CheckAnswer:
    """Return what the rules find. Raises the refusal `check.rule_unknown`."""
    rule = checks.known_rule(command.rule)
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        found = checks.in_order(
            finding for finding in _findings(connection, at) if rule is None or finding.rule == rule
        )
    by_severity = Counter(finding.severity for finding in found)
    by_rule = Counter(finding.rule for finding in found)
    counts: dict[str, int | Mapping[str, int]] = {
        severity.value: by_severity[severity] for severity in Severity
    }
    counts["rules"] = {rule: by_rule[rule] for rule in checks.RULES if by_rule[rule]}
    return CheckAnswer(at, tuple(found), counts)


def _findings(connection: Connection, at: str) -> Iterator[Finding]:
    unused = unused_at(connection, at)
    for unit in routing_reader.read_units(connection, at, role_labels()):
        yield from unit_findings(unit, unused)
    yield from register_findings(connection, at)


def unit_findings(unit: UnitFacts, unused: Unused) -> Iterator[Finding]:
    """Yield what the rules find that look at one unit, and at figures of its use."""
    yield from checks.check_unit(unit)
    yield from rule_checks.check_choices(unit, type_labels())
    yield from profile_checks.check_profiles(unit, clerk_roles())
    if unused.period is not None and unit.uid in unused.units:
        yield from check_use(unit, unused.period.first, unused.period.last_day)


def register_findings(connection: Connection, at: str) -> Iterator[Finding]:
    """Yield what the rules find that look at more than one unit, and at what ends soon."""
    parents = unit_reader.parents(connection, at)
    names = checks_reader.names_ever(connection, at)
    yield from checks.check_duplicates(checks_reader.repeated_codes(connection), names, at)
    yield from checks.check_nesting(
        checks_reader.codes_by_unit(connection, at),
        parents,
        {uid: names[uid] for uid in parents},
        {name: scheme(name) for name in codes.SCHEMES},
    )
    yield from checks.check_parents(parents, names)
    for line in lines_of(connection, at):
        if line.beaten_by:
            yield rule_checks.never_wins(line.rule, line.beaten_by, None)
    out_of_step = checks_reader.states_out_of_step(connection, at)
    yield from checks.check_states(out_of_step, names, at)
    last = checks.ending_by(at)
    yield from checks.check_endings(checks_reader.ending_certificates(connection, at, last), at)
    yield from certificate_findings(connection, at, names, parents)
    ends = profile_checks.ending_by(at)
    yield from profile_checks.check_endings(checks_reader.ending_exemptions(connection, at, ends))
    yield from token_checks.check_minutes(
        token_checks_reader.minutes_waiting(connection, at), names
    )
    at_large = token_checks_reader.certificates_at_large(connection, at)
    yield from token_checks.check_at_large(at_large, names)
    pending = token_checks_reader.revocations_pending(connection, at)
    yield from token_checks.check_revocations(pending, names)
    alone = stand_in_reader.lone_stand_ins(connection, at, role_labels())
    yield from stand_in_checks.check_lone_stand_ins(alone)
    yield from _proof_findings(connection, at)


def _proof_findings(connection: Connection, at: str) -> Iterator[Finding]:
    """Yield what test documents did not prove, once there is a round of them."""
    if not proof_reader.has_rounds(connection, at):
        return
    lost = proof_reader.lost_documents(connection, at, role_labels())
    yield from proofs.check_lost(lost)
    days = proof_reader.unproved_days(connection)
    since = proofs.proved_since(at, days)
    yield from proofs.check_unproved(proof_reader.unproved_units(connection, at, since), days)
