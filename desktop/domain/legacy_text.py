"""Telling Vietnamese text of the time before Unicode by its syllables.

Offices still keep files typed in TCVN3 (ABC) and VNI fonts: the bytes are Western letters that only
the font showed as Vietnamese. A text is judged by how many of its words are possible Vietnamese
syllables when read under each of the old tables; nothing is converted, a person is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum

from desktop.domain.folding import nfc


class LegacyEncoding(StrEnum):
    """Old ways of writing Vietnamese, by the name people know them by."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI-Windows"
    VISCII = "VISCII"
    WINDOWS_1258 = "Windows-1258"


# TCVN 5712:1993 VN3, the "ABC" fonts: one byte a letter from 0xA1 on; a space is no letter there.
_TCVN3 = dict(
    zip(
        range(0xA1, 0xFF),
        "ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩ"
        "íịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# VISCII 1.1 (RFC 1456), without the six capitals it puts among control characters.
_VISCII = dict(
    zip(
        range(0x80, 0x100),
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
        "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
        strict=True,
    )
)
# VNI-Windows: a plain vowel followed by a letter that stands for its marks.
_VNI_MARKS = dict(
    zip(
        "ùøûõïâáàåãäêéèúüë",
        (
            *("\u0301", "\u0300", "\u0309", "\u0303", "\u0323"),
            *("\u0302" + tone for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")),
            *("\u0306" + tone for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")),
        ),
        strict=True,
    )
)
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIR = re.compile("([aeouyôö])([" + "".join(_VNI_MARKS) + "])")

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    "(ngh|gh|gi|kh|ng|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    "([aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oai|oay|oă|oe|oi|ôi|ơi|ua|uâ|uây|uê|ui|uô|"
    "uôi|uơ|uy|uya|uyê|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu|oo|oeo|uyu)"
    "(ch|ng|nh|[cmnpt])?"
)
# A word is what stands between spaces, digits and plain punctuation: old fonts make letters of
# signs such as § and ¶, so those must stay inside words.
_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f\u2000-\u206f]+")
_ENOUGH_WORDS = 2
# Western letters that no Vietnamese word of Unicode has; nearly every old word has one of them.
_OLD_LETTERS = re.compile("[\u00a1-\u00bfÄ-ÇËÎÏÑÖ-ØÛÜÞßä-çëîïñö-øûüþÿ]")
_POOR, _GOOD = 0.5, 0.75


def _possible(word: str) -> bool:
    """Say whether `word` can be one Vietnamese syllable with at most one tone."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = sum(parts.count(tone) for tone in _TONES)
    bare = nfc("".join(part for part in parts if part not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def from_vni(word: str) -> str:
    """Read a word typed in a VNI-Windows font, lower case, as Unicode."""

    def marked(match: re.Match[str]) -> str:
        base = _VNI_SINGLE.get(match[1], match[1])
        return nfc(base + _VNI_MARKS[match[2]])

    # What the pairs leave over are the letters that VNI writes with one sign.
    pieces = []
    position = 0
    text = word.lower()
    for match in _VNI_PAIR.finditer(text):
        pieces += [_VNI_SINGLE.get(letter, letter) for letter in text[position : match.start()]]
        pieces.append(marked(match))
        position = match.end()
    pieces += [_VNI_SINGLE.get(letter, letter) for letter in text[position:]]
    return "".join(pieces)


def from_tcvn3(word: str) -> str:
    """Read a word typed in a TCVN3 (ABC) font as Unicode."""
    return word.translate(_TCVN3)


def from_viscii(word: str) -> str:
    """Read a word of VISCII bytes, shown as Latin-1, as Unicode."""
    return word.translate(_VISCII)


def from_windows_1258(word: str) -> str:
    """Read a word of Windows-1258 bytes, shown as Latin-1, as Unicode."""
    return nfc(word.encode("latin-1", "replace").decode("cp1258", "replace"))


_READERS: dict[LegacyEncoding, Callable[[str], str]] = {
    LegacyEncoding.TCVN3: from_tcvn3,
    LegacyEncoding.VNI: from_vni,
    LegacyEncoding.VISCII: from_viscii,
    LegacyEncoding.WINDOWS_1258: from_windows_1258,
}


def suspect(texts: Iterable[str], *, at_least: int = _ENOUGH_WORDS) -> LegacyEncoding | None:
    """Say in which old encoding `texts` seem to be typed, or None where they read as Unicode.

    `texts` hold the bytes of the old encoding as Latin-1 or Windows-1252 letters. Fewer than
    `at_least` words with a letter outside ASCII prove nothing.
    """
    words = _strange_words(texts)
    if len(words) < at_least or _share(words, nfc) >= _POOR:
        return None
    return _best(words)


def suspect_cell(text: str) -> LegacyEncoding | None:
    """Say in which old encoding a single cell among others seems to be typed; quick for most."""
    if text.isascii() or not _OLD_LETTERS.search(text):
        return None
    return suspect([text])


def suspect_bytes(data: bytes) -> LegacyEncoding | None:
    """Say in which old encoding `data`, known not to be Unicode, seems to be; None if in none."""
    return _best(_strange_words([data.decode("latin-1")]))


def _strange_words(texts: Iterable[str]) -> list[str]:
    return [
        word
        for text in texts
        if not text.isascii()
        for word in _WORD.findall(text)
        if not word.isascii()
    ]


def _best(words: list[str]) -> LegacyEncoding | None:
    if not words:
        return None
    best = max(_READERS, key=lambda encoding: _share(words, _READERS[encoding]))
    return best if _share(words, _READERS[best]) >= _GOOD else None


def _share(words: list[str], reader: Callable[[str], str]) -> float:
    # Registers say the same few words again and again.
    counted = Counter(words)
    return sum(n for word, n in counted.items() if _possible(reader(word))) / len(words)
