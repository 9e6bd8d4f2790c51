"""What becomes of receiving rules when their unit ends, or the one that they name as sender."""

from __future__ import annotations

import pytest

from desktop.models import tables
from desktop.services.receiving_rules.command import AddRule, RuleDetails
from desktop.services.receiving_rules.editing import add_rule
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import rows_of
from tests.integration.test_follow_terms import HA, LAM, merge, tasks
from tests.integration.test_reorganise import Planner, hash_of, plan, session, uid_of

__all__ = ["plan", "session"]


@pytest.mark.parametrize(
    ("owner", "sender", "since", "ends"),
    [
        (HA, None, "2025-08-01", True),
        (HA, LAM, "2025-08-01", True),
        ("A05", HA, "2025-08-01", True),
        (HA, None, "2026-06-01", True),
        ("A05", None, "2025-08-01", False),
    ],
)
def test_a_rule_ends_with_its_unit_or_sender_and_is_one_task(
    session: Session,
    plan: Planner,
    owner: str,
    sender: str | None,
    since: str,
    *,
    ends: bool,
) -> None:
    whose = uid_of(session, sender) if sender else None
    details = RuleDetails("van-thu", sender=whose)
    add_rule(session, AddRule(uid_of(session, owner), details, since))
    before = hash_of(session)
    done = merge(plan)
    (rule,) = rows_of(session, tables.target_rule)
    assert (rule.to_date is not None) == ends
    assert len(tasks(session, "target_rule")) == ends
    assert done.run is not None
    undo(session, Undo(done.run))
    assert hash_of(session) == before
