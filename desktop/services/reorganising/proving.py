"""The proof of a plan: nothing that a unit leaves is lost or doubled, and nobody gains a right.

It looks at the registers and at what would be written, not at how the followers came to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set

from sqlalchemy import Connection

from desktop.domain.problems import Problem
from desktop.models import tables
from desktop.models.coming_moves import rows_in_the_end
from desktop.models.register_rows import dicts_in
from desktop.services.reorganising.command import Landing
from desktop.services.reorganising.following import GONE, GoneOn, Leaving, is_open

# Registers of units whose rows have a period.
_OF_UNITS = (
    tables.endpoint,
    tables.channel,
    tables.line,
    tables.unit_profile,
    tables.exemption,
)
# What an endpoint may do, and so whoever holds it: none of it may be more after than before.
_RIGHTS = ("role", "environment", "receives", "sends", "ceiling")
_HOLDERS = {"holding": ("person",), "stand_in": ("person", "position")}


def obligations(connection: Connection, leaving: Sequence[Leaving]) -> set[tuple[str, str]]:
    """Return every record that hangs on the units on the days they leave it, by register and uid.

    Of a unit that leaves things on several days, what hangs on it on the first.
    """
    days = {each.unit: each.day for each in reversed(leaving)}
    found: set[tuple[str, str]] = set()
    endpoints: dict[str, str] = {}
    ending = {each.unit for each in leaving if not each.goes_on}
    for row in dicts_in(connection, tables.identifier_code, "unit", ending):
        if is_open(row, days[row["unit"]]):
            found.add((tables.identifier_code.name, row["uid"]))
    # A rule ends with the unit that it belongs to, and with the one whose documents it is about.
    for column in ("unit", "sender"):
        for row in dicts_in(connection, tables.target_rule, column, ending):
            if is_open(row, days[row[column]]):
                found.add((tables.target_rule.name, row["uid"]))
    for table in _OF_UNITS:
        for row in dicts_in(connection, table, "unit", days):
            day = days[row["unit"]]
            if is_open(row, day):
                found.add((table.name, row["uid"]))
                if table is tables.endpoint:
                    endpoints[row["uid"]] = day
    for table in (tables.holding, tables.stand_in):
        for row in dicts_in(connection, table, "endpoint", endpoints):
            if is_open(row, endpoints[row["endpoint"]]):
                found.add((table.name, row["uid"]))
    for row in rows_in_the_end(connection, tables.person, days):
        found.add((tables.person.name, row["uid"]))
    for row in rows_in_the_end(connection, tables.token, days):
        if row["custody"] not in GONE:
            found.add((tables.token.name, row["uid"]))
    return found


def not_conserved(
    owed: Set[tuple[str, str]], landings: Sequence[Landing], planned: Collection[str]
) -> Iterator[Problem]:
    """Yield a problem for each record that lands not once, and is not one task either.

    `planned` are the uids of rows that the plan itself makes: they are owed by no one before.
    """
    seen: Counter[tuple[str, str, str, str]] = Counter()
    arrived: set[tuple[str, str, str | None]] = set()
    for landing in landings:
        register, uid = landing.register, landing.uid
        place = register, uid, landing.unit, landing.day
        seen[place] += 1
        is_owed = (
            (register, uid) in owed
            or uid in planned
            or (register, uid, landing.unit) in arrived
            or register == tables.task.name
        )
        arrived.add((register, uid, landing.to))
        if not is_owed or seen[place] > 1:
            yield Problem("reorganise.landed_twice", {"register": register, "record": uid})
    met = {(register, uid) for register, uid, _, _ in seen}
    for register, uid in owed - met:
        yield Problem("reorganise.lost", {"register": register, "record": uid})


def gained_rights(gone_on: Sequence[GoneOn]) -> Iterator[Problem]:
    """Yield a problem for each record that may do more once it has gone on, or is another's."""
    for step in gone_on:
        names = _RIGHTS if step.table is tables.endpoint else _HOLDERS.get(step.table.name, ())
        if any(step.after[name] != step.before[name] for name in names) or _longer(step):
            values = {"register": step.table.name, "record": step.before["uid"]}
            yield Problem("reorganise.right_gained", values)


def _longer(step: GoneOn) -> bool:
    end, later = step.before["to_date"], step.after["to_date"]
    return end is not None and (later is None or later > end)
