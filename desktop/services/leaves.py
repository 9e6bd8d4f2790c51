"""Covering a person's leave: one deputy at all that the person holds, over the same days."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from desktop.domain.cells import shown_date
from desktop.domain.periods import overlap
from desktop.domain.problems import refuse
from desktop.models.tables import endpoint, holding, person, stand_in
from desktop.services.endpoint_edits import Changed, CoverLeave
from desktop.services.endpoint_rows import (
    changed,
    check_end,
    last_position,
    named,
    rows_of,
    written,
)
from desktop.services.session import Session
from desktop.services.stand_in_checks import on_leave_too, refuse_circle, warnings


def cover_leave(session: Session, command: CoverLeave) -> Changed:
    """Let somebody stand in at every endpoint that a person holds during the leave.

    The person is not there on those days: see `desktop.domain.route_facts.people_of`. At each only
    for the days on which the person holds it; where the deputy covers the leave throughout already,
    nothing is added. A standing-in is never above the holder's own
    level: see `desktop.domain.route_facts.people_of`.

    Raises `Refusal`: `person.unknown`, `endpoint.ends_too_early`, `leave.oneself`,
    `leave.nothing_held`, `leave.cycle`, and what `Someone` may be refused for.
    """
    first, last = command.from_date, command.to_date
    with session.unit_of_work(command) as work:
        connection = work.connection
        check_end({"from_date": first}, last)
        (away,) = rows_of(connection, person, "uid", [command.person]) or (None,)
        if away is None:
            raise refuse("person.unknown")
        held = _held(connection, command)
        if not held:
            raise refuse(
                "leave.nothing_held",
                person=away["name"],
                first=shown_date(first),
                last=shown_date(last),
            )
        unit = away["unit"] or held[0]["unit"]
        deputy = named(work, command.someone, unit)
        if deputy == command.person:
            raise refuse("leave.oneself", person=away["name"])
        refuse_circle(connection, command.person, deputy, first, last)
        rows = []
        away_too = on_leave_too(connection, command.person, deputy, first, last)
        warned = {problem.code: problem for problem in away_too}
        for row in held:
            since = max(first, row["from_date"])
            until = min(last, row["to_date"] or last)
            if not _covers(connection, row["endpoint"], command.person, deputy, since, until):
                made: dict[str, Any] = {
                    "uid": work.new_uid(),
                    "endpoint": row["endpoint"],
                    "person": deputy,
                    "position": last_position(connection, row["endpoint"]) + 1,
                    "reason": written(command.reason),
                    "away": command.person,
                    "from_date": since,
                    "to_date": until,
                }
                rows.append(made)
                (place,) = rows_of(connection, endpoint, "uid", [row["endpoint"]])
                for problem in warnings(connection, place, deputy, since, until):
                    warned.setdefault(problem.code, problem)
        work.insert(stand_in, rows)
    return changed(work, command.person, len(rows), tuple(warned.values()))


def _held(connection: Connection, command: CoverLeave) -> list[dict[str, Any]]:
    """Return the holdings of the person that overlap the leave, with the endpoint's unit; at
    endpoints that are closed nothing is to be covered."""
    held = rows_of(connection, holding, "person", [command.person])
    units = {
        row["uid"]: row["unit"]
        for row in rows_of(connection, endpoint, "uid", [row["endpoint"] for row in held])
        if row["state"] != "closed"
    }
    return [
        {**row, "unit": units[row["endpoint"]]}
        for row in held
        if row["endpoint"] in units
        and overlap(row["from_date"], row["to_date"], command.from_date, command.to_date)
    ]


def _covers(
    connection: Connection, uid: str, away: str, deputy: str, since: str, until: str
) -> bool:
    """Say whether the deputy covers the person's leave at an endpoint on all these days already."""
    return any(
        (row["person"], row["away"]) == (deputy, away)
        and row["from_date"] <= since
        and (row["to_date"] is None or row["to_date"] >= until)
        for row in rows_of(connection, stand_in, "endpoint", [uid])
    )
