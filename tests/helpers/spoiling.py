"""Spoiling files at random, always in the same way for a seed."""

from __future__ import annotations

import io
import random
import zipfile

_WORDS = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"99999", b"<<>>")


def spoil(data: bytes, seed: int) -> bytes:
    """Return `data` with a few bytes changed; of a ZIP, sometimes inside one of its parts."""
    chance = random.Random(seed)
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _spoil_part(data, chance)
    return _spoil_bytes(data, chance)


def _spoil_part(data: bytes, chance: random.Random) -> bytes:
    spoiled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(spoiled, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        chosen = chance.choice(package.namelist())
        for name in package.namelist():
            part = package.read(name)
            target.writestr(name, _spoil_bytes(part, chance) if name == chosen else part)
    return spoiled.getvalue()


def _spoil_bytes(data: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(spoiled) + 1)
        match chance.randrange(4):
            case 0 if place < len(spoiled):
                spoiled[place] ^= 1 << chance.randrange(8)
            case 1:
                del spoiled[place : place + chance.randrange(1, 50)]
            case 2:
                spoiled[place:place] = chance.randbytes(chance.randrange(1, 20))
            case _:
                spoiled[place : place + 4] = chance.choice(_WORDS)
    return bytes(spoiled)
