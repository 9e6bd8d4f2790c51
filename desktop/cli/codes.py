"""`daumoi codes`: how far the codes are on each system, and giving codes to a part of the tree."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_as_of, add_scheme, add_under, iso_date
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.cells import shown_date
from desktop.domain.code_states import STATE_LABELS, SYSTEM_LABELS
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.code_planning.command import Oddities, PlannedCodes
    from desktop.services.code_states import CodeStates

# A person reads the first ones; `--json` tells all of them.
_BRANCHES_SHOWN = 20
_UNITS_SHOWN = 60
_PROBLEMS_SHOWN = 60

RULES = ("next", "commune", "order", "list", "qd20")
_NEAR = {
    "number": N_("the same number, written in two ways"),
    "sign": N_("signs that are taken for each other"),
    "letter": N_("one character apart"),
}


def register(commands: Registry) -> None:
    """Add the commands."""
    translate = commands.translate
    group = commands.add_group("codes", N_("Plans codes, and shows how far they are."))
    states = commands.add_under(
        group,
        "states",
        N_("Counts the codes by their state on each system, and names who is behind."),
        _states,
        command_name="codes states",
    )
    add_under(states, translate)
    add_as_of(states, translate)
    add_scheme(states, translate)
    _register_plan(commands, group)
    inspect = commands.add_under(
        group,
        "inspect",
        N_("Shows numbers left out, codes that look alike, and codes set apart."),
        _inspect,
        command_name="codes inspect",
    )
    add_under(inspect, translate)
    add_scheme(inspect, translate)
    _register_marks(commands, group)


def _register_plan(commands: Registry, group: Any) -> None:
    translate = commands.translate
    plan = commands.add_under(
        group,
        "plan",
        N_("Gives a part of the tree its codes by a rule; shows them first."),
        _plan,
        command_name="codes plan",
    )
    plan.add_argument(
        "--under",
        metavar=translate(N_("CODE")),
        required=True,
        help=translate(N_("the units below the unit of this code")),
    )
    plan.add_argument(
        "--rule",
        nargs="+",
        action=_rule_action(translate),
        required=True,
        metavar=translate(N_("RULE")),
        help=translate(
            N_(
                "next: the next free number; commune: the commune's number; order: in the order "
                "of the units; list FILE: as a list says; qd20: from the codes of the older form"
            )
        ),
    )
    plan.add_argument(
        "--from",
        dest="from_date",
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(N_("the day from which new codes hold (default: today)")),
    )
    plan.add_argument(
        "--replace",
        action="store_true",
        help=translate(N_("also close codes that others know already, for the new ones")),
    )
    plan.add_argument(
        "--basis", metavar=translate(N_("TEXT")), help=translate(N_("the decision they rest on"))
    )
    plan.add_argument(
        "--apply", action="store_true", help=translate(N_("write it, as one run; else only show"))
    )
    add_scheme(plan, translate)


def _rule_action(translate: Translate) -> type[argparse.Action]:
    """Return the reading of `--rule RULE`, which for a list is followed by its file."""

    class RuleAction(argparse.Action):
        def __call__(
            self,
            parser: argparse.ArgumentParser,
            namespace: argparse.Namespace,
            values: Any,
            option_string: str | None = None,
        ) -> None:
            rule, *rest = values
            if rule not in RULES or len(rest) != (rule == "list"):
                words = translate(N_("the rule is one of {known}, and list is followed by a file"))
                raise argparse.ArgumentError(self, words.format(known=", ".join(RULES)))
            setattr(namespace, self.dest, values)

    return RuleAction


def _register_marks(commands: Registry, group: Any) -> None:
    translate = commands.translate
    for name, words in (
        ("reserve", N_("Keeps a code from being given to any unit.")),
        ("lock", N_("Keeps a unit's code as it is when codes are planned.")),
        ("release", N_("Ends the lock or the reservation of a code.")),
    ):
        parser = commands.add_under(group, name, words, _mark, command_name=f"codes {name}")
        parser.add_argument("value", metavar=translate(N_("CODE")), help=translate(N_("the code")))
        if name == "reserve":
            parser.add_argument(
                "--why",
                required=True,
                metavar=translate(N_("TEXT")),
                help=translate(N_("why nobody may have it")),
            )
        else:
            parser.add_argument(
                "--below",
                action="store_true",
                help=translate(N_("also the codes of all units below")),
            )
        add_scheme(parser, translate)


def _states(invocation: Invocation) -> Answer:
    from desktop.services.code_states import ReadCodeStates, read_code_states

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        found = read_code_states(session, ReadCodeStates(given.under, given.as_of, given.scheme))
        warnings = session.warnings
    if given.json:
        return invocation.answer(_states_object(found), (), warnings)
    return invocation.answer({}, _states_lines(found, invocation.translate), warnings)


def _states_object(found: CodeStates) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "counts": {system: dict(counts) for system, counts in found.counts.items()},
        "behind": {
            system: [
                {
                    "uid": branch.uid,
                    "name": branch.name,
                    "code": branch.code,
                    "behind": branch.behind,
                    "codes": branch.codes,
                }
                for branch in branches
            ]
            for system, branches in found.behind.items()
        },
    }


def _states_lines(found: CodeStates, translate: Translate) -> tuple[str, ...]:
    lines: list[str] = []
    for system, counts in found.counts.items():
        told = ", ".join(
            f"{translate(STATE_LABELS[state])} {count}" for state, count in counts.items() if count
        )
        lines.append(f"{translate(SYSTEM_LABELS[system])}: {told or '0'}")
        branches = found.behind[system]
        for branch in branches[:_BRANCHES_SHOWN]:
            words = translate(N_("  {unit}: {behind} of {codes} codes are not in use yet"))
            name = f"{branch.name} ({branch.code})" if branch.code else branch.name
            lines.append(words.format(unit=name, behind=branch.behind, codes=branch.codes))
        if len(branches) > _BRANCHES_SHOWN:
            more = translate(N_("  … and {count} more (see --json)"))
            lines.append(more.format(count=len(branches) - _BRANCHES_SHOWN))
    return tuple(lines)


def _plan(invocation: Invocation) -> Answer:
    from desktop.domain.code_planning import Rule
    from desktop.services.code_planning.command import PlanCodes
    from desktop.services.code_planning.planning import plan_codes

    given = invocation.options
    rule, *rest = given.rule
    command = PlanCodes(
        given.under,
        Rule(rule),
        file=Path(rest[0]) if rest else None,
        on=given.from_date,
        scheme=given.scheme,
        replace=given.replace,
        basis=given.basis,
        apply=given.apply,
    )
    with invocation.open_vault(read_only=not given.apply) as session:
        result = plan_codes(session, command)
        warnings = session.warnings
    problems = (*warnings, *result.problems, *result.notes)
    code = 1 if result.problems else 0
    if given.json:
        return invocation.answer(_plan_object(result), (), problems, code)
    lines = _plan_lines(result, invocation.translate)
    return invocation.answer({}, lines, problems[:_PROBLEMS_SHOWN], code)


def _plan_object(result: PlannedCodes) -> dict[str, Any]:
    return {
        "day": result.day,
        "units": [
            {
                "uid": effect.uid,
                "name": effect.title,
                "old": effect.before,
                "new": effect.after,
                "source": effect.source,
                "changes": effect.changes,
                "problem": effect.problem.code if effect.problem is not None else None,
            }
            for effect in result.effects
        ],
        "changing": result.changing,
        "conflicts": [problem.code for problem in result.problems],
        **_oddities_object(result.oddities),
        "run": result.run,
    }


def _oddities_object(found: Oddities) -> dict[str, Any]:
    return {
        "gaps": dict(found.gaps),
        "near": [{"codes": [near.one, near.other], "why": near.why} for near in found.near],
        "reserved": dict(found.reserved),
        "locked": dict(found.locked),
    }


def _plan_lines(result: PlannedCodes, translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table
    from desktop.domain.texts import said

    def shown(words: Any) -> str:
        return words if isinstance(words, str) else said(words, translate)

    changed = [effect for effect in result.effects if effect.changes]
    with_source = any(effect.source for effect in changed)
    rows = [
        [
            effect.title,
            *([effect.source or ""] if with_source else []),
            shown(effect.before),
            shown(effect.after),
        ]
        for effect in changed[:_UNITS_SHOWN]
    ]
    headings = [
        N_("Unit"),
        *([N_("Made from")] if with_source else []),
        N_("Old code"),
        N_("New code"),
    ]
    lines = [*table([translate(words) for words in headings], rows), ""] if rows else []
    said_of = translate(N_("{changing} of {count} units get another code."))
    lines.append(said_of.format(changing=result.changing, count=len(result.effects)))
    lines += _oddities_lines(result.oddities, translate)
    if result.changing:
        words = translate(
            N_("New codes hold from {date}; a code that nobody was told of is mended as it stands.")
        )
        lines.append(words.format(date=shown_date(result.day)))
    if result.run is not None:
        lines.append(translate(N_("Written as run {run}.")).format(run=result.run))
    return tuple(lines)


def _oddities_lines(found: Oddities, translate: Translate) -> list[str]:
    lines = [
        translate(N_("Left out below {parent}: {numbers}")).format(parent=parent, numbers=numbers)
        for parent, numbers in list(found.gaps.items())[:_BRANCHES_SHOWN]
    ]
    for near in found.near[:_BRANCHES_SHOWN]:
        words = translate(N_("Look alike: {one} and {other} ({why})"))
        lines.append(words.format(one=near.one, other=near.other, why=translate(_NEAR[near.why])))
    for values, words in (
        (found.reserved, N_("Reserved: {value} ({note})")),
        (found.locked, N_("Locked: {value} ({note})")),
    ):
        lines += [
            translate(words).format(value=value, note=note or "—")
            for value, note in list(values.items())[:_BRANCHES_SHOWN]
        ]
    return lines


def _inspect(invocation: Invocation) -> Answer:
    from desktop.services.code_planning.command import InspectCodes
    from desktop.services.code_planning.planning import inspect_codes

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        found = inspect_codes(session, InspectCodes(given.under, scheme=given.scheme))
        warnings = session.warnings
    if given.json:
        return invocation.answer(_oddities_object(found), (), warnings)
    lines = _oddities_lines(found, invocation.translate)
    nothing = invocation.translate(N_("Nothing is odd about these codes."))
    return invocation.answer({}, tuple(lines) or (nothing,), warnings)


def _mark(invocation: Invocation) -> Answer:
    from desktop.services.code_planning import marks
    from desktop.services.code_planning.command import LockCode, ReleaseCode, ReserveCode

    given = invocation.options
    with invocation.open_vault() as session:
        match given.command_name:
            case "codes reserve":
                reserve = ReserveCode(given.value, given.why, scheme=given.scheme)
                done = marks.reserve_code(session, reserve)
            case "codes lock":
                lock = LockCode(given.value, below=given.below, scheme=given.scheme)
                done = marks.lock_code(session, lock)
            case _:
                release = ReleaseCode(given.value, below=given.below, scheme=given.scheme)
                done = marks.release_code(session, release)
        warnings = session.warnings
    if given.json:
        return invocation.answer({"codes": list(done.values), "run": done.run}, (), warnings)
    words = invocation.translate(N_("{count} codes set apart or released"))
    lines = [words.format(count=len(done.values))]
    if done.run is not None:
        lines.append(invocation.translate(N_("Written as run {run}.")).format(run=done.run))
    return invocation.answer({}, tuple(lines), warnings)
