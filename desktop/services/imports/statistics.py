"""Importing use statistics: figures of a unit over a period, as a source counts them.

A source's figures of a unit over the same days are one record, however often they are read. What
was counted before the reform of 1 July 2025 is kept under the names of the 63 provinces of then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from desktop.domain import headings
from desktop.domain.cells import shown_date
from desktop.domain.folding import fold
from desktop.domain.periods import day_before, overlap
from desktop.domain.problems import Problem, Severity, Where, refuse
from desktop.models.register_rows import rows_in
from desktop.models.tables import use_statistic
from desktop.services.imports.command import Fate, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Record, Refused, only_given, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.statistics_rows import RowReader, Told, key_of
from desktop.services.imports.statistics_totals import COUNTS, Line, differences, line_of

_FIRST_NAMES = 5


def plan_statistics(
    known: KnownUnits, command: ImportFile, entries: Sequence[Entry], plan: Plan, today: str
) -> None:
    """Work out every entry's fate and what it writes.

    Raises `Refusal`: `statistics.period_missing` where no row says its days and none are given,
    `import.ends_before` where those given are reversed.
    """
    lines = [_read(number, entry) for number, entry in enumerate(entries)]
    _check_given(command, [line for line in lines if not line.entry.sums_up])
    reader = RowReader(known, command, plan, today)
    told: list[Told] = []
    for line in lines:
        problems = list(line.faults.values())
        try:
            if line.entry.sums_up:
                problems += _recount(line, lines)
            else:
                told.append(reader.read(line))
        except Refused as error:
            problems.insert(0, error.problem)
        if problems:
            plan.refuse(line.number, line.entry, problems[0], _label(line))
            plan.problems += problems[1:]
        elif line.entry.sums_up:
            plan.decide(line.number, line.entry, Fate.UNCHANGED, None, _label(line))
    told = [row for row in told if not plan.is_refused(row.line.number)]
    writer = _Writer(known, plan, told)
    for row in told:
        try:
            writer.place(row)
        except Refused as error:
            plan.refuse(row.line.number, row.entry, error.problem, row.label)
    writer.tell_kept(Where(command.file.name))


def _read(number: int, entry: Entry) -> Line:
    # A total with a number before it reads like a record.
    sums_up = entry.sums_up or headings.is_total_row([entry.values.get("unit", "")])
    return line_of(number, entry._replace(sums_up=sums_up))


def _label(line: Line) -> str:
    return line.entry.values.get("unit", "")


def _check_given(command: ImportFile, rows: Sequence[Line]) -> None:
    first, last = command.from_date, command.last_day
    where = Where(command.file.name)
    if first is not None and last is not None and last < first:
        given = {"last": shown_date(last), "first": shown_date(first)}
        raise refuse("import.ends_before", where, **given)
    if rows and all(
        (first is None and "from" not in row.entry.values)
        or (last is None and "to" not in row.entry.values)
        for row in rows
    ):
        raise refuse("statistics.period_missing", where)


def _recount(total: Line, lines: Sequence[Line]) -> Sequence[Problem]:
    """Return in what a total is not what its rows make; raises `Refused` of a formula's error."""
    if total.entry.fault is not None:
        raise Refused(total.entry.fault)
    sheet = total.entry.where.sheet
    return differences(total, [line for line in lines if line.entry.where.sheet == sheet])


class _Writer:
    """Plans what rows write; `told` are all of them, so that what is known is read at once."""

    def __init__(self, known: KnownUnits, plan: Plan, told: Sequence[Told]) -> None:
        self._plan = plan
        self._first: dict[tuple[str, str, str, str], Told] = {}
        self._kept: list[str] = []
        # What is known by unit and source, and by name and source where there is no unit.
        self._known: dict[tuple[str, str], list[Record]] = {}
        self._named: dict[tuple[str, str], list[Record]] = {}
        units = {row.unit for row in told if row.unit is not None}
        for row in rows_in(known.connection, use_statistic, "unit", units):
            record = Record(use_statistic, dict(row._mapping))
            self._known.setdefault(key_of(row.unit, row.subject, row.source), []).append(record)
        nobody = select(use_statistic).where(use_statistic.c.unit.is_(None))
        for row in known.connection.execute(nobody):
            record = Record(use_statistic, dict(row._mapping))
            self._known.setdefault(key_of(None, row.subject, row.source), []).append(record)
            name = (fold(row.subject), fold(row.source or ""))
            self._named.setdefault(name, []).append(record)

    def place(self, told: Told) -> None:
        """Plan what one row writes; raises `Refused` where another row says the same."""
        entry, line = told.entry, told.line
        if not line.figures:
            problem = Problem("statistics.nothing_said", {"unit": told.subject}, Severity.INFO)
            self._plan.problems.append(replace(problem, where=entry.at("unit")))
            self._plan.decide(line.number, entry, Fate.UNCHANGED, None, told.label)
            return
        first = self._first.setdefault((*told.key, told.first, told.end), told)
        if first is not told:
            values = {"unit": told.subject, "first": first.entry.where.row}
            raise refused(entry, "unit", "statistics.told_twice", **values)
        if told.unit is None:
            self._kept.append(told.subject)
        record = self._record(told)
        if record is None:
            self._add(told)
            return
        changed = self._plan.change(record, line.figures)
        if told.unit is not None:
            # Kept by name until now: the registers know the unit since.
            changed += self._plan.change(record, {"unit": told.unit}, quiet=True)
        fate = Fate.UPDATED if changed else Fate.UNCHANGED
        self._plan.decide(line.number, entry, fate, record.uid, told.label, *changed)

    def tell_kept(self, where: Where) -> None:
        """Say of how many the figures are kept by name alone."""
        if self._kept:
            names = ", ".join(self._kept[:_FIRST_NAMES])
            more = " …" if len(self._kept) > _FIRST_NAMES else ""
            values = {"count": len(self._kept), "names": names + more}
            problem = Problem("statistics.kept_by_name", values, Severity.INFO, where)
            self._plan.problems.append(problem)

    def _record(self, told: Told) -> Record | None:
        """Return the record of these days, where there is one."""
        by_name = (fold(told.subject), told.key[1])
        known = [*self._known.get(told.key, ()), *self._named.get(by_name, ())]
        days = (told.first, told.end)
        return next((each for each in known if (each["from_date"], each["to_date"]) == days), None)

    def _add(self, told: Told) -> None:
        others = self._known.setdefault(told.key, [])
        for other in others:
            if overlap(told.first, told.end, other["from_date"], other["to_date"]):
                said = {
                    "unit": told.subject,
                    "first": shown_date(other["from_date"]),
                    "last": shown_date(day_before(other["to_date"])),
                }
                self._plan.warn(told.entry, "from", Problem("statistics.overlap", said))
                break
        values = {
            "subject": told.subject,
            "unit": told.unit,
            "from_date": told.first,
            "to_date": told.end,
            "source": told.source,
            **only_given(told.line.figures, COUNTS),
        }
        record = self._plan.add(use_statistic, values)
        others.append(record)
        self._plan.decide(told.line.number, told.entry, Fate.CREATED, record.uid, told.label)
