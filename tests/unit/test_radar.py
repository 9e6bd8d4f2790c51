"""The bands of the radar: every end falls into the nearest, and the figures count on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.radar import BANDS, RADAR_DAYS, Radar, within

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("left", "band"),
    [(-400, 0), (0, 0), (1, 7), (7, 7), (8, 30), (30, 30), (31, 60), (60, 60), (61, 90), (90, 90),
     (91, None), (4000, None)],
)  # fmt: skip
def test_ends_of_the_bands(left: int, band: int | None) -> None:
    at = date(2026, 11, 24)
    assert Radar(at.isoformat()).band((at + timedelta(days=left)).isoformat()) == band


@given(DAYS, st.integers(-200, 200))
def test_the_nearest_band_that_holds_it(at: date, left: int) -> None:
    to_date = (at + timedelta(days=left)).isoformat()
    radar = Radar(at.isoformat())
    found = radar.band(to_date)
    expected = next((days for days in BANDS if left <= days), None)
    assert found == expected
    assert (found is None) == (to_date > radar.last)
    # The day passes: an end never moves to a later band.
    tomorrow = Radar((at + timedelta(days=1)).isoformat()).band(to_date)
    if found is not None:
        assert tomorrow is not None
        assert tomorrow <= found


@given(st.lists(st.integers(-50, 120)))
def test_figures_count_what_ends_within(lefts: list[int]) -> None:
    radar = Radar("2026-11-24")
    ends = [(date(2026, 11, 24) + timedelta(days=left)).isoformat() for left in lefts]
    bands = Counter(band for end in ends if (band := radar.band(end)) is not None)
    counts = within(bands)
    assert counts[0] == sum(left <= 0 for left in lefts)
    for days in RADAR_DAYS:
        assert counts[days] == sum(0 < left <= days for left in lefts)
