"""Reading the rows of a table of eTokens and certificates, each cell by its own rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop import resources
from desktop.domain.cells import (
    CellFault,
    check_exponent,
    check_quantity,
    read_certificate_number,
    read_date,
    read_serial,
    read_yes_no,
)
from desktop.domain.folding import fold
from desktop.domain.unit_rules import name_problem
from desktop.services.imports.plan import Refused, read_field, read_period, refused
from desktop.services.imports.reading import Entry

PERSON, ORGAN = "person", "organ"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DIGITS = re.compile(r"\d+")
_CITIZEN_DIGITS = (9, 12)
_BOTH = re.compile(r"\s*(?:[+,/&;\n]|\bvà\b)\s*")


@dataclass(slots=True, eq=False)
class TokenRow:
    """One row as read; None where nothing is said.

    `custody` and `certificate_state` are what the state's word means, `is_received` and
    `is_signed` what the columns of those names mark; `until` is the first day on which the
    certificate no longer holds.
    """

    entry: Entry
    subscriber_type: str | None
    purpose: str | None
    birth: str | None
    serial: str | None
    certificate: str | None
    from_date: str | None
    until: str | None
    custody: str | None
    certificate_state: str | None
    is_received: bool
    received_on: str | None
    is_signed: bool
    signed_on: str | None

    def text(self, name: str) -> str | None:
        """Return the cell of field `name` as it stands."""
        return self.entry.values.get(name)


def read_token(entry: Entry) -> TokenRow:
    """Read an entry; raises `Refused` at the first cell that cannot be read or must be asked."""
    if entry.fault is not None:
        raise Refused(entry.fault)
    for name in ("unit", "subscriber", "note"):
        if entry.values.get(name, "")[:1].isdigit():
            read_field(entry, name, check_quantity)
    problem = name_problem(entry.values.get("subscriber", "—"))
    if problem is not None:
        raise refused(entry, "subscriber", problem.code, **problem.values)
    custody, certificate_state = _state(entry)
    is_received, received_on = _mark_or_day(entry, "received")
    is_signed, signed_on = _mark_or_day(entry, "signed")
    first, end = read_period(entry)
    return TokenRow(
        entry=entry,
        subscriber_type=_word(entry, "subscriber_type", "subscriber_types"),
        purpose=_purpose(entry),
        birth=read_field(entry, "birth", _read_birth),
        serial=read_field(entry, "serial", read_serial),
        certificate=read_field(entry, "certificate", read_certificate_number),
        from_date=first,
        until=end,
        custody=custody,
        certificate_state=certificate_state,
        is_received=is_received,
        received_on=received_on,
        is_signed=is_signed,
        signed_on=signed_on or (received_on if is_signed else None),
    )


def citizen_id_problem(text: str) -> str | None:
    """Return what must be said of a citizen's number: zeros lost, or not a number at all."""
    try:
        check_exponent(text)
    except CellFault:
        return "import.citizen_id_lost"
    digits = re.sub(r"[\s.]", "", text)
    if not _DIGITS.fullmatch(digits):
        return "import.citizen_id_wrong"
    if len(digits) in _CITIZEN_DIGITS:
        return None
    return (
        "import.citizen_id_zeros"
        if len(digits) < max(_CITIZEN_DIGITS)
        else ("import.citizen_id_wrong")
    )


@cache
def _words(table: str) -> dict[str, str]:
    words = resources.toml("imports", "tokens.toml")[table]
    return {fold(word): meaning for meaning, known in words.items() for word in known}


@cache
def _states() -> dict[str, dict[str, Any]]:
    states = resources.toml("imports", "tokens.toml")["state"]
    return {fold(word): state for state in states for word in state["words"]}


def _word(entry: Entry, name: str, table: str) -> str | None:
    text = entry.values.get(name)
    if text is None:
        return None
    found = _words(table).get(fold(text))
    if found is None:
        raise refused(entry, name, "cell.word", text=text)
    return found


def _purpose(entry: Entry) -> str | None:
    text = entry.values.get("purpose")
    if text is None or fold(text) in _words("purposes"):
        return _word(entry, "purpose", "purposes")
    parts = {_words("purposes").get(fold(part)) for part in _BOTH.split(text)}
    code = "cell.word" if None in parts else "import.purpose_two"
    raise refused(entry, "purpose", code, text=text)


def _state(entry: Entry) -> tuple[str | None, str | None]:
    text = entry.values.get("state")
    if text is None:
        return None, None
    found = _states().get(fold(text))
    if found is None and fold(text) in _words("withdrawn"):
        raise refused(entry, "state", "import.state_withdrawn", text=text)
    if found is None:
        raise refused(entry, "state", "import.state_unknown", text=text)
    return found.get("custody"), found.get("certificate")


def _mark_or_day(entry: Entry, name: str) -> tuple[bool, str | None]:
    """Read a cell that holds a day or only a mark; return whether it was, and the day if told."""
    text = entry.values.get(name)
    if text is None:
        return False, None
    try:
        return read_yes_no(text), None
    except CellFault:
        return True, read_field(entry, name, read_date)


def _read_birth(text: str) -> str:
    """Return the day, or the year alone where no more is written."""
    return text if _YEAR.fullmatch(text) else read_date(text)
