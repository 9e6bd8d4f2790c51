"""Says where a list fits another date's structure of the country better than its own day's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from desktop.domain.cells import CellFault, read_date, shown_date
from desktop.domain.codes import PLACE_SCHEME
from desktop.domain.folding import fold
from desktop.domain.periods import day_before
from desktop.domain.places import FIRST_DAY
from desktop.domain.problems import Problem, Severity, Where
from desktop.domain.texts import N_, Text
from desktop.domain.vintage import PlaceRow, Structure, code_meant, judge
from desktop.services import places
from desktop.services.imports.command import ListVintage, OtherPlace
from desktop.services.imports.reading import Entry, ranges
from desktop.services.imports.unit_rows import actions

# The fields of a kind of list that name units; only what stood before speaks in a plan.
_FIELDS = {
    "units": ("name", "parent"),
    "clerks": ("unit", "parent", "also_for"),
    "tokens": ("unit", "parent", "subscriber"),
    "code-states": (),
    "statistics": ("unit",),
    "plan": ("before",),
}
_CODE_FIELDS = {"plan": "before"}
_NAME_FIELDS = {"units": "name", "plan": ""}
_DAY_FIELDS = {"units": "from", "clerks": "from", "statistics": "from", "plan": "day"}
_FIRST_SHOWN = 3


def vintage_of(kind: str, entries: Sequence[Entry], day: str, scheme: str) -> ListVintage | None:
    """Return the structure that the entries fit better than that of their day, with the rows that
    do not fit; None where the day's own fits, or where they say too little (see `judge`).

    `day` is that of rows that name none. A plan speaks of the day before its first.
    """
    rows = [_row(kind, entry, scheme) for entry in entries]
    if not any(row.code or row.texts for row in rows):
        return None
    told = _day(kind, entries, day)
    structures, expected = _structures(told)
    rows = [
        row._replace(code=code_meant(row.code, structures)) if row.code else row for row in rows
    ]
    found = judge(rows, structures, expected)
    if found is None:
        return None
    return ListVintage(
        found.fits,
        told,
        found.told,
        tuple(_place(entries[each.row].where, each.shown) for each in found.misfits),
        found.others,
    )


def vintage_problem(found: ListVintage, file: str) -> Problem:
    """Put it into one line: counts, and the first rows that do not fit."""
    first = "; ".join(dict.fromkeys(row.shown for row in found.misfits[:_FIRST_SHOWN]))
    values = {
        "fits": _words(found.fits),
        "date": shown_date(found.day),
        "count": len(found.misfits),
        "told": found.told,
        "rows": ranges(sorted({row.row for row in found.misfits})),
        "first": first,
    }
    return Problem("import.other_vintage", values, Severity.WARNING, Where(file))


def row_problems(found: ListVintage, file: str) -> Iterator[Problem]:
    """Yield for every row that does not fit which place of it is not there on the list's day."""
    for row in found.misfits:
        values = {"place": row.shown, "date": shown_date(found.day)}
        where = Where(file, row.sheet, row.row)
        yield Problem("import.place_of_other_day", values, Severity.INFO, where)


def _words(label: str) -> Text:
    if label == "before":
        return Text(N_("the 63 provinces with districts, until 30/06/2025"))
    if label == FIRST_DAY:
        return Text(N_("the 34 provinces of 01/07/2025"))
    return Text(N_("the structure since {date}"), {"date": shown_date(label)})


def _structures(day: str) -> tuple[list[Structure], str]:
    """Return the structures to hold a list against, and the label of that of its day."""
    since = [change for change in places.days_of_change() if change <= day]
    last = since[-1] if len(since) > 1 else places.days_of_change()[-1]
    found = [places.structure_before(), places.structure_at(FIRST_DAY), places.structure_at(last)]
    if not since:
        return found, "before"
    return found, last if len(since) > 1 else FIRST_DAY


def _row(kind: str, entry: Entry, scheme: str) -> PlaceRow:
    values = entry.values
    if _closes(values):
        return PlaceRow(())
    texts = tuple(values[name] for name in _FIELDS[kind] if name in values)
    code = values.get("place", "") if kind == "units" else ""
    if scheme == PLACE_SCHEME:
        code = values.get(_CODE_FIELDS.get(kind, "code"), code)
    return PlaceRow(texts, code, values.get(_NAME_FIELDS.get(kind, "unit"), ""))


def _closes(values: Mapping[str, str]) -> bool:
    """Say whether a row ends a unit: then it names what is no more, and rightly."""
    return "action" in values and actions().get(fold(values["action"])) == "close"


def _day(kind: str, entries: Sequence[Entry], day: str) -> str:
    """Return the day of most rows; of a plan, the day before its first."""
    name = _DAY_FIELDS.get(kind, "")
    texts = Counter(entry.values.get(name) for entry in entries)
    days: Counter[str] = Counter()
    for text, count in texts.items():
        try:
            days[read_date(text) if text is not None else day] += count
        except CellFault:
            continue
    if not days:
        return day
    if kind == "plan":
        return day_before(min(days))
    return max(days, key=lambda each: (days[each], each))


def _place(where: Where, shown: str) -> OtherPlace:
    return OtherPlace(where.sheet or "", where.row or 0, shown)
