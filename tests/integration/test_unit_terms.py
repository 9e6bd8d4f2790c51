"""Exemptions, profiles and stages of a line: what they change, what is refused, how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.exemptions import Profile, clash
from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.lines import LineStage
from desktop.domain.periods import holds
from desktop.domain.problems import Refusal
from desktop.models import tables
from desktop.models.endpoint_table import EndpointLine
from desktop.services.browse_endpoints import (
    BrowseEndpoints,
    EndpointList,
    ReadOne,
    read_unit_ways,
)
from desktop.services.checks import Check, check
from desktop.services.coverage import Counts, Coverage, coverage
from desktop.services.edit_terms import end_exemption, set_exemption, set_profiles
from desktop.services.edit_ways import set_line
from desktop.services.endpoint_edits import SetLine
from desktop.services.history import ReadHistory, history
from desktop.services.overview import ReadUncovered, read_uncovered
from desktop.services.term_edits import EndExemption, SetExemption, SetProfiles
from desktop.services.undo import Undo, undo
from desktop.services.unit_page import ReadUnit, read_unit
from desktop.services.vault_care import SetPolicy, set_policy
from tests.helpers.sessions import bare_session
from tests.integration.test_routing_registers import AT, MAT, Registers

DECISION = "12-KL/TU, 01/10/2026"
LAST, AFTER = "2026-12-31", "2027-01-01"
CLEAR, SECRET = Environment.CLEAR, Environment.SECRET


@pytest.fixture
def registers(tmp_path: Path) -> Iterator[Registers]:
    """Two units with codes and connected lines: "a" has a clerk on the secret network, "b" below
    it has nobody."""
    with bare_session(tmp_path) as session:
        made = Registers(session)
        made.unit("a", "A11")
        made.clerk("a")
        made.unit("b", "A11.01", parent="a")
        yield made


def exempt(registers: Registers, unit: str, level: SecrecyLevel = MAT, **more: Any) -> str:
    values = {"decision": DECISION, "from_date": "2026-10-01", "last": LAST, **more}
    return str(set_exemption(registers.session, SetExemption(unit, level, **values)).uid)


def refusal(work: Callable[..., Any], *given: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as refused:
        work(*given, **more)
    return refused.value.problems[0].code


def rules(registers: Registers, as_of: str = AT) -> list[tuple[str, str]]:
    found = check(registers.session, Check(as_of)).findings
    return [(finding.rule, finding.uid) for finding in found]


def test_a_unit_is_exempt_by_a_decision_until_its_last_day(registers: Registers) -> None:
    assert registers.failing("A11.01") == "route.endpoint.none"
    exempt(registers, "b")
    answer = registers.ask("A11.01")
    step = answer.steps[0]
    assert (answer.delivered, answer.exempt, step.code) == (False, True, "route.exemption.decided")
    assert (step.values["decision"], step.values["until"]) == (DECISION, LAST)
    found = coverage(registers.session, Coverage(MAT))
    assert (found.covered, found.uncovered, found.exempt) == (1, 0, 1)
    (excused,) = found.excused
    assert (excused.uid, excused.decision, excused.until) == ("b", DECISION, LAST)
    # It is about its level and above, on its days, and ends by itself.
    assert registers.failing("A11.01", SecrecyLevel.KHONG_MAT) == "route.endpoint.none"
    for day, is_exempt in (("2026-09-30", False), ("2026-10-01", True), (LAST, True)):
        assert registers.ask("A11.01", as_of=day).exempt is is_exempt
    assert registers.failing("A11.01", as_of=AFTER) == "route.endpoint.none"
    after = coverage(registers.session, Coverage(MAT, as_of=AFTER))
    assert (after.uncovered, after.excused) == (1, ())


def test_an_exemption_never_hides_a_way_that_works(registers: Registers) -> None:
    exempt(registers, "a")
    assert registers.ask("A11").delivered
    assert coverage(registers.session, Coverage(MAT)).covered == 1
    registers.set(tables.line, "l-a", to_date=AT)
    assert registers.ask("A11").exempt
    assert [each.uid for each in coverage(registers.session, Coverage(MAT)).excused] == ["a"]


def test_an_exemption_may_be_of_one_network_and_one_direction(registers: Registers) -> None:
    exempt(registers, "b", environment=SECRET, direction=Direction.RECEIVE)
    asked = {
        (direction, where): coverage(
            registers.session, Coverage(MAT, environment=where, direction=direction)
        ).excused
        for direction in Direction
        for where in Environment
    }
    assert [cell for cell, found in asked.items() if found] == [(Direction.RECEIVE, SECRET)]


def test_nothing_is_found_where_a_decision_lets_a_unit_be_without_it(registers: Registers) -> None:
    assert ("unit.no_receiver", "b") in rules(registers)
    exempt(registers, "b", SecrecyLevel.KHONG_MAT, environment=CLEAR)
    assert ("unit.no_receiver", "b") not in rules(registers)
    assert ("unit.no_receiver", "b") in rules(registers, AFTER)
    registers.set(tables.line, "l-a", stage="installed")
    registers.set(tables.person, "p-a", clearance=None)
    registers.set(tables.certificate, "k-a", state="revoked")
    told = {rule for rule, uid in rules(registers) if uid == "a"}
    assert {"level.above_line", "level.above_clearance", "certificate.unusable"} <= told
    exempt(registers, "a", MAT, direction=Direction.RECEIVE)
    left = {rule for rule, uid in rules(registers) if uid == "a"}
    assert not left & {"level.above_line", "level.above_clearance", "certificate.unusable"}
    registers.set(tables.holding, "h-a", to_date=AT)
    assert ("endpoint.no_person", "a") in rules(registers)
    exempt(registers, "a", SecrecyLevel.KHONG_MAT, from_date=AFTER, last="2027-06-30")
    assert ("endpoint.no_person", "a") not in rules(registers, AFTER)


def test_an_exemption_that_ends_soon_is_told_unless_another_follows(registers: Registers) -> None:
    exempt(registers, "b", last="2026-12-24")
    assert ("exemption.ending", "b") not in rules(registers, "2026-11-24")
    assert ("exemption.ending", "b") in rules(registers, "2026-11-25")
    assert ("exemption.ending", "b") in rules(registers, "2026-12-24")
    assert ("exemption.ending", "b") not in rules(registers, "2026-12-25")
    exempt(registers, "b", from_date="2026-12-25", last="2027-05-31")
    assert ("exemption.ending", "b") not in rules(registers, "2026-12-01")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"decision": " "}, "exemption.no_decision"),
        ({"decision": "Kết luận của Thường trực"}, "exemption.decision_incomplete"),
        ({"decision": "12-KL/TU"}, "exemption.decision_incomplete"),
        ({"decision": "ngày 01/10/2026"}, "exemption.decision_incomplete"),
        ({"decision": "12-KL/TU, 31/02/2026"}, "exemption.decision_incomplete"),
        ({"last": ""}, "exemption.no_end"),
        ({"last": "2026-09-30"}, "exemption.ends_before"),
        ({"from_date": "2025-01-01"}, "endpoint.unit_gone"),
    ],
)
def test_what_is_no_exemption_is_refused(
    registers: Registers, changed: dict[str, str], code: str
) -> None:
    assert refusal(exempt, registers, "b", **changed) == code
    assert not read_unit_ways(registers.session, ReadOne("b", AT)).terms.exemptions


@pytest.mark.parametrize(
    "decision",
    ["Kết luận số 12-KL/TU ngày 1 tháng 10 năm 2026", "12-KL/TU 2026-10-01", "12 (1.10.2026)"],
)
def test_a_decision_is_read_as_people_write_it(registers: Registers, decision: str) -> None:
    assert exempt(registers, "b", decision=decision)


def test_two_exemptions_of_the_same_documents_do_not_overlap(registers: Registers) -> None:
    first = exempt(registers, "b", environment=SECRET)
    again = {"from_date": LAST, "last": "2027-03-31"}
    assert refusal(exempt, registers, "b", SecrecyLevel.TOI_MAT, **again) == "exemption.overlaps"
    exempt(registers, "b", environment=CLEAR, **again)
    exempt(registers, "b", from_date=AFTER, last=AFTER, environment=SECRET)
    # Ended before its time it makes room; at once is no time at all.
    early = EndExemption((first,), "2026-10-01")
    assert refusal(end_exemption, registers.session, early) == "endpoint.ends_too_early"
    end_exemption(registers.session, EndExemption((first,), "2026-11-01"))
    exempt(registers, "b", from_date="2026-11-01", environment=SECRET)
    gone = EndExemption(("nothing",), AT)
    assert refusal(end_exemption, registers.session, gone) == "exemption.unknown"


_PLACES = st.sampled_from([None, "ro", "mat"])
_WAYS = st.sampled_from([None, "receive", "send"])
_DAYS = st.integers(1, 6).map(lambda day: f"2026-10-0{day}")
_ROWS = st.builds(
    lambda environment, direction, days: {
        "environment": environment, "direction": direction,
        "from_date": min(days), "to_date": max(days),
    },
    _PLACES, _WAYS, st.tuples(_DAYS, _DAYS).filter(lambda days: days[0] != days[1]),
)  # fmt: skip


@given(_ROWS, _ROWS)
def test_exemptions_clash_where_some_cell_of_some_day_is_in_both(one: Any, other: Any) -> None:
    both = [
        1
        for place in ("ro", "mat")
        for way in ("receive", "send")
        for day in range(1, 7)
        if all(
            row["environment"] in (None, place)
            and row["direction"] in (None, way)
            and holds(row["from_date"], row["to_date"], f"2026-10-0{day}")
            for row in (one, other)
        )
    ]
    assert clash(one, other) == bool(both)
    assert clash(one, other) == clash(other, one)


def profile(
    registers: Registers,
    unit: str,
    kind: Profile,
    *,
    there: bool = True,
    on: str = "2026-10-01",
    below: bool = False,
) -> int:
    command = SetProfiles(unit, ((kind, there),), on, below)
    return set_profiles(registers.session, command).rows


def test_a_unit_without_the_clear_network_is_asked_on_the_secret_one(registers: Registers) -> None:
    level = SecrecyLevel.KHONG_MAT
    before = coverage(registers.session, Coverage(level))
    assert {gap.uid for gap in before.missing} == {"a", "b"}
    assert profile(registers, "a", Profile.NO_CLEAR, below=True) == 2
    clear = registers.ask("A11", level, environment=CLEAR)
    assert [step.code for step in clear.steps] == ["route.profile.no_clear"]
    assert clear.exempt
    assert registers.ask("A11", level).environment is SECRET
    assert registers.ask("A11", level).delivered
    # A gap on the secret network is not hidden by it.
    found = coverage(registers.session, Coverage(level))
    assert [(gap.uid, gap.environment) for gap in found.missing] == [("b", SECRET)]
    assert found.by_level[level] == Counts(1, 1, 0)
    assert (found.covered, found.uncovered, found.exempt) == (1, 1, 0)
    in_clear = coverage(registers.session, Coverage(level, environment=CLEAR))
    assert (in_clear.uncovered, in_clear.exempt, in_clear.excused) == (0, 2, ())
    told, items = read_uncovered(registers.session, ReadUncovered(level))
    assert (told, [item.uid for item in items]) == (1, ["b"])


def test_what_does_not_fit_a_profile_is_found(registers: Registers) -> None:
    registers.add(tables.endpoint, "e-ro", unit="a", role="van-thu", environment="ro")
    registers.add(tables.endpoint, "e-lead", unit="a", role="lanh-dao-van-phong", environment="mat")
    before = rules(registers)
    assert profile(registers, "a", Profile.NO_CLEAR) == 1
    assert profile(registers, "a", Profile.CLERK_LEVEL) == 1
    found = check(registers.session, Check(AT)).findings
    told = [(each.rule, each.endpoint) for each in found if each.rule.startswith("profile.")]
    assert told == [("profile.above_clerk", "e-lead"), ("profile.in_clear", "e-ro")]
    # Nobody is missed where nothing is expected; delivery is as before.
    assert ("endpoint.no_person", "a") in before
    missed = [each.endpoint for each in found if each.rule == "endpoint.no_person"]
    assert "e-ro" not in missed
    assert registers.ask("A11").delivered
    registers.set(tables.endpoint, "e-lead", receives=0)
    registers.set(tables.endpoint, "e-ro", state="suspended")
    assert not [rule for rule, _ in rules(registers) if rule.startswith("profile.")]


def test_a_profile_begins_and_ends_on_its_day_and_is_written_once(registers: Registers) -> None:
    kind = Profile.NO_CLEAR
    assert profile(registers, "b", kind) == 1
    assert profile(registers, "b", kind, on=AT) == 0
    assert profile(registers, "a", kind, on=AT, below=True) == 1
    assert profile(registers, "a", kind, on="2026-11-01") == 1
    rows = read_unit_ways(registers.session, ReadOne("a", AT)).terms.profiles
    assert [(row.from_date, row.to_date) for row in rows] == [("2026-11-01", None)]
    assert profile(registers, "a", kind, there=False, on="2026-12-01", below=True) == 2
    rows = read_unit_ways(registers.session, ReadOne("b", AT)).terms.profiles
    assert [(row.from_date, row.to_date) for row in rows] == [("2026-10-01", "2026-12-01")]
    assert profile(registers, "a", kind, there=False, on="2026-12-01", below=True) == 0


def test_a_line_goes_through_its_stages_and_carries_once_connected(registers: Registers) -> None:
    registers.set(tables.line, "l-a", to_date="2026-01-01")
    days = {"issued": "2026-08-01", "received": "2026-08-20", "installed": "2026-08-20"}
    for stage, day in days.items():
        set_line(registers.session, SetLine("a", there=True, on=day, stage=LineStage(stage)))
    assert registers.failing("A11", as_of="2026-08-10") == "route.line.issued"
    assert registers.failing("A11") == "route.line.installed"
    (step,) = [step for step in registers.ask("A11").steps if step.name == "line"]
    assert step.values["date"] == "2026-08-20"
    ways = read_unit_ways(registers.session, ReadOne("a", AT))
    assert ways.line_since is None
    assert [(held.stage, held.from_date) for held in ways.terms.stages][1:] == list(days.items())
    for stage, day in ((LineStage.CONNECTED, "2026-10-01"), (LineStage.MONITORED, "2026-11-01")):
        set_line(registers.session, SetLine("a", there=True, on=day, stage=stage))
    assert registers.ask("A11").delivered
    assert read_unit_ways(registers.session, ReadOne("a", AT)).line_since == "2026-10-01"
    told = [each.words.render(str) for each in read_unit(registers.session, ReadUnit("a")).history]
    assert "line (BML): monitored" in told
    assert "line (BML) ended" in told
    # Back a stage and over one is allowed, out of order is not.
    late = SetLine("a", there=True, on="2026-09-01", stage=LineStage.RECEIVED)
    assert refusal(set_line, registers.session, late) == "line.begins_later"
    set_line(registers.session, SetLine("a", there=True, on=AT, stage=LineStage.ISSUED))
    assert registers.failing("A11") == "route.line.issued"
    same = SetLine("a", there=True, on="2026-11-25", stage=LineStage.ISSUED)
    assert set_line(registers.session, same).run is None


def test_each_change_is_a_run_in_words_and_can_be_undone(registers: Registers) -> None:
    session = registers.session
    exempt(registers, "b")
    profile(registers, "b", Profile.CLERK_LEVEL)
    set_line(session, SetLine("b", there=True, on=AT, stage=LineStage.MONITORED))
    page = read_unit(session, ReadUnit("b"))
    words = [each.words.render(str) for each in page.history]
    assert any(DECISION in each for each in words)
    assert "profile “clerks only” begins" in words
    for _ in range(3):
        last = history(session, ReadHistory()).undo
        assert last is not None
        assert not last.words.render(str).startswith("unit.")
        undo(session, Undo(last.number))
    terms = read_unit(session, ReadUnit("b")).terms
    assert (terms.profiles, terms.exemptions) == ((), ())
    assert [held.stage for held in terms.stages] == ["connected"]


def test_a_gap_for_want_of_a_person_says_since_when(registers: Registers) -> None:
    registers.set(tables.holding, "h-a", to_date="2026-11-14")
    registers.add(
        tables.endpoint, "e-b", unit="b", role="van-thu-mat", environment="mat", ceiling=1,
        from_date="2026-11-20",
    )  # fmt: skip

    def told() -> dict[str, tuple[str, int, bool]]:
        found = coverage(registers.session, Coverage(MAT)).missing
        return {gap.uid: tuple(gap.vacancy) for gap in found if gap.vacancy is not None}

    assert told() == {"a": ("2026-11-14", 10, False), "b": ("2026-11-20", 4, False)}
    command = BrowseEndpoints(sort="vacant")
    lines = EndpointList(command).read(registers.session, 0, 9).rows
    assert [(line.uid, line.vacancy and line.vacancy.days) for line in lines] == [
        ("e-a", 10),
        ("e-b", 4),
    ]
    set_policy(registers.session, SetPolicy("cutover_date", "2026-12-24"))
    assert all(pressing for _, _, pressing in told().values())
    set_policy(registers.session, SetPolicy("cutover_date", "none"))
    assert not any(pressing for _, _, pressing in told().values())
    wrong = SetPolicy("cutover_date", "24/12/2026")
    assert refusal(set_policy, registers.session, wrong) == "vault.policy_day"
    # Who stands in does so for a holder only.
    registers.add(tables.stand_in, "s-b", endpoint="e-b", person="p-a")
    assert told().keys() == {"a", "b"}
    assert [line.vacancy is None for line in list_of(registers)] == [False, False]
    registers.add(tables.holding, "h-b", endpoint="e-b", person="p-a")
    assert told().keys() == {"a"}
    assert {line.uid: line.vacancy is None for line in list_of(registers)} == {
        "e-a": False,
        "e-b": True,
    }


def list_of(registers: Registers) -> Sequence[EndpointLine]:
    return EndpointList(BrowseEndpoints()).read(registers.session, 0, 9).rows
