"""Reading single cells as people write them: dates, yes and no, codes, serials, names.

Each reader takes a cell's text as `desktop.exchange.sheets` gives it (composed, trimmed) and
returns a value, or raises `CellFault` with the code of the sentence to show. Whatever was read
otherwise than written comes back with a note, never in silence.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from desktop.domain.codes import Scheme, lookalikes, normalise
from desktop.domain.folding import fold, nfc
from desktop.domain.periods import FIRST_DAY, LAST_DAY, day_after
from desktop.domain.problems import Problem

_DITTO = frozenset(
    {"nt", "n.t", "-nt-", "- nt -", '"', "''", "”", "“", '"nt"', "như trên", "-như trên-"}
)
_DITTO_LONGEST = max(map(len, _DITTO))

# What a ditto or a formula's error begins with: no other cell needs a closer look.
SPEAKING_SIGNS = frozenset("#") | {sign for text in _DITTO for sign in (text[0], text[0].upper())}

_YES = frozenset(
    {"x", "✓", "✔", "☑", "√", "v", "roi", "co", "ok", "1", "true", "da", "yes", "da ky"}
)
_NO = frozenset({"", "-", "–", "0", "chua", "khong", "ko", "k", "false", "no", "☐"})

_DAY_MONTH_YEAR = re.compile(
    r"(?:ngay )?(\d{1,2}) ?(?:[/.\-]|thang) ?(\d{1,2}) ?(?:[/.\-]|nam) ?(\d{2}|\d{4})"
    r"(?: \d{1,2}:\d{2})?"
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{2}:\d{2}(?::\d{2})?)?")
# Not a part of a longer number such as a letter's, `12/13/CV`.
_DAY_IN_WORDS = re.compile(r"(?<![\d/.\-])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/\-])")
_LEAP_YEAR = 2000
_DAY_NUMBER = re.compile(r"[2-7]\d{4}")
_FIRST_YEAR, _LAST_YEAR = int(FIRST_DAY[:4]), int(LAST_DAY[:4])

_EXPONENT = re.compile(r"\d+(?:[.,]\d+[eE][+-]?|[eE][+-])\d+")
_TOGETHER = re.compile(r"[;,/|\n\r\t ]+|\s+và\s+")
_AROUND_DOT = re.compile(r"\s*\.\s*")
# A round letter beside a digit may be the letter O or a zero.
_O_BESIDE_DIGIT = re.compile("[0-9][ОοοΟо]|[ОοοΟо][0-9]")

# Thousands apart by one sign throughout, a point or a comma.
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+|\d+")
_NEGATIVE = re.compile(r"[-–−]\s*\d[\d.,]*|\(\d[\d.,]*\)")
# More digits are a code or a telephone number in the wrong column.
_MOST_DIGITS = 12

_SEPARATORS = re.compile(r"[\s.:\-–_]+")
# A number as a spreadsheet shows it: with decimals, thousands apart, or a sign before it.
_SHOWN_NUMBER = re.compile(
    r"[-–−+]?(?:\d+\.\d+|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,3})"
    r"|[-–−+]\d+"
)
_SERIAL = re.compile(r"[0-9A-Z]{4,64}")
_HEXADECIMAL = re.compile(r"[0-9A-F]{2,64}")
# Longer than any quantity with its word.
_SURELY_A_NUMBER = 10
_QUANTITY = re.compile(r"\d{1,3} ?(?:cai|chiec|bo|thiet bi|token|etoken)\b.*")
_TITLE = re.compile(r"(?:đ/c|đc\.|đ\.c\.?|đồng chí|ông|bà)[\s.:]+", re.IGNORECASE)

# Letters of other alphabets, and those that look exactly like the Vietnamese Đ.
_FOREIGN = re.compile("[ÐðƉɖ\u0370-\u03ff\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")
_LOOKING_RIGHT = str.maketrans(
    "ÐðƉɖАВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧον",
    "ĐđĐđABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXov",
)

_FORMULA_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_FORMULA_WITHOUT_VALUE = "#?"


class CellFault(Exception):
    """A cell that cannot be read; `code` and `values` as of a `Problem`."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Code(NamedTuple):
    """A code as read; `note` says what was mended on the way, None where nothing was."""

    value: str
    note: Problem | None = None


def is_ditto(text: str) -> bool:
    """Say whether the cell repeats the one above: `nt`, `như trên`, `-nt-`, `"`."""
    return len(text) <= _DITTO_LONGEST and text.lower() in _DITTO


def repeated(text: str, above: str | None) -> str:
    """Return what a ditto repeats; fault `cell.nothing_above` where there is nothing."""
    if above is None:
        raise CellFault("cell.nothing_above", text=text)
    return above


def repeated_in_part(text: str, above: str | None) -> str | None:
    """Return what `như trên; …` means: the first part of the cell above, and what follows here.

    None where the cell is no such one; fault `cell.nothing_above` where there is nothing.
    """
    first, sign, rest = text.partition(";")
    if not sign:
        first, sign, rest = text.partition(",")
    if not sign or not rest.strip() or not is_ditto(first.strip()):
        return None
    return f"{repeated(first.strip(), above).partition(';')[0].strip()}; {rest.strip()}"


def check_formula(text: str) -> None:
    """Raise the fault of a cell whose formula shows an error or was never computed."""
    if text == _FORMULA_WITHOUT_VALUE:
        raise CellFault("cell.formula_without_value")
    if text in _FORMULA_ERRORS:
        raise CellFault("cell.formula_error", text=text)


@lru_cache(maxsize=4096)
def read_date(text: str) -> str:
    """Return the ISO date of a day/month/year cell.

    Faults: `cell.date`, `cell.date_impossible` (30/2), `cell.date_year` (two digits),
    `cell.date_outside` (before 1900, after 2199), and `cell.date_number` where the sheet shows
    a day as a plain number.
    """
    key = fold(text)
    if match := _ISO_DATE.fullmatch(key):
        year, month, day = map(int, match.groups())
    elif match := _DAY_MONTH_YEAR.fullmatch(key):
        if len(match[3]) == 2:
            raise CellFault("cell.date_year", text=text)
        day, month, year = map(int, match.groups())
    elif _DAY_NUMBER.fullmatch(key):
        raise CellFault("cell.date_number", text=text)
    else:
        raise CellFault("cell.date", text=text)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CellFault("cell.date_outside", text=text, first=_FIRST_YEAR, last=_LAST_YEAR)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise CellFault("cell.date_impossible", text=text) from None


def impossible_day(text: str) -> str | None:
    """Return the first day of words that no calendar has, as written: `hỏng, đổi 30/2`; or None."""
    for match in _DAY_IN_WORDS.finditer(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3] or _LEAP_YEAR)
        # `3/20` counts boxes, `45/12` is a letter's number.
        if 1 <= month <= 12 and 1 <= day <= 31 and day > monthrange(year, month)[1]:
            return match[0]
    return None


@lru_cache(maxsize=4096)
def read_last_day(text: str) -> str:
    """Return the end of a period whose last day is the cell's: the day after it (ISO)."""
    return day_after(read_date(text))


def shown_date(iso: str) -> str:
    """Return an ISO date as day/month/year, as people here write it."""
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def read_count(text: str) -> int:
    """Read a count: `7,295` and `7.295` are both thousands.

    Faults: `cell.count_negative`, `cell.exponent`, and `cell.count` for whatever else is none.
    """
    if _COUNT.fullmatch(text) and text.isascii():
        digits = re.sub("[.,]", "", text)
        if len(digits.lstrip("0")) <= _MOST_DIGITS:
            return int(digits)
    if _NEGATIVE.fullmatch(text):
        raise CellFault("cell.count_negative", text=text)
    check_exponent(text)
    raise CellFault("cell.count", text=text)


def read_yes_no(text: str) -> bool:
    """Read a mark: `x`, `✓`, `rồi`, `có`, `1` …, or `-`, `0`, `chưa`, `không`, nothing.

    Fault: `cell.yes_no`.
    """
    key = fold(text)
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise CellFault("cell.yes_no", text=text)


def mend_letters(text: str) -> str:
    """Return words with letters that only look Vietnamese put right: Ð is Đ, Cyrillic х is x.

    Words wholly in another alphabet stay, and so does a text of which a letter would be left over.
    """
    if text.isascii() or not _FOREIGN.search(text) or not _LATIN.search(text):
        return text
    mended = nfc(text.translate(_LOOKING_RIGHT))
    return text if _FOREIGN.search(mended) else mended


def read_code(text: str, scheme: Scheme) -> Code:
    """Read a code of `scheme`; small letters, look-alikes and spaces are mended with a note.

    Faults: `cell.exponent` (1.2E+05), `cell.two_codes`, or what the scheme says of it. A
    look-alike of O beside a digit is not mended: it may stand for a zero.
    """
    problem = scheme.check(text)
    if problem is None:
        return Code(text)
    plain = normalise(text)
    check_formula(plain)
    check_exponent(plain)
    mended = _AROUND_DOT.sub(".", _without_lookalikes(plain)).upper()
    if scheme.check(mended) is None and not _O_BESIDE_DIGIT.search(plain):
        return Code(mended, Problem("cell.code_mended", {"written": text, "read": mended}))
    parts = [part for part in _TOGETHER.split(_without_lookalikes(plain).upper()) if part]
    if len(parts) > 1 and all(scheme.check(part) is None for part in parts):
        raise CellFault("cell.two_codes", codes=", ".join(parts))
    fault = scheme.check(plain) or problem
    raise CellFault(fault.code, **fault.values)


def restore_zeros(text: str, known: tuple[str, ...]) -> Code:
    """Return the one of `known` codes that `text` becomes with its leading zeros back.

    `known` are the codes that equal `text` but for leading zeros. Faults: `cell.zeros_unknown`
    where there is none, `cell.zeros_asked` where there are several.
    """
    if len(known) == 1:
        return Code(known[0], Problem("cell.zeros_restored", {"written": text, "read": known[0]}))
    if known:
        raise CellFault("cell.zeros_asked", text=text, known=", ".join(known))
    raise CellFault("cell.zeros_unknown", text=text)


def read_serial(text: str) -> str:
    """Return a device's serial in capitals without separators: `0A-1B 2C` is `0A1B2C`.

    Faults: `cell.exponent`, `cell.number_shown` (`43783.0`), `cell.quantity` (`02 cái`),
    `cell.two_serials`, `cell.serial`.
    """
    return _read_number_of(text, _SERIAL, "cell.serial")


def serial_as_written(text: str) -> str:
    """Return a serial as the registers write it; what is none, as it stands."""
    try:
        return read_serial(text)
    except CellFault:
        return text


def read_certificate_number(text: str) -> str:
    """Return a certificate's number in capital hexadecimal without separators.

    Faults as of `read_serial`, with `cell.certificate_number`.
    """
    return _read_number_of(text, _HEXADECIMAL, "cell.certificate_number")


def check_exponent(text: str) -> None:
    """Raise `cell.exponent` where a spreadsheet made 2.34E+11 of a number and lost its digits."""
    if _EXPONENT.fullmatch(text):
        raise CellFault("cell.exponent", text=text)


def check_shown_number(text: str) -> None:
    """Raise `cell.number_shown` where a spreadsheet shows a number its own way: `43783.0`.

    Its point, its decimals and its sign are no part of what is printed on a device or a box.
    """
    if _SHOWN_NUMBER.fullmatch(text):
        raise CellFault("cell.number_shown", text=text)


def check_quantity(text: str) -> None:
    """Raise `cell.quantity` where a cell counts things (`02 cái`) instead of naming one."""
    if text[:1].isdigit() and _QUANTITY.fullmatch(fold(text)):
        raise CellFault("cell.quantity", text=text)


def bare_name(text: str) -> str:
    """Return a person's name without `Đ/c`, `Ông`, `Bà`, `Đồng chí` before it."""
    while match := _TITLE.match(text):
        text = text[match.end() :]
    return text.strip()


@lru_cache(maxsize=1 << 15)
def person_key(text: str) -> str:
    """Return the key by which names of people are compared: no title, folded."""
    return fold(bare_name(text))


def _read_number_of(text: str, grammar: re.Pattern[str], code: str) -> str:
    if len(text) >= _SURELY_A_NUMBER and grammar.fullmatch(text):
        return text
    plain = normalise(text)
    check_formula(plain)
    check_quantity(plain)
    check_exponent(plain)
    check_shown_number(plain)
    parts = [part for part in re.split(r"[;,/|\n\r]+", plain) if part.strip()]
    if len(parts) > 1:
        raise CellFault("cell.two_serials", text=" · ".join(part.strip() for part in parts))
    found = _SEPARATORS.sub("", plain).upper()
    if not grammar.fullmatch(found):
        raise CellFault(code, text=text)
    return found


def _without_lookalikes(text: str) -> str:
    for found in lookalikes(text):
        text = text.replace(found.letter, found.looks_like)
    return text
