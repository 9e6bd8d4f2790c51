"""After a merger each device is settled; a lost one is followed by another for the same person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop.models.data_hash import data_hash
from desktop.models.tables import certificate, task, token
from desktop.services.browse_tokens import ReadToken, TokenPage, read_token
from desktop.services.edit_tokens import MoveTokens, move_tokens
from desktop.services.handover.command import ReadMinutes
from desktop.services.handover.drawing import read_minutes
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.replace_token import ReplaceToken, replace_token
from desktop.services.requests.command import Kind, ReadRequest
from desktop.services.requests.drawing import read_request
from desktop.services.session import Session
from desktop.services.settle_tokens import SettleTokens, settle_tokens
from desktop.services.undo import Undo, undo
from desktop.services.units import LayOut
from tests.helpers.commands import runner
from tests.helpers.failures import outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.token_sets import HEAD, TOKENS, UNITS, fill_tokens
from tests.helpers.workbooks import write_xlsx

TODAY = "2026-11-24"
PLAN: Sequence[Sequence[str]] = (
    ("Loại", "Đơn vị cũ", "Đơn vị mới", "Ngày hiệu lực"),
    ("Nhập vào", "A05.06001", "A05.06002", "01/11/2026"),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        fill_tokens(opened, tmp_path)
        yield opened


def uid(session: Session, serial: str | None) -> str:
    return str(one_row(session, token, serial=serial).uid)


def page(session: Session, serial: str) -> TokenPage:
    return read_token(session, ReadToken(uid(session, serial)))


@pytest.fixture
def merged(session: Session, tmp_path: Path) -> Session:
    """Xã Một, with AA02 and AA03, has gone into xã Hai."""
    plan = write_xlsx(tmp_path / "plan.xlsx", PLAN)
    done = reorganise(session, Reorganise(plan, apply=True, accept_defaults=True))
    assert done.run is not None
    return session


def settle(session: Session, serial: str, decision: str) -> tuple[int | None, int | None]:
    done = settle_tokens(session, SettleTokens((uid(session, serial),), decision, "sáp nhập"))
    assert done.tasks == 1
    return done.request, done.minutes


def test_each_device_of_a_merged_unit_has_one_task(merged: Session) -> None:
    open_ = [row for row in rows_of(merged, task) if row.kind == "reorganise.token"]
    assert {row.record for row in open_} == {uid(merged, "AA02"), uid(merged, "AA03")}
    assert len(page(merged, "AA02").tasks) == 1
    assert page(merged, "AA01").tasks == ()


@pytest.mark.parametrize(
    ("decision", "request_kind", "minutes"),
    [("keep", None, None), ("reissue", Kind.CHANGE, None), ("revoke", Kind.REVOKE, None),
     ("return", None, 1)],
)  # fmt: skip
def test_a_decision_closes_the_task_and_draws_up_what_it_needs(
    merged: Session, decision: str, request_kind: Kind | None, minutes: int | None
) -> None:
    request, drawn = settle(merged, "AA03", decision)
    assert page(merged, "AA03").tasks == ()
    assert len(page(merged, "AA02").tasks) == 1
    assert drawn == minutes
    if drawn is not None:
        assert read_minutes(merged, ReadMinutes(drawn)).custody == "returned"
    assert (request is None) == (request_kind is None)
    if request is not None:
        assert read_request(merged, ReadRequest(request)).kind is request_kind
    again = SettleTokens((uid(merged, "AA03"),), decision)
    assert outcome(lambda: settle_tokens(merged, again)) == ("token.no_task", 1)


def test_what_cannot_be_drawn_up_leaves_the_task_open_and_undo_opens_it(merged: Session) -> None:
    with merged.unit_of_work(Anything()) as work:
        card = one_row(merged, certificate, number="A3")
        work.update(certificate, [{"uid": card.uid, "state": "revoked"}])
    revoking = SettleTokens((uid(merged, "AA03"),), "revoke")
    assert outcome(lambda: settle_tokens(merged, revoking)) == ("request.no_certificate", 1)
    assert len(page(merged, "AA03").tasks) == 1
    with merged.reading(Anything()) as connection:
        before = data_hash(connection)
    done = settle_tokens(merged, SettleTokens((uid(merged, "AA03"),), "keep"))
    assert done.run is not None
    undo(merged, Undo(done.run))
    with merged.reading(Anything()) as connection:
        assert data_hash(connection) == before
    assert len(page(merged, "AA03").tasks) == 1


def test_a_new_device_takes_the_place_of_a_lost_one(session: Session) -> None:
    new, old = uid(session, None), uid(session, "AA01")

    def replace(by: str = new) -> tuple[str, int]:
        return outcome(lambda: replace_token(session, ReplaceToken(by, old, TODAY, "bị mất")))

    assert replace() == ("token.replace_in_use", 1)
    move_tokens(session, MoveTokens((old,), "lost", TODAY, reason="rơi"))
    assert replace(old) == ("token.replace_itself", 1)
    assert replace(uid(session, "AA05")) == ("token.replace_taken", 1)
    assert replace(uid(session, "AA02")) == ("token.certificate_of_other", 1)
    move_tokens(session, MoveTokens((new,), "stock", TODAY, serial="BB09"))
    done = replace_token(session, ReplaceToken(new, old, TODAY, "bị mất"))
    found = page(session, "BB09")
    assert found.replaces is not None
    assert (found.line.subscriber, found.replaces.serial) == ("Nguyễn Văn An", "AA01")
    assert found.line.unit_name == "Tỉnh uỷ Mẫu"
    replaced_by = page(session, "AA01").replaced_by
    assert replaced_by is not None
    assert replaced_by.serial == "BB09"
    assert replace() == ("token.replaced_already", 1)
    assert done.run is not None
    undo(session, Undo(done.run))
    assert page(session, "BB09").replaces is None


def test_both_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = runner(tmp_path, LayOut("A05", "Tỉnh uỷ Mẫu"), capsys)
    for kind, rows in (("units", UNITS), ("tokens", (HEAD, *TOKENS))):
        path = write_xlsx(tmp_path / f"{kind}.xlsx", rows)
        assert run("import", kind, path, "--from", "2025-07-01")[0] == 0
    plan = write_xlsx(tmp_path / "plan.xlsx", PLAN)
    assert run("reorganise", plan, "--accept-defaults", "--apply")[0] == 0
    code, done = run("token", "settle", "AA03", "--decision", "revoke", "--reason", "sáp nhập")
    assert (code, done["result"]["settled"], done["result"]["request"]) == (0, 1, 1)
    code, done = run("token", "settle", "AA02", "--decision", "return")
    assert (code, done["result"]["minutes"]) == (0, 1)
    assert run("token", "report-lost", "AA01", "--reason", "rơi")[0] == 0
    _, listed = run("list", "tokens", "--search", "cuong")
    new = listed["result"]["rows"][0]["uid"]
    code, done = run("token", "replace", "AA01", "--by", new)
    assert (code, done["result"]["tokens"][0]["subscriber"]) == (0, "Nguyễn Văn An")
