"""Reads the place tables that the program ships (`resources/places/`, described in places.toml)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from desktop import resources
from desktop.domain.places import FIRST_DAY, Place, PlaceVersion, with_change
from desktop.domain.problems import refuse
from desktop.domain.vintage import Structure


@cache
def provinces() -> Mapping[str, Place]:
    """Return the 34 provinces and cities by code, in the table's order."""
    return {row["code"]: _province(row) for row in _rows("provinces_2025.csv")}


@cache
def communes() -> Mapping[str, Place]:
    """Return the 3,321 communes by code, in the table's order.

    A commune that became a phường in 2026 did so on the day its province became a city. Names that
    differ from those of 2025 in spelling only keep the spelling of their resolution.
    """
    return {row["code"]: _commune(row) for row in _rows("communes_2025.csv")}


@cache
def communes_of(province_code: str) -> tuple[Place, ...]:
    """Return the communes of a province, by code."""
    found = (place for place in communes().values() if place.province == province_code)
    return tuple(sorted(found, key=lambda place: place.code))


def province(code: str) -> Place:
    """Return a province; raises the refusal `place.province_unknown`."""
    if code not in provinces():
        known = ", ".join(f"{p.code} {p.versions[-1].name}" for p in provinces().values())
        raise refuse("place.province_unknown", province=code, known=known)
    return provinces()[code]


@cache
def provinces_before() -> Mapping[str, str]:
    """Return the kind of each of the 63 provinces of 30 June 2025, by code."""
    return {row["code"]: row["type_before_2025_07"] for row in _rows("provinces_old.csv")}


@cache
def names_before() -> Mapping[str, str]:
    """Return the name of each of the 63 provinces of 30 June 2025, by code."""
    return {row["code"]: row["name"] for row in _rows("provinces_old.csv")}


def changed_since(day: str) -> Mapping[str, tuple[PlaceVersion, ...]]:
    """Return the places that got another name or type after `day`, with all their versions."""
    known = {**provinces(), **communes()}
    return {
        code: place.versions for code, place in known.items() if place.versions[-1].from_date > day
    }


@cache
def spellings() -> Mapping[str, str]:
    """Return the communes whose name is spelled otherwise now than in 2025, with today's name."""
    return {
        row["code"]: row["name"]
        for row in _rows("communes_2025.csv")
        if row["name"] != row["name_at_2025_07_01"] and row["type_changed_2026"] != "1"
    }


@cache
def structure_before() -> Structure:
    """Return the places of 30 June 2025: 63 provinces, their districts and communes."""
    found = Structure("before")
    for code, name in names_before().items():
        found.add(code, name)
    for row in _rows("communes_old_to_new.csv"):
        found.add(row["old_district_code"], row["old_district_name"])
        if row["old_code"]:
            found.add(row["old_code"], row["old_name"])
    return found


@cache
def structure_at(day: str) -> Structure:
    """Return the places of a day since 1 July 2025; its label is the day."""
    found = Structure(day)
    for place in (*provinces().values(), *communes().values()):
        version = place.at(day)
        if version is not None:
            found.add(place.code, version.name)
    return found


@cache
def days_of_change() -> tuple[str, ...]:
    """Return the days since 1 July 2025 on which places changed, and that day itself, in order."""
    changed = changed_since(FIRST_DAY).values()
    later = {version.from_date for versions in changed for version in versions[1:]}
    return (FIRST_DAY, *sorted(later))


def _province(row: Mapping[str, str]) -> Place:
    first = PlaceVersion(
        FIRST_DAY, None, row["name_at_2025_07_01"], row["type_at_2025_07_01"], None
    )
    versions = with_change(
        first,
        row["type_change_effective"] or None,
        row["name"],
        row["type"],
        row["type_change_resolution"] or None,
    )
    return Place(row["code"], None, versions, row["party_committee_name_derived"])


def _commune(row: Mapping[str, str]) -> Place:
    changed = row["type_changed_2026"] == "1"
    # The table gives the last resolution only: for a changed commune that is not the one of 2025.
    first = PlaceVersion(
        FIRST_DAY,
        None,
        row["name_at_2025_07_01"],
        row["type_at_2025_07_01"],
        None if changed else row["last_resolution"],
    )
    changed_on = provinces()[row["province_code"]].versions[-1].from_date if changed else None
    versions = with_change(first, changed_on, row["name"], row["type"], row["last_resolution"])
    return Place(row["code"], row["province_code"], versions)


def _rows(file: str) -> list[dict[str, str]]:
    with resources.path("places", file).open(encoding="utf-8", newline="") as stream:
        headings, *rows = csv.reader(stream)
    return [dict(zip(headings, row, strict=True)) for row in rows]
