"""Splits: who takes what a unit leaves, all of it or one thing alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.levels import Environment
from desktop.domain.texts import said
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.models.unit_reader import units_at
from desktop.services.edit_ways import set_channels
from desktop.services.endpoint_edits import SetChannels
from desktop.services.reorganising.command import Asked, Reorganised
from desktop.services.reorganising.plan_draft import PlanDraft
from desktop.services.reorganising.plan_table import Cells, row_of
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.surroundings import vietnamese

UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ"),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05", "Đảng uỷ xã"),
    ("A05.06001.01", "Văn phòng", "A05.06001", "Văn phòng"),
    ("A05.06001.02", "Ban Tổ chức", "A05.06001", "Ban Tổ chức"),
)
AN, BINH = "Nguyễn Văn An", "Trần Thị Bình"
CLERKS = (
    ("A05.06001", "Văn thư", AN, "Bản rõ"),
    ("A05.06001", "Văn thư mật", BINH, "Mật"),
)
TOKENS = (("A05.06001", AN, "Cá nhân", "53A1B2C3"), ("A05.06001", BINH, "Cá nhân", "53A1B2C4"))
DAY, ISO_DAY = "01/01/2026", "2026-01-01"
OLD, UP, DOWN = "A05.06001", "A05.06010", "A05.06011"


def split_row(name: str, code: str | None, day: str = DAY) -> Cells:
    return row_of(kind="Chia tách", before=OLD, after=name, code=code, day=day)


ENDS = (split_row("Đảng uỷ xã Sơn Thượng", UP), split_row("Đảng uỷ xã Sơn Hạ", DOWN))
GOES_ON = (split_row("Đảng uỷ xã Sơn Hà", None), split_row("Đảng uỷ xã Sơn Hạ", DOWN))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *UNITS)
        Importer(opened, tmp_path, "clerks")(
            ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường"), *CLERKS
        )
        Importer(opened, tmp_path, "tokens")(
            ("Mã định danh", "Thuê bao", "Loại thuê bao", "Số hiệu thiết bị"), *TOKENS
        )
        (old,) = [row.unit for row in rows_of(opened, tables.identifier_code) if row.value == OLD]
        set_channels(opened, SetChannels(old, ((Environment.CLEAR, "axis"),), "2025-07-01"))
        yield opened


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def worked(session: Session, draft: PlanDraft, *, apply: bool = False) -> Reorganised:
    return reorganise(session, draft.command(apply=apply))


def asked_of(session: Session, draft: PlanDraft) -> tuple[Asked, dict[str, str]]:
    """Return the one question, and the keys of what hangs on its unit by what it is called."""
    (asked,) = worked(session, draft).questions
    return asked, {said(part.what, vietnamese()): part.key for part in asked.parts}


def homes(session: Session) -> dict[str, str]:
    """Say by each thing which unit has it in the end, by its code."""
    codes = {row.unit: row.value for row in rows_of(session, tables.identifier_code)}
    people = {row.uid: row for row in rows_of(session, tables.person)}
    found = {row.name: codes[row.unit] for row in people.values()}
    found |= {row.serial: codes[row.unit] for row in rows_of(session, tables.token)}
    endpoints = {row.uid: row for row in open_rows(session, tables.endpoint)}
    found |= {row.role: codes[row.unit] for row in endpoints.values()}
    for row in open_rows(session, tables.holding):
        found[f"{people[row.person].name} giữ"] = endpoints[row.endpoint].role
    found |= {row.channel: codes[row.unit] for row in open_rows(session, tables.channel)}
    with session.reading(Anything()) as connection:
        units = {unit.uid: unit for unit in units_at(connection, ISO_DAY)}
    found |= {
        unit.name: codes[unit.parent] for unit in units.values() if unit.name in ("Văn phòng", BODY)
    }
    return found


BODY = "Ban Tổ chức"
CLERK, SECRET_CLERK = "Văn thư cơ quan, môi trường bản rõ", "Văn thư mật, mạng mật"


def open_rows(session: Session, table: Any) -> list[Any]:
    return [row for row in rows_of(session, table) if row.to_date is None]


def test_everything_that_hangs_on_a_split_unit_is_shown(session: Session) -> None:
    asked, keys = asked_of(session, PlanDraft("Phương án", ENDS))
    assert set(keys) == {
        "Văn phòng (A05.06001.01)", "Ban Tổ chức (A05.06001.02)", CLERK, SECRET_CLERK,
        "Kênh chính thức, môi trường bản rõ", AN, BINH, "eToken 53A1B2C3", "eToken 53A1B2C4",
    }  # fmt: skip
    assert {part.taker for part in asked.parts} == {asked.default}
    assert not any(part.chosen for part in asked.parts)


def test_one_thing_goes_elsewhere_and_the_rest_as_the_unit(session: Session) -> None:
    before = hash_of(session)
    draft = PlanDraft("Phương án", ENDS)
    asked, keys = asked_of(session, draft)
    down = [SECRET_CLERK, BINH, "eToken 53A1B2C4", "Ban Tổ chức (A05.06001.02)"]
    draft = replace(draft, answers={asked.key: UP, **{keys[what]: DOWN for what in down}})
    done = worked(session, draft, apply=True)
    assert (done.conflicts, done.open_questions) == ((), 0)
    assert homes(session) == {
        AN: UP, "53A1B2C3": UP, "van-thu": UP, "axis": UP, "Văn phòng": UP, f"{AN} giữ": "van-thu",
        BINH: DOWN, "53A1B2C4": DOWN, "van-thu-mat": DOWN, BODY: DOWN, f"{BINH} giữ": "van-thu-mat",
    }  # fmt: skip
    tasks = {row.unit for row in rows_of(session, tables.task)}
    assert len(tasks) == 2, "each device is a task of the unit that has it now"
    assert done.run is not None
    undo(session, Undo(done.run))
    assert hash_of(session) == before


def test_a_unit_that_goes_on_keeps_all_but_what_is_given_away(session: Session) -> None:
    before = hash_of(session)
    draft = PlanDraft("Phương án", GOES_ON)
    asked, keys = asked_of(session, draft)
    assert asked.options[asked.default] == "Đảng uỷ xã Sơn Hà (A05.06001)"
    kept = {row.uid for row in open_rows(session, tables.endpoint) if row.role == "van-thu"}
    answers = {
        asked.key: OLD,
        keys[SECRET_CLERK]: DOWN,
        keys[BINH]: DOWN,
        keys[f"{BODY} (A05.06001.02)"]: DOWN,
    }
    done = worked(session, replace(draft, answers=answers), apply=True)
    assert (done.conflicts, done.open_questions) == ((), 0)
    found = homes(session)
    assert {what for what, unit in found.items() if unit == DOWN} == {BINH, "van-thu-mat", BODY}
    assert found["53A1B2C4"] == OLD
    assert kept <= {row.uid for row in open_rows(session, tables.endpoint)}, "begun anew"
    assert rows_of(session, tables.task) == [], "no device has another unit"
    assert done.run is not None
    undo(session, Undo(done.run))
    assert hash_of(session) == before


def test_a_plan_is_not_applied_while_a_split_that_goes_on_is_not_answered(
    session: Session,
) -> None:
    shown = worked(session, PlanDraft("Phương án", GOES_ON), apply=True)
    assert (shown.run, shown.open_questions) == (None, 1)


def test_an_answer_about_one_thing_must_name_what_comes_out(session: Session) -> None:
    draft = PlanDraft("Phương án", ENDS)
    asked, keys = asked_of(session, draft)
    result = worked(session, replace(draft, answers={asked.key: UP, keys[AN]: "A05"}))
    (problem,) = result.conflicts
    assert problem.code == "reorganise.part_answer_wrong"
    assert said(problem.values["what"], vietnamese()) == AN


def test_an_empty_answer_is_none(session: Session) -> None:
    draft = PlanDraft("Phương án", ENDS)
    asked, keys = asked_of(session, draft)
    result = worked(session, replace(draft, answers={asked.key: DOWN, keys[AN]: ""}))
    (again,) = result.questions
    assert {again.options[part.taker] for part in again.parts} == {f"Đảng uỷ xã Sơn Hạ ({DOWN})"}
    assert not any(part.chosen for part in again.parts)


def test_a_record_that_came_by_an_earlier_event_is_asked_about_too(session: Session) -> None:
    """What a unit took over that same year is called by what it was before the plan."""
    merged = row_of(kind="Sáp nhập", before=OLD, after="Đảng uỷ xã Hợp", code="A05.06020", day=DAY)
    later = [
        replace_before(split_row(name, code, "01/07/2026"), "A05.06020")
        for name, code in (("Đảng uỷ xã Sơn Thượng", UP), ("Đảng uỷ xã Sơn Hạ", DOWN))
    ]
    draft = PlanDraft("Phương án", (merged, *later))
    asked, keys = asked_of(session, draft)
    (secret,) = [
        row.uid for row in open_rows(session, tables.endpoint) if row.role == "van-thu-mat"
    ]
    assert keys[SECRET_CLERK].endswith(secret)
    draft = replace(draft, answers={asked.key: UP, keys[SECRET_CLERK]: DOWN})
    assert worked(session, draft, apply=True).run is not None
    found = homes(session)
    assert (found["van-thu"], found["van-thu-mat"]) == (UP, DOWN)


def replace_before(row: Cells, before: str) -> Cells:
    return tuple(before if cell == OLD else cell for cell in row)


def test_two_splits_of_one_unit_are_two_questions(session: Session) -> None:
    rows = (
        *GOES_ON,
        split_row("Đảng uỷ xã Sơn Hà", None, "01/07/2026"),
        split_row("Đảng uỷ xã Sơn Thượng", UP, "01/07/2026"),
    )
    draft = PlanDraft("Phương án", rows)
    result = worked(session, draft)
    assert [asked.day for asked in result.questions] == [ISO_DAY, "2026-07-01"]
    secret = next(
        part for part in result.questions[1].parts if said(part.what, vietnamese()) == SECRET_CLERK
    )
    second = result.questions[1].key
    half = worked(session, replace(draft, answers={second: UP}))
    assert [asked.answered for asked in half.questions] == [False, True]
    answers = {result.questions[0].key: OLD, second: OLD, secret.key: UP}
    done = worked(session, replace(draft, answers=answers), apply=True)
    assert done.conflicts == ()
    assert done.run is not None
    assert homes(session)["van-thu-mat"] == UP


def test_a_stale_answer_about_what_is_no_longer_asked_is_let_go(session: Session) -> None:
    draft = PlanDraft("Phương án", ENDS)
    asked, keys = asked_of(session, draft)
    gone = row_of(kind="Giải thể", before="A05.06001.02", day=DAY)
    answers = {asked.key: UP, keys[f"{BODY} (A05.06001.02)"]: "A05.99"}
    result = worked(session, replace(draft, rows=(*ENDS, gone), answers=answers))
    assert result.conflicts == ()


def test_what_came_on_the_day_does_not_leave_on_the_day(session: Session, tmp_path: Path) -> None:
    """Events of one day happen at once: a split takes along what hung there the day before."""
    units = [("A05.06002", "Đảng uỷ xã Sơn Tây", "A05", "Đảng uỷ xã")]
    units += [("A05.06002.01", "Văn phòng", "A05.06002", "Văn phòng")]
    Importer(session, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *units)
    before = hash_of(session)
    rows = (
        split_row("A05.06002", None),
        split_row("Đảng uỷ xã Sơn Hạ", DOWN),
        *(
            row_of(kind="Chia tách", before="A05.06002", after=name, code=code, day=DAY)
            for name, code in (("Đảng uỷ xã Sơn Tây", None), ("Đảng uỷ xã Sơn Ba", "A05.06013"))
        ),
    )
    draft = PlanDraft("Phương án", rows)
    first, second = worked(session, draft).questions
    answers = {first.key: "A05.06002", second.key: "A05.06013"}
    done = worked(session, replace(draft, answers=answers), apply=True)
    assert done.conflicts == ()
    found = homes(session)
    assert {found[AN], found["53A1B2C3"], found["van-thu"], found[BODY]} == {"A05.06002"}
    with session.reading(Anything()) as connection:
        names = {unit.uid: unit.name for unit in units_at(connection, ISO_DAY)}
        above = [names[u.parent] for u in units_at(connection, ISO_DAY) if u.name == "Văn phòng"]
    assert sorted(above) == ["Đảng uỷ xã Sơn Ba", "Đảng uỷ xã Sơn Tây"]
    assert len(rows_of(session, tables.task)) == len(TOKENS)
    assert done.run is not None
    undo(session, Undo(done.run))
    assert hash_of(session) == before


def test_bodies_of_one_sort_below_one_unit_stay_apart(session: Session, tmp_path: Path) -> None:
    units = [
        ("A05.06001.11", "Trạm Y tế", "A05.06001", "Đơn vị sự nghiệp"),
        ("A05.06001.12", "Trung tâm Dịch vụ", "A05.06001", "Đơn vị sự nghiệp"),
        ("A05.06001.13", "Văn phòng hai", "A05.06001", "Văn phòng"),
        ("A05.06002", "Đảng uỷ xã Sơn Tây", "A05", "Đảng uỷ xã"),
        ("A05.06002.11", "Trung tâm Văn hoá", "A05.06002", "Đơn vị sự nghiệp"),
        ("A05.06002.02", "Ban Tổ chức", "A05.06002", "Ban Tổ chức"),
    ]
    Importer(session, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *units)
    row = row_of(kind="Nhập vào", before=OLD, after="A05.06002", day=DAY)
    result = worked(session, PlanDraft("Phương án", (row,)))
    assert result.conflicts == ()
    derived = [(event.kind, len(event.before)) for event in result.events if event.derived]
    assert sorted(derived) == [("absorb", 1), *[("move", 1)] * 4]


def test_two_endpoints_of_one_role_go_on_together(session: Session, tmp_path: Path) -> None:
    head = ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường", "Tài khoản")
    rows = [(OLD, "Văn thư", AN, "Bản rõ", "vt1"), (OLD, "Văn thư", "Lê Hoà", "Bản rõ", "vt2")]
    Importer(session, tmp_path, "clerks")(head, *rows)
    draft = PlanDraft("Phương án", ENDS)
    asked, keys = asked_of(session, draft)
    assert {f"Văn thư cơ quan (vt{n}), môi trường bản rõ" for n in (1, 2)} <= keys.keys()
    done = worked(session, replace(draft, answers={asked.key: UP}), apply=True)
    assert done.conflicts == ()
    assert len([row for row in open_rows(session, tables.endpoint) if row.role == "van-thu"]) == 2


def test_a_code_of_another_scheme_that_ends_is_a_task(session: Session) -> None:
    give = row_of(kind="Đổi mã", before=OLD, code="XA-01", day="01/12/2025")
    assert worked(session, PlanDraft("Mã", (give,), scheme="noi-bo"), apply=True).run is not None
    draft = PlanDraft("Phương án", ENDS)
    asked, _keys = asked_of(session, draft)
    done = worked(session, replace(draft, answers={asked.key: UP}))
    told = [said(each.task, vietnamese()) for each in done.to_settle]
    assert [words for words in told if words.startswith("mã XA-01")] == [
        f"mã XA-01 của Đảng uỷ xã Sơn Hà ({OLD}) hết hiệu lực; Đảng uỷ xã Sơn Thượng ({UP})"
        " chưa có mã: Mã nội bộ của cơ quan"
    ]


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        ((row_of(kind="Nhập vào", before=OLD, after="A05", code=UP, day=DAY),),
         "plan.code_of_known", 1),
        ((row_of(kind="Chia tách", before=OLD, after="Một", code=UP, taker="x", day=DAY),
          row_of(kind="Chia tách", before=OLD, after="Hai", code=DOWN, taker="x", day=DAY)),
         "plan.taker_twice", 2),
        ((row_of(kind="Sáp nhập", before=OLD, after="Một", code=UP, taker="Linh tinh", day=DAY),),
         "plan.cell_unused", 1),
    ],
)  # fmt: skip
def test_a_cell_that_would_be_passed_over_is_refused(
    session: Session, rows: tuple[Cells, ...], code: str, row: int
) -> None:
    (problem,) = worked(session, PlanDraft("Phương án", rows)).conflicts
    assert (problem.code, problem.where.row) == (code, row)


def test_a_split_is_read_by_the_unit_however_it_is_called(session: Session) -> None:
    """By code in one row and by name in the other; the taker by its code; the one that goes on
    gets the new code of its row."""
    rows = (
        row_of(kind="Chia tách", before=OLD, after="Đảng uỷ xã Sơn Hà", code=UP, day=DAY),
        row_of(kind="Chia tách", before="Đảng uỷ xã Sơn Hà", after="Đảng uỷ xã Sơn Hạ", code=DOWN,
               taker=DOWN, day=DAY),
    )  # fmt: skip
    done = worked(session, PlanDraft("Phương án", rows), apply=True)
    assert (done.conflicts, done.open_questions) == ((), 0)
    assert homes(session)["van-thu"] == DOWN
    held = {row.value: row.to_date for row in rows_of(session, tables.identifier_code)}
    assert (held[OLD], held[UP]) == (ISO_DAY, None)


def test_a_body_that_is_split_and_goes_with_its_superior_takes_all_along(
    session: Session, tmp_path: Path
) -> None:
    """It was to go on, and is merged that day because its superior is: nothing stays behind."""
    units = [
        ("A05.06002", "Đảng uỷ xã Sơn Tây", "A05", "Đảng uỷ xã"),
        ("A05.06002.01", "Văn phòng", "A05.06002", "Văn phòng"),
        ("A05.06001.01.01", "Tổ văn thư", "A05.06001.01", "Phòng"),
    ]
    Importer(session, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *units)
    head = ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường")
    Importer(session, tmp_path, "clerks")(head, ("A05.06001.01", "Văn thư", "Lê Hoà", "Bản rõ"))
    before = hash_of(session)
    office = "A05.06001.01"
    rows = (
        row_of(kind="Nhập vào", before=OLD, after="A05.06002", day=DAY),
        row_of(kind="Chia tách", before=office, after=office, day=DAY),
        row_of(kind="Chia tách", before=office, after="Phòng mới", code="A05.06002.09",
               parent="A05.06002", day=DAY),
    )  # fmt: skip
    draft = PlanDraft("Phương án", rows)
    asked, _keys = asked_of(session, draft)
    done = worked(session, replace(draft, answers={asked.key: office}), apply=True)
    assert (done.conflicts, done.open_questions) == ((), 0)
    with session.reading(Anything()) as connection:
        codes = {row.unit: row.value for row in rows_of(session, tables.identifier_code)}
        above = {u.name: codes[u.parent] for u in units_at(connection, ISO_DAY) if u.parent}
    assert above["Tổ văn thư"] == "A05.06002.01"
    (person,) = [row for row in rows_of(session, tables.person) if row.name == "Lê Hoà"]
    assert codes[person.unit] == "A05.06002.01"
    assert done.run is not None
    undo(session, Undo(done.run))
    assert hash_of(session) == before
