"""The steps that tokens and certificates may take."""

from __future__ import annotations

import pytest

from desktop.domain.custody import (
    CERTIFICATE_LABELS,
    CERTIFICATE_STEPS,
    CUSTODY_LABELS,
    CUSTODY_STEPS,
    step_problem,
    steps_of,
)

TODAY = "2026-11-24"


def code_of(now: str, wanted: str, on: str = TODAY, received_on: str | None = None) -> str | None:
    problem = step_problem("0A1B · Nguyễn Văn An", now, wanted, on, TODAY, received_on)
    return problem.code if problem is not None else None


def test_every_state_has_words_and_leads_to_known_ones() -> None:
    assert set(CUSTODY_STEPS) == set(CUSTODY_LABELS)
    for steps, labels in ((CUSTODY_STEPS, CUSTODY_LABELS), (CERTIFICATE_STEPS, CERTIFICATE_LABELS)):
        assert {step for found in steps.values() for step in found} <= set(steps) <= set(labels)


def test_what_is_over_stays_over() -> None:
    assert CUSTODY_STEPS["destroyed"] == ()
    assert CERTIFICATE_STEPS["revoked"] == CERTIFICATE_STEPS["superseded"] == ()
    assert all("requested" not in steps for steps in CUSTODY_STEPS.values())


def test_only_what_the_unit_has_is_handed_over() -> None:
    assert [now for now, steps in CUSTODY_STEPS.items() if "handed_over" in steps] == ["received"]
    assert code_of("stock", "handed_over") == "token.step"
    assert code_of("received", "handed_over") is None


@pytest.mark.parametrize(
    ("custodies", "steps"),
    [
        ([], ()),
        (["received"], ("handed_over", "returned", "lost", "damaged")),
        (["received", "handed_over"], ("returned", "lost", "damaged")),
        (["stock", "lost"], ()),
    ],
)
def test_several_tokens_share_the_steps_that_all_may_take(
    custodies: list[str], steps: tuple[str, ...]
) -> None:
    assert steps_of(custodies) == steps


def test_days_of_steps() -> None:
    assert code_of("stock", "received", "2026-11-25") == "token.day_to_come"
    early = code_of("received", "handed_over", "2026-11-01", received_on="2026-11-02")
    assert early == "token.signed_too_early"
    assert code_of("received", "handed_over", "2026-11-02", received_on="2026-11-02") is None
