"""Files that came back: found in a folder and read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from desktop.domain.problems import Failure, Problem, Severity, refuse, world_failed
from desktop.domain.texts import Translate
from desktop.exchange.sheets import SUFFIXES, Sheet, bytes_of, sheets_in
from desktop.services.collecting.command import KIND, RETURNS
from desktop.services.collecting.marks import (
    Mark,
    ReturnedRow,
    letter_of,
    mark_of,
    returned_rows,
)
from desktop.services.imports.clerks import UNIT_FIELDS
from desktop.services.imports.command import ImportFile
from desktop.services.imports.reading import Entry, entries_of_sheets

# What programs leave beside a workbook that is open.
_LOCKS = ("~$", ".")


class RowUnit(NamedTuple):
    """The unit that a row is about, and the commune whose form it belongs to; both are uids."""

    unit: str
    commune: str


@dataclass
class Answer:
    """A file of the folder: `name` is its path within it; `problems` are of the file as a whole.

    `units` are by the place of each entry; an entry that belongs to no form of the round has its
    problem in `faults`. `settled` are the places of those that were taken when this very file was
    read before: they claim what they are about, and are not written again. `as_sent` are those of
    rows that are as a form of the round went out. `corrects` are the refused rows that rows of the
    file stand for anew; `replaced` the places of those that another file stands for: that one is
    read instead. `speaks_for` are the communes that the file
    answers for; `is_cluster` says that it holds others' forms besides that which it was made as.
    """

    path: Path
    name: str
    sha256: str = ""
    mark: Mark | None = None
    letter: str | None = None
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    units: dict[int, RowUnit] = field(default_factory=dict)
    faults: dict[int, Problem] = field(default_factory=dict)
    settled: frozenset[int] = frozenset()
    as_sent: frozenset[int] = frozenset()
    corrects: frozenset[ReturnedRow] = frozenset()
    replaced: frozenset[int] = frozenset()
    speaks_for: frozenset[str] = frozenset()
    is_cluster: bool = False

    def content(self) -> list[str]:
        """Return the SHA-256 of what each row says, whichever program saved it."""
        told = (json.dumps(sorted(entry.values.items())) for entry in self.entries)
        return [sha256(row.encode()).hexdigest() for row in told]

    def is_of(self, round_uid: str) -> bool:
        """Say whether the file is a form of the round, or does not say of which it is."""
        return self.mark is None or self.mark.round == round_uid

    def commune_of(self, place: int) -> str | None:
        """Return whose form a row belongs to; of one that names no unit, the file's only one."""
        if place in self.units:
            return self.units[place].commune
        communes = {about.commune for about in self.units.values()}
        return communes.pop() if len(communes) == 1 else None

    def is_blank(self, place: int) -> bool:
        """Say whether a row names its unit and no more: nobody has filled it in."""
        return UNIT_FIELDS.issuperset(self.entries[place].values)

    def row(self, place: int) -> ReturnedRow:
        """Return what the row at a place is called in the sheet that goes back."""
        where = self.entries[place].where
        return ReturnedRow(self.sha256, where.row or 0, where.sheet or "")

    def give_way(self, corrected: Collection[ReturnedRow]) -> None:
        """Leave the rows that came back corrected in another file to that one."""
        self.replaced = frozenset(
            place
            for place in range(len(self.entries))
            if place not in self.settled and self.row(place) in corrected
        )

    @property
    def is_prefilled(self) -> bool:
        """Whether a row is about an endpoint that the register had when the form was written."""
        return any("uid" in entry.values for entry in self.entries)

    @property
    def is_readable(self) -> bool:
        """Whether rows could be read at all."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def files_in(folder: Path, without: Path | None) -> list[Path]:
    """Return the files in a folder and below it in order, but not those that were written to be
    sent back: below `without`, or any folder called so.

    Raises `WorldFailure` `media.no_folder`, and `Refusal` `collect.returns_there`.
    """
    if not folder.is_dir():
        raise world_failed("media.no_folder", folder=str(folder))
    if without is not None and without.resolve() == folder.resolve():
        raise refuse("collect.returns_there", folder=str(folder))
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith(_LOCKS)
        and RETURNS not in path.relative_to(folder).parts[:-1]
        and (without is None or without not in path.parents)
    )


def is_table(path: Path) -> bool:
    """Say whether a file is of a kind that tables come in."""
    return path.suffix.lower() in SUFFIXES


def read_files(folder: Path, paths: Iterable[Path], translate: Translate) -> Iterator[Answer]:
    """Read files one after another; the next is parsed while the last one is worked on."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        waiting = [
            (Answer(path, path.relative_to(folder).as_posix()), reader.submit(_parsed, path))
            for path in paths
        ]
        for answer, parsed in waiting:
            try:
                answer.sha256, sheets = parsed.result()
                _take_sheets(answer, sheets, translate)
            except Failure as failure:
                answer.problems += failure.problems
            yield answer


def content_of(data: bytes, path: Path, translate: Translate) -> list[str]:
    """Return what `Answer.content` will be of a form that comes back as these bytes."""
    answer = Answer(path, path.name)
    _take_sheets(answer, sheets_in(data, path), translate)
    return answer.content()


def _parsed(path: Path) -> tuple[str, tuple[Sheet, ...]]:
    data = bytes_of(path)
    return sha256(data).hexdigest(), sheets_in(data, path)


def _take_sheets(answer: Answer, sheets: tuple[Sheet, ...], translate: Translate) -> None:
    answer.mark = mark_of(sheets)
    answer.letter = letter_of(sheets, translate)
    reading = entries_of_sheets(ImportFile(KIND, answer.path), sheets)
    answer.entries = list(reading.entries)
    returned = returned_rows(sheets, translate)
    answer.corrects = frozenset(
        returned[at]
        for entry in answer.entries
        if (at := (entry.where.sheet or "", entry.where.row or 0)) in returned
    )
    answer.problems += reading.problems
