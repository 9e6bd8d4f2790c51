"""One explanation of *full*: the 95th percentile of 200, of units, levels and networks at random.

The database is open; each unit is read for the first time.
"""

from __future__ import annotations

import random
from pathlib import Path

from bench import sets
from bench.vaults import DAY, opened
from bench.watch import percentile, timed
from desktop.domain.routing import CELLS
from desktop.models.unit_reader import units_at
from desktop.services.routing import Explain, explain

_ASKED = 200


def prepare(folder: Path) -> None:
    sets.full(folder)


def ours(folder: Path) -> float:
    chance = random.Random(7)
    took = []
    with opened(sets.full(folder), read_only=True) as session:
        with session.reading(sets.Fill()) as connection:
            units = sorted(unit.uid for unit in units_at(connection, DAY))
        for uid in chance.sample(units, _ASKED):
            cell = chance.choice(CELLS)
            command = Explain(uid, cell.level, cell.environment, DAY, cell.direction)
            with timed() as watch:
                answer = explain(session, command)
            assert answer.steps
            took.append(watch.seconds)
    return percentile(took, 0.95)
