"""Which structure of the country a list speaks of: its places held against those of several days.

A place counts where its kind stands before its name ("xã Sơn Hà", "Huyện uỷ Hữu Lũng"), or where
its code is told. What no structure knows says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from desktop.domain.folding import nfc, spelling_key

# A district is a sure sign by itself; without one, so many rows must tell structures apart.
ENOUGH_ROWS = 3
DISTRICTS = frozenset({"huyện", "quận", "thị xã"})

_KINDS = {
    "thành phố": "thành phố",
    "tp.": "thành phố",
    "thị trấn": "thị trấn",
    "đặc khu": "đặc khu",
    "thị xã": "thị xã",
    "phường": "phường",
    "huyện": "huyện",
    "quận": "quận",
    "tỉnh": "tỉnh",
    "xã": "xã",
}
# These are a kind only as the beginning of a committee's name: "thành uỷ", "thị uỷ".
_COMMITTEES = {"thành": "thành phố", "thị": "thị xã"}
_KIND = re.compile(
    rf"(?<!\w)(?:({'|'.join(map(re.escape, _KINDS))})(?:\s+[uủ][ỷy])?"
    rf"|({'|'.join(_COMMITTEES)})\s+[uủ][ỷy])(?=\s)",
    re.IGNORECASE,
)
_LONGEST_NAME = 6
_EDGE = re.compile(r"[,;:.()\[\]/]+$")


class Mention(NamedTuple):
    """A place that a text names: its kind and the key of its proper name, and as it is written."""

    kind: str
    name: str
    shown: str


@dataclass
class Structure:
    """The places on a day: their names by kind, and what each code means, by its digits.

    `label` says which structure it is to whoever made it.
    """

    label: str
    names: dict[str, set[str]] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, code: str, name: str) -> None:
        """Take in a place; `name` begins with its kind, as the state writes it."""
        kind, proper = split_name(name)
        self.names.setdefault(kind, set()).add(proper)
        self.codes[code] = kind, proper

    def knows(self, mention: Mention) -> bool:
        """Say whether a place of this kind and name is there."""
        return mention.name in self.names.get(mention.kind, ())


class PlaceRow(NamedTuple):
    """What a row of a list says of places: texts that may name some, and its own code with the
    text that names what the code is of (empty where nothing does)."""

    texts: tuple[str, ...]
    code: str = ""
    name: str = ""


class _Told(NamedTuple):
    """A place of a row: its kind, how it is shown, the labels of the structures that have it."""

    kind: str
    shown: str
    known_by: frozenset[str]


class Misfit(NamedTuple):
    """A row, by its number among those given, and the place of it that is not there."""

    row: int
    shown: str


@dataclass(frozen=True)
class Vintage:
    """The structure that a list fits better than the one expected, both by their labels.

    `told` counts the rows that name places; `misfits` are those that the structure expected does
    not have, `others` counts those that the better one does not have.
    """

    fits: str
    expected: str
    told: int
    misfits: tuple[Misfit, ...]
    others: int


def judge(
    rows: Iterable[PlaceRow], structures: Sequence[Structure], expected: str
) -> Vintage | None:
    """Say which structure the rows fit better than the one with the label `expected`.

    None where that one fits as well, or where the rows say too little: no district, and fewer than
    `ENOUGH_ROWS` rows that some structures know and others do not. Better means at most half as
    many rows that do not fit.
    """
    misfits: dict[str, list[Misfit]] = {each.label: [] for each in structures}
    reader = _Reader(structures)
    told = telling = 0
    district = False
    for number, row in enumerate(rows):
        found = reader.read(row)
        if not found:
            continue
        told += 1
        lacking = [one for one in found if one.known_by != reader.all]
        if not lacking:
            continue
        fitting = len(misfits)
        for label, missed in misfits.items():
            shown = next((one.shown for one in lacking if label not in one.known_by), None)
            if shown is not None:
                missed.append(Misfit(number, shown))
                fitting -= 1
        telling += fitting > 0
        district = district or any(one.kind in DISTRICTS for one in lacking)
    counts = {label: len(found) for label, found in misfits.items()}
    best = min(counts, key=lambda label: (counts[label], label != expected))
    enough = telling >= ENOUGH_ROWS or (district and telling > 0)
    if best == expected or not enough or 2 * counts[best] > counts[expected]:
        return None
    return Vintage(best, expected, told, tuple(misfits[expected]), counts[best])


class _Reader:
    """Finds the places of rows that some structure knows; texts that come again are kept."""

    def __init__(self, structures: Sequence[Structure]) -> None:
        self._structures = structures
        self.all = frozenset(each.label for each in structures)
        self._texts: dict[str, list[_Told]] = {}

    def read(self, row: PlaceRow) -> list[_Told]:
        """Return the places of a row."""
        found: list[_Told] = []
        for text in row.texts:
            told = self._texts.get(text)
            if told is None:
                told = self._texts[text] = self._of_text(text)
            found += told
        return found + self._of_code(row) if row.code else found

    def _of_text(self, text: str) -> list[_Told]:
        found = []
        for mention in mentions(text):
            known_by = frozenset(each.label for each in self._structures if each.knows(mention))
            if known_by:
                found.append(_Told(mention.kind, mention.shown, known_by))
        return found

    def _of_code(self, row: PlaceRow) -> list[_Told]:
        own = {(mention.kind, mention.name) for mention in mentions(row.name)}
        known = [each for each in self._structures if row.code in each.codes]
        # A name that no code of these digits ever had is the list's own matter.
        meant = [each for each in known if not own or each.codes[row.code] in own]
        if not meant:
            return []
        kind = meant[0].codes[row.code][0]
        shown = f"{row.code} {row.name}".strip()
        return [_Told(kind, shown, frozenset(each.label for each in meant))]


@lru_cache(maxsize=32768)
def split_name(name: str) -> tuple[str, str]:
    """Return a place's kind and the key of its proper name: "Huyện Hữu Lũng" is a huyện."""
    words = nfc(name).split()
    for length in (2, 1):
        kind = _KINDS.get(" ".join(words[:length]).lower())
        if kind is not None and len(words) > length:
            return kind, _key(" ".join(words[length:]))
    return "", _key(" ".join(words))


@lru_cache(maxsize=32768)
def mentions(text: str) -> tuple[Mention, ...]:
    """Return what a text may name as places: what follows a kind, in capitals or figures.

    Of "Đảng uỷ xã Sơn Hà" that is "Sơn Hà", and not "Sơn": a name ends before a sign, a word in
    small letters, or another kind.
    """
    text = nfc(text)
    kinds = list(_KIND.finditer(text))
    if not kinds:
        return ()
    return tuple(
        Mention(_kind_of(found), _key(name), f"{found[0]} {name}")
        for found, end in zip(
            kinds, [*(each.start() for each in kinds[1:]), len(text)], strict=True
        )
        if (name := _name_in(text[found.end() : end]))
    )


def _kind_of(found: re.Match[str]) -> str:
    if found[1] is not None:
        return _KINDS[found[1].lower()]
    return _COMMITTEES[found[2].lower()]


def _name_in(text: str) -> str:
    """Return the proper name that a text begins with; "" where it begins with none."""
    name: list[str] = []
    for word in text.split()[:_LONGEST_NAME]:
        joins = word in ("-", "–") and bool(name)
        if not joins and not (word[0].isupper() or word[0].isdigit()):
            break
        bare = _EDGE.sub("", word)
        name.append("-" if joins else bare)
        if bare != word:
            break
    return " ".join(name[:-1] if name and name[-1] == "-" else name)


@lru_cache(maxsize=32768)
def _key(name: str) -> str:
    shown = (word.lstrip("0") or word if word.isdigit() else word for word in name.split())
    return spelling_key(" ".join(shown))


def code_meant(text: str, structures: Sequence[Structure]) -> str:
    """Return the code of the structures that `text` is, with the zeros that a sheet took; "" where
    it is none."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return ""
    for length in (len(digits), 2, 5):
        code = digits.zfill(length)
        if len(code) == length and any(code in each.codes for each in structures):
            return code
    return ""
