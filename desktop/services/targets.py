"""Where a bundle can be written to, as a person chooses: the media plugged in, and their room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.exchange import mounts


@dataclass(frozen=True)
class Target:
    """A folder with its medium: bytes free and in all, and whether the medium can be taken out
    (None where that cannot be told). `there` is false where the folder cannot be reached."""

    folder: Path
    there: bool
    free: int = 0
    total: int = 0
    removable: bool | None = None


def targets(folders: Iterable[Path]) -> tuple[Target, ...]:
    """Return the media plugged in, then `folders`, each folder once. Needs no vault."""
    found: dict[Path, Target] = {}
    for folder in (*mounts.plugged_in(), *folders):
        if folder not in found:
            found[folder] = target(folder)
    return tuple(found.values())


def target(folder: Path) -> Target:
    """Look at one folder. Needs no vault."""
    seen = mounts.medium(folder)
    if seen is None:
        return Target(folder, there=False)
    return Target(folder, True, seen.free, seen.total, seen.removable)
