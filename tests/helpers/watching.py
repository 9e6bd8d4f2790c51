"""Watches a folder for anything ever made in it, however soon it is removed again."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CREATED = 0x100
_MOVED_IN = 0x80
_EVENT = struct.Struct("iIII")


@contextmanager
def names_made_in(folder: Path) -> Iterator[list[str]]:
    """Give a list that holds, when the block is left, the names of all that was made in `folder`.

    The kernel notes every one (inotify), so nothing is missed between two looks.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_NONBLOCK)
    assert descriptor >= 0, os.strerror(ctypes.get_errno())
    try:
        watch = libc.inotify_add_watch(descriptor, bytes(folder), _CREATED | _MOVED_IN)
        assert watch >= 0, os.strerror(ctypes.get_errno())
        names: list[str] = []
        yield names
        names += _read(descriptor)
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> list[str]:
    names = []
    while True:
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return names
        while data:
            _, _, _, length = _EVENT.unpack_from(data)
            name = data[_EVENT.size : _EVENT.size + length]
            names.append(os.fsdecode(name.rstrip(b"\0")))
            data = data[_EVENT.size + length :]
