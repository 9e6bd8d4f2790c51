"""Text as spreadsheets put it on the clipboard, and what its columns mean without headings."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.pasted import guess_fields
from desktop.domain.problems import Refusal
from desktop.exchange.clipboard import read_table
from desktop.services.code_schemes import scheme
from desktop.services.kinds import unit_types


def cells(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(text)]


def test_rows_keep_their_numbers_and_blank_ones_are_left_out() -> None:
    rows = read_table("a\tb\r\n\t\r\nc\t\r\n")
    assert [(row.number, row.cells) for row in rows] == [(1, ("a", "b")), (3, ("c", ""))]


def test_a_quoted_cell_may_hold_tabs_lines_and_quotes() -> None:
    text = '"Ban\nTổ chức"\t"nói ""thế"" thôi"\n"a\tb"\tc\n'
    assert cells(text) == [("Ban Tổ chức", 'nói "thế" thôi'), ("a b", "c")]


def test_a_lone_quote_says_the_same_as_above() -> None:
    assert cells('A99\tBan\n"\tBan hai\n"\tBan ba') == [
        ("A99", "Ban"),
        ('"', "Ban hai"),
        ('"', "Ban ba"),
    ]


def test_what_cannot_be_seen_is_dropped_and_letters_are_composed() -> None:
    assert cells("\ufeffBan\u00a0Tô\u0309 chức\u200b\tx\x00") == [("Ban Tổ chức", "x")]


@pytest.mark.parametrize("text", ["", "\n\n\t\n", "\x00"])
def test_a_clipboard_without_a_table_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_table(text)
    assert caught.value.problems[0].code == "paste.empty"


_CELL = st.text(st.sampled_from('abĐ1 "\t\n.'), min_size=1, max_size=8).filter(
    lambda text: text.strip() and text[0] not in '"\t\n'
)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, "excel-tab", lineterminator="\r\n").writerows(rows)
    assert cells(text.getvalue()) == [tuple(" ".join(cell.split()) for cell in row) for row in rows]


def guessed(*rows: tuple[str, ...]) -> list[str | None]:
    return guess_fields(rows, scheme("qd20"), unit_types())


def test_columns_are_told_by_what_they_hold() -> None:
    assert guessed(
        ("1", "A99.01.02", "A99.01", "Ban Tổ chức xã Mẫu", "Ban Tổ chức", "01/07/2025"),
        ("2", "A99.01.03", "A99.01", "Văn phòng xã Mẫu", "Văn phòng", "01/07/2025"),
    ) == ["number", "code", "parent", "name", "type", "from"]


def test_the_superiors_codes_may_stand_first() -> None:
    assert guessed(("A99", "A99.01", "Ban Một"), ("A99", "A99.02", "Ban Hai")) == [
        "parent",
        "code",
        "name",
    ]


def test_one_column_of_words_is_of_names_even_where_they_are_types() -> None:
    assert guessed(("Văn phòng",), ("Ban Tổ chức",)) == ["name"]


def test_places_and_phones_are_told_by_their_digits() -> None:
    assert guessed(
        ("Đảng uỷ xã Một", "00004", "0205 3812 345"), ("Đảng uỷ xã Hai", "00008", "")
    ) == [
        "name",
        "place",
        "phone",
    ]


def test_a_table_without_words_is_not_guessed() -> None:
    assert guessed(("1", "2"), ("3", "7")) == [None, None]


def test_the_mark_of_a_text_before_a_formula_is_no_letter_of_it() -> None:
    assert cells("'=1+1\t'@a\t'-x\t'nháy\t=2") == [("=1+1", "@a", "-x", "'nháy", "=2")]
