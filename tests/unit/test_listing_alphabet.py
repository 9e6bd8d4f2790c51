"""Which initials are read for the first names of a long list."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.folding import collation_key
from desktop.models.listing import _first_initials

names = st.lists(
    st.text(alphabet="AaÁáĂăẮÂâẤBbDdĐđEÊZz1 ", min_size=1, max_size=3), min_size=1, max_size=30
)


@given(names, st.integers(1, 30))
def test_the_first_names_all_begin_with_the_initials_taken(found: list[str], wanted: int) -> None:
    taken = _first_initials(Counter(name[0] for name in found), wanted)
    first = sorted(found, key=collation_key)[:wanted]
    assert {name[0] for name in first} <= set(taken)


def test_no_more_letters_are_taken_than_needed() -> None:
    counts = {"B": 5, "A": 1, "Á": 2, "đ": 9, "D": 4}
    assert set(_first_initials(counts, 1)) == {"A", "Á"}
    assert set(_first_initials(counts, 3)) == {"A", "Á"}
    assert set(_first_initials(counts, 4)) == {"A", "Á", "B"}
    assert set(_first_initials(counts, 9)) == {"A", "Á", "B", "D"}
