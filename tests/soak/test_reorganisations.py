"""A million random events: no plan without conflicts ever breaks a rule of units and codes."""

from __future__ import annotations

import pytest

from tests.helpers.forests import SCHEMES, Forest, broken_rules, played

EVENTS = 1_000_000
SIZE, COUNT = 30, 5
PARTS = 10


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
