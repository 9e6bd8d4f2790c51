"""What becomes of the records of a unit that ends: each lands once, or is a task for a person.

Every register has one function here, and `FOLLOWERS` names them all: a register that comes later
adds its own. Records that go on are closed at the day and begin anew with the unit that takes them,
so that what held before stays readable; a device has no period and changes its unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table

from desktop.domain.texts import N_, Text
from desktop.models import tables
from desktop.models.register_rows import dicts_in
from desktop.services.imports.plan import Plan
from desktop.services.kinds import endpoint_roles
from desktop.services.reorganising.command import Landing

# Devices in these states are nobody's any more.
GONE = frozenset({"destroyed"})


@dataclass(frozen=True)
class Ended:
    """A unit that ends on `day`, and the uid of the one that takes what it leaves, if any does.

    `title` and `taker_title` are how people know the two.
    """

    unit: str
    title: str
    day: str
    taker: str | None
    taker_title: str


@dataclass(frozen=True)
class GoneOn:
    """A row of a register as it was before it went on, and the row that goes on from it."""

    table: Table
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass
class Following:
    """The events' ends in the order of their days, and what becomes of the records so far.

    A follower keeps the rows that it has read up to date, since what lands with a unit follows it
    where that one ends later.
    """

    connection: Connection
    plan: Plan
    ended: Sequence[Ended]
    concerned: frozenset[str]
    landings: list[Landing] = field(default_factory=list)
    gone_on: list[GoneOn] = field(default_factory=list)

    def rows(self, table: Table, column: str = "unit") -> dict[str, list[dict[str, Any]]]:
        """Return the rows of a register by the unit that they belong to."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in dicts_in(self.connection, table, column, self.concerned):
            found.setdefault(row[column], []).append(row)
        return found

    def land(self, table: Table, row: Mapping[str, Any], ended: Ended) -> None:
        """Say that a record goes on with the unit that takes it."""
        self.landings.append(Landing(table.name, row["uid"], ended.unit, ended.taker))

    def settle(self, table: Table, row: Mapping[str, Any], ended: Ended, task: Text) -> None:
        """Say that a record is a task for a person."""
        self.landings.append(Landing(table.name, row["uid"], ended.unit, ended.taker, task))

    def go_on(
        self, table: Table, row: dict[str, Any], ended: Ended, **changed: Any
    ) -> dict[str, Any]:
        """Close a row at the day and begin it anew with what is `changed`; return the new row."""
        before = dict(row)
        self.close(table, row, ended.day)
        since = max(ended.day, before["from_date"])
        new = {**before, **changed, "from_date": since}
        self.plan.insert(table, new)
        self.gone_on.append(GoneOn(table, before, new))
        return new

    def close(self, table: Table, row: dict[str, Any], day: str) -> None:
        """End a row's period at `day`; one that would begin later than it ends never held."""
        row["to_date"] = max(day, row["from_date"])
        self.plan.update(table, row["uid"], {"to_date": row["to_date"]})


def is_open(row: Mapping[str, Any], day: str) -> bool:
    """Say whether a row still holds on `day`, or will; a closed endpoint has no duty left."""
    end = row["to_date"]
    return (end is None or end > day) and row.get("state") != "closed"


def follow_endpoints(following: Following) -> None:
    """Let the endpoints go on, with who holds them and stands in; one a role and environment.

    Where the taker has an endpoint of the same role and environment already, the other ends and is
    a task: two recipients of one unit's documents are a person's choice, not a program's.
    """
    endpoints = following.rows(tables.endpoint)
    uids = [row["uid"] for rows in endpoints.values() for row in rows]
    holders = _by_endpoint(following, tables.holding, uids)
    deputies = _by_endpoint(following, tables.stand_in, uids)
    for ended in following.ended:
        open_rows = [row for row in endpoints.get(ended.unit, ()) if is_open(row, ended.day)]
        for row in open_rows:
            there = endpoints.setdefault(ended.taker, []) if ended.taker is not None else []
            double = any(
                other["role"] == row["role"]
                and other["environment"] == row["environment"]
                and is_open(other, ended.day)
                for other in there
            )
            attached = [
                (table, of)
                for table, found in ((tables.holding, holders), (tables.stand_in, deputies))
                for of in found.get(row["uid"], ())
                if is_open(of, ended.day)
            ]
            if ended.taker is None or double:
                following.close(tables.endpoint, row, ended.day)
                task = _endpoint_task(ended, row, double=double)
                following.settle(tables.endpoint, row, ended, task)
                for table, of in attached:
                    following.close(table, of, ended.day)
                    following.settle(table, of, ended, task)
                continue
            new = following.go_on(tables.endpoint, row, ended, unit=ended.taker)
            there.append(new)
            following.land(tables.endpoint, row, ended)
            for table, of in attached:
                found = holders if table is tables.holding else deputies
                going_on = following.go_on(table, of, ended, endpoint=new["uid"])
                found.setdefault(new["uid"], []).append(going_on)
                following.land(table, of, ended)


def follow_ways(following: Following) -> None:
    """Let the official channels and encrypted lines go on where the taker has none of its own."""
    for table, kind in ((tables.channel, "environment"), (tables.line, None)):
        rows = following.rows(table)
        for ended in following.ended:
            for row in list(rows.get(ended.unit, ())):
                if not is_open(row, ended.day):
                    continue
                there = rows.setdefault(ended.taker, []) if ended.taker is not None else []
                double = any(
                    is_open(other, ended.day) and (kind is None or other[kind] == row[kind])
                    for other in there
                )
                if ended.taker is None or double:
                    following.close(table, row, ended.day)
                    following.settle(table, row, ended, _way_task(ended, table, double=double))
                else:
                    there.append(following.go_on(table, row, ended, unit=ended.taker))
                    following.land(table, row, ended)


def follow_people(following: Following) -> None:
    """Let people belong to the unit that takes over; without one they keep the last they had."""
    rows = following.rows(tables.person)
    for ended in following.ended:
        for row in rows.pop(ended.unit, ()):
            if ended.taker is None:
                task = Text(N_("find a unit for {person}"), {"person": row["name"]})
                following.settle(tables.person, row, ended, task)
                continue
            following.plan.update(tables.person, row["uid"], {"unit": ended.taker})
            rows.setdefault(ended.taker, []).append(row)
            following.land(tables.person, row, ended)


def follow_tokens(following: Following) -> None:
    """Let devices belong to the unit that takes over; each is a task of its own all the same.

    A certificate names the organ that it was issued to, so a person decides: keep, re-issue,
    return or revoke.
    """
    rows = following.rows(tables.token)
    for ended in following.ended:
        for row in rows.pop(ended.unit, ()):
            if row["custody"] in GONE:
                continue
            values = {"token": row["serial"] or row["subscriber"], "unit": ended.title}
            task = Text(N_("eToken {token} of {unit}: keep, re-issue, return or revoke"), values)
            if ended.taker is not None:
                following.plan.update(tables.token, row["uid"], {"unit": ended.taker})
                rows.setdefault(ended.taker, []).append(row)
            following.settle(tables.token, row, ended, task)


def follow_tasks(following: Following) -> None:
    """Let open tasks wait with the unit that takes over."""
    rows = following.rows(tables.task)
    for ended in following.ended:
        for row in rows.pop(ended.unit, ()):
            if row["closed_on"] is None and ended.taker is not None:
                following.plan.update(tables.task, row["uid"], {"unit": ended.taker})
                rows.setdefault(ended.taker, []).append(row)
                following.land(tables.task, row, ended)


FOLLOWERS: tuple[Callable[[Following], None], ...] = (
    follow_endpoints,
    follow_ways,
    follow_people,
    follow_tokens,
    follow_tasks,
)


def _by_endpoint(
    following: Following, table: Table, endpoints: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in dicts_in(following.connection, table, "endpoint", endpoints):
        found.setdefault(row["endpoint"], []).append(row)
    return found


def _endpoint_task(ended: Ended, row: Mapping[str, Any], *, double: bool) -> Text:
    role = endpoint_roles().get(row["role"])
    values = {
        "role": role.label if role is not None else row["role"],
        "unit": ended.title,
        "taker": ended.taker_title,
    }
    if double:
        return Text(
            N_("{role} of {unit}: {taker} has one already; decide who receives"),
            values,
        )
    return Text(N_("{role} of {unit}: nobody takes it over"), values)


def _way_task(ended: Ended, table: Table, *, double: bool) -> Text:
    values = {"unit": ended.title, "taker": ended.taker_title}
    if double and table is tables.line:
        return Text(N_("encrypted line of {unit}: {taker} has one already"), values)
    if double:
        return Text(N_("official channel of {unit}: {taker} has one already"), values)
    if table is tables.line:
        return Text(N_("encrypted line of {unit}: nobody takes it over"), values)
    return Text(N_("official channel of {unit}: nobody takes it over"), values)
