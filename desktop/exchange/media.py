"""Writes a file whole or not at all: on a disk that fills, or a medium that is pulled out.

A temporary name beside the target, flushed with its folder, read back past the cache and
compared; only then does the file get its name, and never that of a file that is there.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from desktop.domain.problems import WorldFailure, world_failed

_READ_BYTES = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.ESTALE}
# What a file system without hard links (FAT, most removable media) answers to one.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
# What some file systems answer when asked to flush a folder: they have no such thing.
_NO_FOLDER_FLUSH = {errno.EINVAL, errno.EOPNOTSUPP, errno.EBADF}


@dataclass(frozen=True)
class Written:
    """A file that was written and read back; `sha256` is hexadecimal, `size` in bytes."""

    path: Path
    size: int
    sha256: str


def check_free(target: Path) -> None:
    """Raise `WorldFailure` where `target` cannot be a new file: its folder is not there
    (`media.no_folder`), or something of that name is (`media.exists`)."""
    _check_folder(target.parent)
    if os.path.lexists(target):
        raise world_failed("media.exists", file=str(target))


def write_file(target: Path, chunks: Iterable[bytes], *, replace: bool = False) -> Written:
    """Write `chunks` to `target`, read it back and compare; readable by its owner alone.

    Raises `WorldFailure`: `media.no_folder`, `media.exists` (unless `replace`), `media.full`,
    `media.read_only`, `media.denied`, `media.gone`, `media.failed`, `media.differs`. Then
    nothing is left behind, as far as the medium still takes orders.
    """
    if replace:
        _check_folder(target.parent)
    else:
        check_free(target)
    draft = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
    try:
        size, digest = _write(draft, chunks)
        _flush_folder(target.parent)
        if _read_back(draft) != digest:
            raise world_failed("media.differs", file=str(target))
        _name(draft, target, replace=replace)
        _flush_named(target, replace=replace)
    except OSError as error:
        raise _failure(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return Written(target, size, digest)


def remove_file(path: Path) -> None:
    """Take away a file that was written in vain; say nothing where the medium does not answer."""
    with contextlib.suppress(OSError):
        path.unlink()
        _flush_folder(path.parent)


def make_folder(folder: Path) -> bool:
    """Make a folder within one that is there; say whether it was not there before.

    Raises `WorldFailure`: `media.no_folder` where the one above is not there or it is no folder,
    `media.read_only`, `media.denied`, `media.full`, `media.gone`, `media.failed`.
    """
    if folder.is_dir():
        return False
    _check_folder(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError as error:
        raise world_failed("media.no_folder", folder=str(folder)) from error
    except OSError as error:
        raise _failure(error, folder) from error
    return True


def remove_folder(folder: Path) -> None:
    """Take away an empty folder that was made in vain; leave one that holds something."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise world_failed("media.no_folder", folder=str(folder))


def _write(draft: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = sha256(), 0
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return size, digest.hexdigest()


def _read_back(draft: Path) -> str:
    digest = sha256()
    descriptor = os.open(draft, os.O_RDONLY | _BINARY)
    try:
        if hasattr(os, "posix_fadvise"):
            # What was flushed may leave the cache, so that the medium itself is read.
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := os.read(descriptor, _READ_BYTES):
            digest.update(chunk)
    finally:
        os.close(descriptor)
    return digest.hexdigest()


def _name(draft: Path, target: Path, *, replace: bool) -> None:
    if replace:
        draft.replace(target)
        return
    try:
        # A link, unlike a rename, never takes the place of a file that is there.
        os.link(draft, target)
    except FileExistsError as error:
        raise world_failed("media.exists", file=str(target)) from error
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise world_failed("media.exists", file=str(target)) from error
        draft.rename(target)


def _flush_named(target: Path, *, replace: bool) -> None:
    """Flush the new name; a file whose name may be lost again is not a file delivered."""
    try:
        _flush_folder(target.parent)
    except OSError:
        if not replace:
            with contextlib.suppress(OSError):
                target.unlink()
        raise


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise
    finally:
        os.close(descriptor)


def _failure(error: OSError, target: Path) -> WorldFailure:
    folder = str(target.parent)
    if error.errno in _FULL:
        return world_failed("media.full", folder=folder)
    if error.errno == errno.EROFS:
        return world_failed("media.read_only", folder=folder)
    if error.errno in _DENIED:
        return world_failed("media.denied", folder=folder)
    if error.errno in _GONE or not target.parent.is_dir():
        return world_failed("media.gone", folder=folder)
    return world_failed("media.failed", folder=folder)


_BINARY = getattr(os, "O_BINARY", 0)
