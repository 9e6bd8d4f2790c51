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
    assert [problem.code for problem in result.conflicts] == ["reorganise.answer_wrong"]


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
    answers = {result.questions[0].key: OLD, secret.key: UP}
    done = worked(session, replace(draft, answers=answers), apply=True)
    assert done.conflicts == ()
    assert done.run is not None
    assert homes(session)["van-thu-mat"] == UP
