"""Random plans in a real vault: every rule is kept, no duty is lost, and undo takes all back."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.services.session import Session
from tests.helpers import plans
from tests.helpers.sessions import bare_session


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("random-plans")
    with bare_session(folder) as opened:
        plans.lay_out(opened, folder)
        assert {name for name, rows in plans.read(opened).items() if not rows} == {
            "task",
            "event_unit",
        }
        yield opened


@settings(max_examples=60)
@given(plans.plans(), st.randoms(use_true_random=False))
def test_a_plan_keeps_every_rule_and_is_undone(
    session: Session, rows: list[plans.Row], chance: random.Random
) -> None:
    plans.keeps_every_rule(session, rows, chance)
