"""Looking through a compound file (.xls) before calamine opens it.

Its sectors form chains. calamine follows a chain that runs in a circle for ever and takes memory
all the while, so every chain is walked here first. Structure: [MS-CFB].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_HEADER_BYTES = 512
_FIRST_FREE_NUMBER = 0xFFFFFFFA  # larger numbers end a chain or mark a sector's use
_ENTRY_BYTES = 128
_STREAM, _ROOT = 2, 5
_DIFAT_IN_HEADER = 109


class BrokenCompound(ValueError):
    """A chain of sectors runs in a circle or out of the file."""


def check_compound(data: bytes) -> None:
    """Raise `BrokenCompound` where the file's chains cannot be followed to their ends."""
    if len(data) < _HEADER_BYTES:
        raise BrokenCompound("header")
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise BrokenCompound("sector size")
    sectors = _Sectors(data, 1 << shift)
    directory_start, mini_cutoff, mini_fat_start = (
        struct.unpack_from("<I", data, offset)[0] for offset in (48, 56, 60)
    )
    fat = sectors.numbers(sectors.fat_sectors())
    mini_fat = sectors.numbers(_chain(fat, mini_fat_start))
    directory = b"".join(map(sectors.sector, _chain(fat, directory_start)))
    for offset in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        kind = directory[offset + 66]
        start, size = struct.unpack_from("<IQ", directory, offset + 116)
        if kind == _ROOT or (kind == _STREAM and size & 0xFFFFFFFF >= mini_cutoff):
            _walk(fat, start)
        elif kind == _STREAM:
            # calamine tells the two kinds of streams by their size alone, as the format does.
            _walk(mini_fat, start)


class _Sectors:
    def __init__(self, data: bytes, size: int) -> None:
        self._data = data
        self._size = size
        self._count = -(-len(data) // size)

    def sector(self, number: int) -> bytes:
        """Return a sector; the one after the header is number 0."""
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise BrokenCompound("sector outside the file")
        return self._data[start : start + self._size]

    def numbers(self, sectors: Sequence[int]) -> tuple[int, ...]:
        """Return the sector numbers that stand in `sectors`."""
        body = b"".join(map(self.sector, sectors))
        return struct.unpack(f"<{len(body) // 4}I", body[: len(body) // 4 * 4])

    def fat_sectors(self) -> list[int]:
        """Return where the table of chains stands: listed in the header, then in a chain."""
        found = list(struct.unpack_from(f"<{_DIFAT_IN_HEADER}I", self._data, 76))
        (following,) = struct.unpack_from("<I", self._data, 68)
        for _ in range(self._count + 1):
            if following >= _FIRST_FREE_NUMBER:
                return [number for number in found if number < _FIRST_FREE_NUMBER]
            *listed, following = self.numbers([following])
            found += listed
        raise BrokenCompound("circle in the list of tables")


def _chain(table: Sequence[int], start: int) -> list[int]:
    return list(_follow(table, start))


def _walk(table: Sequence[int], start: int) -> None:
    for _ in _follow(table, start):
        pass


def _follow(table: Sequence[int], start: int) -> Iterator[int]:
    number = start
    for _ in range(len(table) + 1):
        if number >= _FIRST_FREE_NUMBER:
            return
        if number >= len(table):
            raise BrokenCompound("chain out of the table")
        yield number
        number = table[number]
    raise BrokenCompound("circle")
