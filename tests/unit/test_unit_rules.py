"""Rules of names, days, codes and the tree when units are changed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.codes import next_free
from desktop.domain.unit_rules import (
    LONGEST_NAME,
    Held,
    circle,
    clean_name,
    event_problem,
    holder_problem,
    name_problem,
)
from desktop.services.code_schemes import scheme

DAY = "2026-11-24"


@given(st.text(max_size=400))
def test_a_name_is_stored_as_it_is_or_refused_with_a_reason(text: str) -> None:
    name = clean_name(text)
    problem = name_problem(name)
    assert clean_name(name) == name
    assert (problem is None) == (0 < len(name) <= LONGEST_NAME and name.isprintable()) or (
        problem is not None and problem.code == "unit.name_unseen" and not name.isprintable()
    )


@given(st.lists(st.integers(min_value=1, max_value=150), max_size=30), st.booleans())
def test_the_next_code_is_free_and_below_its_superior(numbers: list[int], wide: bool) -> None:
    width = 3 if wide else 2
    taken = {f"A99.{number:0{width}}" for number in numbers} | {"A99.05977", "A98.77", "A99.X1"}
    made = next_free("A99", ".", taken)
    assert made not in taken
    assert scheme("qd20").check(made) is None
    assert scheme("qd20").extends(made, "A99")
    highest = max(numbers, default=0)
    assert int(made.removeprefix("A99.")) == highest + 1


def test_the_first_code_below_a_superior_has_two_digits() -> None:
    assert next_free("A99.05", ".", ()) == "A99.05.01"


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (("2025-07-01", None), "unit.code.duplicate"),
        (("2025-07-01", "2026-11-25"), "unit.code.duplicate"),
        (("2025-07-01", DAY), "unit.code.retired"),
        (("2026-12-01", None), "import.code_held_later"),
    ],
)
def test_a_code_that_another_unit_holds_at_any_time_is_refused(
    period: tuple[str, str | None], code: str
) -> None:
    held = Held("b", "Ban Khác", *period)
    problem = holder_problem("A99.01", scheme("qd20"), "a", [held], DAY)
    assert problem is not None
    assert problem.code == code
    assert holder_problem("A99.01", scheme("qd20"), "b", [held], DAY) is None


def test_codes_of_places_may_return() -> None:
    held = Held("b", "Xã cũ", "2025-07-01", "2026-01-01")
    assert holder_problem("00004", scheme("dvhc"), "a", [held], DAY) is None


def test_an_event_needs_a_day_after_what_it_changes() -> None:
    assert event_problem("Ban", "2025-07-01", "2025-07-02") is None
    assert event_problem("Ban", "2025-07-01", "2025-07-01") is not None


def test_a_circle_is_found_however_long_and_one_that_is_there_already_ends() -> None:
    tree = {"a": None, "b": "a", "c": "b", "d": "c"}
    assert circle("a", "d", tree)
    assert circle("a", "a", tree)
    assert not circle("d", "b", tree)
    assert not circle("x", "p", {"p": "q", "q": "p"})
