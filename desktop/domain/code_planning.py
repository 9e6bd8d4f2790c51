"""Giving the units of a subtree their codes by a rule.

Nothing here writes: members go in, superiors before those below them, and each comes out with the
value that it gets or with what stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count

from desktop.domain.codes import Scheme, is_counted
from desktop.domain.problems import Problem, Severity, Where
from desktop.domain.unit_rules import Held, holder_problem, reserved_problem

_PLACE_DIGITS = 5
_WIDTH = 2


class Rule(StrEnum):
    """How codes are found. LIST takes them from a table, QD20 from each unit's older code."""

    NEXT = "next"
    COMMUNE = "commune"
    ORDER = "order"
    LIST = "list"
    QD20 = "qd20"


class Kept(StrEnum):
    """Why a unit's code stays as it is, whatever the rule says."""

    LOCKED = "locked"
    TOLD = "told"


@dataclass(frozen=True)
class Member:
    """A unit that gets a code: `now` is the one it has, `kept` why that one stays.

    `is_told`: others know of the code, so that another one closes it instead of mending it.
    """

    uid: str
    title: str
    parent: str | None
    place: str | None = None
    now: str | None = None
    kept: Kept | None = None
    is_told: bool = False


@dataclass(frozen=True)
class Wish:
    """The value that a unit is to get; `source` is the code it was made from."""

    value: str
    where: Where = field(default_factory=Where)
    source: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What becomes of a member's code: `value` is what it has then, None where it has none."""

    member: Member
    value: str | None
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()
    source: str | None = None

    @property
    def changes(self) -> bool:
        """Say whether the member gets another code than it has."""
        return self.problem is None and self.value is not None and self.value != self.member.now


class Values:
    """Who holds which value at what time while codes are planned, and which nobody may have."""

    def __init__(
        self,
        scheme: Scheme,
        day: str,
        held: Iterable[tuple[str, Held]],
        reserved: Mapping[str, str | None],
    ) -> None:
        self.scheme = scheme
        self._day = day
        self._held: dict[str, list[Held]] = {}
        self._below: dict[str, set[str]] = {}
        self._reserved = reserved
        self._last: dict[str, tuple[int, int]] = {}
        for value, each in held:
            self._hold(value, each)

    def free_up(self, member: Member) -> None:
        """Let a member's present code go: others may have it only if nobody was told of it."""
        if member.now is None:
            return
        left = []
        for held in self._held.get(member.now, ()):
            ended = held.to_date is not None and held.to_date <= self._day
            if held.unit != member.uid or ended:
                left.append(held)
            elif member.is_told:
                left.append(held._replace(to_date=self._day))
        self._held[member.now] = left

    def problem(self, value: str, uid: str) -> Problem | None:
        """Say why a unit cannot get `value`: its grammar, a reservation, another holder."""
        return (
            self.scheme.check(value)
            or reserved_problem(value, self._reserved)
            or holder_problem(value, self.scheme, uid, self._held.get(value, ()), self._day)
        )

    def give(self, member: Member, value: str) -> None:
        """Let a member hold `value` from the day on."""
        self._hold(value, Held(member.uid, member.title, self._day, None))

    def next_below(self, parent: str, uid: str) -> str | None:
        """Return the first number after all that were ever given below `parent`, else None.

        It is as wide as these are. Numbers as wide as a place's code were not counted up.
        """
        if parent in self._last:
            highest, width = self._last[parent]
        else:
            highest, width = self._highest(parent)
        value = self.first_below(parent, uid, highest + 1, width)
        if value is not None:
            self._last[parent] = int(value.rpartition(self.scheme.separator)[2]), width
        return value

    def _highest(self, parent: str) -> tuple[int, int]:
        """Return the highest number below `parent`, and how wide these are written."""
        head = parent + self.scheme.separator
        numbers = [
            last
            for value in self._below.get(parent, ())
            if self._held[value] and is_counted(last := value.removeprefix(head))
        ]
        width = max((len(number) for number in numbers), default=_WIDTH)
        return max((int(number) for number in numbers), default=0), width

    def first_below(self, parent: str, uid: str, start: int, width: int) -> str | None:
        """Return the first number from `start` on below `parent` that the unit may have."""
        for number in count(start):
            value = f"{parent}{self.scheme.separator}{number:0{width}}"
            problem = self.problem(value, uid)
            if problem is None:
                return value
            if self.scheme.check(value) is not None:
                return None
        return None

    def _hold(self, value: str, held: Held) -> None:
        self._held.setdefault(value, []).append(held)
        head = value.rpartition(self.scheme.separator)[0] if self.scheme.separator else ""
        self._below.setdefault(head, set()).add(value)


class Planner:
    """Works out every member's code by a rule; `wishes` are those of LIST and QD20 by uid."""

    def __init__(
        self,
        rule: Rule,
        values: Values,
        members: Sequence[Member],
        roots: Mapping[str, str],
        wishes: Mapping[str, Wish],
    ) -> None:
        """`roots` are the codes of superiors outside the members."""
        self._rule = rule
        self._values = values
        self._members = members
        self._wishes = wishes
        self._codes: dict[str, str] = dict(roots)
        self._places = {member.uid: member.place for member in members}

    def outcomes(self) -> list[Outcome]:
        """Return what becomes of every member, in their order."""
        found: dict[str, Outcome] = {}
        for member in self._members:
            if not self._stays(member):
                self._values.free_up(member)
        for members in self._families():
            for outcome in self._family(members):
                found[outcome.member.uid] = outcome
                if outcome.value is not None:
                    self._codes[outcome.member.uid] = outcome.value
        return [found[member.uid] for member in self._members]

    def _stays(self, member: Member) -> bool:
        """Say whether a member's code stays, whatever comes of its superior's."""
        by_wish = self._rule in (Rule.LIST, Rule.QD20)
        return member.kept is not None or (by_wish and member.uid not in self._wishes)

    def _families(self) -> Iterator[list[Member]]:
        """Yield sisters together, each family after its superior."""
        families: dict[str | None, list[Member]] = {}
        for member in self._members:
            families.setdefault(member.parent, []).append(member)
        yield from families.values()

    def _family(self, members: Sequence[Member]) -> Iterator[Outcome]:
        rest: list[Member] = []
        width = max(_WIDTH, len(str(len(members))))
        for member in members:
            if self._stays(member) or self._has_its_code(member):
                if not self._stays(member) and member.now is not None:
                    self._values.give(member, member.now)
                yield self._staying(member)
            else:
                rest.append(member)
        start = 1
        for member in rest:
            if self._rule in (Rule.LIST, Rule.QD20):
                yield self._wished(member, self._wishes[member.uid])
                continue
            above = self._above(member)
            if above is None:
                problem = Problem("codes.superior_without_code", {"unit": member.title})
                yield Outcome(member, member.now, problem)
                continue
            if self._rule is Rule.ORDER:
                value = self._values.first_below(above, member.uid, start, width)
                start = int(value.rpartition(self._separator)[2]) + 1 if value else start
            else:
                value = self._below(above, member)
            if value is None:
                problem = Problem("codes.none_free", {"unit": member.title, "parent": above})
                yield Outcome(member, member.now, problem)
                continue
            yield self._given(member, value, None)

    def _has_its_code(self, member: Member) -> bool:
        """Say whether a member has the code that the rule would give it."""
        above = self._above(member)
        if member.now is None or above is None or self._rule in (Rule.ORDER, Rule.LIST, Rule.QD20):
            return False
        if self._values.problem(member.now, member.uid) is not None:
            return False
        wanted = self._by_place(above, member)
        if wanted is not None:
            return member.now == wanted
        return self._values.scheme.parent(member.now) == above

    def _staying(self, member: Member) -> Outcome:
        """A code stays; where the rule or the table asked for another one, that is said."""
        warnings: tuple[Problem, ...] = ()
        wish = self._wishes.get(member.uid)
        if wish is not None and wish.value != member.now and member.kept is not None:
            values = {"unit": member.title, "value": member.now or "—"}
            problem = Problem(f"codes.kept_{member.kept.value}", values, where=wish.where)
            return Outcome(member, member.now, problem, source=wish.source)
        above = self._above(member)
        if member.now is not None and above is not None:
            warnings = self._outside(member.now, above)
        return Outcome(member, member.now, None, warnings, wish.source if wish else None)

    def _wished(self, member: Member, wish: Wish) -> Outcome:
        return self._given(member, wish.value, wish)

    def _given(self, member: Member, value: str, wish: Wish | None) -> Outcome:
        source = wish.source if wish is not None else None
        problem = self._values.problem(value, member.uid)
        if problem is not None:
            where = wish.where if wish is not None else Where()
            return Outcome(member, member.now, replace(problem, where=where), source=source)
        self._values.give(member, value)
        above = self._above(member)
        warnings = self._outside(value, above) if above is not None else ()
        return Outcome(member, value, None, warnings, source)

    def _below(self, above: str, member: Member) -> str | None:
        """Return the code by place, the last group it has already, or the next number."""
        wanted = self._by_place(above, member)
        if wanted is not None:
            return wanted
        if member.now is not None:
            last = member.now.rpartition(self._separator)[2]
            wanted = above + self._separator + last
            if self._values.problem(wanted, member.uid) is None:
                return wanted
        return self._values.next_below(above, member.uid)

    def _by_place(self, above: str, member: Member) -> str | None:
        """Return the code by a commune's number; a body that lies in the same place has none."""
        place = member.place
        if self._rule is not Rule.COMMUNE or place is None or len(place) != _PLACE_DIGITS:
            return None
        if member.parent is not None and self._places.get(member.parent) == place:
            return None
        return above + self._separator + place

    def _outside(self, value: str, above: str) -> tuple[Problem, ...]:
        if self._values.scheme.extends(value, above):
            return ()
        values = {"value": value, "parent": above}
        return (Problem("import.code_outside_parent", values, Severity.WARNING),)

    def _above(self, member: Member) -> str | None:
        return self._codes.get(member.parent) if member.parent is not None else None

    @property
    def _separator(self) -> str:
        return self._values.scheme.separator
