"""Reads a passphrase, a PIN or what else is secret from a private file or a line of input."""

from __future__ import annotations

import os
import stat
import sys

from desktop.domain.problems import world_failed
from desktop.domain.system_reasons import reason_of

_MOST_BYTES = 4096


def read_secret_file(path: str, most: int = _MOST_BYTES) -> str:
    """Return the secret in the file `path`, at most `most` bytes, without one line end at its end.

    `-` reads one line of standard input. Otherwise it must be a regular file of ours that nobody
    else may read (mode 0600 or less; Windows has its own rights, which are not looked at).

    Raises `WorldFailure`: `secret.absent`, `secret.unreadable`, `secret.not_a_file`,
    `secret.not_ours`, `secret.not_private`, `secret.empty` (standard input), `secret.file_empty`,
    `secret.too_long`, `secret.not_text`.
    No message holds any of the secret.
    """
    data = _line_of_input(most) if path == "-" else _private_file(path, most)
    if len(data) > most:
        raise world_failed("secret.too_long", file=path, most=most)
    if data.endswith(b"\n"):
        data = data[:-1].removesuffix(b"\r")
    if not data:
        if path == "-":
            raise world_failed("secret.empty", file=path)
        raise world_failed("secret.file_empty", file=path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise world_failed("secret.not_text", file=path) from None


def _line_of_input(most: int) -> bytes:
    return sys.stdin.buffer.readline(most + 3)


def _private_file(path: str, most: int) -> bytes:
    try:
        # Not to wait on a pipe that nobody writes to.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise world_failed("secret.absent", file=path) from None
    except OSError as error:
        raise world_failed("secret.unreadable", file=path, reason=reason_of(error)) from None
    try:
        _refuse_shared(path, os.fstat(descriptor))
        return os.read(descriptor, most + 3)
    finally:
        os.close(descriptor)


def _refuse_shared(path: str, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise world_failed("secret.not_a_file", file=path)
    if sys.platform != "win32":
        if facts.st_uid != os.geteuid():
            raise world_failed("secret.not_ours", file=path)
        if facts.st_mode & 0o077:
            mode = f"{stat.S_IMODE(facts.st_mode):04o}"
            raise world_failed("secret.not_private", file=path, mode=mode)
