"""Vietnamese text: stored as written in NFC, compared without tones, sorted by its own alphabet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=100)}


def nfc(text: str) -> str:
    """Return `text` composed (NFC), the only form that is stored."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the key by which texts are compared: lower case, no tones, đ as d, single spaces.

    Since tones go, `oà`/`òa` and `uỷ`/`ủy` become one spelling. Full-width letters become plain.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SPACES.sub(" ", bare.lower().replace("đ", "d")).strip()


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return the sort key of Vietnamese dictionaries: letters first, then tones, then the text.

    Letters go a ă â b … d đ e ê … o ô ơ … u ư …; tones go none, huyền, hỏi, ngã, sắc, nặng.
    """
    letters: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", text.lower()):
        tone = 0
        base = ""
        for part in unicodedata.normalize("NFD", letter):
            if part in _TONES:
                tone = _TONES[part]
            else:
                base += part
        base = unicodedata.normalize("NFC", base)
        letters.append(_RANK.get(base, ord(base[0]) if base and base[0] < "a" else 1000))
        tones.append(tone)
    return tuple(letters), tuple(tones), text
