"""Importing eTokens: device, certificate and subscriber, and the states that need proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.models.data_hash import data_hash
from desktop.models.tables import (
    certificate,
    delivery,
    delivery_item,
    person,
    token,
    unit_version,
)
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import (
    CORRECTION,
    EVENT,
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
    ("Mã định danh", "Tên đơn vị"),
    ("A05", "Tỉnh uỷ Mẫu"),
    ("A05.06001", "Đảng uỷ xã Một"),
    ("A05.06002", "Đảng uỷ xã Hai"),
)
HEAD = ("Đơn vị", "Loại thuê bao", "Tên thuê bao", "Mục đích", "CV đăng ký", "Serial",
        "Chứng thư số", "Hiệu lực từ", "Hạn", "Tình trạng", "Ngày nhận", "Ký nhận")  # fmt: skip
ONE = ("A05.06001", "Cá nhân", "Nguyễn Văn An", "Ký", "12-CV/TU", "0A-1B 2C", "54:01:0a",
       "1/1/2026", "31/12/2028", "Đã bàn giao", "5/1/2026", "6/1/2026")  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(*UNITS)
        yield opened


@pytest.fixture
def tokens(session: Session, tmp_path: Path) -> Importer:
    return Importer(session, tmp_path, "tokens")


def changed(row: tuple[Any, ...], **cells: Any) -> tuple[Any, ...]:
    """Return the row with other cells under the headings whose places are named."""
    names = ("unit", "kind", "subscriber", "purpose", "request", "serial", "certificate",
             "begin", "end", "state", "received", "signed")  # fmt: skip
    return tuple(cells.get(name, cell) for name, cell in zip(names, row, strict=True))


def test_a_token_with_its_certificate_is_written_once(tokens: Importer, session: Session) -> None:
    result = tokens(HEAD, ONE)
    assert (counts(result), result.run) == ((1, 0, 0, 0), 2)
    device, card, who = (one_row(session, table) for table in (token, certificate, person))
    assert (device.serial, device.custody, device.signed_on) == (
        "0A1B2C",
        "handed_over",
        "2026-01-06",
    )
    assert (device.subscriber_type, device.purpose, device.person) == ("person", "sign", who.uid)
    assert (card.number, card.state, card.token, card.person) == (
        "54010A", "active", device.uid, who.uid,
    )  # fmt: skip
    assert (card.from_date, card.to_date) == ("2026-01-01", "2029-01-01")
    assert who.unit == one_row(session, unit_version, name="Đảng uỷ xã Một").unit
    again = tokens(HEAD, ONE)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_undo_brings_back_the_same_data(tokens: Importer, session: Session) -> None:
    def hash_now() -> str:
        with session.reading(Anything()) as connection:
            return data_hash(connection)

    before = hash_now()
    undo(session, Undo(tokens(HEAD, ONE).run or 0))
    assert hash_now() == before


def test_an_organ_is_called_as_its_unit(tokens: Importer, session: Session) -> None:
    tokens(HEAD, changed(ONE, kind=None, subscriber=None))
    device = one_row(session, token)
    assert (device.subscriber_type, device.subscriber) == ("organ", "Đảng uỷ xã Một")
    assert (device.person, rows_of(session, person)) == (None, [])
    assert one_row(session, certificate).unit == device.unit


@pytest.mark.parametrize(
    ("state", "received", "signed", "custody", "card"),
    [
        ("Đã đăng ký", None, None, "requested", "registered"),
        ("Trong kho", None, None, "stock", "issued"),
        ("Đang chuyển", None, None, "transit", "issued"),
        ("Đã nhận", "5/1/2026", None, "received", "issued"),
        ("đã bàn giao", "5/1/2026", "x", "handed_over", "active"),
        (None, None, None, "stock", "issued"),
        (None, "5/1/2026", None, "received", "issued"),
        (None, "rồi", None, "received", "issued"),
        (None, None, "6/1/2026", "handed_over", "active"),
        ("Đang sử dụng", "5/1/2026", None, "received", "active"),
        ("Tạm dừng", None, None, "stock", "on_hold"),
        ("Tạm ngừng", None, None, "stock", "on_hold"),
        ("Thu hồi chứng thư", None, None, "stock", "revoked"),
        ("Hỏng", None, None, "damaged", "issued"),
        ("Mất", None, None, "lost", "issued"),
    ],
)
def test_states(
    tokens: Importer,
    session: Session,
    state: str | None,
    received: str | None,
    signed: str | None,
    custody: str,
    card: str,
) -> None:
    row = changed(ONE, state=state, received=received, signed=signed)
    assert codes(tokens(HEAD, row)) == []
    assert one_row(session, token).custody == custody
    assert one_row(session, certificate).state == card
    again = tokens(HEAD, row)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"state": "Đã bàn giao", "signed": None}, "import.handed_over_unsigned"),
        ({"state": None, "signed": "x", "received": None}, "import.signed_when"),
        ({"state": "Bay mất"}, "import.state_unknown"),
        ({"state": "Thu hồi"}, "import.state_withdrawn"),
        ({"state": "Đã thu hồi"}, "import.state_withdrawn"),
        ({"serial": "02 cái"}, "cell.quantity"),
        ({"subscriber": "02 cái"}, "cell.quantity"),
        ({"serial": "2.34E+11"}, "cell.exponent"),
        ({"serial": 234000000000.0}, "cell.exponent"),
        ({"certificate": "xyz"}, "cell.certificate_number"),
        ({"purpose": "Ký, mã hoá"}, "import.purpose_two"),
        ({"purpose": "Chơi"}, "cell.word"),
        ({"kind": "Máy"}, "cell.word"),
        ({"unit": None}, "import.unit_missing"),
        ({"unit": "A05.77"}, "import.unit_not_known"),
        ({"subscriber": None}, "import.subscriber_missing"),
        ({"end": "30/2/2028"}, "cell.date_impossible"),
    ],
)
def test_rows_that_must_be_asked_about(tokens: Importer, cells: dict[str, Any], code: str) -> None:
    result = tokens(HEAD, changed(ONE, **cells))
    assert (codes(result), fates(result)) == ([code], ["refused"])


def test_a_request_gets_its_serial_later(tokens: Importer, session: Session) -> None:
    request = changed(ONE, serial=None, certificate=None, begin=None, end=None, state="Đã đăng ký",
                      received=None, signed=None)  # fmt: skip
    tokens(HEAD, request)
    assert one_row(session, token).custody == "requested"
    assert counts(tokens(HEAD, request)) == (0, 0, 1, 0)
    assert counts(tokens(HEAD, ONE)) == (0, 1, 0, 0)
    device = one_row(session, token)
    assert (device.serial, device.custody) == ("0A1B2C", "handed_over")
    assert one_row(session, certificate).token == device.uid


def test_a_token_is_found_by_its_certificate(tokens: Importer, session: Session) -> None:
    tokens(HEAD, ONE)
    result = tokens(HEAD, changed(ONE, serial=None))
    assert (counts(result), len(rows_of(session, token))) == ((0, 0, 1, 0), 1)
    other = tokens(HEAD, changed(ONE, serial="FFFF"))
    assert codes(other) == ["import.certificate_elsewhere"]


def test_the_same_device_twice(tokens: Importer) -> None:
    result = tokens(HEAD, ONE, changed(ONE, certificate="99"))
    assert codes(result) == ["import.token_twice"]
    assert only_problem(result).values["first"] == 2


def test_a_renewal_is_asked_about(tokens: Importer, session: Session) -> None:
    tokens(HEAD, ONE)
    renewed = changed(ONE, certificate="5402", begin="1/1/2029", end="31/12/2031")
    assert codes(tokens(HEAD, renewed)) == ["import.certificate_differs"]
    tokens(HEAD, renewed, changes=EVENT)
    states = {row.number: row.state for row in rows_of(session, certificate)}
    assert states == {"54010A": "superseded", "5402": "active"}
    again = tokens(HEAD, renewed)
    assert (counts(again), again.run) == ((0, 0, 1, 0), None)


def test_a_number_written_wrongly_is_mended(tokens: Importer, session: Session) -> None:
    tokens(HEAD, ONE)
    tokens(HEAD, changed(ONE, certificate="54010B"), changes=CORRECTION)
    assert one_row(session, certificate).number == "54010B"


def test_a_revoked_certificate_never_returns(tokens: Importer, session: Session) -> None:
    tokens(HEAD, changed(ONE, state="Thu hồi chứng thư"))
    assert codes(tokens(HEAD, ONE)) == ["import.certificate_revoked"]
    assert one_row(session, certificate).state == "revoked"


def test_another_subscriber_or_unit_is_asked_about(tokens: Importer, session: Session) -> None:
    tokens(HEAD, ONE)
    given = changed(ONE, subscriber="Trần Thị Bình")
    assert codes(tokens(HEAD, given)) == ["import.subscriber_differs"]
    assert codes(tokens(HEAD, changed(ONE, unit="A05.06002"))) == ["import.token_unit_differs"]
    tokens(HEAD, given, changes=EVENT)
    device = one_row(session, token)
    assert device.subscriber == "Trần Thị Bình"
    assert one_row(session, person, name="Trần Thị Bình").uid == device.person


def test_the_clerk_of_the_unit_is_the_subscriber(
    tokens: Importer, session: Session, tmp_path: Path
) -> None:
    head = ("Mã", "Vai trò", "Họ tên", "Điện thoại")
    Importer(session, tmp_path, "clerks")(
        head, ("A05.06001", "Văn thư mật", "Đ/c Nguyễn Văn An", "0912000001")
    )
    tokens((*HEAD, "Điện thoại"), (*ONE, "0999"))
    who = one_row(session, person)
    assert (one_row(session, token).person, who.phone) == (who.uid, "0912000001")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("001234567890", []),
        (1234567890.0, ["import.citizen_id_zeros"]),
        ("1.23E+11", ["import.citizen_id_lost"]),
        ("không nhớ", ["import.citizen_id_wrong"]),
    ],
)
def test_citizens_numbers_are_looked_at_and_not_kept(
    tokens: Importer, session: Session, number: Any, said: list[str]
) -> None:
    result = tokens((*HEAD, "CCCD"), (*ONE, number))
    assert codes(result, "warning") == [*said, "import.citizen_id_not_kept"]
    assert "1234567890" not in str([tuple(row) for row in rows_of(session, token)])


def test_a_certificate_that_had_ended_is_kept_with_a_period(
    session: Session, tokens: Importer
) -> None:
    row = list(ONE)
    row[HEAD.index("Hiệu lực từ")] = None
    row[HEAD.index("Hạn")] = "31/12/2024"
    assert fates(tokens(HEAD, row)) == ["created"]
    kept = one_row(session, certificate)
    assert (kept.from_date, kept.to_date) == ("2024-12-31", "2025-01-01")


def test_a_total_that_is_not_that_of_the_rows_is_an_error(
    tokens: Importer, session: Session
) -> None:
    assert codes(tokens(HEAD, ONE, ("Tổng số: 1",))) == []
    problem = only_problem(tokens(HEAD, ONE, ("Tổng số: 20 thiết bị",)))
    assert (problem.code, problem.where.row) == ("import.total_differs", 3)
    assert (problem.values["declared"], problem.values["count"]) == (20, 1)


@pytest.mark.parametrize("serial", ["168496141", "00A0B0C0D", "0x0A0B0C0D", "A0B0C0D"])
def test_a_serial_that_may_be_a_known_one_is_asked_about(
    tokens: Importer, session: Session, serial: str
) -> None:
    tokens(HEAD, changed(ONE, serial="0A0B0C0D"))
    again = changed(ONE, subscriber="Lê Thị Bình", serial=serial, certificate=None)
    problem = only_problem(tokens(HEAD, again))
    assert (problem.code, problem.where.row) == ("import.serial_alike", 2)
    assert problem.values == {"written": serial, "known": "0A0B0C0D"}
    assert one_row(session, token).subscriber == "Nguyễn Văn An"
    # The same signs, whatever stands between them, are no question.
    assert codes(tokens(HEAD, changed(ONE, serial="0a:0b 0c-0d"))) == []


def test_a_serial_of_a_delivery_is_known_too(tokens: Importer, session: Session) -> None:
    with session.unit_of_work(Anything()) as work:
        uid = work.new_uid()
        work.insert(delivery, [{"uid": uid, "number": 1, "sender": "Ban Cơ yếu"}])
        item = {"uid": work.new_uid(), "delivery": uid, "serial": "0A0B0C0D", "listed": 1}
        work.insert(delivery_item, [item])
    assert codes(tokens(HEAD, changed(ONE, serial="168496141"))) == ["import.serial_alike"]


def test_one_device_in_two_writings_of_a_file_is_asked_about(tokens: Importer) -> None:
    other = changed(ONE, subscriber="Lê Thị Bình", serial="168496141", certificate=None)
    result = tokens(HEAD, changed(ONE, serial="0A0B0C0D"), other)
    problem = only_problem(result)
    assert (problem.code, problem.where.row) == ("import.serial_alike_row", 3)
    assert problem.values == {"written": "168496141", "known": "0A0B0C0D", "row": 2}


def test_a_lost_zero_is_asked_about_but_not_a_number_of_the_same_series(tokens: Importer) -> None:
    tokens(HEAD, changed(ONE, serial="0012345678"))
    lost = changed(ONE, subscriber="Lê Thị Bình", serial=12345678, certificate=None)
    assert codes(tokens(HEAD, lost)) == ["import.serial_alike"]
    # 00123456 read as hexadecimal would be 01193046 in decimal.
    series = [
        changed(ONE, subscriber=name, serial=serial, certificate=None)
        for name, serial in (("Lê Thị Bình", "00123456"), ("Vũ Văn Chí", "01193046"))
    ]
    assert codes(tokens(HEAD, *series)) == []


def test_a_correction_by_uid_may_write_the_serial_another_way(
    tokens: Importer, session: Session
) -> None:
    tokens(HEAD, changed(ONE, serial="168496141"))
    uid = one_row(session, token).uid
    row = (*changed(ONE, serial="0A0B0C0D"), uid)
    assert codes(tokens((*HEAD, "uid"), row)) == ["import.serial_alike"]
    assert codes(tokens((*HEAD, "uid"), row, changes=CORRECTION)) == []
    assert one_row(session, token).serial == "0A0B0C0D"
