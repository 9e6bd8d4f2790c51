"""Devices that come in boxes: which serial is which, and how a list differs from what is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop.domain.folding import fold
from desktop.domain.texts import N_, Text

# With fewer digits, a number written in another way could be another device's by chance.
_DECIMAL = re.compile(r"[0-9]{8,24}")
_HEXADECIMAL = re.compile(r"[0-9A-F]{6,20}")
_PREFIX = "0X"
# What lists call what devices come in, folded.
_BOX_WORDS = frozenset({"hop", "thung", "kien", "goi", "tui", "box", "carton"})


class Serials:
    """Serials that are known, found however they are written.

    A bar code may give in decimal what the issuer's list gives in hexadecimal, or the other way
    round. Serials are normalised as `desktop.domain.cells.read_serial` does.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self._hexadecimal: dict[int, set[str]] = {}
        self._decimal: dict[int, set[str]] = {}
        self._without_zeros: dict[str, set[str]] = {}
        for serial in known:
            self.add(serial)

    def add(self, serial: str) -> None:
        """Know one more."""
        self._known.add(serial)
        plain = serial.removeprefix(_PREFIX)
        if _HEXADECIMAL.fullmatch(plain):
            self._hexadecimal.setdefault(int(plain, 16), set()).add(serial)
        if _DECIMAL.fullmatch(serial):
            self._decimal.setdefault(int(serial), set()).add(serial)
        self._without_zeros.setdefault(plain.lstrip("0"), set()).add(serial)

    def alike(self, serial: str) -> tuple[str, ...]:
        """Return the known serials that may be this one written another way, none where it is
        known itself: in decimal, in hexadecimal, with or without zeros or a sign before it."""
        if serial in self._known:
            return ()
        plain = serial.removeprefix(_PREFIX)
        bare = self._without_zeros.get(plain.lstrip("0"), set())
        found = self._same_number(serial) | bare
        # Digits alone, and as many of them, are two devices of one series.
        return tuple(sorted(each for each in found if not _of_one_series(each, serial)))

    def find(self, serial: str) -> str | None:
        """Return the known serial that is meant: the same, else the only one that is the same
        number; None where there is none, or several are."""
        if serial in self._known:
            return serial
        found = self._same_number(serial)
        return next(iter(found)) if len(found) == 1 else None

    def _same_number(self, serial: str) -> set[str]:
        plain = serial.removeprefix(_PREFIX)
        found: set[str] = set()
        if _DECIMAL.fullmatch(serial):
            found |= self._hexadecimal.get(int(serial), set())
        if _HEXADECIMAL.fullmatch(plain):
            number = int(plain, 16)
            found |= self._decimal.get(number, set())
            if plain != serial or not plain.isdigit():
                # Only the zeros or the sign before the number differ.
                found |= self._hexadecimal.get(number, set())
        return found


def _of_one_series(one: str, other: str) -> bool:
    return len(one) == len(other) and one.isdigit() and other.isdigit()


class Seen(NamedTuple):
    """A device that was seen, and the box it was in where that was told."""

    serial: str
    box: str | None = None


class Elsewhere(NamedTuple):
    """A device that was seen in another box than the list says."""

    serial: str
    listed: str
    seen: str


@dataclass(frozen=True)
class Differences:
    """How what was seen differs from a list.

    `found` are the listed serials that were seen, each with the box it was seen in (None: not
    told), in the order of seeing; `missing` those that were not; `extra` what is not in the list;
    `twice` what was seen more than once, with how often.
    """

    found: Mapping[str, str | None]
    missing: tuple[str, ...]
    extra: tuple[Seen, ...]
    twice: Mapping[str, int]
    elsewhere: tuple[Elsewhere, ...]


def differences(listed: Mapping[str, str | None], seen: Sequence[Seen]) -> Differences:
    """Hold what was seen against a list of serials with their boxes (None: not told).

    Of a device that was seen twice, the first time counts.
    """
    first: dict[str, str | None] = {}
    for serial, box in seen:
        first.setdefault(serial, box)
    times = Counter(each.serial for each in seen)
    found = {serial: box for serial, box in first.items() if serial in listed}
    return Differences(
        found=found,
        missing=tuple(serial for serial in listed if serial not in first),
        extra=tuple(Seen(serial, box) for serial, box in first.items() if serial not in listed),
        twice={serial: count for serial, count in times.items() if count > 1},
        elsewhere=tuple(
            Elsewhere(serial, wanted, box)
            for serial, box in found.items()
            if box and (wanted := listed[serial]) and not same_box(wanted, box)
        ),
    )


def box_called(box: str) -> Text:
    """Return what a sentence calls a box: `hộp 1`; one that says itself that it is one, as it is:
    `Hộp 1`, `Thùng 2`."""
    named = fold(box).split(" ")[0] in _BOX_WORDS
    return Text("{box}" if named else N_("box {box}"), {"box": box})


def same_box(one: str | None, other: str | None) -> bool:
    """Say whether two texts name the same box: `Hộp 1`, `hop  1`."""
    return fold(one or "") == fold(other or "")
