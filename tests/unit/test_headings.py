"""Recognising columns by their headings, and the rows that are no record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import resources
from desktop.domain.headings import (
    Form,
    RowKind,
    Table,
    check_mapping,
    form,
    heading_key,
    recognise,
    unused_mapping,
)
from desktop.domain.problems import Refusal

KINDS = ("units", "clerks", "tokens", "code-states", "statistics")


def shipped(kind: str) -> Form:
    return form(kind, resources.toml("imports", f"{kind}.toml"))


def table(*rows: tuple[str, ...], kind: str = "units", **mapping: str) -> Table:
    found = recognise(rows, shipped(kind), mapping)
    assert found is not None
    return found


def places(found: Table) -> dict[str, int]:
    return {name: column.place for name, column in found.columns.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_belongs_to_two_fields(kind: str) -> None:
    owner: dict[str, str] = {}
    for field in shipped(kind).fields:
        for heading in (field.name, field.label, *field.synonyms):
            assert owner.setdefault(heading_key(heading), field.name) == field.name, heading


def test_headings_are_found_in_any_order_and_spelling() -> None:
    found = table(
        ("DANH SÁCH ĐƠN VỊ",),
        ("TÊN CƠ QUAN,\nĐƠN VỊ", "Ma dinh danh", "truc thuoc", "Lạ"),
        ("Ban A", "A01", "", ""),
    )
    assert places(found) == {"name": 0, "code": 1, "parent": 2}
    assert found.begins == 2
    assert found.unknown == ("Lạ",)


def test_one_known_heading_is_not_enough() -> None:
    assert recognise([("Đơn vị", "x"), ("y", "z")], shipped("units")) is None


def test_words_in_brackets_may_be_missing_or_more() -> None:
    found = table(("Họ và tên", "Môi trường", "SĐT (di động)"), kind="clerks")
    assert places(found) == {"person": 0, "environment": 1, "phone": 2}


def test_headings_of_two_lines_are_put_together() -> None:
    found = table(
        ("STT", "Đơn vị", "Thiết bị", "", "Hiệu lực", ""),
        ("", "", "S/N", "Model", "từ", "đến"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("1", "Ban A", "0A1B", "m", "", ""),
        kind="tokens",
    )
    assert places(found) == {
        "number": 0, "unit": 1, "serial": 2, "model": 3, "from": 4, "to": 5,
    }  # fmt: skip
    assert found.begins == 3


@pytest.mark.parametrize("merged", [True, False])
def test_headings_of_three_lines_are_put_together(merged: bool) -> None:
    # A cell merged downward is read beside each of its rows; a blank one may stand there too.
    number, unit = ("STT", "Đơn vị") if merged else ("", "")
    found = table(
        ("STT", "Đơn vị", "Kết quả", "", "", "", ""),
        (number, unit, "Tài khoản", "", "Văn bản", "", ""),
        (number, unit, "Số user login", "Số lượt login", "Đến", "Đi", "Lượt chuyển"),
        ("1", "Tỉnh uỷ Mẫu", "1", "2", "3", "4", "5"),
        kind="statistics",
    )
    assert places(found) == {
        "number": 0, "unit": 1, "users": 2, "logins": 3, "incoming": 4, "outgoing": 5,
        "forwarded": 6,
    }  # fmt: skip
    assert found.begins == 3


def test_a_section_below_the_headings_is_none_of_them() -> None:
    found = table(("Mã", "Đơn vị", "Cấp trên"), ("", "", "KHỐI XÃ"), ("A01", "Ban A", ""))
    assert found.begins == 1


def test_a_line_above_helps_the_heading() -> None:
    found = table(
        ("", "", "Hiệu lực", ""),
        ("Đơn vị", "Serial", "từ", "đến"),
        ("A", "B", "", ""),
        kind="tokens",
    )
    assert places(found) == {"unit": 0, "serial": 1, "from": 2, "to": 3}


def test_a_record_whose_cells_read_like_headings_is_no_heading() -> None:
    found = table(("Mã", "Gửi/Nhận", "Cán bộ"), ("A05", "Gửi/Nhận", "Văn thư"), kind="clerks")
    assert found.begins == 1


def test_the_better_heading_wins_a_field() -> None:
    found = table(("Tên", "Tên cơ quan, đơn vị", "Mã"))
    assert places(found) == {"name": 1, "code": 2}
    assert found.doubled == ("Tên",)


def test_a_heading_given_by_hand_comes_first() -> None:
    found = table(("Tên cơ quan, đơn vị", "Bí danh", "Mã"), **{"bí danh": "name"})
    assert places(found)["name"] == 1


def test_what_is_given_by_hand_must_exist() -> None:
    with pytest.raises(Refusal, match=r"import\.field_unknown"):
        check_mapping({"Cột": "tên"}, shipped("units"))
    found = table(("Đơn vị", "Mã"))
    assert [p.code for p in unused_mapping({"Cột": "name"}, [found])] == ["import.heading_absent"]
    assert unused_mapping({"MÃ": "code"}, [found]) == []


HEADING = ("STT", "Mã định danh", "Đơn vị", "Cấp trên", "Ghi chú")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("1", "A01", "Tỉnh uỷ", "", ""), RowKind.RECORD),
        (("", "A01", "TỈNH UỶ", "", ""), RowKind.RECORD),
        (("2", "", "Văn phòng", "A01", ""), RowKind.RECORD),
        (("", "", "Văn phòng", "", ""), RowKind.RECORD),
        (("3", "A02", "Tổng cục Mẫu", "", ""), RowKind.RECORD),
        (("STT", "mã định danh", "ĐƠN VỊ", "", ""), RowKind.HEADING),
        (("(1)", "(2)", "(3)", "(4)", "(5)"), RowKind.NUMBERING),
        (("A", "B", "1", "2", "3=1+2"), RowKind.NUMBERING),
        (("", "", "II- KHỐI XÃ", "", ""), RowKind.SECTION),
        (("II- Khối xã", "", "", "", ""), RowKind.SECTION),
        (("III", "", "Khối phường", "", ""), RowKind.SECTION),
        (("B", "", "Các ban", "", ""), RowKind.SECTION),
        (("I", "KHỐI TỈNH", "", "", ""), RowKind.SECTION),
        (("", "KHỐI TỈNH", "", "", ""), RowKind.SECTION),
        (("", "Tổng cộng", "", "", "126"), RowKind.TOTAL),
        (("", "1.2E+05", "Ban", "", ""), RowKind.RECORD),
        (("4", "A05 01; A05 02", "Ban", "A05", ""), RowKind.RECORD),
        (("", "", "Tổng cộng", "", "126"), RowKind.TOTAL),
        (("Tổng số: 126 đơn vị", "", "", "", ""), RowKind.TOTAL),
        (("", "", "Người lập biểu", "", "Chánh Văn phòng"), RowKind.FOOTER),
        (("", "", "Lạng Sơn, ngày 1 tháng 7 năm 2025", "", ""), RowKind.FOOTER),
        (("Nơi nhận: như trên", "", "", "", ""), RowKind.FOOTER),
    ],
)
def test_rows_are_told_apart(cells: tuple[str, ...], kind: RowKind) -> None:
    assert table(HEADING).kind_of(cells) is kind


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=8))
def test_any_rows_are_judged_without_failing(rows: list[list[str]]) -> None:
    found = recognise(rows, shipped("units"))
    for cells in rows:
        if found is not None and any(cells):
            found.kind_of(cells)


def test_a_column_of_subscribers_is_their_names() -> None:
    found = table(
        ("Số hiệu thiết bị", "Thuê bao", "Đơn vị"),
        ("VT000001", "Nguyễn Thị Hoà", "Đảng uỷ phường Mẫu"),
        kind="tokens",
    )
    assert places(found)["subscriber"] == 1
    assert "subscriber_type" not in found.columns
