"""Measures speed and memory side by side with a floor or a peer, and writes docs/speed.md.

python -m bench [ROW…]: without a name, every row; the table is written only then. Each side of a
work runs in a process of its own, in turn with the other, five times; figures are medians. What is
counted is said at the head of each module of bench.works: a process's start on both sides or on
neither. Ratios are to be read; seconds belong to the machine named beside them.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import ROOT, Measured, alternately, prepare
from bench.rows import MOST_MEBIBYTES, ROWS, Row

# Processes at work before the bench begins; above it, medians still hold but seconds do not.
_QUIET_LOAD = 0.5
_TABLE = ROOT / "docs" / "speed.md"


def main(names: Sequence[str]) -> int:
    """Measure the rows named, or all; return 1 where one misses what it is to reach."""
    if unknown := set(names) - {row.name for row in ROWS}:
        print(f"no such row: {', '.join(sorted(unknown))}; rows: {', '.join(r.name for r in ROWS)}")
        return 2
    lines = []
    missed = 0
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="daumoi-bench-") as name:
        folder = Path(os.environ.get("DAUMOI_BENCH_SETS", name))
        folder.mkdir(exist_ok=True)
        for row in ROWS:
            if names and row.name not in names:
                continue
            line, reached = _measured(row, folder)
            print(line, flush=True)
            lines.append(line)
            missed += not reached
    if not names:
        _TABLE.write_text(_document(lines, load), encoding="utf-8")
        print(f"written: {_TABLE.relative_to(ROOT)}")
    return int(missed > 0)


def _measured(row: Row, folder: Path) -> tuple[str, bool]:
    if row.only_with is not None and shutil.which(row.only_with) is None:
        return _cells(row.title, "", "", "", "", "", f"{row.only_with} is not installed"), True
    prepare(row.work, folder)
    found = alternately([(row.work, side, str(folder)) for side in row.sides], row.times)
    ours, other = found[0], found[1] if len(found) > 1 else None
    ratio = ours.seconds / other.seconds if other else None
    reached = (
        (row.ratio is None or ratio is None or ratio <= row.ratio)
        and (row.seconds is None or ours.seconds <= row.seconds)
        and ours.mebibytes <= row.mebibytes
    )
    return (
        _cells(
            row.title,
            _seconds(ours.seconds),
            _seconds(other.seconds) if other else "–",
            f"{ratio:.2f}" if ratio else "–",
            _target(row),
            _memory(ours, other),
            "yes" if reached else "**no**",
        ),
        reached,
    )


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _target(row: Row) -> str:
    if row.ratio is not None:
        return f"≤ {row.ratio:g} ×"
    if row.mebibytes < MOST_MEBIBYTES:
        return f"≤ {row.mebibytes:g} MiB"
    return "–" if row.seconds is None else f"≤ {row.seconds * 1000:g} ms"


def _memory(ours: Measured, other: Measured | None) -> str:
    return f"{ours.mebibytes:.0f} / {other.mebibytes:.0f}" if other else f"{ours.mebibytes:.0f}"


def _document(lines: Sequence[str], load: float) -> str:
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    busy = ""
    if load > _QUIET_LOAD:
        busy = " The machine was busy with other work: to be measured again when it is quiet."
    heading = _cells("work", "ours", "floor or peer", "ratio", "to reach", "peak MiB", "reached")
    return "\n".join(
        [
            "# Speed and memory",
            "",
            "Written by `make bench`. Both sides of a row run in turn, in processes of their own;",
            "figures are medians of five, memory the peak of a whole process (ours / other).",
            "What each side does and counts stands at the head of its module in `bench/works/`.",
            "The ratios are what counts: seconds belong to the machine.",
            "",
            f"Measured {moment} on {_machine()}; load before it {load:.1f}.{busy}",
            "",
            heading,
            _cells("---", "---:", "---:", "---:", "---:", "---:", "---"),
            *lines,
            "",
            f"Peak memory is to stay within {MOST_MEBIBYTES:.0f} MiB. The last rows stand beside",
            "KeePassXC's command line on the same 14,000 units.",
            "",
        ]
    )


def _machine() -> str:
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        model = next((x.split(":", 1)[1].strip() for x in lines if x.startswith("model name")), "")
    return f"{os.cpu_count()} × {model or platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
