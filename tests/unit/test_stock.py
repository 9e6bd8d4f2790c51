"""Serials in other writings, and what differs between a list and what was seen."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.cells import CellFault, read_serial
from desktop.domain.stock import Elsewhere, Seen, Serials, box_called, differences
from tests.helpers.surroundings import english

SERIALS = st.sampled_from([f"AA{n:02}" for n in range(12)])
BOXES = st.sampled_from([None, "Hộp 1", "hop 1", "Hộp 2"])


@pytest.mark.parametrize("written", ["0b0b0b0b", "0B 0B 0B 0B", "0B-0B-0B-0B", "185273099"])
def test_one_device_however_its_serial_is_written(written: str) -> None:
    known = Serials(["0B0B0B0B", "0B0B0B0C"])
    assert known.find(read_serial(written)) == "0B0B0B0B"
    assert known.find("0X0B0B0B0B") == "0B0B0B0B"
    assert known.find("B0B0B0B") == "0B0B0B0B"


def test_what_may_be_two_devices_is_none() -> None:
    assert Serials(["00ABCDEF", "ABCDEF"]).find("0ABCDEF") is None
    assert Serials(["AA01"]).find("43521") is None
    assert Serials(["AA01"]).find("AA02") is None
    # Digits alone are no reason to lose zeros: both may be serials of the same series.
    assert Serials(["0012345678"]).find("12345678") is None


@pytest.mark.parametrize("written", ["2.34E+11", "02 cái", "AA01; AA02"])
def test_what_is_no_serial_is_never_guessed(written: str) -> None:
    with pytest.raises(CellFault):
        read_serial(written)


@given(st.integers(10_000_000, 2**64))
def test_decimal_and_hexadecimal_are_one(number: int) -> None:
    assert Serials([f"{number:08X}"]).find(str(number)) in (f"{number:08X}", str(number))
    assert Serials([str(number)]).find(f"{number:X}") is not None


@pytest.mark.parametrize(
    ("box", "called"), [("1", "box 1"), ("Hộp 1", "Hộp 1"), ("THÙNG 2", "THÙNG 2"), ("A", "box A")]
)
def test_a_box_is_called_one_once(box: str, called: str) -> None:
    assert box_called(box).render(english) == called


def test_differences_are_named() -> None:
    listed = {"AA01": "Hộp 1", "AA02": "Hộp 1", "AA03": None}
    seen = [Seen("AA01", "hop 1"), Seen("AA02", "Hộp 2"), Seen("AA09", "Hộp 2"), Seen("AA01")]
    found = differences(listed, seen)
    assert found.found == {"AA01": "hop 1", "AA02": "Hộp 2"}
    assert found.missing == ("AA03",)
    assert found.extra == (Seen("AA09", "Hộp 2"),)
    assert found.twice == {"AA01": 2}
    assert found.elsewhere == (Elsewhere("AA02", "Hộp 1", "Hộp 2"),)


@given(st.dictionaries(SERIALS, BOXES), st.lists(st.tuples(SERIALS, BOXES)))
def test_nothing_is_lost_between_a_list_and_what_was_seen(
    listed: dict[str, str | None], pairs: list[tuple[str, str | None]]
) -> None:
    seen = [Seen(*pair) for pair in pairs]
    found = differences(listed, seen)
    assert set(found.found) | set(found.missing) == set(listed)
    assert not set(found.found) & set(found.missing)
    extra = [each.serial for each in found.extra]
    assert not set(extra) & set(listed)
    # Every device counts once, and as often more as it is told to be there twice.
    more = Counter({serial: count - 1 for serial, count in found.twice.items()})
    assert Counter([*found.found, *extra]) + more == Counter(each.serial for each in seen)
    assert all(each.listed and each.seen for each in found.elsewhere)


@given(st.dictionaries(SERIALS, BOXES), st.randoms())
def test_seeing_exactly_the_list_makes_no_difference(
    listed: dict[str, str | None], chance: object
) -> None:
    seen = [Seen(*item) for item in listed.items()]
    chance.shuffle(seen)  # type: ignore[attr-defined]  # a `random.Random`, as Hypothesis makes it
    found = differences(listed, seen)
    assert found.found == listed
    assert (found.missing, found.extra, found.elsewhere) == ((), (), ())
    assert not found.twice
