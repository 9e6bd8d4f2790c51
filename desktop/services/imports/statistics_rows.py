"""Reading a row of use statistics: whose figures, of which days, as which source counts them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.cells import read_date, read_last_day, shown_date
from desktop.domain.declared import province_key
from desktop.domain.folding import fold
from desktop.domain.periods import day_after, day_before
from desktop.domain.places import FIRST_DAY
from desktop.domain.problems import Problem
from desktop.services import places
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Refused, read_field, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.statistics_totals import Line
from desktop.services.imports.unit_finder import UnitFinder

# Names of other organs of a province than its committee.
_OTHER_ORGANS = ("van phong", "ubnd")


@dataclass(frozen=True)
class Told:
    """A row as read: figures of `unit` (None: kept under the name `subject`) over `[first, end)`.

    `key` says whose figures they are and of which source: periods of one key should not overlap.
    """

    line: Line
    subject: str
    unit: str | None
    first: str
    end: str
    source: str | None

    @property
    def entry(self) -> Entry:
        """The row in the file."""
        return self.line.entry

    @property
    def key(self) -> tuple[str, str]:
        """Whose figures, and which source's."""
        return key_of(self.unit, self.subject, self.source)

    @property
    def label(self) -> str:
        """What the row is called."""
        return f"{self.subject} · {shown_date(self.first)}–{shown_date(day_before(self.end))}"


def key_of(unit: str | None, subject: str, source: str | None) -> tuple[str, str]:
    """Return whose figures these are, and which source's, however both are spelled."""
    return unit or province_key(subject), fold(source or "")


class RowReader:
    """Reads rows; what they do not say is the command's."""

    def __init__(self, known: KnownUnits, command: ImportFile, plan: Plan, today: str) -> None:
        self._known = known
        self._plan = plan
        self._today = today
        self._first = command.from_date
        self._end = day_after(command.last_day) if command.last_day else None
        self._source = (command.source or "").strip() or None
        self._finder = UnitFinder(plan, known, scheme(command.scheme))
        self._before = {province_key(name) for name in places.names_before().values()}

    def read(self, line: Line) -> Told:
        """Return what a row tells; raises `Refused` at the first cell that cannot be taken."""
        entry = line.entry
        if entry.fault is not None:
            raise Refused(entry.fault)
        first, end = self._period(entry)
        unit = self._unit(entry, first, end)
        subject = self._subject(entry, unit, end)
        self._say(line, end)
        return Told(line, subject, unit, first, end, entry.values.get("source") or self._source)

    def _period(self, entry: Entry) -> tuple[str, str]:
        """Return the first day, and the first day no longer included."""
        first = read_field(entry, "from", read_date) or self._first
        end = read_field(entry, "to", read_last_day) or self._end
        if first is None or end is None:
            missing = "from" if first is None else "to"
            raise refused(entry, missing, "statistics.period_missing")
        if end <= first:
            given = {"last": shown_date(day_before(end)), "first": shown_date(first)}
            raise refused(entry, "to", "import.ends_before", **given)
        return first, end

    def _unit(self, entry: Entry, first: str, end: str) -> str | None:
        """Return the unit as of the last day, else the first; None for one of the 63 before the
        reform that the registers have no unit for."""
        uid = entry.values.get("uid")
        if uid is not None:
            if uid not in self._known.units:
                raise refused(entry, "uid", "import.uid_unknown", uid=uid)
            return uid
        try:
            return self._finder.find(entry, day_before(end))
        except Refused as error:
            not_there = error
        try:
            return self._finder.find(entry, first)
        except Refused:
            if first < FIRST_DAY and self._is_of_before(entry, not_there.problem):
                return None
            raise not_there from None

    def _is_of_before(self, entry: Entry, problem: Problem) -> bool:
        name = fold(entry.values.get("unit", ""))
        return (
            problem.code == "import.unit_not_known"
            and not name.startswith(_OTHER_ORGANS)
            and province_key(name) in self._before
        )

    def _subject(self, entry: Entry, unit: str | None, end: str) -> str:
        """Return the unit's name as the source writes it; where it writes a code, the name."""
        name = entry.values.get("unit", "")
        last = day_before(end)
        if unit is None or (name and self._known.with_code(name, last) is None):
            return name
        version = self._known.version(unit, last) or self._known.versions[unit][-1]
        return str(version.name)

    def _say(self, line: Line, end: str) -> None:
        users, logins = line.figures.get("users"), line.figures.get("logins")
        if users is not None and logins is not None and logins < users:
            values = {"users": users, "logins": logins}
            self._plan.warn(line.entry, "logins", Problem("statistics.fewer_logins", values))
        if day_before(end) > self._today:
            problem = Problem("statistics.in_future", {"date": shown_date(day_before(end))})
            self._plan.warn_once(("future", end), line.entry, "to", problem)
