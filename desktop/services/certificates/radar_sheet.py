"""The radar as sheets of a workbook: the figures by unit, and whom to call."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.cells import shown_date
from desktop.domain.custody import PURPOSE_LABELS
from desktop.domain.problems import world_failed
from desktop.domain.texts import N_, Translate
from desktop.exchange import media
from desktop.exchange.workbook import Workbook
from desktop.services.certificates.radar import BANDS, EndingHere, RadarAnswer
from desktop.services.surroundings import Surroundings

_ROWS = (
    N_("Identifier code"),
    N_("Organ or unit"),
    N_("Subscriber"),
    N_("Phone"),
    N_("Purpose"),
    N_("Serial"),
    N_("Number of the certificate"),
    N_("Last day"),
    N_("Days left"),
)


def save_radar(world: Surroundings, answer: RadarAnswer, out: Path) -> Path:
    """Write the radar into the .xlsx file `out`, replacing one of that name once it is whole.

    Raises `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if out.is_dir():
        raise world_failed("file.is_folder", file=str(out))
    book = Workbook(world.now())
    add_radar(book, answer, world.translate)
    media.write_file(out, [book.content()], replace=True)
    return out


def add_radar(book: Workbook, answer: RadarAnswer, translate: Translate) -> None:
    """Add the sheets: the figures by unit, with their sum, and the list."""
    _ = translate
    headings = [_(N_("Identifier code")), _(N_("Organ or unit")), _(N_("Run out"))]
    headings += [_(N_("Within {days} days")).format(days=days) for days in BANDS[1:]]
    figures = [
        [part.code, part.name or _(N_("of no unit")), *(str(part.counts[each]) for each in BANDS)]
        for part in answer.units
    ]
    figures.append(["", _(N_("In all")), *(str(answer.counts[each]) for each in BANDS)])
    book.table(_(N_("By unit")), headings, figures)
    book.table(
        _(N_("Certificates ending")), [_(words) for words in _ROWS],
        [_row(each, _) for each in answer.rows],
    )  # fmt: skip


def _row(each: EndingHere, translate: Translate) -> list[str | None]:
    line = each.line
    return [
        each.code,
        line.unit_name,
        line.subscriber,
        line.phone,
        translate(PURPOSE_LABELS.get(line.purpose, line.purpose)),
        line.serial,
        line.number,
        shown_date(each.last),
        str(each.left),
    ]
