"""Looking through a compound file (.xls) before calamine opens it.

Its sectors form chains. calamine follows a chain that runs in a circle for ever and takes memory
all the while, and takes as much as a sheet's dimensions say, so both are looked at here first.
Structure: [MS-CFB], [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_HEADER_BYTES = 512
_FIRST_FREE_NUMBER = 0xFFFFFFFA  # larger numbers end a chain or mark a sector's use
_ENTRY_BYTES = 128
_STREAM, _ROOT = 2, 5
_DIFAT_IN_HEADER = 109
_MINI_BYTES = 64
_NAME_BYTES = 64
_WORKBOOK_NAMES = ("workbook", "book")
# Records of the workbook's stream, and what a sheet holds at most.
_SHEET_BEGINS, _DIMENSIONS, _SHARED_TEXTS = 0x0809, 0x0200, 0x00FC
_MANY_NUMBERS = 0x00BD
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, _MANY_NUMBERS})
_LONG_DIMENSIONS = 14
_MOST_ROWS, _MOST_COLUMNS = 65536, 256


class BrokenCompound(ValueError):
    """A chain of sectors runs in a circle or out of the file, or a count is impossible."""


class StrayCell(ValueError):
    """A value stands too far from the others; `row` counts from 1."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def check_compound(data: bytes, max_cells: int) -> None:
    """Raise `BrokenCompound` where chains have no end or a count is more than any sheet can have.

    Raises `StrayCell` where the cells of a sheet span more than `max_cells`. May also raise
    `struct.error` where the file is cut off in a number.
    """
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
    directory = sectors.joined(_chain(fat, directory_start))
    small = b""
    for offset in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        kind = directory[offset + 66]
        start, size = struct.unpack_from("<II", directory, offset + 116)
        if kind == _ROOT:
            small = sectors.joined(_chain(fat, start))
        elif kind == _STREAM:
            # The two kinds of streams are told apart by their size alone.
            if size >= mini_cutoff:
                content = sectors.joined(_chain(fat, start))
            else:
                places = [number * _MINI_BYTES for number in _chain(mini_fat, start)]
                content = b"".join(small[place : place + _MINI_BYTES] for place in places)
            if _entry_name(directory, offset) in _WORKBOOK_NAMES:
                _check_records(content[:size], max_cells)


def _entry_name(directory: bytes, offset: int) -> str:
    (length,) = struct.unpack_from("<H", directory, offset + 64)
    name = directory[offset : offset + min(length, _NAME_BYTES)]
    return name.decode("utf-16-le", "replace").rstrip("\x00").lower()


def _check_records(stream: bytes, max_cells: int) -> None:
    """Refuse counts and places that no sheet can have: calamine takes memory for all they span."""
    position = last_row = last_column = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        body = stream[position + 4 : position + 4 + length]
        position += 4 + length
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            if kind == _MANY_NUMBERS:
                (column,) = struct.unpack_from("<H", body, length - 2)
            last_row, last_column = max(last_row, row), max(last_column, column)
            if column >= _MOST_COLUMNS:
                raise BrokenCompound("column")
            if (last_row + 1) * (last_column + 1) > max_cells:
                raise StrayCell(last_row + 1)
        elif kind == _SHEET_BEGINS:
            last_row = last_column = 0
        elif kind == _DIMENSIONS:
            form = "<IIHH" if length >= _LONG_DIMENSIONS else "<HHHH"
            _, rows, _, columns = struct.unpack_from(form, body)
            if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
                raise BrokenCompound("dimensions")
        elif kind == _SHARED_TEXTS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise BrokenCompound("shared texts")


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

    def joined(self, sectors: Sequence[int]) -> bytes:
        """Return the bytes of these sectors, one after another."""
        return b"".join(map(self.sector, sectors))

    def numbers(self, sectors: Sequence[int]) -> tuple[int, ...]:
        """Return the sector numbers that stand in `sectors`."""
        body = self.joined(sectors)
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
