"""`daumoi compare`: which units began, ended and changed between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_under, iso_date
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.cells import shown_date
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.comparing import Comparison, Difference, StoodAs

# A person reads the first ones; `--json` tells all of them.
_SHOWN = 60


def register(commands: Registry) -> None:
    """Add the command."""
    translate = commands.translate
    parser = commands.add(
        "compare", N_("Shows which units began, ended and changed between two days."), _run
    )
    for option, name, words in (
        ("--from", "first", N_("the earlier day, 2025-06-30")),
        ("--to", "second", N_("the later day, 2025-07-01")),
    ):
        parser.add_argument(
            option,
            dest=name,
            metavar=translate(N_("DATE")),
            type=iso_date(translate),
            required=True,
            help=translate(words),
        )
    add_under(parser, translate)


def _run(invocation: Invocation) -> Answer:
    from desktop.services.comparing import CompareDates, compare_dates

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        found = compare_dates(session, CompareDates(given.first, given.second, given.under))
        warnings = session.warnings
    if given.json:
        return invocation.answer(_as_object(found, invocation.translate), (), warnings)
    return invocation.answer({}, _lines(found, invocation.translate), warnings)


def _as_object(found: Comparison, translate: Translate) -> dict[str, Any]:
    return {
        "from": found.first,
        "to": found.second,
        "units": {"from": found.units_first, "to": found.units_second},
        "counts": {fate.value: count for fate, count in found.counts.items()},
        "rows": [_row(row, translate) for row in found.rows],
    }


def _row(row: Difference, translate: Translate) -> dict[str, Any]:
    cause = row.cause
    return {
        "uid": row.uid,
        "fate": row.fate.value,
        "before": _stood(row.before),
        "after": _stood(row.after),
        "changes": [
            {"what": change.what, "before": change.before, "after": change.after}
            for change in row.changes
        ],
        "day": row.day,
        "event": None
        if cause is None
        else {
            "kind": cause.kind,
            "day": cause.day,
            "basis": cause.basis,
            "units": list(cause.others),
        },
        "words": row.words(translate),
    }


def _stood(stood: StoodAs | None) -> dict[str, Any] | None:
    if stood is None:
        return None
    codes = [{"scheme": scheme, "value": value} for scheme, value in stood.codes]
    return {"name": stood.name, "type": stood.type, "parent": stood.parent, "codes": codes}


def _lines(found: Comparison, translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table
    from desktop.services.comparing import FATE_LABELS, Fate

    said = translate(
        N_(
            "{first}: {before} units; {second}: {after} units. "
            "{began} began, {ended} ended, {changed} changed."
        )
    ).format(
        first=shown_date(found.first),
        second=shown_date(found.second),
        before=found.units_first,
        after=found.units_second,
        began=found.counts[Fate.BEGAN],
        ended=found.counts[Fate.ENDED],
        changed=found.counts[Fate.CHANGED],
    )
    if not found.rows:
        return (said,)
    rows = [
        [
            translate(FATE_LABELS[row.fate]),
            row.code or "",
            row.name,
            shown_date(row.day) if row.day else "",
            row.words(translate),
        ]
        for row in found.rows[:_SHOWN]
    ]
    headings = [N_("Fate"), N_("Code"), N_("Unit"), N_("Day"), N_("What happened")]
    lines = [said, "", *table([translate(words) for words in headings], rows)]
    if len(found.rows) > _SHOWN:
        more = translate(N_("  … and {count} more (see --json)"))
        lines.append(more.format(count=len(found.rows) - _SHOWN))
    return tuple(lines)
