"""Every byte of a bundle flipped, in the container and inside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.flips import content_positions, flip_container, flip_content, whole


@pytest.mark.soak
@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF])
def test_every_byte_of_the_container(tmp_path: Path, mask: int) -> None:
    _, data = whole()
    for position in range(len(data)):
        flip_container(tmp_path, data, position, mask)


@pytest.mark.soak
@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF])
def test_every_byte_of_the_contents(tmp_path: Path, mask: int) -> None:
    for name, position in content_positions():
        flip_content(tmp_path, name, position, mask)
