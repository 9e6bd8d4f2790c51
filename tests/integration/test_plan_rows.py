"""Rows of a plan as people write them: which are one event, what goes in parts, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.services.comparing import CompareDates, Fate, compare_dates
from desktop.services.lists import ListRows, list_rows
from desktop.services.reorganising.command import Reorganise, Reorganised
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.unit_page import ReadUnit, read_unit
from tests.helpers.importing import Importer
from tests.helpers.sessions import bare_session
from tests.helpers.surroundings import vietnamese
from tests.helpers.workbooks import write_xlsx

HEAD = (
    "Loại", "Đơn vị cũ", "Đơn vị mới", "Mã mới", "Trực thuộc", "Toàn bộ/Một phần", "Căn cứ",
    "Ngày hiệu lực", "Ngày vận hành",
)  # fmt: skip
UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ"),
    *(
        unit
        for number, name in enumerate(("Sơn Hà", "Sơn Lâm", "Sơn Trà", "Sơn Tây"), start=1)
        for unit in (
            (f"A05.0600{number}", f"Đảng uỷ xã {name}", "A05", "Đảng uỷ xã"),
            (f"A05.0600{number}.01", "Văn phòng", f"A05.0600{number}", "Văn phòng"),
        )
    ),
)
DAY = "01/12/2026"


class Planner:
    """Works out the rows of a plan; what is left out of a row is blank, but for the day."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self._file = folder / "phuong-an.xlsx"

    def __call__(self, *rows: dict[str, str], apply: bool = False) -> Reorganised:
        lines = [[{"Ngày hiệu lực": DAY, **row}.get(head) for head in HEAD] for row in rows]
        write_xlsx(self._file, [HEAD, *lines])
        return reorganise(self.session, Reorganise(self._file, apply=apply))


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Planner]:
    with bare_session(tmp_path) as session:
        Importer(session, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *UNITS)
        yield Planner(session, tmp_path)


def row(kind: str, before: str = "", after: str = "", **more: str) -> dict[str, str]:
    said = {"Loại": kind, "Đơn vị cũ": before, "Đơn vị mới": after}
    heads = {"code": "Mã mới", "above": "Trực thuộc", "share": "Toàn bộ/Một phần",
             "basis": "Căn cứ", "day": "Ngày hiệu lực", "operational": "Ngày vận hành"}  # fmt: skip
    return {**said, **{heads[name]: value for name, value in more.items()}}


def merge(before: str, **more: str) -> dict[str, str]:
    return row("Sáp nhập", before, "Đảng uỷ xã Mới", **more)


def codes(found: Reorganised) -> list[str]:
    return [problem.code for problem in found.conflicts]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"above": "A05"}, {}),
        ({"above": "A05"}, {"above": "Tỉnh uỷ Mẫu"}),
        ({"code": "A05.07001"}, {"above": "A05"}),
    ],
)
def test_rows_of_one_new_unit_are_one_event_however_its_superior_is_written(
    plan: Planner, first: dict[str, str], second: dict[str, str]
) -> None:
    found = plan(merge("A05.06001", **first), merge("A05.06002", **second))
    assert codes(found) == []
    assert [event.kind for event in found.events if not event.derived] == ["merge"]
    assert found.units["begun"] == 2  # with its office, merged of two
    assert not any(each.code == "plan.merger_of_one" for each in found.warnings)


def test_a_merger_of_one_unit_is_asked_about(plan: Planner) -> None:
    (warning,) = [
        each for each in plan(merge("A05.06001")).warnings if each.code == "plan.merger_of_one"
    ]
    assert warning.where.row == 2


def test_two_new_units_of_one_name_are_told_apart_by_their_superiors(plan: Planner) -> None:
    rows = [merge("A05.06001", above="A05.06003"), merge("A05.06002", above="A05.06004")]
    found = plan(*rows)
    assert codes(found) == []
    assert len([event for event in found.events if not event.derived]) == 2
    assert codes(plan(*rows, merge("Đảng uỷ xã Sơn Tây"))) == ["plan.parent_missing"]


def test_basis_and_operational_day_may_stand_in_any_row(plan: Planner) -> None:
    found = plan(
        merge("A05.06001"),
        merge("A05.06002", basis="NQ 99", operational="05/12/2026"),
    )
    assert {(event.basis, event.operational) for event in found.events} == {
        ("NQ 99", "2026-12-05"),
    }


def parts(kind: str) -> list[dict[str, str]]:
    """Sơn Hà goes in parts into two new units, each with another unit whole."""
    return [
        row(kind, "A05.06001", "Đảng uỷ xã X", above="A05", share="Một phần"),
        row(kind, "A05.06002", "Đảng uỷ xã X", above="A05"),
        row(kind, "A05.06001", "Đảng uỷ xã Y", above="A05", share="Một phần"),
        row(kind, "A05.06003", "Đảng uỷ xã Y", above="A05"),
    ]


def test_a_unit_that_goes_in_parts_ends_and_asks_who_takes_what(plan: Planner) -> None:
    found = plan(*parts("Sáp nhập"))
    assert codes(found) == []
    (question,) = found.questions
    assert question.unit == "Đảng uỷ xã Sơn Hà (A05.06001)"
    assert sorted(question.options.values()) == ["Đảng uỷ xã X", "Đảng uỷ xã Y"]
    assert [each.code for each in found.warnings if each.code == "plan.parts_end"]
    lines = {(line.old_name, line.new_name, line.whole) for line in found.old_to_new}
    assert ("Đảng uỷ xã Sơn Hà", "Đảng uỷ xã X", False) in lines
    assert ("Đảng uỷ xã Sơn Hà", "Đảng uỷ xã Y", False) in lines


def test_the_same_may_be_written_as_a_split_into_units_that_begin_that_day(plan: Planner) -> None:
    whole = [each for each in parts("Sáp nhập") if "Toàn bộ/Một phần" not in each]
    split = [
        row("Chia tách", "A05.06001", "Đảng uỷ xã X"),
        row("Chia tách", "A05.06001", "Đảng uỷ xã Y"),
    ]
    found = plan(*split, *whole)
    assert codes(found) == []
    (question,) = found.questions
    assert sorted(question.options.values()) == ["Đảng uỷ xã X", "Đảng uỷ xã Y"]


def test_a_unit_that_only_gives_a_part_goes_on(plan: Planner) -> None:
    found = plan(
        row("Chuyển một phần", "A05.06001", "A05.06002"),
        row("Chuyển một phần", "A05.06001", "A05.06003"),
    )
    assert codes(found) == []
    assert found.questions == ()
    assert found.units.get("ended", 0) == 0


def test_whole_and_part_of_one_unit_contradict_each_other(plan: Planner) -> None:
    found = plan(
        row("Nhập vào", "A05.06001", "A05.06002", share="Toàn bộ"),
        row("Nhập vào", "A05.06001", "A05.06003", share="Một phần"),
    )
    (problem,) = [each for each in found.conflicts if each.code == "plan.whole_and_part"]
    assert problem.where.row == 3


def test_a_part_that_is_whole_is_refused(plan: Planner) -> None:
    found = plan(row("Chuyển một phần", "A05.06001", "A05.06002", share="Toàn bộ"))
    assert codes(found) == ["plan.transfer_whole"]


@pytest.mark.parametrize(
    "rows",
    [
        [row("Đổi tên", "A05.06001", "Đảng uỷ xã Sơn Lâm")],
        [row("Thành lập", "", "Đảng uỷ xã Sơn Lâm", above="A05")],
        [
            row("Sáp nhập", "A05.06001", "Đảng uỷ xã Sơn Lâm"),
            row("Sáp nhập", "A05.06003", "Đảng uỷ xã Sơn Lâm"),
        ],
    ],
)
def test_a_name_that_is_taken_beside_it_is_refused(
    plan: Planner, rows: list[dict[str, str]]
) -> None:
    (problem,) = plan(*rows).conflicts
    assert problem.code == "reorganise.name_taken"
    assert problem.where.row == 2
    assert problem.values["other"] == "Đảng uỷ xã Sơn Lâm (A05.06002)"


def test_a_name_that_ends_the_same_day_is_free(plan: Planner) -> None:
    found = plan(
        row("Sáp nhập", "A05.06001", "Đảng uỷ xã Sơn Lâm"),
        row("Sáp nhập", "A05.06002", "Đảng uỷ xã Sơn Lâm"),
    )
    assert codes(found) == []


def test_names_that_differ_in_tones_only_are_asked_about(plan: Planner) -> None:
    found = plan(
        row("Thành lập", "", "Đảng uỷ xã Mới", above="A05"),
        row("Thành lập", "", "Đảng uỷ xã Mơi", above="A05"),
    )
    assert codes(found) == []
    assert [each.code for each in found.warnings].count("reorganise.name_near") == 1


def test_a_commune_that_becomes_a_ward_changes_its_type(plan: Planner) -> None:
    plan(row("Đổi tên", "A05.06001", "Đảng uỷ phường Sơn Hà"), apply=True)
    rows = list_rows(plan.session, ListRows("units", as_of="2026-12-01")).rows
    (found,) = [each for each in rows if each.code == "A05.06001"]
    assert found.type == "dang-uy-phuong"


def test_every_unknown_unit_of_an_event_is_named(plan: Planner) -> None:
    found = plan(merge("A05.06001"), merge("Xã Không Có"), merge("Xã Cũng Không"))
    assert [(each.code, each.where.row) for each in found.conflicts] == [
        ("plan.unit_unknown", 3),
        ("plan.unit_unknown", 4),
    ]


def test_what_follows_from_a_refused_taker_is_not_said_again(plan: Planner) -> None:
    found = plan(
        row("Giải thể", "A05.06001"),
        row("Nhập vào", "A05.06002", "A05.06001"),
    )
    assert "reorganise.into_ended" in codes(found)
    left = [each for each in found.conflicts if each.code == "reorganise.child_left"]
    assert all("A05.06001" in str(each.values["other"]) for each in left)


def test_places_are_not_added_to_a_register_of_organs(plan: Planner) -> None:
    asked = Reorganise(Path("2025"), accept_defaults=True)
    found = reorganise(plan.session, asked)
    assert codes(found) == []
    assert "plan.places_absent" in [each.code for each in found.warnings]
    refused = reorganise(plan.session, replace(asked, apply=True))
    assert "plan.places_absent" in codes(refused)
    assert refused.run is None


def test_final_successors_are_told_where_the_next_has_ended_too(plan: Planner) -> None:
    plan(
        row("Nhập vào", "A05.06001", "A05.06002"),
        row("Sáp nhập", "A05.06002", "Đảng uỷ xã Mới", above="A05", day="01/01/2027"),
        row("Sáp nhập", "A05.06003", "Đảng uỷ xã Mới", above="A05", day="01/01/2027"),
        apply=True,
    )
    translate = vietnamese()
    compared = compare_dates(plan.session, CompareDates("2026-11-30", "2027-02-01"))
    ended = {each.code: each for each in compared.rows if each.fate is Fate.ENDED}
    assert ended["A05.06001"].words(translate) == (
        "Sáp nhập vào Đảng uỷ xã Sơn Lâm (A05.06002); nay là Đảng uỷ xã Mới"
    )
    assert ended["A05.06002"].heirs == ()
    before = compare_dates(plan.session, CompareDates("2026-11-30", "2026-12-15"))
    assert all(each.heirs == () for each in before.rows)
    page = read_unit(plan.session, ReadUnit(ended["A05.06001"].uid, "2027-02-01"))
    assert page.history[0].words.render(translate) == "đến nay do Đảng uỷ xã Mới kế tục"


def test_days_of_excels_other_calendar_are_asked_about(plan: Planner) -> None:
    found = plan(
        row("Đổi tên", "A05.06001", "Đảng uỷ xã Một", day="31/12/2026"),
        row("Đổi tên", "A05.06002", "Đảng uỷ xã Hai", day="01/01/2031"),
    )
    (warning,) = [each for each in found.warnings if each.code == "plan.day_of_1904"]
    assert (warning.where.row, warning.values["day"]) == (2, "31/12/2026")


def test_both_unknown_units_of_an_absorption_are_named(plan: Planner) -> None:
    found = plan(row("Nhập vào", "A05.99992", "A05.99993"))
    assert [each.values["unit"] for each in found.conflicts] == ["A05.99992", "A05.99993"]


def test_another_register_is_not_blamed_where_a_row_names_a_unit_of_this_one(plan: Planner) -> None:
    foreign = row("Chuyển", "A05.99992", "A05.99993")
    found = plan(foreign, row("Chuyển", "A05.06001", "A05.99994"))
    assert "plan.other_register" not in codes(found)
    assert codes(plan(foreign, row("Giải thể", "A05.99995")))[0] == "plan.other_register"


def test_a_merger_that_a_split_feeds_too_is_not_asked_about(plan: Planner) -> None:
    found = plan(
        row("Sáp nhập", "A05.06002", "Đảng uỷ xã X", above="A05"),
        row("Chia tách", "A05.06001", "Đảng uỷ xã X"),
        row("Chia tách", "A05.06001", "Đảng uỷ xã Y", above="A05"),
    )
    assert codes(found) == []
    assert not any(each.code == "plan.merger_of_one" for each in found.warnings)


def test_a_task_waits_with_who_is_there_in_the_end(plan: Planner, tmp_path: Path) -> None:
    Importer(plan.session, tmp_path, "tokens")(
        ("Mã định danh", "Thuê bao", "Loại thuê bao", "Số hiệu thiết bị"),
        ("A05.06001", "Nguyễn Văn An", "Cá nhân", "53A1B2C3"),
    )
    plan(
        row("Nhập vào", "A05.06001", "A05.06002"),
        row("Nhập vào", "A05.06002", "A05.06003", day="01/02/2027"),
        apply=True,
    )
    rows = list_rows(plan.session, ListRows("tasks", as_of="2027-03-01")).rows
    assert rows
    assert {each.unit for each in rows} == {"A05.06003"}


def test_the_reform_is_written_where_only_the_root_organ_stands(tmp_path: Path) -> None:
    with bare_session(tmp_path) as session:
        Importer(session, tmp_path, "units")(
            ("Mã định danh", "Tên", "Cấp trên", "Loại"), ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ")
        )
        done = reorganise(session, Reorganise(Path("2025"), accept_defaults=True, apply=True))
        assert done.conflicts == ()
        assert done.run is not None
