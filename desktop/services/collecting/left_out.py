"""Rows that a form went out with and that came back without: named, for nothing is done to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.folding import fold
from desktop.domain.periods import holds
from desktop.domain.problems import Problem, Severity, Where
from desktop.domain.texts import some_of
from desktop.models.register_rows import rows_in
from desktop.models.tables import endpoint, holding, person
from desktop.services.collecting.agreement import endpoints_of
from desktop.services.collecting.answers import Answer
from desktop.services.kinds import endpoint_roles

# A prefilled row in which both of these were blanked names nobody any more.
_NAMING = frozenset({"person", "phone"})


def left_out(connection: Connection, answer: Answer, today: str) -> Iterator[Problem]:
    """Say which endpoints a form was filled in with that no row of it names any more, of those
    that are still in the register: `collect.rows_left_out`."""
    sent = answer.mark.endpoints if answer.mark is not None else frozenset()
    named = {uid for entry in answer.entries if (uid := entry.values.get("uid"))}
    naming = {
        uid
        for entry in answer.entries
        if (uid := entry.values.get("uid")) and not _NAMING.isdisjoint(entry.values)
    }
    rows = [
        row
        for row in rows_in(connection, endpoint, "uid", sorted(sent - naming))
        if holds(row.from_date, row.to_date, today)
    ]
    if not rows:
        return
    people = _holders(connection, rows, today)
    told = _told(answer, today)
    gone = [
        f"{endpoint_roles()[row.role].label}: {people.get(row.uid) or row.account or '—'}"
        for row in rows
        # A row that nobody held says nothing by being blank.
        if (row.uid in people or row.uid not in named) and not _is_told(row, told)
    ]
    if gone:
        values = {"file": answer.name, "count": len(gone), "endpoints": some_of(gone)}
        yield Problem("collect.rows_left_out", values, Severity.WARNING, Where(answer.name))


def _holders(connection: Connection, rows: Sequence[Row[Any]], today: str) -> dict[str, str]:
    """Return the name of who holds each endpoint today, by its uid."""
    held = [
        row
        for row in rows_in(connection, holding, "endpoint", [row.uid for row in rows])
        if holds(row.from_date, row.to_date, today)
    ]
    names = {
        row.uid: row.name
        for row in rows_in(connection, person, "uid", {one.person for one in held})
    }
    return {row.endpoint: names[row.person] for row in held}


def _told(answer: Answer, today: str) -> dict[tuple[str, str], set[str | None]]:
    """Return the endpoints that rows speak of without naming them by uid, each with accounts."""
    told: dict[tuple[str, str], set[str | None]] = {}
    for place, about in answer.units.items():
        entry = answer.entries[place]
        if "uid" not in entry.values:
            for key in endpoints_of(place, entry, about.unit, today):
                told.setdefault(key, set()).add(entry.values.get("account"))
    return told


def _is_told(row: Row[Any], told: dict[tuple[str, str], set[str | None]]) -> bool:
    accounts: Collection[str | None] = told.get((row.unit, f"{row.role} {row.environment}"), ())
    if row.account is None:
        return bool(accounts)
    return any(each is None or fold(each) == fold(row.account) for each in accounts)
