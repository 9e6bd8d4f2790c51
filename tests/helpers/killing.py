"""Ends a process at a chosen instant of its work, as a power cut or `kill -9` would.

Five kinds of blow reach every layer: before the k-th thing Python asks of the system, before the
k-th statement, at the k-th step inside SQLite, at the write that makes a file longer than so many
bytes, and after so many microseconds.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

_ASKED = {
    "open",
    "os.chmod",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "fcntl.flock",
}
_VM_STEPS = 25
_COUNTS = struct.Struct("4q")
# Longer than any work here by far: a child that hangs must not hang the tests.
_PATIENCE_SECONDS = 60


class Kind(StrEnum):
    """Where a blow falls."""

    ASKED = "asked"
    STATEMENT = "statement"
    STEP = "step"
    LENGTH = "length"
    TIME = "time"


@dataclass(frozen=True)
class Blow:
    """Die at the `at`-th event of `kind`; bytes for LENGTH, microseconds for TIME."""

    kind: Kind
    at: int


@dataclass(frozen=True)
class Ended:
    """How the child ended: killed or not, and the number it last reported as surely done."""

    killed: bool
    reported: int


@dataclass
class Counts:
    """How many events of each kind the whole work has."""

    asked: int = 0
    statements: int = 0
    steps: int = 0
    microseconds: int = 0


Report = Callable[[int], None]
Work = Callable[[Report], object]


def measure(work: Work) -> Counts:
    """Do the work in a child to its end and count where blows could fall."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        counts = Counts()

        def asked() -> None:
            counts.asked += 1

        def statement() -> None:
            counts.statements += 1

        def step() -> None:
            counts.steps += 1

        _watch(asked, statement, step)
        started = time.perf_counter()
        work(lambda _: None)
        counts.microseconds = round((time.perf_counter() - started) * 1_000_000)
        os.write(writing, _COUNTS.pack(*astuple(counts)))
        os._exit(0)
    os.close(writing)
    answer = os.read(reading, _COUNTS.size)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert status == 0, "the work failed without any blow"
    return Counts(*_COUNTS.unpack(answer))


def strike(work: Work, blow: Blow) -> Ended:
    """Do the work in a child that dies by `blow`; a child that fails otherwise is an error."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _arm(blow)
            work(lambda done: _tell(writing, done))
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
            os._exit(9)
        os._exit(0)
    os.close(writing)
    try:
        reported = 0
        while select.select([reading], [], [], _PATIENCE_SECONDS)[0]:
            told = _real_read(reading, 1)
            if not told:
                break
            reported = told[0]
        else:
            os.kill(child, signal.SIGKILL)
            raise AssertionError(f"the child hung at {blow}")
    finally:
        os.close(reading)
        _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"the child failed at {blow}"
    return Ended(os.WIFSIGNALED(status), reported)


_real_read = os.read
_real_write = os.write


def _tell(pipe: int, done: int) -> None:
    _real_write(pipe, bytes([done]))


def _arm(blow: Blow) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    match blow.kind:
        case Kind.ASKED:
            _watch(asked=_countdown(blow.at))
        case Kind.STATEMENT:
            _watch(statement=_countdown(blow.at))
        case Kind.STEP:
            _watch(step=_countdown(blow.at))
        case Kind.LENGTH:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (blow.at, blow.at))
        case Kind.TIME:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, blow.at / 1_000_000)


def _countdown(left: int) -> Callable[[], None]:
    def event() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return event


def _nothing() -> None:
    pass


def _watch(
    asked: Callable[[], None] = _nothing,
    statement: Callable[[], None] = _nothing,
    step: Callable[[], None] = _nothing,
) -> None:
    """Call these before each thing asked of the system, each statement, at every few steps.

    Only in a child: nothing of this can be taken back.
    """

    def audit(event: str, _: tuple[Any, ...]) -> None:
        if event in _ASKED:
            asked()

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            asked()
            return function(*arguments, **named)

        return watched

    for name in ("write", "fsync", "ftruncate", "close"):
        setattr(os, name, before(getattr(os, name)))
    sys.addaudithook(audit)
    connect = sqlcipher.connect

    def watched_connect(*arguments: Any, **named: Any) -> Any:
        connection = connect(*arguments, **named)
        connection.set_trace_callback(lambda _: statement())
        connection.set_progress_handler(step, _VM_STEPS)
        return connection

    sqlcipher.connect = watched_connect
