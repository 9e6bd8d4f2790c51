"""Profiles and exemptions of units: set, ended, refused where they cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from desktop.domain.cells import shown_date
from desktop.domain.exemptions import Profile, clash
from desktop.domain.periods import holds, last_day
from desktop.domain.problems import refuse
from desktop.models import unit_reader
from desktop.models.tables import exemption, unit_profile
from desktop.models.uow import UnitOfWork
from desktop.services.endpoint_edits import Changed
from desktop.services.endpoint_rows import (
    changed,
    check_end,
    check_unit,
    open_after,
    rows_of,
    written,
)
from desktop.services.lists import find_unit
from desktop.services.session import Session
from desktop.services.term_edits import (
    EndExemption,
    FindTerms,
    FoundTerms,
    SetExemption,
    SetProfiles,
)

_DATES = (
    re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})\b", re.IGNORECASE),
)


def find_terms(session: Session, command: FindTerms) -> FoundTerms:
    """Return a unit by its code, with its exemptions. Raises `Refusal`: `unit.code_unknown`,
    `unit.code_clash`."""
    asked: dict[str, object] = {"level": command.level, "environment": command.environment}
    asked["direction"] = command.direction
    with session.reading(command) as connection:
        unit = find_unit(connection, command.unit, command.on)
        rows = rows_of(connection, exemption, "unit", [unit])
    uids = [
        row["uid"]
        for row in rows
        if holds(row["from_date"], row["to_date"], command.on)
        and all(value is None or row[name] == value for name, value in asked.items())
    ]
    return FoundTerms(unit, tuple(uids))


def set_exemption(session: Session, command: SetExemption) -> Changed:
    """Write an exemption.

    Raises `Refusal`: `endpoint.unit_gone`, `exemption.no_decision`, `exemption.decision_incomplete`
    (a number and a date must be in it), `exemption.no_end`, `exemption.ends_before`,
    `exemption.overlaps` (another of the unit is about some of the same documents on the same days),
    `text.too_long`.
    """
    decision = _decision(command.decision)
    if not command.last:
        raise refuse("exemption.no_end")
    if command.last < command.from_date:
        raise refuse(
            "exemption.ends_before",
            since=shown_date(command.from_date),
            last=shown_date(command.last),
        )
    row: dict[str, Any] = {
        "unit": command.unit,
        "environment": command.environment.value if command.environment else None,
        "direction": command.direction.value if command.direction else None,
        "level": int(command.level),
        "decision": decision,
        "from_date": command.from_date,
        "to_date": (date.fromisoformat(command.last) + timedelta(days=1)).isoformat(),
    }
    with session.unit_of_work(command) as work:
        check_unit(work.connection, command.unit, command.from_date)
        for other in rows_of(work.connection, exemption, "unit", [command.unit]):
            if clash(row, other):
                raise refuse(
                    "exemption.overlaps",
                    decision=other["decision"],
                    since=shown_date(other["from_date"]),
                    until=shown_date(last_day(other["to_date"])),
                )
        uid = work.new_uid()
        work.insert(exemption, [{"uid": uid, **row}])
    return changed(work, uid, 1)


def end_exemption(session: Session, command: EndExemption) -> Changed:
    """End exemptions before their time, in one run; what has ended by that day stays as it is.

    Raises `Refusal`: `exemption.unknown`, `endpoint.ends_too_early`.
    """
    with session.unit_of_work(command) as work:
        rows = rows_of(work.connection, exemption, "uid", command.exemptions)
        if not rows or len(rows) != len(set(command.exemptions)):
            raise refuse("exemption.unknown")
        ending = [row for row in rows if open_after(row, command.on)]
        for row in ending:
            check_end(row, command.on)
        done = work.close(exemption, [row["uid"] for row in ending], command.on)
    return changed(work, rows[0]["unit"], done)


def set_profiles(session: Session, command: SetProfiles) -> Changed:
    """Let a unit, or all below it too, have profiles from a day or have them no more, in one run.

    Nothing is written where it is so already. What would have begun later begins on that day; what
    begins on that very day never does. `rows` counts the units that changed. Raises `Refusal`:
    `endpoint.unit_gone`, `endpoint.ends_too_early` (it would end before it begins).
    """
    with session.unit_of_work(command) as work:
        check_unit(work.connection, command.unit, command.on)
        units = [command.unit]
        if command.below:
            tree = select(unit_reader.below(command.unit, command.on).c.uid)
            units = sorted(work.connection.execute(tree).scalars())
        done: set[str] = set()
        for profile, there in command.profiles:
            open_rows: dict[str, list[dict[str, Any]]] = {unit: [] for unit in units}
            for row in rows_of(work.connection, unit_profile, "unit", units):
                if row["profile"] == profile and open_after(row, command.on):
                    open_rows[row["unit"]].append(row)
            change = _begin if there else _end
            done |= change(work, profile, command.on, open_rows)
    return changed(work, command.unit, len(done))


_OpenRows = Mapping[str, Sequence[Mapping[str, Any]]]


def _begin(work: UnitOfWork, profile: Profile, on: str, open_rows: _OpenRows) -> set[str]:
    """Let the units have the profile from the day; return those that changed."""
    new: dict[str, dict[str, Any]] = {}
    earlier: dict[str, dict[str, Any]] = {}
    for unit, rows in open_rows.items():
        if any(holds(row["from_date"], row["to_date"], on) for row in rows):
            continue
        if rows:
            first = min(rows, key=lambda row: str(row["from_date"]))
            earlier[unit] = {"uid": first["uid"], "from_date": on}
        else:
            values = {"unit": unit, "profile": profile.value, "from_date": on}
            new[unit] = {"uid": work.new_uid(), **values}
    work.update(unit_profile, earlier.values())
    work.insert(unit_profile, new.values())
    return new.keys() | earlier.keys()


def _end(work: UnitOfWork, _profile: Profile, on: str, open_rows: _OpenRows) -> set[str]:
    """Let the units not have the profile from the day on; return those that changed."""
    for rows in open_rows.values():
        for row in rows:
            if on < row["from_date"]:
                check_end(row, on)
    work.update(
        unit_profile,
        ({"uid": row["uid"], "to_date": on} for rows in open_rows.values() for row in rows),
    )
    return {unit for unit, rows in open_rows.items() if rows}


def _decision(text: str) -> str:
    """Return a decision as it is stored; it names a number and a date."""
    decision = written(" ".join(text.split()), 300)
    if decision is None:
        raise refuse("exemption.no_decision")
    rest = decision
    dated = False
    for pattern in _DATES:
        for found in pattern.finditer(decision):
            with suppress(ValueError):
                date(int(found["year"]), int(found["month"]), int(found["day"]))
                rest, dated = rest.replace(found[0], " "), True
    if not dated or not any(sign.isdigit() for sign in rest):
        raise refuse("exemption.decision_incomplete", decision=decision)
    return decision
