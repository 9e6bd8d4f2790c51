"""The rules of `check`: each finds its fault, and only that."""

from __future__ import annotations

import pytest
from hypothesis import given

from desktop.domain import checks
from desktop.domain.checks import RULES, EndingCertificate, HeldCode, check_unit
from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import Refusal
from desktop.domain.route_facts import UnitFacts
from desktop.domain.routing import deliverable_level, serves
from desktop.services.code_schemes import scheme
from tests.helpers.registers import AT, units
from tests.unit.test_routing import BROKEN, ENDPOINT, PERSON, SOUND

FOUND = {
    "no code": ["code.missing"],
    "refused code": ["code.refused"],
    "retired code": ["code.missing"],
    "shared code": [],  # told by the rule about duplicates, at both units
    "axis": [],
    "no endpoint": ["unit.no_receiver"],
    "other network": [],
    "planned": ["unit.no_receiver"],
    "suspended": ["unit.no_receiver"],
    "closed": ["unit.no_receiver"],
    "only sends": ["unit.no_receiver"],
    "low ceiling": [],
    "nobody yet": ["endpoint.no_person"],
    "nobody any more": ["endpoint.no_person"],
    "no clearance": ["level.above_clearance"],
    "lapsed clearance": ["level.above_clearance"],
    "no certificate": ["certificate.missing"],
    "NOT_ACTIVE": ["certificate.unusable"],
    "REVOKING": ["certificate.unusable"],
    "NOT_YET": ["certificate.unusable"],
    "EXPIRED": ["certificate.expired"],
    "NOT_IN_HAND": ["certificate.unusable"],
    "LOCKED": ["certificate.unusable"],
    "no line": ["level.above_line"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_link_is_found_by_its_rule(name: str) -> None:
    assert [finding.rule for finding in check_unit(BROKEN[name][0])] == FOUND[name]


def test_a_sound_unit_has_no_finding() -> None:
    assert list(check_unit(SOUND)) == []


@given(units)
def test_where_nothing_is_found_documents_arrive_up_to_the_ceiling(unit: UnitFacts) -> None:
    if list(check_unit(unit)) or unit.channels or (unit.code and unit.code.state == "shared"):
        return
    if unit.exemptions or unit.profiles:
        # What a decision or the unit's use excuses is not told.
        return
    for endpoint in unit.endpoints:
        if serves(endpoint) and not endpoint.types:
            # Tuyệt mật goes another way where no channel is recorded.
            promised = min(endpoint.ceiling, SecrecyLevel.TOI_MAT)
            assert deliverable_level(unit, 0, endpoint.environment) >= promised


@given(units)
def test_every_finding_has_words_and_a_known_rule(unit: UnitFacts) -> None:
    for finding in checks.in_order(check_unit(unit)):
        assert finding.rule in RULES
        assert finding.message.render(str)
        assert finding.fix.render(str)


def test_a_post_that_only_sends_without_a_person_is_a_warning() -> None:
    receiver = ENDPOINT._replace(uid="e2")
    idle = ENDPOINT._replace(receives=False, people=())
    found = list(check_unit(SOUND._replace(endpoints=(receiver, idle))))
    assert [(each.rule, each.severity) for each in found] == [("endpoint.no_person", "warning")]


def test_two_channels_at_once_are_found() -> None:
    twice = SOUND._replace(channels=(("mat", "axis"), ("mat", "system")))
    assert [finding.rule for finding in check_unit(twice)] == ["channel.twice"]
    each = SOUND._replace(channels=(("mat", "system"), ("ro", "axis")))
    assert list(check_unit(each)) == []


def test_a_unit_reached_on_paper_needs_no_endpoint() -> None:
    paper = SOUND._replace(endpoints=(), channels=(("ro", "paper"),))
    assert list(check_unit(paper)) == []


def test_the_best_of_several_people_counts() -> None:
    weak = PERSON._replace(uid="p2", clearance=0, certificate=None)
    unit = SOUND._replace(endpoints=(ENDPOINT._replace(people=(weak, PERSON)),))
    assert list(check_unit(unit)) == []


def held(uid: str, unit: str, begin: str, end: str | None, value: str = "A11.01") -> HeldCode:
    return HeldCode(uid, unit, "qd20", value, begin, end)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (("2025-07-01", None), ("2026-01-01", None), [("error", "2026-01-01")]),
        (("2025-07-01", "2026-01-01"), ("2026-01-01", None), []),
        (("2025-07-01", "2026-02-01"), ("2026-01-01", None), []),  # history by now
        (("2025-07-01", "2026-11-24"), ("2026-01-01", None), []),
        (("2025-07-01", "2026-11-25"), ("2026-01-01", None), [("error", "2026-01-01")]),
        (("2025-07-01", None), ("2027-01-01", None), [("warning", "2027-01-01")]),
    ],
)
def test_a_code_held_twice_at_once_is_found(
    first: tuple[str, str | None], second: tuple[str, str | None], found: list[tuple[str, str]]
) -> None:
    names = {"u1": "Đảng uỷ xã Một", "u2": "Đảng uỷ xã Hai"}
    codes = [held("c1", "u1", *first), held("c2", "u2", *second)]
    findings = list(checks.check_duplicates(codes, names, AT))
    assert [(each.severity.value, each.values["date"]) for each in findings] == found
    assert all(each.unit == "Đảng uỷ xã Hai" for each in findings)


def test_one_unit_may_hold_a_value_under_two_schemes() -> None:
    codes = [held("c1", "u1", "2025-07-01", None)]
    codes.append(codes[0]._replace(uid="c2", scheme="noi-bo"))
    assert list(checks.check_duplicates(codes, {"u1": "x"}, AT)) == []
    codes[1] = codes[1]._replace(scheme="qd20")
    assert [f.case for f in checks.check_duplicates(codes, {"u1": "x"}, AT)] == [
        "code.duplicate.twice"
    ]


SCHEMES = {name: scheme(name) for name in ("qd20", "qcvn102", "noi-bo", "dvhc")}
NAMES = {"root": "Tỉnh uỷ", "mid": "Khối", "leaf": "Đảng uỷ xã"}
PARENTS = {"root": None, "mid": "root", "leaf": "mid"}


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ({("root", "qd20"): ["A11"], ("leaf", "qd20"): ["A11.01"]}, []),
        ({("root", "qd20"): ["A11"], ("leaf", "qd20"): ["A12.01"]}, ["A12.01"]),
        ({("root", "qd20"): ["A11"], ("leaf", "qd20"): ["A110"]}, ["A110"]),
        ({("root", "qd20"): ["A11"], ("leaf", "qcvn102"): ["000.00.04.G14"]}, []),
        ({("leaf", "qd20"): ["A12.01"]}, []),
        ({("root", "dvhc"): ["20"], ("leaf", "dvhc"): ["06001"]}, []),
        (
            {("root", "qd20"): ["A11"], ("mid", "qd20"): ["A11.05"], ("leaf", "qd20"): ["A11.01"]},
            ["A11.01"],
        ),
    ],
)
def test_a_code_outside_the_one_above_is_found(
    codes: dict[tuple[str, str], list[str]], found: list[str]
) -> None:
    findings = checks.check_nesting(codes, PARENTS, NAMES, SCHEMES)
    assert [finding.code for finding in findings] == found


def test_a_cycle_of_parents_ends() -> None:
    codes = {("leaf", "qd20"): ["A12.01"]}
    parents = {"leaf": "mid", "mid": "leaf"}
    assert list(checks.check_nesting(codes, parents, NAMES, SCHEMES)) == []


def test_endings_are_told_ninety_days_before() -> None:
    assert checks.ending_by("2026-11-24") == "2027-02-22"
    ending = EndingCertificate(
        "u1", "Đảng uỷ xã Một", "A11.01", "4A", "Nguyễn Văn Thử", "2027-01-01"
    )
    (finding,) = checks.check_endings([ending], "2026-12-31")
    assert (finding.rule, finding.severity) == ("certificate.ending", "warning")
    (over,) = checks.check_endings([ending], "2027-01-01")
    assert (over.rule, over.severity) == ("certificate.ended", "error")
    # Its last day, not the first without effect.
    assert "2026-12-31" in finding.message.render(str)


def test_errors_come_first() -> None:
    unit = SOUND._replace(code=None, line=False)
    found = checks.in_order(check_unit(unit))
    assert [finding.rule for finding in found] == ["code.missing", "level.above_line"]
    again = checks.in_order(reversed(found))
    assert again == found


def test_an_unknown_rule_is_refused_with_the_list() -> None:
    with pytest.raises(Refusal) as refused:
        checks.known_rule("code.lost")
    (problem,) = refused.value.problems
    assert problem.code == "check.rule_unknown"
    assert all(rule in str(problem.values["known"]) for rule in RULES)


def test_a_unit_below_one_that_is_not_there_is_found() -> None:
    names = {"a": "Tỉnh uỷ", "b": "Ban cũ", "c": "Phòng"}
    (found,) = checks.check_parents({"a": None, "c": "b"}, names)
    assert (found.rule, found.uid) == ("unit.parent_ended", "c")
    assert found.values == {"unit": "Phòng", "parent": "Ban cũ"}
    assert list(checks.check_parents({"a": None, "b": "a", "c": "b"}, names)) == []
