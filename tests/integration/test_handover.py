"""Minutes of handing over: they wait, the signed copy moves the devices, what is kept comes out."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop.domain.handover import MinutesState, Party, digest_of
from desktop.models.data_hash import data_hash
from desktop.models.handover_reader import Minutes
from desktop.models.tables import certificate, handover, kept_file, person, run_chunk, token
from desktop.services.browse_tokens import BrowseTokens, ReadToken, TokenList, read_token
from desktop.services.certificates.radar import ReadRadar, read_radar
from desktop.services.checks import Check, check
from desktop.services.edit_tokens import AssignTokens, MoveTokens, assign_tokens, move_tokens
from desktop.services.erase_person import ErasePerson, erase_person
from desktop.services.handover.command import (
    CancelMinutes,
    DrawMinutes,
    DrawPaper,
    ListMinutes,
    ReadMinutes,
    RecordSigned,
    SignMinutes,
    TakeOut,
)
from desktop.services.handover.drawing import (
    draw_minutes,
    draw_paper,
    list_minutes,
    read_minutes,
)
from desktop.services.handover.signing import (
    cancel_minutes,
    record_signed,
    sign_minutes,
    take_out,
)
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.papers import pages_of_text
from tests.helpers.pki import PIN, Authority, SoftTokens
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.token_sets import fill_tokens

# The clock stands on 24 November 2026.
TODAY = "2026-11-24"
SCAN = b"%PDF-1.7\n" + bytes(range(256)) * 40
PAPER = "7-BB/VPTU ngày 24/11/2026"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        fill_tokens(opened, tmp_path)
        yield opened


def uid(session: Session, serial: str | None) -> str:
    return str(one_row(session, token, serial=serial).uid)


def custody(session: Session, serial: str) -> str:
    return str(one_row(session, token, serial=serial).custody)


def drawn(session: Session, *serials: str, to: str = "handed_over", **more: object) -> Minutes:
    uids = tuple(uid(session, serial) for serial in serials)
    return draw_minutes(session, DrawMinutes(uids, to, **more)).minutes  # type: ignore[arg-type]


def scan_file(folder: Path, content: bytes = SCAN, name: str = "da-ky.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_minutes_wait_and_the_signed_copy_moves_the_devices(
    session: Session, tmp_path: Path
) -> None:
    minutes = drawn(session, "AA02", giver=Party("Lê Văn Giao", "Cán bộ cơ yếu", ""))
    assert (minutes.number, minutes.state) == (1, MinutesState.WAITING)
    assert minutes.told.receiver == Party("Ân Thị Bình", "", "Đảng uỷ xã Một")
    assert minutes.told.devices[0].certificates == ("A2",)
    assert digest_of(minutes.text) == minutes.digest
    assert custody(session, "AA02") == "received"
    done = record_signed(session, RecordSigned(1, TODAY, PAPER, scan_file(tmp_path)))
    assert done.minutes.state is MinutesState.SIGNED
    assert custody(session, "AA02") == "handed_over"
    last = read_token(session, ReadToken(uid(session, "AA02"))).moves[-1]
    assert (last.became, last.day, last.paper, last.receiver) == (
        "handed_over",
        TODAY,
        PAPER,
        "Ân Thị Bình",
    )
    assert done.minutes.scan == hashlib.sha256(SCAN).hexdigest()


def test_what_stands_against_it_is_said_and_nothing_is_written(
    session: Session, tmp_path: Path
) -> None:
    devices = (uid(session, "AA02"), uid(session, None))

    def drawing(*uids: str, on: str = TODAY) -> tuple[str, int]:
        return outcome(lambda: draw_minutes(session, DrawMinutes(uids, "handed_over", on)))

    assert drawing(*devices) == ("token.step", 1)
    assert drawing(devices[0], on="2026-11-25") == ("token.day_to_come", 1)
    assert rows_of(session, handover) == []
    drawn(session, "AA02")
    assert drawing(devices[0]) == ("handover.waits", 1)

    def signing(**given: object) -> tuple[str, int]:
        values = {"number": 1, "on": TODAY, "paper": PAPER, **given}
        return outcome(lambda: record_signed(session, RecordSigned(**values)))  # type: ignore[arg-type]

    assert signing(number=2) == ("handover.unknown", 1)
    assert signing(paper=" ") == ("handover.paper_missing", 1)
    assert signing(on="2026-11-23") == ("handover.day_before", 1)
    assert signing(scan=scan_file(tmp_path, b"PK\x03\x04")) == ("handover.scan_kind", 1)
    assert signing(scan=scan_file(tmp_path, SCAN * 2100)) == ("handover.scan_large", 1)
    assert signing(scan=tmp_path / "khong-co.pdf") == ("file.absent", 4)
    assert rows_of(session, kept_file) == []
    assert custody(session, "AA02") == "received"


def test_a_copy_comes_later_and_comes_out_again_to_the_byte(
    session: Session, tmp_path: Path
) -> None:
    drawn(session, "AA02")
    record_signed(session, RecordSigned(1, TODAY, PAPER))
    assert outcome(lambda: record_signed(session, RecordSigned(1, TODAY, PAPER))) == (
        "handover.signed",
        1,
    )
    assert outcome(lambda: take_out(session, TakeOut(1, tmp_path))) == ("handover.no_files", 1)
    picture = b"\x89PNG\r\n\x1a\n" + b"pixels"
    copy = RecordSigned(1, TODAY, PAPER, scan_file(tmp_path, picture, "anh.png"))
    record_signed(session, copy)
    assert outcome(lambda: record_signed(session, copy)) == ("handover.scan_there", 1)
    out = tmp_path / "ra"
    out.mkdir()
    (file,) = take_out(session, TakeOut(1, out))
    assert file.name == "BIEN-BAN-GIAO-NHAN-0001.png"
    assert file.read_bytes() == picture
    assert outcome(lambda: take_out(session, TakeOut(1, out))) == ("media.exists", 4)


def test_undo_and_redo_find_the_copy_and_the_journal_does_not_hold_it(
    session: Session, tmp_path: Path
) -> None:
    with session.reading(Anything()) as connection:
        before = data_hash(connection)
    made = drawn(session, "AA02")
    done = record_signed(session, RecordSigned(1, TODAY, PAPER, scan_file(tmp_path)))
    assert done.run is not None
    size = sum(len(row.body) for row in rows_of(session, run_chunk) if row.run == done.run)
    assert size < 2000 < len(SCAN)
    undone = undo(session, Undo(done.run))
    assert read_minutes(session, ReadMinutes(1)).state is MinutesState.WAITING
    with session.reading(Anything()) as connection:
        assert data_hash(connection) == before
    undo(session, Undo(undone.run))
    assert read_minutes(session, ReadMinutes(1)).scan == done.minutes.scan
    (file,) = take_out(session, TakeOut(1, _folder(tmp_path)))
    assert file.read_bytes() == SCAN
    assert made.number == 1


def _folder(parent: Path) -> Path:
    folder = parent / "xuat"
    folder.mkdir()
    return folder


def test_minutes_may_be_given_up_and_drawn_anew(session: Session) -> None:
    drawn(session, "AA02")
    assert outcome(lambda: cancel_minutes(session, CancelMinutes(1, " "))) == (
        "handover.reason_missing",
        1,
    )
    cancel_minutes(session, CancelMinutes(1, "sai người nhận"))
    assert outcome(lambda: record_signed(session, RecordSigned(1, TODAY, PAPER))) == (
        "handover.cancelled",
        1,
    )
    assert drawn(session, "AA02").number == 2
    found = list_minutes(session, ListMinutes(MinutesState.WAITING))
    assert [each.number for each in found] == [2]
    of_token = list_minutes(session, ListMinutes(token=uid(session, "AA02")))
    assert [each.number for each in of_token] == [2, 1]


def test_a_return_of_several_devices_is_one_paper(session: Session, tmp_path: Path) -> None:
    minutes = drawn(session, "AA01", "AA05", to="returned", reason="sắp xếp tổ chức")
    assert minutes.told.giver == Party()
    text = " ".join(" ".join(pages_of_text(_paper(session), tmp_path)).split())
    assert "AA01" in text
    assert "AA05" in text
    assert "Reason: sắp xếp tổ chức." in text
    record_signed(session, RecordSigned(1, TODAY, PAPER))
    assert {custody(session, serial) for serial in ("AA01", "AA05")} == {"returned"}


def _paper(session: Session) -> bytes:
    return draw_paper(session, DrawPaper(1)).content


def test_what_was_drawn_stays_though_the_registers_change(session: Session) -> None:
    drawn(session, "AA02")
    before = _paper(session)
    with session.unit_of_work(Anything()) as work:
        work.update(token, [{"uid": uid(session, "AA02"), "label": "nhãn mới"}])
    assert _paper(session) == before


def test_who_was_moved_beforehand_gets_the_paper_afterwards(session: Session) -> None:
    move_tokens(session, MoveTokens((uid(session, "AA02"),), "handed_over", "2026-11-20"))
    drawn(session, "AA02")
    record_signed(session, RecordSigned(1, TODAY, PAPER))
    assert one_row(session, token, serial="AA02").signed_on == "2026-11-20"


def test_check_and_inventory_say_what_waits(session: Session) -> None:
    def found(rule: str) -> list[tuple[str, str]]:
        findings = check(session, Check(rule=rule)).findings
        return [(finding.code or "", finding.message.render(str)) for finding in findings]

    def waits() -> list[int | None]:
        rows = TokenList(BrowseTokens()).read(session, 0, 9).rows
        return [row.minutes for row in rows if row.serial == "AA02"]

    assert (found("token.minutes_waiting"), waits()) == ([], [None])
    drawn(session, "AA02")
    ((code, words),) = found("token.minutes_waiting")
    assert code == "A05.06001"
    assert "1" in words
    assert waits() == [1]
    record_signed(session, RecordSigned(1, TODAY, PAPER))
    assert (found("token.minutes_waiting"), waits()) == ([], [None])


def test_a_lost_device_whose_certificate_can_be_used_is_a_finding(session: Session) -> None:
    def found() -> list[str]:
        findings = check(session, Check(rule="token.at_large")).findings
        return [finding.unit for finding in findings]

    assert found() == []
    lost = MoveTokens((uid(session, "AA01"),), "lost", TODAY, reason="rơi")
    run = move_tokens(session, lost).run
    assert found() == ["Tỉnh uỷ Mẫu"]
    undo(session, Undo(run or 0))
    move_tokens(session, replace(lost, certificate="revocation_pending"))
    assert found() == []


def test_a_device_given_back_is_to_be_revoked_not_renewed(session: Session) -> None:
    """AA05's certificate ends within 90 days."""

    def found(rule: str) -> list[str]:
        findings = check(session, Check(rule=rule)).findings
        return [f"{finding.case}: {finding.message.render(str)}" for finding in findings]

    def radar() -> list[str | None]:
        return [each.line.serial for each in read_radar(session, ReadRadar()).rows]

    assert (len(found("certificate.ending")), "AA05" in radar()) == (2, True)
    move_tokens(session, MoveTokens((uid(session, "AA05"),), "returned", TODAY))
    assert (len(found("certificate.ending")), "AA05" in radar()) == (1, False)
    (back,) = found("token.at_large")
    assert back.startswith("token.at_large.returned: ")
    assert "AA05" in back


def test_an_erased_person_is_in_no_minutes_and_no_copy(session: Session, tmp_path: Path) -> None:
    drawn(session, "AA01", to="returned")
    record_signed(session, RecordSigned(1, TODAY, PAPER, scan_file(tmp_path)))
    assign_tokens(session, AssignTokens((uid(session, "AA01"),), None))
    (found,) = (row for row in rows_of(session, token) if row.serial == "AA01")
    assert found.custody == "returned"
    who = one_row(session, person, name="Nguyễn Văn An")
    erase_person(session, ErasePerson(str(who.uid), "CV 3"))
    assert "Nguyễn Văn An" not in str(rows_of(session, handover))
    assert rows_of(session, kept_file) == []
    assert read_minutes(session, ReadMinutes(1)).scan is None


def _set_certificate(session: Session, uid: str, state: str) -> None:
    with session.unit_of_work(Anything()) as work:
        work.connection.execute(
            update(certificate).where(certificate.c.uid == uid), {"state": state}
        )


def test_one_device_signs_for_its_own_receiver_alone(session: Session) -> None:
    def signing(number: int) -> tuple[str, int]:
        command = SignMinutes(number, "pkcs11:khong-co.so?token=x")
        return outcome(lambda: sign_minutes(session, command, _never_asked))

    drawn(session, "AA02", receiver=Party("Ân Thị Bính"))
    assert signing(1) == ("handover.receiver_is_another", 1)
    cancel_minutes(session, CancelMinutes(1, "sai người nhận"))
    move_tokens(session, MoveTokens((uid(session, "AA02"),), "handed_over", TODAY))
    drawn(session, "AA02", "AA03", receiver=Party("Ân Thị Bình"))
    assert signing(2) == ("handover.several_receivers", 1)
    drawn(session, "AA05", to="returned", receiver=Party("Trần Văn Dũng"))
    assert signing(3) == ("handover.sign_returned", 1)


def _never_asked() -> str:
    raise AssertionError("a PIN was asked for")


def test_the_receiver_signs_with_that_very_token(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    softly = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", softly.environment["SOFTHSM2_CONF"])
    authority = Authority()
    theirs, other = authority.issue("Ân Thị Bình", "p256"), authority.issue("Người khác", "p256")
    spec, strange = softly.add("binh", theirs), softly.add("khac", other)
    drawn(session, "AA02")

    def sign(signer: str) -> tuple[str, int]:
        return outcome(lambda: sign_minutes(session, SignMinutes(1, signer), lambda: PIN))

    assert sign("p12:khoa.p12") == ("handover.not_a_token", 1)
    assert sign(spec) == ("handover.signer_not_named", 1)
    number = f"{theirs.certificate.serial_number:X}"
    number = number if len(number) % 2 == 0 else f"0{number}"
    card = one_row(session, certificate, number="A2")
    with session.unit_of_work(Anything()) as work:
        work.update(certificate, [{"uid": card.uid, "number": number}])
    assert sign(strange) == ("handover.signer_not_named", 1)
    for state in ("revoked", "on_hold", "revocation_pending", "superseded"):
        _set_certificate(session, card.uid, state)
        assert sign(spec) == ("handover.signer_state", 1)
    _set_certificate(session, card.uid, card.state)
    assert read_minutes(session, ReadMinutes(1)).state is MinutesState.WAITING
    assert custody(session, "AA02") == "received"
    done = sign_minutes(session, SignMinutes(1, spec), lambda: PIN)
    assert done.minutes.signed_on == TODAY
    assert custody(session, "AA02") == "handed_over"
    text, signature = take_out(session, TakeOut(1, _folder(tmp_path)))
    assert hashlib.sha256(text.read_bytes()).hexdigest() == done.minutes.digest
    anchor = authority.pem(tmp_path / "ca.pem")
    verify = [
        "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", str(signature),
        "-content", str(text), "-CAfile", str(anchor), "-no-CApath", "-no-CAstore",
        "-purpose", "any", "-out", "/dev/null",
    ]  # fmt: skip
    assert subprocess.run(verify, capture_output=True, check=False).returncode == 0
    text.write_bytes(text.read_bytes().replace(b"AA02", b"AA03"))
    assert subprocess.run(verify, capture_output=True, check=False).returncode != 0
