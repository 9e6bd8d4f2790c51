"""What is odd about a set of codes: numbers left out, and codes that look alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from desktop.domain.codes import Scheme, is_counted

# Signs that are taken for each other in print and by hand.
_CONFUSED = str.maketrans("OI", "01")
# A longer list of missing numbers is broken off.
_GAPS_NAMED = 5


class Near(NamedTuple):
    """Two codes below one superior that are easily taken for each other, and why.

    `why` is "number" (.01 and .1), "sign" (O and 0) or "letter" (one character apart).
    """

    one: str
    other: str
    why: str


def gaps(scheme: Scheme, values: Iterable[str], ever: Iterable[str]) -> dict[str, str]:
    """Return by superior's code the numbers left out below it, as `03, 05–07`.

    `values` are the codes in force, `ever` those that were given at any time or are reserved.
    """
    used = _numbers(scheme, ever)
    found: dict[str, str] = {}
    for parent, numbers in _numbers(scheme, values).items():
        known = {int(number) for number in numbers | used.get(parent, set())}
        width = max(len(number) for number in numbers)
        highest = max(int(number) for number in numbers)
        missing = [number for number in range(1, highest) if number not in known]
        if missing:
            found[parent] = ", ".join(_runs(missing, width))
    return found


def near_duplicates(scheme: Scheme, values: Iterable[str]) -> list[Near]:
    """Return the codes below one superior that are easily taken for each other.

    Numbers counted up are not: 01 and 02 are meant to be one apart.
    """
    families: dict[str, list[str]] = {}
    for value in sorted(set(values)):
        head, separator, last = value.rpartition(scheme.separator or "\0")
        if separator:
            families.setdefault(head, []).append(last)
    found: list[Near] = []
    for head, groups in families.items():
        pairs = {**_one_apart(groups), **_alike(groups, _without_zeros, "number")}
        pairs.update(_alike(groups, _confused, "sign"))
        prefix = head + scheme.separator
        found += (Near(prefix + one, prefix + two, why) for (one, two), why in pairs.items())
    return sorted(found)


def _numbers(scheme: Scheme, values: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for value in values:
        head, separator, last = value.rpartition(scheme.separator or "\0")
        if separator and is_counted(last):
            found.setdefault(head, set()).add(last)
    return found


def _runs(numbers: Sequence[int], width: int) -> Iterator[str]:
    grouped = groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
    for place, (_, run) in enumerate(grouped):
        if place == _GAPS_NAMED:
            yield "…"
            return
        members = [number for _, number in run]
        ends = dict.fromkeys((members[0], members[-1]))
        yield "–".join(f"{number:0{width}}" for number in ends)


def _without_zeros(group: str) -> str:
    return group.lstrip("0") if group.isdigit() else group


def _confused(group: str) -> str:
    return group.translate(_CONFUSED)


def _alike(
    groups: Sequence[str], key: Callable[[str], str], why: str
) -> dict[tuple[str, str], str]:
    by_key: dict[str, list[str]] = {}
    for group in groups:
        by_key.setdefault(key(group), []).append(group)
    return {
        (one, other): why
        for same in by_key.values()
        for place, one in enumerate(same)
        for other in same[place + 1 :]
    }


def _one_apart(groups: Sequence[str]) -> dict[tuple[str, str], str]:
    """Find groups that differ in one character which is no digit in both, or that one has more."""
    known = set(groups)
    masked: dict[tuple[str, str], list[str]] = {}
    found: dict[tuple[str, str], str] = {}
    for group in groups:
        for place in range(len(group)):
            before, after = group[:place], group[place + 1 :]
            for other in masked.get((before, after), ()):
                if not (group[place].isdigit() and other[place].isdigit()):
                    found[min(group, other), max(group, other)] = "letter"
            masked.setdefault((before, after), []).append(group)
            shorter = before + after
            if shorter in known and not group.isdigit():
                found[min(group, shorter), max(group, shorter)] = "letter"
    return found
