"""The units a province is laid out with, their codes, and their names on each day."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from desktop.domain.layout import PlannedUnit, rows
from desktop.domain.periods import holds
from desktop.domain.problems import Refusal
from desktop.services import places, units
from desktop.services.code_schemes import scheme
from desktop.services.kinds import unit_types


def planned(
    province: str | None, code: str = "A37", name: str = "Tỉnh uỷ Lạng Sơn"
) -> list[PlannedUnit]:
    return units.plan(units.LayOut(code, name, province))


def by_code(province: str, code: str, name: str) -> dict[str, PlannedUnit]:
    return {unit.code: unit for unit in planned(province, code, name)}


def said(unit: PlannedUnit) -> list[tuple[str, str | None, str, str | None]]:
    return [(s.from_date, s.to_date, s.name, s.type) for s in unit.spans]


def test_lang_son() -> None:
    found = planned("20")
    # One Tỉnh uỷ, its eleven bodies, 65 committees with three bodies each.
    assert len(found) == 1 + 11 + 65 * 4
    types = Counter(unit.spans[0].type for unit in found)
    assert (types["dang-uy-xa"], types["dang-uy-phuong"]) == (61, 4)
    assert types["trung-tam-chinh-tri"] == 0
    assert all(unit.spans[0].from_date == "2025-07-01" for unit in found)


def test_codes_and_names_are_those_of_the_contract() -> None:
    found = by_code("01", "A29", "Thành uỷ Hà Nội")
    assert said(found["A29.00004"]) == [
        ("2025-07-01", None, "Đảng uỷ phường Ba Đình", "dang-uy-phuong")
    ]
    assert found["A29.00004"].parent == "A29"
    assert found["A29.00004"].place == "00004"
    assert found["A29.00004.01"].spans[0].name == "Văn phòng Đảng uỷ"
    assert found["A29.00004.01"].parent == "A29.00004"
    assert "A29.00004.04" not in found
    assert found["A29.01"].spans[0].name == "Văn phòng Thành uỷ"
    assert found["A29.07"].spans[0].name == "Đảng uỷ Uỷ ban nhân dân thành phố"


def test_a_special_zone_has_its_own_bodies() -> None:
    found = by_code("91", "A40", "Tỉnh uỷ An Giang")
    zone = next(c for c in places.communes_of("91") if c.versions[0].type == "đặc khu")
    below = [u.spans[0].name for u in found.values() if u.parent == f"A40.{zone.code}"]
    assert below == [
        "Văn phòng",
        "Ban Tổ chức",
        "Ban Tuyên giáo và Dân vận",
        "Cơ quan Uỷ ban Kiểm tra",
        "Trung tâm chính trị",
    ]


@pytest.mark.parametrize("given", ["Tỉnh uỷ Đồng Nai", "Thành uỷ Đồng Nai", "TỈNH ỦY Đồng Nai"])
def test_a_province_that_became_a_city(given: str) -> None:
    found = by_code("75", "A19", given)
    first = given if given.upper().startswith("TỈNH") else "Tỉnh uỷ Đồng Nai"
    assert said(found["A19"]) == [
        ("2025-07-01", "2026-04-30", first, "tinh-uy"),
        ("2026-04-30", None, "Thành uỷ Đồng Nai", "thanh-uy"),
    ]
    assert said(found["A19.01"]) == [
        ("2025-07-01", "2026-04-30", "Văn phòng Tỉnh uỷ", "van-phong"),
        ("2026-04-30", None, "Văn phòng Thành uỷ", "van-phong"),
    ]
    assert said(found["A19.25270"]) == [
        ("2025-07-01", "2026-04-30", "Đảng uỷ xã Lộc Ninh", "dang-uy-xa"),
        ("2026-04-30", None, "Đảng uỷ phường Lộc Ninh", "dang-uy-phuong"),
    ]
    assert len(found["A19.25270.01"].spans) == 1
    assert found["A19.25270"].spans[1].basis == "237/NQ-UBTVQH16"


@pytest.mark.parametrize("province", list(places.provinces()))
def test_every_province(province: str) -> None:
    found = planned(province, "A01", "Ban Chấp hành Đảng bộ")
    seen: set[str | None] = {None}
    for unit in found:
        assert unit.parent in seen
        assert scheme("qd20").check(unit.code) is None
        assert unit.parent is None or scheme("qd20").parent(unit.code) == unit.parent
        assert unit.code not in seen
        seen.add(unit.code)
        for day in (
            "2025-07-01",
            "2026-04-29",
            "2026-04-30",
            "2026-09-01",
            "2026-09-20",
            "2030-01-01",
        ):
            assert sum(holds(s.from_date, s.to_date, day) for s in unit.spans) == 1
        assert {span.type for span in unit.spans} <= unit_types().keys()
    committees = [unit for unit in found if unit.place and unit.parent]
    assert len(committees) == len(places.communes_of(province))


def test_the_whole_country_has_the_published_size() -> None:
    total = sum(len(planned(p, "A01", "Tỉnh uỷ")) for p in places.provinces())
    assert total == 34 * 12 + (3321 - 13) * 4 + 13 * 6


def test_positions_give_an_order_among_brothers_and_sisters() -> None:
    below: dict[str | None, list[int]] = {}
    for unit in planned("20"):
        below.setdefault(unit.parent, []).append(unit.position)
    assert all(positions == sorted(set(positions)) for positions in below.values())


def test_without_a_province_there_is_the_root_alone() -> None:
    (root,) = planned(None)
    assert said(root) == [("2025-07-01", None, "Tỉnh uỷ Lạng Sơn", "tinh-uy")]
    (other,) = planned(None, name="Văn phòng Trung ương")
    assert other.spans[0].type is None


def test_rows_refer_to_each_other() -> None:
    numbers = count()
    made = rows(planned("75"), lambda n: [f"u{next(numbers)}" for _ in range(n)])
    uids = [row["uid"] for part in (made.units, made.versions, made.codes) for row in part]
    assert len(uids) == len(set(uids))
    known = {row["uid"] for row in made.units}
    assert {row["unit"] for row in made.versions} == known
    assert {row["unit"] for row in made.codes} == known
    assert {row["parent"] for row in made.versions} - {None} < known
    assert {row["state"] for row in made.codes} == {"planned"}
    assert {row["from_date"] for row in made.codes} == {"2025-07-01"}


@pytest.mark.parametrize(
    ("code", "name", "province", "problem"),
    [
        ("A37", "  ", "20", "unit.name_missing"),
        ("A37", "x" * 3000, None, "unit.name_too_long"),
        ("A37", "Văn \u202ephòng\u202c", "20", "unit.name_unseen"),
        ("A37", "Tỉnh uỷ", "99", "place.province_unknown"),
        ("a37", "Tỉnh uỷ", "20", "code.lower_case"),
        ("A37" + ".1234567" * 3, "Tỉnh uỷ", "20", "code.too_long"),
        ("Z37", "Tỉnh uỷ", "20", "code.grammar"),
    ],
)
def test_refusals_come_before_anything_is_made(
    code: str, name: str, province: str | None, problem: str
) -> None:
    with pytest.raises(Refusal) as caught:
        planned(province, code, name)
    assert caught.value.problems[0].code == problem


def test_the_office_code_is_normalised() -> None:
    assert planned(None, " Ａ37 ")[0].code == "A37"
