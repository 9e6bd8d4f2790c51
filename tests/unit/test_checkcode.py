"""The check code and the digest as they are written on paper."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.checkcode import check_code, check_code_agrees, in_fours

EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("digest", "code"),
    [
        ("0" * 64, "0000000000"),
        ("f" * 64, "ZZZZZZZZZZ"),
        # 00001 00010 00011 … 01010, written in fours.
        ("08864298e84a8" + "0" * 51, "123456789A"),
        ("8" + "0" * 63, "G000000000"),
        # The 50th bit counts, the 51st does not.
        ("0" * 12 + "4" + "0" * 51, "0000000001"),
        ("0" * 12 + "3" + "f" * 51, "0000000000"),
    ],
)
def test_ten_characters_from_the_first_fifty_bits(digest: str, code: str) -> None:
    assert check_code(digest) == code


def test_a_code_is_recognised_however_it_was_typed() -> None:
    digest = "08" + "0" * 62  # 00001 000...
    assert check_code(digest) == "1000000000"
    assert check_code_agrees("1000000000", digest)
    assert check_code_agrees("looo0-oOOO 0", digest)
    assert not check_code_agrees("1000000001", digest)
    assert not check_code_agrees("100000000", digest)
    assert not check_code_agrees("", digest)


@given(st.binary(min_size=32, max_size=32))
def test_letters_are_never_those_that_are_misread(digest: bytes) -> None:
    code = check_code(digest.hex())
    assert len(code) == 10
    assert not set(code) & set("ILOU")
    assert check_code_agrees(code.lower(), digest.hex().upper())


def test_sixteen_groups_of_four() -> None:
    assert in_fours(EMPTY.upper()).startswith("e3b0 c442 98fc 1c14 ")
    assert in_fours(EMPTY).replace(" ", "") == EMPTY
    assert {len(group) for group in in_fours(EMPTY).split(" ")} == {4}


@pytest.mark.parametrize("digest", ["", "e3b0", EMPTY[:-2], EMPTY + "00", "x" * 64])
def test_what_is_not_a_digest_is_a_bug_of_the_caller(digest: str) -> None:
    with pytest.raises(ValueError):
        check_code(digest)
