"""Requests to the issuer: a draft, its letter, the answer; certificates move with each."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.issuer_requests import Kind, RequestState
from desktop.domain.levels import SecrecyLevel
from desktop.models.request_reader import Request
from desktop.models.tables import certificate, endpoint, holding, person, run, run_chunk, token
from desktop.services.browse_tokens import ReadToken, read_token
from desktop.services.checks import Check, check
from desktop.services.edit_certificates import StepCertificates, step_certificates
from desktop.services.edit_tokens import MoveTokens, move_tokens
from desktop.services.requests.answering import answer_request, send_request
from desktop.services.requests.command import (
    AnswerRequest,
    CancelRequest,
    DrawForm,
    DrawRequest,
    FindBatch,
    ListRequests,
    ReadRequest,
    SendRequest,
    WriteList,
)
from desktop.services.requests.drawing import (
    cancel_request,
    draw_request,
    find_batch,
    list_requests,
    read_request,
)
from desktop.services.requests.forms import draw_form, write_list
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import failure_of, outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.papers import pages_of_text
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.token_sets import fill_tokens

# The clock stands on 24 November 2026.
TODAY = "2026-11-24"
LETTER = "12-CV/VPTU ngày 24/11/2026"
CITIZEN = "020081001234"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        fill_tokens(opened, tmp_path)
        yield opened


def uid(session: Session, serial: str | None) -> str:
    return str(one_row(session, token, serial=serial).uid)


def draw(session: Session, kind: Kind, *serials: str | None, **more: Any) -> Request:
    tokens = tuple(uid(session, serial) for serial in serials)
    return draw_request(session, DrawRequest(kind, tokens, **more)).request


def card_states(session: Session, serial: str | None) -> list[tuple[str, str]]:
    rows = rows_of(session, certificate)
    return sorted((row.number, row.state) for row in rows if row.token == uid(session, serial))


def send(session: Session, number: int = 1) -> Request:
    return send_request(session, SendRequest(number, LETTER)).request


def answer(session: Session, number: int = 1, **more: Any) -> Request:
    return answer_request(session, AnswerRequest(number, **more)).request


def test_a_revocation_waits_for_the_confirmation(session: Session) -> None:
    request = draw(session, Kind.REVOKE, "AA01", "AA05", reason="nghỉ hưu")
    assert request.state is RequestState.DRAFT
    assert card_states(session, "AA01") == [("A1", "active")]
    assert send(session).state is RequestState.SENT
    assert card_states(session, "AA01") == [("A1", "revocation_pending")]
    first = answer(session, places=(1,), paper="CV 99")
    assert first.state is RequestState.SENT
    assert card_states(session, "AA01") == [("A1", "revoked")]
    assert card_states(session, "AA05") == [("A5", "revocation_pending")]
    waiting = check(session, Check(rule="token.revocation_waiting")).findings
    assert [finding.values["number"] for finding in waiting] == ["A5"]
    assert outcome(lambda: answer(session, refused=True)) == ("request.reason_missing", 1)
    assert answer(session, refused=True, reason="còn dùng").state is RequestState.MIXED
    assert card_states(session, "AA05") == [("A5", "active")]
    assert check(session, Check(rule="token.revocation_waiting")).findings == ()
    move = read_token(session, ReadToken(uid(session, "AA01"))).moves[-1]
    assert (move.became, move.paper, move.day) == ("revoked", "CV 99", TODAY)
    assert outcome(lambda: answer(session)) == ("request.answered_already", 1)


def test_a_device_reported_lost_before_is_taken_up(session: Session) -> None:
    lost = MoveTokens((uid(session, "AA01"),), "lost", TODAY, None, "revocation_pending",
                      reason="rơi")  # fmt: skip
    move_tokens(session, lost)
    batch = find_batch(session, FindBatch("lost"))
    assert (batch.kind, batch.tokens) == (Kind.REVOKE, (uid(session, "AA01"),))
    made = draw_request(session, DrawRequest(batch.kind, batch.tokens)).request
    assert made.reason == "The device was lost on 24/11/2026: rơi"
    assert find_batch(session, FindBatch("lost")).tokens == ()
    send(session)
    assert answer(session).state is RequestState.CONFIRMED
    assert card_states(session, "AA01") == [("A1", "revoked")]


def test_a_device_given_back_is_taken_up(session: Session) -> None:
    move_tokens(session, MoveTokens((uid(session, "AA05"),), "returned", TODAY))
    batch = find_batch(session, FindBatch("returned"))
    assert (batch.kind, batch.tokens) == (Kind.REVOKE, (uid(session, "AA05"),))
    draw_request(session, DrawRequest(batch.kind, batch.tokens))
    assert find_batch(session, FindBatch("returned")).tokens == ()


def test_an_answer_recorded_at_the_certificate_settles_the_request(session: Session) -> None:
    draw(session, Kind.REVOKE, "AA01")
    send(session)
    card = one_row(session, certificate, number="A1")
    step_certificates(session, StepCertificates((card.uid,), "revoked", TODAY, paper="CV 98"))
    found = read_request(session, ReadRequest(1))
    assert found.state is RequestState.CONFIRMED
    assert found.items[0].paper == "CV 98"


def test_a_new_certificate_is_asked_for_and_issued(session: Session) -> None:
    draw(session, Kind.NEW, None)
    assert card_states(session, None) == []
    send(session)
    assert card_states(session, None) == [("", "requested")]
    found = answer(session, certificate="0c7", until="2029-11-23")
    assert found.state is RequestState.CONFIRMED
    assert card_states(session, None) == [("0C7", "issued")]
    assert one_row(session, certificate, number="0C7").to_date == "2029-11-24"


def test_what_was_refused_may_be_asked_for_again(session: Session) -> None:
    draw(session, Kind.NEW, None)
    send(session)
    assert outcome(lambda: draw(session, Kind.NEW, None)) == ("request.open", 1)
    refused = answer(session, refused=True, reason="thiếu số định danh")
    assert refused.state is RequestState.REFUSED
    assert card_states(session, None) == [("", "refused")]
    draw(session, Kind.NEW, None)
    send(session, 2)
    assert answer(session, 2).state is RequestState.CONFIRMED
    assert card_states(session, None) == [("", "refused"), ("", "registered")]


def test_a_renewed_certificate_follows_the_old_one(session: Session) -> None:
    batch = find_batch(session, FindBatch("ending"))
    # The certificate that the unit has not handed out yet ends like the others.
    assert batch.tokens == tuple(uid(session, serial) for serial in ("AA02", "AA03", "AA05"))
    draw_request(session, DrawRequest(batch.kind, batch.tokens[1:]))
    send(session)
    assert card_states(session, "AA03") == [("A3", "active")]
    assert outcome(lambda: answer(session, certificate="B2")) == ("certificate.number_of_many", 1)
    assert outcome(lambda: answer(session, places=(1,), certificate="A1")) == (
        "certificate.number_taken",
        1,
    )
    answer(session, places=(1,), certificate="B2", until="2029-11-23")
    assert card_states(session, "AA03") == [("A3", "superseded"), ("B2", "active")]
    answer(session)
    assert read_request(session, ReadRequest(1)).state is RequestState.CONFIRMED


def test_a_locked_device_is_recovered_and_its_pin_read_anew(session: Session) -> None:
    assert outcome(lambda: draw(session, Kind.RECOVER, "AA01")) == ("token.not_locked", 1)
    with session.unit_of_work(Anything()) as work:
        work.update(token, [{"uid": uid(session, "AA01"), "access": "locked"}])
    assert find_batch(session, FindBatch("locked")).tokens == (uid(session, "AA01"),)
    draw(session, Kind.RECOVER, "AA01")
    send(session)
    answer(session)
    assert one_row(session, token, serial="AA01").access == "unknown"


def test_somebody_without_a_device_gets_one_asked_for(session: Session) -> None:
    who = _clerk(session)
    batch = find_batch(session, FindBatch("without-token"))
    assert (batch.kind, batch.people) == (Kind.NEW, (who,))
    draw_request(session, DrawRequest(Kind.NEW, (), batch.people))
    assert find_batch(session, FindBatch("without-token")).people == ()
    assert len(rows_of(session, token)) == 5
    sent = send(session)
    (made,) = (row for row in rows_of(session, token) if row.subscriber == "Lý Thị Mới")
    assert (made.custody, made.request, made.person) == ("requested", LETTER, who)
    assert sent.items[0].token == made.uid
    assert outcome(lambda: draw_request(session, DrawRequest(Kind.REVOKE, (), (who,)))) == (
        "request.people_only_new",
        1,
    )


def _clerk(session: Session) -> str:
    unit = one_row(session, token, serial="AA02").unit
    with session.unit_of_work(Anything()) as work:
        who = work.new_uid()
        work.insert(person, [{"uid": who, "name": "Lý Thị Mới", "unit": unit}])
        post = {"uid": "e1", "unit": unit, "role": "van-thu", "environment": "mat",
                "ceiling": int(SecrecyLevel.MAT), "from_date": "2025-07-01"}  # fmt: skip
        work.insert(endpoint, [post])
        held = {"uid": "h1", "endpoint": "e1", "person": who, "from_date": "2025-07-01"}
        work.insert(holding, [held])
    return who


def test_drafts_are_given_up_and_undone(session: Session) -> None:
    draw(session, Kind.REVOKE, "AA01")
    assert outcome(lambda: answer(session)) == ("request.not_sent", 1)
    assert cancel_request(session, CancelRequest(1)).request.state is RequestState.CANCELLED
    assert outcome(lambda: send(session)) == ("request.not_a_draft", 1)
    again = draw_request(session, DrawRequest(Kind.REVOKE, (uid(session, "AA01"),)))
    assert [each.number for each in list_requests(session, ListRequests(RequestState.DRAFT))] == [2]
    assert again.run is not None
    sent = send_request(session, SendRequest(2, LETTER)).run
    assert sent is not None
    undo(session, Undo(sent))
    assert card_states(session, "AA01") == [("A1", "active")]
    assert read_request(session, ReadRequest(2)).state is RequestState.DRAFT


def test_a_citizens_number_is_on_the_paper_and_nowhere_else(
    session: Session, tmp_path: Path
) -> None:
    draw(session, Kind.NEW, None)
    given = {1: "0200 8100 1234"}
    text = " ".join(pages_of_text(draw_form(session, DrawForm(1, citizen_ids=given)).content,
                                  tmp_path))  # fmt: skip
    assert CITIZEN in text
    assert "Mẫu số 01" in text
    plain = " ".join(pages_of_text(draw_form(session, DrawForm(1)).content, tmp_path))
    assert CITIZEN not in plain
    out = write_list(session, WriteList(1, tmp_path / "ds.xlsx", given))
    assert out.exists()
    for wrong, code in (({1: "12"}, "cell.citizen_id"), ({2: CITIZEN}, "request.no_item")):
        command = DrawForm(1, citizen_ids=wrong)
        assert outcome(lambda command=command: draw_form(session, command)) == (code, 1)  # type: ignore[misc]
    kept = b"".join(zlib.decompress(row.body) for row in rows_of(session, run_chunk))
    assert CITIZEN.encode() not in kept
    assert CITIZEN not in str(rows_of(session, run))


def test_one_person_has_one_number_and_an_organ_none(session: Session) -> None:
    with session.unit_of_work(Anything()) as work:
        first = one_row(session, token, serial="AA01")
        same = {
            name: first._mapping[name]
            for name in ("unit", "subscriber", "subscriber_type", "person")
        }
        work.update(token, [{"uid": uid(session, "AA03"), **same}])
        work.update(token, [{"uid": uid(session, "AA05"), "subscriber_type": "organ"}])
    draw(session, Kind.RENEW, "AA01", "AA03", "AA05")
    wrong = DrawForm(1, citizen_ids={1: CITIZEN, 2: "020081009999", 3: CITIZEN, 7: CITIZEN})
    problems = failure_of(lambda: draw_form(session, wrong)).problems
    assert [(each.code, each.where.row) for each in problems] == [
        ("request.ids_differ", 2), ("request.ids_of_organ", 3), ("request.no_item", 7),
    ]  # fmt: skip
    right = DrawForm(1, citizen_ids={1: CITIZEN, 2: CITIZEN})
    assert draw_form(session, right).pages == 1


def test_people_and_organs_have_forms_of_their_own(session: Session) -> None:
    draw(session, Kind.RENEW, "AA01", "AA03")
    assert draw_form(session, DrawForm(1)).pages == 1
    with session.unit_of_work(Anything()) as work:
        work.update(token, [{"uid": uid(session, None), "subscriber_type": "organ"}])
    draw(session, Kind.NEW, None)
    assert draw_form(session, DrawForm(2)).file_name.startswith("MAU-02")
