"""The shipped place tables against the published figures and the dates of 2026."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter

import pytest

from desktop import resources
from desktop.domain.places import Place
from desktop.domain.problems import Refusal
from desktop.services import places

DAY_ONE = "2025-07-01"


def names(place: Place) -> list[tuple[str, str | None, str, str]]:
    return [(v.from_date, v.to_date, v.name, v.type) for v in place.versions]


def types_at(date: str) -> Counter[str]:
    return Counter(v.type for place in places.communes().values() if (v := place.at(date)))


def test_public_figures() -> None:
    assert len(places.provinces()) == 34
    assert len(places.communes()) == 3321
    assert len(places.communes_of("20")) == 65
    assert places.province("20").versions[0].name == "Tỉnh Lạng Sơn"
    assert len(places.communes_of("01")) == 126


@pytest.mark.parametrize(
    ("date", "xa", "phuong"),
    [
        (DAY_ONE, 2621, 687),
        ("2026-04-29", 2621, 687),
        ("2026-04-30", 2611, 697),
        ("2026-09-19", 2611, 697),
        ("2026-09-20", 2599, 709),
        ("2026-11-24", 2599, 709),
    ],
)
def test_kinds_of_communes_on_a_day(date: str, xa: int, phuong: int) -> None:
    assert types_at(date) == {"xã": xa, "phường": phuong, "đặc khu": 13}


def test_nothing_is_in_force_before_the_first_day() -> None:
    assert not types_at("2025-06-30")


def test_provinces_that_became_cities() -> None:
    changed = {
        p.code: p.versions[1].from_date for p in places.provinces().values() if p.versions[1:]
    }
    assert changed == {"22": "2026-09-01", "24": "2026-09-20", "75": "2026-04-30"}
    assert names(places.province("75")) == [
        (DAY_ONE, "2026-04-30", "Tỉnh Đồng Nai", "tỉnh"),
        ("2026-04-30", None, "Thành phố Đồng Nai", "thành phố trung ương"),
    ]


def test_a_commune_changes_on_its_provinces_day() -> None:
    assert names(places.communes()["25270"]) == [
        (DAY_ONE, "2026-04-30", "Xã Lộc Ninh", "xã"),
        ("2026-04-30", None, "Phường Lộc Ninh", "phường"),
    ]
    assert names(places.communes()["07840"]) == [
        (DAY_ONE, "2026-09-20", "Xã Hiệp Hòa", "xã"),
        ("2026-09-20", None, "Phường Hiệp Hoà", "phường"),
    ]


def test_a_different_spelling_is_not_a_change() -> None:
    assert names(places.communes()["00922"]) == [(DAY_ONE, None, "Xã Thuận Hòa", "xã")]


def test_proper_names() -> None:
    hcm = places.province("79").versions[0]
    assert hcm.proper_name == "Hồ Chí Minh"
    assert places.communes()["00004"].versions[0].proper_name == "Ba Đình"


def test_an_unknown_province_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refusal) as caught:
        places.province("00")
    assert caught.value.problems[0].code == "place.province_unknown"
    assert "20 Tỉnh Lạng Sơn" in str(caught.value.problems[0].values["known"])


def test_the_folder_is_described_truly() -> None:
    described = resources.toml("places", "places.toml")["table"]
    assert {t["file"] for t in described} == {
        f.name for f in resources.path("places").glob("*.csv")
    }
    for table in described:
        text = resources.path("places", table["file"]).read_text(encoding="utf-8")
        assert text == unicodedata.normalize("NFC", text)
        rows = list(csv.DictReader(text.splitlines()))
        assert len(rows) == table["rows"]
        assert set(table["derived"]) <= rows[0].keys()
        labelled = {name for name in rows[0] if "derived" in name or "guess" in name}
        assert labelled <= set(table["derived"])
