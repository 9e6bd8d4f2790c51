"""The table of old and new codes of the reorganisations that were applied between two days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from sqlalchemy import Connection

from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import refuse
from desktop.models import event_reader
from desktop.models.office import office
from desktop.models.passing_reader import (
    Passed,
    Superiors,
    passed_below,
    passed_between,
)
from desktop.models.samples import holds_samples
from desktop.reports.forms import profile
from desktop.reports.layout import Paper
from desktop.reports.passing import PassingGroup, PassingRow, PassingTable, passing_paper
from desktop.services.letterheads import letterhead, recipients
from desktop.services.surroundings import Surroundings
from desktop.services.unit_codes import title_of

# Whom the central system belongs to: the table goes there.
_TO = "Văn phòng Trung ương Đảng"


def draw_old_to_new(
    connection: Connection,
    world: Surroundings,
    since: str,
    last: str,
    root: str | None,
    secrecy: SecrecyLevel,
    form: str,
    drawn: Callable[[int, int], None],
) -> Paper:
    """Draw the table of the days from `since` to `last`, both included, below the unit with uid
    `root` or of the whole register.

    Raises `Refusal`: `report.nothing_passed`, `report.no_office`.
    """
    organ = office(connection, last)
    if organ is None:
        raise refuse("report.no_office", date=last)
    found: Sequence[Passed] = passed_between(connection, since, last)
    holder = organ.name
    if root is not None:
        found = passed_below(Superiors(connection), found, root)
        holder = title_of(connection, root, last)
    if not found:
        raise refuse("report.nothing_passed", first=since, last=last)
    told = PassingTable(
        letterhead=letterhead(organ.name, int(world.today()[:4])),
        secrecy=secrecy,
        first=since,
        last=last,
        holder=holder,
        groups=tuple(_groups(found)),
        recipients=recipients(organ.name, _TO, world.translate),
        sample=holds_samples(connection),
    )
    return passing_paper(told, world.translate, profile(form), drawn)


def first_day(connection: Connection, since: str | None, last: str) -> str:
    """Return the first day of the table that ends on `last`: `since`, or that of the first event.

    Raises `Refusal` `report.days_reversed`.
    """
    if since is None:
        first = event_reader.first_day(connection)
        return first if first is not None and first <= last else last
    if since > last:
        raise refuse("report.days_reversed", first=since, last=last)
    return since


def _groups(found: Sequence[Passed]) -> list[PassingGroup]:
    return [
        PassingGroup(day, basis, tuple(_row(passed) for passed in group))
        for (day, basis), group in groupby(found, lambda each: (each.day, each.basis or ""))
    ]


def _row(passed: Passed) -> PassingRow:
    new = passed.after
    return PassingRow(
        passed.before.code or "",
        passed.before.name,
        (new.code or "") if new is not None else "",
        new.name if new is not None else None,
        passed.whole,
    )
