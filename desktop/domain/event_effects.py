"""What a plan's events do: unit by unit and day by day, with every conflict named.

Events of one day happen at once: each is judged by the register as it stood the day before, and a
unit that begins on a day cannot go into another event of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby

from desktop.domain.cells import shown_date
from desktop.domain.folding import fold, same_spelling
from desktop.domain.plan_effects import Answers, Change, Effects, Question, Register
from desktop.domain.problems import Problem, Severity, Where
from desktop.domain.reorganisation import (
    ENDING,
    PASSING_ON,
    Edge,
    Event,
    EventKind,
    NewUnit,
    Share,
)
from desktop.domain.timeline import Timeline

_NOWHERE = Where()
# Kinds in which a unit goes into another one, which must be another.
_INTO_ANOTHER = PASSING_ON - {EventKind.SPLIT}


def work_out(
    register: Register,
    events: Iterable[Event],
    answers: Answers,
    fresh: Callable[[], str],
) -> Effects:
    """Play the events in the order of their days and return what they do.

    Where an answer is missing, a split unit that goes on keeps what hangs on it; of one that ends,
    the first that comes out takes it. `fresh` gives uids for derived units.
    """
    play = _Play(register, answers, fresh)
    for day, of_day in groupby(sorted(events, key=lambda event: event.day), lambda e: e.day):
        play.day(day, list(of_day))
    return play.effects


class _Play:
    def __init__(self, register: Register, answers: Answers, fresh: Callable[[], str]) -> None:
        self.effects = Effects()
        self._units = dict(register.units)
        self._codes = register.codes
        self._timeline = Timeline(register.timeline)
        self._bodies = register.bodies
        self._answers = answers
        self._fresh = fresh
        self._children: dict[str, set[str]] = {}
        self._edges: set[tuple[str, str]] = set()
        # Units that the plan has changed: of these it alone says what they are.
        self._planned: set[str] = set()
        for unit in self._units.values():
            self._place(unit)

    def day(self, day: str, events: Sequence[Event]) -> None:
        """Play the events of one day."""
        self._catch_up(day)
        before = dict(self._units)
        self._changed: dict[str, str | None] = {}
        self._refused: set[str] = set()
        self._alike: set[str] = set()
        self._asked: dict[str, Question] = {}
        begun = {unit.uid: event for event in events for unit in event.begins}
        ended = self._ended(events)
        split = self._split(events)
        self._refuse_twice(events)
        for event in events:
            self._judge(event, begun, ended)
        for uid in ended:
            self._refuse_awaited(uid, day, ended[uid].where)
            self._end(uid, day, ended[uid].basis)
        for event in events:
            for unit in event.begins:
                self._begin(unit, event)
            self._say_edges(event)
        self.effects.events += events
        self._follow_children(day, {**ended, **split})
        for uid in self._changed:
            if uid in self.effects.takers and uid not in self._units:
                self.effects.takers[uid] = self._heir(self.effects.takers[uid])
        self._check(day, begun, before)
        for uid, basis in self._changed.items():
            old, new = before.get(uid), self._units.get(uid)
            if old != new:
                self.effects.changes.append(Change(day, uid, old, new, basis))

    def _catch_up(self, day: str) -> None:
        """Take in what the register itself says until the day before `day`, of whom the plan has
        not changed: there a conflict has been said."""
        for later in self._timeline.until(day):
            if later.uid in self._planned:
                continue
            self._take_away(later.uid)
            if later.unit is not None:
                self._units[later.uid] = later.unit
                self._place(later.unit)

    def _refuse_awaited(self, uid: str, day: str, where: Where) -> None:
        """A unit must not end while the register puts another one below it later on."""
        for later in self._timeline.below(uid, day):
            if later.uid not in self._planned:
                since = shown_date(later.day)
                self._problem(
                    "reorganise.child_later", day, where, unit=later.uid, other=uid, since=since
                )

    def _refuse_twice(self, events: Sequence[Event]) -> None:
        """Two events of one kind that change one unit on one day contradict each other."""
        seen: set[tuple[EventKind, str]] = set()
        for event in events:
            for unit in event.begins:
                if unit.uid in self._units and (event.kind, unit.uid) in seen:
                    self._conflict(event, "reorganise.changed_twice", unit=unit.uid)
                seen.add((event.kind, unit.uid))

    def _ended(self, events: Sequence[Event]) -> dict[str, Event]:
        """Return the units that end by the events of a day with the event that ends each."""
        ended: dict[str, Event] = {}
        for event in events:
            if event.kind not in ENDING:
                continue
            for share in event.before:
                if not share.whole or share.unit in event.after:
                    continue
                if share.unit in ended:
                    if ended[share.unit] is not event:
                        self._conflict(event, "reorganise.ended_twice", unit=share.unit)
                    continue
                ended[share.unit] = event
                self.effects.takers[share.unit] = self._taker(event, share.unit)
        return ended

    def _split(self, events: Sequence[Event]) -> dict[str, Event]:
        """Ask about the units that are split and go on, and return them with their events."""
        split: dict[str, Event] = {}
        for event in events:
            if event.kind is EventKind.SPLIT and len(event.after) > 1:
                for share in event.before:
                    if share.unit in event.after and share.unit not in split:
                        split[share.unit] = event
                        self._ask(event, share.unit, share.unit)
        return split

    def _taker(self, event: Event, uid: str) -> str | None:
        if not event.after:
            return None
        if len(event.after) == 1:
            return event.after[0]
        return self._ask(event, uid, event.after[0])

    def _ask(self, event: Event, uid: str, default: str) -> str:
        answer = self._answers.units.get((event.day, uid), default)
        if answer not in event.after:
            self._conflict(event, "reorganise.answer_wrong", unit=uid, other=answer)
        taker = answer if answer in event.after else default
        question = Question(event.day, uid, event.after, default, taker, event.where)
        self.effects.questions.append(question)
        self._asked[uid] = question
        return taker

    def _judge(self, event: Event, begun: Mapping[str, Event], ended: Mapping[str, Event]) -> None:
        counted = Counter(share.unit for share in event.before)
        for uid, times in counted.items():
            if times > 1:
                self._conflict(event, "reorganise.listed_twice", unit=uid)
            if uid in begun and uid not in self._units and event.kind is not EventKind.RESTORE:
                self._conflict(event, "reorganise.same_day", unit=uid)
            elif uid not in self._units and event.kind is not EventKind.RESTORE:
                self._conflict(event, "reorganise.not_in_force", unit=uid)
            elif (later := self._timeline.next_day(uid, event.day)) is not None:
                since = shown_date(later)
                self._conflict(event, "reorganise.later_change", unit=uid, since=since)
            if uid in ended and event.kind not in ENDING:
                self._conflict(event, "reorganise.changed_and_ended", unit=uid)
        if event.kind in _INTO_ANOTHER and counted.keys() <= set(event.after):
            self._conflict(event, "reorganise.into_itself", unit=event.before[0].unit)
        for uid in event.after:
            if uid in ended:
                self._conflict(event, "reorganise.into_ended", unit=uid)
                # That nobody takes what these leave follows from it, and is not said again.
                self._refused.update(share.unit for share in event.before)
            elif uid not in begun and uid not in self._units:
                self._conflict(event, "reorganise.not_in_force", unit=uid)
            for share in event.before:
                if share.unit in ended and uid not in begun and self._is_below(uid, share.unit):
                    self._conflict(event, "reorganise.into_below", unit=share.unit, other=uid)
        if event.kind is EventKind.SPLIT and len(event.after) < 2:
            unit = event.before[0].unit if event.before else ""
            self._conflict(event, "reorganise.no_remainder", unit=unit)

    def _end(self, uid: str, day: str, basis: str | None) -> None:
        if self._take_away(uid) is None:
            return
        self._codes.close(uid, day)
        self._changed[uid] = basis
        self._planned.add(uid)

    def _take_away(self, uid: str) -> NewUnit | None:
        unit = self._units.pop(uid, None)
        if unit is not None and unit.parent is not None:
            self._children.get(unit.parent, set()).discard(uid)
        return unit

    def _begin(self, unit: NewUnit, event: Event) -> None:
        old = self._units.get(unit.uid)
        if old is not None and old.parent is not None:
            self._children[old.parent].discard(unit.uid)
        held = self._codes.of(unit.uid)
        if unit.code is None:
            unit = replace(unit, code=held)
        elif unit.code != held:
            unit = self._recode(unit, unit.code, held, event)
        self._units[unit.uid] = unit
        self._place(unit)
        self._changed[unit.uid] = event.basis
        self._planned.add(unit.uid)

    def _recode(self, unit: NewUnit, code: str, held: str | None, event: Event) -> NewUnit:
        """Give a unit another code than it `held`; a locked one stays, which is a conflict."""
        problem = self._codes.lock_problem(unit.uid)
        if problem is not None:
            unit = replace(unit, code=held)
        else:
            self._codes.close(unit.uid, event.day)
            problem = self._codes.give(unit.uid, code, unit.name, event.day)
        if problem is not None:
            self.effects.conflicts.append(replace(problem, where=event.where))
        return unit

    def _place(self, unit: NewUnit) -> None:
        if unit.parent is not None:
            self._children.setdefault(unit.parent, set()).add(unit.uid)

    def _say_edges(self, event: Event) -> None:
        if event.kind not in PASSING_ON:
            return
        for share in event.before:
            for after in event.after:
                if after == share.unit or (share.unit, after) in self._edges:
                    continue
                self._edges.add((share.unit, after))
                whole = share.whole and len(event.after) == 1
                self.effects.edges.append(Edge(event.day, share.unit, after, whole))

    def _follow_children(self, day: str, leaving: Mapping[str, Event]) -> None:
        """Let the units below ended or split ones go to who takes them, level by level."""
        waiting = list(leaving)
        while waiting:
            groups: dict[tuple[str, str], list[NewUnit]] = {}
            for above in waiting:
                sorts = Counter(self._units[uid].type for uid in self._children.get(above, ()))
                for uid in sorted(self._children.get(above, ())):
                    if uid in self._changed:
                        # An event put it there on this very day: that is told by `_check`.
                        continue
                    child, taker = self._units[uid], self._taker_of(uid, above)
                    if taker == above:
                        continue
                    if self._heir(taker) is None or taker is None:
                        if above in self._refused:
                            continue
                        where = leaving[above].where if above in leaving else _NOWHERE
                        self._problem("reorganise.child_left", day, where, unit=uid, other=above)
                    else:
                        # Two of one sort below one unit are each something else.
                        is_one = child.type in self._bodies and sorts[child.type] == 1
                        sort = child.type if is_one and child.type is not None else uid
                        groups.setdefault((taker, sort), []).append(child)
            waiting = []
            going = {child.uid for children in groups.values() for child in children}
            for (taker, sort), children in groups.items():
                waiting += self._derive(day, taker, sort, children, leaving, going)

    def _taker_of(self, uid: str, above: str) -> str | None:
        """Return under whom a unit comes whose superior ends or is split."""
        question = self._asked.get(above)
        if question is None or (above in question.options and above not in self._units):
            # One that was to go on, and went with its own superior all the same.
            return self.effects.takers[above]
        answer = self._answers.parts.get((question.day, above, uid), question.taker)
        if answer not in question.options:
            what = self._units[uid].title
            values = {"unit": above, "other": answer, "what": what}
            self._problem("reorganise.part_answer_wrong", question.day, question.where, **values)
            answer = question.taker
        question.below[uid] = answer
        return answer

    def _derive(
        self,
        day: str,
        taker: str,
        sort: str,
        children: Sequence[NewUnit],
        leaving: Mapping[str, Event],
        going: Set[str],
    ) -> list[str]:
        """Move one child under the taker, or merge several of one kind; return who ended by it.

        What is `going` from the taker itself that day is not there to merge with.
        """
        heir = self._heir(taker)
        if heir is None:
            for child in children:
                self._problem("reorganise.child_left", day, unit=child.uid, other=taker)
            return []
        taker, above = heir, self._units[heir]
        cause = next((event for event in leaving.values() if taker in event.after), None)
        basis, where = (cause.basis, cause.where) if cause is not None else (None, _NOWHERE)
        follows = Event(
            EventKind.MOVE,
            day,
            operational=cause.operational if cause is not None else None,
            basis=basis,
            derived=True,
            where=where,
        )
        there = [
            self._units[uid]
            for uid in sorted(self._children.get(taker, ()))
            if uid not in going and self._units[uid].type == sort and sort in self._bodies
        ]
        if len(there) > 1 or (not there and len(children) == 1):
            for child in children:
                moved = replace(child, parent=taker, code=self._code_below(above, child))
                self._happen(
                    replace(
                        follows, before=(Share(child.uid),), after=(child.uid,), begins=(moved,)
                    )
                )
            return []
        shares = tuple(Share(child.uid) for child in children)
        code = self._code_below(above, children[0])
        for child in children:
            self._refuse_awaited(child.uid, day, _NOWHERE)
            self._end(child.uid, day, basis)
        into, kind = there[0].uid if there else self._fresh(), EventKind.ABSORB
        begins: tuple[NewUnit, ...] = ()
        if not there:
            new = replace(children[0], uid=into, parent=taker, code=code)
            begins, kind = (new,), EventKind.MERGE
        self._happen(replace(follows, kind=kind, before=shares, after=(into,), begins=begins))
        for child in children:
            self.effects.takers[child.uid] = into
        return [child.uid for child in children]

    def _heir(self, uid: str | None) -> str | None:
        """Return who takes over in the end where a taker ends on the same day, or None."""
        seen: set[str] = set()
        while uid is not None and uid not in self._units and uid not in seen:
            seen.add(uid)
            uid = self.effects.takers.get(uid)
        return uid if uid in self._units else None

    def _code_below(self, above: NewUnit, child: NewUnit) -> str | None:
        if above.code is None or child.code is None:
            return None
        if self._codes.scheme.extends(child.code, above.code):
            return None
        return self._codes.below(above.code, child.code)

    def _happen(self, event: Event) -> None:
        for unit in event.begins:
            self._begin(unit, event)
        self._say_edges(event)
        self.effects.events.append(event)

    def _check(self, day: str, begun: Mapping[str, Event], before: Mapping[str, NewUnit]) -> None:
        """Look at what stands after the day: no unit below one that has ended, no circle."""
        self._by_name: dict[str, dict[str, list[str]]] = {}
        for uid in self._changed:
            unit = self._units.get(uid)
            if unit is None:
                continue
            where = begun[uid].where if uid in begun else _NOWHERE
            if uid in begun:
                self._check_name(day, unit, before.get(uid), where)
            if unit.parent is not None and unit.parent not in self._units:
                self._problem("reorganise.parent_ended", day, where, unit=uid, other=unit.parent)
            elif self._is_below(uid, uid):
                self._problem("reorganise.circle", day, where, unit=uid)
            elif unit.code is None:
                self._warn("reorganise.no_code", day, unit=uid)
            else:
                self._check_codes(day, unit, before.get(uid), where)

    def _called_alike(self, parent: str) -> Mapping[str, Sequence[str]]:
        """Return the units right below one by their names without tones; of a day read once."""
        if parent not in self._by_name:
            found: dict[str, list[str]] = {}
            for uid in sorted(self._children.get(parent, ())):
                found.setdefault(fold(self._units[uid].name), []).append(uid)
            self._by_name[parent] = found
        return self._by_name[parent]

    def _check_name(self, day: str, unit: NewUnit, before: NewUnit | None, where: Where) -> None:
        """Refuse a name that a unit beside this one has; warn of one that differs in tones only."""
        if unit.parent is None:
            return
        if before is not None and (before.name, before.parent) == (unit.name, unit.parent):
            return
        for uid in self._called_alike(unit.parent).get(fold(unit.name), ()):
            if uid == unit.uid:
                continue
            if same_spelling(self._units[uid].name, unit.name):
                self._problem("reorganise.name_taken", day, where, unit=unit.uid, other=uid)
            elif uid not in self._alike:
                self._alike.add(unit.uid)
                self._warn("reorganise.name_near", day, where, unit=unit.uid, other=uid)

    def _check_codes(self, day: str, unit: NewUnit, before: NewUnit | None, where: Where) -> None:
        """Warn of codes that no longer continue their superior's: they go on as they are."""
        above = self._units.get(unit.parent) if unit.parent is not None else None
        moved = before is None or (before.code, before.parent) != (unit.code, unit.parent)
        if moved and above is not None and not self._continues(unit, above):
            self._warn("reorganise.code_outside", day, where, unit=unit.uid, other=above.uid)
        if before is None or before.code == unit.code:
            return
        children = [self._units[uid] for uid in self._children.get(unit.uid, ())]
        left = sum(not self._continues(child, unit) for child in children)
        if left:
            self._warn("reorganise.codes_below", day, where, unit=unit.uid, count=left)

    def _continues(self, unit: NewUnit, above: NewUnit) -> bool:
        if unit.code is None or above.code is None:
            return True
        return self._codes.scheme.extends(unit.code, above.code)

    def _is_below(self, uid: str, root: str) -> bool:
        """Say whether a unit stands below another one, or in a circle that holds it."""
        seen: set[str] = set()
        found = self._units.get(uid)
        while found is not None and found.parent is not None and found.parent not in seen:
            if found.parent == root:
                return True
            seen.add(found.parent)
            found = self._units.get(found.parent)
        return False

    def _conflict(self, event: Event, code: str, **values: object) -> None:
        self._problem(code, event.day, event.where, **values)

    def _problem(self, code: str, day: str, where: Where = _NOWHERE, **values: object) -> None:
        values = {"date": shown_date(day), **values}
        self.effects.conflicts.append(Problem(code, values, where=where))

    def _warn(self, code: str, day: str, where: Where = _NOWHERE, **values: object) -> None:
        values = {"date": shown_date(day), **values}
        self.effects.warnings.append(Problem(code, values, Severity.WARNING, where))
