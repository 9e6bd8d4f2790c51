"""A handing-out day: who is to come, what comes of each device, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from desktop.domain.handing_out import GONE, Outcome
from desktop.models.tables import handout, handout_line, person, token, token_move
from desktop.models.uow import UnitOfWork
from desktop.services.browse_tokens import ReadToken, read_token
from desktop.services.edit_tokens import AssignTokens, MoveTokens, assign_tokens, move_tokens
from desktop.services.erase_person import ErasePerson, erase_person
from desktop.services.handing_out.command import (
    FindDevice,
    Line,
    ListDays,
    ReadDay,
    StartDay,
    SwapDevice,
    Tick,
    Ticked,
    TickPin,
)
from desktop.services.handing_out.days import find_device, list_days, read_day, start_day
from desktop.services.handing_out.ticking import swap_device, tick, tick_pin
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.stock_days import TODAY, lay_day
from tests.helpers.vaults import new_vault


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    fill: Callable[[Session], None] = lambda opened: lay_day(opened, tmp_path)  # noqa: E731
    with new_vault(tmp_path / "vault", fill=fill) as found:
        yield found


def scan(session: Session, serial: str) -> Line:
    return find_device(session, FindDevice(1, serial))


def ticked(session: Session, serial: str, what: Outcome, **told: Any) -> Ticked:
    return tick(session, Tick(1, (scan(session, serial).token,), what, **told))


def custody(session: Session, serial: str) -> list[str | None]:
    uid = one_row(session, token, serial=serial).uid
    page = read_token(session, ReadToken(uid))
    return [move.became for move in page.moves if move.kind == "custody"]


def test_the_list_is_by_unit_and_name(session: Session) -> None:
    status = read_day(session, ReadDay())
    assert [(line.number, line.code, line.serial) for line in status.lines] == [
        (1, "A05.06001", "AA02"),
        (2, "A05.06002", "0B000002"),
        (3, "A05.06002", "0B000001"),
    ]
    assert [tuple(each) for each in status.by_unit()] == [
        ("Đảng uỷ xã Một", 0, 1), ("Đảng uỷ xã Hai", 0, 2),
    ]  # fmt: skip
    (counted,) = list_days(session, ListDays())
    assert (counted.total, counted.handed, counted.place) == (3, 0, "Hội trường tầng 2")
    start_day(session, StartDay("2026-12-01", under="A05.06001"))
    assert [line.serial for line in read_day(session, ReadDay(2)).lines] == ["AA02"]
    start_day(session, StartDay("2026-12-01", delivery=1))
    assert len(read_day(session, ReadDay(3)).lines) == 2


def test_a_device_is_handed_over_by_its_tick(session: Session) -> None:
    done = ticked(session, "0b-00-00-01", Outcome.HANDED)
    (line,) = done.lines
    assert (line.outcome, line.on, line.custody) == (Outcome.HANDED, TODAY, "handed_over")
    assert custody(session, "0B000001") == ["requested", "stock", "received", "handed_over"]
    row = one_row(session, token, serial="0B000001")
    assert (row.received_on, row.signed_on) == (TODAY, TODAY)
    move = one_row(session, token_move, token=row.uid, became="handed_over")
    assert move.paper == "List of signatures of handing-out day 1, 24/11/2026"
    assert outcome(lambda: ticked(session, "0B000001", Outcome.HANDED)) == (
        "handout.gone_already", 1,
    )  # fmt: skip
    # The unit had received this one before: only the signature was still to come.
    ticked(session, "AA02", Outcome.HANDED)
    assert custody(session, "AA02") == ["received", "handed_over"]
    assert one_row(session, token, serial="AA02").received_on == "2026-01-05"


def test_whoever_receives_for_another_leaves_the_signature_open(session: Session) -> None:
    told = {"receiver": "Lê Văn  Nhận", "paper": "GGT 15 ngày 23/11/2026"}
    done = ticked(session, "0B000001", Outcome.PROXY, **told)
    assert (done.lines[0].receiver, done.lines[0].custody) == ("Lê Văn Nhận", "received")
    row = one_row(session, token, serial="0B000001")
    assert (row.custody, row.receiver, row.signed_on) == ("received", "Lê Văn Nhận", None)
    move = one_row(session, token_move, token=row.uid, became="received")
    assert (move.receiver, move.paper) == ("Lê Văn Nhận", told["paper"])
    missing = {"receiver": "Lê Văn Nhận", "paper": " "}
    assert outcome(lambda: ticked(session, "0B000002", Outcome.PROXY, **missing))[0] == (
        "handout.paper_missing"
    )
    assert outcome(lambda: ticked(session, "0B000002", Outcome.PROXY))[0] == (
        "handout.proxy_unnamed"
    )
    ticked(session, "AA02", Outcome.PROXY, **told)
    assert one_row(session, token, serial="AA02").receiver == "Lê Văn Nhận"


def test_an_erased_person_is_gone_from_the_day(session: Session) -> None:
    who = one_row(session, person, name="Nguyễn Văn An")
    device = (one_row(session, token, serial="AA01").uid,)
    move_tokens(session, MoveTokens(device, "returned", TODAY))
    assign_tokens(session, AssignTokens(device, None))
    told = {"receiver": "Nguyễn Văn An", "paper": "GGT 15 của Nguyễn Văn An"}
    ticked(session, "0B000001", Outcome.PROXY, **told)
    erase_person(session, ErasePerson(str(who.uid), "CV 3"))
    line = one_row(session, handout_line, result="proxy")
    assert "Nguyễn Văn An" not in f"{line.receiver} {line.paper}"
    assert "Nguyễn Văn An" not in str(rows_of(session, token_move))


def test_who_was_absent_may_still_come(session: Session) -> None:
    assert ticked(session, "0B000001", Outcome.ABSENT).lines[0].custody == "stock"
    assert read_day(session, ReadDay(1)).counts()[Outcome.ABSENT] == 1
    assert ticked(session, "0B000001", Outcome.WAITING).lines[0].on is None
    ticked(session, "0B000001", Outcome.ABSENT)
    assert ticked(session, "0B000001", Outcome.HANDED).lines[0].outcome is Outcome.HANDED


def test_another_device_takes_the_place_of_a_broken_one(session: Session) -> None:
    uid = scan(session, "0B000001").token
    done = swap_device(session, SwapDevice(1, uid, "0b000003", "không nhận"))
    assert (done.lines[0].serial, done.lines[0].was_serial) == ("0B000003", "0B000001")
    move = one_row(session, token_move, token=uid, kind="device")
    assert (move.was, move.became, move.reason) == ("0B000001", "0B000003", "không nhận")
    assert scan(session, "0B000003").token == uid
    assert outcome(lambda: scan(session, "0B000001")) == ("handout.nobodys", 1)
    assert outcome(lambda: swap_device(session, SwapDevice(1, uid, "0B000003")))[0] == (
        "handout.swap_same"
    )
    assert outcome(lambda: swap_device(session, SwapDevice(1, uid, "AA01")))[0] == (
        "token.serial_taken"
    )
    assert outcome(lambda: swap_device(session, SwapDevice(1, uid, "2.34E+11")))[0] == (
        "cell.exponent"
    )
    other = scan(session, "AA02").token
    assert outcome(lambda: swap_device(session, SwapDevice(1, other, "0B000004")))[0] == (
        "handout.swap_certified"
    )
    back = swap_device(session, SwapDevice(1, uid, "0B000001"))
    assert back.lines[0].was_serial is None
    ticked(session, "0B000001", Outcome.HANDED)
    assert outcome(lambda: swap_device(session, SwapDevice(1, uid, "0B000004")))[0] == (
        "handout.gone_already"
    )


def test_envelopes_with_pins_go_apart(session: Session) -> None:
    uid = scan(session, "0B000001").token
    assert tick_pin(session, TickPin(1, (uid,))).lines[0].pin_on == TODAY
    assert one_row(session, token, uid=uid).custody == "stock"
    again = tick_pin(session, TickPin(1, (uid,)))
    assert again.run is None
    assert tick_pin(session, TickPin(1, (uid,), given=False)).lines[0].pin_on is None


def test_who_is_not_in_the_list_is_added_when_ticked(session: Session) -> None:
    start_day(session, StartDay(TODAY, under="A05.06001"))
    guest = find_device(session, FindDevice(2, "0B000001"))
    assert (guest.number, guest.subscriber) == (None, "Đỗ Văn Cường")
    done = tick(session, Tick(2, (guest.token,), Outcome.HANDED))
    assert done.lines[0].number == 2
    assert done.run is not None
    undo(session, Undo(done.run))
    assert len(read_day(session, ReadDay(2)).lines) == 1


def test_what_cannot_be_is_refused(session: Session) -> None:
    assert outcome(lambda: scan(session, "FFFFFF01"))[0] == "handout.serial_unknown"
    assert outcome(lambda: scan(session, "02 cái"))[0] == "cell.quantity"
    assert outcome(lambda: read_day(session, ReadDay(9)))[0] == "handout.no_day"
    assert outcome(lambda: start_day(session, StartDay(TODAY, under="A05.06009")))[0] == (
        "unit.code_unknown"
    )
    assert outcome(lambda: start_day(session, StartDay(TODAY, delivery=9)))[0] == (
        "delivery.unknown"
    )
    start_day(session, StartDay("2026-12-01"))
    # Ticked before its day: today is when it happened.
    assert tick(session, Tick(2, (scan(session, "AA02").token,), Outcome.HANDED)).lines[0].on == (
        TODAY
    )


def test_a_tick_has_the_day_that_is_told(session: Session) -> None:
    start_day(session, StartDay("2026-11-20"))
    uid = scan(session, "0B000001").token
    late = Tick(2, (uid,), Outcome.HANDED, on="2026-11-25")
    assert outcome(lambda: tick(session, late))[0] == "handout.day_to_come"
    done = tick(session, Tick(2, (uid,), Outcome.HANDED, on=TODAY))
    assert done.lines[0].on == TODAY
    pin = TickPin(2, (uid,), on="2026-11-22")
    assert tick_pin(session, pin).lines[0].pin_on == "2026-11-22"


def test_nothing_is_half_ticked_where_writing_fails(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [rows_of(session, table) for table in (token, token_move, handout_line)]
    uid = scan(session, "0B000001").token
    real = UnitOfWork.update

    def failing(self: UnitOfWork, table: Table, rows: Any) -> int:
        if table is handout_line:
            raise OSError("disk full")
        return real(self, table, rows)

    monkeypatch.setattr(UnitOfWork, "update", failing)
    with pytest.raises(OSError, match="disk full"):
        tick(session, Tick(1, (uid,), Outcome.HANDED))
    assert [rows_of(session, table) for table in (token, token_move, handout_line)] == before


SERIALS = ("0B000001", "0B000002", "AA02")
ACTS = st.tuples(st.sampled_from(SERIALS), st.sampled_from([*Outcome, None]))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("day")
    fill: Callable[[Session], None] = lambda opened: lay_day(opened, folder)  # noqa: E731
    with new_vault(folder / "vault", fill=fill) as found:
        yield found


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=8))
def test_every_tick_can_be_taken_back(
    shared: Session, acts: list[tuple[str, Outcome | None]]
) -> None:
    """Whatever is ticked in whatever order: devices that are gone are gone once, and taking all
    runs back leaves the registers, the moves and the list as they were."""
    tables = (token, token_move, handout, handout_line)
    before = [sorted(map(tuple, rows_of(shared, table))) for table in tables]
    runs = []
    for serial, what in acts:
        line = scan(shared, serial)
        if what is None:
            done = tick_pin(shared, TickPin(1, (line.token,)))
        else:
            command = Tick(1, (line.token,), what, "Lê Văn Nhận", "GGT 1")
            if line.outcome in GONE:
                assert outcome(lambda c=command: tick(shared, c))[0] == "handout.gone_already"
                continue
            done = tick(shared, command)
            assert done.lines[0].outcome is what
        runs += [done.run] if done.run is not None else []
    for run in reversed(runs):
        undo(shared, Undo(run))
    assert [sorted(map(tuple, rows_of(shared, table))) for table in tables] == before
