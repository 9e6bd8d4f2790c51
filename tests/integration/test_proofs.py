"""Rounds of test documents: planned, recorded by hand, changed, undone; what they prove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.checks import Finding
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.problems import Failure
from desktop.domain.proofs import Outcome
from desktop.models import proof_reader
from desktop.models.tables import endpoint, test_document, test_round
from desktop.services.browse_endpoints import (
    BrowseEndpoints,
    EndpointList,
    ReadOne,
    read_endpoint,
)
from desktop.services.checks import Check, check
from desktop.services.coverage import Coverage, coverage
from desktop.services.edit_endpoints import change_endpoints
from desktop.services.endpoint_edits import ChangeEndpoints
from desktop.services.overview import OverviewReader, ReadOverview
from desktop.services.proofs.command import ListRounds, PlanRound, RecordOutcome
from desktop.services.proofs.planning import plan_round
from desktop.services.proofs.reading import list_rounds
from desktop.services.proofs.recording import record_outcome
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.vault_care import CheckVault, SetPolicy, set_policy
from desktop.services.vault_care import check as check_vault
from tests.helpers.importing import rows_of
from tests.helpers.proofs import OFFICE, ROOT, commune, lay_out, outcomes, plan, round_now
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import vietnamese
from tests.helpers.vaults import make_vault, open_session

COMMUNES = 4
TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    folder, _ = make_vault(tmp_path)
    with open_session(folder) as session:
        lay_out(session, tmp_path, COMMUNES)
        yield session


def at(session: Session, day: str) -> None:
    """Let it be noon of another day."""
    moment = datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC)
    session.surroundings = replace(session.surroundings, now=lambda: moment)


def refused(work: Any) -> str:
    with pytest.raises(Failure) as caught:
        work()
    return caught.value.problems[0].code


def record(session: Session, outcome: Outcome | None, *numbers: int, **options: Any) -> int | None:
    return record_outcome(session, RecordOutcome(1, numbers, outcome, **options)).run


def findings(session: Session, rule: str, day: str = TODAY) -> list[Finding]:
    return list(check(session, Check(day, rule)).findings)


def test_every_receiving_endpoint_but_the_senders_gets_a_numbered_document(
    session: Session,
) -> None:
    done = plan(session, letter=" 12-CV/VPTU ", due="2026-12-31")
    assert (done.number, done.documents) == (1, 2 * COMMUNES)
    found = round_now(session)
    assert [each.number for each in found.documents] == list(range(1, 2 * COMMUNES + 1))
    assert [each.code for each in found.documents] == [
        commune(number) for number in range(1, COMMUNES + 1) for _ in range(2)
    ]
    first = found.documents[0]
    assert (first.name, first.superior, first.account, first.person) == (
        "Đảng uỷ xã Mẫu 1", "Tỉnh uỷ Mẫu", "ro.1", "Rõ 1",
    )  # fmt: skip
    assert first.reach == ("Rõ 1 · 091", "020500001")
    assert (found.unit, found.letter, found.due_on) == (
        f"Văn phòng Tỉnh uỷ ({OFFICE})", "12-CV/VPTU", "2026-12-31",
    )  # fmt: skip
    assert found.counts() == {"documents": 8, "arrived": 0, "lost": 0, "waiting": 8}


@pytest.mark.parametrize(
    ("under", "options", "accounts"),
    [
        (ROOT, {"environment": Environment.CLEAR}, {"ro.1", "ro.2", "ro.3", "ro.4"}),
        (ROOT, {"level": SecrecyLevel.MAT}, {"mat.1", "mat.2", "mat.3", "mat.4"}),
        (commune(2), {}, {"ro.2", "mat.2"}),
        (commune(2), {"environment": Environment.SECRET}, {"mat.2"}),
    ],
)
def test_a_round_is_narrowed(
    session: Session, under: str, options: dict[str, Any], accounts: set[str]
) -> None:
    plan_round(session, PlanRound(OFFICE, under, **options))
    found = round_now(session).documents
    assert {each.account for each in found} == accounts
    assert {each.level for each in found} == {int(options.get("level", SecrecyLevel.KHONG_MAT))}


def test_what_is_not_in_use_or_only_sends_is_left_out(session: Session) -> None:
    uids = {row.account: row.uid for row in rows_of(session, endpoint)}
    change_endpoints(session, ChangeEndpoints((uids["ro.1"],), state="suspended"))
    change_endpoints(session, ChangeEndpoints((uids["mat.1"],), receives=False))
    plan(session)
    found = {each.account for each in round_now(session).documents}
    assert "ro.1" not in found
    assert "mat.1" not in found
    assert len(found) == 2 * COMMUNES - 2


def test_a_round_is_refused_whole(session: Session, tmp_path: Path) -> None:
    assert refused(lambda: plan(session, due="2026-11-23")) == "tests.due_past"
    assert refused(lambda: plan(session, level=SecrecyLevel.TUYET_MAT)) == "tests.none_chosen"
    clear = {"level": SecrecyLevel.MAT, "environment": Environment.CLEAR}
    assert refused(lambda: plan(session, **clear)) == "tests.level_in_clear"
    there = tmp_path / "co-roi.xlsx"
    there.write_bytes(b"x")
    assert refused(lambda: plan(session, out=there)) == "media.exists"
    assert refused(lambda: plan(session, out=tmp_path / "x" / "a.xlsx")) == "media.no_folder"
    assert rows_of(session, test_round) == []
    assert refused(lambda: round_now(session)) == "tests.no_round_yet"
    plan(session)
    assert refused(lambda: round_now(session, 2)) == "tests.no_round"


def test_results_are_recorded_changed_and_taken_back(session: Session) -> None:
    plan(session)
    run = record(session, Outcome.ARRIVED, 1, 2, 3)
    assert outcomes(session) == dict.fromkeys((1, 2, 3), ("arrived", TODAY))
    assert record(session, Outcome.ARRIVED, 1, 2, 3) is None, "nothing is recorded twice"
    record(session, Outcome.LOST, 2, note="không ai thấy")
    assert outcomes(session)[2] == ("lost", TODAY)
    record(session, None, 2, note="")
    assert {each.note for each in round_now(session).documents} == {None}
    assert outcomes(session)[2] == ("lost", TODAY), "a note changes no result"
    record(session, Outcome.UNKNOWN, 2)
    assert set(outcomes(session)) == {1, 3}
    assert run is not None
    undo(session, Undo(run, with_later=True))
    assert outcomes(session) == {}


@pytest.mark.parametrize(
    ("numbers", "options", "code"),
    [
        ((), {}, "tests.nothing_chosen"),
        ((1, 99), {}, "tests.no_document"),
        ((1,), {"on": "2026-11-25"}, "tests.day_to_come"),
        ((1,), {"on": "2026-11-23"}, "tests.day_before"),
        ((1,), {"note": "x" * 1001}, "text.too_long"),
    ],
)
def test_a_result_that_cannot_be_is_refused(
    session: Session, numbers: tuple[int, ...], options: dict[str, Any], code: str
) -> None:
    plan(session)
    assert refused(lambda: record(session, Outcome.ARRIVED, *numbers, **options)) == code
    assert outcomes(session) == {}


def test_a_round_is_undone_and_leaves_the_data_as_it_was(session: Session) -> None:
    before = check_vault(session, CheckVault()).data_hash
    done = plan(session)
    assert check_vault(session, CheckVault()).data_hash == before, "kept beside the registers"
    record(session, Outcome.ARRIVED, 1)
    assert refused(lambda: undo(session, Undo(done.run))) == "run.built_upon"
    undo(session, Undo(done.run, with_later=True))
    assert rows_of(session, test_round) == []
    assert rows_of(session, test_document) == []
    assert list_rounds(session, ListRounds()) == ()


def test_the_last_proof_is_the_latest_arrival(session: Session) -> None:
    plan(session)
    first = round_now(session).documents[0].endpoint
    record(session, Outcome.ARRIVED, 1, 2)
    at(session, "2026-12-10")
    plan(session)
    record_outcome(session, RecordOutcome(2, (1,), Outcome.ARRIVED, "2026-12-10"))
    record_outcome(session, RecordOutcome(2, (2,), Outcome.LOST))
    with session.reading(Anything()) as connection:
        found = proof_reader.last_proofs(connection, "2026-12-31")
        assert sorted(found.values()) == [TODAY, "2026-12-10"]
        assert found[first] == "2026-12-10"
        assert proof_reader.last_proofs(connection, "2026-12-09")[first] == TODAY
        assert proof_reader.last_proofs(connection, "2026-11-23") == {}
    card = read_endpoint(session, ReadOne(first))
    assert card.line.proved_on == "2026-12-10"
    rows = EndpointList(BrowseEndpoints(sort="proved", descending=True)).read(session, 0, 20).rows
    assert [row.proved_on for row in rows[:3]] == ["2026-12-10", TODAY, None]
    counts = [(each.number, each.arrived, each.lost) for each in list_rounds(session, ListRounds())]
    assert counts == [(2, 1, 1), (1, 2, 0)]


def test_only_what_is_unproved_is_tested_again(session: Session) -> None:
    plan(session)
    record(session, Outcome.ARRIVED, 1, 2, 3)
    record(session, Outcome.LOST, 4)
    at(session, "2026-12-24")
    assert plan(session, unproved=30).documents == 2 * COMMUNES - 3, "30 days old still counts"
    assert plan(session, unproved=29).documents == 2 * COMMUNES


def test_what_is_unproved_is_found_unit_by_unit_once_there_is_a_round(session: Session) -> None:
    assert findings(session, "endpoint.unproved") == []
    assert "unproved" not in _kinds(session)
    plan(session)
    found = findings(session, "endpoint.unproved")
    # The office has an endpoint too, which nobody has tested.
    assert [each.code for each in found] == [*map(commune, range(1, COMMUNES + 1)), OFFICE]
    assert [each.values["count"] for each in found] == [2, 2, 2, 2, 1]
    record(session, Outcome.ARRIVED, 1, 2, 3)
    found = findings(session, "endpoint.unproved")
    assert [(each.code, each.values["count"], each.values["total"]) for each in found] == [
        (commune(2), 1, 2), (commune(3), 2, 2), (commune(4), 2, 2), (OFFICE, 1, 1),
    ]  # fmt: skip
    assert _kinds(session)["unproved"] == 4
    assert len(findings(session, "endpoint.unproved", "2027-02-22")) == 4
    assert len(findings(session, "endpoint.unproved", "2027-02-23")) == 5, "91 days later"
    assert findings(session, "endpoint.unproved", "2026-11-23") == [], "no round yet that day"
    set_policy(session, SetPolicy("unproved_days", "200"))
    assert len(findings(session, "endpoint.unproved", "2027-02-23")) == 4
    words = found[0].message.render(vietnamese())
    assert words.startswith("Đảng uỷ xã Mẫu 2 có 1 trên 2 đầu mối nhận chưa được")


def test_the_last_result_of_an_endpoint_counts_as_lost(session: Session) -> None:
    plan(session)
    record(session, Outcome.LOST, 1, 2)
    found = findings(session, "endpoint.test_lost")
    assert [(each.severity.value, each.code, each.values["number"]) for each in found] == [
        ("error", commune(1), 1), ("error", commune(1), 2),
    ]  # fmt: skip
    assert _kinds(session)["tests_lost"] == 2
    assert len(coverage(session, Coverage()).lost) == 2
    plan(session)
    assert len(findings(session, "endpoint.test_lost")) == 2, (
        "what is not known yet changes nothing"
    )
    record_outcome(session, RecordOutcome(2, (1,), Outcome.ARRIVED))
    assert [each.values["number"] for each in findings(session, "endpoint.test_lost")] == [2]
    uid = found[1].endpoint
    assert uid is not None
    change_endpoints(session, ChangeEndpoints((uid,), state="closed"))
    assert findings(session, "endpoint.test_lost") == []


def _kinds(session: Session) -> dict[str, int]:
    found = OverviewReader().read(session, ReadOverview(TODAY))
    return {each.kind.key: each.count for each in found.to_do}
