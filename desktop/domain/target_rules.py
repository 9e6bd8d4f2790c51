"""Which endpoint takes what (quy tắc chọn đầu mối tiếp nhận): how a rule is chosen.

A rule belongs to a unit and, where it is inherited, to all below it. Of the rules in force for a
unit, its own come first, in their order, then those of the unit above, and so on upwards: the first
that fits a document wins. Where none fits, any endpoint may take it. Which of the endpoints then
really can is `desktop.domain.routing`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.periods import holds


class Document(NamedTuple):
    """What is known of a document besides its level.

    `type` is a code of `resources/units/document-types.toml`, None for a document of any type: only
    what takes every type takes that. `senders` are the sending unit and all above it, none for
    whoever sends. What is left open may be anything: see `told_apart`.
    """

    type: str | None = None
    senders: frozenset[str] = frozenset()


ANY_DOCUMENT = Document()


class TargetRule(NamedTuple):
    """A rule in force. `position` is its number, see `numbers`. Empty `types` are all; levels
    include both ends; None is whatever it be.

    `unit` and `sender` are uids, `unit_name` and `sender_name` names; `role` and `fallback` are
    codes of roles, of which `role_label` and `fallback_label` are the words. `senders` are the
    sender and all above it, as in a document that it sends.
    """

    uid: str
    unit: str
    position: int
    role: str
    fallback: str | None = None
    types: frozenset[str] = frozenset()
    environment: str | None = None
    level_from: int = 0
    level_to: int = 3
    sender: str | None = None
    inherited: bool = True
    unit_name: str = ""
    role_label: str = ""
    fallback_label: str = ""
    sender_name: str = ""
    senders: frozenset[str] = frozenset()

    def fits(self, environment: str, level: int, document: Document = ANY_DOCUMENT) -> bool:
        """Say whether the rule speaks of such a document."""
        return (
            self.environment in (None, environment)
            and self.level_from <= level <= self.level_to
            and (not self.types or document.type in self.types)
            and (self.sender is None or self.sender in document.senders)
        )


class Choice(NamedTuple):
    """The rule that won, and those that it beat: they fit too, but come later."""

    rule: TargetRule
    beaten: tuple[TargetRule, ...]


def choose(
    rules: Iterable[TargetRule], environment: str, level: int, document: Document = ANY_DOCUMENT
) -> Choice | None:
    """Return the rule that decides on a document, or None where no rule speaks of it.

    `rules` are those in force for a unit, in the order in which they are asked.
    """
    fitting = [rule for rule in rules if rule.fits(environment, level, document)]
    return Choice(fitting[0], tuple(fitting[1:])) if fitting else None


# A document with the rule that decides on it, None where no rule speaks of it.
Decided = tuple[Document, TargetRule | None]


@lru_cache(maxsize=256)
def told_apart(
    rules: tuple[TargetRule, ...], types: frozenset[str], document: Document = ANY_DOCUMENT
) -> Mapping[tuple[str, int], tuple[Decided, ...]]:
    """Return by network and level the documents that `document` may be, as far as it matters.

    What a document leaves open, its type or its sender, may be one that rules name, a type of
    `types` (those that endpoints name), or any other. Of documents of one type that one rule
    decides on only the first is told; the first of all is `document` itself, of what nobody names.
    The units below each other that rules name as senders are told apart by the one that is lowest.
    """
    kinds: list[str | None] = [document.type]
    if document.type is None:
        kinds += sorted(types.union(*(rule.types for rule in rules)))
    senders = [document.senders]
    if not document.senders:
        senders += dict.fromkeys(rule.senders for rule in rules if rule.senders)
    found: dict[tuple[str, int], tuple[Decided, ...]] = {}
    for place, level in product(Environment, SecrecyLevel):
        decided: dict[tuple[TargetRule | None, str | None], Decided] = {}
        for kind, whose in product(kinds, senders):
            meant = Document(kind, whose)
            rule = next((each for each in rules if each.fits(place, level, meant)), None)
            decided.setdefault((rule, kind), (meant, rule))
        found[place, level] = tuple(decided.values())
    return found


def in_order(
    unit: str, own: Mapping[str, Sequence[TargetRule]], parents: Mapping[str, str | None]
) -> tuple[TargetRule, ...]:
    """Return the rules in force for `unit`: its own, then what it inherits from those above.

    `own` are the rules of each unit in their order, `parents` the unit above each.
    """
    found = list(own.get(unit, ()))
    for above in upwards(unit, parents):
        found += [rule for rule in own.get(above, ()) if rule.inherited]
    return tuple(found)


def numbers(rows: Sequence[Mapping[str, Any]], at: str) -> dict[str, int]:
    """Return by uid the number that people know each rule of a unit by: its place among those of
    the day `at`, or of its own first day where that comes later.

    `rows` are the unit's rows of the register in their order.
    """
    found: dict[str, int] = {}
    for place, row in enumerate(rows):
        day = max(at, row["from_date"])
        before = rows[:place]
        found[row["uid"]] = 1 + sum(
            holds(each["from_date"], each["to_date"], day) for each in before
        )
    return found


def upwards(unit: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """Yield the units above `unit`, the nearest first; a circle is gone round once."""
    seen = {unit}
    above = parents.get(unit)
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        above = parents.get(above)


def beaten_always(
    rule: TargetRule, earlier: Sequence[TargetRule], above: Mapping[str, frozenset[str]]
) -> tuple[TargetRule, ...]:
    """Return the earlier rules that leave nothing for `rule`; none where it can win.

    `earlier` are the rules asked before it wherever it is asked, `above` gives for a sending unit
    all that is above it.
    """
    beaters: dict[TargetRule, None] = {}
    for place, level in _cells(rule):
        found = _beaters_at(rule, earlier, above, place, level)
        if not found:
            return ()
        beaters |= dict.fromkeys(found)
    return tuple(beaters)


def beaten_somewhere(
    rule: TargetRule, earlier: Sequence[TargetRule], above: Mapping[str, frozenset[str]]
) -> bool:
    """Say whether on some network and level the earlier rules leave nothing for `rule`."""
    return any(_beaters_at(rule, earlier, above, *cell) for cell in _cells(rule))


def _cells(rule: TargetRule) -> Iterator[tuple[str, int]]:
    places = [rule.environment] if rule.environment is not None else list(Environment)
    levels = [level for level in SecrecyLevel if rule.level_from <= level <= rule.level_to]
    return product(places, levels)


def _beaters_at(
    rule: TargetRule,
    earlier: Sequence[TargetRule],
    above: Mapping[str, frozenset[str]],
    place: str,
    level: int,
) -> list[TargetRule]:
    """Return who takes all that `rule` speaks of on a network and level; none where it can win."""
    senders = frozenset[str]()
    if rule.sender is not None:
        senders = frozenset({rule.sender}) | above.get(rule.sender, frozenset())
    kinds: list[str | None] = [*sorted(rule.types)] or [None]
    found: list[TargetRule] = []
    for kind in kinds:
        asked = Document(kind, senders)
        winner = next((other for other in earlier if other.fits(place, level, asked)), None)
        if winner is None:
            return []
        found.append(winner)
    return found
