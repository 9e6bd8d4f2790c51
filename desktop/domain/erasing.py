"""Finding a person's name, phones and mails in texts, and taking them out again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from desktop.domain.canonical import canonical_json
from desktop.domain.cells import bare_name
from desktop.domain.folding import fold, nfc, spelling_key
from desktop.domain.phones import phone_key

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\+?\d(?:[ .\-]?\d)+")
_MAIL = re.compile(r"[^\s<>()\[\];,\"']+@[^\s<>()\[\];,\"']+")
# Shorter numbers are extensions and years, which many have.
_LEAST_DIGITS = 7


def erased_name(uid: str) -> str:
    """Return what is written in the place of the name of an erased person."""
    return f"đã xoá {uid[:8]}"


class Traces:
    """What a person is known by in texts; `word` is written in its place.

    Names are found with or without a title, in any case and spacing, in either spelling of `oà`
    and `uỷ`, and without any tones; a name of other tones is another name. A name of one word is
    found only where it is the whole text. Phones are found in any grouping, with 0 or +84.
    """

    def __init__(self, word: str, names: Iterable[str], contacts: Iterable[str]) -> None:
        self._word = word
        written = {tuple(_words(bare_name(nfc(name)))) for name in names} - {()}
        self._names = [[(spelling_key(word), fold(word)) for word in words] for words in written]
        self._folded = {" ".join(plain for _, plain in name) for name in self._names}
        numbers: set[str] = set()
        self._mails: set[str] = set()
        for contact in contacts:
            numbers.update(phone_key(match[0]) for match in _NUMBER.finditer(contact))
            self._mails.update(match[0].lower() for match in _MAIL.finditer(nfc(contact)))
        self._numbers = {number for number in numbers if len(number) >= _LEAST_DIGITS}

    def is_name(self, text: str) -> bool:
        """Say whether the text is one of the names and nothing else, a title aside."""
        found = [(spelling_key(word), fold(word)) for word in _words(bare_name(nfc(text)))]
        return any(_same(found, name) for name in self._names)

    def named_in(self, text: str) -> bool:
        """Say whether the text holds any of it."""
        return any(True for _ in self._spans(nfc(text)))

    def out_of(self, text: str) -> str:
        """Return the text with the word in the place of each; as it is where it holds none."""
        composed = nfc(text)
        spans = sorted(self._spans(composed))
        if not spans:
            return text
        parts: list[str] = []
        at = 0
        for start, end in spans:
            if start >= at:
                parts += (composed[at:start], self._word)
            at = max(at, end)
        return "".join((*parts, composed[at:]))

    def out_of_json(self, text: str) -> str:
        """Return a JSON text with the word in the place of each, in keys and values; any other
        text as `out_of` does."""
        try:
            value = json.loads(text)
        except ValueError:
            return self.out_of(text)
        cleaned = self._out_of_value(value)
        return text if cleaned == value else canonical_json(cleaned)

    def _out_of_value(self, value: Any) -> Any:
        match value:
            case str():
                return self.out_of(value)
            case list():
                return [self._out_of_value(each) for each in value]
            case dict():
                return {self.out_of(key): self._out_of_value(each) for key, each in value.items()}
        return value

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        yield from self._names_in(text)
        if self._numbers and any(letter.isdigit() for letter in text):
            for match in _NUMBER.finditer(text):
                if phone_key(match[0]) in self._numbers:
                    yield match.span()
        if self._mails and "@" in text:
            for match in _MAIL.finditer(text):
                if match[0].lower() in self._mails:
                    yield match.span()

    def _names_in(self, text: str) -> Iterator[tuple[int, int]]:
        # Most texts hold none: their folded form, which is quick, tells so.
        spaced = " ".join(_words(fold(text)))
        if not any(name in spaced for name in self._folded):
            return
        words = list(_WORD.finditer(text))
        keys = [(spelling_key(word[0]), fold(word[0])) for word in words]
        for name in self._names:
            for first in range(len(words) - len(name) + 1):
                some = words[first : first + len(name)]
                alone = len(name) > 1 or bare_name(text.strip()) == some[0][0]
                together = all(
                    text[one.end() : other.start()].isspace() for one, other in pairwise(some)
                )
                if alone and together and _same(keys[first : first + len(name)], name):
                    yield some[0].start(), some[-1].end()


def _same(found: list[tuple[str, str]], name: list[tuple[str, str]]) -> bool:
    """Compare with all marks, or with none where the text has none."""
    spelled = [word for word, _ in found]
    return spelled in ([marked for marked, _ in name], [plain for _, plain in name])


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
