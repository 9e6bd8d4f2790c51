"""Reads what people call the records of a bundle's data files: a name, a code, the unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select, union_all

from desktop.models.tables import (
    certificate,
    endpoint,
    identifier_code,
    person,
    target_rule,
    token,
    unit,
    unit_version,
    use_statistic,
)

# Uids in one question: SQLite allows 32,766 variables in a statement.
_UIDS_AT_ONCE = 10_000


@dataclass(frozen=True)
class RecordName:
    """A record as people know it: `name` is its own word (a unit's name, a code's value, an
    endpoint's role, a serial), `unit` the name of the unit it belongs to, where it does."""

    uid: str
    name: str
    unit: str


def names(connection: Connection, file: str, uids: Sequence[str]) -> dict[str, RecordName]:
    """Return the names of records of the data file `file` by uid; those that are gone are left
    out. A unit goes by its latest name."""
    found: dict[str, RecordName] = {}
    for start in range(0, len(uids), _UIDS_AT_ONCE):
        some = uids[start : start + _UIDS_AT_ONCE]
        for statement in _STATEMENTS[file]():
            key = statement.selected_columns["uid"]
            for uid, name, owner in connection.execute(statement.where(key.in_(some))):
                found[uid] = RecordName(uid, name or "", owner or "")
    return found


def count(connection: Connection, file: str) -> int:
    """Return how many records a data file has."""
    counts = [select(func.count()).select_from(table) for table in _TABLES.get(file, ())]
    return sum(connection.execute(statement).scalar_one() for statement in counts)


def all_uids(connection: Connection, file: str) -> list[str]:
    """Return the uids of every record of a data file, in its order there."""
    tables = _TABLES.get(file, ())
    if not tables:
        return []
    whole = union_all(*(select(table.c.uid) for table in tables)).subquery()
    return list(connection.execute(select(whole.c.uid).order_by(whole.c.uid)).scalars())


def _latest_name(uid: ColumnElement[str]) -> ColumnElement[str | None]:
    version = unit_version.alias()
    return (
        select(version.c.name)
        .where(version.c.unit == uid)
        .order_by(version.c.from_date.desc())
        .limit(1)
        .scalar_subquery()
    )


def _of(table: Table, name: ColumnElement[Any], owner: ColumnElement[Any]) -> list[Select[Any]]:
    return [select(table.c.uid.label("uid"), name, _latest_name(owner))]


def _units() -> list[Select[Any]]:
    parent = (
        select(unit_version.c.parent)
        .where(unit_version.c.unit == unit.c.uid)
        .order_by(unit_version.c.from_date.desc())
        .limit(1)
        .scalar_subquery()
    )
    return _of(unit, _latest_name(unit.c.uid), parent)


def _tokens() -> list[Select[Any]]:
    subject = func.coalesce(certificate.c.subject, certificate.c.number)
    owner = func.coalesce(certificate.c.unit, token.c.unit)
    of_certificates = select(certificate.c.uid.label("uid"), subject, _latest_name(owner))
    return [
        *_of(token, func.coalesce(token.c.serial, token.c.subscriber), token.c.unit),
        of_certificates.select_from(
            certificate.outerjoin(token, token.c.uid == certificate.c.token)
        ),
    ]


_STATEMENTS: dict[str, Callable[[], list[Select[Any]]]] = {
    "units": _units,
    "codes": lambda: _of(identifier_code, identifier_code.c.value, identifier_code.c.unit),
    "endpoints": lambda: _of(endpoint, endpoint.c.role, endpoint.c.unit),
    "rules": lambda: _of(target_rule, target_rule.c.role, target_rule.c.unit),
    "people": lambda: _of(person, person.c.name, person.c.unit),
    "tokens": _tokens,
    "statistics": lambda: _of(use_statistic, use_statistic.c.subject, use_statistic.c.unit),
}
_TABLES: dict[str, tuple[Table, ...]] = {
    "units": (unit,),
    "codes": (identifier_code,),
    "endpoints": (endpoint,),
    "rules": (target_rule,),
    "people": (person,),
    "tokens": (token, certificate),
    "statistics": (use_statistic,),
}
