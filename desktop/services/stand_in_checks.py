"""What stands against a standing-in by hand: a circle of leaves; and what is to be weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from desktop.domain.cells import shown_date
from desktop.domain.levels import LEVEL_LABELS, SecrecyLevel
from desktop.domain.periods import first_bare_day, last_day, overlap
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
    _refuse_round(connection, away, deputy, first, last)


def _refuse_round(connection: Connection, away: str, deputy: str, first: str, last: str) -> None:
    """Refuse a deputy whose own leave, over whoever covers it, comes back to the person away."""
    ways, seen = [[deputy]], {deputy}
    while ways:
        way = ways.pop()
        for row in rows_of(connection, stand_in, "away", [way[-1]]):
            if not overlap(row["from_date"], row["to_date"], first, last):
                continue
            if row["person"] == away:
                names = " → ".join(name_of(connection, uid) for uid in (away, *way, away))
                raise refuse("leave.cycle_long", names=names)
            if row["person"] not in seen:
                seen.add(row["person"])
                ways.append([*way, row["person"]])


def on_leave_too(
    connection: Connection, away: str, deputy: str, first: str, last: str
) -> tuple[Problem, ...]:
    """Say where the deputy of a leave is on leave on some of its days, and whose leave it is that
    the person who goes covers then: nobody would be there."""
    found = []
    for code, column, uid in (
        ("leave.deputy_away", "away", deputy),
        ("leave.covers_another", "person", away),
    ):
        for row in rows_of(connection, stand_in, column, [uid]):
            days = (row["from_date"], row["to_date"])
            if row["away"] is None or not overlap(*days, first, last):
                continue
            other = row["person"] if column == "away" else row["away"]
            values = {
                "person": name_of(connection, uid),
                "other": name_of(connection, other),
                "first": shown_date(row["from_date"]),
                "last": shown_date(last_day(row["to_date"])) if row["to_date"] else "…",
            }
            found.append(Problem(code, values, Severity.WARNING))
    return tuple({problem.code: problem for problem in found}.values())


def warnings(
    connection: Connection, place: Mapping[str, Any], deputy: str, first: str, last: str | None
) -> tuple[Problem, ...]:
    """Say what a deputy at the endpoint `place` cannot do on days of `[first, last)`, and from when
    on nobody holds it for whom they would stand in."""
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
    alone = alone_from(connection, place, name_of(connection, deputy), first, last)
    return (*found, *alone)


def alone_from(
    connection: Connection, place: Mapping[str, Any], deputy: str, first: str, last: str | None
) -> tuple[Problem, ...]:
    """Say from which day of `[first, last)` on nobody is there for whom a deputy stands in, where
    somebody was."""
    held = [
        (row["from_date"], row["to_date"])
        for row in rows_of(connection, holding, "endpoint", [place["uid"]])
    ]
    ends = [day for day in (last, place["to_date"]) if day is not None]
    bare = first_bare_day(first, min(ends, default=None), held)
    if bare is None or all(begins >= bare for begins, _ in held):
        return ()
    values = {"person": deputy, "date": shown_date(bare)}
    return (Problem("endpoint.stand_in_after", values, Severity.WARNING),)


def stays(
    connection: Connection, place: Mapping[str, Any], holder: str, since: str
) -> tuple[Problem, ...]:
    """Say whose cover of a leave goes on past the day `since`, from which another holds it."""
    return tuple(
        Problem(
            "endpoint.stand_in_stays",
            {
                "person": name_of(connection, row["person"]),
                "last": shown_date(last_day(row["to_date"])),
                "holder": name_of(connection, holder),
            },
            Severity.WARNING,
        )
        for row in rows_of(connection, stand_in, "endpoint", [place["uid"]])
        if row["to_date"] is not None and row["from_date"] < since < row["to_date"]
    )


def left_alone(connection: Connection, place: Mapping[str, Any], since: str) -> tuple[Problem, ...]:
    """Say who stands in at an endpoint for nobody from the day `since` on."""
    found: list[Problem] = []
    for row in rows_of(connection, stand_in, "endpoint", [place["uid"]]):
        if row["to_date"] is None or row["to_date"] > since:
            first = max(since, row["from_date"])
            name = name_of(connection, row["person"])
            found += alone_from(connection, place, name, first, row["to_date"])
    return tuple(found)
