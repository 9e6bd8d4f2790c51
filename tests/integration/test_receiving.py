"""Receiving a delivery by what was read of its devices, and counting its boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from desktop.models.tables import box_count, delivery, delivery_item, token, token_move
from desktop.models.uow import UnitOfWork
from desktop.services.session import Session
from desktop.services.stock.command import AddDelivery, ImportList, ReadDelivery
from desktop.services.stock.counting import CountBox, Counted, count_box
from desktop.services.stock.deliveries import add_delivery, read_delivery
from desktop.services.stock.lines import lines_of, plugged_in, told_lines
from desktop.services.stock.listing import import_list
from desktop.services.stock.receiving import Received, ReceiveDelivery, receive_delivery
from desktop.services.undo import Undo, undo
from tests.helpers.failures import assert_sayable, outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.pki import SOFTHSM, SoftTokens
from tests.helpers.stock_sets import HEAD, SERIALS, issuers_list
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault

TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_vault(tmp_path / "vault", fill=lambda opened: fill_tokens(opened, tmp_path)) as found:
        sender = "Ban Cơ yếu Chính phủ"
        add_delivery(found, AddDelivery(sender, "12/BCY", "2026-11-02"))
        import_list(found, ImportList(1, issuers_list(tmp_path / "ds.xlsx")))
        yield found


def receive(session: Session, text: str = "", **told: Any) -> Received:
    given = {"number": 1, "on": TODAY, **told}
    found = receive_delivery(session, ReceiveDelivery(seen=told_lines(text.encode()), **given))
    for problem in found.problems:
        assert_sayable(problem)
    return found


def count(session: Session, text: str, box: str = "Hộp 1", **told: Any) -> Counted:
    given = {"number": 1, "on": TODAY, "seen": told_lines(text.encode()), **told}
    found = count_box(session, CountBox(box=box, **given))
    for problem in found.problems:
        assert_sayable(problem)
    return found


def codes(found: Received | Counted) -> list[str]:
    return [problem.code for problem in found.problems]


def test_what_is_scanned_comes_into_stock(session: Session) -> None:
    scanned = "\ufeff0b000001\r\n0B-00-00-02\r\n\r\n184549379\r\n"
    found = receive(session, scanned, box="Hộp 1")
    assert (found.received, found.before) == (SERIALS[:3], ())
    # Of this box nothing is missing.
    assert (found.differences.missing, codes(found)) == ((), ["delivery.other_writing"])
    assert one_row(session, delivery).arrived_on == TODAY
    rest = receive(session, "0B000001\n0B000004,hộp 1\n0B000004")
    assert (rest.received, rest.before) == (("0B000004",), ("0B000001",))
    assert rest.differences.missing == SERIALS[4:]
    assert codes(rest) == ["delivery.seen_twice", "delivery.other_box", "delivery.outstanding"]
    again = receive(session, "0B000001")
    assert (again.received, again.run) == ((), None)
    assert rest.run is not None
    undo(session, Undo(rest.run))
    assert [row.found_on for row in rows_of(session, delivery_item)].count(None) == 2


def test_what_cannot_be_taken_stops_all_of_it(session: Session) -> None:
    lines = "0B000001\n2.34E+11\n02 cái\nFF000001"
    found = receive(session, lines)
    assert codes(found)[:3] == ["cell.exponent", "cell.quantity", "delivery.not_listed"]
    assert [problem.where.row for problem in found.problems[:2]] == [2, 3]
    assert (found.received, found.run, found.accepted) == ((), None, False)
    assert {row.found_on for row in rows_of(session, delivery_item)} == {None}
    skipped = receive(session, lines, skip_bad=True)
    assert (skipped.received, skipped.accepted) == (("0B000001",), True)
    taken = receive(session, "FF000001", unlisted=True)
    assert taken.received == ("FF000001",)
    counts = read_delivery(session, ReadDelivery(1)).delivery
    assert (counts.listed, counts.found, counts.unlisted) == (5, 2, 1)


def test_the_list_itself_is_received_whole_or_by_box(session: Session) -> None:
    tried = receive(session, listed=True, dry_run=True)
    assert (tried.received, tried.run) == (SERIALS, None)
    assert receive(session, listed=True, box="hop 2").received == SERIALS[3:]
    assert receive(session, listed=True).received == SERIALS[:3]
    nothing = ReceiveDelivery(1, TODAY, listed=True)
    assert outcome(lambda: receive_delivery(session, nothing)) == ("delivery.nothing_seen", 1)
    late = ReceiveDelivery(1, "2026-11-25", listed=True)
    assert outcome(lambda: receive_delivery(session, late)) == ("delivery.day_to_come", 1)


def test_a_device_of_another_delivery_is_named(session: Session) -> None:
    add_delivery(session, AddDelivery("Ban Cơ yếu Chính phủ", "13/BCY"))
    found = receive(session, "0B000001", number=2, unlisted=True)
    assert codes(found) == ["delivery.of_other"]
    assert found.problems[0].values["number"] == 1


def test_tokens_of_the_registers_come_into_stock_with_their_device(session: Session) -> None:
    asked = one_row(session, token, subscriber="Đỗ Văn Cường")
    with session.unit_of_work(AddDelivery("x")) as work:
        work.update(token, [{"uid": asked.uid, "serial": "0B000002"}])
    assert receive(session, "0B000002").received == ("0B000002",)
    row = one_row(session, token, uid=asked.uid)
    assert (row.custody, row.received_on) == ("stock", None)
    move = one_row(session, token_move, token=asked.uid, became="stock")
    assert (move.day, move.paper) == (TODAY, "12/BCY 02/11/2026")


def test_nothing_is_half_received_where_writing_fails(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = one_row(session, token, subscriber="Đỗ Văn Cường")
    with session.unit_of_work(AddDelivery("x")) as work:
        work.update(token, [{"uid": asked.uid, "serial": "0B000002"}])
    before = rows_of(session, delivery_item), rows_of(session, token)
    real = UnitOfWork.update

    def failing(self: UnitOfWork, table: Table, rows: Any) -> int:
        if table is delivery:
            raise OSError("disk full")
        return real(self, table, rows)

    monkeypatch.setattr(UnitOfWork, "update", failing)
    with pytest.raises(OSError, match="disk full"):
        receive(session, listed=True)
    assert (rows_of(session, delivery_item), rows_of(session, token)) == before


def test_a_box_is_counted(session: Session) -> None:
    receive(session, listed=True)
    found = count(session, "0B000001\n0B000001\n0B000004\nFF000009", counted_by="Lê Văn Đếm")
    assert (found.expected, found.seen) == (3, 3)
    assert found.differences.missing == SERIALS[1:3]
    assert codes(found) == [
        "delivery.seen_twice", "delivery.count_missing", "delivery.count_other_box",
        "delivery.count_unknown",
    ]  # fmt: skip
    (kept,) = read_delivery(session, ReadDelivery(1)).counts
    assert (kept.box, kept.counted_on, kept.counted_by) == ("Hộp 1", TODAY, "Lê Văn Đếm")
    assert (kept.missing, kept.extra) == (SERIALS[1:3], ("0B000004", "FF000009"))
    right = count(session, "0B000001\n0B000002\n0B000003", box="hop 1")
    assert codes(right) == []
    assert one_row(session, box_count, uid=rows_of(session, box_count)[0].uid)
    assert {row.counted_by for row in rows_of(session, box_count)} == {"Lê Văn Đếm", "quan-tri"}


def test_a_count_that_cannot_be_read_is_not_recorded(session: Session) -> None:
    bad = count(session, "0B000001\n2.34E+11")
    assert (bad.run, bad.accepted, bad.problems[0].where.row) == (None, False, 2)
    assert rows_of(session, box_count) == []
    other = CountBox(1, "Hộp 9", TODAY)
    assert outcome(lambda: count_box(session, other)) == ("delivery.box_unknown", 1)


def test_what_is_plugged_in_is_received(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    softly = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", softly.environment["SOFTHSM2_CONF"])
    # Ten tokens of one issuer bear one label; their serials tell them apart.
    for _ in range(2):
        softly.add("VGCA Token")
    plugged = plugged_in(session, SOFTHSM)
    serials = sorted(each.text for each in plugged)
    assert len(set(serials)) == 2
    rows = [(n, "Hộp 5", "SoftHSM", serial, "") for n, serial in enumerate(serials, start=1)]
    add_delivery(session, AddDelivery("Ban Cơ yếu Chính phủ", "15/BCY"))
    import_list(session, ImportList(2, issuers_list(tmp_path / "ds5.xlsx", (HEAD, *rows))))
    found = receive_delivery(session, ReceiveDelivery(2, TODAY, plugged, box="Hộp 5"))
    assert (sorted(found.received), codes(found)) == (serials, [])


def test_a_file_of_a_scanner_may_tell_boxes(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "quet.csv"
    file.write_text("0B000001,Hộp 2\n0B000004;Hộp 2\n", encoding="utf-8")
    found = receive_delivery(session, ReceiveDelivery(1, TODAY, lines_of(file)))
    assert codes(found) == ["delivery.other_box", "delivery.outstanding"]
    assert found.differences.elsewhere[0].seen == "Hộp 2"


def in_lines(session: Session, file: Path, content: bytes) -> list[tuple[str, object, object]]:
    file.write_bytes(content)
    command = ReceiveDelivery(1, TODAY, lines_of(file), dry_run=True)
    found = receive_delivery(session, command)
    for problem in found.problems:
        assert_sayable(problem)
    return [(each.code, each.where.file, each.where.row) for each in found.problems]


def test_what_is_wrong_is_told_with_file_and_line(session: Session, tmp_path: Path) -> None:
    lines = b"0B000001\n\n02 c\xc3\xa1i\nFF000001\n0B000001\n"
    assert in_lines(session, tmp_path / "quet.txt", lines) == [
        ("cell.quantity", "quet.txt", 3),
        ("delivery.not_listed", "quet.txt", 4),
        ("delivery.seen_twice", "quet.txt", 5),
        ("delivery.outstanding", None, None),
    ]


@pytest.mark.parametrize(
    "line",
    ["0B000001,0B000002", "0B000001;FF000002", "0B000001 0B000002", "0B000001\t0B000002;0B000003"],
)
def test_two_serials_on_a_line_are_asked_about(session: Session, tmp_path: Path, line: str) -> None:
    found = in_lines(session, tmp_path / "quet.txt", line.encode())
    assert found[0] == ("delivery.line_of_two", "quet.txt", 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_lines_in_utf16_are_read(session: Session, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "quet.txt"
    file.write_bytes("0B000001,Hộp 1\r\n0B000002\r\n".encode(encoding))
    found = receive_delivery(session, ReceiveDelivery(1, TODAY, lines_of(file)))
    assert found.received == SERIALS[:2]


def test_lines_of_no_known_letters_are_refused(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "quet.txt"
    file.write_bytes(b"0B000001\x00\xff\xfe")
    assert outcome(lambda: lines_of(file)) == ("sheet.nul", 1)
