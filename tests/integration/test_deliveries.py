"""Deliveries and the issuers' lists of them: other columns, merged cells, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.problems import Refusal
from desktop.models.tables import box_count, delivery, delivery_item
from desktop.services.imports.command import ImportResult
from desktop.services.session import Session
from desktop.services.stock.command import AddDelivery, ImportList, ListDeliveries, ReadDelivery
from desktop.services.stock.deliveries import add_delivery, list_deliveries, read_delivery
from desktop.services.stock.listing import import_list
from desktop.services.undo import Undo, undo
from tests.helpers.importing import codes, counts, only_problem, rows_of
from tests.helpers.stock_sets import HEAD, LIST, SERIALS, issuers_list
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_vault(tmp_path / "vault", fill=lambda opened: fill_tokens(opened, tmp_path)) as found:
        yield found


def add(session: Session, letter: str = "12/BCY", **told: Any) -> int:
    given = {"letter_on": "2026-11-02", "arrived_on": "2026-11-20", **told}
    return add_delivery(session, AddDelivery("Ban Cơ yếu Chính phủ", letter, **given)).number


def take(session: Session, folder: Path, number: int, *rows: Any, **told: Any) -> ImportResult:
    file = issuers_list(folder / "danh-sach.xlsx", (HEAD, *rows) if rows else LIST)
    return import_list(session, ImportList(number, file, **told))


def refusal(session: Session, command: AddDelivery) -> str:
    with pytest.raises(Refusal) as refused:
        add_delivery(session, command)
    return refused.value.problems[0].code


def test_a_delivery_and_its_list(session: Session, tmp_path: Path) -> None:
    number = add(session, boxes=2, kept_at="Tủ 3, phòng Cơ yếu")
    result = take(session, tmp_path, number)
    assert counts(result) == (5, 0, 0, 0)
    status = read_delivery(session, ReadDelivery(number))
    assert [each.serial for each in status.items] == list(SERIALS)
    assert [each.box for each in status.items] == ["Hộp 1"] * 3 + ["Hộp 2"] * 2
    assert status.items[0].model == "TokenME EVO v2"
    # A remark is told with its cell and kept; what it means is not guessed.
    (remark,) = [problem for problem in result.problems if problem.severity == "warning"]
    assert (remark.code, remark.where.row, remark.where.column) == (
        "delivery.remark_day", 6, "Ghi chú",
    )  # fmt: skip
    assert remark.values["day"] == "30/2"
    assert status.items[2].note == remark.values["note"] == "hỏng, đổi 30/2"
    (known,) = list_deliveries(session, ListDeliveries())
    assert known == status.delivery
    assert (known.listed, known.found, known.assigned, known.kept_at) == (
        5, 0, 0, "Tủ 3, phòng Cơ yếu",
    )  # fmt: skip
    again = take(session, tmp_path, number)
    assert (counts(again), again.run) == ((0, 0, 5, 0), None)
    assert result.run is not None
    undo(session, Undo(result.run))
    assert rows_of(session, delivery_item) == []
    with pytest.raises(Refusal) as refused:
        read_delivery(session, ReadDelivery(9))
    assert refused.value.problems[0].code == "delivery.unknown"


def test_what_is_wrong_is_named_with_its_cell(session: Session, tmp_path: Path) -> None:
    number = add(session)
    rows = (
        (1, "Hộp 1", "EVO", "2.34E+11", None),
        (2, "Hộp 1", "EVO", 234000000000, None),
        (3, "Hộp 1", "EVO", "02 cái", None),
        (4, "Hộp 1", "EVO", "0B000001", None),
        (5, "Hộp 1", "EVO", "0b 00 00 01", None),
        # 0B000001 once more, in decimal.
        (6, "Hộp 1", "EVO", "184549377", None),
        (7, "Hộp 1", "EVO", None, None),
        (8, "Hộp 1", "EVO", "AA02", None),
        (9, "1.0", "EVO", "0B000009", None),
    )
    result = take(session, tmp_path, number, *rows)
    assert result.run is None
    assert codes(result) == [
        "cell.exponent", "cell.exponent", "cell.quantity", "delivery.serial_twice",
        "delivery.serial_twice", "delivery.serial_missing", "cell.number_shown",
    ]  # fmt: skip
    where = [(p.where.file, p.where.sheet, p.where.row, p.where.column) for p in result.problems
             if p.severity == "error"]  # fmt: skip
    assert where[0] == ("danh-sach.xlsx", "Bảng", 2, "Số sê-ri")
    assert [each[2] for each in where] == [2, 3, 4, 6, 7, 8, 10]
    assert codes(result, "warning") == ["delivery.other_writing", "delivery.in_use"]
    assert result.problems[3].values["first"] == 5
    taken = take(session, tmp_path, number, *rows, skip_bad=True)
    assert counts(taken) == (2, 0, 0, 7)
    assert taken.accepted


def test_a_delivery_listed_twice_is_found(session: Session, tmp_path: Path) -> None:
    first, second = add(session), add(session, "13/BCY")
    take(session, tmp_path, first)
    result = take(session, tmp_path, second, skip_bad=True)
    assert (counts(result), result.run) == ((0, 0, 0, 5), None)
    problem = only_problem(result, "warning")
    assert (problem.code, problem.values["number"]) == ("delivery.listed_twice", first)
    one = take(
        session, tmp_path, second, (1, "H", "EVO", "0B000001", ""), (2, "H", "EVO", "0B0000A1", "")
    )
    problem = only_problem(one)
    assert (problem.code, problem.where.row) == ("delivery.serial_elsewhere", 2)
    assert refusal(session, AddDelivery("ban cơ yếu chính phủ", "12 /BCY")) == (
        "delivery.letter_taken"
    )
    assert add(session, "12/BCY", letter_on="2025-11-02") == 3


def test_a_list_that_says_another_box_is_asked_about(session: Session, tmp_path: Path) -> None:
    number = add(session)
    assert take(session, tmp_path, number, (1, None, "EVO", "0B000001", "")).created == 1
    told = take(session, tmp_path, number, (1, "Hộp 1", None, "0B000001", ""))
    assert (told.updated, told.rows[0].changed) == (1, ("box",))
    same = take(session, tmp_path, number, (1, "hop 1", None, "0B000001", ""))
    assert same.unchanged == 1
    other = take(session, tmp_path, number, (1, "Hộp 9", None, "0B000001", ""))
    problem = only_problem(other)
    assert (problem.code, problem.where.column) == ("delivery.box_differs", "Thùng số")


def test_rows_of_one_cell_are_devices_too(session: Session, tmp_path: Path) -> None:
    number = add(session)
    rows = ((None, None, None, "0B000001"), (None, None, None, "0B000002"))
    result = take(session, tmp_path, number, *rows, box="Hộp 7")
    assert counts(result) == (2, 0, 0, 0)
    assert {row.box for row in rows_of(session, delivery_item)} == {"Hộp 7"}


def test_what_cannot_be_a_delivery_is_refused(session: Session) -> None:
    assert refusal(session, AddDelivery("  ")) == "delivery.sender_missing"
    late = AddDelivery("Ban Cơ yếu", arrived_on="2026-11-25")
    assert refusal(session, late) == "delivery.day_to_come"
    assert rows_of(session, delivery) == rows_of(session, box_count) == []
