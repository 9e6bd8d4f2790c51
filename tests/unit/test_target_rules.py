"""Which rule wins, what it beats, and which can never win."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.periods import holds
from desktop.domain.target_rules import (
    Document,
    TargetRule,
    beaten_always,
    choose,
    in_order,
)
from desktop.models.rule_reader import rule_of
from desktop.services.receiving_rules.editing import beaters

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


# Days so close that all of them can be looked at.
DAYS = [f"2026-01-{day:02}" for day in range(1, 8)]
ROWS = st.builds(
    lambda rule, days, ends: {
        **dict.fromkeys(("fallback", "inherited"), None),
        **rule._asdict(),
        "document_types": " ".join(sorted(rule.types)) or None,
        "from_date": min(days),
        "to_date": max(days) if ends else None,
    },
    RULES,
    st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True),
    st.booleans(),
)


@given(st.lists(ROWS, min_size=1, max_size=4), st.sampled_from(DAYS))
def test_a_rule_is_beaten_if_and_only_if_it_wins_on_no_day_to_come(
    rows: list[dict[str, Any]], at: str
) -> None:
    *earlier, last = rows
    begin = max(at, last["from_date"])
    lives = [day for day in DAYS if day >= begin and holds(last["from_date"], last["to_date"], day)]
    wins = False
    for day in lives:
        there = [row for row in rows if holds(row["from_date"], row["to_date"], day)]
        rules = [rule_of(row, {}, {}) for row in there]
        for place, level, document in product(Environment, SecrecyLevel, DOCUMENTS):
            choice = choose(rules, place, level, document)
            wins = wins or (choice is not None and choice.rule.uid == last["uid"])
    if lives:
        assert bool(beaters(last, earlier, ABOVE, at)) == (not wins)


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
