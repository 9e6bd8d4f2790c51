"""Which structure of the country a list speaks of."""

from __future__ import annotations

import csv

import pytest

from desktop import resources
from desktop.domain.places import FIRST_DAY
from desktop.domain.vintage import PlaceRow, Vintage, code_meant, judge, mentions
from desktop.services import places

NOW = "2026-11-24"
STRUCTURES = (
    places.structure_before(), places.structure_at(FIRST_DAY), places.structure_at(NOW),
)  # fmt: skip


def said(*names: str, expected: str = NOW) -> Vintage | None:
    return judge([PlaceRow((name,)) for name in names], STRUCTURES, expected)


def rows_of(file: str) -> list[dict[str, str]]:
    with resources.path("places", file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đảng uỷ xã Sơn Hà", ["xã Sơn Hà"]),
        ("Đảng uỷ xã Sơn Hà tỉnh Lạng Sơn", ["xã Sơn Hà", "tỉnh Lạng Sơn"]),
        ("Văn phòng Huyện uỷ Hữu Lũng", ["Huyện uỷ Hữu Lũng"]),
        ("Phường 01, Quận 1, TP. Hồ Chí Minh", ["Phường 01", "Quận 1", "TP. Hồ Chí Minh"]),
        ("ĐẢNG UỶ PHƯỜNG KỲ LỪA", ["PHƯỜNG KỲ LỪA"]),
        ("Tỉnh uỷ Bà Rịa - Vũng Tàu", ["Tỉnh uỷ Bà Rịa - Vũng Tàu"]),
        ("Xã Thị Hoa", ["Xã Thị Hoa"]),
        ("Thị uỷ Quảng Yên", ["Thị uỷ Quảng Yên"]),
        # Words that only begin like a kind.
        ("Ban Kinh tế - Xã hội", []),
        ("Quân uỷ Trung ương", []),
        ("Ban Chỉ huy Quân sự tỉnh", []),
        ("Đảng uỷ các cơ quan Đảng tỉnh", []),
        ("Ban Thành Tra", []),
    ],
)
def test_places_are_found_by_their_kind(text: str, found: list[str]) -> None:
    assert [mention.shown for mention in mentions(text)] == found


def test_districts_are_a_sure_sign_even_alone() -> None:
    found = said("Tỉnh uỷ Lạng Sơn", "Huyện uỷ Hữu Lũng")
    assert found is not None
    assert (found.fits, found.expected, found.told, found.others) == ("before", NOW, 2, 0)
    assert [(misfit.row, misfit.shown) for misfit in found.misfits] == [(1, "Huyện uỷ Hữu Lũng")]
    # A district that never was is the list's own matter.
    assert said("Huyện uỷ Không Có") is None


def test_too_little_says_nothing() -> None:
    old = ["Tỉnh uỷ Hà Giang", "Tỉnh uỷ Bắc Kạn", "Tỉnh uỷ Yên Bái"]
    assert said(*old[:2]) is None
    found = said(*old)
    assert found is not None
    assert (found.fits, len(found.misfits)) == ("before", 3)
    assert said() is None
    assert said("Văn phòng", "Ban Tổ chức", "A05.01") is None
    # These are there at all times: they tell nothing, however many they are.
    assert said(*["Tỉnh uỷ Lạng Sơn"] * 50) is None


def test_one_stray_row_does_not_make_a_list_old() -> None:
    new = [f"Đảng uỷ {row['name']}" for row in rows_of("communes_2025.csv")
           if row["province_code"] == "20"]  # fmt: skip
    assert said(*new) is None
    assert said(*new, "Huyện uỷ Hữu Lũng") is None
    # Not though where the new list says nothing that the old structure lacks.
    assert said("Tỉnh uỷ Lạng Sơn", "Tỉnh uỷ Cao Bằng", "Huyện uỷ Hữu Lũng") is not None


@pytest.mark.parametrize("province", ["01", "20", "24", "75", "79", "96"])
def test_every_list_fits_its_own_day_best(province: str) -> None:
    communes = rows_of("communes_2025.csv")
    now = [f"Đảng uỷ {row['name']}" for row in communes if row["province_code"] == province]
    first = [row["name_at_2025_07_01"] for row in communes if row["province_code"] == province]
    old = [row["old_name"] for row in rows_of("communes_old_to_new.csv")
           if row["new_province_code"] == province and row["old_name"]]  # fmt: skip
    assert said(*now) is None
    assert said(*first, expected=FIRST_DAY) is None
    assert said(*old, expected="before") is None
    for expected in (NOW, FIRST_DAY):
        found = said(*old, expected=expected)
        assert found is not None
        assert found.fits == "before"
    found = said(*now, expected="before")
    assert found is not None
    assert found.fits in (NOW, FIRST_DAY)
    found = said(*first)
    if province in ("24", "75"):
        # Its communes became wards in 2026; some of the names are communes elsewhere still.
        assert found is not None
        assert found.fits == FIRST_DAY
        assert len(found.misfits) == (9 if province == "24" else 6)
    else:
        assert found is None


def test_a_code_means_its_place_of_the_time() -> None:
    rows = [PlaceRow((), "26740", "Phường Bến Nghé"), PlaceRow((), "26737", "Phường Đa Kao"),
            PlaceRow((), "760")]  # fmt: skip
    found = judge(rows, STRUCTURES, NOW)
    assert found is not None
    assert found.fits == "before"
    assert [misfit.shown for misfit in found.misfits] == [
        "26740 Phường Bến Nghé", "26737 Phường Đa Kao", "760",
    ]  # fmt: skip
    now = [PlaceRow((), "26740", "Đảng uỷ phường Sài Gòn")] * 5
    assert judge(now, STRUCTURES, NOW) is None
    # Without a name the digits are both.
    assert judge([PlaceRow((), "26740")] * 5, STRUCTURES, NOW) is None


def test_zeros_that_a_sheet_took_are_put_back() -> None:
    assert code_meant("4", STRUCTURES) == "04"
    assert code_meant("008", STRUCTURES) == "008"
    assert code_meant("97", STRUCTURES) == "00097"
    assert code_meant("26740", STRUCTURES) == "26740"
    assert code_meant("A05", STRUCTURES) == ""
    assert code_meant("99999", STRUCTURES) == ""
