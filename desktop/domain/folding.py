"""Vietnamese text: stored as written in NFC, compared without tones, sorted by its own alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

# The marks that Vietnamese letters come apart into; there are others, and they are slower to find.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Other alphabets' letters that look exactly like đ, and are typed for it.
_LIKE_D = str.maketrans("ÐðƉɖ", "DdDd")
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=100)}


def nfc(text: str) -> str:
    """Return `text` composed (NFC), the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the key by which texts are compared: lower case, no tones, đ as d, single spaces.

    Since tones go, `oà`/`òa` and `uỷ`/`ủy` become one spelling. Full-width letters become plain.
    """
    # Codes, numbers and addresses are folded faster than they are remembered, names are not.
    return " ".join(text.lower().split()) if text.isascii() else _fold_letters(text)


@lru_cache(maxsize=65536)
def _fold_letters(text: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text)).replace("đ", "d").replace("Đ", "D")
    if not bare.isascii():
        bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
        bare = bare.translate(_LIKE_D)
    return " ".join(bare.lower().split())


def same_spelling(a: str, b: str) -> bool:
    """Say whether two names are the same words, tones and all.

    Case, spaces and the place of a word's tone mark (`oà`/`òa`, `uỷ`/`ủy`) make no difference;
    `Sơn Hà` and `Sơn Hạ` differ.
    """
    return a == b or spelling_key(a) == spelling_key(b)


def spelling_key(text: str) -> str:
    """Return the key by which `same_spelling` compares: each word's tone mark put at its end."""
    words = []
    for word in unicodedata.normalize("NFD", text.lower()).split():
        tones = "".join(part for part in word if part in _TONES)
        words.append("".join(part for part in word if part not in _TONES) + tones)
    return " ".join(words)


def collation_key(text: str) -> str:
    """Return the sort key of Vietnamese dictionaries: letters first, then tones, then the text.

    Letters go a ă â b … d đ e ê … o ô ơ … u ư …; tones go none, huyền, hỏi, ngã, sắc, nặng. The
    key's first letter is that of the text's first letter, whatever its tone.
    """
    lower = unicodedata.normalize("NFC", text.lower())
    return f"{lower.translate(_letters)}\0{lower.translate(_tones)}\0{text}"


def letters_key(text: str) -> str:
    """Return the part of `collation_key` that is looked at first: the letters, without tones."""
    return unicodedata.normalize("NFC", text.lower()).translate(_letters)


def first_in_order(names: Sequence[tuple[str, str]], wanted: int) -> list[tuple[str, str]]:
    """Return the first `wanted` pairs (a text, what it belongs to) in the order of `collation_key`.

    Of many texts that begin with few words only the keys of some are made.
    """
    keys: dict[str, str] = {}

    def first(names: Sequence[tuple[str, str]], wanted: int, place: int) -> list[tuple[str, str]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        if len(names) > wanted:
            for name in names:
                words = name[0].split(" ", place + 1)
                word = words[place] if place < len(words) else ""
                if word not in keys:
                    keys[word] = letters_key(word)
                groups.setdefault(keys[word], []).append(name)
        if len(groups) < 2 and (not groups or "" in groups):
            return sorted(names, key=lambda name: (collation_key(name[0]), name[1]))[:wanted]
        found: list[tuple[str, str]] = []
        for key in sorted(groups):
            if len(found) < wanted:
                found += first(groups[key], wanted - len(found), place + 1)
        return found

    return first(names, wanted, 0)


class _Places(dict[int, int]):
    """Places in an order, by the letter's code point, each worked out when first asked for.

    Counted from 1: nought ends a part of the key, so that a word comes before a longer one.
    """

    def __init__(self, place: Callable[[str, str], int]) -> None:
        super().__init__()
        self._place = place

    def __missing__(self, point: int) -> int:
        tone = base = ""
        for part in unicodedata.normalize("NFD", chr(point)):
            if part in _TONES:
                tone = part
            else:
                base += part
        self[point] = 1 + self._place(unicodedata.normalize("NFC", base), tone)
        return self[point]


def _letter_place(base: str, _: str) -> int:
    """Signs and digits come before letters, those of other alphabets after."""
    return _RANK.get(base, ord(base[0]) if base and base[0] < "a" else 1000)


_letters = _Places(_letter_place)
_tones = _Places(lambda _, tone: _TONES.get(tone, 0))
