"""States of codes on the system and on the axis: imported, shown, counted, checked, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.code_states import Standing, who_is_behind
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.checks import Check, check
from desktop.services.code_states import ReadCodeStates, read_code_states
from desktop.services.edit_units import apply
from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.imports.templates import WriteTemplate, write_template
from desktop.services.lists import ListRows, list_rows
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.unit_edits import SetCodeStates
from tests.helpers.importing import EVENT, Importer, codes, counts, only_problem, rows_of
from tests.helpers.sessions import Anything, bare_session

UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05"),
    ("A05.06001.01", "Văn phòng", "A05.06001"),
    ("A05.06002", "Đảng uỷ xã Sơn Lâm", "A05"),
)
HEAD = ("Mã định danh", "Hệ thống", "Tình trạng", "Ngày", "Lý do", "Số gói")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên"), *UNITS)
        yield opened


@pytest.fixture
def states(session: Session, tmp_path: Path) -> Importer:
    return Importer(session, tmp_path, "code-states", "2026-10-01")


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def shown(session: Session, **wanted: str) -> dict[str, tuple[str, str]]:
    """The states on the system and the axis by code."""
    found = list_rows(session, ListRows("codes", **wanted))
    return {row.value: (row.on_system, row.on_axis) for row in found.rows}


def test_each_system_has_its_own_state(session: Session, states: Importer) -> None:
    before = hash_of(session)
    result = states(
        HEAD,
        ("A05", "Hệ thống", "đang dùng", "01/09/2026"),
        ("A05", "trục liên thông", "Đang dùng", "02/09/2026"),
        ("A05.06001", "system", "ĐÃ GỬI", "03/09/2026", None, "3"),
        ("A05.06002", "axis", "từ chối", "04/09/2026", "Trùng với mã cũ"),
        ("A05.06001.01", "Hệ thống", "lệch", "04/09/2026", "Hệ thống ghi A05.06001.1"),
    )
    assert (counts(result), codes(result)) == ((5, 0, 0, 0), [])
    assert shown(session) == {
        "A05": ("live", "live"),
        "A05.06001": ("sent", "planned"),
        "A05.06001.01": ("mismatch", "planned"),
        "A05.06002": ("planned", "refused"),
    }
    assert shown(session, state="refused", system="axis") == {"A05.06002": ("planned", "refused")}
    assert shown(session, state="planned") == {"A05.06002": ("planned", "refused")}
    row = list_rows(session, ListRows("codes", state="sent")).rows[0]
    assert (row.value, row.state, row.bundle) == ("A05.06001", "sent", 3)
    # Delivery goes by the code's own state, which a difference leaves alone.
    own = {row.value: row.state for row in rows_of(session, tables.identifier_code)}
    assert own == {
        "A05": "live", "A05.06001": "sent", "A05.06001.01": "planned", "A05.06002": "planned",
    }  # fmt: skip
    assert result.run is not None
    undo(session, Undo(result.run))
    assert hash_of(session) == before


def test_the_same_again_changes_nothing_and_a_newer_word_wins(
    session: Session, states: Importer
) -> None:
    first = (HEAD, ("A05", "Trục", "Từ chối", "01/09/2026", "Sai cấp"))
    states(*first)
    assert counts(states(*first)) == (0, 0, 1, 0)
    newer = states(HEAD, ("A05", "Trục", "Chấp nhận", "05/09/2026"))
    assert counts(newer) == (0, 1, 0, 0)
    (told,) = rows_of(session, tables.code_state)
    assert (told.state, told.on_date, told.reason) == ("accepted", "2026-09-05", None)
    older = states(HEAD, ("A05", "Trục", "Đã gửi", "20/08/2026"))
    assert (counts(older), codes(older, "warning")) == ((0, 0, 1, 0), ["states.older"])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((None, "Trục", "Đã gửi"), "states.code_missing"),
        (("A05.06009", "Trục", "Đã gửi"), "import.code_not_held"),
        (("A05", None, "Đã gửi"), "states.system_unknown"),
        (("A05", "Trục", "Có vẻ ổn"), "states.state_unknown"),
        (("A05", "Trục", "Đã gửi", "30/02/2026"), "cell.date_impossible"),
        (("A05", "Trục", "Đã gửi", None, None, "ba"), "states.bundle_number"),
    ],
)
def test_what_cannot_be_understood_is_asked(
    states: Importer, row: tuple[str | None, ...], code: str
) -> None:
    result = states(HEAD, ("A05.06001", "Trục", "Đã gửi"), row)
    assert only_problem(result).code == code
    assert (result.run, result.held) == (None, 1)


def test_two_rows_that_contradict_each_other(states: Importer) -> None:
    result = states(HEAD, ("A05", "Trục", "Đã gửi"), ("A05", "Trục", "Từ chối", None, "Sai"))
    assert only_problem(result).code == "states.told_twice"


def test_what_is_out_of_step_is_found(session: Session, states: Importer, tmp_path: Path) -> None:
    units = Importer(session, tmp_path, "units", "2026-08-01")
    units(("Mã định danh", "Mã cũ", "Tên"), ("A05.06008", "A05.06002", "Đảng uỷ xã Sơn Lâm"),
          changes=EVENT)  # fmt: skip
    result = states(
        HEAD,
        ("A05", "Trục", "Lệch", "01/09/2026", "Trục ghi A05.00"),
        ("A05.06001", "Trục", "Từ chối", "01/09/2026", "Trùng"),
        ("A05.06002", "Trục", "Đang dùng", "01/09/2026"),
    )
    assert codes(result, "warning") == ["states.code_ended"]
    told = [
        (found.case, found.code, found.severity.value)
        for found in check(session, Check()).findings
        if found.rule in ("code.mismatch", "code.refused")
    ]
    assert told == [
        ("code.refused.axis", "A05.06001", "error"),
        ("code.mismatch", "A05", "error"),
        ("code.mismatch.ended", "A05.06002", "warning"),
    ]
    message = check(session, Check(rule="code.mismatch")).findings[0].message.render(str)
    assert "Trục ghi A05.00" in message


def test_a_state_set_by_hand_counts_on_the_system(session: Session, states: Importer) -> None:
    states(HEAD, ("A05", "Hệ thống", "Lệch", "01/09/2026", "Trùng"))
    unit = list_rows(session, ListRows("codes", search="A05")).rows[0].unit_uid
    apply(session, SetCodeStates((unit,), "2026-09-20", "live"))
    assert shown(session)["A05"] == ("live", "planned")
    (told,) = rows_of(session, tables.code_state)
    assert (told.state, told.on_date, told.reason) == ("live", "2026-09-20", None)


def test_who_is_behind(session: Session, states: Importer) -> None:
    states(
        HEAD,
        ("A05", "Hệ thống", "Đang dùng"),
        ("A05.06002", "Hệ thống", "Đang dùng"),
        ("A05.06001.01", "Hệ thống", "Đang dùng"),
    )
    found = read_code_states(session, ReadCodeStates())
    assert found.counts["system"]["live"] == 3
    assert found.counts["axis"]["planned"] == 4
    behind = [(branch.code, branch.behind, branch.codes) for branch in found.behind["system"]]
    assert behind == [("A05.06001", 1, 2)]
    assert len(found.behind["axis"]) == 3
    inside = read_code_states(session, ReadCodeStates(under="A05.06001"))
    assert [branch.code for branch in inside.behind["system"]] == ["A05.06001"]


def test_who_is_behind_counts_every_code_once() -> None:
    parents = {"a": None, "b": "a", "c": "b", "d": "a", "e": "d"}
    found = who_is_behind([Standing(uid, "sent") for uid in parents], parents, None)
    assert sum(each.codes for each in found) == len(parents)
    assert [(each.branch, each.behind) for each in found] == [("b", 2), ("d", 2), ("a", 1)]


def test_a_filled_form_that_comes_back_changes_nothing(
    session: Session, states: Importer, tmp_path: Path
) -> None:
    states(
        HEAD,
        ("A05", "Hệ thống", "Đã gửi", "01/09/2026", None, "3"),
        ("A05", "Trục", "Từ chối", "01/09/2026", "Sai cấp"),
    )
    out = tmp_path / "mau.xlsx"
    command = WriteTemplate("code-states", out, "A05")
    assert write_template(command, session.surroundings, session) == 2 * len(UNITS)
    result = import_file(session, ImportFile("code-states", out))
    assert (counts(result), result.run) == ((0, 0, 2 * len(UNITS), 0), None)


def test_a_state_of_a_day_to_come_is_refused(session: Session, states: Importer) -> None:
    result = states(HEAD, ("A05", "Hệ thống", "đang dùng", "01/08/2099"))
    problem = only_problem(result)
    assert (problem.code, problem.where.row) == ("states.in_future", 2)
    assert problem.values == {"date": "01/08/2099"}
