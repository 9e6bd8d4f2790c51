"""Care of an open vault: is it whole, does its journal fit, which policies hold."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from desktop.crypto import generation_memory
from desktop.domain.actors import Command
from desktop.domain.periods import is_day
from desktop.domain.problems import Problem, refuse
from desktop.domain.proofs import UNPROVED_DAYS
from desktop.models import journal, schema, settings
from desktop.models.data_hash import data_hash
from desktop.models.journal import Head
from desktop.services.session import Session
from desktop.services.vault_database import GENERATION_SETTING, VAULT_ID_SETTING

NO_DAY = settings.NO_DAY
_YES_NO = ("yes", "no")
# Each policy with the values it may have. None is set in a new vault, which means no or none.
POLICIES: Mapping[str, tuple[str, ...]] = {
    # May a bundle be sealed without encrypting it to recipients?
    "plaintext_bundle": _YES_NO,
    # May a token that has nothing better sign by PKCS#1 v1.5?
    "pkcs1_signature": _YES_NO,
    # When the province goes over to the new system (ngày chuyển đổi): a day, or none.
    "cutover_date": (NO_DAY,),
}
# Those that are a day.
DAYS = frozenset({"cutover_date"})


@dataclass(frozen=True)
class DayPolicy:
    """A policy that is a number of days: its value in a new vault, the least and the most."""

    first: int
    least: int
    most: int


DAY_POLICIES: Mapping[str, DayPolicy] = {
    # After how many days without a proof is an endpoint a finding?
    "unproved_days": DayPolicy(UNPROVED_DAYS, 1, 3650),
}


@dataclass(frozen=True)
class CheckVault(Command):
    """See whether the vault is whole."""

    name: ClassVar[str] = "vault check"


@dataclass(frozen=True)
class VerifyJournal(Command):
    """Recompute the journal's chain."""

    name: ClassVar[str] = "journal verify"


@dataclass(frozen=True)
class SetPolicy(Command):
    """Set the policy `policy` to `value`."""

    name: ClassVar[str] = "vault policy set"
    policy: str
    value: str


@dataclass(frozen=True)
class ReadPolicies(Command):
    """Ask which policies hold."""

    name: ClassVar[str] = "vault policy"


@dataclass(frozen=True)
class VaultCheck:
    """What was found. `runs`, `data_hash` are None where they cannot be read any more."""

    vault: str
    generation: int
    schema: int
    runs: int | None
    data_hash: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class JournalCheck:
    """The journal's head, what does not fit, and whether this PC's keyring knew the vault."""

    head: Head
    remembered: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class PolicySet:
    """The policy's value now; `run` is None where it had that value already."""

    policy: str
    value: str
    run: int | None


def check(session: Session, command: CheckVault) -> VaultCheck:
    """Check each page's authentication code, SQLite's structures and references; hash the data."""
    with session.reading(command) as connection:
        # Once it has met a damaged page SQLCipher reads no further: first what is sure to be whole.
        vault = settings.get(connection, VAULT_ID_SETTING) or ""
        generation = int(settings.get(connection, GENERATION_SETTING) or 0)
        number = schema.number_of(connection)
        runs = hashed = None
        with suppress(DatabaseError):
            runs = journal.count_runs(connection)
            hashed = data_hash(connection)
        faults = _faults(connection)
        problems = (Problem("vault.pages_damaged", {"count": faults}),) if faults else ()
        return VaultCheck(vault, generation, number, runs, hashed, problems)


def verify_journal(session: Session, command: VerifyJournal) -> JournalCheck:
    """Recompute the chain from its rows, and compare it with what this PC's keyring remembers."""
    with session.reading(command) as connection:
        head = journal.head(connection)
        problems = []
        broken = journal.first_fault(connection)
        if broken is not None:
            problems.append(Problem("journal.broken", {"run": broken}))
        vault = settings.get(connection, VAULT_ID_SETTING) or ""
        memory = generation_memory.recall(vault)
        if memory is not None and memory.run > head.run:
            problems.append(Problem("journal.shorter", {"known": memory.run, "found": head.run}))
        elif memory is not None and memory.run:
            written = journal.hash_of(connection, memory.run)
            if written is None or not written.startswith(memory.hash_start):
                problems.append(Problem("journal.rewritten", {"run": memory.run}))
        return JournalCheck(head, memory is not None, tuple(problems))


def set_policy(session: Session, command: SetPolicy) -> PolicySet:
    """Set a policy; raises `Refusal` `vault.policy_unknown`, `vault.policy_value`,
    `vault.policy_days`, `vault.policy_day`."""
    value = _policy_value(command)
    with session.unit_of_work(command) as work:
        work.set_setting(f"{settings.POLICY}{command.policy}", value)
    return PolicySet(command.policy, value, work.run.number if work.run else None)


def _policy_value(command: SetPolicy) -> str:
    """Return the value as it is stored; raises what `set_policy` does."""
    name, value = command.policy, command.value
    if name in POLICIES:
        known = POLICIES[name]
        if name in DAYS and value not in known and not is_day(value):
            raise refuse("vault.policy_day", name=name, value=value)
        if name not in DAYS and value not in known:
            raise refuse("vault.policy_value", name=name, value=value, known=", ".join(known))
        return value
    days = DAY_POLICIES.get(name)
    if days is None:
        everyone = ", ".join((*POLICIES, *DAY_POLICIES))
        raise refuse("vault.policy_unknown", name=name, known=everyone)
    number = int(value[:9]) if value.isascii() and value.isdigit() else 0
    if not days.least <= number <= days.most:
        raise refuse("vault.policy_days", name=name, value=value, least=days.least, most=days.most)
    return str(number)


def read_policies(session: Session, command: ReadPolicies) -> dict[str, str]:
    """Return every policy with its value now; one that was never set has its first-day value."""
    firsts = {
        **{name: values[-1] for name, values in POLICIES.items()},
        **{name: str(days.first) for name, days in DAY_POLICIES.items()},
    }
    with session.reading(command) as connection:
        return {
            name: settings.get(connection, f"{settings.POLICY}{name}") or first
            for name, first in firsts.items()
        }


def _faults(connection: Connection) -> int:
    faults = 0
    # Reading a page proves its authentication code, and the first check reads every page in use.
    # SQLCipher's own check does not see the log: after a power cut it would cry over a page that
    # the log holds whole.
    for pragma in ("integrity_check", "foreign_key_check"):
        try:
            rows = connection.exec_driver_sql(f"PRAGMA {pragma}").all()
        except DatabaseError:
            faults += 1
        else:
            faults += sum(1 for row in rows if row[0] != "ok")
    return faults
