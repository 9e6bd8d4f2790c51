"""Finds the units that a plan's rows speak of: in the register, or begun by the plan before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from desktop.domain import codes
from desktop.domain.cells import shown_date
from desktop.domain.codes import Scheme
from desktop.domain.folding import fold, same_spelling
from desktop.domain.periods import day_before
from desktop.domain.plan_effects import Register
from desktop.domain.reorganisation import ENDING, Event, NewUnit
from desktop.domain.texts import some_of
from desktop.domain.timeline import Timeline
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Refused, refused
from desktop.services.imports.reading import Entry
from desktop.services.reorganising.placing import Cells
from desktop.services.reorganising.standing import unit_of


class PlanUnits:
    """Units by code or name as they stand before a day, with what the plan has done until then."""

    def __init__(
        self, known: KnownUnits, register: Register, scheme: Scheme, fresh: Callable[[], str]
    ) -> None:
        self.scheme = scheme
        self.fresh = fresh
        self.cells = Cells()
        self._known = known
        self._now: dict[str, NewUnit] = dict(register.units)
        self._since: dict[str, str] = {}
        self._ended: dict[str, str] = {}
        self._timeline = Timeline(register.timeline)
        # What the plan's own rows of the present day say: by it units are not known before.
        self._planned: set[str] = set()
        self._day = ""
        self._of_day: list[NewUnit] = []
        self._by_code: dict[str, list[str]] = {}
        self._by_name: dict[str, list[str]] = {}
        for unit in self._now.values():
            self._index(unit)

    def begin(self, day: str) -> None:
        """Go on to the rows of `day`: the register, and the plan until then, as the day before."""
        if day == self._day:
            return
        self._day = day
        for unit in self._of_day:
            self._index(unit)
        self._of_day.clear()
        for later in self._timeline.until(day):
            if later.uid in self._planned:
                continue
            if later.unit is None:
                self._ended[later.uid] = later.day
                continue
            if later.uid not in self._now:
                self._since[later.uid] = later.day
            self._now[later.uid] = later.unit
            self._ended.pop(later.uid, None)
            self._index(later.unit)

    def find(self, entry: Entry, name: str, day: str) -> str:
        """Return the unit that the cell `name` means the day before `day`.

        Raises `Refused`: `plan.unit_unknown`, `plan.unit_later`, `plan.unit_earlier`,
        `plan.unit_ended`, `plan.same_day`, `import.two_match`.
        """
        text = entry.values[name]
        found = self._standing(text, day)
        if len(found) == 1:
            self.cells.note(found[0], entry.at(name))
            return found[0]
        if found:
            shown = some_of([self.title(uid) for uid in found])
            raise refused(entry, name, "import.two_match", name=text, units=shown)
        ended = self._any(text)
        for uid in ended:
            if uid in self._ended:
                raise refused(entry, name, "plan.unit_ended", unit=text, date=self._ended[uid])
        if any(self._is_called(unit, text) for unit in self._of_day):
            raise refused(entry, name, "plan.same_day", unit=text)
        raise self._absent(entry, name, text, day)

    def gone(self, entry: Entry, name: str, day: str) -> str:
        """Return the unit that the cell means and that is no more the day before `day`.

        Raises `Refused` `plan.still_there` or `plan.unit_unknown`.
        """
        text = entry.values[name]
        standing = self._standing(text, day)
        if standing:
            raise refused(entry, name, "plan.still_there", unit=self.title(standing[0]))
        held = {row.unit for row in self._known.holders(codes.normalise(text))}
        held |= {row.unit for row in self._known.by_name.get(fold(text), ())}
        if len(held) != 1:
            date = shown_date(day_before(day))
            raise refused(entry, name, "plan.unit_unknown", unit=text, date=date)
        one = str(held.pop())
        self.cells.note(one, entry.at(name))
        return one

    def there(self, entry: Entry, name: str, day: str) -> str | None:
        """Return the unit that the cell means where there is exactly one, else None."""
        text = entry.values[name]
        found = self._standing(text, day)
        if len(found) != 1 or found[0] not in self._meant(text):
            return None
        self.cells.note(found[0], entry.at(name))
        return found[0]

    def begun(self, text: str) -> str | None:
        """Return the unit of this code or name that another row begins on the present day, None
        unless it is one."""
        found = [unit.uid for unit in self._of_day if self._is_called(unit, text)]
        exact = [uid for uid in found if same_spelling(self._now[uid].name, text)] or found
        return exact[0] if len(exact) == 1 else None

    def only(self, text: str, day: str) -> str | None:
        """Return the unit that a text means the day before `day`, None unless it is one."""
        found = self._standing(text, day)
        return found[0] if len(found) == 1 else None

    def known(self, entry: Entry, uid: str) -> NewUnit:
        """Return what a unit is now; raises `Refused` where it is not there."""
        if uid not in self._now:
            unit, date = entry.values["before"], entry.values["day"]
            raise refused(entry, "before", "plan.unit_unknown", unit=unit, date=date)
        return self._now[uid]

    def last(self, uid: str) -> NewUnit:
        """Return what a unit that is no more was in the end."""
        held = [code for code in self._known.codes.get(uid, ()) if code.scheme == self.scheme.name]
        return unit_of(self._known.versions[uid][-1], held[-1] if held else None)

    def keeps_code(self, uid: str, code: str) -> bool:
        """Say whether `code` is this unit's own and may go to no other unit."""
        return not self.scheme.retired_may_return and self._now[uid].code == code

    def common(self, uids: Sequence[str], name: str) -> str | None:
        """Return what all these units have in common of the field `name`, or None."""
        values = {getattr(self._now[uid], name) for uid in uids if uid in self._now}
        return values.pop() if len(values) == 1 else None

    def parent_of_new(
        self, entry: Entry, day: str, code: str | None, before: Sequence[str]
    ) -> str | None:
        """Return the superior of a new unit: as told, by its code, or that of those before it.

        Raises `Refused` `plan.parent_unknown` where nothing tells it.
        """
        if entry.values.get("parent") is not None:
            return self.find(entry, "parent", day)
        above = self.scheme.parent(code) if code is not None else None
        if above is not None and (held := self._by_code.get(above)):
            return held[0]
        begun = next((unit.uid for unit in self._of_day if unit.code == above), None)
        if above is not None and begun is not None:
            return begun
        parents = {self._now[uid].parent for uid in before if uid in self._now}
        if len(parents) == 1:
            return parents.pop()
        raise refused(entry, "after", "plan.parent_unknown", unit=entry.values["after"])

    def title(self, uid: str) -> str:
        """Return how a unit is shown: its name and code."""
        unit = self._now.get(uid)
        if unit is None:
            return str(self._known.versions[uid][-1].name) if uid in self._known.versions else uid
        return unit.title

    def note(self, event: Event) -> None:
        """Take in what an event does, for the rows of later days."""
        for unit in event.begins:
            old = self._now.get(unit.uid)
            if old is None:
                self._since[unit.uid] = event.day
            elif unit.code is None:
                unit = replace(unit, code=old.code)
            self._now[unit.uid] = unit
            self._of_day.append(unit)
        self._planned.update(unit.uid for unit in event.begins)
        if event.kind in ENDING:
            for share in event.before:
                if share.whole and share.unit not in event.after:
                    self._ended[share.unit] = event.day
                    self._planned.add(share.unit)

    def _absent(self, entry: Entry, name: str, text: str, day: str) -> Refused:
        """Say that a cell means nobody the day before `day`, and whom it means at another time."""
        values = {"unit": text, "date": shown_date(day_before(day))}
        held = self._known.holders(codes.normalise(text), self.scheme.name)
        rows = held or self._known.by_name.get(fold(text), ())
        later = [row for row in rows if row.from_date >= day]
        earlier = [row for row in rows if row.to_date is not None and row.to_date < day]
        if later:
            first = min(later, key=lambda row: str(row.from_date))
            since = shown_date(first.from_date)
            other = self.title(first.unit)
            return refused(entry, name, "plan.unit_later", **values, other=other, since=since)
        if earlier:
            last = max(earlier, key=lambda row: str(row.to_date))
            until = shown_date(day_before(last.to_date))
            other = self.title(last.unit)
            return refused(entry, name, "plan.unit_earlier", **values, other=other, until=until)
        return refused(entry, name, "plan.unit_unknown", **values)

    def _standing(self, text: str, day: str) -> list[str]:
        """Return the units of this code or name that stand the day before `day`."""
        return [
            uid
            for uid in self._any(text)
            if self._since.get(uid, "") < day and not self._ended.get(uid, day) < day
        ]

    def _any(self, text: str) -> list[str]:
        return self._meant(text) or self._by_name.get(fold(text), []) or self._elsewhere(text)

    def _meant(self, text: str) -> list[str]:
        """Return the units of exactly this code, uid or name, tones and all."""
        if text in self._now:
            return [text]
        value = codes.normalise(text)
        coded = self._by_code.get(value) or self._by_code.get(value.upper())
        if coded:
            return coded
        named = self._by_name.get(fold(text), ())
        return [uid for uid in named if same_spelling(self._now[uid].name, text)]

    def _elsewhere(self, text: str) -> list[str]:
        """Return the units that hold this code in another scheme."""
        value = codes.normalise(text)
        held = [row for name in codes.SCHEMES for row in self._known.holders(value, name)]
        units = {row.unit: None for row in held if row.to_date is None}
        return [uid for uid in units if uid in self._now]

    def _is_called(self, unit: NewUnit, text: str) -> bool:
        value = codes.normalise(text)
        return unit.code in (value, value.upper()) or fold(unit.name) == fold(text)

    def _index(self, unit: NewUnit) -> None:
        if unit.code is not None:
            held = self._by_code.setdefault(unit.code, [])
            if unit.uid not in held:
                held.append(unit.uid)
        named = self._by_name.setdefault(fold(unit.name), [])
        if unit.uid not in named:
            named.append(unit.uid)
