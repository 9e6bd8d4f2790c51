"""The register as a plan finds it: the units and codes of the day before its first event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from desktop.domain.code_book import CodeBook
from desktop.domain.codes import Scheme
from desktop.domain.periods import day_before, holds
from desktop.domain.plan_effects import Register
from desktop.domain.reorganisation import NewUnit
from desktop.domain.timeline import Later
from desktop.domain.unit_rules import Held
from desktop.models.code_reader import LOCKED, RESERVED
from desktop.services import kinds
from desktop.services.imports.known_units import KnownUnits


def standing(known: KnownUnits, scheme: Scheme, first: str) -> Register:
    """Return the units that stand on the day before `first`, with the codes of all times."""
    day = day_before(first)
    units: dict[str, NewUnit] = {}
    timeline: list[Later] = []
    for uid, versions in known.versions.items():
        codes = [code for code in known.codes.get(uid, ()) if code.scheme == scheme.name]
        now = _in_force(versions, day)
        if now is not None:
            units[uid] = unit_of(now, _in_force(codes, day))
        if uid not in known.units:
            continue
        bounds = {each for row in (*versions, *codes) for each in (row.from_date, row.to_date)}
        for change in bounds:
            if change is not None and change > day:
                version = _in_force(versions, change)
                unit = None if version is None else unit_of(version, _in_force(codes, change))
                timeline.append(Later(change, uid, unit))
    bodies = frozenset(
        kind.code
        for kind in kinds.unit_types().values()
        if kind.tier == "body" and not kind.several
    )
    return Register(units, _code_book(known, scheme), timeline, bodies)


def _in_force(rows: Sequence[Row[Any]], day: str) -> Row[Any] | None:
    for row in rows:
        if holds(row.from_date, row.to_date, day):
            return row
    return None


def unit_of(version: Row[Any], code: Row[Any] | None) -> NewUnit:
    """Return a unit as a version and a code of it say."""
    return NewUnit(
        version.unit,
        version.name,
        version.type,
        version.parent,
        version.place,
        code.value if code is not None else None,
        version.short_name,
        version.position,
    )


def _code_book(known: KnownUnits, scheme: Scheme) -> CodeBook:
    rows = (
        (row.value, Held(row.unit, _last_name(known, row.unit), row.from_date, row.to_date))
        for (of, _), held in known.by_code.items()
        if of == scheme.name
        for row in held
    )
    reserved, locked = (known.marked(scheme.name, mark) for mark in (RESERVED, LOCKED))
    return CodeBook(scheme, rows, reserved, locked)


def _last_name(known: KnownUnits, uid: str) -> str:
    versions = known.versions.get(uid)
    return str(versions[-1].name) if versions else uid
