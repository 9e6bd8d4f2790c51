"""Which rule wins, what it beats, and which can never win."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.target_rules import (
    Document,
    TargetRule,
    beaten_always,
    choose,
    in_order,
)

TYPES = ("bao-cao", "cong-van")
SENDERS = ("tinh", "xa")
ABOVE = {"xa": frozenset({"tinh"})}
RULES = st.builds(
    TargetRule,
    uid=st.uuids().map(str),
    unit=st.just("don-vi"),
    position=st.just(1),
    role=st.sampled_from(["van-thu", "co-yeu"]),
    types=st.frozensets(st.sampled_from(TYPES)),
    environment=st.sampled_from([None, *Environment]),
    level_from=st.sampled_from([0, 1]),
    level_to=st.sampled_from([1, 3]),
    sender=st.sampled_from([None, *SENDERS]),
)
DOCUMENTS = [
    Document(kind, senders)
    for kind in (None, *TYPES, "giay-moi")
    for senders in (frozenset[str](), frozenset({"tinh"}), frozenset({"tinh", "xa"}))
]


def rule(uid: str, **values: object) -> TargetRule:
    given: dict[str, object] = {"unit": "u", "position": 1, "role": "van-thu", **values}
    return TargetRule(uid=uid, **given)  # type: ignore[arg-type]  # named as they are


@given(st.lists(RULES, min_size=1, max_size=5))
def test_a_rule_is_beaten_always_if_and_only_if_no_document_goes_by_it(
    rules: list[TargetRule],
) -> None:
    *earlier, last = rules
    wins = any(
        (choice := choose(rules, place, level, document)) is not None and choice.rule == last
        for place, level, document in product(Environment, SecrecyLevel, DOCUMENTS)
    )
    assert bool(beaten_always(last, earlier, ABOVE)) == (not wins)


def test_the_first_that_fits_wins_and_tells_what_it_beats() -> None:
    reports = rule("1", types=frozenset({"bao-cao"}))
    secret = rule("2", level_from=1)
    rest = rule("3")
    rules = (reports, secret, rest)
    choice = choose(rules, "mat", 1, Document("bao-cao"))
    assert choice is not None
    assert choice.rule == reports
    assert choice.beaten == (secret, rest)
    assert choose(rules, "ro", 0) == (rest, ())
    assert choose((reports,), "ro", 0) is None


def test_own_rules_come_first_then_what_is_inherited_upwards() -> None:
    own = {
        "xa": [rule("xa")],
        "tinh": [rule("chung"), rule("rieng", inherited=False)],
    }
    parents = {"xa": "tinh", "ban": "xa", "tinh": None}
    assert [each.uid for each in in_order("ban", own, parents)] == ["xa", "chung"]
    assert [each.uid for each in in_order("tinh", own, parents)] == ["chung", "rieng"]


def test_units_in_a_circle_are_gone_round_once() -> None:
    own = {"a": [rule("1")], "b": [rule("2")]}
    found = in_order("a", own, {"a": "b", "b": "a"})
    assert [each.uid for each in found] == ["1", "2"]
