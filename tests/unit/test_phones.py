"""Telephone numbers: one form to compare, a lost zero given back."""

from __future__ import annotations

import pytest

from desktop.domain.phones import mobile_key, phone_key, zero_restored


@pytest.mark.parametrize(
    "text",
    ["0988111222", "+84988111222", "84 988 111 222", "0084 988.111.222", "+84 (0)988 111 222",
     "988111222"],
)  # fmt: skip
def test_one_number_has_one_key(text: str) -> None:
    assert phone_key(text) == "988111222"


@pytest.mark.parametrize(("text", "key"), [("080 123", "080123"), ("849111222", "849111222")])
def test_other_numbers_keep_their_digits(text: str, key: str) -> None:
    assert phone_key(text) == key


@pytest.mark.parametrize(
    ("text", "restored"),
    [("977123456", "0977123456"), ("0977123456", None), ("277123456", None), ("97712345", None),
     ("977 123 456", None)],
)  # fmt: skip
def test_a_dropped_zero_comes_back(text: str, restored: str | None) -> None:
    assert zero_restored(text) == restored


@pytest.mark.parametrize(
    ("text", "key"),
    [("0912 345 678", "912345678"), ("+84 912 345 678", "912345678"), ("0203 3822 233", None),
     ("080 123", None), ("0912345678; 0987654321", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_mobile_is_told_from_the_phone_of_an_office(text: str | None, key: str | None) -> None:
    assert mobile_key(text) == key
