"""The reform of 1 July 2025 replayed from the public table, and what came after it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import resources
from desktop.models.data_hash import data_hash
from desktop.models.unit_reader import codes_at, units_at
from desktop.services.reorganising.command import Reorganise, Reorganised
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.sessions import Anything
from tests.helpers.vaults import new_vault

TABLE = resources.path("places", "communes_old_to_new.csv")


def rows(name: str) -> list[dict[str, str]]:
    with resources.path("places", name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def replayed(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Session, Reorganised, str]]:
    session = new_vault(tmp_path_factory.mktemp("cai-cach") / "vault")
    before = hash_of(session)
    plan = Reorganise(TABLE, accept_defaults=True, apply=True)
    result = reorganise(session, plan)
    yield session, result, before
    session.close()


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def tree(session: Session, day: str) -> dict[str, tuple[str, str | None, str | None]]:
    """Name, type and the superior's code of every place on a day, by its code."""
    with session.reading(Anything()) as connection:
        codes = {code.unit: code.value for code in codes_at(connection, day)}
        units = list(units_at(connection, day))
    return {
        codes[unit.uid]: (unit.name, unit.type, codes[unit.parent] if unit.parent else None)
        for unit in units
    }


def test_the_splits_are_questions(tmp_path: Path) -> None:
    with new_vault(tmp_path / "vault") as session:
        before = hash_of(session)
        asked = reorganise(session, Reorganise(TABLE, apply=True))
        assert (len(asked.questions), asked.open_questions, asked.run) == (441, 441, None)
        assert len({question.key for question in asked.questions}) == 441
        shown = Counter(unit.fate for unit in asked.before)
        assert len(asked.after) == 34 + 3321
        assert shown["ends"] == asked.units["ended"]
        assert asked.conflicts == ()
        assert hash_of(session) == before


def test_the_table_gives_exactly_the_places_of_the_day(
    replayed: tuple[Session, Reorganised, str],
) -> None:
    session, result, _ = replayed
    assert (result.conflicts, len(result.questions)) == ((), 441)
    expected = {
        row["code"]: (
            row["name_at_2025_07_01"],
            row["type_at_2025_07_01"],
            row.get("province_code"),
        )
        for name in ("provinces_2025.csv", "communes_2025.csv")
        for row in rows(name)
    }
    assert len(expected) == 34 + 3321
    assert tree(session, "2025-07-01") == expected


def test_the_old_tree_is_whole_the_day_before(replayed: tuple[Session, Reorganised, str]) -> None:
    session, _, _ = replayed
    old = tree(session, "2025-06-30")
    table = [row for row in rows("communes_old_to_new.csv") if row["old_code"]]
    communes = {row["old_code"]: row["old_district_code"] for row in table}
    assert Counter(len(code) for code in old) == {2: 63, 3: 696, 5: 10_035}
    assert {code: unit[2] for code, unit in old.items() if len(code) == 5} == communes
    assert {code for code, unit in old.items() if unit[2] is None} == {
        row["code"] for row in rows("provinces_old.csv")
    }


def test_later_changes_keep_the_codes(replayed: tuple[Session, Reorganised, str]) -> None:
    session, reform, before = replayed
    later = reorganise(session, Reorganise(Path("2026"), apply=True))
    assert (later.conflicts, later.warnings, len(later.events)) == ((), (), 25)
    assert {event.kind for event in later.events} == {"rename"}
    now = tree(session, "2026-11-25")
    for name in ("provinces_2025.csv", "communes_2025.csv"):
        for row in rows(name):
            assert now[row["code"]][:2] == (row["name"], row["type"])
    then = tree(session, "2026-09-19")
    # Bắc Ninh's day is 20 September, Đồng Nai's was 30 April.
    assert (then["24"][1], then["75"][1]) == ("tỉnh", "thành phố trung ương")
    for done in (later, reform):
        assert done.run is not None
        undo(session, Undo(done.run))
    assert hash_of(session) == before
