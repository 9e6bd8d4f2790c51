"""What a letter declares: counts as people write them, names of provinces, who is on no list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.domain import cells
from desktop.domain.folding import fold

_SIGNS = re.compile(r"[\W_]+")
# What stands before a province's own name, the longer ones first.
_BEFORE = (
    "van phong tinh uy",
    "van phong thanh uy",
    "ubnd thanh pho",
    "ubnd tinh",
    "thanh uy",
    "tinh uy",
    "thanh pho",
    "tinh",
    "tp",
)


@dataclass(frozen=True)
class Roll:
    """A list that a letter may speak of: `names` by key. `kind` says which list it is."""

    kind: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Compared:
    """The roll that fits the names given: who on it is not among them, and which names it lacks."""

    roll: Roll
    unnamed: tuple[str, ...]
    unknown: tuple[str, ...]


def read_count(text: str) -> int | None:
    """Read a count; `7,295` and `7.295` are both thousands. None where it is none."""
    try:
        return cells.read_count(text.strip())
    except cells.CellFault:
        return None


def province_key(name: str) -> str:
    """Return the key by which provinces are compared, whatever organ of theirs is named."""
    key = " ".join(_SIGNS.sub(" ", fold(name)).split())
    for _ in range(2):
        for before in _BEFORE:
            if key.startswith(f"{before} "):
                key = key.removeprefix(before).strip()
                break
    return key


def compare(names: Mapping[str, str], rolls: Iterable[Roll]) -> Compared | None:
    """Find the roll that the `names` (by key) are of: it knows most of them, and has fewest more.

    None where no roll knows more than half of them.
    """
    found: Compared | None = None
    for roll in rolls:
        compared = Compared(
            roll,
            tuple(name for key, name in roll.names.items() if key not in names),
            tuple(name for key, name in names.items() if key not in roll.names),
        )
        if 2 * len(compared.unknown) >= len(names):
            continue
        if found is None or _fits(compared) < _fits(found):
            found = compared
    return found


def _fits(compared: Compared) -> tuple[int, int]:
    return len(compared.unknown), len(compared.unnamed)
