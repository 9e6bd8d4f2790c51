"""Importing clerk endpoints: one row, one endpoint or one on each network, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.problems import Refusal
from desktop.models.data_hash import data_hash
from desktop.models.tables import (
    endpoint,
    holding,
    identifier_code,
    person,
    stand_in,
    unit_version,
)
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import (
    CORRECTION,
    Importer,
    codes,
    counts,
    fates,
    one_row,
    only_problem,
    rows_of,
)
from tests.helpers.sessions import Anything, bare_session

UNITS = (
    ("Mã định danh", "Tên đơn vị", "Loại đơn vị"),
    ("A05", "Tỉnh uỷ Mẫu", "Tỉnh uỷ"),
    ("A05.01", "Văn phòng", "Văn phòng"),
    ("A05.02", "Báo và phát thanh, truyền hình", None),
    ("A05.06001", "Đảng uỷ xã Một", "Đảng uỷ xã"),
    ("A05.06001.01", "Văn phòng Đảng uỷ", "Văn phòng"),
    ("A05.06002", "Đảng uỷ xã Hai", "Đảng uỷ xã"),
    ("A05.06002.01", "Văn phòng Đảng uỷ", "Văn phòng"),
)
HEAD = ("Mã định danh", "Đơn vị", "Vai trò", "Môi trường", "Tài khoản", "Họ và tên", "Điện thoại")
ONE = ("A05.06001", "Đảng uỷ xã Một", "Văn thư", "Rõ", "vt.mot", "Đ/c Nguyễn Văn An", "0912000001")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(*UNITS)
        yield opened


@pytest.fixture
def clerks(session: Session, tmp_path: Path) -> Importer:
    return Importer(session, tmp_path, "clerks")


def unit_named(session: Session, name: str) -> str:
    return rows_of(session, unit_version, name=name)[0].unit


def holders(session: Session, uid: str) -> list[tuple[str, str, str | None]]:
    """Return name, first day and end of each holding of an endpoint."""
    names = {row.uid: row.name for row in rows_of(session, person)}
    return [
        (names[row.person], row.from_date, row.to_date)
        for row in rows_of(session, holding, endpoint=uid)
    ]


def test_an_endpoint_with_its_holder_is_written_once(clerks: Importer, session: Session) -> None:
    result = clerks(HEAD, ONE)
    assert (counts(result), result.run) == ((1, 0, 0, 0), 2)
    made = one_row(session, endpoint)
    assert made.unit == unit_named(session, "Đảng uỷ xã Một")
    assert (made.role, made.environment, made.account) == ("van-thu", "ro", "vt.mot")
    assert (made.receives, made.sends, made.ceiling, made.state) == (1, 1, 0, "active")
    assert holders(session, made.uid) == [("Đ/c Nguyễn Văn An", "2025-07-01", None)]
    assert one_row(session, person).phone == "0912000001"
    again = clerks(HEAD, ONE)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_undo_brings_back_the_same_data(clerks: Importer, session: Session) -> None:
    def hash_now() -> str:
        with session.reading(Anything()) as connection:
            return data_hash(connection)

    before = hash_now()
    undo(session, Undo(clerks(HEAD, ONE).run or 0))
    assert hash_now() == before


@pytest.mark.parametrize(
    ("role", "environment", "ceiling", "made"),
    [
        ("Văn thư", "Rõ", None, {("van-thu", "ro", 0)}),
        ("Văn thư", "Mật", None, {("van-thu-mat", "mat", 1)}),
        ("Văn thư mật", None, None, {("van-thu-mat", "mat", 1)}),
        ("Văn thư", None, "Tối mật", {("van-thu-mat", "mat", 2)}),
        ("Văn thư", None, "Mật+thường", {("van-thu", "ro", 0), ("van-thu-mat", "mat", 1)}),
        ("Văn thư", "Rõ, Mật", None, {("van-thu", "ro", 0), ("van-thu-mat", "mat", 1)}),
        ("Văn thư", "Cả hai", "Tối mật", {("van-thu", "ro", 0), ("van-thu-mat", "mat", 2)}),
        (None, None, None, {("van-thu", "ro", 0)}),
        ("Chánh Văn phòng", "Mật", None, {("lanh-dao-van-phong", "mat", 1)}),
        ("Cơ yếu", None, None, {("co-yeu", "mat", 1)}),
    ],
)
def test_roles_networks_and_levels(
    clerks: Importer,
    session: Session,
    role: str | None,
    environment: str | None,
    ceiling: str | None,
    made: set[tuple[str, str, int]],
) -> None:
    head = ("Mã", "Vai trò", "Hệ thống", "Độ mật cao nhất", "Họ tên")
    row = ("A05.06001", role, environment, ceiling, "Nguyễn Văn An")
    assert counts(clerks(head, row)) == (1, 0, 0, 0)
    found = {(row.role, row.environment, row.ceiling) for row in rows_of(session, endpoint)}
    assert found == made
    assert len(rows_of(session, holding)) == len(made)
    assert len(rows_of(session, person)) == 1
    again = clerks(head, row)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_a_province_reaches_higher_than_a_commune(clerks: Importer, session: Session) -> None:
    clerks(("Mã", "Vai trò"), ("A05", "Văn thư mật"), ("A05.06001", "Văn thư mật"))
    assert {row.ceiling for row in rows_of(session, endpoint)} == {1, 2}


def test_a_secret_level_in_the_clear_is_refused_at_its_cell(
    clerks: Importer, session: Session
) -> None:
    head = ("Mã", "Môi trường", "Độ mật")
    result = clerks(head, ("A05", "Rõ", "Mật"))
    (problem,) = result.problems
    assert (problem.code, problem.where and problem.where.column) == (
        "import.level_in_clear",
        "Độ mật",
    )
    assert rows_of(session, endpoint) == []


@pytest.mark.parametrize(
    ("written", "receives", "sends"),
    [("Gửi/Nhận", 1, 1), ("Đi", 0, 1), ("nhận", 1, 0), ("Gửi, nhận", 1, 1), ("Cả hai", 1, 1)],
)
def test_directions(
    clerks: Importer, session: Session, written: str, receives: int, sends: int
) -> None:
    clerks(("Mã", "Gửi/Nhận"), ("A05", written))
    made = one_row(session, endpoint)
    assert (made.receives, made.sends) == (receives, sends)


@pytest.mark.parametrize(
    ("receives", "sends", "made"),
    [("x", "-", (1, 0)), ("x", None, (1, 0)), (None, "x", (0, 1)), (None, None, (1, 1))],
)
def test_directions_in_two_columns(
    clerks: Importer,
    session: Session,
    receives: str | None,
    sends: str | None,
    made: tuple[int, int],
) -> None:
    clerks(("Mã", "Họ tên", "Nhận", "Gửi"), ("A05", "Nguyễn Văn An", receives, sends))
    found = one_row(session, endpoint)
    assert (found.receives, found.sends) == made


def test_nobody_yet(clerks: Importer, session: Session) -> None:
    nobody = (*ONE[:5], "Chưa bố trí", None)
    assert counts(clerks(HEAD, nobody)) == (1, 0, 0, 0)
    assert rows_of(session, person) == []
    assert counts(clerks(HEAD, ONE)) == (0, 1, 0, 0)
    assert counts(clerks(HEAD, nobody, from_date="2026-01-01")) == (0, 1, 0, 0)
    made = one_row(session, endpoint)
    assert holders(session, made.uid) == [("Đ/c Nguyễn Văn An", "2025-07-01", "2026-01-01")]
    assert codes(clerks(HEAD, ONE)) == []
    early = clerks(HEAD, nobody, from_date="2025-07-01")
    assert codes(early) == ["import.holding_too_early"]


def test_another_holder_ends_the_former(clerks: Importer, session: Session) -> None:
    clerks(HEAD, ONE)
    second = (*ONE[:5], "Trần Thị Bình", "0912000002")
    assert counts(clerks(HEAD, second, from_date="2026-01-01")) == (0, 1, 0, 0)
    made = one_row(session, endpoint)
    assert holders(session, made.uid) == [
        ("Đ/c Nguyễn Văn An", "2025-07-01", "2026-01-01"),
        ("Trần Thị Bình", "2026-01-01", None),
    ]
    again = clerks(HEAD, second, from_date="2026-01-01")
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_a_correction_puts_another_holder_in_place(clerks: Importer, session: Session) -> None:
    clerks(HEAD, ONE)
    second = (*ONE[:5], "Trần Thị Bình", None)
    clerks(HEAD, second, from_date="2026-01-01", changes=CORRECTION)
    made = one_row(session, endpoint)
    assert holders(session, made.uid) == [("Trần Thị Bình", "2025-07-01", None)]


def test_a_person_is_known_by_name_without_title(clerks: Importer, session: Session) -> None:
    clerks(HEAD, ONE)
    other = ("A05.06001", None, "Văn thư", "Mật", "vtm.mot", "nguyễn văn an", None)
    clerks(HEAD, other)
    assert len(rows_of(session, person)) == 1
    assert len(rows_of(session, holding)) == 2


def test_namesakes_are_told_apart_by_phone(clerks: Importer, session: Session) -> None:
    first = ("A05.06001", None, "Văn thư", "Rõ", "vt.1", "Nguyễn Văn An", "0912000001")
    second = ("A05.06001", None, "Văn thư", "Rõ", "vt.2", "Nguyễn Văn An", "0912 000 002")
    clerks(HEAD, first, second)
    assert {row.phone for row in rows_of(session, person)} == {"0912000001", "0912 000 002"}
    again = clerks(HEAD, first, second)
    assert (counts(again), again.run) == ((0, 0, 2, 0), None)
    result = clerks(HEAD, ("A05.06001", None, "Văn thư", "Rõ", "vt.3", "Nguyễn Văn An", None))
    assert codes(result) == ["import.person_two"]
    assert "0912000001" in str(only_problem(result).values["people"])


def test_the_same_endpoint_twice(clerks: Importer) -> None:
    bare = ("A05.06001", None, "Văn thư", "Rõ", None, "Nguyễn Văn An", None)
    result = clerks(HEAD, bare, (*bare[:5], "Trần Thị Bình", None))
    assert codes(result) == ["import.endpoint_twice"]
    assert only_problem(result).values["first"] == 2


def test_an_account_told_later_is_filled_in(clerks: Importer, session: Session) -> None:
    bare = (*ONE[:4], None, *ONE[5:])
    clerks(HEAD, bare)
    result = clerks(HEAD, ONE)
    assert (counts(result), result.rows[0].changed) == ((0, 1, 0, 0), ("account",))
    assert one_row(session, endpoint).account == "vt.mot"
    assert counts(clerks(HEAD, bare)) == (0, 0, 1, 0)


def test_several_accounts_are_asked_about(clerks: Importer) -> None:
    clerks(HEAD, ONE, (*ONE[:4], "vt.hai", "Trần Thị Bình", None))
    result = clerks(HEAD, (*ONE[:4], None, "Lê Văn Cường", None))
    assert codes(result) == ["import.endpoint_two"]


def test_stand_ins_in_order_with_reasons(clerks: Importer, session: Session) -> None:
    head = (*HEAD, "Người thay thế")
    row = (*ONE, "Trần Thị Bình (nghỉ sinh); Lê Văn Cường")
    clerks(head, row)
    names = {one.uid: one.name for one in rows_of(session, person)}
    found = [(names[s.person], s.position, s.reason) for s in rows_of(session, stand_in)]
    assert sorted(found, key=lambda one: one[1]) == [
        ("Trần Thị Bình", 1, "nghỉ sinh"),
        ("Lê Văn Cường", 2, None),
    ]
    again = clerks(head, row)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)
    clerks(head, (*ONE, "Lê Văn Cường"), from_date="2026-01-01")
    by_name = {names[s.person]: s for s in rows_of(session, stand_in)}
    assert by_name["Trần Thị Bình"].to_date == "2026-01-01"
    assert (by_name["Lê Văn Cường"].position, by_name["Lê Văn Cường"].to_date) == (1, None)


def test_one_person_for_several_units(clerks: Importer, session: Session) -> None:
    head = (*HEAD, "Kiêm đơn vị")
    row = (*ONE, "A05.06001.01; Báo và phát thanh, truyền hình")
    assert counts(clerks(head, row)) == (1, 0, 0, 0)
    units = {row.unit for row in rows_of(session, endpoint)}
    codes_held = {row.value for row in rows_of(session, identifier_code) if row.unit in units}
    assert codes_held == {"A05.06001", "A05.06001.01", "A05.02"}
    assert len(rows_of(session, person)) == 1
    assert len(rows_of(session, holding)) == 3
    again = clerks(head, row)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)
    own = ("A05.02", None, "Văn thư", "Rõ", None, "Nguyễn Văn An", None)
    both = clerks(HEAD, ONE, own)
    assert (counts(both), both.run) == ((0, 0, 2, 0), None)


def test_decisions_periods_and_clearances(clerks: Importer, session: Session) -> None:
    head = (*HEAD, "QĐ phân công", "Từ ngày", "Đến ngày", "Mức tiếp cận", "Tiếp cận đến ngày")
    row = (*ONE, "12-QĐ/ĐU", "15/8/2025", "31/12/2026", "Mật", "30/6/2027")
    clerks(head, row)
    held = one_row(session, holding)
    assert (held.basis, held.from_date, held.to_date) == ("12-QĐ/ĐU", "2025-08-15", "2027-01-01")
    who = one_row(session, person)
    assert (who.clearance, who.clearance_until) == (1, "2027-07-01")
    again = clerks(head, row)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_another_first_day_is_only_said(clerks: Importer, session: Session) -> None:
    head = (*HEAD, "Từ ngày")
    clerks(head, (*ONE, "15/8/2025"))
    result = clerks(head, (*ONE, "20/8/2025"))
    assert (codes(result, "warning"), result.run) == (["import.holding_since"], None)
    clerks(head, (*ONE, "20/8/2025"), changes=CORRECTION)
    assert one_row(session, holding).from_date == "2025-08-20"


def test_the_unit_is_found_by_code_or_by_name_and_superior(
    clerks: Importer, session: Session
) -> None:
    head = ("Đơn vị", "Trực thuộc", "Họ tên")
    result = clerks(
        head,
        ("A05.01", None, "Lê Một"),
        ("dang uy xa mot", None, "Lê Hai"),
        ("Văn phòng Đảng uỷ", "Đảng uỷ xã Hai", "Lê Ba"),
        ("Văn phòng Đảng uỷ", None, "Lê Bốn"),
        ("Không có", None, "Lê Năm"),
        (None, None, "Lê Sáu"),
        skip_bad=True,
    )
    assert fates(result) == [*["created"] * 3, *["refused"] * 3]
    assert codes(result, "warning") == [
        "import.two_match", "import.unit_not_known", "import.unit_missing",
    ]  # fmt: skip


def test_a_name_that_many_bear_is_meant_beside_the_row_before(
    clerks: Importer, session: Session
) -> None:
    head = ("Đơn vị", "Trực thuộc", "Họ tên", "Kiêm đơn vị")
    result = clerks(
        head,
        ("Đảng uỷ xã Hai", None, "Lê Một", None),
        ("Văn phòng Đảng uỷ", None, "Lê Hai", None),
        ("Đảng uỷ xã Một", None, "Lê Ba", "Văn phòng Đảng uỷ"),
    )
    assert codes(result) == []
    (near,) = (each for each in result.problems if each.severity == "warning")
    assert (near.code, near.where.row) == ("import.unit_near", 3)
    titles = {row.unit: row.parent for row in rows_of(session, unit_version)}
    names = {row.unit: row.name for row in rows_of(session, unit_version)}
    people = {row.uid: row.name for row in rows_of(session, person)}
    held = {row.endpoint: people[row.person] for row in rows_of(session, holding)}
    told = {
        (names[row.unit], names.get(titles[row.unit] or ""), held[row.uid])
        for row in rows_of(session, endpoint)
    }
    assert told == {
        ("Đảng uỷ xã Hai", "Tỉnh uỷ Mẫu", "Lê Một"),
        ("Văn phòng Đảng uỷ", "Đảng uỷ xã Hai", "Lê Hai"),
        ("Đảng uỷ xã Một", "Tỉnh uỷ Mẫu", "Lê Ba"),
        ("Văn phòng Đảng uỷ", "Đảng uỷ xã Một", "Lê Ba"),
    }


def test_a_code_and_a_name_that_disagree(clerks: Importer) -> None:
    result = clerks(HEAD, ("A05.06001", "Đảng uỷ xã Hai", *ONE[2:]))
    assert codes(result, "warning") == ["import.unit_called_otherwise"]
    assert codes(clerks(HEAD, ("A05.99", *ONE[1:]))) == ["import.code_not_held"]


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Vai trò", "Người gác cổng", "import.role_unknown"),
        ("Hệ thống", "Xanh", "cell.environment"),
        ("Gửi/Nhận", "Ngang", "cell.direction"),
        ("Độ mật", "Rất mật", "cell.level"),
        ("Từ ngày", "30/2/2025", "cell.date_impossible"),
    ],
)
def test_cells_that_cannot_be_read(clerks: Importer, heading: str, cell: Any, code: str) -> None:
    result = clerks(("Mã", "Đơn vị", heading), ("A05", None, cell))
    assert codes(result) == [code]
    assert only_problem(result).where.column == heading


def test_a_role_on_the_other_network(clerks: Importer) -> None:
    result = clerks(("Mã", "Vai trò", "Môi trường"), ("A05", "Văn thư mật", "Rõ"))
    assert codes(result) == ["import.role_elsewhere"]


def test_a_row_that_names_only_a_unit_says_nothing(clerks: Importer, session: Session) -> None:
    result = clerks(HEAD, ("A05", "Tỉnh uỷ Mẫu"))
    assert (counts(result), rows_of(session, endpoint)) == ((0, 0, 1, 0), [])


def test_an_endpoint_named_by_its_uid(clerks: Importer, session: Session) -> None:
    clerks(HEAD, ONE)
    uid = one_row(session, endpoint).uid
    head = (*HEAD, "uid")
    result = clerks(head, (*ONE[:2], "Lãnh đạo Văn phòng", "Mật", *ONE[4:], uid))
    assert (counts(result), result.rows[0].changed) == ((0, 1, 0, 0), ("role", "environment"))
    elsewhere = clerks(head, ("A05", None, *ONE[2:], uid))
    assert codes(elsewhere) == ["import.uid_elsewhere"]
    assert uid not in str(elsewhere.problems[0].values)
    assert "A05.06001" in str(elsewhere.problems[0].values["unit"])
    assert codes(clerks(head, (*ONE, "ff"))) == ["import.uid_unknown"]


def test_a_row_for_the_other_unit_may_follow(clerks: Importer, session: Session) -> None:
    head = (*HEAD, "Kiêm đơn vị")
    own = ("A05.02", None, "Văn thư", "Rõ", None, "Nguyễn Văn An", None)
    result = clerks(head, (*ONE, "A05.02"), own)
    assert (counts(result), len(rows_of(session, person))) == ((1, 0, 1, 0), 1)


def test_a_holder_with_a_new_phone_is_the_same_person(clerks: Importer, session: Session) -> None:
    clerks(HEAD, ONE)
    result = clerks(HEAD, (*ONE[:6], "0912000009"))
    assert (counts(result), result.rows[0].changed) == ((0, 1, 0, 0), ("phone",))
    assert one_row(session, person).phone == "0912000009"


def test_another_phone_in_another_place_is_somebody_else(
    clerks: Importer, session: Session
) -> None:
    clerks(HEAD, ONE)
    result = clerks(HEAD, ("A05.06001", None, "Văn thư mật", "Mật", None, "Nguyễn Văn An", "0999"))
    assert codes(result, "warning") == ["import.namesake"]
    assert len(rows_of(session, person)) == 2


def test_rows_that_disagree_about_a_person(clerks: Importer, session: Session) -> None:
    head = (*HEAD, "Chức vụ")
    secret = ("A05.06001", None, "Văn thư", "Mật", "vtm.mot", *ONE[5:], "Phó phòng")
    result = clerks(head, (*ONE, "Chuyên viên"), secret)
    assert codes(result, "warning") == ["import.person_differs"]
    assert one_row(session, person).post == "Chuyên viên"
    again = clerks(head, (*ONE, "Chuyên viên"), secret)
    assert (counts(again), again.run) == ((0, 0, 2, 0), None)


def test_a_table_of_units_is_no_table_of_clerks(clerks: Importer) -> None:
    with pytest.raises(Refusal) as refused:
        clerks(*UNITS)
    assert refused.value.problems[0].code == "import.other_table"


def test_an_empty_row_of_the_form_still_needs_a_unit_that_exists(clerks: Importer) -> None:
    known = ("A05.06001", "Đảng uỷ xã Một", None, None, None, None, None)
    unknown = ("A05.99999", "Đảng uỷ xã Không Có", None, None, None, None, None)
    assert fates(clerks(HEAD, known, unknown)) == ["unchanged", "refused"]


def test_a_period_does_not_end_before_it_begins(clerks: Importer) -> None:
    head = (*HEAD, "Từ ngày", "Đến ngày")
    answer = clerks(head, (*ONE, "01/07/2026", "30/06/2026"))
    assert codes(answer) == ["import.ends_before"]
    assert answer.run is None
