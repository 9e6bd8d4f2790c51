"""Starts the window program, unlocks a vault, and prints the seconds until the window answers.

python -m bench.first_screen VAULT BEGIN: BEGIN is the monotonic clock when the process was begun.
The seconds of Argon2id are taken off.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(vault: str, begin: str) -> None:
    from desktop.bootstrap import calm_collector

    calm_collector()
    from bench.windows import Stretching, unlocked

    stretching = Stretching()
    with unlocked(Path(vault)) as window:
        window.repaint()
        seconds = time.clock_gettime(time.CLOCK_MONOTONIC) - float(begin) - stretching.seconds
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
