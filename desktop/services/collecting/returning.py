"""The sheet that goes back to a sender: the rows that were refused, with what is wrong beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.domain import sentences
from desktop.domain.problems import Problem, world_failed
from desktop.domain.texts import N_
from desktop.exchange import media
from desktop.exchange.forms import FormColumn, form_bytes
from desktop.services.collecting.answers import Answer
from desktop.services.collecting.command import KIND
from desktop.services.collecting.marks import LETTER
from desktop.services.imports.templates import form_columns, sheet_title
from desktop.services.surroundings import Surroundings

WRONG, MEND = N_("What is wrong in the row"), N_("How to mend it")


def write_return(
    folder: Path, answer: Answer, refused: Mapping[int, Problem], world: Surroundings
) -> Path:
    """Write the refused rows of a file, by their place, and return the sheet's path.

    A sheet of an earlier reading is replaced. Raises `WorldFailure` (`media.*`).
    """
    _ = world.translate
    columns = form_columns(KIND)
    rows: list[Sequence[str | None]] = []
    for place, problem in sorted(refused.items()):
        values = answer.entries[place].values
        rows.append(
            [
                sentences.message(problem, _),
                sentences.fix(problem, _),
                *(values.get(name) for name, _column in columns),
            ]
        )
    content = form_bytes(
        sheet_title(KIND),
        [FormColumn(_(WRONG)), FormColumn(_(MEND)), *(column for _name, column in columns)],
        rows,
        world.now(),
        answer.mark.values() if answer.mark is not None else None,
        [(_(LETTER), "")],
    )
    _make(folder)
    name = "-".join(Path(answer.name).with_suffix("").parts)
    target = folder / f"{name}-tra-lai.xlsx"
    media.write_file(target, [content], replace=True)
    return target


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise world_failed("media.no_folder", folder=str(folder)) from error
