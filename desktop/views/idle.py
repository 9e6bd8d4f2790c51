"""How long nobody was at the PC, the time that it slept counted too."""

from __future__ import annotations

import time


def seconds() -> float:
    """Return seconds since some moment, as they pass for people: while the PC sleeps too.

    Timers stand still meanwhile. The PC's date is not asked: it may be set back.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
