"""What becomes of the records that a unit leaves: each lands once, or is a task for a person.

Every register has one function here, and `FOLLOWERS` names them all: a register that comes later
adds its own. Records that go on are closed at the day and begin anew with the unit that takes them,
so that what held before stays readable; a device has no period and changes its unit, on the day
(see `desktop.services.coming_moves`). Of a unit
that is split and goes on, what stays with it lands there as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table

from desktop.domain.lines import CARRYING
from desktop.domain.problems import Problem
from desktop.domain.route_steps import environment_text
from desktop.domain.texts import N_, Text
from desktop.models import tables
from desktop.models.coming_moves import rows_in_the_end
from desktop.models.register_rows import dicts_in
from desktop.services.code_schemes import scheme
from desktop.services.imports.plan import Plan
from desktop.services.kinds import endpoint_roles
from desktop.services.reorganising.command import Landing

# Devices in these states are nobody's any more.
GONE = frozenset({"destroyed"})


@dataclass(frozen=True)
class Leaving:
    """A unit that ends or is split on `day`, and the uid of the one that takes what it leaves.

    `title` and `taker_title` are how people know the two; `taker` is None where nobody takes it,
    and the unit itself where it goes on and keeps it. `options` are the units, as shown by uid,
    that come out of a split: each record may be given to another of them.
    """

    unit: str
    title: str
    day: str
    taker: str | None
    taker_title: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def goes_on(self) -> bool:
        """Whether the unit is split and still there afterwards."""
        return self.unit in self.options

    @property
    def stays(self) -> bool:
        """Whether what hangs on the unit stays with it."""
        return self.taker == self.unit


@dataclass(frozen=True)
class Given:
    """A record of a unit that is split, and who takes it; `key` is its uid before the plan."""

    unit: str
    day: str
    key: str
    what: Text
    taker: str | None


@dataclass(frozen=True)
class GoneOn:
    """A row of a register as it was before it went on, and the row that goes on from it."""

    table: Table
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass
class Following:
    """Who leaves what in the order of the days, and what becomes of the records so far.

    `parts` are the answers about single records, by the day, the split unit and the record's uid.
    `coded` are the codes that the plan gives, as units and schemes; `there` the units that stood
    before it. After `today` what has no
    period waits for its day. A follower keeps the rows that
    it has read up to date, since what lands with a unit follows it where that one ends later.
    """

    connection: Connection
    plan: Plan
    leaving: Sequence[Leaving]
    concerned: frozenset[str]
    parts: Mapping[tuple[str, str, str], str]
    coded: frozenset[tuple[str, str]]
    today: str
    there: Set[str]
    landings: list[Landing] = field(default_factory=list)
    gone_on: list[GoneOn] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)
    _arrived: dict[str, str] = field(default_factory=dict)
    _origin: dict[str, str] = field(default_factory=dict)

    def rows(self, table: Table, column: str = "unit") -> dict[str, list[dict[str, Any]]]:
        """Return the rows of a register by the unit that they belong to."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in dicts_in(self.connection, table, column, self.concerned):
            found.setdefault(row[column], []).append(row)
        return found

    def undated_rows(self, table: Table) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of a register without periods by the unit that they belong to, or will
        once the moves that wait for their day are made."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in rows_in_the_end(self.connection, table, self.concerned):
            found.setdefault(row["unit"], []).append(row)
        return found

    def leaving_rows(
        self, rows: dict[str, list[dict[str, Any]]], leaving: Leaving
    ) -> list[dict[str, Any]]:
        """Take out of `rows` those of the unit, but for what came to it on that very day: events
        of one day happen at once."""
        here = rows.pop(leaving.unit, [])
        came = [row for row in here if self._arrived.get(row["uid"]) == leaving.day]
        if came:
            rows[leaving.unit] = came
        return [row for row in here if self._arrived.get(row["uid"]) != leaving.day]

    def of_record(self, row: Mapping[str, Any], leaving: Leaving, what: Text) -> Leaving:
        """Return who takes one record: who was answered for it alone, else who takes the rest."""
        if not leaving.options:
            return leaving
        key = self.origin(row)
        taker = self.parts.get((leaving.day, leaving.unit, key))
        if taker is not None and taker in leaving.options:
            leaving = replace(leaving, taker=taker, taker_title=leaving.options[taker])
        elif taker is not None:
            values = {"unit": leaving.unit, "other": taker, "what": what}
            self.wrong.append(Problem("reorganise.part_answer_wrong", values))
        self.given.append(Given(leaving.unit, leaving.day, key, what, leaving.taker))
        return leaving

    def origin(self, row: Mapping[str, Any]) -> str:
        """Return the uid that a record had before the plan."""
        return self._origin.get(row["uid"], str(row["uid"]))

    def land(self, table: Table, row: Mapping[str, Any], leaving: Leaving) -> None:
        """Say that a record goes on with the unit that takes it."""
        self._land(table, row, leaving, None)

    def settle(self, table: Table, row: Mapping[str, Any], leaving: Leaving, task: Text) -> None:
        """Say that a record is a task for a person."""
        self._land(table, row, leaving, task)

    def _land(
        self, table: Table, row: Mapping[str, Any], leaving: Leaving, task: Text | None
    ) -> None:
        self._arrived[row["uid"]] = leaving.day
        landing = Landing(table.name, row["uid"], leaving.unit, leaving.day, leaving.taker, task)
        self.landings.append(landing)

    def go_on(
        self, table: Table, row: dict[str, Any], leaving: Leaving, **changed: Any
    ) -> dict[str, Any]:
        """Close a row at the day and begin it anew with what is `changed`; return the new row."""
        before = dict(row)
        self.close(table, row, leaving.day)
        since = max(leaving.day, before["from_date"])
        new = {**before, **changed, "from_date": since}
        self.plan.insert(table, new)
        self._origin[new["uid"]] = self._origin.get(before["uid"], before["uid"])
        self._arrived[new["uid"]] = leaving.day
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
    for all_of in following.leaving:
        own = following.leaving_rows(endpoints, all_of)
        open_rows = [row for row in own if is_open(row, all_of.day)]
        of_own = {row["uid"] for row in open_rows}
        for row in open_rows:
            leaving = following.of_record(row, all_of, _endpoint_words(row))
            attached = [
                (table, of)
                for table, found in ((tables.holding, holders), (tables.stand_in, deputies))
                for of in found.get(row["uid"], ())
                if is_open(of, leaving.day)
            ]
            if leaving.stays:
                endpoints.setdefault(all_of.unit, []).append(row)
                for table, of in ((tables.endpoint, row), *attached):
                    following.land(table, of, leaving)
                continue
            there = endpoints.setdefault(leaving.taker, []) if leaving.taker is not None else []
            # Those that stood beside each other before still may.
            double = any(
                _is_same_post(other, row)
                and is_open(other, leaving.day)
                and following.origin(other) not in of_own
                for other in there
            )
            if leaving.taker is None or double:
                following.close(tables.endpoint, row, leaving.day)
                task = _endpoint_task(leaving, row, double=double)
                following.settle(tables.endpoint, row, leaving, task)
                for table, of in attached:
                    following.close(table, of, leaving.day)
                    following.settle(table, of, leaving, task)
                continue
            new = following.go_on(tables.endpoint, row, leaving, unit=leaving.taker)
            there.append(new)
            following.land(tables.endpoint, row, leaving)
            for table, of in attached:
                found = holders if table is tables.holding else deputies
                going_on = following.go_on(table, of, leaving, endpoint=new["uid"])
                found.setdefault(new["uid"], []).append(going_on)
                following.land(table, of, leaving)


def follow_ways(following: Following) -> None:
    """Let the official channels and encrypted lines go on where the taker has none of its own.

    A line goes on, with its coming stages, only where all who come together had one: by it alone
    others would get what is secret. It is a task otherwise, since a line stands where it was
    installed. One that carries nothing yet gives nobody anything.
    """
    for table, kind in ((tables.channel, "environment"), (tables.line, None)):
        rows = following.rows(table)
        had = {unit: [dict(row) for row in found] for unit, found in rows.items()}
        for all_of in following.leaving:
            own = [row for row in following.leaving_rows(rows, all_of) if is_open(row, all_of.day)]
            of_own = {following.origin(row) for row in own}
            for row in own:
                leaving = following.of_record(row, all_of, _way_words(table, row))
                if leaving.stays:
                    rows.setdefault(all_of.unit, []).append(row)
                    following.land(table, row, leaving)
                    continue
                there = rows.setdefault(leaving.taker, []) if leaving.taker is not None else []
                double = any(
                    is_open(other, leaving.day)
                    and (kind is None or other[kind] == row[kind])
                    # What comes after it of the same unit goes on beside it.
                    and following.origin(other) not in of_own
                    for other in there
                )
                gained = _carries(table, row) and others_lack(
                    following, leaving, had, partial(_carries, table)
                )
                if leaving.taker is None or double or gained:
                    following.close(table, row, leaving.day)
                    task = _way_task(leaving, table, double=double)
                    following.settle(table, row, leaving, task)
                else:
                    there.append(following.go_on(table, row, leaving, unit=leaving.taker))
                    following.land(table, row, leaving)


def _carries(table: Table, row: Mapping[str, Any]) -> bool:
    return table is tables.line and row["stage"] in CARRYING


def others_lack(
    following: Following,
    leaving: Leaving,
    had: Mapping[str, Sequence[Mapping[str, Any]]],
    is_such: Callable[[Mapping[str, Any]], bool],
) -> bool:
    """Say whether a unit that comes together with this one in its taker, or the taker itself,
    had until then no such row that is open; `had` are the rows before the plan by unit."""
    together = {
        each.unit
        for each in following.leaving
        if each.day == leaving.day and each.taker == leaving.taker and not each.goes_on
    }
    if leaving.taker in following.there:
        together.add(str(leaving.taker))
    return any(
        not any(is_open(row, leaving.day) and is_such(row) for row in had.get(unit, ()))
        for unit in together - {leaving.unit}
    )


def follow_rules(following: Following) -> None:
    """Let the receiving rules of a unit that ends, and those about what it sends, end with it.

    Each is a task: a rule speaks of one unit's roles and has its place among that unit's others, so
    that a person writes it anew.
    """
    settled: set[str] = set()
    for column, words in (
        ("unit", N_("receiving rule {number} of {unit}: write it anew where it is wanted")),
        ("sender", N_("receiving rule {number} is about what {unit} sends: write it anew")),
    ):
        rows = following.rows(tables.target_rule, column)
        for leaving in following.leaving:
            if leaving.goes_on:
                continue
            for row in following.leaving_rows(rows, leaving):
                if is_open(row, leaving.day) and row["uid"] not in settled:
                    settled.add(row["uid"])
                    following.close(tables.target_rule, row, leaving.day)
                    values = {"number": row["position"], "unit": leaving.title}
                    following.settle(tables.target_rule, row, leaving, Text(words, values))


def follow_people(following: Following) -> None:
    """Let people belong to the unit that takes over; without one they keep the last they had."""
    rows = following.undated_rows(tables.person)
    for all_of in following.leaving:
        for row in following.leaving_rows(rows, all_of):
            words = " · ".join(filter(None, (row["name"], row["post"])))
            person = Text("{person}", {"person": words})
            leaving = following.of_record(row, all_of, person)
            if leaving.taker is None:
                task = Text(N_("find a unit for {person}"), {"person": row["name"]})
                following.settle(tables.person, row, leaving, task)
                continue
            _pass_on(following, tables.person, row, leaving, rows)
            following.land(tables.person, row, leaving)


def follow_tokens(following: Following) -> None:
    """Let devices belong to the unit that takes over; each is a task of its own all the same.

    A certificate names the organ that it was issued to, so a person decides: keep, re-issue,
    return or revoke.
    """
    rows = following.undated_rows(tables.token)
    for all_of in following.leaving:
        for row in following.leaving_rows(rows, all_of):
            if row["custody"] in GONE:
                continue
            token = row["serial"] or row["subscriber"]
            leaving = following.of_record(row, all_of, Text(N_("eToken {token}"), {"token": token}))
            if leaving.taker is not None:
                _pass_on(following, tables.token, row, leaving, rows)
            if leaving.stays:
                following.land(tables.token, row, leaving)
                continue
            values = {"token": token, "unit": leaving.title}
            task = Text(N_("eToken {token} of {unit}: keep, re-issue, return or revoke"), values)
            following.settle(tables.token, row, leaving, task)


def follow_tasks(following: Following) -> None:
    """Let open tasks wait with the unit that takes over."""
    rows = following.undated_rows(tables.task)
    for leaving in following.leaving:
        for row in following.leaving_rows(rows, leaving):
            if row["closed_on"] is None and leaving.taker is not None:
                _pass_on(following, tables.task, row, leaving, rows)
                following.land(tables.task, row, leaving)


def follow_codes(following: Following) -> None:
    """Let a code that ends with its unit be known as the taker's of that scheme; one that has none
    is a task: a code is never given by itself."""
    rows = following.rows(tables.identifier_code)
    has = {(row["unit"], row["scheme"]) for of in rows.values() for row in of} | following.coded
    for leaving in following.leaving:
        if leaving.goes_on:
            continue
        for row in following.leaving_rows(rows, leaving):
            if not is_open(row, leaving.day):
                continue
            if leaving.taker is None or (leaving.taker, row["scheme"]) in has:
                following.land(tables.identifier_code, row, leaving)
                continue
            values = {
                "code": row["value"],
                "unit": leaving.title,
                "taker": leaving.taker_title,
                "scheme": scheme(row["scheme"]).label,
            }
            task = Text(N_("code {code} of {unit} ends; {taker} has none yet: {scheme}"), values)
            following.settle(tables.identifier_code, row, leaving, task)


FOLLOWERS: tuple[Callable[[Following], None], ...] = (
    follow_endpoints,
    follow_ways,
    follow_rules,
    follow_people,
    follow_tokens,
    follow_tasks,
    follow_codes,
)


def _pass_on(
    following: Following,
    table: Table,
    row: dict[str, Any],
    leaving: Leaving,
    rows: dict[str, list[dict[str, Any]]],
) -> None:
    """Let a record without a period belong to the unit that takes it: on the day, not before."""
    if leaving.stays:
        pass
    elif leaving.day > following.today:
        move = {"day": leaving.day, "register": table.name, "record": row["uid"]}
        following.plan.insert(tables.coming_move, {**move, "unit": leaving.taker})
    else:
        following.plan.update(table, row["uid"], {"unit": leaving.taker})
    rows.setdefault(str(leaving.taker), []).append(row)


def _by_endpoint(
    following: Following, table: Table, endpoints: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in dicts_in(following.connection, table, "endpoint", endpoints):
        found.setdefault(row["endpoint"], []).append(row)
    return found


def _is_same_post(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two endpoints take the same documents: role, network, and account if told."""
    accounts = {one["account"], other["account"]} - {None}
    same = one["role"] == other["role"] and one["environment"] == other["environment"]
    return same and len(accounts) < 2


def _endpoint_words(row: Mapping[str, Any]) -> Text:
    environment = environment_text(row["environment"])
    role = f"{_role(row)} ({row['account']})" if row["account"] else _role(row)
    return Text(N_("{role}, {environment}"), {"role": role, "environment": environment})


def _way_words(table: Table, row: Mapping[str, Any]) -> Text:
    if table is tables.line:
        return Text(N_("Encrypted line"))
    environment = environment_text(row["environment"])
    return Text(N_("Official channel, {environment}"), {"environment": environment})


def _role(row: Mapping[str, Any]) -> str:
    role = endpoint_roles().get(row["role"])
    return role.label if role is not None else str(row["role"])


def _endpoint_task(leaving: Leaving, row: Mapping[str, Any], *, double: bool) -> Text:
    values = {"role": _role(row), "unit": leaving.title, "taker": leaving.taker_title}
    if double:
        return Text(
            N_("{role} of {unit}: {taker} has one already; decide who receives"),
            values,
        )
    return Text(N_("{role} of {unit}: nobody takes it over"), values)


def _way_task(leaving: Leaving, table: Table, *, double: bool) -> Text:
    values = {"unit": leaving.title, "taker": leaving.taker_title}
    if double and table is tables.line:
        return Text(N_("encrypted line of {unit}: {taker} has one already"), values)
    if double:
        return Text(N_("official channel of {unit}: {taker} has one already"), values)
    if table is tables.line and leaving.taker is not None:
        return Text(
            N_("encrypted line of {unit}: not all who are in {taker} now had one; record its own"),
            values,
        )
    if table is tables.line:
        return Text(N_("encrypted line of {unit}: nobody takes it over"), values)
    return Text(N_("official channel of {unit}: nobody takes it over"), values)
