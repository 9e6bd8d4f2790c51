"""A stop watch and folders to write in, for the works: nothing here loads the program."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@contextmanager
def copied(source: Path) -> Iterator[Path]:
    """Give a copy of a file or folder to write in, for one run of a work."""
    with scratch() as folder:
        target = folder / source.name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
        yield target


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder beside the sets, so that both sides write to the same disk."""
    with tempfile.TemporaryDirectory(prefix="daumoi-bench-run-") as name:
        yield Path(name)


@dataclass
class Watch:
    """The seconds that passed inside the `with`."""

    seconds: float = 0.0


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return what `share` (0 to 1) of the measured seconds do not exceed."""
    return sorted(seconds)[int(share * len(seconds))]


@contextmanager
def timed() -> Iterator[Watch]:
    """Measure what happens inside."""
    watch = Watch()
    begin = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - begin
