"""Importing units: matching, parents, events and corrections, and every reason to refuse a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.data_hash import data_hash
from desktop.models.tables import identifier_code, line, unit, unit_version
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import (
    CORRECTION,
    EVENT,
    Importer,
    codes,
    counts,
    fates,
    one_row,
    only_problem,
    rows_of,
)
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.workbooks import write_csv, write_ods, write_xlsx

HEAD = ("Mã định danh", "Tên đơn vị", "Cấp trên", "Loại đơn vị")
ROOT = ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ")
OFFICE = ("A05.01", "Văn phòng Tỉnh uỷ", "A05", "Văn phòng")
COMMUNE = ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05", "Đảng uỷ xã")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def units(session: Session, tmp_path: Path) -> Importer:
    return Importer(session, tmp_path, "units")


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def version_named(session: Session, name: str):
    return one_row(session, unit_version, name=name)


def test_new_units_are_written_once(units: Importer, session: Session) -> None:
    result = units(HEAD, ROOT, OFFICE, COMMUNE)
    assert counts(result) == (3, 0, 0, 0)
    assert result.run == 1
    root, office = version_named(session, ROOT[1]), version_named(session, OFFICE[1])
    assert (office.parent, office.type, office.from_date) == (root.unit, "van-phong", "2025-07-01")
    code = one_row(session, identifier_code, unit=office.unit)
    assert (code.scheme, code.value, code.state) == ("qd20", "A05.01", "planned")
    again = units(HEAD, ROOT, OFFICE, COMMUNE)
    assert (counts(again), again.run) == ((0, 0, 3, 0), None)


def test_undo_brings_back_the_same_data(units: Importer, session: Session) -> None:
    units(HEAD, ROOT)
    before = hash_of(session)
    result = units(HEAD, ROOT, OFFICE, COMMUNE)
    assert hash_of(session) != before
    undo(session, Undo(result.run or 0))
    assert hash_of(session) == before


def test_a_dry_run_tells_every_fate_and_writes_nothing(units: Importer, session: Session) -> None:
    result = units(HEAD, ROOT, OFFICE, ("A05", "lần nữa", None, None), dry_run=True)
    assert fates(result) == ["created", "created", "refused"]
    assert (result.run, rows_of(session, unit)) == (None, [])


def test_one_bad_row_holds_all_back_unless_skipped(units: Importer, session: Session) -> None:
    bad = ("A05.02", None, "A05", None)
    result = units(HEAD, ROOT, bad, OFFICE)
    assert fates(result) == ["held", "refused", "held"]
    assert (counts(result), result.run, result.accepted) == ((0, 0, 0, 1), None, False)
    assert rows_of(session, unit) == []
    result = units(HEAD, ROOT, bad, OFFICE, skip_bad=True)
    assert (counts(result), result.accepted) == ((2, 0, 0, 1), True)
    assert codes(result, "warning") == ["import.name_missing"]
    assert len(rows_of(session, unit)) == 2


def test_a_child_may_stand_before_its_parent(units: Importer, session: Session) -> None:
    assert counts(units(HEAD, OFFICE, ROOT)) == (2, 0, 0, 0)
    assert version_named(session, OFFICE[1]).parent == version_named(session, ROOT[1]).unit


def test_a_parent_may_be_named(units: Importer, session: Session) -> None:
    units(HEAD, ("A05.01", "Văn phòng Tỉnh uỷ", "tinh uy mau", None), ROOT)
    assert version_named(session, OFFICE[1]).parent == version_named(session, ROOT[1]).unit


def test_a_parent_left_out_is_read_from_the_code(units: Importer, session: Session) -> None:
    units(HEAD, ROOT, ("A05.01", "Văn phòng", None, None))
    assert version_named(session, "Văn phòng").parent == version_named(session, ROOT[1]).unit
    result = units(HEAD, ("A06.01", "Ban", None, None))
    assert codes(result) == ["import.parent_absent"]


def test_parents_that_are_unknown_double_or_refused(units: Importer) -> None:
    result = units(HEAD, ROOT, ("A05.01", "Ban", "A05.99", None))
    assert codes(result) == ["import.parent_unknown"]
    assert {"date", "parent"} <= result.problems[0].values.keys()
    twins = (("A05.01", "Ban", "A05", None), ("A05.02", "Ban", "A05", None))
    result = units(HEAD, ROOT, *twins, ("A05.01.01", "Phòng", "Ban", None))
    assert codes(result) == ["import.parent_two"]
    assert "A05.01" in str(only_problem(result).values["units"])
    result = units(HEAD, ("A05", None, None, None), ("A05.01", "Ban", "A05", None))
    assert codes(result) == ["import.name_missing", "import.parent_refused"]


def test_a_circle_is_refused_with_its_members(units: Importer) -> None:
    result = units(
        HEAD,
        ROOT,
        ("A05.01", "Một", "A05.03", None),
        ("A05.02", "Hai", "A05.01", None),
        ("A05.03", "Ba", "A05.02", None),
        ("A05.04", "Bốn", "A05.03", None),
        ("A05.05", "Năm", "A05.05", None),
    )
    assert fates(result) == ["held", *["refused"] * 5]
    assert codes(result) == [*["import.circle"] * 3, "import.parent_refused", "import.circle"]
    circle = next(p for p in result.problems if p.code == "import.circle")
    assert all(name in str(circle.values["units"]) for name in ("Một", "Hai", "Ba"))


def test_a_circle_through_known_units_is_refused(units: Importer) -> None:
    units(HEAD, ROOT, OFFICE, ("A05.01.01", "Phòng", "A05.01", None))
    result = units(HEAD, ("A05.01", OFFICE[1], "A05.01.01", None), changes=EVENT, from_date=None)
    assert codes(result) == ["import.circle"]


def test_a_unit_twice_in_a_file(units: Importer) -> None:
    result = units(HEAD, ROOT, OFFICE, ROOT)
    assert codes(result) == ["import.unit_twice"]
    assert only_problem(result).values["first"] == 2
    assert only_problem(result).where.row == 4


def test_another_name_is_asked_about(units: Importer, session: Session) -> None:
    units(HEAD, ROOT, COMMUNE)
    result = units(HEAD, ("A05.06001", "Đảng uỷ xã Sơn Hạ", "A05", None))
    assert codes(result) == ["import.name_differs"]
    problem = only_problem(result)
    assert problem.values == {"known": "Đảng uỷ xã Sơn Hà", "given": "Đảng uỷ xã Sơn Hạ"}
    assert problem.where.column == "Tên đơn vị"


def test_a_renaming_closes_and_opens(units: Importer, session: Session) -> None:
    units(HEAD, ROOT, COMMUNE)
    renamed = ("A05.06001", "Đảng uỷ phường Sơn Hà", "A05", "Đảng uỷ phường")
    result = units(HEAD, renamed, changes=EVENT, from_date="2026-01-01")
    assert counts(result) == (0, 1, 0, 0)
    assert result.rows[0].changed == ("name", "type")
    old, new = (version_named(session, name) for name in (COMMUNE[1], renamed[1]))
    assert (old.unit, old.to_date, new.from_date, new.to_date) == (
        new.unit, "2026-01-01", "2026-01-01", None,
    )  # fmt: skip
    assert one_row(session, identifier_code, unit=new.unit).to_date is None
    again = units(HEAD, renamed, from_date="2026-01-01")
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_a_correction_mends_in_place(units: Importer, session: Session) -> None:
    units(HEAD, ROOT, COMMUNE)
    mended = ("A05.06001", "Đảng uỷ xã Sơn Hạ", "A05", None)
    assert counts(units(HEAD, mended, changes=CORRECTION)) == (0, 1, 0, 0)
    version = version_named(session, mended[1])
    assert (version.from_date, version.to_date) == ("2025-07-01", None)


def test_an_event_cannot_begin_with_what_it_changes(units: Importer) -> None:
    units(HEAD, ROOT, COMMUNE)
    result = units(HEAD, ("A05.06001", "Tên khác", "A05", None), changes=EVENT)
    assert codes(result) == ["import.event_too_early"]


def test_the_place_of_a_tone_mark_makes_no_other_name(units: Importer) -> None:
    units(HEAD, ("A05", "Tỉnh uỷ Hoà Bình", None, None))
    result = units(HEAD, ("A05", "TỈNH ỦY  HÒA BÌNH", None, None))
    assert counts(result) == (0, 0, 1, 0)


def test_moving_and_recoding_are_asked_about(units: Importer, session: Session) -> None:
    units(HEAD, ROOT, OFFICE, ("A05.01.02", "Phòng Tổng hợp", "A05.01", None))
    moved = ("A05.01.02", "Phòng Tổng hợp", "A05", None)
    assert codes(units(HEAD, moved)) == ["import.parent_differs"]
    head = (*HEAD, "Mã cũ")
    recoded = ("A05.07", "Phòng Tổng hợp", "A05", None, "A05.01.02")
    assert codes(units(head, recoded)) == ["import.code_differs"]
    result = units(head, recoded, changes=EVENT, from_date="2026-01-01")
    assert result.rows[0].changed == ("parent", "code")
    held = rows_of(session, identifier_code, unit=version_unit(session, "Phòng Tổng hợp"))
    assert [(row.value, row.from_date, row.to_date) for row in held] == [
        ("A05.01.02", "2025-07-01", "2026-01-01"),
        ("A05.07", "2026-01-01", None),
    ]
    again = units(head, recoded, from_date="2026-01-01")
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def version_unit(session: Session, name: str) -> str:
    return rows_of(session, unit_version, name=name)[0].unit


def test_a_code_of_the_older_form_is_kept_beside(units: Importer, session: Session) -> None:
    head = (*HEAD, "Mã trên trục")
    units(HEAD, ROOT)
    assert counts(units(head, (*ROOT, "000.00.00.A05"))) == (0, 1, 0, 0)
    older = one_row(session, identifier_code, scheme="qcvn102")
    assert older.value == "000.00.00.A05"
    assert counts(units(head, (*ROOT, "000.00.00.A05"))) == (0, 0, 1, 0)
    other = ("A06", "Tỉnh uỷ Khác", None, None, "000.00.00.A05")
    assert codes(units(head, other)) == ["import.name_differs"]


def test_a_retired_code_is_not_given_again(units: Importer) -> None:
    head = (*HEAD, "Đề nghị")
    units(HEAD, ROOT, COMMUNE)
    closing = (*COMMUNE, "Đóng")
    assert counts(units(head, closing, from_date="2026-01-01")) == (0, 1, 0, 0)
    result = units(HEAD, ("A05.06001", "Đảng uỷ xã Mới", "A05", None), from_date="2026-02-01")
    problem = only_problem(result)
    assert problem.code == "unit.code.retired"
    assert problem.values["until"] == "01/01/2026"
    assert "Sơn Hà" in str(problem.values["holder"])
    again = units(head, closing, from_date="2026-01-01")
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_a_place_code_may_return(units: Importer, session: Session) -> None:
    head = (*HEAD, "Đề nghị")
    units(HEAD, ("00004", "Phường Trúc Bạch", None, None), scheme="dvhc")
    closing = ("00004", "Phường Trúc Bạch", None, None, "Đóng")
    units(head, closing, scheme="dvhc", from_date="2026-01-01")
    new = ("00004", "Phường Ba Đình", None, None)
    assert counts(units(HEAD, new, scheme="dvhc", from_date="2026-01-01")) == (1, 0, 0, 0)
    assert len(rows_of(session, identifier_code, value="00004")) == 2


def test_closing_needs_no_children_left(units: Importer, session: Session) -> None:
    head = (*HEAD, "Đề nghị")
    units(HEAD, ROOT, OFFICE, ("A05.01.02", "Phòng", "A05.01", None))
    office, room = (*OFFICE, "Đóng"), ("A05.01.02", "Phòng", "A05.01", None, "đóng")
    result = units(head, office, from_date="2026-01-01")
    assert codes(result) == ["import.close_with_children"]
    assert counts(units(head, office, room, from_date="2026-01-01")) == (0, 2, 0, 0)
    ends = {row.to_date for row in rows_of(session, identifier_code)}
    assert ends == {None, "2026-01-01"}


def test_requests_that_do_not_fit(units: Importer) -> None:
    head = (*HEAD, "Đề nghị")
    units(HEAD, ROOT)
    result = units(
        head,
        ("A05.01", "Văn phòng", "A05", None, "Sửa"),
        ("A05.02", "Ban", "A05", None, "Đóng"),
        ("A05.03", "Ban", "A05", None, "Hỏi"),
        (*ROOT, "Thêm"),
    )
    assert codes(result) == [
        "import.unit_unknown", "import.unit_unknown", "import.action_unknown",
    ]  # fmt: skip
    assert fates(result)[3] == "unchanged"


def test_units_without_codes_go_by_parent_name_and_type(units: Importer, session: Session) -> None:
    nameless = (None, "Chi bộ Một", "A05", "Chi bộ")
    units(HEAD, ROOT)
    assert counts(units(HEAD, nameless)) == (1, 0, 0, 0)
    assert counts(units(HEAD, nameless)) == (0, 0, 1, 0)
    assert codes(units(HEAD, nameless, nameless)) == ["import.unit_twice"]
    fresh = (None, "Chi bộ Hai", "A05", "Chi bộ")
    assert codes(units(HEAD, fresh, fresh)) == ["import.unit_twice_by_name"]
    assert codes(units(HEAD, (None, "Chi bộ Ba", None, None))) == ["import.parent_missing"]
    result = units(HEAD, (None, "chi bo mot", None, None))
    assert codes(result) == ["import.name_differs"]


def test_two_fitting_units_are_both_shown(units: Importer) -> None:
    units(HEAD, ROOT, ("A05.01", "Ban A", "A05", None), ("A05.02", "Ban A", "A05", None))
    result = units(HEAD, (None, "Ban A", "A05", None))
    assert codes(result) == ["import.two_match"]
    assert "A05.01" in str(only_problem(result).values["units"])
    assert "A05.02" in str(only_problem(result).values["units"])


def test_near_duplicates_are_warned_of(units: Importer) -> None:
    twin = ("A05.06002", "Đảng uỷ xã Sơn Hạ", "A05", None)
    result = units(HEAD, ROOT, COMMUNE, twin)
    assert counts(result) == (3, 0, 0, 0)
    assert codes(result, "warning") == ["import.near_duplicate"]
    later = units(HEAD, ("A05.06003", "Đảng uỷ xã Sơn Há", "A05", None))
    assert codes(later, "warning") == ["import.near_duplicate"]


def test_a_code_outside_its_parent_is_warned_of(units: Importer) -> None:
    result = units(HEAD, ROOT, ("A06.01", "Ban", "A05", None))
    assert counts(result) == (2, 0, 0, 0)
    assert codes(result, "warning") == ["import.code_outside_parent"]


def test_codes_are_mended_refused_or_asked_about(units: Importer) -> None:
    result = units(
        HEAD,
        ("a05", ROOT[1], None, None),
        ("A05.01; A05.02", "Hai mã", "A05", None),
        ("1.2E+05", "Số mũ", "A05", None),
        ("A05.\u041e1", "Chữ lạ", "A05", None),
        (4.0, "Mất số không", "A05", None),
    )
    assert codes(result, "warning") == ["cell.code_mended"]
    assert codes(result) == [
        "cell.two_codes", "cell.exponent", "code.lookalike", "code.first_group",
    ]  # fmt: skip


def test_names_with_letters_that_only_look_right_are_mended_and_said(
    units: Importer, session: Session
) -> None:
    result = units(HEAD, ROOT, ("A05.01", "Ðảng uỷ хã Mẫu", "A05", None))
    assert codes(result, "warning") == ["cell.letters_mended"]
    assert {row.name for row in rows_of(session, unit_version)} == {ROOT[1], "Đảng uỷ xã Mẫu"}


def test_names_that_nobody_could_read_are_refused(units: Importer) -> None:
    result = units(
        HEAD, ROOT, ("A05.01", "Một\u202edaN bà", "A05", None), ("A05.02", "x" * 301, "A05", None)
    )
    assert codes(result) == ["unit.name_unseen", "unit.name_too_long"]


def test_zeros_of_places_come_back(units: Importer, session: Session) -> None:
    head = (*HEAD, "Mã ĐVHC")
    result = units(
        head,
        (*ROOT, 4.0),
        ("A05.00004", "Đảng uỷ phường Ba Đình", "A05", "Đảng uỷ phường", 4.0),
        ("A05.00008", "Đảng uỷ phường Ngọc Hà", "A05", "Đảng uỷ phường", "00008"),
    )
    assert codes(result, "warning") == ["cell.zeros_restored"] * 2
    places = {row.name: row.place for row in rows_of(session, unit_version)}
    assert places == {
        "Tỉnh uỷ Mẫu": "04",
        "Đảng uỷ phường Ba Đình": "00004",
        "Đảng uỷ phường Ngọc Hà": "00008",
    }
    bad = units(head, ("A05.9", "Ban", "A05", None, 3.0))
    assert codes(bad) == ["cell.zeros_unknown"]


def test_zeros_of_known_codes_come_back(units: Importer) -> None:
    units(HEAD, ("007", "Tổ bảy", None, None), scheme="noi-bo")
    result = units(HEAD, (7.0, "Tổ bảy", None, None), scheme="noi-bo")
    assert counts(result) == (0, 0, 1, 0)
    assert codes(result, "warning") == ["cell.zeros_restored"]


def test_an_unknown_type_is_kept_and_said_once(units: Importer, session: Session) -> None:
    result = units(
        HEAD, ROOT, ("A05.01", "Một", "A05", "Kiểu lạ"), ("A05.02", "Hai", "A05", "Kiểu lạ")
    )
    assert codes(result, "warning") == ["import.type_unknown"]
    assert version_named(session, "Hai").type == "Kiểu lạ"


def test_dates_and_dittos(units: Importer, session: Session) -> None:
    head = (*HEAD, "Từ ngày", "Căn cứ")
    result = units(
        head,
        (*ROOT, "1/7/2025", "01-QĐ/TU"),
        ("A05.01", "Ban Một", "A05", None, "15/8/2025", "02-QĐ/TU"),
        ("A05.02", "Ban Hai", "nt", None, "-nt-", "như trên"),
        ("A05.03", "Ban Ba", "A05", None, "30/2/2025", None),
        skip_bad=True,
    )
    assert codes(result, "warning") == ["cell.date_impossible"]
    second = version_named(session, "Ban Hai")
    assert (second.from_date, second.basis) == ("2025-08-15", "02-QĐ/TU")


def test_a_row_without_a_day_holds_from_today(units: Importer, session: Session) -> None:
    units(HEAD, ROOT, from_date=None)
    assert version_named(session, ROOT[1]).from_date == "2026-11-24"


def test_lines_come_and_go(units: Importer, session: Session) -> None:
    head = (*HEAD, "BML thông tuyến")
    units(head, (*ROOT, "x"))
    assert one_row(session, line).from_date == "2025-07-01"
    assert counts(units(head, (*ROOT, "có"))) == (0, 0, 1, 0)
    assert counts(units(head, (*ROOT, "chưa"), from_date="2026-01-01")) == (0, 1, 0, 0)
    assert one_row(session, line).to_date == "2026-01-01"


def test_rows_that_are_no_record_are_said(units: Importer) -> None:
    result = units(
        ("DANH SÁCH ĐƠN VỊ",),
        ("STT", *HEAD),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("I", None, "KHỐI TỈNH"),
        (1.0, *ROOT),
        ("STT", *HEAD),
        (2.0, *OFFICE),
        (),
        (3.0,),
        (None, None, "Tổng cộng", None, "2"),
        (None, None, "Người lập biểu", None, "Chánh Văn phòng"),
    )
    assert counts(result) == (2, 0, 0, 0)
    said = {p.code: p.values["rows"] for p in result.problems if p.severity == "info"}
    assert said == {
        "import.sections_passed": "4, 9",
        "import.headings_passed": "6",
        "import.totals_passed": "10",
        "import.footers_passed": "11",
    }


def test_cells_that_begin_like_formulas_are_text(units: Importer, session: Session) -> None:
    units(HEAD, ROOT, ("A05.01", "=HYPERLINK(1)", "A05", None))
    assert version_named(session, "=HYPERLINK(1)").type is None


def test_hidden_rows_are_read_and_said(units: Importer, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "hidden.xlsx", [HEAD, ROOT, OFFICE], hidden_rows=[3])
    result = units.file(path)
    assert counts(result) == (2, 0, 0, 0)
    problem = only_problem(result, "warning")
    assert (problem.code, problem.values["rows"]) == ("import.hidden_rows", "3")


def test_a_column_given_by_hand(units: Importer, session: Session) -> None:
    result = units(("Mã", "Bí danh", "Tên"), ("A05", "Đúng", "Sai"), mapping={"Bí danh": "name"})
    assert result.columns == {"Bảng": {"Mã": "code", "Bí danh": "name"}}
    assert version_named(session, "Đúng")


def test_every_format_gives_the_same(units: Importer, tmp_path: Path) -> None:
    rows = [tuple(cell or "" for cell in row) for row in (HEAD, ROOT, OFFICE)]
    units.file(write_csv(tmp_path / "a.csv", rows, encoding="utf-16"))
    for path in (
        write_ods(tmp_path / "a.ods", rows),
        write_xlsx(tmp_path / "a.xlsx", rows),
        write_csv(tmp_path / "b.csv", rows, encoding="utf-8-sig"),
    ):
        assert counts(units.file(path)) == (0, 0, 2, 0)


def test_names_are_stored_composed(units: Importer, session: Session) -> None:
    units(HEAD, ("A05", "Ti\u0309nh uy\u0309 Mâ\u0303u", None, None))
    assert version_named(session, "Tỉnh uỷ Mẫu")


def test_a_code_of_the_older_form_is_asked_about(units: Importer) -> None:
    result = units(HEAD, ("000.00.05.A05", ROOT[1], None, None))
    problem = only_problem(result)
    assert (problem.code, problem.values["becomes"]) == ("cell.older_code", "A05.05")


def test_zeros_of_place_codes_come_back(units: Importer, session: Session) -> None:
    result = units(HEAD, (4.0, "Phường Ba Đình", None, "Phường"), scheme="dvhc")
    assert codes(result, "warning") == ["cell.zeros_restored"]
    assert one_row(session, identifier_code).value == "00004"
    result = units(HEAD, (4.0, "Tỉnh Cao Bằng", None, "Tỉnh"), scheme="dvhc")
    assert codes(result) == ["cell.zeros_asked"]


def test_names_under_the_signatures_are_no_records(units: Importer) -> None:
    result = units(
        HEAD,
        ROOT,
        (None, "Người lập biểu", None, "Chánh Văn phòng"),
        (),
        (None, "Nguyễn Văn An", None, "Trần Thị Bình"),
    )
    assert counts(result) == (1, 0, 0, 0)
    said = {p.code: p.values["rows"] for p in result.problems}
    assert said == {"import.footers_passed": "3, 5"}


def test_what_a_closed_unit_leaves_behind_is_said(
    units: Importer, session: Session, tmp_path: Path
) -> None:
    units(HEAD, ROOT, COMMUNE)
    Importer(session, tmp_path, "clerks")(("Mã", "Họ tên"), ("A05.06001", "Nguyễn Văn An"))
    Importer(session, tmp_path, "tokens")(("Đơn vị", "Serial"), ("A05.06001", "0A1B2C"))
    result = units((*HEAD, "Đề nghị"), (*COMMUNE, "Đóng"), from_date="2026-01-01")
    problem = only_problem(result, "warning")
    assert problem.code == "import.close_leaves"
    assert (problem.values["endpoints"], problem.values["devices"]) == (1, 1)


def test_a_places_code_that_means_another_commune_by_now_is_asked_about(units: Importer) -> None:
    head = (*HEAD, "Mã ĐVHC")
    result = units(
        head,
        (*ROOT, None),
        # 26740 was phường Bến Nghé until the reform of 2025, and is phường Sài Gòn since.
        ("A05.06001", "Đảng uỷ phường Bến Nghé", "A05", "Đảng uỷ phường", "26740"),
        ("A05.06001.01", "Văn phòng", "A05.06001", "Văn phòng", "26740"),
    )
    (problem,) = [each for each in result.problems if each.code.startswith("import.place")]
    assert problem.code == "import.place_called_otherwise"
    assert (problem.where.row, problem.values["called"]) == (3, "Phường Sài Gòn")
    right = units(head, ("A05.06002", "Đảng uỷ phường Sài Gòn", "A05", "Đảng uỷ phường", "26740"))
    assert right.problems == ()
