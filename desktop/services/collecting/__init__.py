"""Rounds of forms that go out to communes and come back filled in (đợt thu thập)."""
