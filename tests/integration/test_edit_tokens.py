"""Tokens from hand to hand: allowed steps, days, signatures, whose they are, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.data_hash import data_hash
from desktop.models.tables import certificate, delivery, delivery_item, person, token
from desktop.services.edit_certificates import StepCertificates, step_certificates
from desktop.services.edit_tokens import (
    AssignTokens,
    MoveTokens,
    assign_tokens,
    move_tokens,
)
from desktop.services.history import ReadHistory, history
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import failure_of, outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.surroundings import vietnamese
from tests.helpers.token_sets import fill_tokens


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        fill_tokens(opened, tmp_path)
        yield opened


def uid(session: Session, serial: str | None) -> str:
    return str(one_row(session, token, serial=serial).uid)


def move(session: Session, custody: str, *serials: str | None, **options: object) -> MoveTokens:
    tokens = tuple(uid(session, serial) for serial in serials)
    return MoveTokens(tokens, custody, **{"on": "2026-11-20", **options})  # type: ignore[arg-type]


def test_handing_over_needs_its_day_and_brings_the_certificate_into_use(session: Session) -> None:
    command = move(session, "handed_over", "AA02", certificate="active", receiver="Ân Thị Bình")
    found = move_tokens(session, command)
    row = one_row(session, token, serial="AA02")
    assert (row.custody, row.signed_on, row.received_on) == (
        "handed_over",
        "2026-11-20",
        "2026-01-05",
    )
    assert row.receiver == "Ân Thị Bình"
    assert one_row(session, certificate, number="A2").state == "active"
    words = history(session, ReadHistory()).undo
    assert words is not None
    assert words.words.render(vietnamese()) == "1 eToken: đã bàn giao"
    assert words.number == found.run


def test_the_serial_of_a_delivery_is_the_same_in_decimal(session: Session) -> None:
    with session.unit_of_work(Anything()) as work:
        whole = work.new_uid()
        work.insert(delivery, [{"uid": whole, "number": 1, "sender": "Ban Cơ yếu"}])
        item = {"uid": work.new_uid(), "delivery": whole, "serial": "0B0B0B0B", "listed": 1}
        work.insert(delivery_item, [item])
    move_tokens(session, move(session, "stock", None, serial="185273099"))
    assert one_row(session, token, custody="stock").serial == "0B0B0B0B"


def test_one_bad_token_holds_all_back(session: Session) -> None:
    before = rows_of(session, token)
    failure = failure_of(lambda: move_tokens(session, move(session, "handed_over", "AA01", "AA02")))
    assert [problem.code for problem in failure.problems] == ["token.step"]
    assert rows_of(session, token) == before


@pytest.mark.parametrize(
    ("custody", "serials", "options", "code"),
    [
        ("stock", ["AA01"], {}, "token.step"),
        ("handed_over", ["AA02"], {"on": "2026-01-04"}, "token.signed_too_early"),
        ("returned", ["AA01"], {"on": "2026-11-25"}, "token.day_to_come"),
        ("stock", [None], {}, "token.serial_missing"),
        ("lost", ["AA01"], {}, "token.reason_missing"),
        ("lost", ["AA01"], {"reason": "  "}, "token.reason_missing"),
        ("stock", [None], {"serial": "02 cái"}, "cell.quantity"),
        ("stock", [None], {"serial": "aa-01"}, "token.serial_taken"),
        ("returned", ["AA01", "AA02"], {"serial": "BB01"}, "token.serial_of_many"),
    ],
)
def test_refused_steps(
    session: Session, custody: str, serials: list[str | None], options: dict[str, str], code: str
) -> None:
    command = move(session, custody, *serials, **options)
    assert outcome(lambda: move_tokens(session, command)) == (code, 1)


def test_a_whole_life_and_back(session: Session) -> None:
    with session.reading(Anything()) as connection:
        first = data_hash(connection)
    token_uid = uid(session, None)
    runs = []
    for custody, options in (
        ("stock", {"serial": "0b-04"}),
        ("transit", {}),
        ("received", {"receiver": "Đỗ Văn Cường"}),
        ("handed_over", {}),
        ("returned", {}),
        ("destroyed", {"paper": "12-BB/VPTU ngày 20/11/2026"}),
    ):
        command = MoveTokens((token_uid,), custody, "2026-11-20", **options)
        runs.append(move_tokens(session, command).run)
    row = one_row(session, token, uid=token_uid)
    assert (row.serial, row.custody, row.receiver) == ("0B04", "destroyed", "Đỗ Văn Cường")
    for run in reversed(runs):
        assert run is not None
        undo(session, Undo(run))
    with session.reading(Anything()) as connection:
        assert data_hash(connection) == first


def test_back_in_stock_nobody_has_received_it(session: Session) -> None:
    move_tokens(session, move(session, "returned", "AA01"))
    move_tokens(session, move(session, "stock", "AA01"))
    row = one_row(session, token, serial="AA01")
    assert (row.received_on, row.receiver, row.signed_on) == (None, None, None)


def test_a_lost_token_has_its_certificate_revoked_for_good(session: Session) -> None:
    move_tokens(
        session,
        move(
            session, "lost", "AA01", certificate="revocation_pending", reason="rơi khi đi công tác"
        ),
    )
    row = one_row(session, certificate, number="A1")
    assert row.state == "revocation_pending"
    step_certificates(session, StepCertificates((row.uid,), "revoked"))
    back = StepCertificates((row.uid,), "active")
    assert outcome(lambda: step_certificates(session, back)) == ("certificate.step", 1)


def test_a_token_is_never_shared(session: Session) -> None:
    other = one_row(session, person, name="Ân Thị Bình")
    taken = AssignTokens((uid(session, "AA01"),), other.uid)
    assert outcome(lambda: assign_tokens(session, taken)) == ("token.in_hands", 1)
    nobody = AssignTokens(taken.tokens, None)
    assert outcome(lambda: assign_tokens(session, nobody)) == ("token.in_hands", 1)
    move_tokens(session, move(session, "returned", "AA01"))
    assert outcome(lambda: assign_tokens(session, taken)) == ("token.certificate_of_other", 1)


def test_a_requested_token_follows_its_new_person(session: Session) -> None:
    other = one_row(session, person, name="Ân Thị Bình")
    token_uid = uid(session, None)
    assign_tokens(session, AssignTokens((token_uid,), other.uid))
    row = one_row(session, token, uid=token_uid)
    assert (row.person, row.unit, row.subscriber) == (other.uid, other.unit, "Ân Thị Bình")
    assign_tokens(session, AssignTokens((token_uid,), None))
    assert one_row(session, token, uid=token_uid).person is None
    missing = AssignTokens((token_uid,), "0" * 32)
    assert outcome(lambda: assign_tokens(session, missing)) == ("person.unknown", 1)
