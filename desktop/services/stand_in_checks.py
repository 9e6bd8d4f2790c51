"""What stands against a standing-in by hand: a circle of leaves; and what is to be weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from desktop.domain.cells import shown_date
from desktop.domain.levels import LEVEL_LABELS, SecrecyLevel
from desktop.domain.periods import holds, overlap
from desktop.domain.problems import Problem, Severity, refuse
from desktop.domain.texts import Text
from desktop.models.tables import holding, person, stand_in
from desktop.services.endpoint_rows import name_of, rows_of


def refuse_circle(connection: Connection, away: str, deputy: str, first: str, last: str) -> None:
    """Refuse a deputy for whom the person who is away stands in on days of `[first, last)`:
    `leave.cycle`."""
    theirs = {row["endpoint"] for row in rows_of(connection, holding, "person", [deputy])}
    for row in rows_of(connection, stand_in, "person", [away]):
        limited = row["to_date"] is not None
        # Who stands in without an end is a deputy always, not the cover of somebody's leave.
        if (
            row["endpoint"] in theirs
            and limited
            and overlap(row["from_date"], row["to_date"], first, last)
        ):
            raise refuse(
                "leave.cycle", person=name_of(connection, away), deputy=name_of(connection, deputy)
            )


def warnings(
    connection: Connection, place: Mapping[str, Any], deputy: str, first: str
) -> tuple[Problem, ...]:
    """Say what a deputy at the endpoint `place` from `first` on cannot do, and for whom they stand
    in where nobody holds it any more."""
    found: list[Problem] = []
    (row,) = rows_of(connection, person, "uid", [deputy])
    cleared = row["clearance_until"] is None or first < row["clearance_until"]
    has = SecrecyLevel((row["clearance"] or 0) if cleared else 0)
    if has < place["ceiling"]:
        values = {
            "person": row["name"],
            "has": Text(LEVEL_LABELS[has]),
            "level": Text(LEVEL_LABELS[SecrecyLevel(place["ceiling"])]),
        }
        found.append(Problem("endpoint.stand_in_below", values, Severity.WARNING))
    held = rows_of(connection, holding, "endpoint", [place["uid"]])
    there = any(holds(each["from_date"], each["to_date"], first) for each in held)
    gone = [each for each in held if each["to_date"] is not None and each["to_date"] <= first]
    if gone and not there:
        last = max(gone, key=lambda each: str(each["to_date"]))
        values = {
            "person": name_of(connection, last["person"]),
            "date": shown_date(last["to_date"]),
        }
        found.append(Problem("endpoint.stand_in_after", values, Severity.WARNING))
    return tuple(found)
