"""Telephone numbers as people write them: compared in one form, a lost zero given back."""

from __future__ import annotations

import re

_NOT_DIGIT = re.compile(r"\D+")
# Shorter numbers are extensions: nothing before them is a country's or a trunk's sign.
_LEAST_DIGITS = 9
_TRUNK = re.compile(r"^(?:00840?|840?(?=\d{9})|0)")
# A mobile number has ten digits, of which a spreadsheet that takes it for a number drops the 0.
_MOBILE_WITHOUT_ZERO = re.compile(r"[35789]\d{8}")


def phone_key(text: str) -> str:
    """Return a number's digits as they are compared: without the 0 or +84 before a whole number."""
    digits = _NOT_DIGIT.sub("", text)
    return _TRUNK.sub("", digits) if len(digits) >= _LEAST_DIGITS else digits


def zero_restored(text: str) -> str | None:
    """Return a mobile number with the 0 that a spreadsheet dropped, None where none is missing."""
    return f"0{text}" if _MOBILE_WITHOUT_ZERO.fullmatch(text) else None


def mobile_key(text: str | None) -> str | None:
    """Return the key of a mobile number, None of anything else: a mobile is one person's, the
    phone of an office is shared."""
    key = phone_key(text or "")
    return key if _MOBILE_WITHOUT_ZERO.fullmatch(key) else None
