"""The period that a title says, and counts as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.cells import CellFault, read_count, read_date
from desktop.domain.stated_periods import stated_period

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("(Từ ngày 16/6/2025 đến ngày 22/6/2025)", ("16/6/2025", "22/6/2025")),
        ("THỐNG KÊ TỪ 16/06 ĐẾN 22/06/2025", ("16/6/2025", "22/6/2025")),
        ("từ ngày 16 đến hết ngày 22/6/2025", ("16/6/2025", "22/6/2025")),
        ("từ ngày 16 tháng 6 đến ngày 22 tháng 6 năm 2025", ("16/6/2025", "22/6/2025")),
        ("Tuần 25: 16/06/2025 – 22/06/2025", ("16/6/2025", "22/6/2025")),
        ("từ 29/12 đến 4/1/2026", ("29/12/2025", "4/1/2026")),
        ("Từ ngày 30/2 đến ngày 5/3/2025", ("30/2/2025", "5/3/2025")),
        ("từ ngày 28 đến ngày 3/7/2025", None),
        ("Tuần 16-22/6/2025", None),
        ("Lạng Sơn, ngày 1 tháng 7 năm 2025", None),
        ("từ 1/6 đến 7/6/2025, từ 8/6 đến 14/6/2025", None),
    ],
)
def test_a_period_is_read_only_where_it_is_clear(text: str, period: tuple[str, str] | None) -> None:
    assert stated_period(["BÁO CÁO", text]) == period


def test_the_same_period_twice_is_one() -> None:
    assert stated_period(["từ 1/6 đến 7/6/2025", "01/06/2025 - 07/06/2025"]) == (
        "1/6/2025", "7/6/2025",
    )  # fmt: skip


@given(DAYS, st.integers(min_value=0, max_value=364), st.booleans())
def test_whatever_is_left_out_of_the_first_day_is_understood(
    last: date, days: int, full: bool
) -> None:
    first = last - timedelta(days=days)
    begun = f"{first.day}/{first.month}" + (f"/{first.year}" if full else "")
    found = stated_period([f"Từ ngày {begun} đến ngày {last:%d/%m/%Y}"])
    assert found is not None
    assert tuple(map(read_date, found)) == (first.isoformat(), last.isoformat())


@given(st.text(max_size=60))
def test_any_text_is_looked_at_without_failing(text: str) -> None:
    stated_period([text])


@given(st.integers(min_value=0, max_value=10**12 - 1), st.sampled_from(["", ",", "."]))
def test_a_count_is_read_as_it_is_written(number: int, sign: str) -> None:
    assert read_count(f"{number:,}".replace(",", sign)) == number


@given(st.text(alphabet="0123456789.,- x", max_size=12))
def test_what_is_no_count_is_never_read_as_one(text: str) -> None:
    with suppress(CellFault):
        number = read_count(text)
        assert int(text.replace(".", "").replace(",", "")) == number
        assert len(set(text) & set(".,")) < 2
