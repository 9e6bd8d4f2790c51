"""A sample of the flipped-byte campaign; `tests/soak` takes every byte."""

from __future__ import annotations

import random
from pathlib import Path

from tests.helpers.flips import content_positions, flip_container, flip_content, whole

MASKS = (0x01, 0x20, 0x80, 0xFF)


def test_flipped_bytes_of_the_container(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    _, data = whole()
    for position in chance.sample(range(len(data)), 250):
        flip_container(tmp_path, data, position, chance.choice(MASKS))


def test_flipped_bytes_of_the_contents(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    for name, position in chance.sample(list(content_positions()), 250):
        flip_content(tmp_path, name, position, chance.choice(MASKS))
