"""`daumoi codes`: how far the codes are on each system, and giving codes to a part of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_as_of, add_scheme, add_under
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.code_states import STATE_LABELS, SYSTEM_LABELS
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.code_states import CodeStates

# A person reads the first ones; `--json` tells all of them.
_BRANCHES_SHOWN = 20


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
