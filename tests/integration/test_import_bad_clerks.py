"""What offices write wrongly or unclearly of clerks: each is named with sheet, row, column."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from desktop.domain import sentences
from desktop.domain.problems import Problem
from desktop.models.tables import endpoint, holding, person, stand_in, unit_version
from desktop.services.imports.command import ImportResult
from desktop.services.session import Session
from tests.helpers.importing import Importer, codes, counts, one_row, only_problem, rows_of
from tests.helpers.sessions import bare_session
from tests.helpers.surroundings import vietnamese
from tests.helpers.workbooks import Cell

UNITS = (
    ("Mã định danh", "Tên đơn vị", "Loại đơn vị"),
    ("A05", "Tỉnh uỷ Mẫu", "Tỉnh uỷ"),
    ("A05.06001", "Đảng uỷ xã Một", "Đảng uỷ xã"),
    ("A05.06001.01", "Văn phòng", "Văn phòng"),
    ("A05.06001.02", "Cơ quan Uỷ ban Kiểm tra Đảng uỷ", "Cơ quan UBKT"),
    *((f"A05.0700{n}", f"Đảng uỷ xã Bảy {n}", "Đảng uỷ xã") for n in range(10)),
)
ONE = "A05.06001"
PERSON, STAND_IN, PHONE, LEVEL = "Họ và tên", "Người thay thế", "Điện thoại", "Độ mật cao nhất"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(*UNITS)
        yield opened


@pytest.fixture
def clerks(session: Session, tmp_path: Path) -> Importer:
    return Importer(session, tmp_path, "clerks")


def row(*cells: tuple[str, Cell], unit: str = ONE) -> dict[str, Cell]:
    return {"Mã định danh": unit, **dict(cells)}


def imported(clerks: Importer, *rows: dict[str, Cell]) -> ImportResult:
    head = list(dict.fromkeys(name for each in rows for name in each))
    return clerks(head, *([each.get(name) for name in head] for each in rows))


def assert_named(problem: Problem, place: tuple[int, str], *words: str) -> None:
    """A problem says file, sheet, row and column, what is wrong, and how to mend it."""
    where = problem.where
    assert (where.sheet, where.row, where.column) == ("Bảng", *place)
    assert where.file is not None
    told = sentences.message(problem, vietnamese())
    for word in words:
        assert word in told
    assert sentences.fix(problem, vietnamese())


def test_several_names_in_the_cell_of_the_person_are_asked_about(
    clerks: Importer, session: Session
) -> None:
    result = imported(clerks, row((PERSON, "Đ/c Hà, Nga (nghỉ sinh)")))
    assert_named(only_problem(result), (2, PERSON), "Đ/c Hà · Nga (nghỉ sinh)", "Ai phụ trách")
    assert rows_of(session, person) == []


def test_a_remark_behind_a_name_is_no_part_of_it(clerks: Importer, session: Session) -> None:
    result = imported(clerks, row((PERSON, "Nguyễn Thị Nga (nghỉ sinh)")))
    assert_named(only_problem(result, "warning"), (2, PERSON), "nghỉ sinh")
    assert one_row(session, person).name == "Nguyễn Thị Nga"


def test_a_deputy_who_may_be_another_units_person_is_said(clerks: Importer) -> None:
    """Two who would stand in for each other at two units are four people, if nobody asks."""
    an, binh = "Nguyễn Văn An", "Ân Thị Bình"
    first = row((PERSON, an), (STAND_IN, binh), unit="A05")
    second = row((PERSON, binh), (STAND_IN, an))
    result = imported(clerks, first, second)
    assert [(each.code, each.where.row, each.values["name"]) for each in result.problems] == [
        ("import.deputy_elsewhere", 2, binh),
        ("import.deputy_elsewhere", 3, an),
    ]
    assert_named(result.problems[0], (2, STAND_IN), binh, "Đảng uỷ xã Một")
    assert codes(imported(clerks, first, second), "warning") == []


def test_days_behind_a_deputy_are_the_period(clerks: Importer, session: Session) -> None:
    """The rows hold from 1 July 2025."""
    cells = (
        (PERSON, "Nguyễn Văn An"),
        (STAND_IN, "Linh Văn Sáu (đến 30/6/2025); Lê Văn Ba (nghỉ từ 01/01/2027 đến 31/01/2027)"),
    )
    result = imported(clerks, row(*cells))
    (over,) = (each for each in result.problems if each.severity == "warning")
    assert_named(over, (2, STAND_IN), "Linh Văn Sáu", "30/06/2025")
    made = one_row(session, stand_in)
    assert (made.from_date, made.to_date, made.reason) == ("2027-01-01", "2027-02-01", "nghỉ")
    assert codes(imported(clerks, row(*cells))) == []
    assert len(rows_of(session, stand_in)) == 1
    wrong = (STAND_IN, "Lê Văn Ba (nghỉ từ 20/12/2026 đến 10/12/2026)")
    problem = only_problem(imported(clerks, row(cells[0], wrong)))
    assert_named(problem, (2, STAND_IN), "10/12/2026", "20/12/2026")


def test_several_stand_ins_with_a_remark(clerks: Importer, session: Session) -> None:
    cells = ((PERSON, "Nguyễn Văn An"), (STAND_IN, "Đ/c Hà, Nga (nghỉ sinh)"))
    result = imported(clerks, row(*cells))
    found = {one.position: one.reason for one in rows_of(session, stand_in)}
    assert found == {1: None, 2: "nghỉ sinh"}
    assert codes(result, "warning") == ["import.name_short"] * 2
    assert_named(result.problems[0], (2, STAND_IN), "Đ/c Hà")


@pytest.mark.parametrize("where", ["person", "unit"])
def test_as_above_and_another_unit_besides(clerks: Importer, session: Session, where: str) -> None:
    first = {"Đơn vị": "Đảng uỷ xã Một", PERSON: "Nguyễn Văn An"}
    second = (
        {"Đơn vị": "Văn phòng", PERSON: "như trên; kiêm UBKT"}
        if where == "person"
        else {"Đơn vị": "như trên; kiêm UBKT", PERSON: "nt"}
    )
    result = imported(clerks, first, second)
    assert (counts(result)[0], codes(result), codes(result, "warning")) == (2, [], [])
    names = {one.unit: one.name for one in rows_of(session, unit_version)}
    units = {one.uid: names[one.unit] for one in rows_of(session, endpoint)}
    people = {one.uid: one.name for one in rows_of(session, person)}
    held = {units[one.endpoint]: people[one.person] for one in rows_of(session, holding)}
    expected = {"Đảng uỷ xã Một", "Cơ quan Uỷ ban Kiểm tra Đảng uỷ"}
    assert set(held) == expected | ({"Văn phòng"} if where == "person" else set())
    assert set(held.values()) == {"Nguyễn Văn An"}


@pytest.mark.parametrize("above", ["như trên", "-nt-", '"'])
def test_as_above_is_the_person_above_wherever(
    clerks: Importer, session: Session, above: str
) -> None:
    """In the same unit, in another one, and again below; the phone is written once."""
    first = row((PERSON, "Nguyễn Văn An"), (PHONE, "0912 000 001"))
    secret = ("Hệ thống", "Mật")
    rows = [row((PERSON, above), secret), row((PERSON, above), unit="A05.07001")]
    result = imported(clerks, first, *rows, row((PERSON, above), secret, unit="A05.07001"))
    assert (codes(result), codes(result, "warning")) == ([], [])
    assert one_row(session, person).phone == "0912 000 001"
    assert len(rows_of(session, holding)) == 4
    again = imported(clerks, first, *rows)
    assert (counts(again), again.run) == ((0, 0, 3, 0), None)


def test_as_above_a_refused_row_is_refused(clerks: Importer, session: Session) -> None:
    bad = row((PERSON, "Nguyễn Văn An"), (LEVEL, "Rất mật"))
    result = imported(clerks, bad, row((PERSON, "như trên"), unit="A05"))
    assert codes(result) == ["cell.level", "import.above_refused"]
    assert_named(result.problems[1], (3, PERSON), "như trên")


def test_a_unit_besides_that_nobody_knows_is_named(clerks: Importer) -> None:
    result = imported(clerks, row((PERSON, "Nguyễn Văn An; kiêm BXYZ")))
    assert_named(only_problem(result), (2, PERSON), "BXYZ")


@pytest.mark.parametrize("column", ["Hệ thống", LEVEL])
def test_secret_and_usual_is_one_endpoint_on_each_network(
    clerks: Importer, session: Session, column: str
) -> None:
    result = imported(clerks, row((PERSON, "Nguyễn Văn An"), (column, "Mật+thường")))
    assert codes(result) == []
    assert {one.environment for one in rows_of(session, endpoint)} == {"ro", "mat"}


def test_oneself_as_deputy_is_refused(clerks: Importer) -> None:
    cells = ((PERSON, "Nguyễn Văn Hoà"), (STAND_IN, "Trần Bình; Đ/c nguyễn văn hòa"))
    result = imported(clerks, row(*cells))
    assert_named(only_problem(result), (2, STAND_IN), "tự làm thay")


def test_oneself_is_known_where_the_row_names_no_holder(clerks: Importer) -> None:
    imported(clerks, row((PERSON, "Nguyễn Văn An")))
    result = imported(clerks, row((STAND_IN, "Nguyễn Văn An"), ("Ghi chú", "bổ sung")))
    assert_named(only_problem(result), (2, STAND_IN), "Nguyễn Văn An")


def test_a_circle_of_deputies_is_named(clerks: Importer) -> None:
    result = imported(
        clerks,
        row((PERSON, "Lê Văn An"), (STAND_IN, "Lê Thị Bình"), ("Tài khoản", "a")),
        row((PERSON, "Lê Thị Bình"), (STAND_IN, "Lê Văn Cường"), ("Tài khoản", "b")),
        row((PERSON, "Lê Văn Cường"), (STAND_IN, "Lê Văn An"), ("Tài khoản", "c")),
    )
    circle = "Lê Văn Cường → Lê Văn An → Lê Thị Bình → Lê Văn Cường"
    assert_named(only_problem(result, "warning"), (4, STAND_IN), circle)


def test_a_row_that_changes_nothing_was_weighed_before(clerks: Importer) -> None:
    cells = ((PERSON, "Hoà (nghỉ ốm)"), (STAND_IN, "Lê Thị Bình"), (LEVEL, "Mật"))
    first = imported(clerks, row(*cells, ("Đến ngày", "31/12/2026")))
    assert len(codes(first, "warning")) == 4
    again = imported(clerks, row(*cells, ("Đến ngày", "31/12/2026")))
    assert (counts(again), codes(again, "warning")) == ((0, 0, 1, 0), [])


DECISION = ("QĐ cho tiếp cận", "12-QĐ/TU ngày 1/7/2025")


def test_a_deputy_below_the_level_is_named(clerks: Importer) -> None:
    cells = ((PERSON, "Lê Văn An"), (STAND_IN, "Lê Thị Bình"), (LEVEL, "Mật"))
    result = imported(clerks, row(*cells, ("Mức tiếp cận", "Mật"), DECISION))
    assert_named(only_problem(result, "warning"), (2, STAND_IN), "Lê Thị Bình", "Không mật")


def test_a_clearance_without_its_decision_is_said_and_none_is_raised_so(
    clerks: Importer, session: Session
) -> None:
    cells = ((PERSON, "Lê Văn An"), ("Hệ thống", "Mật"), ("Mức tiếp cận", "Mật"))
    result = imported(clerks, row(*cells))
    assert_named(only_problem(result, "warning"), (2, "Mức tiếp cận"), "1 người", "hàng 2")
    higher = (*cells[:2], ("Mức tiếp cận", "Tối mật"))
    refused = imported(clerks, row(*higher))
    assert_named(only_problem(refused), (2, "Mức tiếp cận"), "Lê Văn An", "Tối mật")
    assert one_row(session, person).clearance == 1
    assert codes(imported(clerks, row(*higher, DECISION))) == []
    assert one_row(session, person).clearance == 2
    # The level that is recorded already needs nothing more.
    assert codes(imported(clerks, row(*higher))) == []


def test_a_deputy_whose_clearance_stands_in_a_later_row_is_not(clerks: Importer) -> None:
    result = imported(
        clerks,
        row((PERSON, "Lê Văn An"), (STAND_IN, "Lê Thị Bình"), (LEVEL, "Mật"), ("Tài khoản", "a")),
        row((PERSON, "Lê Thị Bình"), ("Mức tiếp cận", "Mật"), ("Hệ thống", "Rõ"), DECISION),
    )
    assert codes(result, "warning") == []


def test_a_deputy_of_who_leaves_is_named(clerks: Importer) -> None:
    cells = ((PERSON, "Lê Văn An"), (STAND_IN, "Lê Thị Bình"))
    result = imported(clerks, row(*cells, ("Đến ngày", "31/12/2026")))
    assert_named(only_problem(result, "warning"), (2, STAND_IN), "31/12/2026", "Lê Thị Bình")


def test_a_period_the_wrong_way_round_is_named(clerks: Importer) -> None:
    cells = (("Từ ngày", "01/07/2026"), ("Đến ngày", "30/06/2026"))
    result = imported(clerks, row((PERSON, "Lê Văn An"), *cells))
    assert_named(only_problem(result), (2, "Đến ngày"), "30/06/2026", "01/07/2026")


def test_two_spellings_are_one_person_and_two_tones_are_two(
    clerks: Importer, session: Session
) -> None:
    secret = ("Hệ thống", "Mật")
    imported(clerks, row((PERSON, "Nguyễn Thuý Hoà")), row((PERSON, "Nguyễn Thúy Hòa"), secret))
    assert len(rows_of(session, person)) == 1
    first = row((PERSON, "Nguyễn Sơn Hà"), unit="A05")
    second = row((PERSON, "Nguyễn Sơn Hạ"), secret, unit="A05")
    result = imported(clerks, first, second)
    assert_named(only_problem(result, "warning"), (3, PERSON), "Nguyễn Sơn Hạ", "Nguyễn Sơn Hà")
    assert len(rows_of(session, person)) == 3
    again = imported(clerks, first, second)
    assert (counts(again), again.run) == ((0, 0, 2, 0), None)


@pytest.mark.parametrize("mark", ["-", "–", "…", "...", "0", "không", "Ko", "chưa", "Chưa bố trí"])
def test_a_mark_that_says_no_is_nobody_yet(clerks: Importer, session: Session, mark: str) -> None:
    result = imported(clerks, row((PERSON, mark), (STAND_IN, mark), ("Ghi chú", "xã xa")))
    assert (codes(result), codes(result, "warning")) == ([], [])
    assert len(rows_of(session, endpoint)) == 1
    assert rows_of(session, person) == []


@pytest.mark.parametrize("mark", ["x", "X", "✓", "có", "Rồi", "0912 000 001", "???", "*"])
@pytest.mark.parametrize("column", [PERSON, STAND_IN])
def test_a_mark_that_says_yes_is_no_name(
    clerks: Importer, session: Session, mark: str, column: str
) -> None:
    result = imported(clerks, row((column, mark), ("Ghi chú", "xã xa")))
    assert_named(only_problem(result), (2, column), mark, "không phải họ tên")
    assert rows_of(session, person) == []


def test_two_tones_with_one_phone_are_asked_about(clerks: Importer, session: Session) -> None:
    phone = (PHONE, "0912 000 001")
    first = row((PERSON, "Lò Văn Tý"), phone)
    second = row((PERSON, "Lò Văn Tỵ"), ("Hệ thống", "Mật"), phone)
    result = imported(clerks, first, second)
    assert_named(only_problem(result), (3, PERSON), "Lò Văn Tỵ", "Lò Văn Tý 0912 000 001")
    assert rows_of(session, person) == []
    imported(clerks, first)
    assert codes(imported(clerks, second)) == ["import.person_spelled"]
    assert one_row(session, person).name == "Lò Văn Tý"


def test_a_phone_that_lost_its_zero_is_the_same_person(clerks: Importer, session: Session) -> None:
    name = (PERSON, "Lò Văn Tý")
    imported(clerks, row(name, (PHONE, "+84 977 123 456")))
    result = imported(clerks, row(name, ("Hệ thống", "Mật"), (PHONE, "977123456")))
    assert_named(only_problem(result, "warning"), (2, PHONE), "977123456", "0977123456")
    assert one_row(session, person).phone == "0977123456"


def test_one_person_at_two_units_is_said(clerks: Importer) -> None:
    who = ((PERSON, "Hà Thị Kiêm"), (PHONE, "0966000001"))
    result = imported(clerks, row(*who, unit="A05"), row(*who))
    problem = only_problem(result, "warning")
    assert problem.code == "import.person_elsewhere"
    assert_named(problem, (3, PERSON), "Hà Thị Kiêm", "Tỉnh uỷ Mẫu")
    assert codes(imported(clerks, row(*who)), "warning") == [], "it was weighed before"


def test_one_person_of_the_register_at_another_unit_is_said(clerks: Importer) -> None:
    who = ((PERSON, "Hà Thị Kiêm"), (PHONE, "0966000001"))
    imported(clerks, row(*who, unit="A05"))
    problem = only_problem(imported(clerks, row(*who)), "warning")
    assert problem.code == "import.person_elsewhere"
    again = imported(clerks, row(*who, ("Hệ thống", "Mật")))
    assert codes(again, "warning") == [], "the unit has this person by now"


@pytest.mark.parametrize(
    ("written", "phone"),
    [("chưa có", None), ("không", None), ("'0987000061", "0987000061"), ("’0987 000 061",
     "0987 000 061")],
)  # fmt: skip
def test_what_a_cell_of_a_phone_says(
    clerks: Importer, session: Session, written: str, phone: str | None
) -> None:
    assert codes(imported(clerks, row((PERSON, "Lò Văn Tý"), (PHONE, written)))) == []
    assert one_row(session, person).phone == phone


def test_words_are_no_phone(clerks: Importer, session: Session) -> None:
    result = imported(clerks, row((PERSON, "Lò Văn Tý"), (PHONE, "hỏi anh Nam")))
    assert_named(only_problem(result), (2, PHONE), "hỏi anh Nam")
    assert rows_of(session, person) == []


def test_a_line_break_in_a_name_is_asked_about_in_words(clerks: Importer) -> None:
    result = imported(clerks, row((PERSON, "Lương Thị\nNgọc")))
    assert_named(only_problem(result), (2, PERSON), "Lương Thị / Ngọc")


def test_one_phone_for_ten_people_names_them_all(clerks: Importer) -> None:
    spelled = ["0912.000.001", "0912 000 001"]
    rows = [
        row((PERSON, f"Lê Văn {'ABCDEGHIKL'[n]}"), (PHONE, spelled[n % 2]), unit=f"A05.0700{n}")
        for n in range(10)
    ]
    people = "; ".join(f"Lê Văn {'ABCDEGHIKL'[n]} ({n + 2})" for n in range(10))
    assert_named(only_problem(imported(clerks, *rows), "warning"), (2, PHONE), "10 người", people)


def test_one_phone_for_two_spellings_in_two_units_is_said(clerks: Importer) -> None:
    first = row((PERSON, "Nông Văn Thảo"), (PHONE, "0988111222"), unit="A05")
    second = row((PERSON, "Nông Văn Thạo"), (PHONE, "+84 988 111 222"))
    people = "Nông Văn Thảo (2); Nông Văn Thạo (3)"
    problem = only_problem(imported(clerks, first, second), "warning")
    assert_named(problem, (2, PHONE), "2 người", people)


def test_one_mobile_for_two_people_is_said(clerks: Importer) -> None:
    rows = [row((PERSON, f"Lê Văn {n}"), (PHONE, "0912 000 001"), unit=n) for n in ("A05", ONE)]
    problem = only_problem(imported(clerks, *rows), "warning")
    assert_named(problem, (2, PHONE), "2 người", "Lê Văn A05 (2)")


def test_the_mobile_of_somebody_in_the_register_is_said(clerks: Importer) -> None:
    imported(clerks, row((PERSON, "Lê Văn Một"), (PHONE, "0912 000 001"), unit="A05"))
    taken = row((PERSON, "Ngô Thị Hai"), (PHONE, "+84912000001"))
    assert_named(
        only_problem(imported(clerks, taken), "warning"), (2, PHONE), "Ngô Thị Hai", "Lê Văn Một"
    )
    assert codes(imported(clerks, taken), "warning") == [], "it was weighed before"


def test_a_mobile_that_changes_hands_in_one_file_is_nothing_to_say(clerks: Importer) -> None:
    old = row((PERSON, "Lê Văn Một"), (PHONE, "0912 000 001"), unit="A05")
    imported(clerks, old)
    new = row((PERSON, "Lê Văn Một"), (PHONE, "0912 000 009"), unit="A05")
    taken = row((PERSON, "Ngô Thị Hai"), (PHONE, "0912 000 001"))
    assert codes(imported(clerks, taken, new), "warning") == []


def test_two_people_may_share_the_phone_of_their_office(clerks: Importer) -> None:
    rows = [row((PERSON, f"Lê Văn {n}"), (PHONE, "0205 000 001"), unit=n) for n in ("A05", ONE)]
    assert codes(imported(clerks, *rows), "warning") == []


def test_of_a_workbook_with_macros_only_the_values_are_read(
    clerks: Importer, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "co-macro.xlsm"
    book = xlsxwriter.Workbook(str(tmp_path / "plain.xlsx"), {"in_memory": True})
    page = book.add_worksheet("Bảng")
    page.write_row(0, 0, ("Mã định danh", PERSON))
    page.write_string(1, 0, ONE)
    # What a macro had filled in: the value that was saved counts, the formula is not computed.
    page.write_formula(1, 1, '=GHI_TEP("/tmp/h")', None, "Nguyễn Văn An")
    book.close()
    shutil.copy(tmp_path / "plain.xlsx", path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(2000))
    before = sorted(tmp_path.iterdir())
    result = clerks.file(path)
    assert (counts(result), codes(result)) == ((1, 0, 0, 0), [])
    assert one_row(session, person).name == "Nguyễn Văn An"
    assert sorted(tmp_path.iterdir()) == before
