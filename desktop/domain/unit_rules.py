"""What may be said of a unit when it is made or changed: its name, its dates, its codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from desktop.domain.cells import shown_date
from desktop.domain.codes import Scheme
from desktop.domain.folding import nfc
from desktop.domain.periods import holds
from desktop.domain.problems import Problem

LONGEST_NAME = 300
# Letters of these Unicode categories cannot be seen, or steer the direction of writing.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


class Held(NamedTuple):
    """A code once given: the unit that holds it, what it is called, the period."""

    unit: str
    title: str
    from_date: str
    to_date: str | None


def clean_name(text: str) -> str:
    """Return a name as it is stored: composed (NFC), single spaces."""
    return " ".join(nfc(text).split())


def name_problem(text: str) -> Problem | None:
    """Say what is wrong with a cleaned name: empty, too long, or with letters nobody can see."""
    if not text:
        return Problem("unit.name_empty")
    if len(text) > LONGEST_NAME:
        return Problem("unit.name_too_long", {"length": len(text), "longest": LONGEST_NAME})
    if text.isprintable():
        return None
    unseen = [letter for letter in text if unicodedata.category(letter) in _UNSEEN]
    if unseen:
        shown = ", ".join(f"U+{ord(letter):04X}" for letter in dict.fromkeys(unseen))
        return Problem("unit.name_unseen", {"letters": shown})
    return None


def day_problem(day: str) -> Problem | None:
    """Say that a day is none: dates are ISO 8601 text of four-digit years."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return Problem("unit.day_wrong", {"day": day})
    return None


def event_problem(title: str, since: str, day: str) -> Problem | None:
    """Say that an event on `day` comes too early for what holds only since the day `since`."""
    if since < day:
        return None
    values = {"unit": title, "since": shown_date(since), "date": shown_date(day)}
    return Problem("unit.event_too_early", values)


def holder_problem(
    value: str, scheme: Scheme, unit: str | None, holders: Iterable[Held], day: str
) -> Problem | None:
    """Say who else holds, will hold or held `value`, where that forbids giving it to `unit`."""
    for held in holders:
        if held.unit == unit:
            continue
        values: dict[str, object] = {
            "value": value,
            "holder": held.title,
            "since": shown_date(held.from_date),
        }
        if holds(held.from_date, held.to_date, day):
            return Problem("unit.code.duplicate", values)
        if held.from_date > day:
            return Problem("import.code_held_later", values)
        if not scheme.retired_may_return and held.to_date is not None:
            values["until"] = shown_date(held.to_date)
            return Problem("unit.code.retired", values)
    return None


def reserved_problem(value: str, reserved: Mapping[str, str | None]) -> Problem | None:
    """Say that `value` is given to nobody; `reserved` are such values with their notes."""
    if value not in reserved:
        return None
    return Problem("codes.reserved", {"value": value, "note": reserved[value] or "—"})


def locked_problem(value: str, unit: str, locked: Mapping[str, str | None]) -> Problem | None:
    """Say that the code `value` stays with `unit`; `locked` are such codes with their notes."""
    if value not in locked:
        return None
    return Problem("codes.locked", {"value": value, "unit": unit, "note": locked[value] or "—"})


def circle(unit: str, parent: str, parents: Mapping[str, str | None]) -> bool:
    """Say whether `unit` under `parent` would stand below itself; `parents` is the tree."""
    seen: set[str] = set()
    above: str | None = parent
    while above is not None and above not in seen:
        if above == unit:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
