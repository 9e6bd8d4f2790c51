"""The vault's folder: which generation is in force, who writes, and files that are whole or absent.

```
CURRENT            the generation in force, e.g. g0001
g0001/vault.db     SQLCipher
g0001/keys.json    slots; keys.json.copy beside it
lock               who writes; empty when nobody does
```
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.domain.problems import Failure, not_opened, refuse, world_failed
from desktop.domain.system_reasons import reason_of

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

_CURRENT = "CURRENT"
_LOCK = "lock"
_GENERATION = re.compile(rb"g(\d{4})\n?")
# Far longer than either file ever is.
_MOST_BYTES = 4096
# Where Windows locks a byte that nobody reads: its locks also stop readers.
_LOCK_BYTE = 1 << 30


@dataclass(frozen=True)
class Generation:
    """One generation of a vault: its number and the folder that holds it."""

    number: int
    path: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.path / "vault.db"

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.path / "keys.json"

    @property
    def keys_copy(self) -> Path:
        """The copy of the key file, for when it is damaged."""
        return self.path / "keys.json.copy"


@dataclass(frozen=True)
class Holder:
    """Who has the vault open for writing. `since` is RFC 3339 UTC."""

    host: str
    pid: int
    user: str
    since: str


@contextmanager
def world(path: Path) -> Iterator[None]:
    """Turn what the system refuses at `path` into a `WorldFailure` that names it."""
    try:
        yield
    except OSError as error:
        raise failure_of(error, path) from None


def failure_of(error: OSError, path: Path) -> Failure:
    """Return the failure that says in plain words what the system refused at `path`."""
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return world_failed("vault.permission", path=path)
        case errno.EROFS:
            return world_failed("vault.read_only_medium", path=path)
        case errno.ENOSPC | errno.EDQUOT:
            return world_failed("vault.disk_full", path=path)
    return world_failed("vault.medium_failed", path=path, reason=reason_of(error))


def generation(number: int, folder: Path) -> Generation:
    """Return the generation `number` of the vault in `folder`, there or not."""
    return Generation(number, folder / f"g{number:04d}")


def current(folder: Path) -> Generation:
    """Return the generation in force.

    Raises `VaultNotOpened`: `vault.absent`, `vault.not_a_vault`, `vault.current_damaged`,
    `vault.generation_missing`; `WorldFailure` where the folder cannot be read.
    """
    if not is_there(folder, stat.S_ISDIR):
        raise not_opened("vault.absent", folder=folder)
    named = read_small(folder / _CURRENT)
    if named is None:
        raise not_opened("vault.not_a_vault", folder=folder)
    match_ = _GENERATION.fullmatch(named)
    if not match_:
        raise not_opened("vault.current_damaged", folder=folder)
    found = generation(int(match_[1]), folder)
    if not is_there(found.path, stat.S_ISDIR):
        raise not_opened("vault.generation_missing", generation=found.path.name, folder=folder)
    return found


def is_there(path: Path, kind: Callable[[int], bool] = stat.S_ISREG) -> bool:
    """Tell whether there is a file (or a folder) at `path`.

    Unlike `Path.is_file`, which says no in later Pythons, it raises where we may not look.
    """
    with world(path):
        try:
            return kind(path.stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False


def read_small(path: Path, most: int = _MOST_BYTES) -> bytes | None:
    """Return a small file's bytes, at most `most` + 1 of them; None where it is absent."""
    with world(path):
        try:
            with path.open("rb") as file:
                return file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None


def write_whole(path: Path, data: bytes) -> None:
    """Put a private file in place whole: a reader, or a power cut, finds the old or the new."""
    part = path.with_name(path.name + ".part")
    with world(path):
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """Make names in a folder last through a power cut (Windows does so by itself)."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put_in_force(folder: Path, chosen: Generation) -> None:
    """Switch the vault to another generation, in one step."""
    write_whole(folder / _CURRENT, f"{chosen.path.name}\n".encode())


class WriterLock:
    """The right to write, held by this process until released; the system frees it at its death."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Give the lock back; harmless when done twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                os.ftruncate(descriptor, 0)
            # Closing frees the system's lock too.
            os.close(descriptor)


def take_lock(folder: Path, holder: Holder) -> WriterLock:
    """Become the one writer of the vault.

    A lock left by a dead process of this PC is taken over: the system freed it. One that names
    another PC is not, for over a shared folder its process cannot be seen from here.

    Raises `VaultNotOpened` `vault.busy` with who holds it; `WorldFailure` where nothing can be
    written here.
    """
    path = folder / _LOCK
    with world(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            _write_holder(descriptor, folder, holder)
        except BaseException:
            os.close(descriptor)
            raise
    return WriterLock(descriptor)


@contextmanager
def making(folder: Path, holder: Holder) -> Iterator[Path]:
    """Give an empty private folder that becomes `folder` when all went well, and is gone otherwise.

    It lies beside `folder` so that one rename puts it there. What a killed process left of an
    earlier try is swept away.

    Raises `Refusal` `vault.exists`, `vault.folder_in_use`; `WorldFailure` where nothing can be
    written there.
    """
    folder = folder.resolve()
    with world(folder.parent):
        folder.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        _refuse_used(folder)
        _sweep(folder)
        unfinished = folder.with_name(f".{folder.name}.new-{secrets.token_hex(4)}")
        unfinished.mkdir(mode=PRIVATE_FOLDER)
    try:
        lock = take_lock(unfinished, holder)
        try:
            yield unfinished
        finally:
            lock.release()
        with world(folder):
            # Somebody may have made one there meanwhile; the rename itself overwrites nothing.
            _refuse_used(folder)
            if sys.platform == "win32" and folder.is_dir():
                folder.rmdir()
            unfinished.rename(folder)
            flush_folder(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _refuse_used(folder: Path) -> None:
    if (folder / _CURRENT).exists():
        raise refuse("vault.exists", folder=folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse("vault.folder_in_use", folder=folder)


def _sweep(folder: Path) -> None:
    for leftover in folder.parent.iterdir():
        ours = leftover.name.startswith(f".{folder.name}.new-")
        if ours and leftover.is_dir() and not _in_use(leftover):
            shutil.rmtree(leftover, ignore_errors=True)


def _in_use(leftover: Path) -> bool:
    try:
        descriptor = os.open(leftover / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def _write_holder(descriptor: int, folder: Path, holder: Holder) -> None:
    free = _lock(descriptor)
    other = _holder(read_small(folder / _LOCK) or b"")
    if not free or (other is not None and other.host != holder.host):
        raise _busy(folder, other)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps(asdict(holder)).encode())


def _busy(folder: Path, other: Holder | None) -> Failure:
    if other is None:
        return not_opened("vault.busy_unnamed", folder=folder)
    return not_opened("vault.busy", folder=folder, lock=folder / _LOCK, **asdict(other))


def _holder(data: bytes) -> Holder | None:
    try:
        named = json.loads(data)
        return Holder(
            host=str(named["host"]),
            pid=int(named["pid"]),
            user=str(named["user"]),
            since=str(named["since"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


if sys.platform == "win32":

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCK_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
