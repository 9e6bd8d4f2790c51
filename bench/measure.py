"""Runs one piece of work in a process of its own and measures its seconds and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Measured:
    """Medians over the runs: seconds of the work alone, peak memory of the whole process in MiB."""

    seconds: float
    mebibytes: float


def one(arguments: Sequence[str]) -> Measured:
    """Run `python -m bench.work ARGUMENTS`, which prints the seconds its work took as JSON."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.work", *arguments],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    assert process.stdout is not None
    output = process.stdout.read()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"bench.work {' '.join(arguments)} failed")
    return Measured(json.loads(output)["seconds"], usage.ru_maxrss / 1024)


def alternately(pair: Sequence[Sequence[str]], times: int) -> list[Measured]:
    """Run the works of `pair` in turn, `times` each, so that a busy moment meets both."""
    runs: list[list[Measured]] = [[] for _ in pair]
    for _ in range(times):
        for found, arguments in zip(runs, pair, strict=True):
            found.append(one(arguments))
    return [
        Measured(median(run.seconds for run in found), max(run.mebibytes for run in found))
        for found in runs
    ]


def prepare(work: str, folder: Path) -> None:
    """Let a work make what it needs, in a process of its own: this one must stay small.

    A process begins with the memory of the one that started it on its account.
    """
    one((work, "prepare", str(folder)))
