"""Who uses what is set up, as a sheet of a workbook."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.cells import shown_date
from desktop.domain.problems import world_failed
from desktop.domain.texts import N_, Translate
from desktop.domain.use import FIGURE_LABELS, USE_LABELS, Figures
from desktop.exchange import media
from desktop.exchange.workbook import Cell, Workbook
from desktop.services.surroundings import Surroundings
from desktop.services.use import UnitUse, UseAnswer

_HEADINGS = (
    N_("Use"),
    N_("Identifier code"),
    N_("Organ or unit"),
    N_("Superior unit"),
    *FIGURE_LABELS,
    N_("Source"),
    N_("Phone"),
)


def save_use(world: Surroundings, answer: UseAnswer, out: Path) -> Path:
    """Write who uses what is set up into the .xlsx file `out`, replacing one of that name once it
    is whole.

    Raises `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if out.is_dir():
        raise world_failed("file.is_folder", file=str(out))
    book = Workbook(world.now())
    add_use(book, answer, world.translate)
    media.write_file(out, [book.content()], replace=True)
    return out


def add_use(book: Workbook, answer: UseAnswer, translate: Translate) -> None:
    """Add the sheets: of which days, how many of each kind, and the units."""
    _ = translate
    days = _(N_("no figures yet"))
    if answer.period is not None:
        days = f"{shown_date(answer.period.first)} – {shown_date(answer.period.last_day)}"
    pairs: list[tuple[str, str | int]] = [(_(N_("Figures of")), days)]
    pairs += [(_(USE_LABELS[use]), count) for use, count in answer.counts.items()]
    if answer.unknown:
        pairs.append((_(N_("counted, not in the registers")), ", ".join(answer.unknown)))
    book.pairs(_(N_("Use, counted")), pairs)
    rows = [_row(each, _) for each in answer.rows]
    book.table(_(N_("Use")), [_(heading) for heading in _HEADINGS], rows)


def _row(unit: UnitUse, translate: Translate) -> list[Cell]:
    return [
        translate(USE_LABELS[unit.use]),
        unit.code,
        unit.unit,
        unit.superior,
        *(unit.figures or Figures()),
        "; ".join(unit.sources),
        "; ".join(unit.reach),
    ]
