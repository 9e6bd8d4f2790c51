"""`daumoi check`, `route`: what is wrong with the registers, would a document arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_as_of
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.levels import (
    ENVIRONMENT_LABELS,
    LEVEL_BY_OPTION,
    LEVEL_LABELS,
    OPTION_BY_LEVEL,
    Environment,
    SecrecyLevel,
)
from desktop.domain.texts import N_, Text, Translate, said

if TYPE_CHECKING:
    from desktop.domain.checks import Finding
    from desktop.domain.route_steps import Step
    from desktop.services.checks import CheckAnswer
    from desktop.services.routing import RouteAnswer

_SEVERITIES = {"error": N_("Errors"), "warning": N_("Warnings"), "info": N_("Notes")}


def register(commands: Registry) -> None:
    """Add the two commands."""
    translate = commands.translate
    check = commands.add("check", N_("Checks the registers and says what to mend."), _check)
    add_as_of(check, translate)
    check.add_argument(
        "--rule", metavar=translate(N_("ID")), help=translate(N_("only the findings of this rule"))
    )
    route = commands.add("route", N_("Says whether a document would arrive, and why."), _route)
    route.add_argument(
        "--to",
        required=True,
        metavar=translate(N_("CODE")),
        help=translate(N_("code of the receiving unit")),
    )
    route.add_argument(
        "--level",
        required=True,
        choices=tuple(LEVEL_BY_OPTION),
        help=translate(N_("the document's secrecy level")),
    )
    route.add_argument(
        "--environment",
        choices=tuple(Environment),
        help=translate(N_("network it is sent on (default: mat from Mật up, else ro)")),
    )
    route.add_argument(
        "--from",
        dest="sender",
        metavar=translate(N_("CODE")),
        help=translate(N_("code of the sending unit, to look at its side too")),
    )
    route.add_argument(
        "--type",
        dest="document_type",
        metavar=translate(N_("TYPE")),
        help=translate(N_("type of the document, as cong-van or bao-cao (default: any type)")),
    )
    add_as_of(route, translate)


def _route(invocation: Invocation) -> Answer:
    from desktop.services.routing import Route, route

    given = invocation.options
    environment = None if given.environment is None else Environment(given.environment)
    level = LEVEL_BY_OPTION[given.level]
    command = Route(given.to, level, environment, given.sender, given.as_of, given.document_type)
    with invocation.open_vault(read_only=True) as session:
        found = route(session, command)
        warnings = session.warnings
    # What cannot be sent does not arrive, whatever the receiver can do.
    sent = found.sending is None or found.sending.sends
    exit_code = 0 if found.delivered and sent else 1
    if given.json:
        result = _route_object(found, invocation.translate)
        sending = () if sent or found.sending is None else found.sending.steps
        every = (*sending, *found.steps)
        links = (step for step in every if step.name != "level" and step.status != "ok")
        problems = tuple(step.problem() for step in links)
        return invocation.answer(result, problems=(*warnings, *problems), exit_code=exit_code)
    lines = _route_lines(found, invocation.translate)
    return invocation.answer({}, lines, warnings, exit_code)


def _route_object(found: RouteAnswer, translate: Translate) -> dict[str, Any]:
    return {
        "delivered": found.delivered,
        "exempt": found.exempt,
        "code": found.code,
        "unit": found.unit,
        "uid": found.uid,
        "level": OPTION_BY_LEVEL[found.level],
        "environment": found.environment.value,
        "as_of": found.as_of,
        "deliverable": _level_option(found.deliverable),
        "takers": [
            {
                "endpoint": taker.endpoint.uid,
                "role": taker.endpoint.label,
                "account": taker.endpoint.account,
                "person": taker.person.name,
                "stands_in": taker.person.stands_in,
            }
            for taker in found.takers
        ],
        "steps": [_step_object(step, translate) for step in found.steps],
        "fix": said(found.fix, translate) if found.fix else None,
        "document_type": found.document_type,
        "partly": found.partly,
        "others": [
            {
                "documents": other.about.render(translate),
                "type": other.type,
                "delivered": other.failed is None,
                "rule": None if other.rule is None else other.rule.render(translate),
                "reason": None if other.failed is None else other.failed.code,
            }
            for other in found.others
        ],
        "sending": found.sending
        and {
            "uid": found.sending.uid,
            "unit": found.sending.unit,
            "sends": found.sending.sends,
            "steps": [_step_object(step, translate) for step in found.sending.steps],
        },
    }


def _step_object(step: Step, translate: Translate) -> dict[str, Any]:
    return {
        "step": step.name,
        "status": step.status.value,
        "allows": _level_option(step.allows),
        "code": step.code,
        "message": said(step.message, translate),
        "fix": said(step.fix, translate) if step.fix else None,
        "cause": step.cause.render(translate) if step.cause else None,
    }


def _level_option(level: int) -> str | None:
    """Return a term as an option word; None where it lets nothing through."""
    return OPTION_BY_LEVEL[SecrecyLevel(level)] if level >= 0 else None


def _route_lines(found: RouteAnswer, translate: Translate) -> tuple[str, ...]:
    from desktop.services.explanation import others_told, side_heading, verdict

    values = {
        "unit": found.unit,
        "code": found.code,
        "level": Text(LEVEL_LABELS[found.level]),
        "environment": Text(ENVIRONMENT_LABELS[found.environment]),
        "date": found.as_of,
    }
    asked = Text(N_("{level}, {environment}, on {date}: to {unit} ({code})"), values)
    lines = [said(asked, translate), ""]
    if found.sending is not None:
        lines += [said(side_heading(found.sending), translate)]
        lines += [*_chain(found.sending.steps, translate), ""]
        lines += [said(Text(N_("Receiver: {unit}"), {"unit": found.unit}), translate)]
    lines += [*_chain(found.steps, translate), ""]
    others = [said(other, translate) for other in others_told(found)]
    if others:
        lines += [*others, ""]
    sign = "✓" if found.delivered else "→" if found.exempt else "✗"
    lines.append(f"{sign} {said(verdict(found), translate)}")
    cannot = found.sending is not None and not found.sending.sends
    if found.sending is not None and cannot:
        lines.append(f"✗ {said(side_heading(found.sending), translate)}")
    if found.fix and (cannot or not found.delivered):
        lines.append(f"  → {said(found.fix, translate)}")
    return tuple(lines)


def _chain(steps: Sequence[Step], translate: Translate) -> Iterator[str]:
    from desktop.domain.route_steps import SIGNS, STEP_LABELS

    for number, step in enumerate(steps, start=1):
        sign, word = SIGNS[step.status]
        label, state = translate(STEP_LABELS[step.name]), translate(word)
        yield f"{number}. {sign} {label} — {state}: {said(step.message, translate)}"
        if step.cause:
            yield f"     {step.cause.render(translate)}"
        if step.fix and step.status != "exempt":
            yield f"     → {said(step.fix, translate)}"


def _check(invocation: Invocation) -> Answer:
    from desktop.services.checks import Check, check

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        found = check(session, Check(given.as_of, given.rule))
        warnings = session.warnings
    exit_code = 1 if found.counts["error"] else 0
    if given.json:
        findings = [_finding_object(each, invocation.translate) for each in found.findings]
        result = {"as_of": found.as_of, "findings": findings, "counts": found.counts}
        return invocation.answer(result, problems=warnings, exit_code=exit_code)
    return invocation.answer({}, _check_lines(found, invocation.translate), warnings, exit_code)


def _finding_object(finding: Finding, translate: Translate) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "uid": finding.uid,
        "unit": finding.code or finding.unit,
        "name": finding.unit,
        "message": said(finding.message, translate),
        "fix": said(finding.fix, translate),
    }


def _check_lines(found: CheckAnswer, translate: Translate) -> tuple[str, ...]:
    values = {"date": found.as_of, **found.counts}
    total = said(
        Text(N_("As of {date}: {error} errors, {warning} warnings, {info} notes"), values),
        translate,
    )
    lines = [total]
    for (severity, rule), group in groupby(found.findings, key=lambda f: (f.severity, f.rule)):
        findings = list(group)
        sign = {"error": "✗", "warning": "⚠", "info": "·"}[severity]
        kind = translate(_SEVERITIES[severity])
        lines += ["", f"{sign} {kind} — {rule} ({len(findings)})"]
        for fix, same in groupby(findings, key=lambda f: said(f.fix, translate)):
            lines += [f"  {each.code or '—'}  {said(each.message, translate)}" for each in same]
            lines.append(f"  → {fix}")
    return tuple(lines)
