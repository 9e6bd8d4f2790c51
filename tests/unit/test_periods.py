"""Days of a period that others leave bare."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.periods import first_bare_day

_FIRST = date(2026, 1, 1)
_SPAN = 12


def _day(number: int) -> str:
    return (_FIRST + timedelta(days=number)).isoformat()


def _inside(period: tuple[int, int | None], number: int) -> bool:
    return period[0] <= number and (period[1] is None or number < period[1])


_periods = st.tuples(st.integers(0, _SPAN), st.none() | st.integers(1, _SPAN)).filter(
    lambda period: period[1] is None or period[0] < period[1]
)


@given(_periods, st.lists(_periods, max_size=5))
def test_the_first_bare_day_is_that_of_a_day_by_day_search(
    period: tuple[int, int | None], covers: list[tuple[int, int | None]]
) -> None:
    bare = next(
        (
            number
            for number in range(_SPAN + 2)
            if _inside(period, number) and not any(_inside(each, number) for each in covers)
        ),
        None,
    )

    def shown(each: tuple[int, int | None]) -> tuple[str, str | None]:
        return _day(each[0]), None if each[1] is None else _day(each[1])

    found = first_bare_day(*shown(period), [shown(each) for each in covers])
    assert found == (None if bare is None else _day(bare))
