"""What figures say of a unit beside whether it is configured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.levels import SecrecyLevel
from desktop.domain.route_facts import UnitFacts
from desktop.domain.routing import fates
from desktop.domain.target_rules import TargetRule
from desktop.domain.use import Figures, Use, is_configured, use_of, was_used
from desktop.domain.use_checks import check_use
from tests.helpers.registers import units
from tests.unit.test_routing import BROKEN, SOUND

counts = st.none() | st.integers(min_value=0, max_value=3)


@pytest.mark.parametrize(
    ("figures", "used"),
    [
        (None, None),
        (Figures(), None),
        (Figures(users=0, logins=0), False),
        (Figures(users=0), False),
        (Figures(users=2, logins=0), False),
        (Figures(users=0, logins=0, outgoing=5), False),
        (Figures(users=2, logins=3), True),
        (Figures(logins=3), True),
        (Figures(incoming=1), True),
        (Figures(incoming=0, outgoing=0), None),
    ],
)
def test_use_is_judged_by_users_and_logins(figures: Figures | None, used: bool | None) -> None:
    assert was_used(figures) is used


@given(st.builds(Figures, counts, counts, counts, counts, counts), st.booleans())
def test_each_unit_is_of_one_kind(figures: Figures, configured: bool) -> None:
    use = use_of(figures, configured=configured)
    assert (use in (Use.NOT_USED, Use.NO_FIGURES, Use.IN_USE)) == configured
    assert (use in (Use.IN_USE, Use.NOT_COVERED)) == (was_used(figures) is True)


@given(units)
def test_who_receives_what_is_not_secret_is_configured(unit: UnitFacts) -> None:
    if fates(unit)[SecrecyLevel.KHONG_MAT] == "covered":
        assert is_configured(unit)


def test_only_a_configured_unit_is_told() -> None:
    (found,) = check_use(SOUND, "2026-11-16", "2026-11-22")
    assert (found.rule, found.severity, found.uid) == ("use.none", "warning", SOUND.uid)
    assert list(check_use(BROKEN["no endpoint"][0], "2026-11-16", "2026-11-22")) == []


def test_a_unit_that_some_documents_do_not_reach_is_configured() -> None:
    """So that a rule for one type, which came after the figures, does not hide who uses nothing."""
    letters = TargetRule("r", SOUND.uid, 1, "co-yeu", types=frozenset({"giay-moi"}))
    assert is_configured(SOUND._replace(rules=(letters,)))
    assert list(check_use(SOUND._replace(rules=(letters,)), "2026-11-16", "2026-11-22"))
    assert not is_configured(SOUND._replace(rules=(letters._replace(types=frozenset()),)))
