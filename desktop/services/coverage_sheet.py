"""Coverage as a workbook: the counts of every cell, and the units of one with whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.cells import shown_date
from desktop.domain.levels import DIRECTION_LABELS, ENVIRONMENT_LABELS, LEVEL_LABELS
from desktop.domain.problems import world_failed
from desktop.domain.route_steps import STEP_LABELS
from desktop.domain.routing import CELLS, Cell
from desktop.domain.texts import N_, Translate, said
from desktop.exchange import media
from desktop.exchange.workbook import Workbook
from desktop.services.coverage import CoverageAnswer, Missing
from desktop.services.surroundings import Surroundings
from desktop.services.use import UseAnswer
from desktop.services.use_sheet import add_use

_HEADINGS = (
    N_("Identifier code"),
    N_("Organ or unit"),
    N_("Superior unit"),
    N_("First link that fails"),
    N_("What is wrong"),
    N_("How to mend it"),
    N_("Phone"),
    N_("Nobody since"),
    N_("Days"),
)
_COUNTS = (N_("In order"), N_("Not in order"), N_("Another way"))


@dataclass(frozen=True)
class SheetWritten:
    """The written file and how many units it names."""

    file: Path
    units: int


def save_coverage(
    world: Surroundings,
    answer: CoverageAnswer,
    out: Path,
    use: UseAnswer | None = None,
    *,
    replace: bool = False,
) -> SheetWritten:
    """Write coverage into the .xlsx file `out`; with `use` also who uses what is set up.

    With `replace` in the place of a file of that name, once it is whole.

    Raises `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if out.is_dir():
        raise world_failed("file.is_folder", file=str(out))
    media.write_file(out, [_content(world, answer, use)], replace=replace)
    return SheetWritten(out, len(answer.missing))


def cell_words(cell: Cell, translate: Translate) -> str:
    """Return a cell in words: what the unit does, on which network, at which level."""
    labels = (
        DIRECTION_LABELS[cell.direction],
        ENVIRONMENT_LABELS[cell.environment],
        LEVEL_LABELS[cell.level],
    )
    return ", ".join(translate(label) for label in labels)


def _content(world: Surroundings, answer: CoverageAnswer, use: UseAnswer | None) -> bytes:
    _ = world.translate
    book = Workbook(world.now())
    book.pairs(
        _(N_("About this list")),
        [
            (_(N_("What is asked")), cell_words(answer.cell, _)),
            (_(N_("As of")), shown_date(answer.as_of)),
            (_(N_("Not in order")), answer.uncovered),
            (_(N_("Of these reached but for some documents")), answer.partly),
        ],
    )
    compared = answer.since is not None
    headings = [_(heading) for heading in _HEADINGS]
    if compared:
        headings.append(_(N_("New since the day compared with")))
    rows = [_row(gap, _, compared=compared) for gap in answer.missing]
    book.table(_(N_("Not in order")), headings, rows)
    if compared:
        mended = [
            (gap.code, gap.unit, _(N_("has ended")) if gap.gone else _(N_("is in order")))
            for gap in answer.mended
        ]
        named = [_(each) for each in (*_HEADINGS[:2], N_("What has become of it"))]
        book.table(_(N_("Mended")), named, mended)
    if answer.excused:
        book.table(
            _(N_("Exempt by a decision")),
            [_(each) for each in (*_HEADINGS[:2], N_("Basis"), N_("Last day of the exemption"))],
            [(x.code, x.unit, x.decision, shown_date(x.until)) for x in answer.excused],
        )
    book.table(
        _(N_("Counts")),
        [_(N_("Direction, network, level")), *(_(each) for each in _COUNTS)],
        [
            (cell_words(cell, _), each.covered, each.uncovered, each.exempt)
            for cell, each in zip(CELLS, answer.by_cell, strict=True)
        ],
    )
    if use is not None:
        add_use(book, use, _)
    return book.content()


def _row(gap: Missing, translate: Translate, *, compared: bool) -> list[str | int | None]:
    step = gap.step
    row: list[str | int | None] = [
        gap.code,
        gap.unit,
        gap.superior,
        translate(STEP_LABELS[step.name]),
        said(step.message, translate),
        said(step.fix, translate) if step.fix is not None else None,
        "; ".join(gap.reach),
        shown_date(gap.vacant_since) if gap.vacant_since else None,
        gap.vacancy.days if gap.vacancy else None,
    ]
    if compared:
        row.append(translate(N_("new")) if gap.since_then else None)
    return row
