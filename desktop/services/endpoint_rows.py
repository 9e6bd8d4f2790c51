"""What the changes of endpoints share: reading rows, checking days and texts, naming people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select

from desktop.domain.cells import bare_name, shown_date
from desktop.domain.folding import nfc
from desktop.domain.people_names import same_person_name
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.unit_rules import name_problem
from desktop.models.many import among
from desktop.models.tables import endpoint, person, stand_in, unit_version
from desktop.models.unit_reader import in_force
from desktop.models.uow import UnitOfWork
from desktop.services.endpoint_edits import Changed, Someone

_LONGEST = 1000


def written(text: str, longest: int = _LONGEST) -> str | None:
    """Return a text as it is stored: composed, without spaces around it, None where it is empty.

    Raises the refusal `text.too_long`.
    """
    stored = nfc(text).strip()
    if len(stored) > longest:
        raise refuse("text.too_long", length=len(stored), longest=longest)
    return stored or None


def full_name(text: str) -> str:
    """Return a person's name as it is stored. Raises `Refusal`: `person.name_missing`,
    `text.too_long`, `unit.name_unseen`."""
    name = written(" ".join(text.split()), 200)
    if name is None or not bare_name(name):
        raise refuse("person.name_missing")
    problem = name_problem(name)
    if problem is not None:
        raise Refusal(problem)
    return name


def changed(
    work: UnitOfWork, uid: str | None, rows: int, warnings: tuple[Problem, ...] = ()
) -> Changed:
    """Say what was done."""
    return Changed(uid, rows, work.run.number if work.run is not None else None, warnings)


def rows_of(
    connection: Connection, table: Table, column: str, uids: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the rows of `table` whose `column` is one of `uids`."""
    statement = select(table).where(among(table.c[column], uids)).order_by(table.c.uid)
    return [dict(row) for row in connection.execute(statement).mappings()]


def endpoints(connection: Connection, uids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of these endpoints.

    Raises `Refusal`: `endpoint.nothing_chosen`, `endpoint.unknown`.
    """
    if not uids:
        raise refuse("endpoint.nothing_chosen")
    found = rows_of(connection, endpoint, "uid", uids)
    if len(found) != len(set(uids)):
        raise refuse("endpoint.unknown")
    return found


def open_after(row: Mapping[str, Any], date: str) -> bool:
    """Say whether a row's period does not end by the day `date`."""
    return row["to_date"] is None or row["to_date"] > date


def check_within(row: Mapping[str, Any], date: str) -> None:
    """Refuse a day outside an endpoint's period: `endpoint.ended`, `endpoint.not_begun`."""
    if not open_after(row, date):
        raise refuse("endpoint.ended", date=shown_date(row["to_date"]))
    if date < row["from_date"]:
        raise refuse("endpoint.not_begun", since=shown_date(row["from_date"]))


def check_end(row: Mapping[str, Any], on: str) -> None:
    """Refuse to end on the day `on` what has not begun before it: `endpoint.ends_too_early`."""
    if on <= row["from_date"]:
        since = shown_date(row["from_date"])
        raise refuse("endpoint.ends_too_early", date=shown_date(on), since=since)


def named(work: UnitOfWork, someone: Someone, unit: str) -> str:
    """Return the uid of the person meant; a new one is made, as one of the unit's people.

    Raises `Refusal`: `person.unknown`, `person.name_missing`, `text.too_long`.
    """
    if someone.uid is not None:
        found = select(person.c.uid).where(person.c.uid == someone.uid)
        if work.connection.execute(found).first() is None:
            raise refuse("person.unknown")
        return someone.uid
    name = full_name(someone.name)
    phone = written(someone.phone, 100)
    same = [
        row
        for row in rows_of(work.connection, person, "unit", [unit])
        if same_person_name(row["name"], name)
        and (phone is None or row["phone"] is None or row["phone"] == phone)
    ]
    if len(same) == 1:
        # The unit already has this person: naming them again makes no second one.
        return str(same[0]["uid"])
    uid = work.new_uid()
    values = {
        "uid": uid,
        "unit": unit,
        "name": name,
        "post": written(someone.post, 200),
        "phone": phone,
    }
    work.insert(person, [values])
    return uid


def name_of(connection: Connection, uid: str) -> str:
    """Return a person's name."""
    return str(connection.execute(select(person.c.name).where(person.c.uid == uid)).scalar_one())


def last_position(connection: Connection, uid: str) -> int:
    """Return the position of the last who stands in at an endpoint, 0 where nobody does."""
    last = select(func.max(stand_in.c.position)).where(stand_in.c.endpoint == uid)
    return connection.execute(last).scalar() or 0


def check_unit(connection: Connection, unit: str, date: str) -> None:
    """Refuse a unit that is not there on the day: `endpoint.unit_gone`."""
    v = unit_version
    there = select(v.c.uid).where(v.c.unit == unit, in_force(v, date)).limit(1)
    if connection.execute(there).first() is None:
        raise refuse("endpoint.unit_gone", date=shown_date(date))
