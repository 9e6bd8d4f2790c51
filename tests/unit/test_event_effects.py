"""Random trees and plans: without conflicts the rules hold on every day; with one nothing goes."""

from __future__ import annotations

from hypothesis import event, given
from hypothesis import strategies as st

from tests.helpers.forests import SCHEMES, Forest, broken_rules, played

seeds = st.integers(min_value=0, max_value=2**32 - 1)


@given(seeds, st.sampled_from(SCHEMES), st.integers(2, 14), st.integers(1, 3))
def test_a_plan_without_conflicts_keeps_every_rule(
    seed: int, scheme: str, size: int, count: int
) -> None:
    register, effects = played(Forest(seed, scheme, size), count)
    event("conflicts" if effects.conflicts else "plays")
    if not effects.conflicts:
        assert broken_rules(register, effects, scheme) == []


@given(seeds, st.sampled_from(SCHEMES), st.integers(2, 14), st.integers(1, 6))
def test_a_broken_rule_is_always_a_conflict(seed: int, scheme: str, size: int, count: int) -> None:
    register, effects = played(Forest(seed, scheme, size), count)
    if broken_rules(register, effects, scheme):
        assert effects.conflicts


@given(seeds, st.integers(2, 14), st.integers(1, 3))
def test_whoever_ends_has_its_taker_said(seed: int, size: int, count: int) -> None:
    _, effects = played(Forest(seed, "qd20", size), count)
    if not effects.conflicts:
        ended = {change.uid for change in effects.changes if change.after is None}
        assert ended <= effects.takers.keys()
        assert all(effects.takers[uid] not in ended or _later(effects, uid) for uid in ended)


def _later(effects, uid: str) -> bool:  # type: ignore[no-untyped-def]
    """A taker may end too, on a later day."""
    days = {change.uid: change.day for change in effects.changes if change.after is None}
    taker = effects.takers[uid]
    return taker is None or days[taker] > days[uid]
