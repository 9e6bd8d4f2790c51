"""Reports of this program's own bugs: where in the code, on which page, never what was typed."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop import VERSION_LINE

# The newest ones say enough; a bug that repeats shall not fill a disk.
MOST_REPORTS = 20


@dataclass(frozen=True)
class FaultReport:
    """`kind` is the exception's class, `places` the code it passed as `file.py:line`, outermost
    first, `page` the page that was seen (its name in the code)."""

    kind: str
    places: str
    page: str


def save_report(folder: Path, report: FaultReport, now: datetime) -> Path:
    """Write a report as a small text file into `folder` and return it; the oldest give way.

    Code places hold no values: an exception's message may name a person and is left out.
    Raises `OSError` where it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = (
        VERSION_LINE,
        f"python {platform.python_version()} {platform.system()} {platform.machine()}",
        f"time {now.isoformat(timespec='seconds')}",
        f"page {report.page}",
        f"fault {report.kind}",
        *(f"  {place}" for place in report.places.split()),
    )
    file = folder / f"{now:%Y%m%d-%H%M%S-%f}.txt"
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as out:
        out.write("\n".join(lines) + "\n")
    for old in sorted(folder.glob("*-*-*.txt"))[:-MOST_REPORTS]:
        old.unlink(missing_ok=True)
    return file
