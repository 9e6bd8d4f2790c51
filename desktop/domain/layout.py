"""Lays out the units of a province: from place tables and templates of bodies to register rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.folding import fold
from desktop.domain.places import (
    CITY,
    COMMUNE,
    FIRST_DAY,
    PROVINCE,
    SPECIAL_ZONE,
    WARD,
    Place,
    PlaceVersion,
)

SCHEME = "qd20"

_COMMITTEE_OF = {PROVINCE: "Tỉnh uỷ", CITY: "Thành uỷ"}
_PROVINCE_TYPE = {PROVINCE: "tinh-uy", CITY: "thanh-uy"}
_PROVINCE_KIND = {PROVINCE: "tỉnh", CITY: "thành phố"}
_COMMUNE_TYPE = {
    COMMUNE: "dang-uy-xa",
    WARD: "dang-uy-phuong",
    SPECIAL_ZONE: "dang-uy-dac-khu",
}


@dataclass(frozen=True)
class Body:
    """A body of `resources/units/bodies.toml`; `of` is province, commune or special-zone."""

    of: str
    name: str
    type: str
    source: str
    certainty: str
    everywhere: bool


@dataclass(frozen=True)
class Span:
    """What a unit is called and is over `[from_date, to_date)`."""

    from_date: str
    to_date: str | None
    name: str
    type: str | None
    basis: str | None = None


@dataclass(frozen=True)
class PlannedUnit:
    """A unit to be made: its code, its parent's code (None for the root), its spans in order."""

    code: str
    parent: str | None
    place: str | None
    position: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Rows:
    """Rows for the tables unit, unit_version and identifier_code."""

    units: list[Mapping[str, Any]]
    versions: list[Mapping[str, Any]]
    codes: list[Mapping[str, Any]]


def lay_out_root(code: str, name: str) -> PlannedUnit:
    """Return the root organ alone; its type is read from its name, where that says it."""
    key = fold(name)
    kind = next(
        (t for k, t in _PROVINCE_TYPE.items() if key.startswith(fold(_COMMITTEE_OF[k]))), None
    )
    return PlannedUnit(code, None, None, 0, (Span(FIRST_DAY, None, name, kind),))


def lay_out_province(
    code: str, name: str, province: Place, communes: Sequence[Place], bodies: Sequence[Body]
) -> list[PlannedUnit]:
    """Return the root organ, its bodies, its communes' committees and theirs, parents first.

    The root has the code C = `code`; bodies are C.01, C.02 …, a commune's committee is C.<its
    5-digit code>, its bodies .01, .02 … below that. All begin on 2025-07-01 with the names of that
    day; where a province or commune changed in 2026, further spans follow from the day it did.
    """
    root = PlannedUnit(code, None, province.code, 0, _root_spans(name, province))
    planned = [root, *_bodies(root.code, province, "province", bodies)]
    first = len(planned)
    for position, commune in enumerate(communes, start=first):
        committee = PlannedUnit(
            f"{code}.{commune.code}", code, commune.code, position, _commune_spans(commune)
        )
        special = commune.versions[0].type == SPECIAL_ZONE
        below = _bodies(committee.code, province, "special-zone" if special else "commune", bodies)
        planned += [committee, *below]
    return planned


def rows(planned: Iterable[PlannedUnit], new_uids: Callable[[int], list[str]]) -> Rows:
    """Turn planned units (parents first) into rows; `new_uids(n)` gives n fresh uids."""
    units = list(planned)
    uid_of = dict(zip((u.code for u in units), new_uids(len(units)), strict=True))
    versions = [
        {
            "unit": uid_of[unit.code],
            "name": span.name,
            "type": span.type,
            "parent": uid_of[unit.parent] if unit.parent else None,
            "place": unit.place,
            "position": unit.position,
            "basis": span.basis,
            "from_date": span.from_date,
            "to_date": span.to_date,
        }
        for unit in units
        for span in unit.spans
    ]
    codes = [
        {
            "unit": uid_of[unit.code],
            "scheme": SCHEME,
            "value": unit.code,
            "state": "planned",
            "from_date": unit.spans[0].from_date,
        }
        for unit in units
    ]
    return Rows(
        [{"uid": uid} for uid in uid_of.values()],
        _numbered(versions, new_uids),
        _numbered(codes, new_uids),
    )


def _numbered(
    found: list[dict[str, Any]], new_uids: Callable[[int], list[str]]
) -> list[Mapping[str, Any]]:
    return [{"uid": u, **row} for u, row in zip(new_uids(len(found)), found, strict=True)]


def _root_spans(name: str, province: Place) -> tuple[Span, ...]:
    return _merged(
        Span(
            version.from_date,
            version.to_date,
            _as_committee_of(name, version),
            _PROVINCE_TYPE[version.type],
            version.basis,
        )
        for version in province.versions
    )


def _as_committee_of(name: str, version: PlaceVersion) -> str:
    """Say `Tỉnh uỷ X` or `Thành uỷ X` as the province then was; any other name stays as given."""
    key = fold(name)
    for word in _COMMITTEE_OF.values():
        if key.startswith(fold(word) + " ") and _COMMITTEE_OF[version.type] != word:
            return " ".join([_COMMITTEE_OF[version.type], *name.split()[2:]])
    return name


def _commune_spans(commune: Place) -> tuple[Span, ...]:
    return _merged(
        Span(
            version.from_date,
            version.to_date,
            f"Đảng uỷ {version.type} {version.proper_name}",
            _COMMUNE_TYPE[version.type],
            version.basis if version.from_date != FIRST_DAY else None,
        )
        for version in commune.versions
    )


def _bodies(parent: str, province: Place, of: str, bodies: Sequence[Body]) -> Iterator[PlannedUnit]:
    here = [body for body in bodies if body.of == of and body.everywhere]
    for position, body in enumerate(here, start=1):
        yield PlannedUnit(
            f"{parent}.{position:02}", parent, None, position, _body_spans(body, province)
        )


def _body_spans(body: Body, province: Place) -> tuple[Span, ...]:
    source = body.source if body.certainty == "sure" else None
    return _merged(
        Span(
            version.from_date,
            version.to_date,
            body.name.format(
                committee=_COMMITTEE_OF[version.type], province_kind=_PROVINCE_KIND[version.type]
            ),
            body.type,
            version.basis or source,
        )
        for version in province.versions
    )


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join neighbours that say the same name and type: a change elsewhere is none here."""
    joined: list[Span] = []
    for span in spans:
        if joined and (joined[-1].name, joined[-1].type) == (span.name, span.type):
            joined[-1] = replace(joined[-1], to_date=span.to_date)
        else:
            joined.append(span)
    return tuple(joined)
