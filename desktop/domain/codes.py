"""Identifier codes: four schemes given as data, and what may be said of a value under each.

A scheme's definition is the table of `resources/codes/<name>.toml`. Nothing here mends a value in
silence: `normalise` takes away only what cannot be part of any code (spaces around, full-width
forms), every other difference is a problem with a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.domain.problems import Problem, refuse
from desktop.domain.texts import N_, Text

# The state's own codes of places: no addresses, and nobody declares them.
PLACE_SCHEME = "dvhc"
SCHEMES = ("qd20", "qcvn102", "noi-bo", PLACE_SCHEME)

_PLACE_DIGITS = 5

# Spaces and marks that spreadsheets and web pages leave around a value without showing them.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# Letters that look like a capital of A-Z and are another letter.
_LOOKALIKES = {
    **dict(zip("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS", strict=True)),  # Cyrillic
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),  # Greek
    **dict(zip("ĐÐƉ", "DDD", strict=True)),
}


@dataclass(frozen=True)
class Lookalike:
    """A letter that is not what it seems: itself, what it looks like, what it is instead."""

    letter: str
    looks_like: str
    name: Text


@dataclass(frozen=True)
class Conversion:
    """An older code and what it becomes; `dropped` are the zero groups left out, as written."""

    old: str
    new: str
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class Scheme:
    """One way of writing codes, as its definition says.

    `max_depth` 0 is no limit. `separator` "" means that values have no groups.
    """

    name: str
    label: str
    source: str
    certainty: str
    letters: str
    separator: str
    max_length: int
    first_group: str
    grammar: str
    max_depth: int
    child_extends_parent: bool
    retired_may_return: bool
    example: str
    # The grammar of the form that came before, written from the lowest level up; "" where none did.
    older_form: str = ""

    def check(self, value: str) -> Problem | None:
        """Return what is wrong with `value`, normalised already, or None.

        Codes: `code.empty`, `code.lookalike`, `code.lower_case`, `code.letters`, `code.too_long`,
        `code.empty_group`, `code.older_form`, `code.first_group`, `code.grammar`. The first that
        applies is told.
        """
        if not value:
            return self._problem("code.empty", value)
        found = lookalikes(value)
        if found:
            first = found[0]
            return self._problem(
                "code.lookalike",
                value,
                letter=first.letter,
                looks_like=first.looks_like,
                name=first.name,
                position=value.index(first.letter) + 1,
            )
        if re.fullmatch(self.grammar, value) and len(value) <= self.max_length:
            return None
        return self._explain(value)

    def _explain(self, value: str) -> Problem:
        allowed = re.compile(f"[{self.letters}]")
        strange = "".join(dict.fromkeys(x for x in value if not allowed.fullmatch(x)))
        if strange and all("a" <= letter <= "z" for letter in strange):
            return self._problem("code.lower_case", value, upper=value.upper())
        if strange:
            shown = " ".join(_shown(letter) for letter in strange)
            return self._problem("code.letters", value, strange=shown)
        if len(value) > self.max_length:
            return self._problem("code.too_long", value, length=len(value), longest=self.max_length)
        groups = self.groups(value)
        if "" in groups:
            return self._problem("code.empty_group", value)
        if re.fullmatch(self.older_form, value):
            older = to_qd20(value)
            dropped = ", ".join(older.dropped) or "–"
            return self._problem("code.older_form", value, new=older.new, dropped=dropped)
        if self.child_extends_parent and not re.fullmatch(self.first_group, groups[0]):
            return self._problem("code.first_group", value, group=groups[0])
        return self._problem("code.grammar", value)

    def _problem(self, code: str, value: str, **values: object) -> Problem:
        common = {"value": value, "scheme": self.label, "example": self.example}
        return Problem(code, {**common, **values})

    def groups(self, value: str) -> tuple[str, ...]:
        """Return the groups of `value`, from the left."""
        return tuple(value.split(self.separator)) if self.separator else (value,)

    def parent(self, value: str) -> str | None:
        """Return the code one level up, or None at the top or where codes do not nest."""
        if not self.child_extends_parent:
            return None
        head, separator, _ = value.rpartition(self.separator)
        return head if separator else None

    def extends(self, child: str, parent: str) -> bool:
        """Say whether `child` stands below `parent`; schemes that do not nest never object."""
        return not self.child_extends_parent or child.startswith(parent + self.separator)


def scheme(name: str, definitions: Mapping[str, Mapping[str, Any]]) -> Scheme:
    """Return the scheme `name`; raises the refusal `code.scheme_unknown` where there is none."""
    if name not in definitions:
        raise refuse("code.scheme_unknown", scheme=name, known=", ".join(definitions))
    fields = dict(definitions[name])
    return Scheme(name=fields.pop("code"), **fields)


def normalise(value: str) -> str:
    """Return `value` without what cannot belong to a code: outer spaces, full-width forms.

    Also composes (NFC). Letters keep their case; look-alikes stay, for `check` to name.
    """
    plain = "".join(
        unicodedata.normalize("NFKC", letter) if "\uff01" <= letter <= "\uff5e" else letter
        for letter in unicodedata.normalize("NFC", value)
    )
    while (stripped := plain.strip().strip(_INVISIBLE)) != plain:
        plain = stripped
    return plain


def lookalikes(value: str) -> tuple[Lookalike, ...]:
    """Return the letters of `value` that seem to be of A-Z and are not, each once, in order."""
    if value.isascii():
        return ()
    return tuple(
        Lookalike(letter, _LOOKALIKES[letter.upper()], _kind_of(letter))
        for letter in dict.fromkeys(value)
        if letter.upper() in _LOOKALIKES
    )


def next_free(parent: str, separator: str, taken: Iterable[str]) -> str:
    """Return the next number below `parent` after the highest of `taken`, as wide as these are.

    `taken` are values of any time, for none returns. Numbers as wide as a place's code (five
    digits) were not counted up and are left out; without any number the first is 01.
    """
    head = parent + separator
    numbers = [
        last
        for value in taken
        if value.startswith(head) and is_counted(last := value.removeprefix(head))
    ]
    width = max((len(number) for number in numbers), default=2)
    highest = max((int(number) for number in numbers), default=0)
    return f"{head}{highest + 1:0{width}}"


def is_counted(group: str) -> bool:
    """Say whether a last group is a number that somebody counted up, and no place's code."""
    return group.isascii() and group.isdigit() and len(group) < _PLACE_DIGITS


def to_qd20(value: str) -> Conversion:
    """Turn a checked `qcvn102` value into `qd20`: groups reversed, zero groups dropped.

    To be shown to a person before it is used: nothing proves that the organ's new code is this one.
    """
    groups = value.split(".")
    kept = [group for group in reversed(groups) if group.strip("0")]
    return Conversion(value, ".".join(kept), tuple(g for g in groups if not g.strip("0")))


def _kind_of(letter: str) -> Text:
    number = f"U+{ord(letter):04X}"
    if "\u0370" <= letter <= "\u03ff":
        return Text(N_("a Greek letter ({number})"), {"number": number})
    if "\u0400" <= letter <= "\u04ff":
        return Text(N_("a Cyrillic letter ({number})"), {"number": number})
    return Text(N_("a letter with a stroke ({number})"), {"number": number})


def _shown(letter: str) -> str:
    number = f"U+{ord(letter):04X}"
    return f"“{letter}” ({number})" if letter.isprintable() else number
