"""`daumoi vault check`, `vault policy set`, `journal verify`."""

from __future__ import annotations

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.texts import N_


def register(registry: Registry) -> None:
    """Add the commands."""
    vault = registry.add_group("vault", N_("Cares for the vault."))
    registry.add_under(
        vault, "check", N_("Sees whether the vault is whole."), _check, command_name="vault check"
    )
    policies = registry.add_group_under(vault, "policy", N_("Says what the vault allows."))
    policy = registry.add_under(
        policies, "set", N_("Changes what the vault allows."), _set, command_name="vault policy set"
    )
    translate = registry.translate
    policy.add_argument(
        "name",
        metavar=translate(N_("NAME")),
        help=translate(
            N_(
                "plaintext_bundle: may a bundle be sealed without encryption? "
                "pkcs1_signature: may a token that has nothing better sign by PKCS#1 v1.5? "
                "unproved_days: after how many days without a proof is an endpoint a finding? "
                "cutover_date: when does the province go over to the new system?"
            )
        ),
    )
    policy.add_argument(
        "value",
        metavar=translate(N_("VALUE")),
        help=translate(N_("yes or no; a number of days; a day, 2026-11-24, or none")),
    )
    journal = registry.add_group("journal", N_("Cares for the journal of all runs."))
    registry.add_under(
        journal,
        "verify",
        N_("Sees whether the journal fits together."),
        _verify,
        command_name="journal verify",
    )


def _check(invocation: Invocation) -> Answer:
    from desktop.services.vault_care import CheckVault, check

    with invocation.open_vault(read_only=True) as session:
        found = check(session, CheckVault())
    _ = invocation.translate
    result = {
        "data_hash": found.data_hash,
        "whole": not found.problems,
        "vault": found.vault,
        "generation": found.generation,
        "schema": found.schema,
        "runs": found.runs,
    }
    lines: tuple[str, ...] = (
        _(N_("Data hash: {hash}")).format(hash=found.data_hash or "-"),
        _(N_("Vault {vault}, generation {generation}, schema {schema}, {runs} runs.")).format(
            **{**result, "runs": "-" if found.runs is None else found.runs}
        ),
    )
    if not found.problems:
        lines += (_(N_("The vault is whole.")),)
    problems = (*session.warnings, *found.problems)
    return invocation.answer(result, lines, problems, 1 if found.problems else 0)


def _set(invocation: Invocation) -> Answer:
    from desktop.services.vault_care import SetPolicy, set_policy

    options = invocation.options
    with invocation.open_vault() as session:
        done = set_policy(session, SetPolicy(options.name, options.value))
    result = {"policy": done.policy, "value": done.value, "run": done.run}
    line = invocation.translate(N_("Policy {policy}: {value}")).format(**result)
    return invocation.answer(result, (line,), session.warnings)


def _verify(invocation: Invocation) -> Answer:
    from desktop.services.vault_care import VerifyJournal, verify_journal

    with invocation.open_vault(read_only=True) as session:
        found = verify_journal(session, VerifyJournal())
    _ = invocation.translate
    result = {
        "intact": not found.problems,
        "runs": found.head.run,
        "hash": found.head.hash,
        "remembered": found.remembered,
    }
    lines: tuple[str, ...] = (_(N_("Runs: {runs}; last hash: {hash}")).format(**result),)
    if not found.problems:
        lines += (_(N_("The journal is intact.")),)
    problems = (*session.warnings, *found.problems)
    return invocation.answer(result, lines, problems, 1 if found.problems else 0)
