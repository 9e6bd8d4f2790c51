"""The only place that builds concrete things and hands them to each other."""

from __future__ import annotations

import sys

from desktop import VERSION_LINE


def command() -> None:
    """Run the command `daumoi` with this process's arguments and end with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Answered before anything is loaded: scripts and installers ask it often.
        sys.stdout.write(f"{VERSION_LINE}\n")
        raise SystemExit(0)
    from desktop.cli.entry import main

    raise SystemExit(main(sys.argv[1:]))
