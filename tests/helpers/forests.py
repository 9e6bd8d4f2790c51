"""Random trees of units and random events on them, for the rules that every plan must keep."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop.domain.code_book import CodeBook
from desktop.domain.event_effects import work_out
from desktop.domain.plan_effects import Answers, Change, Effects, Register
from desktop.domain.reorganisation import Event, EventKind, NewUnit, Share
from desktop.domain.unit_rules import Held
from desktop.services.code_schemes import scheme

FIRST = "2025-01-01"
DAYS = ("2025-07-01", "2025-09-01", "2026-01-01", "2026-07-01")
BODIES = ("van-phong", "ban-to-chuc", "ubkt")
SCHEMES = ("qd20", "dvhc", "noi-bo")


@dataclass
class Forest:
    """A tree of units with codes of a scheme; `random` makes everything that is made from it."""

    seed: int
    scheme: str
    size: int
    units: dict[str, NewUnit] = field(default_factory=dict)
    count: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        for _ in range(self.size):
            self._grow()

    def fresh(self) -> str:
        self.count += 1
        return f"u{self.count:06}"

    def code(self, parent: str | None) -> str:
        self.count += 1
        if self.scheme == "dvhc":
            return f"{self.count:05}"
        if parent is None:
            return f"A{self.count % 100:02}" if self.count < 100 else f"A99.{self.count}"
        return f"{self.units[parent].code}.{self.count}"

    def register(self) -> Register:
        """The register as it stands on the first day."""
        held = [
            (unit.code, Held(unit.uid, unit.name, FIRST, None))
            for unit in self.units.values()
            if unit.code is not None
        ]
        book = CodeBook(scheme(self.scheme), held)
        return Register(dict(self.units), book, {}, frozenset(BODIES))

    def _grow(self) -> None:
        parent = self.random.choice([None, *self.units]) if self.units else None
        kind = self.random.choice([*BODIES, "dang-uy-xa", None])
        uid = self.fresh()
        code = self.code(parent) if self.random.random() < 0.9 else None
        self.units[uid] = NewUnit(uid, f"Đơn vị {uid}", kind, parent, code=code)

    def events(self, count: int) -> list[Event]:
        """Make events that name units of the tree and of each other, sensible or not."""
        made: list[Event] = []
        known = list(self.units)
        for day in sorted(self.random.choices(DAYS, k=count)):
            event = self._event(day, known)
            known += [unit.uid for unit in event.begins if unit.uid not in known]
            made.append(event)
        return made

    def answers(self, events: Sequence[Event]) -> Answers:
        """Give some of what split units leave to any of those that come out of them."""
        units: dict[tuple[str, str], str] = {}
        parts: dict[tuple[str, str, str], str] = {}
        for event in events:
            if event.kind is EventKind.SPLIT:
                one = event.before[0].unit
                units[event.day, one] = self.random.choice(event.after)
                for uid in self.random.sample(list(self.units), len(self.units) // 2):
                    parts[event.day, one, uid] = self.random.choice(event.after)
        return Answers(units, parts)

    def _event(self, day: str, known: list[str]) -> Event:
        pick = self.random.choice
        kind = pick(list(EventKind))
        one, two = pick(known), pick(known)
        if kind is EventKind.CREATE:
            new = self._new(pick([None, *known]))
            return Event(kind, day, (), (new.uid,), (new,))
        if kind is EventKind.MERGE:
            before = tuple(Share(uid) for uid in self.random.sample(known, min(len(known), 2)))
            new = self._new(pick([None, *known]))
            return Event(kind, day, before, (new.uid,), (new,))
        if kind is EventKind.SPLIT:
            news = [self._new(pick([None, *known])) for _ in range(pick((1, 2, 3)))]
            after = [unit.uid for unit in news]
            if pick((True, False)):
                after.append(one)
            return Event(kind, day, (Share(one),), tuple(after), tuple(news))
        if kind in (EventKind.ABSORB, EventKind.TRANSFER):
            share = Share(one, whole=kind is EventKind.ABSORB)
            return Event(kind, day, (share,), (two,))
        if kind is EventKind.DISSOLVE:
            return Event(kind, day, (Share(one),))
        changed = replace(
            self.units.get(one) or NewUnit(one, f"Đơn vị {one}"),
            name=f"Tên {self.fresh()}",
            parent=pick([None, *known]),
            code=self.code(None) if pick((True, False)) else None,
        )
        return Event(kind, day, (Share(one),), (one,), (changed,))

    def _new(self, parent: str | None) -> NewUnit:
        uid = self.fresh()
        above = parent if parent in self.units else None
        code = self.code(above) if self.random.random() < 0.7 else None
        unit = NewUnit(uid, f"Đơn vị {uid}", self.random.choice(BODIES), parent, code=code)
        self.units.setdefault(uid, unit)
        return unit


def played(forest: Forest, count: int) -> tuple[Register, Effects]:
    """Play random events on a tree; return the register as it was and what they do."""
    register = forest.register()
    before = replace(register, units=dict(register.units))
    events = forest.events(count)
    return before, work_out(register, events, forest.answers(events), forest.fresh)


def broken_rules(register: Register, effects: Effects, scheme_name: str) -> list[str]:
    """Play the changes again by themselves and say which rule is broken on which day."""
    units = dict(register.units)
    code_scheme = scheme(scheme_name)
    retired: set[str] = set()
    broken: list[str] = []
    for day in sorted({change.day for change in effects.changes}):
        of_day = [change for change in effects.changes if change.day == day]
        for change in of_day:
            if units.get(change.uid) != change.before:
                broken.append(f"{day} {change.uid} was something else before")
            _take(units, change)
        freed = {
            change.before.code
            for change in of_day
            if change.before and change.before.code
            and (change.after is None or change.after.code != change.before.code)
        }  # fmt: skip
        held = [unit.code for unit in units.values() if unit.code is not None]
        broken += [f"{day} {code} held twice" for code in set(held) if held.count(code) > 1]
        retired |= freed
        if not code_scheme.retired_may_return:
            broken += [f"{day} {code} came back" for code in retired & set(held)]
        broken += [f"{day} {uid}: {what}" for uid, what in _misplaced(units)]
    return broken


def _take(units: dict[str, NewUnit], change: Change) -> None:
    if change.after is None:
        units.pop(change.uid, None)
    else:
        units[change.uid] = change.after


def _misplaced(units: dict[str, NewUnit]) -> list[tuple[str, str]]:
    found = []
    for unit in units.values():
        above, seen = unit.parent, {unit.uid}
        while above is not None:
            if above not in units:
                found.append((unit.uid, "stands below nobody"))
                break
            if above in seen:
                found.append((unit.uid, "stands below itself"))
                break
            seen.add(above)
            above = units[above].parent
    return found
