"""Vietnamese text: stored as written in NFC, compared without tones, sorted by its own alphabet."""

from __future__ import annotations

import re
import unicodedata
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
    return a == b or _spelling_key(a) == _spelling_key(b)


def _spelling_key(text: str) -> str:
    """Put each word's tone mark at its end."""
    words = []
    for word in unicodedata.normalize("NFD", text.lower()).split():
        tones = "".join(part for part in word if part in _TONES)
        words.append("".join(part for part in word if part not in _TONES) + tones)
    return " ".join(words)


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return the sort key of Vietnamese dictionaries: letters first, then tones, then the text.

    Letters go a ă â b … d đ e ê … o ô ơ … u ư …; tones go none, huyền, hỏi, ngã, sắc, nặng.
    """
    ranked = [_ranked(letter) for letter in unicodedata.normalize("NFC", text.lower())]
    return tuple([rank for rank, _ in ranked]), tuple([tone for _, tone in ranked]), text


@lru_cache(maxsize=4096)
def _ranked(letter: str) -> tuple[int, int]:
    """Return the place of a composed letter in the alphabet and of its tone among the tones."""
    tone = 0
    base = ""
    for part in unicodedata.normalize("NFD", letter):
        if part in _TONES:
            tone = _TONES[part]
        else:
            base += part
    base = unicodedata.normalize("NFC", base)
    return _RANK.get(base, ord(base[0]) if base and base[0] < "a" else 1000), tone
