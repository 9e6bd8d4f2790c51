"""Giving codes by a rule, and what is odd about codes: the rules on plain values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.code_oddities import gaps, near_duplicates
from desktop.domain.code_planning import Kept, Member, Outcome, Planner, Rule, Values, Wish
from desktop.domain.unit_rules import Held
from desktop.services.code_schemes import scheme

QD20 = scheme("qd20")
DAY = "2026-11-24"


def outcomes(
    rule: Rule,
    *members: Member,
    reserved: dict[str, str | None] | None = None,
    former: tuple[tuple[str, Held], ...] = (),
    wishes: dict[str, Wish] | None = None,
) -> list[Outcome]:
    now = [
        (member.now, Held(member.uid, member.title, "2026-01-01", None))
        for member in members
        if member.now is not None
    ]
    values = Values(QD20, DAY, [("A05", Held("root", "Tỉnh uỷ", "2025-07-01", None)), *now,
                                *former], reserved or {})  # fmt: skip
    return Planner(rule, values, members, {"root": "A05"}, wishes or {}).outcomes()


def given_to(found: list[Outcome]) -> list[str | None]:
    return [outcome.problem.code if outcome.problem else outcome.value for outcome in found]


def member(uid: str, now: str | None = None, parent: str = "root", **more: object) -> Member:
    return Member(uid, f"Đơn vị {uid}", parent, now=now, **more)  # type: ignore[arg-type]


def test_the_next_number_follows_the_highest_ever_given() -> None:
    ended = (("A05.07", Held("gone", "Ban cũ", "2025-07-01", "2026-01-01")),)
    found = outcomes(
        Rule.NEXT, member("a", "A05.03"), member("b"), member("c"), former=ended,
        reserved={"A05.08": "Để dành"},
    )  # fmt: skip
    assert given_to(found) == ["A05.03", "A05.09", "A05.10"]


def test_bodies_go_along_with_a_superior_that_gets_another_code() -> None:
    found = outcomes(
        Rule.COMMUNE,
        member("xã", "A05.1", place="06001"),
        member("vp", "A05.1.01", parent="xã", place="06001"),
        member("ban", None, parent="xã", place="06001"),
    )
    assert given_to(found) == ["A05.06001", "A05.06001.01", "A05.06001.02"]


def test_order_takes_numbers_from_the_first_and_passes_over_what_stays() -> None:
    found = outcomes(
        Rule.ORDER,
        member("a", "A05.09"),
        member("b", "A05.01", kept=Kept.LOCKED),
        member("c", "A05.02"),
        member("d", None),
    )
    assert given_to(found) == ["A05.02", "A05.01", "A05.03", "A05.04"]


def test_two_planned_codes_change_places_but_a_known_one_does_not_return() -> None:
    wishes = {"a": Wish("A05.02"), "b": Wish("A05.01")}
    planned = outcomes(Rule.LIST, member("a", "A05.01"), member("b", "A05.02"), wishes=wishes)
    assert given_to(planned) == ["A05.02", "A05.01"]
    known = outcomes(
        Rule.LIST,
        member("a", "A05.01", is_told=True),
        member("b", "A05.02"),
        wishes=wishes,
    )
    assert given_to(known) == ["A05.02", "unit.code.retired"]


def test_what_a_list_may_not_give() -> None:
    found = outcomes(
        Rule.LIST,
        member("a"), member("b"), member("c", "A05.03", kept=Kept.LOCKED), member("d"),
        member("e", "A05.04", kept=Kept.TOLD), member("f"),
        reserved={"A05.99": None},
        wishes={
            "a": Wish("A05.01"), "b": Wish("A05.01"), "c": Wish("A05.05"), "d": Wish("A05.99"),
            "e": Wish("A05.06"), "f": Wish("A05..1"),
        },
    )  # fmt: skip
    assert given_to(found) == [
        "A05.01", "unit.code.duplicate", "codes.kept_locked", "codes.reserved", "codes.kept_told",
        "code.empty_group",
    ]  # fmt: skip


def test_a_unit_whose_superior_has_no_code_waits() -> None:
    found = outcomes(Rule.NEXT, member("a", parent="nobody"), member("b"))
    assert given_to(found) == ["codes.superior_without_code", "A05.01"]


@st.composite
def families(draw: st.DrawFn) -> list[Member]:
    """A random tree below `root`, superiors first, with codes that may be wrong or missing."""
    found: list[Member] = []
    codes: set[str] = set()
    for number in range(draw(st.integers(1, 14))):
        parent = draw(st.sampled_from(["root", *(each.uid for each in found)]))
        groups = draw(st.lists(st.sampled_from(["1", "01", "02", "06001", "B"]), max_size=3))
        now = ".".join(["A05", *groups]) if groups else None
        now = None if now in codes else now
        told = now is not None and draw(st.booleans())
        kept = draw(st.sampled_from([None, Kept.LOCKED])) if now else None
        if told and kept is None:
            kept = draw(st.sampled_from([None, Kept.TOLD]))
        if now is not None:
            codes.add(now)
        place = draw(st.sampled_from([None, "06001", f"0700{number % 10}"]))
        found.append(
            Member(f"u{number}", f"Đơn vị {number}", parent, place, now, kept, is_told=told)
        )
    return found


@given(families(), st.sampled_from([Rule.NEXT, Rule.COMMUNE, Rule.ORDER]))
def test_every_plan_keeps_the_rules(members: list[Member], rule: Rule) -> None:
    reserved: dict[str, str | None] = {"A05.03": "Để dành"}
    found = outcomes(rule, *members, reserved=reserved)
    assert [outcome.member for outcome in found] == members
    sound = [outcome for outcome in found if outcome.problem is None and outcome.value]
    values = [outcome.value for outcome in sound]
    assert len(values) == len(set(values))
    by_unit = {outcome.member.uid: outcome.value for outcome in found}
    known = {each.now for each in members if each.is_told}
    for outcome in sound:
        value = outcome.value or ""
        assert QD20.check(value) is None
        if outcome.member.kept is not None:
            assert not outcome.changes
        if outcome.changes:
            assert value not in reserved
            assert value not in known
            above = "A05" if outcome.member.parent == "root" else by_unit[outcome.member.parent]
            assert QD20.parent(value) == above


@given(families(), st.sampled_from([Rule.NEXT, Rule.COMMUNE]))
def test_planning_again_changes_nothing(members: list[Member], rule: Rule) -> None:
    first = outcomes(rule, *members)
    if any(outcome.problem for outcome in first):
        return
    again = [
        Member(each.uid, each.title, each.parent, each.place, outcome.value, each.kept)
        for each, outcome in zip(members, first, strict=True)
    ]
    assert not any(outcome.changes for outcome in outcomes(rule, *again))


def test_gaps_are_told_by_superior() -> None:
    values = ["A05.01", "A05.04", "A05.09", "A05.06001", "A05.06001.02"]
    assert gaps(QD20, values, ["A05.02", *values]) == {"A05": "03, 05–08", "A05.06001": "01"}


def test_codes_that_look_alike() -> None:
    values = ["A05.01", "A05.1", "A05.02", "A05.VO", "A05.V0", "A05.VPU", "A05.VPT", "A05.06001",
              "A05.06002", "H05.O1", "A06.01"]  # fmt: skip
    assert near_duplicates(QD20, values) == [
        ("A05.01", "A05.1", "number"),
        ("A05.V0", "A05.VO", "sign"),
        ("A05.VPT", "A05.VPU", "letter"),
    ]


@given(st.lists(st.integers(1, 999), unique=True, max_size=40))
def test_numbers_counted_up_do_not_look_alike(numbers: list[int]) -> None:
    assert near_duplicates(QD20, [f"A05.{number:03}" for number in numbers]) == []
