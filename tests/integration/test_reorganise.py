"""Plans of reorganisation in a real vault: what they write, what follows, what they refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from desktop.domain.sentences import fix
from desktop.domain.texts import said
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.models.unit_reader import codes_at, units_at
from desktop.services.code_planning.command import LockCode, ReleaseCode, ReserveCode
from desktop.services.code_planning.marks import lock_code, release_code, reserve_code
from desktop.services.reorganising.command import Reorganise, Reorganised
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.succession import ReadSuccession, read_succession
from desktop.services.undo import Undo, undo
from desktop.services.unit_page import ReadUnit, read_unit
from tests.helpers.importing import Importer, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.surroundings import vietnamese
from tests.helpers.workbooks import write_xlsx

HEAD = (
    "STT", "Loại", "Đơn vị cũ (mã hoặc tên)", "Đơn vị mới", "Mã mới", "Toàn bộ/Một phần",
    "Bên nhận mặc định", "Căn cứ", "Ngày hiệu lực", "Ngày vận hành",
)  # fmt: skip
UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ"),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05", "Đảng uỷ xã"),
    ("A05.06001.01", "Văn phòng", "A05.06001", "Văn phòng"),
    ("A05.06002", "Đảng uỷ xã Sơn Lâm", "A05", "Đảng uỷ xã"),
    ("A05.06002.01", "Văn phòng", "A05.06002", "Văn phòng"),
    ("A05.06003", "Đảng uỷ xã Sơn Trà", "A05", "Đảng uỷ xã"),
)
CLERK_HEAD = ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường")
TOKEN_HEAD = ("Mã định danh", "Thuê bao", "Loại thuê bao", "Số hiệu thiết bị")
DAY = "01/01/2026"
MERGER = ("Sáp nhập", "Đảng uỷ xã Hà Lâm", "A05.06009")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *UNITS)
        yield opened


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def row(
    kind: str | None,
    before: str | None = None,
    after: str | None = None,
    code: str | None = None,
    *,
    share: str | None = None,
    taker: str | None = None,
    day: str | None = DAY,
    operational: str | None = None,
) -> Sequence[str | None]:
    return (None, kind, before, after, code, share, taker, "NQ 1", day, operational)


class Planner:
    """Writes rows as a workbook and hands it to the command."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session, self.folder, self.count = session, folder, 0

    def __call__(self, *rows: Sequence[str | None], **options: bool) -> Reorganised:
        self.count += 1
        file = self.folder / f"phuong-an-{self.count}.xlsx"
        write_xlsx(file, [HEAD, *rows])
        return reorganise(self.session, Reorganise(file, **options))


@pytest.fixture
def plan(session: Session, tmp_path: Path) -> Planner:
    return Planner(session, tmp_path)


def names(session: Session, day: str) -> dict[str, str | None]:
    """Every unit's code on a day by its name and its superior's."""
    with session.reading(Anything()) as connection:
        codes = {code.unit: code.value for code in codes_at(connection, day)}
        units = {unit.uid: unit for unit in units_at(connection, day)}
    return {
        f"{unit.name} < {units[unit.parent].name}" if unit.parent else unit.name: codes.get(uid)
        for uid, unit in units.items()
    }


def problem_codes(result: Reorganised) -> list[str]:
    return [problem.code for problem in result.conflicts]


def test_a_merger_takes_the_bodies_along(session: Session, plan: Planner) -> None:
    before = hash_of(session)
    shown = plan(
        row(MERGER[0], "Đảng uỷ xã Sơn Hà", *MERGER[1:]), row(MERGER[0], "A05.06002", *MERGER[1:])
    )
    assert (shown.conflicts, shown.run) == ((), None)
    assert hash_of(session) == before
    done = plan(
        row(MERGER[0], "Đảng uỷ xã Sơn Hà", *MERGER[1:]),
        row(MERGER[0], "A05.06002", *MERGER[1:]),
        apply=True,
    )
    assert done.run is not None
    assert [(event.kind, event.derived) for event in done.events] == [
        ("merge", False),
        ("merge", True),
    ]
    assert names(session, "2026-01-01") == {
        "Tỉnh uỷ Mẫu": "A05",
        "Đảng uỷ xã Hà Lâm < Tỉnh uỷ Mẫu": "A05.06009",
        "Văn phòng < Đảng uỷ xã Hà Lâm": "A05.06009.01",
        "Đảng uỷ xã Sơn Trà < Tỉnh uỷ Mẫu": "A05.06003",
    }
    assert names(session, "2025-12-31") == {
        "Tỉnh uỷ Mẫu": "A05",
        "Đảng uỷ xã Sơn Hà < Tỉnh uỷ Mẫu": "A05.06001",
        "Văn phòng < Đảng uỷ xã Sơn Hà": "A05.06001.01",
        "Đảng uỷ xã Sơn Lâm < Tỉnh uỷ Mẫu": "A05.06002",
        "Văn phòng < Đảng uỷ xã Sơn Lâm": "A05.06002.01",
        "Đảng uỷ xã Sơn Trà < Tỉnh uỷ Mẫu": "A05.06003",
    }
    assert {(line.old_code, line.new_code) for line in done.old_to_new} == {
        ("A05.06001", "A05.06009"),
        ("A05.06002", "A05.06009"),
        ("A05.06001.01", "A05.06009.01"),
        ("A05.06002.01", "A05.06009.01"),
    }
    undo(session, Undo(done.run))
    assert hash_of(session) == before


def test_endpoints_land_once_and_devices_are_tasks(
    session: Session, plan: Planner, tmp_path: Path
) -> None:
    clerks = Importer(session, tmp_path, "clerks")
    clerks(
        CLERK_HEAD,
        ("A05.06001", "Văn thư", "Nguyễn Văn An", "Bản rõ"),
        ("A05.06002", "Văn thư", "Trần Thị Bình", "Bản rõ"),
        ("A05.06002", "Văn thư mật", "Trần Thị Bình", "Mật"),
    )
    Importer(session, tmp_path, "tokens")(
        TOKEN_HEAD, ("A05.06001", "Nguyễn Văn An", "Cá nhân", "53A1B2C3")
    )
    before = hash_of(session)
    done = plan(
        row(MERGER[0], "A05.06001", *MERGER[1:]),
        row(MERGER[0], "A05.06002", *MERGER[1:]),
        apply=True,
    )
    assert done.conflicts == ()
    assert done.run is not None
    new = next(r.unit for r in rows_of(session, tables.identifier_code) if r.value == "A05.06009")
    endpoints = rows_of(session, tables.endpoint)
    there = [(e.role, e.from_date) for e in endpoints if e.unit == new and e.to_date is None]
    assert sorted(there) == [("van-thu", "2026-01-01"), ("van-thu-mat", "2026-01-01")]
    assert all(e.to_date == "2026-01-01" for e in endpoints if e.unit != new)
    open_endpoints = {e.uid for e in endpoints if e.to_date is None}
    holders = [h for h in rows_of(session, tables.holding) if h.to_date is None]
    people = {person.uid: person for person in rows_of(session, tables.person)}
    assert {h.endpoint for h in holders} == open_endpoints
    assert {people[h.person].name for h in holders} == {"Nguyễn Văn An", "Trần Thị Bình"}
    assert {person.unit for person in people.values()} == {new}
    (token,) = rows_of(session, tables.token)
    assert token.unit == new
    tasks = [(task.kind, task.unit, task.opened_on) for task in rows_of(session, tables.task)]
    assert sorted(tasks) == [
        ("reorganise.endpoint", new, "2026-01-01"),
        ("reorganise.token", new, "2026-01-01"),
    ]
    undo(session, Undo(done.run))
    assert hash_of(session) == before


def test_a_split_asks_who_takes_what(session: Session, plan: Planner) -> None:
    rows = (
        row("Chia tách", "A05.06001", "Đảng uỷ xã Sơn Thượng", "A05.06010"),
        row("Chia tách", "A05.06001", "Đảng uỷ xã Sơn Hạ", "A05.06011"),
    )
    asked = plan(*rows, apply=True)
    assert (asked.run, asked.open_questions) == (None, 1)
    done = plan(*rows, apply=True, accept_defaults=True)
    assert done.run is not None
    assert "Văn phòng < Đảng uỷ xã Sơn Thượng" in names(session, "2026-01-01")


def test_a_split_that_names_the_taker_asks_nothing(session: Session, plan: Planner) -> None:
    done = plan(
        row("Chia tách", "A05.06001", "Đảng uỷ xã Sơn Thượng", "A05.06010"),
        row("Chia tách", "A05.06001", "Đảng uỷ xã Sơn Hạ", "A05.06011", taker="Đảng uỷ xã Sơn Hạ"),
        apply=True,
    )
    assert done.run is not None
    assert "Văn phòng < Đảng uỷ xã Sơn Hạ" in names(session, "2026-01-01")


def test_an_absorbing_unit_keeps_what_it_is(session: Session, plan: Planner) -> None:
    done = plan(row("Nhập vào", "A05.06001", "A05.06002"), apply=True)
    assert done.conflicts == ()
    after = names(session, "2026-01-01")
    assert after["Đảng uỷ xã Sơn Lâm < Tỉnh uỷ Mẫu"] == "A05.06002"
    assert after["Văn phòng < Đảng uỷ xã Sơn Lâm"] == "A05.06002.01"
    assert len(after) == 4


def test_a_code_that_never_returns_goes_on_with_its_unit(session: Session, plan: Planner) -> None:
    done = plan(
        row("Sáp nhập", "A05.06001", "Đảng uỷ xã Sơn Hà", "A05.06001"),
        row("Sáp nhập", "A05.06002", "Đảng uỷ xã Sơn Hà", "A05.06001"),
        apply=True,
    )
    assert done.conflicts == ()
    assert names(session, "2026-01-01")["Đảng uỷ xã Sơn Hà < Tỉnh uỷ Mẫu"] == "A05.06001"


def test_a_plan_over_two_days_follows_itself(
    session: Session, plan: Planner, tmp_path: Path
) -> None:
    clerks = Importer(session, tmp_path, "clerks")
    clerks(CLERK_HEAD, ("A05.06001", "Văn thư", "Nguyễn Văn An", "Bản rõ"))
    before = hash_of(session)
    done = plan(
        row(MERGER[0], "A05.06001", *MERGER[1:]),
        row(MERGER[0], "A05.06002", *MERGER[1:]),
        row("Nhập vào", "Đảng uỷ xã Hà Lâm", "A05.06003", day="01/03/2026"),
        apply=True,
    )
    assert done.conflicts == ()
    assert done.run is not None
    assert names(session, "2026-02-28")["Đảng uỷ xã Hà Lâm < Tỉnh uỷ Mẫu"] == "A05.06009"
    end = next(r.unit for r in rows_of(session, tables.identifier_code) if r.value == "A05.06003")
    open_endpoints = [e for e in rows_of(session, tables.endpoint) if e.to_date is None]
    assert [(e.unit, e.from_date) for e in open_endpoints] == [(end, "2026-03-01")]
    undo(session, Undo(done.run))
    assert hash_of(session) == before


def test_small_events(session: Session, plan: Planner) -> None:
    done = plan(
        row("Đổi tên", "A05.06001", "Đảng uỷ xã Sơn Hà Mới"),
        row("Đổi mã", "A05.06002", None, "A05.06020"),
        row("Chuyển", "A05.06002.01", "A05.06003"),
        row("Thành lập", None, "Đảng uỷ xã Tân Lập", "A05.06030"),
        row("Giải thể", "A05.06001.01"),
        row("Khôi phục", "A05.06001.01", day="01/02/2026"),
        apply=True,
    )
    assert done.conflicts == ()
    assert names(session, "2026-01-15") == {
        "Tỉnh uỷ Mẫu": "A05",
        "Đảng uỷ xã Sơn Hà Mới < Tỉnh uỷ Mẫu": "A05.06001",
        "Đảng uỷ xã Sơn Lâm < Tỉnh uỷ Mẫu": "A05.06020",
        "Văn phòng < Đảng uỷ xã Sơn Trà": "A05.06002.01",
        "Đảng uỷ xã Tân Lập < Tỉnh uỷ Mẫu": "A05.06030",
        "Đảng uỷ xã Sơn Trà < Tỉnh uỷ Mẫu": "A05.06003",
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("Sáp nhập", "A05.06077", "Mới", "A05.06009")], "plan.unit_unknown"),
        ([row("Sáp nhập", "Văn phòng", "Mới", "A05.06009")], "import.two_match"),
        ([row("Nhảy múa", "A05.06001", "Mới")], "plan.kind_unknown"),
        ([row(None, "A05.06001", "Mới")], "plan.kind_missing"),
        ([row("Giải thể", "A05.06003", day=None)], "plan.day_missing"),
        ([row("Giải thể", "A05.06003", day="29/02/2026")], "cell.date_impossible"),
        ([row("Giải thể", "A05.06003", day="01/13/2026")], "cell.date_impossible"),
        ([row("Giải thể", "A05.06003", operational="01/12/2025")], "plan.operational_first"),
        ([row("Giải thể", "A05.06001")], "reorganise.child_left"),
        ([row("Chia tách", "A05.06001", "Một", "A05.06010")], "reorganise.no_remainder"),
        (
            [
                row("Sáp nhập", "A05.06001", "Mới", "A05.06009"),
                row("Sáp nhập", "Đảng ủy xã Sơn Hà", "Mới", "A05.06009"),
            ],
            "reorganise.listed_twice",
        ),
        (
            [row("Nhập vào", "A05.06001", "A05.06002"), row("Giải thể", "A05.06002.01"),
             row("Nhập vào", "A05.06002", "A05.06003")],
            "reorganise.into_ended",
        ),
        (
            [row("Nhập vào", "A05.06001", "A05.06002"), row("Nhập vào", "A05.06001", "A05.06003")],
            "reorganise.ended_twice",
        ),
        (
            [row("Chuyển", "A05.06001", "A05.06002"), row("Chuyển", "A05.06002", "A05.06003"),
             row("Chuyển", "A05.06003", "A05.06001")],
            "reorganise.circle",
        ),
        (
            [row("Thành lập", None, "Mới", "A05.06009"), row("Đổi tên", "Mới", "Mới hơn")],
            "plan.same_day",
        ),
        ([row("Thành lập", None, "Mới", "A05.06001")], "unit.code.duplicate"),
        ([row("Đổi tên", "A05.06003", "Tên"), row("Giải thể", "A05.06003")],
         "reorganise.changed_and_ended"),
        ([row("Giải thể", "A05.06003", day="01/01/2025")], "plan.unit_later"),
        ([row("Giải thể", "A40.06003"), row("Giải thể", "A40.06004")], "plan.other_register"),
        ([row("Thành lập", None, "Đứng riêng")], "plan.parent_unknown"),
        ([row("Khôi phục", "A05.06003")], "plan.still_there"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_row_and_nothing_is_written(
    session: Session, plan: Planner, rows: list[Sequence[str | None]], code: str
) -> None:
    before = hash_of(session)
    result = plan(*rows, apply=True, accept_defaults=True)
    assert code in problem_codes(result)
    (problem, *_) = [each for each in result.conflicts if each.code == code]
    assert problem.where.row is not None or code == "plan.other_register"
    assert result.run is None
    assert hash_of(session) == before


def test_whom_a_code_meant_at_another_time_is_said(session: Session, plan: Planner) -> None:
    """A date of four years and a day ago comes out of a workbook that counts from 1904."""
    (problem,) = plan(row("Giải thể", "A05.06003", day="31/12/2021")).conflicts
    assert problem.code == "plan.unit_later"
    expected = {"date": "30/12/2021", "other": "Đảng uỷ xã Sơn Trà", "since": "01/07/2025"}
    assert expected.items() <= problem.values.items()
    assert plan(row("Giải thể", "A05.06003"), apply=True).run
    (problem,) = plan(row("Đổi tên", "A05.06003", "Tên", day="01/07/2026")).conflicts
    assert (problem.code, problem.values["until"]) == ("plan.unit_earlier", "31/12/2025")


def test_a_workbook_that_counts_from_1904_is_read_by_its_days(
    session: Session, plan: Planner
) -> None:
    file = plan.folder / "1904.xlsx"
    book = xlsxwriter.Workbook(str(file), {"date_1904": True})
    page = book.add_worksheet("Bảng")
    page.write_row(0, 0, HEAD)
    page.write_row(1, 0, row("Giải thể", "A05.06003"))
    shown = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_datetime(1, HEAD.index("Ngày hiệu lực"), date(2026, 1, 1), shown)
    book.close()
    assert [event.day for event in reorganise(session, Reorganise(file)).events] == ["2026-01-01"]


def test_one_name_for_two_units_is_asked_and_a_code_answers(
    session: Session, plan: Planner
) -> None:
    """As Đồng Nai is the old province and the new one: by name before, by code after."""
    merged = plan(
        row("Sáp nhập", "A05.06001", "Đảng uỷ xã Sơn Hà", "A05.06009"),
        row("Sáp nhập", "A05.06002", "Đảng uỷ xã Sơn Hà", "A05.06009"),
        apply=True,
    )
    assert merged.run is not None
    later = plan(row("Đổi tên", "Đảng uỷ xã Sơn Hà", "Đảng uỷ xã Sơn", day="01/07/2026"))
    assert [event.before for event in later.events] == [("Đảng uỷ xã Sơn Hà (A05.06009)",)]
    earlier = plan(row("Đổi tên", "Đảng uỷ xã Sơn Hà", "Đảng uỷ xã Sơn", day="01/12/2025"))
    assert problem_codes(earlier) == ["reorganise.later_change"]
    assert earlier.conflicts[0].values["unit"] == "Đảng uỷ xã Sơn Hà (A05.06001)"


def test_a_retired_code_is_refused_with_who_held_it(session: Session, plan: Planner) -> None:
    done = plan(row("Giải thể", "A05.06003"), apply=True)
    assert done.run is not None
    later = plan(row("Thành lập", None, "Mới", "A05.06003", day="01/06/2026"), apply=True)
    (problem,) = later.conflicts
    assert problem.code == "unit.code.retired"
    assert problem.values["holder"] == "Đảng uỷ xã Sơn Trà"
    assert (problem.where.row, problem.where.sheet) == (2, "Bảng")


def test_a_reserved_code_is_given_to_nobody(session: Session, plan: Planner) -> None:
    reserve_code(session, ReserveCode("A05.06009", "Để dành cho xã mới"))
    result = plan(row("Thành lập", None, "Đảng uỷ xã Tân Lập", "A05.06009"), apply=True)
    (problem,) = result.conflicts
    assert (problem.code, problem.values["note"]) == ("codes.reserved", "Để dành cho xã mới")
    assert (problem.where.row, result.run) == (2, None)
    # Neither to a body that goes along and needs another number below its new superior.
    reserve_code(session, ReserveCode("A05.06003.01", "Để dành"))
    done = plan(row("Nhập vào", "A05.06001", "A05.06003"), apply=True)
    assert (done.conflicts, done.run is not None) == ((), True)
    assert names(session, "2026-01-01")["Văn phòng < Đảng uỷ xã Sơn Trà"] == "A05.06003.02"


def test_a_locked_code_stays_until_it_is_released(session: Session, plan: Planner) -> None:
    lock_code(session, LockCode("A05.06003", "Đã khắc dấu"))
    lock_code(session, LockCode("A05.06001.01"))
    before = hash_of(session)
    recoded = plan(row("Đổi mã", "A05.06003", None, "A05.06020"), apply=True)
    (problem,) = recoded.conflicts
    assert problem.code == "codes.locked"
    assert problem.values["unit"] == "Đảng uỷ xã Sơn Trà (A05.06003)"
    assert (problem.values["note"], problem.where.row) == ("Đã khắc dấu", 2)
    # A body that would get another code because it goes along is told at the row that takes it.
    taken = plan(row("Nhập vào", "A05.06001", "A05.06003"), apply=True)
    assert [(each.code, each.where.row) for each in taken.conflicts] == [("codes.locked", 2)]
    # A name is no code, and a unit that ends takes its lock along.
    assert plan(row("Đổi tên", "A05.06003", "Đảng uỷ xã Sơn Trà Mới")).conflicts == ()
    assert plan(row("Nhập vào", "A05.06003", "A05.06002")).conflicts == ()
    assert hash_of(session) == before
    release_code(session, ReleaseCode("A05.06003"))
    assert plan(row("Đổi mã", "A05.06003", None, "A05.06020"), apply=True).run is not None


def test_what_the_register_says_later_is_not_overrun(session: Session, plan: Planner) -> None:
    assert plan(row("Đổi tên", "A05.06003", "Tên sau", day="01/06/2026"), apply=True).run
    result = plan(row("Đổi tên", "A05.06003", "Tên trước"), apply=True)
    assert problem_codes(result) == ["reorganise.later_change"]


def uid_of(session: Session, code: str) -> str:
    return next(row.unit for row in rows_of(session, tables.identifier_code) if row.value == code)


def test_whoever_follows_is_found_through_several_events(session: Session, plan: Planner) -> None:
    old = uid_of(session, "A05.06001")
    plan(
        row("Sáp nhập", "A05.06001", "Đảng uỷ xã Hà Lâm", "A05.06009"),
        row("Sáp nhập", "A05.06002", "Đảng uỷ xã Hà Lâm", "A05.06009"),
        row("Chia tách", "A05.06009", "Đảng uỷ xã Bắc", "A05.06010", day="01/06/2026"),
        row("Chia tách", "A05.06009", "Đảng uỷ xã Nam", "A05.06011", day="01/06/2026"),
        apply=True,
        accept_defaults=True,
    )
    then = read_succession(session, ReadSuccession(old, "2026-05-31"))
    assert [(r.title, r.whole) for r in then.successors] == [
        ("Đảng uỷ xã Hà Lâm (A05.06009)", True)
    ]
    now = read_succession(session, ReadSuccession(old, "2026-11-25"))
    assert [(r.title, r.day, r.whole) for r in now.successors] == [
        ("Đảng uỷ xã Bắc (A05.06010)", "2026-06-01", False),
        ("Đảng uỷ xã Nam (A05.06011)", "2026-06-01", False),
    ]
    new = read_succession(session, ReadSuccession(uid_of(session, "A05.06011"), "2026-11-25"))
    assert [r.title for r in new.predecessors] == ["Đảng uỷ xã Sơn Hà", "Đảng uỷ xã Sơn Lâm"]


def test_the_units_page_tells_what_happened(session: Session, plan: Planner) -> None:
    plan(row("Nhập vào", "A05.06001", "A05.06002"), apply=True)
    words = {
        code: [
            said(happening.words, vietnamese())
            for happening in read_unit(session, ReadUnit(uid_of(session, code))).history
        ]
        for code in ("A05.06001", "A05.06002")
    }
    assert "sáp nhập vào Đảng uỷ xã Sơn Lâm (theo NQ 1)" in words["A05.06001"]
    assert "sáp nhập từ Đảng uỷ xã Sơn Hà (theo NQ 1)" in words["A05.06002"]


def late_unit(session: Session, folder: Path) -> None:
    """Bring a unit in that stands below A05.06003 from 1 March 2026 on."""
    importer = Importer(session, folder, "units", first="2026-03-01")
    importer(
        ("Mã định danh", "Tên", "Cấp trên", "Loại"),
        ("A05.06003.07", "Ban Mới", "A05.06003", "Văn phòng"),
    )


@pytest.mark.parametrize(
    "rows",
    [
        [row("Giải thể", "A05.06003")],
        [row("Nhập vào", "A05.06003", "A05.06001")],
        [row("Đổi tên", "A05.06001", "Tên khác"), row("Giải thể", "A05.06003", day="01/02/2026")],
    ],
)
def test_no_unit_ends_from_under_one_that_comes_later(
    session: Session, plan: Planner, tmp_path: Path, rows: list[Sequence[str | None]]
) -> None:
    late_unit(session, tmp_path)
    before = hash_of(session)
    result = plan(*rows, apply=True, accept_defaults=True)
    assert problem_codes(result) == ["reorganise.child_later"]
    assert result.conflicts[0].values["unit"] == "Ban Mới (A05.06003.07)"
    assert result.conflicts[0].values["since"] == "01/03/2026"
    assert result.conflicts[0].where.row == 1 + len(rows)
    assert hash_of(session) == before


def test_each_row_finds_the_register_of_its_own_day(
    session: Session, plan: Planner, tmp_path: Path
) -> None:
    late_unit(session, tmp_path)
    done = plan(
        row("Đổi tên", "A05.06001", "Đảng uỷ xã Sơn Hà Mới"),
        row("Đổi tên", "A05.06003.07", "Ban Mới Hơn", day="01/06/2026"),
        row("Giải thể", "A05.06002.01", day="01/07/2026"),
        apply=True,
    )
    assert (problem_codes(done), done.run is not None) == ([], True)
    assert "Ban Mới < Đảng uỷ xã Sơn Trà" in names(session, "2026-05-31")
    assert "Ban Mới Hơn < Đảng uỷ xã Sơn Trà" in names(session, "2026-06-01")
    # What is of a wrong century spoils its own row alone.
    result = plan(
        row("Giải thể", "A05.06002", day="01/01/1900"),
        row("Đổi tên", "A05.06003.07", "Ban Khác", day="01/08/2026"),
    )
    assert problem_codes(result) == ["plan.unit_later"]


def test_a_plan_ends_a_late_unit_and_then_its_superior(
    session: Session, plan: Planner, tmp_path: Path
) -> None:
    late_unit(session, tmp_path)
    done = plan(
        row("Giải thể", "A05.06003.07", day="01/05/2026"),
        row("Giải thể", "A05.06003", day="01/06/2026"),
        apply=True,
    )
    assert (problem_codes(done), done.run is not None) == ([], True)
    assert not any("Sơn Trà" in name for name in names(session, "2026-06-01"))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("Đổi tên", "A05.06003", "Một"), row("Đổi tên", "A05.06003", "Hai")],
         "reorganise.changed_twice"),
        ([row("Đổi mã", "A05.06003", code="A05.1"), row("Đổi mã", "A05.06003", code="A05.2")],
         "reorganise.changed_twice"),
        ([row("Nhập vào", "A05.06003", "A05.06003")], "reorganise.into_itself"),
        ([row("Sáp nhập", "A05.06001", "Mới", "A05.1"),
          row("Sáp nhập", "A05.06002", "Mới", "A05.2")], "plan.rows_differ"),
        ([row("Giải thể", "A05.06003", "Đơn vị khác")], "plan.cell_unused"),
        ([row("Thành lập", "A05.06003", "Mới", "A05.06009")], "plan.cell_unused"),
    ],
)  # fmt: skip
def test_rows_that_contradict_each_other_or_themselves_are_refused(
    session: Session, plan: Planner, rows: list[Sequence[str | None]], code: str
) -> None:
    before = hash_of(session)
    result = plan(*rows, apply=True, accept_defaults=True)
    assert code in problem_codes(result)
    (problem, *_) = [each for each in result.conflicts if each.code == code]
    assert problem.where.row == 1 + len(rows)
    assert hash_of(session) == before


def test_two_codes_change_places_on_one_day(session: Session, plan: Planner) -> None:
    result = plan(
        row("Đổi mã", "A05.06001", code="A05.06002"), row("Đổi mã", "A05.06002", code="A05.06001")
    )
    assert "import.two_match" not in problem_codes(result)


def test_codes_that_no_longer_continue_are_said_before(session: Session, plan: Planner) -> None:
    shown = plan(
        row("Đổi mã", "A05.06001", code="A05.06050"), row("Chuyển", "A05.06002", "A05.06003")
    )
    said = {problem.code: problem for problem in shown.warnings}
    assert shown.conflicts == ()
    assert said["reorganise.codes_below"].values["count"] == 1
    assert said["reorganise.code_outside"].values["other"] == "Đảng uỷ xã Sơn Trà (A05.06003)"
    move = next(event for event in shown.events if event.kind == "move")
    assert move.after == ("Đảng uỷ xã Sơn Trà (A05.06003)",)


def test_who_ends_without_a_follower_stands_in_the_old_to_new_table(
    session: Session, plan: Planner
) -> None:
    (line,) = plan(row("Giải thể", "A05.06003")).old_to_new
    assert (line.old_code, line.new_code, line.new_name) == ("A05.06003", None, "")


def test_day_and_month_changed_over_are_refused_unless_one_is_beyond_doubt(
    session: Session, plan: Planner
) -> None:
    second = row("Đổi tên", "A05.06002", "Hai", day="12/01/2026")
    shown = plan(row("Đổi tên", "A05.06001", "Một", day="01/12/2026"), second)
    (problem,) = shown.conflicts
    assert (problem.code, problem.where.row) == ("plan.day_swapped", 2)
    assert problem.values == {"day": "01/12/2026", "other": "12/01/2026", "iso": "“2026-12-01”"}
    # The mend says it as it is to be written, not day first.
    assert "“2026-12-01”" in fix(problem, vietnamese())
    meant = plan(row("Đổi tên", "A05.06001", "Một", day="2026-12-01"), second)
    assert meant.conflicts == ()
    assert [event.day for event in meant.events] == ["2026-01-12", "2026-12-01"]


def line_of(session: Session, unit: str) -> None:
    with session.unit_of_work(Anything()) as work:
        work.insert(tables.line, [{"uid": f"line-{unit}", "unit": unit, "from_date": "2025-07-01"}])


@pytest.mark.parametrize("lines", [("A05.06001",), ("A05.06002",), ("A05.06001", "A05.06002")])
def test_nobody_comes_by_a_line_that_was_not_theirs(
    session: Session, plan: Planner, lines: tuple[str, ...]
) -> None:
    for code in lines:
        line_of(session, uid_of(session, code))
    done = plan(
        row(MERGER[0], "A05.06001", *MERGER[1:]),
        row(MERGER[0], "A05.06002", *MERGER[1:]),
        apply=True,
    )
    assert done.conflicts == ()
    new = uid_of(session, "A05.06009")
    there = [each for each in rows_of(session, tables.line) if each.unit == new]
    # Both had one: the new unit has one. Else it is a task.
    assert len(there) == (len(lines) == 2)
    tasks = [
        task.subject for task in rows_of(session, tables.task) if task.kind == "reorganise.line"
    ]
    assert len(tasks) == 1


def test_a_taker_without_a_line_does_not_get_anothers(session: Session, plan: Planner) -> None:
    line_of(session, uid_of(session, "A05.06001"))
    done = plan(row("Nhập vào", "A05.06001", "A05.06002"), apply=True)
    assert done.conflicts == ()
    taker = uid_of(session, "A05.06002")
    assert not [each for each in rows_of(session, tables.line) if each.unit == taker]
    (task,) = [each for each in rows_of(session, tables.task) if each.kind == "reorganise.line"]
    assert task.unit == taker
