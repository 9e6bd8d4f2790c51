"""`daumoi --version`: ten processes, one after the other. Floor: `python -c pass`, the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.watch import timed

_TIMES = 10


def prepare(folder: Path) -> None:
    """Nothing is needed."""


def ours(folder: Path) -> float:
    return _seconds([str(Path(sys.executable).with_name("daumoi")), "--version"])


def floor(folder: Path) -> float:
    return _seconds([sys.executable, "-c", "pass"])


def _seconds(command: Sequence[str]) -> float:
    with timed() as watch:
        for _ in range(_TIMES):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return watch.seconds / _TIMES
