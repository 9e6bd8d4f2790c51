"""How long nobody is at an endpoint, and from when that presses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.vacancy import Vacancy, presses, vacancy

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("cutover", "pressing"),
    [
        (None, False), ("2026-12-25", False), ("2026-12-24", True), ("2026-11-24", True),
        ("2020-01-01", True),
    ],
)  # fmt: skip
def test_it_presses_from_thirty_days_before_the_cutover(
    cutover: str | None, pressing: bool
) -> None:
    assert vacancy("2026-11-01", "2026-11-24", cutover) == Vacancy("2026-11-01", 23, pressing)


@given(DAYS, DAYS, DAYS)
def test_days_are_counted_and_the_pressing_never_ends(since: date, at: date, cutover: date) -> None:
    found = vacancy(since.isoformat(), at.isoformat(), cutover.isoformat())
    assert found.days == max(0, (at - since).days)
    assert found.pressing == ((cutover - at).days <= 30)
    assert presses((at + timedelta(days=1)).isoformat(), cutover.isoformat()) >= found.pressing
