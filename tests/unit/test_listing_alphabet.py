"""Which initials are read for the first names of a long list."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.folding import collation_key, first_in_order
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


WORDS = st.sampled_from(
    ("An", "Anh", "ân", "Ân", "Hà", "Hạ", "hạ", "Đ", "Bùi", "Bui", "a-b", "9", "")
)
NAMES = st.lists(WORDS, max_size=4).map(" ".join)


@given(st.lists(st.tuples(NAMES, st.uuids().map(str)), max_size=40), st.integers(0, 12))
def test_the_first_in_order_are_those_of_the_whole_order(
    names: list[tuple[str, str]], wanted: int
) -> None:
    whole = sorted(names, key=lambda name: (collation_key(name[0]), name[1]))
    assert first_in_order(names, wanted) == whole[:wanted]
