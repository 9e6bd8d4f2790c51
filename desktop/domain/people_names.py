"""Cells that name people: several in one, a remark in brackets, who they stand for besides."""

from __future__ import annotations

import re
from typing import NamedTuple

from desktop.domain.cells import bare_name
from desktop.domain.folding import fold, same_spelling

# Brackets as a whole, else what stands between two names; the stroke of "Đ/c" is none.
_BRACKETS_OR_CUT = re.compile(r"\([^()]*\)|(?P<cut>[;\n\r,+&]|(?<![đĐ])/|\s+và\s+)", re.IGNORECASE)
_REMARK = re.compile(r"(?P<name>[^()]*?)\s*\((?P<remark>[^()]*)\)\s*")
_ALSO = re.compile(r"kiêm(?:\s+nhiệm)?\s*:?\s+(?P<unit>.+)", re.IGNORECASE | re.DOTALL)


class NamedPerson(NamedTuple):
    """A name as written, without the remark that stood behind it in brackets."""

    name: str
    remark: str | None = None


class PeopleCell(NamedTuple):
    """What a cell says: its people in order, and the units that they stand for besides."""

    people: tuple[NamedPerson, ...]
    also: tuple[str, ...]


def read_people(text: str) -> PeopleCell:
    """Part a cell: `Đ/c Hà, Nga (nghỉ sinh)` is two people, `An; kiêm UBKT` one of two units."""
    people: list[NamedPerson] = []
    also: list[str] = []
    for part in _parts(text):
        match = _REMARK.fullmatch(part)
        name, remark = (match["name"], match["remark"].strip()) if match else (part, None)
        for words in (name, remark):
            if words and (besides := _ALSO.fullmatch(words)):
                also.append(besides["unit"].strip())
        if _ALSO.fullmatch(name) or not name.strip():
            continue
        is_unit = remark is not None and _ALSO.fullmatch(remark)
        people.append(NamedPerson(name.strip(), None if is_unit else remark or None))
    return PeopleCell(tuple(people), tuple(also))


def read_unit(text: str) -> tuple[str, tuple[str, ...]]:
    """Part a cell of a unit: `Đảng uỷ xã Một; kiêm UBKT` is that unit, and another besides."""
    first, *rest = (part.strip() for part in text.split(";"))
    found = [_ALSO.fullmatch(part) for part in rest]
    if not rest or not all(found):
        return text, ()
    return first, tuple(match["unit"].strip() for match in found if match)


def is_short(name: str) -> bool:
    """Say whether a name is of one word only, as people call each other."""
    return len(bare_name(name).split()) == 1


def same_person_name(one: str, other: str) -> bool:
    """Say whether two names may be one person's: the same words, titles and the place of tone marks
    aside. `Sơn Hà` and `Sơn Hạ` are two; a name written without any marks may be either."""
    one, other = bare_name(one), bare_name(other)
    if fold(one) != fold(other):
        return False
    return same_spelling(one, other) or _is_plain(one) or _is_plain(other)


def better_spelling(known: str, given: str) -> str | None:
    """Return a name as given where it is the known one with its tones, or with small letters behind
    capitals: `Hoàng Thị Hòa` for `Hoang Thi Hoa` or `HOÀNG THỊ HÒA`; else None."""
    name = " ".join(bare_name(given).split())
    if fold(bare_name(known)) != fold(name):
        return None
    if same_spelling(bare_name(known), name):
        is_better = _is_one_case(known) and not _is_one_case(name)
    else:
        is_better = _is_plain(bare_name(known))
    return name if is_better else None


def _is_one_case(name: str) -> bool:
    return name.isupper() or name.islower()


def _is_plain(name: str) -> bool:
    return " ".join(name.lower().split()) == fold(name)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    at = 0
    for match in _BRACKETS_OR_CUT.finditer(text):
        if match["cut"] is not None:
            parts.append(text[at : match.start()])
            at = match.end()
    parts.append(text[at:])
    return [part for each in parts if (part := each.strip(" .-–\t"))]
