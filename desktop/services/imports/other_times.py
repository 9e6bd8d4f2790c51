"""Says what a code means at another time than a row's: the state's codes are used again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from desktop.domain.cells import shown_date
from desktop.domain.periods import day_before
from desktop.domain.texts import N_, Text
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Refused, refused
from desktop.services.imports.reading import Entry


def check_meaning(entry: Entry, known: KnownUnits, code: str, name: str, date: str) -> None:
    """Refuse a row whose code and name were together at another time only.

    Raises `Refused` `import.code_of_other_time`.
    """
    other = known.with_code_of_name(code, name, date)
    holder = known.with_code(code, date)
    if other is None or holder is None:
        return
    then = known.version(other.unit, other.from_date)
    raise refused(
        entry,
        "code",
        "import.code_of_other_time",
        value=code,
        unit=known.title(holder, date),
        date=shown_date(date),
        other=then.name if then is not None else name,
        period=period(other),
    )


def not_held(entry: Entry, known: KnownUnits, code: str, date: str) -> Refused:
    """Return the refusal of a code that nobody holds on the day; who held it is said."""
    row = known.last_holder(code, date)
    if row is None:
        return refused(entry, "code", "import.code_not_held", value=code)
    then = known.version(row.unit, row.from_date)
    return refused(
        entry,
        "code",
        "import.code_held_otherwhen",
        value=code,
        date=shown_date(date),
        other=then.name if then is not None else row.unit,
        period=period(row),
    )


def period(row: Row[Any]) -> Text:
    """Say when a row holds: until its last day, or from its first."""
    if row.to_date is None:
        return Text(N_("from {date}"), {"date": shown_date(row.from_date)})
    return Text(N_("until {date}"), {"date": shown_date(day_before(row.to_date))})
