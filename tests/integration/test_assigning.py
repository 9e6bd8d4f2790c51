"""Saying by a table whose each device is to be: by name and code, never by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.models.tables import person, token, token_move, unit_version
from desktop.services.edit_tokens import MoveTokens, move_tokens
from desktop.services.imports.command import ImportResult
from desktop.services.session import Session
from desktop.services.stock.assigning import AssignList, assign_list
from desktop.services.stock.command import AddDelivery, ImportList, ReadDelivery
from desktop.services.stock.deliveries import add_delivery, read_delivery
from desktop.services.stock.lines import told_lines
from desktop.services.stock.listing import import_list
from desktop.services.stock.receiving import ReceiveDelivery, receive_delivery
from desktop.services.undo import Undo, undo
from desktop.services.vault_care import CheckVault, check
from tests.helpers.failures import assert_sayable
from tests.helpers.importing import codes, counts, fates, one_row, only_problem, rows_of
from tests.helpers.stock_sets import issuers_list
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault
from tests.helpers.workbooks import write_xlsx

HEAD = ("TT", "Serial", "Đơn vị", "Mã định danh", "Họ và tên", "Điện thoại", "Mục đích")
TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_vault(tmp_path / "vault", fill=lambda opened: fill_tokens(opened, tmp_path)) as found:
        add_delivery(found, AddDelivery("Ban Cơ yếu", "12/BCY", "2026-11-02"))
        import_list(found, ImportList(1, issuers_list(tmp_path / "ds.xlsx")))
        seen = told_lines(b"0B000001\n0B000002")
        receive_delivery(found, ReceiveDelivery(1, TODAY, seen))
        yield found


def assign(session: Session, folder: Path, *rows: Any, **told: Any) -> ImportResult:
    numbered = [(number, *row) for number, row in enumerate(rows, start=1)]
    file = write_xlsx(folder / "gan.xlsx", [HEAD, *numbered])
    found = assign_list(session, AssignList(file, **told))
    for problem in found.problems:
        assert_sayable(problem)
    return found


def add_people(session: Session, unit: str, *names: str) -> None:
    (uid,) = {row.unit for row in rows_of(session, unit_version, name=unit)}
    with session.unit_of_work(AddDelivery("x")) as work:
        work.insert(person, [{"uid": work.new_uid(), "unit": uid, "name": name} for name in names])


def test_devices_go_to_whom_they_were_asked_for_and_to_others(
    session: Session, tmp_path: Path
) -> None:
    add_people(session, "Đảng uỷ xã Hai", "Lê Thị Em")
    rows = (
        ("0b 00 00 01", "Đảng uỷ xã Hai", None, "Đ/c Đỗ Văn Cường", None, None),
        ("0B000002", None, "A05.06002", "Lê Thị Em", None, "Mã hoá"),
        ("0B000004", "Đảng uỷ xã Hai", None, None, None, None),
    )
    tried = assign(session, tmp_path, *rows, dry_run=True)
    assert (fates(tried), tried.run) == (["updated", "created", "created"], None)
    assert len(rows_of(session, token)) == 5
    done = assign(session, tmp_path, *rows, paper="QĐ 7")
    assert counts(done) == (2, 1, 0, 0)
    asked = one_row(session, token, serial="0B000001")
    assert (asked.subscriber, asked.custody, asked.model) == (
        "Đỗ Văn Cường", "stock", "TokenME EVO v2",
    )  # fmt: skip
    move = one_row(session, token_move, token=asked.uid, became="stock")
    assert (move.was, move.day, move.paper) == ("requested", TODAY, "QĐ 7")
    made = one_row(session, token, serial="0B000002")
    assert (made.subscriber, made.purpose, made.custody) == ("Lê Thị Em", "encrypt", "stock")
    # Not here yet: it is on its way.
    organ = one_row(session, token, serial="0B000004")
    assert (organ.subscriber, organ.subscriber_type, organ.custody) == (
        "Đảng uỷ xã Hai", "organ", "transit",
    )  # fmt: skip
    counted = read_delivery(session, ReadDelivery(1)).delivery
    assert (counted.found, counted.assigned) == (2, 3)
    again = assign(session, tmp_path, *rows)
    assert (counts(again), again.run) == ((0, 0, 3, 0), None)


def test_two_spellings_are_named_by_their_cell(session: Session, tmp_path: Path) -> None:
    add_people(session, "Đảng uỷ xã Một", "Nguyễn Văn Hà", "Nguyễn Văn Hạ")
    result = assign(
        session,
        tmp_path,
        ("0B000001", "Đảng uỷ xã Hai", None, "Đỗ Văn Cương", None, None),
        ("0B000002", "Đảng uỷ xã Một", None, "Nguyen Van Ha", None, None),
        ("0B000003", "Đảng uỷ xã Một", None, "Nguyễn Văn Há", None, None),
        ("0B000004", "Đảng uỷ xã Một", None, "Người Lạ", None, None),
        ("0B000009", "Đảng uỷ xã Một", None, "Nguyễn Văn Hà", None, None),
        ("0B000001", "Đảng uỷ xã Một", None, "Nguyễn Văn Hà", None, None),
        ("0B000005", "Đảng uỷ xã Ba", None, "Nguyễn Văn Hà", None, None),
        ("0B000005", "Đảng uỷ xã Một", None, "Nguyễn Văn Hà", None, "để dành"),
    )
    found = {p.where.row: (p.code, p.where.column) for p in result.problems}
    assert found == {
        2: ("assign.spelled_otherwise", "Họ và tên"),
        3: ("assign.spelled_otherwise", "Họ và tên"),
        4: ("assign.spelled_otherwise", "Họ và tên"),
        5: ("assign.person_unknown", "Họ và tên"),
        6: ("assign.serial_unknown", "Serial"),
        7: ("delivery.serial_twice", "Serial"),
        8: ("import.unit_not_known", "Đơn vị"),
        9: ("delivery.serial_twice", "Serial"),
    }
    known = {p.values["known"] for p in result.problems if p.where.row in (3, 4)}
    assert known == {"Nguyễn Văn Hà; Nguyễn Văn Hạ"}
    assert (result.run, len(rows_of(session, token))) == (None, 5)


def test_a_device_in_hands_or_with_a_certificate_stays(session: Session, tmp_path: Path) -> None:
    add_people(session, "Đảng uỷ xã Hai", "Lê Thị Em")
    row = ("AA01", "Đảng uỷ xã Hai", None, "Lê Thị Em", None, None)
    assert only_problem(assign(session, tmp_path, row)).code == "token.in_hands"
    other = ("AA02", *row[1:])
    assert only_problem(assign(session, tmp_path, other)).code == "token.certificate_of_other"
    organ = ("AA02", "Đảng uỷ xã Hai", None, None, None, None)
    assert only_problem(assign(session, tmp_path, organ)).code == "token.serial_taken"


def test_two_requests_of_one_person_are_told_apart_by_their_purpose(
    session: Session, tmp_path: Path
) -> None:
    asked = one_row(session, token, subscriber="Đỗ Văn Cường")
    with session.unit_of_work(AddDelivery("x")) as work:
        values = dict(asked._mapping) | {"uid": work.new_uid(), "purpose": "encrypt"}
        work.insert(token, [values])
    row = ("0B000001", "Đảng uỷ xã Hai", None, "Đỗ Văn Cường", None)
    assert only_problem(assign(session, tmp_path, (*row, None))).code == "assign.two_requests"
    assert codes(assign(session, tmp_path, (*row, "Mã hoá"))) == []
    assert one_row(session, token, serial="0B000001").purpose == "encrypt"


def test_it_is_one_run_and_undone_whole(session: Session, tmp_path: Path) -> None:
    before = check(session, CheckVault()).data_hash
    done = assign(
        session,
        tmp_path,
        ("0B000001", "Đảng uỷ xã Hai", None, "Đỗ Văn Cường", None, None),
        ("0B000002", "Đảng uỷ xã Hai", None, None, None, None),
    )
    assert done.run is not None
    assert check(session, CheckVault()).data_hash != before
    undo(session, Undo(done.run))
    assert check(session, CheckVault()).data_hash == before


def test_a_name_without_tones_is_asked_about(session: Session, tmp_path: Path) -> None:
    add_people(session, "Đảng uỷ xã Hai", "Lê Thị Em", "Nguyen Van Chinh")
    written = {
        "Le Thi Em": "Lê Thị Em",
        "Nguyễn Văn Chinh": "Nguyen Van Chinh",
        # Only asked for.
        "Do Van Cuong": "Đỗ Văn Cường",
    }
    for name, known in written.items():
        row = ("0B000001", "Đảng uỷ xã Hai", None, name, None, None)
        problem = only_problem(assign(session, tmp_path, row))
        assert (problem.code, problem.where.column) == ("assign.spelled_otherwise", "Họ và tên")
        assert problem.values == {"name": name, "known": known}


def test_what_was_asked_for_without_tones_is_asked_about(session: Session, tmp_path: Path) -> None:
    add_people(session, "Đảng uỷ xã Hai", "Lê Thị Em")
    asked = one_row(session, token, subscriber="Đỗ Văn Cường")
    with session.unit_of_work(AddDelivery("x")) as work:
        values = {"uid": work.new_uid(), "subscriber": "Le Thi Em", "person": None}
        work.insert(token, [dict(asked._mapping) | values])
    row = ("0B000001", "Đảng uỷ xã Hai", None, "Lê Thị Em", None, None)
    problem = only_problem(assign(session, tmp_path, row))
    assert (problem.code, problem.values["known"]) == ("assign.spelled_otherwise", "Le Thi Em")


def test_a_second_device_that_was_asked_for_is_given_and_said(
    session: Session, tmp_path: Path
) -> None:
    asked = one_row(session, token, subscriber="Đỗ Văn Cường")
    row = ("0B000001", "Đảng uỷ xã Hai", None, "Đỗ Văn Cường", None, None)
    first = assign(session, tmp_path, row)
    assert (counts(first), first.problems) == ((0, 1, 0, 0), ())
    with session.unit_of_work(AddDelivery("x")) as work:
        work.insert(token, [dict(asked._mapping) | {"uid": work.new_uid()}])
    result = assign(session, tmp_path, ("0B000002", *row[1:]))
    assert (counts(result), codes(result, "warning")) == ((0, 1, 0, 0), ["assign.has_device"])


def test_nobody_gets_a_second_device_unasked(session: Session, tmp_path: Path) -> None:
    add_people(session, "Đảng uỷ xã Hai", "Lê Thị Em")
    first = ("0B000001", "Đảng uỷ xã Hai", None, "Lê Thị Em", None, None)
    second = ("0B000002", *first[1:])
    # Within one table, and against the registers.
    problem = only_problem(assign(session, tmp_path, first, second))
    assert (problem.code, problem.where.row) == ("assign.has_device", 3)
    assert (problem.values["name"], problem.values["serial"]) == ("Lê Thị Em", "0B000001")
    assert codes(assign(session, tmp_path, first)) == []
    assert codes(assign(session, tmp_path, second)) == ["assign.has_device"]
    # For something else, or once the first is lost, there is no question.
    assert codes(assign(session, tmp_path, (*second[:5], "Mã hoá"))) == []
    uid = one_row(session, token, serial="0B000001").uid
    move_tokens(session, MoveTokens((uid,), "lost", TODAY, paper="BB 1", reason="mất"))
    assert codes(assign(session, tmp_path, ("0B000003", *first[1:]))) == []
