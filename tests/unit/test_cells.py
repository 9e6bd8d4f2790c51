"""Reading cells: every form that people write, and every one that must be asked about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import cells
from desktop.domain.cells import CellFault
from desktop.domain.folding import fold
from desktop.services.code_schemes import scheme


def fault(reader: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(CellFault) as caught:
        reader(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1/7/2025", "2025-07-01"),
        ("01-07-2025", "2025-07-01"),
        ("01.07.2025", "2025-07-01"),
        ("2025-07-01", "2025-07-01"),
        ("01/07/2025 08:30", "2025-07-01"),
        ("ngày 01 tháng 7 năm 2025", "2025-07-01"),
        ("29/2/2024", "2024-02-29"),
    ],
)
def test_dates_are_day_month_year(text: str, iso: str) -> None:
    assert cells.read_date(text) == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("30/2/2025", "cell.date_impossible"),
        ("29/2/2025", "cell.date_impossible"),
        ("7/25/2025", "cell.date_impossible"),
        ("1/7/0025", "cell.date_outside"),
        ("31/12/9999", "cell.date_outside"),
        ("2899-01-01", "cell.date_outside"),
        ("1/7/25", "cell.date_year"),
        ("45839", "cell.date_number"),
        ("7/2025", "cell.date"),
        ("hôm qua", "cell.date"),
    ],
)
def test_what_is_no_day_is_refused(text: str, code: str) -> None:
    assert fault(cells.read_date, text) == code


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_day_shown_is_read_again(day: date) -> None:
    assert cells.read_date(cells.shown_date(day.isoformat())) == day.isoformat()


def test_a_period_ends_after_its_last_day() -> None:
    assert cells.read_last_day("31/12/2025") == "2026-01-01"


@pytest.mark.parametrize("text", ["x", "X", "✓", "rồi", "Có", "OK", "1", "TRUE"])
def test_yes(text: str) -> None:
    assert cells.read_yes_no(text)


@pytest.mark.parametrize("text", ["", "-", "0", "chưa", "Không", "FALSE"])
def test_no(text: str) -> None:
    assert not cells.read_yes_no(text)


def test_neither_yes_nor_no() -> None:
    assert fault(cells.read_yes_no, "có lẽ") == "cell.yes_no"


@pytest.mark.parametrize("text", ["nt", "NT", "Như trên", "-nt-", '"', "''", "”"])
def test_ditto(text: str) -> None:
    assert cells.is_ditto(text)


def test_a_ditto_needs_something_above() -> None:
    assert not cells.is_ditto("Nt Văn")
    assert cells.repeated("nt", "A01") == "A01"
    assert fault(cells.repeated, "nt", None) == "cell.nothing_above"


def test_formulas_that_failed() -> None:
    assert fault(cells.check_formula, "#REF!") == "cell.formula_error"
    assert fault(cells.check_formula, "#?") == "cell.formula_without_value"
    cells.check_formula("# 1")


@pytest.mark.parametrize(
    ("text", "value", "mended"),
    [
        ("A05.01", "A05.01", False),
        ("a05.01", "A05.01", True),
        ("A05 . 01", "A05.01", True),
        ("Ａ０５．０１", "A05.01", True),
        ("\u041005.01", "A05.01", True),  # Cyrillic А
        ("Đ01.02", "D01.02", True),
        ("\u00d001.02", "D01.02", True),  # Ð, the letter eth
    ],
)
def test_codes_are_mended_and_it_is_said(text: str, value: str, mended: bool) -> None:
    code = cells.read_code(text, scheme("qd20"))
    assert code.value == value
    assert (code.note is not None) == mended
    if code.note is not None:
        assert code.note.values == {"written": text, "read": value}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1.2E+05", "cell.exponent"),
        ("2,34e11", "cell.exponent"),
        ("A05.01; A05.02", "cell.two_codes"),
        ("A05.01\na05.02", "cell.two_codes"),
        ("A05.01 A05.02", "cell.two_codes"),
        ("A05.\u041e1", "code.lookalike"),  # Cyrillic О before a digit: O or zero?
        ("\u041701", "code.letters"),  # Cyrillic З: Z or 3?
        ("120000", "code.first_group"),
        ("A05.", "code.empty_group"),
    ],
)
def test_codes_that_must_be_asked_about(text: str, problem: str) -> None:
    assert fault(cells.read_code, text, scheme("qd20")) == problem


def test_a_code_of_letters_and_digits_is_no_exponent() -> None:
    assert cells.read_code("1E5", scheme("noi-bo")).value == "1E5"


def test_zeros_come_back_only_to_one_code() -> None:
    assert cells.restore_zeros("4", ("00004",)).value == "00004"
    assert fault(cells.restore_zeros, "4", ("04", "00004")) == "cell.zeros_asked"
    assert fault(cells.restore_zeros, "4", ()) == "cell.zeros_unknown"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hỏng, đổi 30/2", "30/2"),
        ("đổi ngày 29/2/2027.", "29/2/2027"),
        ("đổi ngày 29/2", None),
        ("theo CV 45/2026, đổi 1/3", None),
        ("biên bản 31/12/BCY", None),
        ("hỏng, hộp 3/20, CV 45/12", None),
        ("hỏng", None),
    ],
)
def test_a_day_that_no_calendar_has_is_found_in_words(text: str, day: str | None) -> None:
    assert cells.impossible_day(text) == day


def test_serials_lose_their_separators() -> None:
    assert cells.read_serial("0A-1B 2C") == "0A1B2C"
    assert cells.read_serial("0a:1b:2c") == "0A1B2C"
    assert cells.read_serial("12.34.56.78") == "12345678"
    assert cells.read_certificate_number("54 01 0a ff") == "54010AFF"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2.34E+11", "cell.exponent"),
        ("02 cái", "cell.quantity"),
        ("2 chiếc", "cell.quantity"),
        ("0A1B2C; 0A1B2D", "cell.two_serials"),
        ("43783.0", "cell.number_shown"),
        ("1.234.567", "cell.number_shown"),
        ("1,234,567", "cell.number_shown"),
        ("1.234.567,00", "cell.number_shown"),
        ("43783,0", "cell.number_shown"),
        ("-43783", "cell.number_shown"),
        ("43783001, 43783002", "cell.two_serials"),
        ("chưa có", "cell.serial"),
        ("0A1", "cell.serial"),
    ],
)
def test_what_is_no_serial(text: str, code: str) -> None:
    assert fault(cells.read_serial, text) == code


def test_a_certificate_number_is_hexadecimal() -> None:
    assert fault(cells.read_certificate_number, "54G1") == "cell.certificate_number"


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Đ/c Nguyễn Văn A", "Nguyễn Văn A"),
        ("Đồng chí Nguyễn Văn A", "Nguyễn Văn A"),
        ("Ông Nguyễn Văn A", "Nguyễn Văn A"),
        ("Bà. Nguyễn Thị B", "Nguyễn Thị B"),
        ("Bàng Thị B", "Bàng Thị B"),
        ("Ông", "Ông"),
    ],
)
def test_titles_are_no_part_of_a_name(written: str, bare: str) -> None:
    assert cells.bare_name(written) == bare


def test_names_are_compared_without_titles_and_tones() -> None:
    assert cells.person_key("Đ/c NGUYỄN  VĂN Ước") == cells.person_key("nguyen van uoc")


@given(st.text(max_size=40))
def test_no_text_surprises_a_reader(text: str) -> None:
    for reader in (
        cells.read_date,
        cells.read_yes_no,
        cells.read_serial,
        cells.read_certificate_number,
        cells.check_quantity,
    ):
        with suppress(CellFault):
            reader(text)
    for name in ("qd20", "qcvn102", "noi-bo", "dvhc"):
        with suppress(CellFault):
            assert scheme(name).check(cells.read_code(text, scheme(name)).value) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ðảng uỷ xã Mẫu", "Đảng uỷ xã Mẫu"),
        ("Ɖảng uỷ phường Ðông", "Đảng uỷ phường Đông"),
        ("Đảng uỷ хã Mẫu", "Đảng uỷ xã Mẫu"),
        ("Vа\u0301n", "Ván"),
        ("Đảng uỷ xã Mẫu", "Đảng uỷ xã Mẫu"),
        ("Москва", "Москва"),
        ("Hội Москва", "Hội Москва"),
        ("plain", "plain"),
    ],
)
def test_letters_that_only_look_right_are_mended(written: str, read: str) -> None:
    assert cells.mend_letters(written) == read


def test_a_letter_like_d_folds_as_d() -> None:
    assert fold("Ðảng uỷ Ɖông ðức") == "dang uy dong duc"
