"""The sheets that go back to senders: rows that were refused, with what is wrong beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from desktop.domain import sentences
from desktop.domain.problems import Problem, world_failed
from desktop.domain.texts import N_
from desktop.exchange import media
from desktop.exchange.forms import FormColumn, form_bytes
from desktop.services.collecting.answers import Answer
from desktop.services.collecting.command import KIND
from desktop.services.collecting.marks import LETTER, RETURNED, Mark
from desktop.services.imports.templates import form_columns, sheet_title
from desktop.services.surroundings import Surroundings

WRONG, MEND = N_("What is wrong in the row"), N_("How to mend it")


class Returning:
    """Writes the sheets of one reading into a folder; without a folder, none.

    `mark_for` says which form's mark the sheet of a file carries.
    """

    def __init__(
        self, folder: Path | None, world: Surroundings, mark_for: Callable[[Answer], Mark | None]
    ) -> None:
        self._mark_for = mark_for
        self._folder = folder
        self._world = world
        self._written: set[Path] = set()

    def write(self, answer: Answer, refused: Mapping[int, Problem]) -> Path | None:
        """Write the refused rows of a file, by their place, and return the sheet's path.

        A sheet of an earlier reading is replaced. Raises `WorldFailure` (`media.*`).
        """
        if self._folder is None:
            return None
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as error:
            raise world_failed("media.no_folder", folder=str(self._folder)) from error
        target = self._free_name(self._folder, answer)
        media.write_file(target, [self._content(answer, refused)], replace=True)
        self._written.add(target)
        return target

    def _free_name(self, folder: Path, answer: Answer) -> Path:
        """Return a name that no other file of this reading has."""
        name = "-".join(Path(answer.name).with_suffix("").parts)
        number, target = 1, folder / f"{name}-tra-lai.xlsx"
        while target in self._written:
            number += 1
            target = folder / f"{name}-tra-lai-{number}.xlsx"
        return target

    def _content(self, answer: Answer, refused: Mapping[int, Problem]) -> bytes:
        _ = self._world.translate
        columns = form_columns(KIND)
        mark = self._mark_for(answer)
        rows: list[Sequence[str | None]] = []
        for place, problem in sorted(refused.items()):
            values = answer.entries[place].values
            words = sentences.message(problem, _), sentences.fix_for_sender(problem, _)
            cells = (values.get(name) for name, _column in columns)
            rows.append([*words, *cells, answer.row(place).cell()])
        return form_bytes(
            sheet_title(KIND),
            [
                FormColumn(_(WRONG)),
                FormColumn(_(MEND)),
                *(column for _name, column in columns),
                FormColumn(_(RETURNED), hidden=True),
            ],
            rows,
            self._world.now(),
            mark.values() if mark is not None else None,
            [(_(LETTER), "")],
        )
