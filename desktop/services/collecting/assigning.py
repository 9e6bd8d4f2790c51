"""Telling of each row of a file that came back whose form it belongs to, if the file may speak."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from desktop.domain.problems import Problem, Severity, Where
from desktop.services.code_schemes import scheme
from desktop.services.collecting.answers import Answer, RowUnit
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.templates import subtree
from desktop.services.imports.unit_finder import UnitFinder


class Assigning:
    """Tells for each row whose form of the round it is for.

    `forms` are the uids of the units that answer for one; `marked` are by the uid of each form, of
    any round, those that it may come back from.
    """

    def __init__(
        self,
        known: KnownUnits,
        forms: Collection[str],
        marked: Mapping[str, Collection[str]],
        number: int,
        today: str,
    ) -> None:
        self._known = known
        self._forms = forms
        self._marked = marked
        self._number = number
        self._today = today
        self._communes: dict[str, str | None] = {}

    def assign(self, answer: Answer, round_uid: str, fresh: Iterator[str]) -> None:
        """Find the commune of every row, say where the file is of another round, and bar the rows
        of communes that it does not speak for."""
        if not answer.is_of(round_uid):
            self._warn(answer, "collect.other_round", number=self._number)
        finder = UnitFinder(Plan(fresh), self._known, scheme(DEFAULT_SCHEME))
        for place, entry in enumerate(answer.entries):
            try:
                unit = finder.find(entry, self._today)
            except Refused:
                # The import says it again, with the rest of what it says of the row.
                continue
            commune = self.commune_of(unit)
            problem = self._problem(entry, unit, commune)
            if commune is None or problem is not None:
                answer.faults[place] = problem or self._outside(entry, unit)
            else:
                answer.units[place] = RowUnit(unit, commune)
        self._limit(answer)

    def commune_of(self, unit: str) -> str | None:
        """Return who answers for a unit in the round: itself or the nearest above it, or None."""
        if unit not in self._communes:
            seen: set[str] = set()
            at: str | None = unit
            while at is not None and at not in seen and at not in self._forms:
                seen.add(at)
                version = self._known.version(at, self._today)
                at = version.parent if version is not None else None
            self._communes[unit] = at if at in self._forms else None
        return self._communes[unit]

    def _outside(self, entry: Entry, unit: str) -> Problem:
        values = {"unit": self._known.title(unit, self._today), "number": self._number}
        return Problem("collect.row_outside", values, where=entry.at(_told_by(entry)))

    def _problem(self, entry: Entry, unit: str, commune: str | None) -> Problem | None:
        """Say where the code is of one commune and the name of another one's only unit so called:
        whichever is wrong, the row would change somebody else's clerk."""
        name = entry.values.get("unit")
        if name is None or "code" not in entry.values:
            return None
        called = self._known.named(name, self._today)
        if len(called) != 1 or self.commune_of(called[0].unit) in (None, commune):
            return None
        values = {
            "code": entry.values["code"],
            "unit": self._known.title(unit, self._today),
            "other": self._known.title(called[0].unit, self._today),
        }
        return Problem("collect.two_units", values, where=entry.at("unit"))

    def _limit(self, answer: Answer) -> None:
        """Bar the rows of other communes than the one whose form it is; a cluster whose forms were
        pasted into one is held whole: each of its units has a row."""
        told = {about.commune for about in answer.units.values()}
        own = set(self._marked.get(answer.mark.form, ())) if answer.mark is not None else told
        units = {about.unit for about in answer.units.values()}
        joined = {
            commune
            for commune in told - own
            if units.issuperset(subtree(self._known, commune, self._today))
        }
        own = own or told
        answer.speaks_for = frozenset(own | joined)
        if joined:
            answer.is_cluster = True
            others = "; ".join(sorted(self._known.title(each, self._today) for each in joined))
            self._warn(answer, "collect.cluster", units=others)
        for place, about in list(answer.units.items()):
            if about.commune not in answer.speaks_for and not answer.is_blank(place):
                entry = answer.entries[place]
                values = {"unit": self._known.title(about.unit, self._today)}
                where = entry.at(_told_by(entry))
                answer.faults[place] = Problem("collect.row_elsewhere", values, where=where)
                del answer.units[place]

    def _warn(self, answer: Answer, code: str, **values: object) -> None:
        told = {"file": answer.name, **values}
        answer.problems.append(Problem(code, told, Severity.WARNING, Where(answer.name)))


def _told_by(entry: Entry) -> str:
    """Return the field that says which unit a row is about."""
    return "code" if "code" in entry.values else "unit"
