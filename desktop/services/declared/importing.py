"""Imports what a letter declares: beside the registers, never into them.

Totals are recomputed from the rows, counts published without names are held against the names
given, and who should be named and is not is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.cells import CellFault, read_date
from desktop.domain.declared import Compared, Roll, compare, province_key, read_count
from desktop.domain.folding import fold
from desktop.domain.periods import holds
from desktop.domain.places import FIRST_DAY
from desktop.domain.problems import Problem, Severity, Where, refuse, softened
from desktop.domain.texts import N_, Text
from desktop.exchange.sheets import read_sheets
from desktop.models.tables import declared
from desktop.models.uow import UnitOfWork
from desktop.services import places
from desktop.services.declared.command import (
    KIND,
    DeclaredResult,
    ImportDeclared,
    PublishedCount,
)
from desktop.services.declared.reading import Line, Lines, read_lines
from desktop.services.imports.command import DEFAULT_SCHEME, Fate, RowFate
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.outcome import held, result_of
from desktop.services.session import Session

_ROLL_WORDS = {
    "after": N_("the 34 provinces and cities since 1 July 2025"),
    "before": N_("the 63 provinces and cities until 30 June 2025"),
    "sisters": N_("the units under the same superior"),
}
# One thing said: source, day, whom, heading, what it counts.
Key = tuple[str, str, str, str, str]


def import_declared(session: Session, command: ImportDeclared) -> DeclaredResult:
    """Import a letter's table; nothing is written in a dry run, nor where a row is refused unless
    skipped.

    Raises `Refusal` (`declared.source_missing`, `declared.published_unclear`, a file without such
    a table) and `WorldFailure`.
    """
    lines = read_lines(command, read_sheets(command.file))
    today = session.surroundings.today()
    with session.reading(command) as connection:
        worked = _WorkingOut(connection, command, lines, today)
    refused = any(fate.fate is Fate.REFUSED for fate in worked.fates)
    held_back = refused and not command.skip_bad
    run = None
    if not command.dry_run and not held_back:
        with session.unit_of_work(command) as work:
            worked.write(work)
        run = work.run.number if work.run is not None else None
    return worked.result(run, held_back=held_back and not command.dry_run)


class _WorkingOut:
    def __init__(
        self, connection: Connection, command: ImportDeclared, lines: Lines, today: str
    ) -> None:
        self._command = command
        self._lines = lines
        self._day = command.from_date or today
        self._known = KnownUnits(connection, DEFAULT_SCHEME)
        self._stored = {_key(row): row for row in connection.execute(select(declared)).all()}
        self._inserts: list[dict[str, Any]] = []
        self._updates: list[dict[str, Any]] = []
        self.problems: list[Problem] = []
        self.fates: list[RowFate] = []
        self._named: dict[tuple[str, str], Line] = {}
        self._sound: list[Line] = []
        self._units: dict[str, str | None] = {}
        self._read_rows()
        self._counts = [*self._totals, *self._published()]
        self._compared = self._compare()
        self._say()

    def write(self, work: UnitOfWork) -> None:
        """Write what is new and what is said otherwise now."""
        work.insert(declared, [{"uid": work.new_uid(), **values} for values in self._inserts])
        work.update(declared, self._updates)

    def result(self, run: int | None, *, held_back: bool) -> DeclaredResult:
        """Return what became of the rows, and what was found."""
        rows = result_of(
            KIND,
            held(self.fates) if held_back else self.fates,
            self._lines.columns,
            map(softened, self.problems) if self._command.skip_bad else self.problems,
            run,
            dry_run=self._command.dry_run,
        )
        unnamed = self._compared.unnamed if self._compared is not None else ()
        return DeclaredResult(rows, unnamed, tuple(self._counts))

    def _read_rows(self) -> None:
        totals = [line for line in self._lines.rows if line.is_total]
        refused: dict[Where, Problem] = {}
        for line in self._lines.rows:
            problem = None if line.is_total else self._problem(line)
            if problem is not None:
                refused[line.where] = problem
            elif not line.is_total:
                self._sound.append(line)
        self._totals: list[PublishedCount] = []
        for line in totals:
            problems = list(self._recount(line))
            if problems:
                refused[line.where] = problems[0]
                self.problems += problems[1:]
        for line in self._lines.rows:
            problem = refused.get(line.where)
            where = line.where
            if problem is not None:
                self.problems.append(problem)
                self._decide(where, Fate.REFUSED, line.subject)
            else:
                self._decide(where, self._take(line), line.subject)

    def _problem(self, line: Line) -> Problem | None:
        """Say why a row cannot be taken: nobody named, nothing said, said before, no such day."""
        if not line.subject:
            return Problem("declared.unit_missing", where=line.where)
        if not line.told or any(not heading or not value for heading, value in line.told):
            return Problem("declared.nothing_said", {"unit": line.subject}, where=line.where)
        if line.day is not None:
            try:
                read_date(line.day)
            except CellFault as fault:
                return Problem(fault.code, fault.values, where=line.where)
        if line.source is None and not self._source:
            raise refuse("declared.source_missing")
        for heading, _ in line.told:
            key = (province_key(line.subject), fold(heading))
            first = self._named.setdefault(key, line)
            if first is not line and (first.source, first.day) == (line.source, line.day):
                values = {
                    "unit": line.subject,
                    "first": first.where.row,
                    "other": first.subject,
                }
                return Problem("declared.named_twice", values, where=line.where)
        return None

    def _recount(self, line: Line) -> Iterator[Problem]:
        """Sum every column that a row of totals sums up; a difference is told with its name."""
        for heading, text in line.told:
            declared_total = read_count(text)
            at = replace(line.where, column=heading)
            if declared_total is None:
                yield Problem("declared.no_count", {"text": text, "heading": heading}, where=at)
                continue
            cells = [(row, dict(row.told).get(heading, "0")) for row in self._sound]
            counted = [(row, text, read_count(text)) for row, text in cells]
            unread = next(((row, text) for row, text, count in counted if count is None), None)
            if unread is not None:
                where = replace(unread[0].where, column=heading)
                yield Problem("declared.no_count", {"text": unread[1], "heading": heading},
                              where=where)  # fmt: skip
                continue
            total = sum(count or 0 for _, _, count in counted)
            self._totals.append(PublishedCount(heading, "", declared_total, total))
            if total != declared_total:
                values = {
                    "heading": heading,
                    "declared": f"{declared_total:,}",
                    "counted": f"{total:,}",
                    "difference": f"{declared_total - total:+,}",
                }
                yield Problem("declared.total_differs", values, where=at)

    def _published(self) -> Iterator[PublishedCount]:
        """Hold the counts published without names against the names given, and keep them."""
        for given in self._command.published:
            words, _, number = given.rpartition("=")
            count = read_count(number)
            heading, value = self._meant(words.strip())
            if count is None or heading is None or not value:
                known = "; ".join(self._headings())
                raise refuse("declared.published_unclear", given=given, headings=known)
            named = [
                line
                for line in self._sound
                if fold(value) in (fold(text) for name, text in line.told if name == heading)
            ]
            self._keep_whole(heading, str(count), value, self._day, None)
            yield PublishedCount(heading, value, count, len(named))

    def _meant(self, words: str) -> tuple[str | None, str]:
        """Return the heading and the value that a published count is of."""
        contents = self._headings()
        before, colon, after = words.partition(":")
        for heading in contents:
            if colon and fold(heading) == fold(before):
                return heading, after.strip()
        if len(contents) == 1:
            return contents[0], words
        found = {
            heading
            for line in self._sound
            for heading, text in line.told
            if fold(text) == fold(words)
        }
        return (found.pop() if len(found) == 1 else None), words

    def _headings(self) -> list[str]:
        return list(dict.fromkeys(heading for line in self._sound for heading, _ in line.told))

    def _take(self, line: Line) -> Fate:
        """Plan what a sound row says; return its fate."""
        day = read_date(line.day) if line.day is not None else self._day
        if line.is_total:
            kept = [
                self._keep_whole(heading, text, "", day, line.source) for heading, text in line.told
            ]
        else:
            unit = self._unit(line.subject, day)
            kept = [
                self._keep(heading, text, line.subject, unit, None, day, line.source)
                for heading, text in line.told
            ]
        for fate in (Fate.CREATED, Fate.UPDATED):
            if fate in kept:
                return fate
        return Fate.UNCHANGED

    def _keep_whole(
        self, heading: str, value: str, counts: str, day: str, source: str | None
    ) -> Fate:
        return self._keep(heading, value, None, None, counts, day, source)

    def _keep(
        self,
        heading: str,
        value: str,
        subject: str | None,
        unit: str | None,
        counts: str | None,
        day: str,
        source: str | None,
    ) -> Fate:
        values = {
            "source": source or self._source,
            "on_date": day,
            "subject": subject,
            "unit": unit,
            "content": heading,
            "value": value,
            "counts": counts,
        }
        known = self._stored.get(_key_of(values))
        if known is None:
            self._inserts.append(values)
            return Fate.CREATED
        if known.value == value:
            return Fate.UNCHANGED
        self._updates.append({"uid": known.uid, "value": value})
        return Fate.UPDATED

    def _unit(self, subject: str, day: str) -> str | None:
        """Return the unit of the registers that bears this name or code, where only one does."""
        if subject not in self._units:
            uid = self._known.with_code(subject, day)
            found = [version.unit for version in self._known.named(subject, day)]
            self._units[subject] = uid or (found[0] if len(found) == 1 else None)
        return self._units[subject]

    def _compare(self) -> Compared | None:
        names = {province_key(line.subject): line.subject for line in self._sound}
        return compare(names, self._rolls()) if names else None

    def _rolls(self) -> Iterator[Roll]:
        """Yield the lists that the letter may be about; of equals the first is taken."""
        now = (place.at(FIRST_DAY) for place in places.provinces().values())
        yield _roll("after", (version.proper_name for version in now if version is not None))
        yield _roll("before", places.names_before().values())
        found = {self._unit(line.subject, self._day) for line in self._sound}
        units = {uid for uid in found if uid is not None}
        versions = [self._known.version(uid, self._day) for uid in units]
        parents = {version.parent for version in versions if version is not None}
        if len(parents) == 1 and (parent := parents.pop()) is not None:
            types = {version.type for version in versions if version is not None}
            sisters = (
                row.name
                for row in self._known.children(parent)
                if row.type in types and holds(row.from_date, row.to_date, self._day)
            )
            yield _roll("sisters", sisters)

    def _say(self) -> None:
        """Say who is named nowhere, whom the list does not know, and which counts differ."""
        file = Where(file=self._command.file.name)
        if self._compared is not None:
            words = Text(_ROLL_WORDS[self._compared.roll.kind])
            for code, names in (
                ("declared.on_no_list", self._compared.unnamed),
                ("declared.not_known", self._compared.unknown),
            ):
                if names:
                    values = {"roll": words, "names": ", ".join(names), "count": len(names)}
                    self.problems.append(Problem(code, values, Severity.WARNING, file))
        for count in self._counts:
            if count.value and count.published != count.named:
                values = {
                    "value": count.value,
                    "published": count.published,
                    "named": count.named,
                    "difference": abs(count.published - count.named),
                }
                problem = Problem("declared.count_differs", values, Severity.WARNING, file)
                self.problems.append(problem)

    def _decide(self, where: Where, fate: Fate, label: str) -> None:
        self.fates.append(RowFate(where.sheet or "", where.row or 0, fate, None, label))

    @property
    def _source(self) -> str:
        return (self._command.source or "").strip()


def _roll(kind: str, names: Iterable[str]) -> Roll:
    return Roll(kind, {province_key(name): name for name in names})


def _key(row: Any) -> Key:
    return _key_of(row._mapping)


def _key_of(values: Mapping[str, Any]) -> Key:
    """Return what is said of whom where: said again, it takes the place of what was said."""
    subject = values["subject"]
    return (
        fold(values["source"]),
        values["on_date"],
        province_key(subject) if subject is not None else "",
        fold(values["content"]),
        fold(values["counts"]) if values["counts"] is not None else "-",
    )
