"""Text as it can stand on paper, and how it breaks into lines."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.lettering import BOLD, REGULAR, clean, font, width, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Đảng   uỷ\txã\r\nHữu Lũng\x00 ", "Đảng uỷ xã Hữu Lũng"),
        ("e\u0302\u0301", "ế"),
        ("a\u202eb\u2066c\u200bd\u00ade\ufeff", "abcde"),
        ("một\u00a0hai\u2028ba\x85bốn", "một hai ba bốn"),
        ("x\ud800y", "x□y"),
        ("🇻🇳漢", "□□□"),
        ("\ue000", "□"),
        ("", ""),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_the_font_has_all_of_vietnamese_in_every_face() -> None:
    marks = "\u0300\u0301\u0303\u0309\u0323"
    letters = {unicodedata.normalize("NFC", v + m) for v in "aăâeêioôơuưy" for m in marks}
    letters |= set("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz0123456789.,;:-–—…/()\"'“”%&№·□")
    letters |= {letter.upper() for letter in letters}
    for face in (REGULAR, BOLD, "LiberationSerif-Italic", "LiberationSerif-BoldItalic"):
        missing = [c for c in letters if ord(c[0]) not in font(face).face.charToGlyph]
        assert not missing


@given(
    st.text(
        st.one_of(
            st.characters(),
            st.sampled_from("  đầu mối văn thư mã định danh"),
        ),
        max_size=300,
    ),
    st.floats(30, 300),
)
def test_lines_fit_and_lose_no_letter(text: str, room: float) -> None:
    lines = wrap(text, REGULAR, 10, room)
    assert lines
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")
    for line in lines:
        assert width(line, REGULAR, 10) <= room + 0.01 or len(line) == 1


def test_lines_break_between_words_and_only_long_words_inside() -> None:
    room = width("Danh sách khai", REGULAR, 12)
    assert wrap("Danh sách khai báo", REGULAR, 12, room) == ("Danh sách khai", "báo")
    assert wrap("A" * 30, REGULAR, 12, width("A" * 20, REGULAR, 12)) == ("A" * 20, "A" * 10)


def test_the_first_line_begins_further_in() -> None:
    room = width("một hai ba", REGULAR, 12)
    assert wrap("một hai ba", REGULAR, 12, room) == ("một hai ba",)
    assert wrap("một hai ba", REGULAR, 12, room, 5) == ("một hai", "ba")
