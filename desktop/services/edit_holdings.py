"""Who holds an endpoint and who stands in: handing over, ending, putting in order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from desktop.domain.cells import shown_date
from desktop.domain.periods import holds, overlap
from desktop.domain.problems import refuse
from desktop.models.tables import endpoint, holding, stand_in
from desktop.models.uow import UnitOfWork
from desktop.services.endpoint_edits import (
    AddStandIn,
    Assign,
    Changed,
    EndHolding,
    EndStandIn,
    OrderStandIns,
)
from desktop.services.endpoint_rows import (
    changed,
    check_end,
    check_within,
    endpoints,
    last_position,
    name_of,
    named,
    open_after,
    rows_of,
    written,
)
from desktop.services.session import Session
from desktop.services.stand_in_checks import left_alone, refuse_circle, stays, warnings


def assign(session: Session, command: Assign) -> Changed:
    """Hand an endpoint to somebody from a day, without a gap; warn of a leave's cover that goes on.

    Raises `Refusal`: `endpoint.unknown`, `endpoint.ended`, `endpoint.not_begun`,
    `endpoint.held_already`, `endpoint.holding_later`, and what `Someone` may be refused for.
    """
    with session.unit_of_work(command) as work:
        (row,) = endpoints(work.connection, (command.endpoint,))
        check_within(row, command.from_date)
        there = [
            held
            for held in rows_of(work.connection, holding, "endpoint", [row["uid"]])
            if open_after(held, command.from_date)
        ]
        who = named(work, command.someone, row["unit"])
        for held in there:
            if held["person"] == who and holds(
                held["from_date"], held["to_date"], command.from_date
            ):
                raise refuse("endpoint.held_already", person=name_of(work.connection, who))
            if held["from_date"] > command.from_date and not command.beside:
                raise refuse(
                    "endpoint.holding_later",
                    person=name_of(work.connection, held["person"]),
                    since=shown_date(held["from_date"]),
                )
        if not command.beside:
            work.close(holding, [held["uid"] for held in there], command.from_date)
        _end_standing_in(work, row["uid"], who, command.from_date)
        uid = hold(work, row["uid"], who, command.from_date, command.basis)
        warned = stays(work.connection, row, who, command.from_date) if there else ()
    return changed(work, uid, 1, warned)


def end_holding(session: Session, command: EndHolding) -> Changed:
    """End a holding. Raises `Refusal`: `holding.unknown`, `endpoint.ends_too_early`. Warns of those
    who stand in there for nobody from then on."""
    with session.unit_of_work(command) as work:
        row, rows_changed = _end(work, holding, command.holding, command.on)
        (place,) = rows_of(work.connection, endpoint, "uid", [row["endpoint"]])
        warned = left_alone(work.connection, place, command.on)
    return changed(work, command.holding, rows_changed, warned)


def add_stand_in(session: Session, command: AddStandIn) -> Changed:
    """Let somebody stand in.

    Raises `Refusal`: `endpoint.unknown`, `endpoint.ended`, `endpoint.not_begun`,
    `endpoint.holder_stands_in`, `endpoint.stands_in_already`, `endpoint.ends_too_early`,
    `leave.cycle` (where it has an end), and what `Someone` may be refused for. Warns of a deputy
    cleared less than the endpoint takes, and of an endpoint that nobody holds any more.
    """
    with session.unit_of_work(command) as work:
        (row,) = endpoints(work.connection, (command.endpoint,))
        check_within(row, command.from_date)
        if command.to_date is not None:
            check_end({"from_date": command.from_date}, command.to_date)
        who = named(work, command.someone, row["unit"])
        for table, code in (
            (holding, "endpoint.holder_stands_in"),
            (stand_in, "endpoint.stands_in_already"),
        ):
            for other in rows_of(work.connection, table, "endpoint", [row["uid"]]):
                if other["person"] == who and overlap(
                    other["from_date"], other["to_date"], command.from_date, command.to_date
                ):
                    raise refuse(code, person=name_of(work.connection, who))
        if command.to_date is not None:
            for held in rows_of(work.connection, holding, "endpoint", [row["uid"]]):
                during = (command.from_date, command.to_date)
                if overlap(held["from_date"], held["to_date"], *during):
                    refuse_circle(work.connection, held["person"], who, *during)
        warned = warnings(work.connection, row, who, command.from_date, command.to_date)
        uid = work.new_uid()
        values = {
            "uid": uid,
            "endpoint": row["uid"],
            "person": who,
            "position": last_position(work.connection, row["uid"]) + 1,
            "reason": written(command.reason),
            "from_date": command.from_date,
            "to_date": command.to_date,
        }
        work.insert(stand_in, [values])
    return changed(work, uid, 1, warned)


def end_stand_in(session: Session, command: EndStandIn) -> Changed:
    """End a standing-in. Raises `Refusal`: `holding.unknown`, `endpoint.ends_too_early`."""
    with session.unit_of_work(command) as work:
        _, rows_changed = _end(work, stand_in, command.stand_in, command.on)
    return changed(work, command.stand_in, rows_changed)


def order_stand_ins(session: Session, command: OrderStandIns) -> Changed:
    """Put stand-ins in order; those not named follow. Raises `Refusal` `holding.unknown`."""
    with session.unit_of_work(command) as work:
        there = rows_of(work.connection, stand_in, "endpoint", [command.endpoint])
        known = {row["uid"]: row["position"] for row in there}
        if not known.keys() >= set(command.stand_ins):
            raise refuse("holding.unknown")
        rest = sorted(known.keys() - set(command.stand_ins), key=lambda uid: (known[uid], uid))
        order = enumerate([*command.stand_ins, *rest], start=1)
        rows_changed = work.update(stand_in, ({"uid": uid, "position": n} for n, uid in order))
    return changed(work, command.endpoint, rows_changed)


def hold(work: UnitOfWork, uid: str, who: str, from_date: str, basis: str) -> str:
    """Write that `who` holds the endpoint `uid` from a day; return the holding's uid."""
    made = work.new_uid()
    values = {
        "uid": made,
        "endpoint": uid,
        "person": who,
        "basis": written(basis),
        "from_date": from_date,
    }
    work.insert(holding, [values])
    return made


def _end(work: UnitOfWork, table: Table, uid: str, on: str) -> tuple[dict[str, Any], int]:
    found = rows_of(work.connection, table, "uid", [uid])
    if not found:
        raise refuse("holding.unknown")
    check_end(found[0], on)
    return found[0], work.close(table, [uid], on)


def _end_standing_in(work: UnitOfWork, uid: str, who: str, date: str) -> None:
    """Who becomes the holder no longer stands in."""
    there = rows_of(work.connection, stand_in, "endpoint", [uid])
    mine = [row for row in there if row["person"] == who and open_after(row, date)]
    begun = [row["uid"] for row in mine if row["from_date"] < date]
    work.close(stand_in, begun, date)
