"""A person's traces are found as people write them, and nobody else's are."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.erasing import Traces, erased_name

WORD = erased_name("0123456789abcdef")
TRACES = Traces(WORD, ["Đ/c Nguyễn Thuý Hoà"], ["0912 345 678", "hoa.nt@lso.vn", "12"])


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thuý Hoà",
        "đ/c NGUYỄN  THÚY HÒA nhận",
        "Nguyen Thuy Hoa",
        "(Nguyễn Thuý Hoà)",
        unicodedata.normalize("NFD", "Nguyễn Thuý Hoà"),
        "Nguyễn\tThuý Hoà",
        "gọi 0912.345.678",
        "+84 912345678",
        "0084.912.345.678",
        "+84 (0)912 345 678",
        "84 912 345 678",
        "thư: Hoa.NT@lso.vn;",
    ],
)
def test_it_is_found_as_people_write_it(text: str) -> None:
    assert TRACES.named_in(text)
    cleaned = TRACES.out_of(text)
    assert WORD in cleaned
    assert not TRACES.named_in(cleaned)


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thuý Hoa",
        "Nguyễn Thuý",
        "Nguyễn Thuý, Hoà",
        "Nguyễn Thuý Hoàng",
        "số 912",
        "0912 345 6789",
        "khoa.nt@lso.vn",
        "12",
        "",
    ],
)
def test_others_are_left(text: str) -> None:
    assert not TRACES.named_in(text)
    assert TRACES.out_of(text) is text


def test_a_name_of_one_word_is_found_only_alone() -> None:
    traces = Traces(WORD, ["Hà"], [])
    assert traces.out_of("Hà") == WORD
    assert traces.out_of("xã Sơn Hà") == "xã Sơn Hà"


def test_in_json_keys_and_values_are_looked_through() -> None:
    kept = {"Nguyễn Thuý Hoà": ["0912345678", {"x": 1, "y": None, "z": "Lê Thị Hoà"}]}
    cleaned = json.loads(TRACES.out_of_json(json.dumps(kept)))
    assert cleaned == {WORD: [WORD, {"x": 1, "y": None, "z": "Lê Thị Hoà"}]}
    assert TRACES.out_of_json("không phải JSON, Nguyễn Thuý Hoà") == f"không phải JSON, {WORD}"
    assert TRACES.out_of_json('{"b": 1,  "a": 2}') == '{"b": 1,  "a": 2}'


NAMES = st.lists(
    st.sampled_from(["Nguyễn", "Thị", "Hoà", "Hoa", "Hà", "Sơn", "Đỗ"]), min_size=2, max_size=4
).map(" ".join)


@given(NAMES, st.lists(st.one_of(NAMES, st.text(max_size=5)), max_size=6))
def test_nothing_of_a_name_is_left(name: str, around: list[str]) -> None:
    traces = Traces(WORD, [name], [])
    text = " ".join([*around, name, *around])
    assert traces.named_in(text)
    assert not traces.named_in(traces.out_of(text))
