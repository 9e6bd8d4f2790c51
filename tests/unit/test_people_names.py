"""Cells of names are parted as people mean them, and names are told apart by their tones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.cells import CellFault, repeated_in_part
from desktop.domain.people_names import is_short, read_people, read_unit, same_person_name


@pytest.mark.parametrize(
    ("text", "people", "also"),
    [
        ("Đ/c Hà, Nga (nghỉ sinh)", [("Đ/c Hà", None), ("Nga", "nghỉ sinh")], ()),
        ("Nguyễn Văn An", [("Nguyễn Văn An", None)], ()),
        ("Lê Hà và Lê Nga / Vũ Bình", [("Lê Hà", None), ("Lê Nga", None), ("Vũ Bình", None)], ()),
        ("Lê Hà (ốm, từ tháng 5); Lê Nga", [("Lê Hà", "ốm, từ tháng 5"), ("Lê Nga", None)], ()),
        ("Lê Hà; kiêm UBKT", [("Lê Hà", None)], ("UBKT",)),
        ("Lê Hà (kiêm nhiệm: Văn phòng)", [("Lê Hà", None)], ("Văn phòng",)),
        ("Lê Kiêm", [("Lê Kiêm", None)], ()),
        ("Võ Văn Kiêm Toàn", [("Võ Văn Kiêm Toàn", None)], ()),
        (" ; ", [], ()),
        ("- Lê Hà\n- Lê Nga", [("Lê Hà", None), ("Lê Nga", None)], ()),
    ],
)
def test_people_of_a_cell(
    text: str, people: list[tuple[str, str | None]], also: tuple[str, ...]
) -> None:
    found = read_people(text)
    assert [tuple(one) for one in found.people] == people
    assert found.also == also


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đảng uỷ xã Một; kiêm UBKT", ("Đảng uỷ xã Một", ("UBKT",))),
        ("Báo; phát thanh", ("Báo; phát thanh", ())),
        ("", ("", ())),
    ],
)
def test_units_of_a_cell(text: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert read_unit(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Đ/c Nguyễn Thuý Hoà", "nguyễn thúy hòa", True),
        ("Nguyễn Sơn Hà", "Nguyễn Sơn Hạ", False),
        ("Nguyen Son Ha", "Nguyễn Sơn Hạ", True),
        ("Nguyễn Sơn Hà", "Nguyễn Sơn", False),
    ],
)
def test_one_person_or_two(one: str, other: str, same: bool) -> None:
    assert same_person_name(one, other) is same
    assert same_person_name(other, one) is same


def test_a_name_of_one_word() -> None:
    assert is_short("Đ/c Hà")
    assert not is_short("Lê Hà")


@pytest.mark.parametrize(
    ("text", "above", "read"),
    [
        ("như trên; kiêm UBKT", "Lê Hà", "Lê Hà; kiêm UBKT"),
        ("nt, kiêm UBKT", "Lê Hà; kiêm Văn phòng", "Lê Hà; kiêm UBKT"),
        ("Như trên", "Lê Hà", None),
        ("Lê Hà; kiêm UBKT", "Vũ", None),
        ("như trên;", "Lê Hà", None),
    ],
)
def test_the_cell_above_and_more(text: str, above: str, read: str | None) -> None:
    assert repeated_in_part(text, above) == read


def test_nothing_stands_above() -> None:
    with pytest.raises(CellFault):
        repeated_in_part("như trên; kiêm UBKT", None)


NAMES = st.lists(
    st.lists(st.sampled_from(["Lê", "Đỗ", "Hà", "Nga", "Sơn"]), min_size=1, max_size=3).map(
        " ".join
    ),
    min_size=1,
    max_size=5,
)


@given(NAMES, st.sampled_from(["; ", ", ", "\n", " và ", " / ", " + "]))
def test_any_sign_between_names_parts_them(names: list[str], sign: str) -> None:
    assert [one.name for one in read_people(sign.join(names)).people] == names
