"""The commands about rules for choosing the receiving endpoint, and what they answer.

Each is one run. A day is ISO 8601; a rule ends on its first day no longer included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.target_rules import TargetRule


@dataclass(frozen=True)
class RuleDetails:
    """What a rule says: which documents it speaks of, and which role's endpoints take them.

    Without `types` it is of every type, without `environment` of each network on which endpoints of
    these roles live, without `sender` (a unit's uid; it and all below it) of whoever sends.
    `fallback` takes what is for `role` where none of its endpoints is in use. With `inherited` it
    holds for all units below too.
    """

    role: str
    fallback: str | None = None
    types: tuple[str, ...] = ()
    environment: Environment | None = None
    level_from: SecrecyLevel = SecrecyLevel.KHONG_MAT
    level_to: SecrecyLevel = SecrecyLevel.TUYET_MAT
    sender: str | None = None
    inherited: bool = True
    basis: str = field(default="", repr=False)


@dataclass(frozen=True)
class AddRule(Command):
    """Give the unit with uid `unit` a rule from a day.

    It comes last of the unit's rules, or before the first that would leave nothing for it on some
    network and level.
    """

    name: ClassVar[str] = "rule.add"
    unit: str
    details: RuleDetails
    from_date: str


@dataclass(frozen=True)
class ChangeRule(Command):
    """Let a rule say something else; `rule` is its uid. From `on` a new one stands in its place;
    a rule that began on that very day, or later, is put right in place."""

    name: ClassVar[str] = "rule.change"
    rule: str
    details: RuleDetails
    on: str


@dataclass(frozen=True)
class EndRules(Command):
    """End rules: `on` is the first day on which they no longer hold."""

    name: ClassVar[str] = "rule.end"
    rules: tuple[str, ...]
    on: str


@dataclass(frozen=True)
class OrderRules(Command):
    """Put the rules of a unit in the order of `rules`, all that hold on the day `on` or later.

    It holds from `on`: a rule that gets another number and held before goes on as another row.
    """

    name: ClassVar[str] = "rule.order"
    unit: str
    rules: tuple[str, ...]
    on: str


@dataclass(frozen=True)
class ReadRules(Command):
    """Ask for the rules that hold on `as_of` (today) or later; with `unit`, for those that are
    asked for that unit: its own and what it inherits, in their order."""

    name: ClassVar[str] = "rules.read"
    as_of: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class RuleLine:
    """A rule with its period and basis. `beaten_by` are the rules of its unit that leave nothing
    for it: it can never win. `later` says that it begins after the day asked about."""

    rule: TargetRule
    from_date: str
    to_date: str | None
    basis: str
    beaten_by: tuple[TargetRule, ...] = ()
    later: bool = False

    @property
    def uid(self) -> str:
        """The rule's uid, by which a table knows it again."""
        return self.rule.uid
