"""Undoing the import of *country*'s units."""

from __future__ import annotations

from pathlib import Path

from bench import sets
from bench.vaults import opened
from bench.watch import copied, timed
from desktop.services.undo import Undo, undo

# Runs 1 and 2 made the vault and its root, 3 set a policy.
_RUN = 4


def prepare(folder: Path) -> None:
    sets.with_units(folder)


def ours(folder: Path) -> float:
    with copied(sets.with_units(folder)) as vault, opened(vault) as session, timed() as watch:
        result = undo(session, Undo(_RUN))
    assert result.undone == (_RUN,)
    return watch.seconds
