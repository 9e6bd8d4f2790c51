"""Writing whole or not at all: every call that can fail is made to fail."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.problems import WorldFailure
from desktop.exchange import media

CONTENT = [b"one ", b"two ", b"three" * 1000]
WHOLE = b"".join(CONTENT)


def code_of(failure: pytest.ExceptionInfo[WorldFailure]) -> str:
    return failure.value.problems[0].code


def failing(error: int, nth: int, real: Callable[..., object]) -> Callable[..., object]:
    """Return `real`, which raises `OSError(error)` when it is called for the `nth` time."""
    calls = iter(range(1, 1000))

    def call(*arguments: object, **named: object) -> object:
        if next(calls) == nth:
            raise OSError(error, os.strerror(error))
        return real(*arguments, **named)

    return call


def test_the_file_is_there_whole_private_and_alone(tmp_path: Path) -> None:
    target = tmp_path / "F.asice"
    written = media.write_file(target, CONTENT)
    assert target.read_bytes() == WHOLE
    assert written == media.Written(target, len(WHOLE), hashlib.sha256(WHOLE).hexdigest())
    assert list(tmp_path.iterdir()) == [target]
    assert target.stat().st_mode & 0o777 == 0o600


def test_writes_in_pieces_are_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:7])))
    assert media.write_file(tmp_path / "F", CONTENT).size == len(WHOLE)
    assert (tmp_path / "F").read_bytes() == WHOLE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errno.ENOSPC, "media.full"),
        (errno.EDQUOT, "media.full"),
        (errno.EFBIG, "media.full"),
        (errno.EROFS, "media.read_only"),
        (errno.EACCES, "media.denied"),
        (errno.ENODEV, "media.gone"),
        (errno.EIO, "media.failed"),
    ],
)
@pytest.mark.parametrize(
    ("call", "nth"),
    [
        ("open", 1),  # the draft
        ("write", 1),
        ("write", 3),
        ("fsync", 1),  # the draft
        ("fsync", 2),  # its folder
        ("open", 3),  # to read it back
        ("read", 1),
        ("link", 1),
        ("fsync", 3),  # the folder with the new name
    ],
)
def test_whatever_fails_has_its_sentence_and_leaves_nothing(
    call: str, nth: int, error: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, call, failing(error, nth, getattr(os, call)))
    with pytest.raises(WorldFailure) as failure:
        media.write_file(tmp_path / "F", CONTENT)
    assert code_of(failure) == code
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_keeps_something_else_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = os.read
    monkeypatch.setattr(os, "read", lambda fd, size: read(fd, size).replace(b"two", b"twO"))
    with pytest.raises(WorldFailure) as failure:
        media.write_file(tmp_path / "F", CONTENT)
    assert code_of(failure) == "media.differs"
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    target = tmp_path / "F"
    target.write_bytes(b"older")
    with pytest.raises(WorldFailure) as failure:
        media.write_file(target, CONTENT)
    assert code_of(failure) == "media.exists"
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_comes_meanwhile_stays(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "F"
    if not links:
        monkeypatch.setattr(os, "link", failing(errno.EPERM, 1, os.link))

    def slow() -> Iterator[bytes]:
        yield b"mine"
        target.write_bytes(b"theirs")

    with pytest.raises(WorldFailure) as failure:
        media.write_file(target, slow())
    assert code_of(failure) == "media.exists"
    assert target.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_a_medium_without_hard_links_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EPERM, 1, os.link))
    media.write_file(tmp_path / "F", CONTENT)
    assert [path.name for path in tmp_path.iterdir()] == ["F"]
    assert (tmp_path / "F").read_bytes() == WHOLE


def test_a_file_may_be_replaced_where_that_is_meant(tmp_path: Path) -> None:
    target = tmp_path / "F"
    target.write_bytes(b"older")
    media.write_file(target, CONTENT, replace=True)
    assert target.read_bytes() == WHOLE
    assert list(tmp_path.iterdir()) == [target]


def test_no_folder_no_file(tmp_path: Path) -> None:
    with pytest.raises(WorldFailure) as failure:
        media.write_file(tmp_path / "nowhere" / "F", CONTENT)
    assert code_of(failure) == "media.no_folder"
    (tmp_path / "file").touch()
    with pytest.raises(WorldFailure) as failure:
        media.write_file(tmp_path / "file" / "F", CONTENT)
    assert code_of(failure) == "media.no_folder"


def test_a_folder_that_goes_away_half_way(tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()

    def pulled() -> Iterator[bytes]:
        yield b"half"
        folder.rename(tmp_path / "pulled")

    with pytest.raises(WorldFailure) as failure:
        media.write_file(folder / "F", pulled())
    assert code_of(failure) == "media.gone"
    assert not folder.exists()
    assert not (tmp_path / "pulled" / "F").exists()


def test_a_really_full_file_system(tmp_path: Path) -> None:
    """A tmpfs of 64 KiB where we may mount one, else the process's own limit on file sizes."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.getsignal(signal.SIGXFSZ)
    try:
        if not mounted:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
        with pytest.raises(WorldFailure) as failure:
            media.write_file(tmp_path / "F", [os.urandom(4096)] * 64)
        assert code_of(failure) == "media.full"
        assert list(tmp_path.iterdir()) == []
        media.write_file(tmp_path / "small", [b"x" * 1024])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
        if mounted:
            subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_file_written_in_vain_is_taken_away(tmp_path: Path) -> None:
    written = media.write_file(tmp_path / "F", CONTENT)
    media.remove_file(written.path)
    assert list(tmp_path.iterdir()) == []
    media.remove_file(written.path)
