"""Every move of a token leaves a line: who, when, by what paper; and undo takes it away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.data_hash import data_hash
from desktop.models.tables import certificate, person, token, token_move, unit
from desktop.services.browse_tokens import Move, ReadToken, read_token
from desktop.services.edit_certificates import (
    RequestCertificates,
    StepCertificates,
    request_certificates,
    step_certificates,
)
from desktop.services.edit_tokens import AssignTokens, MoveTokens, assign_tokens, move_tokens
from desktop.services.erase_person import ErasePerson, erase_person
from desktop.services.imports.command import Changes, ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.token_sets import HEAD, TOKENS, fill_tokens
from tests.helpers.workbooks import write_xlsx


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        fill_tokens(opened, tmp_path)
        yield opened


def uid(session: Session, serial: str | None) -> str:
    return str(one_row(session, token, serial=serial).uid)


def moves(session: Session, token_uid: str) -> tuple[Move, ...]:
    return read_token(session, ReadToken(token_uid)).moves


def told(move: Move) -> tuple[str | None, ...]:
    return (move.kind, move.was, move.became, move.day)


def test_the_first_line_is_what_the_list_said_and_the_next_each_step(session: Session) -> None:
    device = uid(session, "AA01")
    assert [told(move) for move in moves(session, device)] == [
        ("custody", None, "handed_over", "2026-01-06")
    ]
    move_tokens(
        session,
        MoveTokens((device,), "lost", "2026-11-20", None, "revocation_pending", None,
                   "5-BC/VPTU ngày 20/11/2026", "rơi khi đi công tác"),
    )  # fmt: skip
    found = moves(session, device)
    assert [told(move) for move in found] == [
        ("custody", None, "handed_over", "2026-01-06"),
        ("custody", "handed_over", "lost", "2026-11-20"),
        ("certificate", "active", "revocation_pending", "2026-11-20"),
    ]
    assert found[0].run is None
    assert (found[1].paper, found[1].reason) == (
        "5-BC/VPTU ngày 20/11/2026",
        "rơi khi đi công tác",
    )
    assert found[1].actor == found[2].actor is not None
    assert found[2].number == "A1"


def test_who_had_it_before_is_not_lost_with_the_return(session: Session) -> None:
    device = uid(session, None)
    for custody, on, options in (
        ("stock", "2026-10-01", {"serial": "0B04"}),
        ("received", "2026-10-02", {"receiver": "Lê Văn Nhận"}),
        ("handed_over", "2026-10-03", {"paper": "BB 7"}),
        ("returned", "2026-10-04", {}),
        ("stock", "2026-10-05", {}),
    ):
        move_tokens(session, MoveTokens((device,), custody, on, **options))  # type: ignore[arg-type]
    assert one_row(session, token, uid=device).receiver is None
    found = moves(session, device)
    assert [move.became for move in found] == [
        "requested", "stock", "received", "handed_over", "returned", "stock",
    ]  # fmt: skip
    assert [move.receiver for move in found[2:4]] == ["Lê Văn Nhận", "Lê Văn Nhận"]
    assert found[3].paper == "BB 7"


def test_undo_takes_the_moves_back_and_redo_brings_them(session: Session) -> None:
    with session.reading(Anything()) as connection:
        before = data_hash(connection)
    device = uid(session, "AA02")
    done = move_tokens(session, MoveTokens((device,), "handed_over", "2026-11-20"))
    written = rows_of(session, token_move)
    assert len(written) == 2
    assert done.run is not None
    undone = undo(session, Undo(done.run))
    assert rows_of(session, token_move) == []
    with session.reading(Anything()) as connection:
        assert data_hash(connection) == before
    undo(session, Undo(undone.run))
    assert sorted(rows_of(session, token_move)) == sorted(written)


def test_whose_it_is_and_which_unit_are_moves_with_names(session: Session) -> None:
    device = uid(session, None)
    other = one_row(session, person, name="Ân Thị Bình")
    assign_tokens(session, AssignTokens((device,), other.uid, "2026-11-20", "CV 9", "đổi người"))
    found = moves(session, device)
    assert [told(move) for move in found[1:]] == [
        ("holder", "Đỗ Văn Cường", "Ân Thị Bình", "2026-11-20"),
        ("unit", "Đảng uỷ xã Hai", "Đảng uỷ xã Một", "2026-11-20"),
    ]
    assert found[1].reason == "đổi người"


def test_a_certificate_is_asked_for_registered_issued_used_and_revoked(session: Session) -> None:
    device = uid(session, None)
    asked = RequestCertificates((device,), "2026-11-01", "CV 10")
    assert outcome(lambda: request_certificates(session, RequestCertificates((device,)))) == (
        "token.paper_missing",
        1,
    )
    request_certificates(session, asked)
    assert outcome(lambda: request_certificates(session, asked)) == ("certificate.there_already", 1)
    card = one_row(session, certificate, token=device)
    assert (card.number, card.state) == ("", "requested")

    def step(state: str, number: str | None = None) -> StepCertificates:
        return StepCertificates((card.uid,), state, "2026-11-02", number)

    step_certificates(session, step("registered"))
    assert outcome(lambda: step_certificates(session, step("issued"))) == (
        "certificate.number_missing",
        1,
    )
    taken = step("issued", "A1")
    assert outcome(lambda: step_certificates(session, taken)) == ("certificate.number_taken", 1)
    for state, number in (
        ("issued", "0c7"), ("active", None), ("revocation_pending", None), ("revoked", None),
    ):  # fmt: skip
        step_certificates(session, step(state, number))
    assert one_row(session, certificate, uid=card.uid).number == "0C7"
    assert outcome(lambda: step_certificates(session, step("active"))) == ("certificate.step", 1)
    states = [move.became for move in moves(session, device) if move.kind == "certificate"]
    assert states == [
        "requested", "registered", "issued", "active", "revocation_pending", "revoked",
    ]  # fmt: skip


def importing(session: Session, folder: Path, changes: Changes | None, **cells: str) -> list[str]:
    row = [cells.get(head, value) for head, value in zip(HEAD, TOKENS[0], strict=True)]
    path = write_xlsx(folder / "again.xlsx", (HEAD, tuple(row)))
    found = import_file(
        session, ImportFile("tokens", path, from_date="2025-07-01", changes=changes)
    )
    return [problem.code for problem in found.problems]


def test_a_list_moves_tokens_too_but_only_where_steps_lead(
    session: Session, tmp_path: Path
) -> None:
    device = uid(session, "AA01")
    assert importing(session, tmp_path, None, **{"Tình trạng": "Đã đăng ký"}) == [
        "import.custody_step"
    ]
    assert importing(session, tmp_path, None, **{"Tình trạng": "Đã cấp"}) == [
        "import.certificate_step"
    ]
    assert importing(session, tmp_path, None, **{"Tình trạng": "Thu hồi thiết bị"}) == []
    assert [move.became for move in moves(session, device)] == ["handed_over", "returned"]
    assert importing(session, tmp_path, Changes.CORRECTION, **{"Tình trạng": "Đã bàn giao"}) == []


def test_what_is_destroyed_stays_so_whoever_writes(session: Session, tmp_path: Path) -> None:
    device = uid(session, "AA01")
    move_tokens(session, MoveTokens((device,), "returned", "2026-11-20"))
    move_tokens(session, MoveTokens((device,), "destroyed", "2026-11-21", paper="BB 3"))
    found = importing(session, tmp_path, Changes.CORRECTION, **{"Tình trạng": "Trong kho"})
    assert found == ["import.custody_step"]

    def write() -> None:
        with session.unit_of_work(Anything()) as work:
            work.update(token, [{"uid": device, "custody": "stock"}])

    assert outcome(write) == ("token.step", 1)
    assert one_row(session, token, uid=device).custody == "destroyed"


def test_nothing_is_handed_over_unsigned_whoever_writes(session: Session) -> None:
    def write() -> None:
        with session.unit_of_work(Anything()) as work:
            work.update(token, [{"uid": uid(session, "AA02"), "custody": "handed_over"}])

    assert outcome(write) == ("token.unsigned", 1)


def test_an_import_gives_the_certificate_that_was_asked_for_its_number(
    session: Session, tmp_path: Path
) -> None:
    device = uid(session, None)
    request_certificates(session, RequestCertificates((device,), "2026-11-01", "CV 10"))
    row = ("A05.06002", "Cá nhân", "Đỗ Văn Cường", "AA04", "A4", "1/11/2026", "31/10/2029",
           "Đã nhận", "5/11/2026", "")  # fmt: skip
    path = write_xlsx(tmp_path / "issued.xlsx", (HEAD, row))
    assert import_file(session, ImportFile("tokens", path, from_date="2025-07-01")).problems == ()
    card = one_row(session, certificate, token=device)
    assert (card.number, card.state, card.to_date) == ("A4", "issued", "2029-11-01")


def test_an_erased_person_is_gone_from_the_moves(session: Session) -> None:
    device = uid(session, "AA01")
    who = one_row(session, person, name="Nguyễn Văn An")
    note = "do Nguyễn Văn An đề nghị"
    move_tokens(session, MoveTokens((device,), "returned", "2026-11-20", paper="BB 1", reason=note))
    assign_tokens(session, AssignTokens((device,), None))
    erase_person(session, ErasePerson(str(who.uid), "CV 3"))
    assert "Nguyễn Văn An" not in str(rows_of(session, token_move))
    found = moves(session, device)
    assert all("Nguyễn Văn An" not in str(move) for move in found)
    assert rows_of(session, unit)
