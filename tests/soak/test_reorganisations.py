"""A million random events, and thousands of random plans in real vaults: no rule is ever broken."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers import plans
from tests.helpers.forests import SCHEMES, Forest, broken_rules, played
from tests.helpers.sessions import bare_session

EVENTS = 1_000_000
SIZE, COUNT = 30, 5
PARTS = 10
PLANS = 10_000


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_random_plans_keep_every_rule(part: int) -> None:
    plans = EVENTS // COUNT // PARTS
    clean = 0
    for seed in range(part * plans, (part + 1) * plans):
        count = 1 + seed % (2 * COUNT - 1)
        scheme = SCHEMES[seed % len(SCHEMES)]
        register, effects = played(Forest(seed, scheme, SIZE), count)
        if effects.conflicts:
            continue
        clean += 1
        assert broken_rules(register, effects, scheme) == [], (seed, scheme, count)
    assert clean > plans // 20


@pytest.mark.soak
def test_plans_in_a_real_vault_keep_every_rule_and_are_undone(tmp_path: Path) -> None:
    with bare_session(tmp_path) as session:
        plans.lay_out(session, tmp_path)

        @settings(max_examples=PLANS, suppress_health_check=list(HealthCheck))
        @given(plans.plans(), st.randoms(use_true_random=False))
        def each(rows: list[plans.Row], chance: random.Random) -> None:
            plans.keeps_every_rule(session, rows, chance)

        each()
